"""What may be asked of an event's balance: its figures, and what was retired for it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, F, QuerySet, Sum
from django.utils import timezone

import credits.queries
import events.course.queries
from credits.queries import RetirementFacts, SliceFacts
from events.balance.balance import Balance, days_left, deadline_of
from events.models import Donation, Event, Guest, Journey
from events.organise.waits import Waiting
from people.models import User

if TYPE_CHECKING:
    from credits.models import Proposal, RetirementRequest

_IMPAIRED = "impaired"
_RETIREMENT = "retirement_request__retirement"  # how a journey, a guest and a proposal lead into the ledger
_SLICES = f"{_RETIREMENT}__slices"
_WIDTH = Sum(F(f"{_SLICES}__batch_to") - F(f"{_SLICES}__batch_from"), output_field=BigIntegerField())


class Progress(StrEnum):
    """What became of a proposal to retire for an event."""

    WAITS = "waits"  # for a second person
    REJECTED = "rejected"
    ACCEPTED = "accepted"  # set aside; the next settlement retires it
    REFUSED = "refused"  # by the settlement: nothing was retired
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Piece:
    """A range of grams that was retired, with the serials of the units it lies in."""

    facts: SliceFacts
    serials: str

    @property
    def amount_grams(self) -> int:
        return self.facts.batch_to - self.facts.batch_from


@dataclass(frozen=True, slots=True)
class ForEvent:
    """A retirement for the event, from the proposal on."""

    proposal_id: int
    progress: Progress
    amount_grams: int
    purpose: str
    proposed_by_id: int
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    facts: RetirementFacts | None = None
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class FromBatch:
    """What spectators had retired out of one batch."""

    registry: str
    project_code: str
    serial_block: str
    batch: str
    grams: int


# --- Figures ----------------------------------------------------------------------------------------------


def balance_of(event: Event, *, until: date | None = None) -> Balance:
    """The event's figures as they are now; with `until`, only what was retired by the end of that day counts.

    What lies in batches found impaired since counts no more, but for what was retired in its place.
    """
    statement = events.course.queries.current_statement(event)
    account = credits.queries.balance_of(event.donated_account)
    offered = Donation.objects.filter(event=event, state=Donation.State.OFFERED)
    spectators = sum(_retired_grams(rows, until) for rows in _of_spectators(event))
    return Balance(
        verified_grams=None if statement is None else statement.figure_grams,
        offered_grams=offered.aggregate(total=Sum("amount_grams"))["total"] or 0,
        confirmed_grams=account.credited_grams - account.debited_grams,
        retired_spectators_grams=spectators,
        retired_event_grams=_retired_grams(credits.queries.event_proposals(event.donated_account), until),
        counts_spectators=event.counts_spectators,
        deadline=deadline_of(event.ends_on),
    )


def days_to_deadline(event: Event) -> int:
    return days_left(deadline_of(event.ends_on), timezone.localdate())


def _of_spectators(event: Event) -> "tuple[QuerySet[Any], QuerySet[Any]]":
    """Journeys and guests: each row has a retirement of its own."""
    return Journey.objects.filter(event=event), Guest.objects.filter(list__event=event)


def _retired_grams(rows: "QuerySet[Any]", until: date | None) -> int:
    """Grams retired by the requests of these rows, less the impaired, with what took their place."""
    retired = _retired(rows, until)
    replacing = f"{_RETIREMENT}__replacements__retirement"
    in_place = retired.filter(**_by(replacing, until))
    impaired = retired.filter(**{f"{_RETIREMENT}__slices__batch__marks__kind": _IMPAIRED})
    totals = (
        retired.aggregate(total=Sum(f"{_RETIREMENT}__amount_grams"))["total"] or 0,
        impaired.aggregate(total=_WIDTH)["total"] or 0,
        in_place.aggregate(total=Sum(f"{replacing}__amount_grams"))["total"] or 0,
    )
    return totals[0] - totals[1] + totals[2]


def _retired(rows: "QuerySet[Any]", until: date | None) -> "QuerySet[Any]":
    return rows.filter(**_by(_RETIREMENT, until)).order_by()


def _by(path: str, until: date | None) -> dict[str, Any]:
    """The condition that there is a retirement at this path, by the end of that day where there is one."""
    return {f"{path}__isnull": False} if until is None else {f"{path}__retired_at__date__lte": until}


# --- What was retired -------------------------------------------------------------------------------------


def event_retirements(event: Event) -> list[ForEvent]:
    """Every proposal to retire for the event in their order, with what became of it and with its serials."""
    proposals = list(credits.queries.event_proposals(event.donated_account).order_by("pk"))
    requests = [_request_of(proposal) for proposal in proposals]
    facts = credits.queries.retirement_facts_of(request.pk for request in requests if request is not None)
    return [_for_event(proposal, facts) for proposal in proposals]


def retired_for_event(event: Event, until: date) -> list[ForEvent]:
    """Those that were retired by the end of that day."""
    return [
        each
        for each in event_retirements(event)
        if each.facts is not None and timezone.localdate(each.facts.retired_at) <= until
    ]


def spectators_batches(event: Event, until: date | None = None) -> list[FromBatch]:
    """Out of which batches spectators had retired, and how much of each, in the order of the batches."""
    batch = f"{_SLICES}__batch"
    columns = (f"{batch}_id", *(f"{batch}__{name}" for name in _BATCH_COLUMNS))
    grams: dict[tuple[Any, ...], int] = {}
    for rows in _of_spectators(event):
        grouped = _retired(rows, until).values_list(*columns).annotate(total=_WIDTH)
        for *key, total in grouped:
            grams[tuple(key)] = grams.get(tuple(key), 0) + total
    return [
        FromBatch(registry, code, block, str(public_id), total)
        for (_pk, registry, code, block, public_id), total in sorted(
            grams.items(), key=lambda each: each[0][0]
        )
    ]


_BATCH_COLUMNS = ("registry", "project_code", "serial_block", "public_id")


def _for_event(proposal: "Proposal", facts: dict[int, RetirementFacts]) -> ForEvent:
    decision, request = getattr(proposal, "decision", None), _request_of(proposal)
    retired = None if request is None else facts.get(request.pk)
    slices = () if retired is None else retired.slices
    return ForEvent(
        proposal_id=proposal.pk,
        progress=_progress(proposal, retired),
        amount_grams=proposal.body["amount_grams"],
        purpose=proposal.body["purpose"],
        proposed_by_id=proposal.proposed_by_id,
        proposed_by=proposal.proposed_by.get_username(),
        proposed_at=proposal.proposed_at,
        decided_by="" if decision is None else decision.decided_by.get_username(),
        facts=retired,
        pieces=tuple(map(Piece, slices, credits.queries.serials_of(slices))),
    )


def _progress(proposal: "Proposal", retired: RetirementFacts | None) -> Progress:
    request = _request_of(proposal)
    if getattr(proposal, "decision", None) is None:
        return Progress.WAITS
    if request is None:
        return Progress.REJECTED
    if retired is not None:
        return Progress.RETIRED
    return Progress.REFUSED if getattr(request, "refusal", None) is not None else Progress.ACCEPTED


def _request_of(proposal: "Proposal") -> "RetirementRequest | None":
    """The request that came of a proposal; None before it was approved, and where it was rejected."""
    return getattr(proposal, "retirement_request", None)


def waiting_for(user: User, event: Event | None) -> list[Waiting]:
    """What of this room waits for a person: see `waits`."""
    from events.balance import waits  # noqa: PLC0415  it asks for the figures

    return waits.waiting_for(user, event)
