"""The room of donations: offers to answer, donations to enter and to confirm, and what becomes of what is left."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import credits.queries
import events.balance.queries
import events.donating.actions
import events.donating.queries
import events.donating.settling
import events.evidence.actions
from credits.errors import CreditsError, InsufficientCreditsError
from diandian.lib.mass import format_grams
from events.balance.claims import CLAIMING
from events.donating.errors import NextEventError, NoReasonError, NotADonorError
from events.donating.forms import DeclineForm, DeclineSeveralForm, DonationForm, RuleForm, TakeUpForm
from events.donating.phrases import (
    OFFER_STATES,
    RULES,
    error_words,
    promise_words,
    registry_name,
    serial_warnings,
)
from events.errors import EventsError
from events.evidence.errors import FileRefusedError, NoRoomError
from events.models import Donation, DonationOffer, Event
from events.organise.desk import Desk, workspace
from events.team.access import Right

# The field beside which a refusal stands; every other one stands above the form.
PLACES: dict[type[Exception], str] = {
    InsufficientCreditsError: "amount_grams",
    FileRefusedError: "evidence",
    NoRoomError: "evidence",
    NextEventError: "next_event",
    NoReasonError: "reason",
    NotADonorError: "slug",
}


@require_safe
@workspace()
def donations(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everything at a glance: offers, donations, and the rule for leftovers."""
    return _index(request, desk)


@require_POST
@workspace(Right.SET_UP)
def rule(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Choose what becomes of leftovers, while the event is planned."""
    form = RuleForm(request.POST, event=desk.event, by=desk.user)
    if form.is_valid():
        values = form.cleaned_data
        try:
            events.donating.settling.choose_rule(
                event=desk.event, rule=values["rule"], next_event=values["next_event"], by=desk.user
            )
        except EventsError as error:
            _refuse(form, error)
        else:
            messages.success(request, gettext("The rule for leftovers is chosen."))
            return redirect("organise:donations", desk.event.slug)
    return _index(request, desk, rule_form=form)


def _index(
    request: HttpRequest,
    desk: Desk,
    rule_form: RuleForm | None = None,
    decline_form: DeclineSeveralForm | None = None,
) -> HttpResponse:
    """The room's first page, with a form that was refused where there is one."""
    rows = list(events.donating.queries.donations_of(desk.event))
    offers = list(events.donating.queries.offers_of(desk.event))
    numbers = events.donating.queries.certificate_numbers(rows)
    context = {
        "donations": [(row, numbers.get(row.pk)) for row in rows],
        "offers": [(row, OFFER_STATES[row.state]) for row in offers],
        "rule": RULES[desk.event.leftover_rule],
        "rule_form": rule_form or RuleForm(event=desk.event, by=desk.user),
        "decline_form": decline_form or DeclineSeveralForm(event=desk.event),
        "declines_several": sum(row.state == DonationOffer.State.NEW for row in offers) > 1,
        "is_planned": desk.event.state == Event.State.PLANNED,
        "takes_offers": events.donating.queries.takes_offers(desk.event),
        "settlement": events.donating.queries.settlement_of(desk.event),
        "offered_grams": sum(row.amount_grams for row in rows if row.state == Donation.State.OFFERED),
        "confirmed_grams": sum(row.amount_grams for row in rows if row.state == Donation.State.CONFIRMED),
        "available_grams": credits.queries.balance_of(desk.event.donated_account).available_grams,
    }
    return _page(request, desk, "index", context, 400 if rule_form or decline_form else 200)


# --- Offers ---------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@workspace()
def offer(request: HttpRequest, desk: Desk, reference: str) -> HttpResponse:
    """What a donor typed, and the answers to it. Contacts are for those who answer."""
    row = _offer(desk, reference)
    take_up = TakeUpForm(offer=row)
    decline = DeclineForm()
    if request.method == "POST":
        if not desk.may["enter_donation"]:
            return render(request, "organise/not_allowed.html", {"desk": desk}, status=403)
        what = request.POST.get("what")
        if what == "take-up":
            take_up = TakeUpForm(request.POST, offer=row)
            done = _taken_up(request, desk, row, take_up)
        elif what == "decline":
            decline = DeclineForm(request.POST)
            done = _offer_declined(request, desk, row, decline)
        elif what == "erase":
            done = _erased(request, desk, row)
        else:
            raise Http404
        if done is not None:
            return done
    serials = events.donating.queries.serials_of(row)
    twins = events.donating.queries.twins_of(row, serials)
    told = events.donating.queries.told_of(twins, desk.user) if desk.may["enter_donation"] else []
    context = {
        "offer": row,
        "state": OFFER_STATES[row.state],
        "registry": registry_name(row.registry),
        "warnings": serial_warnings(row.serials, serials),
        "twins": told,
        "has_other_twins": len(told) < len(twins),
        "take_up": take_up,
        "decline": decline,
        "is_new": row.state == DonationOffer.State.NEW,
    }
    return _page(request, desk, "offer", context, 400 if request.method == "POST" else 200)


def _taken_up(request: HttpRequest, desk: Desk, row: DonationOffer, form: TakeUpForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        donation = events.donating.actions.take_up(offer=row, donor=form.donor, by=desk.user)
    except (EventsError, CreditsError) as error:
        _refuse(form, error)
        return None
    messages.success(request, gettext("Taken up. The donation waits for a second person."))
    return redirect("organise:donation", desk.event.slug, donation.pk)


def _offer_declined(
    request: HttpRequest, desk: Desk, row: DonationOffer, form: DeclineForm
) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        events.donating.actions.decline_offer(offer=row, reason=form.cleaned_data["reason"], by=desk.user)
    except EventsError as error:
        _refuse(form, error)
        return None
    messages.success(request, gettext("The offer is declined; the donor reads why."))
    return redirect("organise:donation_offer", desk.event.slug, row.reference)


def _erased(request: HttpRequest, desk: Desk, row: DonationOffer) -> HttpResponse:
    words = gettext("Name, address and message are erased.")
    _try(request, lambda: events.donating.actions.erase_contact(offer=row, by=desk.user), words)
    return redirect("organise:donation_offer", desk.event.slug, row.reference)


@require_POST
@workspace(Right.ENTER_DONATION)
def decline_offers(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Several offers at once, with one reason."""
    form = DeclineSeveralForm(request.POST, event=desk.event)
    if not form.is_valid():
        return _index(request, desk, decline_form=form)
    reason, references = form.cleaned_data["reason"], form.references
    count = events.donating.actions.decline_offers(
        event=desk.event, references=references, reason=reason, by=desk.user
    )
    words = ngettext("%(count)s offer is declined.", "%(count)s offers are declined.", count)
    messages.success(request, words % {"count": count})
    return redirect("organise:donations", desk.event.slug)


def _offer(desk: Desk, reference: str) -> DonationOffer:
    row = events.donating.queries.offer_by(desk.event, reference)
    if row is None:
        raise Http404
    return row


# --- Donations --------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@workspace(Right.ENTER_DONATION)
def enter(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A donation that came by letter."""
    form = DonationForm(event=desk.event)
    if request.method == "POST":
        form = DonationForm(request.POST, request.FILES, event=desk.event)
        if form.is_valid() and (row := _entered(desk, form)) is not None:
            messages.success(request, gettext("Entered. The donation waits for a second person."))
            return redirect("organise:donation", desk.event.slug, row.pk)
    return _page(request, desk, "enter", {"form": form}, 400 if request.method == "POST" else 200)


def _entered(desk: Desk, form: DonationForm) -> Donation | None:
    values = form.cleaned_data
    try:
        evidence = events.evidence.actions.keep_chosen(
            event=desk.event,
            chosen=values["evidence"],
            title=str(values["account"].organization),
            by=desk.user,
        )
        new = form.new_donation(desk.event, evidence)
        return events.donating.actions.enter(new=new, by=desk.user)
    except (EventsError, CreditsError) as error:
        _refuse(form, error)
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@workspace()
def donation(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """One donation; whoever may decide on it finds the question here."""
    row = get_object_or_404(events.donating.queries.donations_of(desk.event), pk=pk)
    if request.method == "POST":
        if not desk.may["decide_donation"]:
            return render(request, "organise/not_allowed.html", {"desk": desk}, status=403)
        what = request.POST.get("what")
        if what == "confirm":
            words = gettext("%(amount)s are on the organiser's account now.")
            words %= {"amount": format_grams(row.amount_grams)}
            _try(request, lambda: events.donating.actions.confirm(donation=row, by=desk.user), words)
        elif what == "decline":
            words = gettext("The donation is declined. Nothing was moved.")
            _try(request, lambda: events.donating.actions.decline(donation=row, by=desk.user), words)
        else:
            raise Http404
        return redirect("organise:donation", desk.event.slug, row.pk)
    free = credits.queries.balance_of(row.account).available_grams
    context = {
        "donation": row,
        "offer": DonationOffer.objects.filter(donation=row).first(),
        "certificate": events.donating.queries.certificate_numbers([row]).get(row.pk),
        "free_grams": free,
        "is_too_large": row.amount_grams > free,
        "waits": row.state == Donation.State.OFFERED,
        "is_own": row.offered_by_id == desk.user.pk,
    }
    return _page(request, desk, "donation", context)


# --- Leftovers --------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@workspace()
def leftovers(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What is left, who would get it, and the two people who carry the rule out."""
    if request.method == "POST":
        return _settled(request, desk)
    settlement = events.donating.queries.settlement_of(desk.event)
    context = {
        "rule": RULES[desk.event.leftover_rule],
        "settlement": settlement,
        "is_declared": desk.event.state in CLAIMING,
        "short_grams": events.balance.queries.balance_of(desk.event).shortfall_grams,
        "promises": promise_words(events.donating.queries.open_promises(desk.event)),
        "leftovers": settlement.body
        if settlement
        else events.donating.queries.leftovers_of(desk.event).as_body(),
        "is_own": settlement is not None and settlement.proposed_by_id == desk.user.pk,
    }
    return _page(request, desk, "leftovers", context)


def _settled(request: HttpRequest, desk: Desk) -> HttpResponse:
    what, by = request.POST.get("what"), desk.user
    settling = events.donating.settling
    # The one that was read, which may be declined by now, and another proposed.
    shown = request.POST.get("settlement")
    settlement = next((row for row in desk.event.leftovers.all() if str(row.pk) == shown), None)
    if what == "propose":
        words = gettext("Proposed. A second person carries it out.")
        _try(request, lambda: settling.propose(event=desk.event, by=by), words)
    elif what == "approve" and settlement is not None:
        words = gettext("The leftovers are settled.")
        _try(request, lambda: settling.approve(settlement=settlement, by=by), words)
    elif what == "decline" and settlement is not None:
        words = gettext("The proposal is declined. Nothing was moved.")
        _try(request, lambda: settling.decline(settlement=settlement, by=by), words)
    else:
        raise Http404
    return redirect("organise:leftovers", desk.event.slug)


def _try(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    """Act, and say that it is done or why it is not."""
    try:
        act()
    except (EventsError, CreditsError) as error:
        messages.error(request, error_words(error))
    else:
        messages.success(request, done)


def _refuse(form: Any, error: EventsError | CreditsError) -> None:
    field = PLACES.get(type(error))
    form.add_error(field if field in form.fields else None, error_words(error))


def _page(
    request: HttpRequest, desk: Desk, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    full = {"desk": desk, "room": "donations", **context}
    return render(request, f"organise/donations/{name}.html", full, status=status)
