"""Entering how many people were at each zone on each day."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

import events.team.queries
from events.inventory.actions.versions import RESTING
from events.inventory.attendance_rows import MAX_PEOPLE
from events.inventory.entering import Reason
from events.inventory.errors import AttendanceRefusedError, CorrectionNeededError
from events.models import Attendance, Event, Zone
from events.team.access import Right
from people.models import User


@transaction.atomic
def set_attendance(
    *, event: Event, counts: Mapping[tuple[int, date], int | None], source: str, by: User
) -> int:
    """Enter people by zone (its id) and day, and who counted them; None takes a number back.

    Returns how many were entered otherwise than they stood, or taken back. Refuses with NotAllowedError and
    AttendanceRefusedError: a zone of another event, a day outside the event, a number that is none, or nothing said
    of who counted; and with CorrectionNeededError while the event rests on a verified version, whose estimate was
    scaled to these numbers. All or nothing.
    """
    events.team.queries.check(by, event, Right.DRAFT)
    source = source.strip()
    if not source and any(people is not None for people in counts.values()):
        raise AttendanceRefusedError(Reason.MISSING, "source")
    locked = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if locked.state in RESTING:
        raise CorrectionNeededError(locked.state)
    zones = set(Zone.objects.filter(venue__event=event).values_list("pk", flat=True))
    for (zone, day), people in counts.items():
        _refuse(locked, zones, zone, day, people)
    known = {(row.zone_id, row.day): row for row in Attendance.objects.filter(event=event)}
    gone = [known[cell].pk for cell, people in counts.items() if people is None and cell in known]
    entered = [
        Attendance(event=event, zone_id=zone, day=day, people=people, source=source, entered_by=by)
        for (zone, day), people in counts.items()
        if people is not None and not _stands(known.get((zone, day)), people, source)
    ]
    Attendance.objects.filter(pk__in=gone).delete()
    Attendance.objects.bulk_create(
        entered,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["zone", "day"],
        update_fields=["people", "source", "entered_by"],
    )
    return len(gone) + len(entered)


def _stands(row: Attendance | None, people: int, source: str) -> bool:
    return row is not None and (row.people, row.source) == (people, source)


def _refuse(event: Event, zones: set[int], zone: int, day: date, people: int | None) -> None:
    if zone not in zones:
        raise AttendanceRefusedError(Reason.UNKNOWN_ZONE, str(zone))
    if not event.starts_on <= day <= event.ends_on:
        raise AttendanceRefusedError(Reason.OUTSIDE_EVENT, day.isoformat())
    if people is not None and not 0 <= people <= MAX_PEOPLE:
        raise AttendanceRefusedError(Reason.TOO_LARGE, f"{MAX_PEOPLE:,}")
