"""The queue "waiting for me", over all rooms: each says what of its own waits for a person."""

from django.urls import reverse
from django.utils.translation import gettext

import credits.queries
import events.balance.queries
import events.course.queries
import events.donating.queries
import events.inventory.queries
import events.measures.queries
import events.reports.queries
import events.team.queries
import events.verification.queries
from events.models import Event, GuestList
from events.organise.waits import Waiting
from events.team.access import Right, may
from people.models import User

# In the order of the course.
ROOMS = (
    events.course.queries,
    events.measures.queries,
    events.inventory.queries,
    events.verification.queries,
    events.donating.queries,
    events.balance.queries,
    events.reports.queries,
)


def for_user(user: User, event: Event | None = None) -> list[Waiting]:
    """What waits for this user now, the oldest first; of one event, or of all. Each thing stands there once."""
    found = [each for room in ROOMS for each in room.waiting_for(user, event)]
    found += _proposals(user, event) + _lists(user, event)
    return sorted(found, key=lambda each: each.since)


def _proposals(user: User, event: Event | None) -> list[Waiting]:
    """What a colleague proposed in the admin, of no event; an event's are told by the room of its balance."""
    if event is not None or not user.is_staff:
        return []
    proposals = credits.queries.waiting_proposals(user)
    of_events = _told_by_rooms(user) if proposals else set()
    words = gettext("Proposal to decide on: %(what)s")
    return [
        Waiting(
            "",
            words % {"what": each.kind},
            each.proposed_at,
            reverse("admin:credits_proposal_change", args=[each.proposal_id]),
        )
        for each in proposals
        if each.proposal_id not in of_events
    ]


def _told_by_rooms(user: User) -> set[int]:
    """Retirements for those events on whose retirements this person decides in the workspace, wherever proposed."""
    found = list(events.team.queries.events_of(user).select_related("donated_account"))
    roles = events.team.queries.roles_of(user, found)
    decided = [event for event in found if may(roles[event.pk], Right.DECIDE_RETIREMENT)]
    waiting = [
        credits.queries.event_proposals(each.donated_account).filter(decision=None) for each in decided
    ]
    return {pk for rows in waiting for pk in rows.values_list("pk", flat=True)}


def _lists(user: User, event: Event | None) -> list[Waiting]:
    """Guest lists that a colleague entered, of one event or of all that this person works on."""
    if not (user.is_staff and user.has_perm("events.approve_guestlist")):
        return []
    known = [event] if event is not None else events.team.queries.events_of(user)
    rows = GuestList.objects.filter(state=GuestList.State.ENTERED, event__in=known).exclude(entered_by=user)
    words = gettext("Guest list to decide on: %(what)s")
    return [
        Waiting(
            row.event.name,
            words % {"what": row.title},
            row.entered_at,
            reverse("admin:events_guestlist_change", args=[row.pk]),
        )
        for row in rows.select_related("event")
    ]
