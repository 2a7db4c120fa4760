"""What may be asked of an event's balance: its figures, and what was retired for it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

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
    from credits.models import Batch, Proposal, RetirementRequest

_RETIREMENT = "retirement_request__retirement"  # how a journey, a guest and a proposal lead into the ledger
_IN_ITS_PLACE = "replacements__retirement"  # and from there to what was retired in its place


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
    reason: str  # why nothing is retired: as somebody typed it, or as the ledger says
    facts: RetirementFacts | None = None
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """What counts of a retirement for the event, or of one that took its place: its pieces that are worth something."""

    retirement: UUID
    retired_at: datetime
    purpose: str
    pieces: tuple[Piece, ...]

    @property
    def amount_grams(self) -> int:
        return sum(piece.amount_grams for piece in self.pieces)


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
    """The event's figures as they are now; with `until`, what was retired, and held, by the end of that day.

    What lies in batches found impaired since counts no more, but for what was retired in its place. Credits of a
    demonstration count for the demonstration of an event only.
    """
    statement = events.course.queries.current_statement(event)
    account = event.donated_account
    offered = Donation.objects.filter(event=event, state=Donation.State.OFFERED)
    worthless = _worthless(event)
    spectators = sum(_counted_grams(rows, until, worthless) for rows in _of_spectators(event))
    return Balance(
        verified_grams=None if statement is None else statement.figure_grams,
        offered_grams=offered.aggregate(total=Sum("amount_grams"))["total"] or 0,
        confirmed_grams=credits.queries.held_at_the_end_of(until or timezone.localdate(), account),
        retired_spectators_grams=spectators,
        retired_event_grams=_counted_grams(credits.queries.event_proposals(account), until, worthless),
        counts_spectators=event.counts_spectators,
        deadline=deadline_of(event.ends_on),
    )


def days_to_deadline(event: Event) -> int:
    return days_left(deadline_of(event.ends_on), timezone.localdate())


def _of_spectators(event: Event) -> "tuple[QuerySet[Any], QuerySet[Any]]":
    """Journeys and guests: each row has a retirement of its own."""
    return Journey.objects.filter(event=event), Guest.objects.filter(list__event=event)


def _worthless(event: Event) -> "QuerySet[Batch]":
    """Of which batches nothing counts for this event."""
    return credits.queries.worthless_batches(counts_demonstration=event.is_demonstration)


def _counted_grams(rows: "QuerySet[Any]", until: date | None, worthless: "QuerySet[Batch]") -> int:
    """Grams retired by the requests of these rows and in their place, less what lies in batches worth nothing."""
    counted = 0
    for path in _ways(rows, until):
        # In one call each: two would join the many rows behind a retirement twice.
        retired = rows.filter(**_by(path, until)).order_by()
        lost = rows.filter(**_by(path, until), **{f"{path}__slices__batch__in": worthless}).order_by()
        counted += retired.aggregate(total=Sum(f"{path}__amount_grams"))["total"]
        counted -= lost.aggregate(total=_width(path))["total"] or 0
    return counted


def _ways(rows: "QuerySet[Any]", until: date | None) -> Iterator[str]:
    """The way from these rows to their retirements; to those in their place; to those in the place of these; …"""
    path = _RETIREMENT
    while rows.filter(**_by(path, until)).exists():
        yield path
        path = f"{path}__{_IN_ITS_PLACE}"


def _width(path: str) -> Sum:
    ends = F(f"{path}__slices__batch_to") - F(f"{path}__slices__batch_from")
    return Sum(ends, output_field=BigIntegerField())


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


def retired_for_event(event: Event, until: date) -> list[Counted]:
    """What counts of all that was retired for the event by the end of that day, and in place of what was flawed.

    Its grams add up to the balance's `retired_event_grams`.
    """
    proposals = credits.queries.event_proposals(event.donated_account).order_by("pk")
    requests = [request for each in proposals if (request := _request_of(each)) is not None]
    purposes = {request.pk: request.purpose for request in requests}
    purposes |= credits.queries.retired_in_place_of(purposes)
    facts = credits.queries.retirement_facts_of(purposes)
    worthless = set(_worthless(event).values_list("public_id", flat=True))
    found = [
        Counted(each.retirement_id, each.retired_at, purposes[pk], _pieces(each, worthless))
        for pk, each in sorted(facts.items())
        if timezone.localdate(each.retired_at) <= until
    ]
    return [each for each in found if each.pieces]


def _pieces(facts: RetirementFacts, worthless: Collection[UUID] = ()) -> tuple[Piece, ...]:
    slices = [each for each in facts.slices if each.batch not in worthless]
    return tuple(map(Piece, slices, credits.queries.serials_of(slices)))


def spectators_batches(event: Event, until: date | None = None) -> list[FromBatch]:
    """Out of which batches spectators had retired, and how much of each, in the order of the batches.

    As in the balance: without those that count for nothing, and with what took their place.
    """
    grams: dict[tuple[Any, ...], int] = {}
    worthless = set(_worthless(event).values_list("pk", flat=True))
    for rows in _of_spectators(event):
        for path in _ways(rows, until):
            batch = f"{path}__slices__batch"
            columns = (f"{batch}_id", *(f"{batch}__{name}" for name in _BATCH_COLUMNS))
            grouped = rows.filter(**_by(path, until)).order_by().values_list(*columns)
            for *key, total in grouped.annotate(total=_width(path)):
                if key[0] not in worthless:
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
    return ForEvent(
        proposal_id=proposal.pk,
        progress=_progress(proposal, retired),
        amount_grams=proposal.body["amount_grams"],
        purpose=proposal.body["purpose"],
        proposed_by_id=proposal.proposed_by_id,
        proposed_by=proposal.proposed_by.shown_name,
        proposed_at=proposal.proposed_at,
        decided_by="" if decision is None else decision.decided_by.shown_name,
        reason=_reason(proposal),
        facts=retired,
        pieces=() if retired is None else _pieces(retired),
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


def _reason(proposal: "Proposal") -> str:
    refusal = getattr(_request_of(proposal), "refusal", None)
    if refusal is not None:
        return str(refusal.get_reason_display())
    decision = getattr(proposal, "decision", None)
    return "" if decision is None else str(decision.reason)


def _request_of(proposal: "Proposal") -> "RetirementRequest | None":
    """The request that came of a proposal; None before it was approved, and where it was rejected."""
    return getattr(proposal, "retirement_request", None)


def waiting_for(user: User, event: Event | None) -> list[Waiting]:
    """What of this room waits for a person: see `waits`."""
    from events.balance import waits  # noqa: PLC0415  it asks for the figures

    return waits.waiting_for(user, event)
