"""Entering how many people were at each zone on each day."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

import events.team.queries
from events.inventory.actions.versions import RESTING
from events.inventory.entering import Reason
from events.inventory.errors import AttendanceRefusedError, CorrectionNeededError
from events.models import Attendance, Event, Zone
from events.team.access import Right
from people.models import User

MAX_PEOPLE = 1_000_000  # in one zone on one day


@transaction.atomic
def set_attendance(
    *, event: Event, counts: Mapping[tuple[int, date], int | None], source: str, by: User
) -> int:
    """Enter people by zone (its id) and day; None takes a number back. Returns how many numbers changed.

    Refuses with NotAllowedError and AttendanceRefusedError: a zone of another event, a day outside the event, a
    number that is none, or nothing said of who counted; and with CorrectionNeededError while the event rests on a
    verified version, whose estimate was scaled to these numbers. All or nothing.
    """
    events.team.queries.check(by, event, Right.DRAFT)
    if not source.strip():
        raise AttendanceRefusedError(Reason.MISSING, "source")
    locked = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if locked.state in RESTING:
        raise CorrectionNeededError(locked.state)
    zones = set(Zone.objects.filter(venue__event=event).values_list("pk", flat=True))
    known = {(row.zone_id, row.day): row for row in Attendance.objects.filter(event=event)}
    changed = 0
    for (zone, day), people in counts.items():
        _refuse(event, zones, zone, day, people)
        row = known.get((zone, day))
        if people is None:
            if row is not None:
                row.delete()
                changed += 1
        elif row is None:
            Attendance.objects.create(
                event=event, zone_id=zone, day=day, people=people, source=source.strip(), entered_by=by
            )
            changed += 1
        elif row.people != people:
            row.people, row.source, row.entered_by = people, source.strip(), by
            row.save(update_fields=["people", "source", "entered_by"])
            changed += 1
    return changed


def _refuse(event: Event, zones: set[int], zone: int, day: date, people: int | None) -> None:
    if zone not in zones:
        raise AttendanceRefusedError(Reason.UNKNOWN_ZONE, str(zone))
    if not event.starts_on <= day <= event.ends_on:
        raise AttendanceRefusedError(Reason.OUTSIDE_EVENT, day.isoformat())
    if people is not None and not 0 <= people <= MAX_PEOPLE:
        raise AttendanceRefusedError(Reason.TOO_LARGE, str(people))
