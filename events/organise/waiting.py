"""The queue "waiting for me", over all rooms: each says what of its own waits for a person."""

import importlib
import importlib.util
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

import credits.queries
import events.team.queries
from events.models import Donation, Event, EventRetirement, GuestList
from people.models import User

# Whose queries have a `waiting_for`, in the order of the course. They are found by name: they import `Waiting`.
ROOMS = ("course", "measures", "evidence", "inventory", "verification", "donating", "balance", "reports")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for somebody: what it is, since when, and the address where it is done."""

    event_name: str
    what: str  # in the reader's language
    since: datetime
    address: str


def for_user(user: User, event: Event | None = None) -> list[Waiting]:
    """What waits for this user now, the oldest first; of one event, or of all. Each thing stands there once."""
    found = [each for room in ROOMS for each in _asked(room, user, event)]
    told = {each.address for each in found}
    found += [each for each in decisions(user, event) if each.address not in told]
    return sorted(found, key=lambda each: each.since)


def decisions(user: User, event: Event | None) -> list[Waiting]:
    """What a colleague entered and this person may decide on in the admin: proposals, donations, guest lists."""
    found = [
        *_proposals(user, event),
        *_lists(user, event),
        *(_donations(user, event) if not _has_room("donating") else []),
    ]
    return [each for each in found if each is not None]


def _proposals(user: User, event: Event | None) -> list[Waiting]:
    """Those for an event are told by the room of its balance, once there is one."""
    proposals = credits.queries.waiting_proposals(user)
    keys = [each.proposal_id for each in proposals]
    retirements = EventRetirement.objects.filter(proposal__in=keys).select_related("event")
    event_of = {row.proposal_id: row.event for row in retirements}
    told_there = _has_room("balance")
    words = gettext("Proposal to decide on: %(what)s")
    return [
        Waiting(
            event_of[each.proposal_id].name if each.proposal_id in event_of else "",
            words % {"what": each.kind},
            each.proposed_at,
            reverse("admin:credits_proposal_change", args=[each.proposal_id]),
        )
        for each in proposals
        if not (told_there and each.proposal_id in event_of)
        and (event is None or event_of.get(each.proposal_id) == event)
        and user.is_staff
    ]


def _lists(user: User, event: Event | None) -> list[Waiting]:
    if not (user.is_staff and user.has_perm("events.approve_guestlist")):
        return []
    rows = GuestList.objects.filter(state=GuestList.State.ENTERED).exclude(entered_by=user)
    words = gettext("Guest list to decide on: %(what)s")
    return [
        Waiting(
            row.event.name,
            words % {"what": row.title},
            row.entered_at,
            reverse("admin:events_guestlist_change", args=[row.pk]),
        )
        for row in _seen(rows.select_related("event"), user, event)
    ]


def _donations(user: User, event: Event | None) -> list[Waiting]:
    if not (user.is_staff and user.has_perm("events.confirm_donation")):
        return []
    rows = Donation.objects.filter(state=Donation.State.OFFERED).exclude(offered_by=user)
    words = gettext("Donation to decide on: %(what)s")
    return [
        Waiting(
            row.event.name,
            words % {"what": row.donor.name},
            row.offered_at,
            reverse("admin:events_donation_change", args=[row.pk]),
        )
        for row in _seen(rows.select_related("event", "donor"), user, event)
    ]


def _seen(rows: Any, user: User, event: Event | None) -> Any:
    """Those of one event, or of all that this person works on."""
    return rows.filter(event__in=[event] if event is not None else events.team.queries.events_of(user))


def _asked(room: str, user: User, event: Event | None) -> list[Waiting]:
    return _queries(room).waiting_for(user, event) if _has_room(room) else []


def _has_room(room: str) -> bool:
    return hasattr(_queries(room), "waiting_for")


def _queries(room: str) -> Any:
    name = f"events.{room}.queries"
    return importlib.import_module(name) if importlib.util.find_spec(name) else None
