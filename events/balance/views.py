"""The room of the balance: figures, retiring for the event, the declaration and the witness certificate."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import credits.queries
import events.balance.actions
import events.balance.queries
import events.course.queries
from credits.errors import CreditsError
from events.balance import phrases, standing
from events.balance.claims import CLAIMING, LANGUAGES, Audience
from events.balance.forms import DeclarationForm, RejectionForm, RetirementForm, RevocationForm, WitnessForm
from events.balance.pictures import picture_of, rows_of
from events.balance.queries import Progress
from events.balance.saying import saying_of
from events.course.course import Condition, State
from events.errors import EventsError
from events.models import Event, Witnessing
from events.organise.desk import Desk, workspace
from events.team.access import RIGHTS, Right

_TONGUES = {"zh-hans": "中文", "en": "English"}


@require_safe
@workspace()
def balance(request: HttpRequest, desk: Desk) -> HttpResponse:
    return render(request, "organise/balance/index.html", _context(desk))


def _context(desk: Desk) -> dict[str, Any]:
    event = desk.event
    figures = events.balance.queries.balance_of(event)
    declaration = standing.latest_declaration(event)
    saying, left = saying_of(event), events.balance.queries.days_to_deadline(event)
    return {
        "desk": desk,
        "room": "balance",
        "balance": figures,
        "rows": rows_of(figures),
        "picture": picture_of(figures),
        "spectators": phrases.spectators_words(figures),
        "result": phrases.result_words(figures),
        "deadline": "" if event.state in CLAIMING else phrases.deadline_words(left),
        "is_late": left < 0 and event.state not in CLAIMING,
        "retirements": [
            (each, phrases.PROGRESS[each.progress])
            for each in events.balance.queries.event_retirements(event)
        ],
        "waits": Progress.WAITS,
        "claims": [
            (
                phrases.AUDIENCES[audience],
                [(_TONGUES[each], each, saying.to(audience, each)) for each in LANGUAGES],
            )
            for audience in Audience
        ],
        "declaration": declaration,
        "declaration_standing": None
        if declaration is None
        else phrases.STANDINGS[standing.standing_of(declaration)],
        "witnessings": [] if declaration is None else list(standing.witnessings_of(declaration)),
        "can_declare": event.state == State.COVERED and Right.DECLARE in RIGHTS[desk.role],
        "can_witness": Right.WITNESS in RIGHTS[desk.role] and standing.may_be_witnessed(event),
        "can_retire": event.state != State.PLANNED and Right.PROPOSE_RETIREMENT in RIGHTS[desk.role],
        "versions": _versions(event),
    }


def _versions(event: Event) -> tuple[Any, Any]:
    """The latest submitted version, and a correction of it that is under way."""
    latest = events.course.queries.latest_submitted(event)
    is_corrected = latest is not None and events.course.queries.is_under_review(latest)
    return latest, events.course.queries.newest_version(event) if is_corrected else None


# --- Retiring for the event -------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@workspace(Right.PROPOSE_RETIREMENT)
def retire(request: HttpRequest, desk: Desk) -> HttpResponse:
    figures = events.balance.queries.balance_of(desk.event)
    form = RetirementForm(request.POST or None, event=desk.event, shortfall_grams=figures.shortfall_grams)
    context = {"balance": figures, "result": phrases.result_words(figures)}

    def propose() -> str:
        events.balance.actions.propose_retirement(event=desk.event, by=desk.user, **form.cleaned_data)
        return gettext("Proposed. A second person, of the exchange, decides on it.")

    return _formed(request, desk, "retire", form, propose, context)


@require_POST
@workspace()
def approve_retirement(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    _refuse_foreign(desk, pk)

    def approve() -> str:
        events.balance.actions.approve_retirement(event=desk.event, proposal_id=pk, by=desk.user)
        return gettext("Approved. The ledger retires it within seconds.")

    return _done(request, desk, approve)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace()
def reject_retirement(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    _refuse_foreign(desk, pk)
    form = RejectionForm(request.POST or None)

    def reject() -> str:
        events.balance.actions.reject_retirement(
            event=desk.event, proposal_id=pk, reason=form.cleaned_data["reason"], by=desk.user
        )
        return gettext("Rejected. Nothing was retired.")

    return _formed(request, desk, "reject", form, reject)


def _refuse_foreign(desk: Desk, pk: int) -> None:
    """404 for a proposal of another event. One of this event was perhaps made in the admin."""
    get_object_or_404(credits.queries.event_proposals(desk.event.donated_account), pk=pk)


# --- The declaration --------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@workspace(Right.DECLARE)
def declare(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Only a covered event has the form; what it says of the version is not typed."""
    event = desk.event
    form = DeclarationForm(request.POST or None, event=event)
    statement = events.course.queries.current_statement(event)
    figures = events.balance.queries.balance_of(event)
    context = {
        "balance": figures,
        "result": phrases.result_words(figures),
        "spectators": phrases.spectators_words(figures),
        "statement": statement,
        "version": None if statement is None else statement.verification.inventory,
        "is_ready": event.state == State.COVERED,
        "missing": [
            each
            for each in events.course.queries.checked(event)
            if not each.holds and each.condition != Condition.DECLARATION
        ],
    }

    def write() -> str:
        events.balance.actions.declare(event=event, new=form.new(), by=desk.user)
        return gettext("Declared. It stands at its permanent address from now on.")

    return _formed(request, desk, "declare", form, write, context)


# --- The witness ------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@workspace(Right.WITNESS)
def witness(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = WitnessForm(request.POST or None, event=desk.event)
    declaration = standing.latest_declaration(desk.event)
    figures = events.balance.queries.balance_of(desk.event)

    def propose() -> str:
        assert declaration is not None  # noqa: S101  without one the page has no form
        events.balance.actions.propose_witnessing(declaration=declaration, new=form.new(), by=desk.user)
        return gettext("Proposed. A second person of the exchange looks at it and issues the certificate.")

    context = {
        "declaration": declaration,
        "is_ready": standing.may_be_witnessed(desk.event),
        "has_one": desk.event.state in CLAIMING,
        "result": phrases.result_words(figures),
        "spectators": phrases.spectators_words(figures),
    }
    return _formed(request, desk, "witness", form, propose if declaration is not None else None, context)


@require_safe
@workspace()
def witnessing(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """What a second person decides on: all that was observed, as it was frozen."""
    row = _witnessing(desk, pk)
    context = {
        "desk": desk,
        "room": "balance",
        "row": row,
        "body": row.body,
        "standing": phrases.STANDINGS[standing.standing_of_witness(row)],
        "revocation": standing.revocation_of(row),
        "is_own": row.proposed_by_id == desk.user.pk,
    }
    return render(request, "organise/balance/witnessing.html", context)


@require_POST
@workspace(Right.WITNESS)
def approve_witnessing(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    def approve() -> str:
        events.balance.actions.approve_witnessing(witnessing=_witnessing(desk, pk), by=desk.user)
        return gettext("Issued. The paper is made within seconds.")

    return _done(request, desk, approve)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace(Right.WITNESS)
def decline_witnessing(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    row = _witnessing(desk, pk)
    form = RejectionForm(request.POST or None)

    def decline() -> str:
        events.balance.actions.decline_witnessing(
            witnessing=row, reason=form.cleaned_data["reason"], by=desk.user
        )
        return gettext("Declined. Nothing was issued.")

    return _formed(request, desk, "decline", form, decline)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace(Right.WITNESS)
def revoke(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    row = _witnessing(desk, pk)
    form = RevocationForm(request.POST or None)

    def write() -> str:
        events.balance.actions.revoke(witnessing=row, by=desk.user, **form.cleaned_data)
        return gettext("Revoked. The certificate’s page says so from now on.")

    return _formed(request, desk, "revoke", form, write)


# --- What the pages share ---------------------------------------------------------------------------------


def _witnessing(desk: Desk, pk: int) -> Witnessing:
    rows = Witnessing.objects.select_related(
        "declaration__event", "declaration__statement__verification__inventory", "witness", "certificate"
    )
    return get_object_or_404(rows, declaration__event=desk.event, pk=pk)


def _done(request: HttpRequest, desk: Desk, act: Callable[[], str]) -> HttpResponse:
    """Call one action, and back to the room with what came of it."""
    try:
        messages.success(request, act())
    except (EventsError, CreditsError) as error:
        messages.error(request, phrases.error_words(error))
    return redirect("organise:balance", desk.event.slug)


def _formed(
    request: HttpRequest,
    desk: Desk,
    page: str,
    form: forms.Form,
    act: Callable[[], str] | None,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """A form and its one action: done and back to the room, or the form again with why not."""
    if request.method == "POST" and act is not None and form.is_valid():
        try:
            messages.success(request, act())
        except (EventsError, CreditsError) as error:
            form.add_error(None, phrases.error_words(error))
        else:
            return redirect("organise:balance", desk.event.slug)
    values = {"desk": desk, "room": "balance", "form": form, **(context or {})}
    status = 422 if request.method == "POST" else 200
    return render(request, f"organise/balance/{page}.html", values, status=status)
