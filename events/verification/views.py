"""Pages of the room: all verifications of an event, one with its sample and findings, and how it ends."""

from collections.abc import Callable
from typing import cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import events.course.queries
import events.evidence.actions
import events.evidence.phrases
import events.verification.actions
import events.verification.queries
from events.evidence.errors import FileRefusedError, NoRoomError
from events.inventory.queries import rows_of
from events.models import EvidenceFile, Finding, Verification
from events.organise.desk import Desk, workspace
from events.team.access import Right
from events.team.errors import NotAllowedError
from events.verification.actions import NewStatement
from events.verification.errors import NotCurrentError
from events.verification.forms import CheckForm, FindingForm, ReplyForm, ReturnForm, SampleForm, StatementForm
from events.verification.phrases import REFUSALS, WHY, refusal_words
from events.verification.signing import document_of

State = Verification.State
Grade = Finding.Grade


@require_safe
@workspace()
def verification(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All of the event's, the latest first; and, for a verifier, the version that waits for one."""
    subject = events.verification.queries.subject_of(desk.event)
    works = list(events.verification.queries.verifications_of(desk.event))
    context = {
        "desk": desk,
        "room": "verification",
        "works": works,
        "subject": subject,
        "is_waiting": subject is not None and subject.pk not in {work.inventory_id for work in works},
    }
    return render(request, "organise/verification/index.html", context)


@require_POST
@workspace(Right.VERIFY)
def begin_verification(request: HttpRequest, desk: Desk) -> HttpResponse:
    subject = events.verification.queries.subject_of(desk.event)
    try:
        if subject is None:
            raise NotCurrentError
        work = events.verification.actions.begin(inventory=subject, by=desk.user)
    except REFUSALS as error:
        messages.error(request, refusal_words(error))
        return redirect("organise:verification", desk.event.slug)
    return redirect("organise:verification_work", desk.event.slug, work.pk)


@require_safe
@workspace()
def verification_work(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    return _work_page(request, desk, _work(desk, number))


@require_POST
@workspace(Right.VERIFY)
def check_sample(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    """Tick the lines of the sample that are chosen, each with its note."""
    work = _work(desk, number)
    lines = [each.line for each in events.verification.queries.sample_of(work)]
    form = SampleForm(request.POST, lines=lines)
    if not form.is_valid():
        return _work_page(request, desk, work, sample_form=form)
    ticks = form.ticks()

    def tick() -> None:
        for line, note in ticks:
            events.verification.actions.check_line(verification=work, line=line, note=note, by=desk.user)

    return _done(request, desk, work, tick, gettext("Ticked: %(count)s") % {"count": len(ticks)}, "#sample")


@require_POST
@workspace(Right.VERIFY)
def check_other(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    work = _work(desk, number)
    form = _check_form(work, request.POST)
    if not form.is_valid():
        return _work_page(request, desk, work, check_form=form)

    def tick() -> None:
        events.verification.actions.check_line(verification=work, by=desk.user, **form.cleaned_data)

    return _done(request, desk, work, tick, gettext("Ticked: %(count)s") % {"count": 1}, "#sample")


@require_POST
@workspace(Right.VERIFY)
def add_finding(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    work = _work(desk, number)
    form = FindingForm(request.POST, inventory=work.inventory)
    if not form.is_valid():
        return _work_page(request, desk, work, finding_form=form)

    def add() -> None:
        events.verification.actions.add_finding(verification=work, by=desk.user, **form.cleaned_data)

    return _done(request, desk, work, add, gettext("The finding is entered."), "#findings")


@require_POST
@workspace()
def reply_to_finding(request: HttpRequest, desk: Desk, number: int, finding: int) -> HttpResponse:
    """An organiser's answer, a verifier's question, or with `settle` the verifier's last word."""
    work = _work(desk, number)
    found = work.findings.filter(pk=finding, answers=None).first()
    if found is None:
        raise Http404
    form, settles = _reply_form(found, request.POST), "settle" in request.POST
    if not form.is_valid():
        return _work_page(request, desk, work, reply_form=(found.pk, form))
    act = events.verification.actions.settle if settles else events.verification.actions.answer
    words = gettext("The finding is settled.") if settles else gettext("Answered.")
    return _done(
        request,
        desk,
        work,
        lambda: act(finding=found, text=form.cleaned_data["text"], by=desk.user),
        words,
        f"#finding-{found.pk}",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@workspace(Right.VERIFY)
def return_version(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    work = _work(desk, number)
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            events.verification.actions.return_to_organiser(
                verification=work, by=desk.user, **form.cleaned_data
            )
        except REFUSALS as error:
            form.add_error(None, refusal_words(error))
        else:
            messages.success(request, gettext("The version is returned; the organiser makes a new one."))
            return redirect("organise:verification_work", desk.event.slug, work.pk)
    return _end_page(request, desk, work, form, "organise/verification/return.html")


@require_http_methods(["GET", "HEAD", "POST"])
@workspace(Right.VERIFY)
def state_figure(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    work = _work(desk, number)
    is_sent = request.method == "POST"
    form = StatementForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        request=request,
        user=desk.user,
        event=desk.event,
    )
    if is_sent and form.is_valid() and _stated(desk, work, form):
        messages.success(request, gettext("The figure is stated, sealed and frozen."))
        return redirect("organise:verification_work", desk.event.slug, work.pk)
    return _end_page(request, desk, work, form, "organise/verification/state.html")


@require_safe
@workspace()
def statement_document(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    """What was signed, with its seal: docs/events.md says how it is checked."""
    work = _work(desk, number)
    if work.state != State.STATED:
        raise Http404
    answer = HttpResponse(document_of(work.statement), content_type="application/json")
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="verification-{desk.event.slug}-{work.pk}.json"'
    )
    return answer


@require_safe
@workspace()
def sampled_lines(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    """Ids and grams of all lines: what anybody needs, with the seed, to draw the sample again."""
    lines = events.verification.queries.weighed(_work(desk, number).inventory)
    return JsonResponse([[line.line_id, line.grams] for line in lines], safe=False)


# --- What the pages are made of ---------------------------------------------------------------------------


def _work(desk: Desk, number: int) -> Verification:
    rows = events.verification.queries.verifications_of(desk.event).select_related(
        "inventory__factor_set", "inventory__event", "ended_by", "statement__file", "statement__signed_by"
    )
    found = rows.defer("statement__file__content").filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _done(
    request: HttpRequest, desk: Desk, work: Verification, act: Callable[[], object], words: str, place: str
) -> HttpResponse:
    try:
        act()
    except NotAllowedError:
        return render(request, "organise/not_allowed.html", {"desk": desk}, status=403)
    except REFUSALS as error:
        messages.error(request, refusal_words(error))
    else:
        messages.success(request, words)
    address = redirect("organise:verification_work", desk.event.slug, work.pk)
    address.headers["Location"] += place
    return address


def _stated(desk: Desk, work: Verification, form: StatementForm) -> bool:
    """Whether the figure is stated now; if not, the form says why. A file that was sent is kept in any case."""
    given = dict(form.cleaned_data)
    given.pop("password")
    title = gettext("Verification statement %(number)s") % {"number": given["statement_number"]}
    try:
        file = events.evidence.actions.keep_chosen(
            event=desk.event, chosen=given.pop("file"), title=title, by=desk.user
        )
        new = NewStatement(**given, file=cast("EvidenceFile", file))  # the field is required
        events.verification.actions.state_figure(verification=work, new=new, by=desk.user)
    except (FileRefusedError, NoRoomError) as error:
        form.add_error("file", events.evidence.phrases.refusal_words(error))
    except REFUSALS as error:
        form.add_error(None, refusal_words(error))
    else:
        return True
    return False


def _end_page(
    request: HttpRequest, desk: Desk, work: Verification, form: forms.Form, template: str
) -> HttpResponse:
    if work.state != State.OPEN and not form.is_bound:
        return redirect("organise:verification_work", desk.event.slug, work.pk)
    context = {"desk": desk, "room": "verification", "work": work, "form": form, **_missing(work)}
    return render(request, template, context, status=400 if form.errors else 200)


def _missing(work: Verification) -> dict[str, object]:
    """What stands between a verifier and a statement."""
    newest = events.course.queries.newest_version(work.inventory.event)
    return {
        "is_replaced": newest != work.inventory,
        "open_major": events.verification.queries.open_count(work, Grade.MAJOR),
        "unchecked": events.verification.queries.unchecked_count(work),
    }


def _work_page(
    request: HttpRequest,
    desk: Desk,
    work: Verification,
    *,
    sample_form: SampleForm | None = None,
    check_form: CheckForm | None = None,
    finding_form: FindingForm | None = None,
    reply_form: tuple[int, ReplyForm] | None = None,
) -> HttpResponse:
    house = events.verification.queries.house_of(desk.user, desk.event)
    checks = events.verification.queries.checks_of(work)
    sample = events.verification.queries.sample_of(work)
    boxes = sample_form or SampleForm(lines=[each.line for each in sample])
    refused, tried = reply_form or (None, None)
    is_open = work.state == State.OPEN
    verifies = is_open and house == work.verifier
    context = {
        "desk": desk,
        "room": "verification",
        "work": work,
        "sample": [(each, WHY[each.why], *boxes.row(each.line)) for each in sample],
        "sample_form": boxes,
        "lines": [(line, checks.get(line.pk)) for line in rows_of(work.inventory)],
        "findings": [
            (told, tried if told.finding.pk == refused else _reply_form(told.finding))
            for told in events.verification.queries.findings_of(work)
        ],
        "verifies": verifies,
        "replies": verifies or (is_open and desk.may["answer"]),
        "check_form": check_form or _check_form(work),
        "finding_form": finding_form
        or FindingForm(inventory=work.inventory, initial={"line": _asked_line(request)}),
        **_missing(work),
    }
    is_refused = any(form is not None for form in (sample_form, check_form, finding_form, reply_form))
    return render(request, "organise/verification/work.html", context, status=400 if is_refused else 200)


def _check_form(work: Verification, typed: QueryDict | None = None) -> CheckForm:
    return CheckForm(typed, inventory=work.inventory, auto_id="id_check_%s")


def _reply_form(found: Finding, typed: QueryDict | None = None) -> ReplyForm:
    """Each finding has its own on the page."""
    return ReplyForm(typed, auto_id=f"id_{found.pk}_%s")


def _asked_line(request: HttpRequest) -> str:
    """The line that a link to the finding's form names."""
    asked = request.GET.get("line", "")
    return asked if asked.isascii() and asked.isdigit() and len(asked) < 19 else ""
