"""Who proposed and who decided: everything that needed two people, the steps of the event, and its team."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import credits.queries
from credits.public_queries import extracts
from events.models import (
    CourseStep,
    Donation,
    Event,
    GuestList,
    LeftoverSettlement,
    Membership,
    Witnessing,
    WitnessRevocation,
)
from events.reports.numbers.serials import events_requests
from events.reports.pack.tables import table
from people.models import User

_DECIDED = (
    *("what", "id", "amount_grams", "proposed_by_id", "proposed_by", "proposed_at"),
    *("outcome", "decided_by_id", "decided_by", "decided_at", "reason"),
)
Row = tuple[object, ...]


def files(event: Event) -> Iterator[tuple[str, bytes]]:
    yield "approvals.csv", table(_DECIDED, chain(_proposals(event), _of_event(event)))
    yield "course.csv", table(_STEP, _steps(event))
    yield "team.csv", table(_MEMBER, _members(event))


_STEP = ("number", "from", "to", "is_correction", "inventory", "by_id", "by", "at", "why")
_MEMBER = ("user_id", "user", "role", "organisation", "valid_until", "added_by_id", "added_at", "ended_at")


def _who(user: User | None) -> tuple[object, object]:
    """A person of the staff or of the team: id and name."""
    return (None, None) if user is None else (user.pk, user.shown_name)


def _proposals(event: Event) -> Iterator[Row]:
    """The ledger's: batches, retirements for the event, ends of pools."""
    accounts = [event.donated_account]
    requests = events_requests(event)
    batches = extracts.batches_of(accounts, requests)
    # What was rejected, or waits, moved nothing by which it would be found.
    asked = credits.queries.event_proposals(event.donated_account)
    found = {row.pk: row for row in [*extracts.proposals_of(accounts, requests, batches), *asked]}
    for _pk, row in sorted(found.items()):
        decision = getattr(row, "decision", None)
        yield (
            *(row.kind, row.public_id, row.body.get("amount_grams"), *_who(row.proposed_by), row.proposed_at),
            *(decision.outcome if decision else "waiting", *_who(decision.decided_by if decision else None)),
            *(decision.decided_at if decision else None, decision.reason if decision else ""),
        )


def _of_event(event: Event) -> Iterator[Row]:
    """The event's own: donations, guest lists, leftovers, witnessings and their revocation."""
    for gift in (
        Donation.objects.filter(event=event).select_related("offered_by", "decided_by").order_by("pk")
    ):
        yield _decided("donation", gift.pk, gift.amount_grams, (gift.offered_by, gift.offered_at), gift)
    lists = GuestList.objects.filter(event=event).select_related("entered_by", "decided_by")
    for each in lists.order_by("pk"):
        yield _decided("guest-list", each.pk, each.amount_grams, (each.entered_by, each.entered_at), each)
    settled = LeftoverSettlement.objects.filter(event=event).select_related("proposed_by", "decided_by")
    for left in settled.order_by("pk"):
        yield _decided("leftovers", left.pk, None, (left.proposed_by, left.proposed_at), left)
    seen = Witnessing.objects.filter(declaration__event=event).select_related("proposed_by", "decided_by")
    for witnessed in seen.order_by("pk"):
        by = (witnessed.proposed_by, witnessed.proposed_at)
        yield _decided("witness", witnessed.key, None, by, witnessed)
    revoked = WitnessRevocation.objects.filter(witnessing__declaration__event=event)
    for row in revoked.select_related("by", "witnessing").order_by("pk"):
        yield (
            *("revocation", row.witnessing.key, None, *_who(row.by), row.at, "revoked", *_who(row.by)),
            *(row.at, row.reason_en),
        )


def _decided(what: str, number: object, grams: int | None, proposed: tuple[User, Any], row: Any) -> Row:
    by, at = proposed
    reason = getattr(row, "decline_reason", "")
    return (
        *(what, number, grams, *_who(by), at),
        *(row.state, *_who(row.decided_by), row.decided_at, reason),
    )


def _steps(event: Event) -> Iterator[Row]:
    rows = CourseStep.objects.filter(event=event).select_related("by", "inventory").order_by("number")
    for row in rows:
        version = f"{row.inventory.kind}-{row.inventory.number}" if row.inventory else None
        yield (
            *(row.number, row.from_state, row.to_state, row.is_correction, version),
            *(*_who(row.by), row.at, row.why),
        )


def _members(event: Event) -> Iterator[Row]:
    rows = Membership.objects.filter(event=event).select_related("user", "organization").order_by("pk")
    for row in rows:
        yield (
            *(*_who(row.user), row.role, row.organization.name_en, row.valid_until),
            *(row.added_by_id, row.added_at, row.ended_at),
        )
