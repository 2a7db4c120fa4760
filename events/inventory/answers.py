"""What the spectators of an event answered, summed up in one pass for the estimate."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from events.inventory.queries import attendance_of
from events.inventory.survey import Answered, Cell, Sample, strata_of
from events.models import Event, Journey

_AT_A_TIME = 2_000
NEUTRALISED = (Journey.Stage.PLEDGED, Journey.Stage.RETIRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What the organiser chose: whose answers, how many days of attendance are one person, with the venue or not.

    Without the venue, the seats' electricity is left to lines of the venues' own meters.
    """

    days_per_person: Decimal = Decimal(1)
    only_neutralised: bool = False
    with_venue: bool = True


def sample_of(event: Event, filling: Filling) -> Sample:
    """Strata with attendance and answers. Raises survey.NobodyCountedError."""
    return strata_of(_attendance(event), answers_of(event, filling), filling.days_per_person)


def answers_of(event: Event, filling: Filling) -> dict[Cell, Answered]:
    """The sums of all answers by venue, zone and day. Each journey is one answer, and counted once.

    The day is that of the answer, where the event's clocks stand; the zone that of the code that was scanned, if it
    is of the venue that was chosen.
    """
    scanned = ("placement__zone__venue_id", "placement__zone_id")
    columns = _counted(event, filling).values_list("venue_id", *scanned, "started_at", "assessment__lines")
    found: dict[Cell, Answered] = {}
    for venue, scanned_at, zone, started_at, lines in columns.iterator(chunk_size=_AT_A_TIME):
        cell = Cell(venue, zone if scanned_at == venue else None, timezone.localdate(started_at))
        found.setdefault(cell, Answered()).add(
            (
                line["key"],
                line["grams"],
                max(line["high_grams"] - line["grams"], line["grams"] - line["low_grams"]),
            )
            for line in lines
        )
    return found


def methods_of(event: Event, filling: Filling) -> list[str]:
    """The factor sets by which these spectators were counted."""
    sets = ("assessment__factor_set__code", "assessment__factor_set__version")
    names = _counted(event, filling).values_list(*sets).distinct()
    return sorted(f"{code}-{version}" for code, version in names)


def _counted(event: Event, filling: Filling) -> QuerySet[Journey]:
    rows = Journey.objects.filter(event=event).order_by()
    return rows.filter(stage__in=NEUTRALISED) if filling.only_neutralised else rows


def _attendance(event: Event) -> dict[Cell, int]:
    return {Cell(row.zone.venue_id, row.zone_id, row.day): row.people for row in attendance_of(event)}
