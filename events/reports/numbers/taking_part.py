"""Who took part: scans, journeys, certificates. Counted by the database, however many there were; nobody is named."""

from typing import Any

from django.db.models import Count, Sum

from events.models import Event, Guest, Journey, Placement, ScanCount
from events.reports.leaves import Leaf, Names, count, mass, names, share
from events.reports.numbers.subject import in_both
from footprint.calculation import Mode
from footprint.phrases import MODES

RETIRED = Journey.Stage.RETIRED
Way = tuple[str, int, int]
# Ways to the host city that a report calls low-carbon: on rails, or many together.
LOW_CARBON_WAYS = frozenset({"hsr", "rail", "coach"})


def taking_part_numbers(event: Event) -> dict[str, Any]:
    journeys = Journey.objects.filter(event=event)
    started = journeys.aggregate(number=Count("pk"), grams=Sum("amount_grams"))
    retired = journeys.filter(stage=RETIRED).aggregate(number=Count("pk"), grams=Sum("amount_grams"))
    ways = _ways(event)
    guests = Guest.objects.filter(list__event=event, stage=Guest.Stage.RETIRED)
    invited = guests.aggregate(number=Count("pk"), grams=Sum("amount_grams"))
    scans = ScanCount.objects.filter(placement__zone__venue__event=event).aggregate(sum=Sum("scan_count"))
    return {
        "placements": count(Placement.objects.filter(zone__venue__event=event).count()),
        "scans": count(scans["sum"] or 0),
        "journeys": count(started["number"]),
        "journeys_footprint": mass(started["grams"] or 0),
        "retired_journeys": count(retired["number"]),
        "retired_journeys_grams": mass(retired["grams"] or 0),
        "retired_share": share(retired["number"], started["number"]),
        "guests": count(invited["number"]),
        "guests_grams": mass(invited["grams"] or 0),
        "pledged_way_home": count(journeys.exclude(way_home="").count()),
        "by_funding": _by_funding(event),
        "by_way": _by_way(ways, started["number"]),
        "low_carbon_share": _low_carbon_share(ways, started["number"]),
        "by_venue": _by_venue(event),
    }


def _by_funding(event: Event) -> list[dict[str, Any]]:
    rows = Journey.objects.filter(event=event, stage=RETIRED).order_by().values("funding")
    found = rows.annotate(number=Count("pk"), grams=Sum("amount_grams")).order_by("funding")
    return [
        {"funding": row["funding"], "count": count(row["number"]), "mass": mass(row["grams"])}
        for row in found
    ]


def _ways(event: Event) -> list[Way]:
    """By way of travelling: how many journeys, and their grams; the most frequent first."""
    rows = Journey.objects.filter(event=event).order_by().values("assessment__answers__mode")
    found = rows.annotate(number=Count("pk"), grams=Sum("amount_grams"))
    ways = [(row["assessment__answers__mode"] or "", row["number"], row["grams"]) for row in found]
    return sorted(ways, key=lambda way: (-way[1], way[0]))


def _by_way(ways: list[Way], whole: int) -> list[dict[str, Any]]:
    return [
        {
            "way": way,
            "words": _way_words(way),
            "count": count(number),
            "share": share(number, whole),
            "mass": mass(grams),
        }
        for way, number, grams in ways
    ]


def _way_words(way: str) -> Names:
    return in_both(MODES[Mode(way)]) if way in set(Mode) else names("其他", "Other")


def _low_carbon_share(ways: list[Way], whole: int) -> Leaf | None:
    return share(sum(number for way, number, _grams in ways if way in LOW_CARBON_WAYS), whole)


def _by_venue(event: Event) -> list[dict[str, Any]]:
    rows = Journey.objects.filter(event=event).order_by().values("venue")
    started = dict(rows.annotate(number=Count("pk")).values_list("venue", "number"))
    found = rows.filter(stage=RETIRED).annotate(number=Count("pk"), grams=Sum("amount_grams"))
    retired = {row["venue"]: (row["number"], row["grams"]) for row in found}
    scans = ScanCount.objects.filter(placement__zone__venue__event=event).order_by()
    scanned = dict(
        scans.values("placement__zone__venue")
        .annotate(sum=Sum("scan_count"))
        .values_list("placement__zone__venue", "sum")
    )
    return [
        {
            "name": names(venue.name_zh_hans, venue.name_en),
            "scans": count(scanned.get(venue.pk, 0)),
            "journeys": count(started.get(venue.pk, 0)),
            "retired": count(retired.get(venue.pk, (0, 0))[0]),
            "mass": mass(retired.get(venue.pk, (0, 0))[1]),
        }
        for venue in event.venues.all()
    ]
