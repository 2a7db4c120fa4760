"""What hangs where, and what came of it: scans, journeys that were started, and those that were finished."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

import certificates.phrases
import certificates.queries
from events.models import Event, Journey, Placement, ScanCount, Venue, Zone


@dataclass(frozen=True, slots=True)
class Counts:
    """Scans are openings of a printed address; one person may scan twice. Journeys are counted each once."""

    scans: int
    started: int
    finished: int


def with_counts(placements: QuerySet[Placement]) -> QuerySet[Any]:
    """Placements with `scan_total`, `started_total` and `finished_total`.

    Each is a sum of its own: two joins would multiply each other's rows.
    """
    of_this = {"placement": OuterRef("pk")}
    scans = ScanCount.objects.filter(**of_this).order_by().values("placement")
    started = Journey.objects.filter(**of_this).order_by().values("placement")
    finished = started.filter(stage=Journey.Stage.RETIRED)
    return placements.annotate(
        scan_total=_total(scans.annotate(total=Sum("scan_count"))),
        started_total=_total(started.annotate(total=Count("pk"))),
        finished_total=_total(finished.annotate(total=Count("pk"))),
    )


def placements_of(event: Event) -> QuerySet[Any]:
    """All placements of an event by venue and zone, with their counts."""
    rows = Placement.objects.filter(zone__venue__event=event).select_related("zone__venue__event")
    return with_counts(rows).order_by("zone__venue", "zone", "pk")


def counts_of(event: Event) -> Counts:
    """Of a whole event: journeys that began without a placement are among them."""
    scans = ScanCount.objects.filter(placement__zone__venue__event=event).aggregate(total=Sum("scan_count"))
    journeys = Journey.objects.filter(event=event)
    return Counts(scans["total"] or 0, journeys.count(), journeys.filter(stage=Journey.Stage.RETIRED).count())


def counts_elsewhere(event: Event) -> Counts:
    """Journeys that began without a placement: from a link, or from the zone's own address."""
    journeys = Journey.objects.filter(event=event, placement=None)
    return Counts(0, journeys.count(), journeys.filter(stage=Journey.Stage.RETIRED).count())


def unprintable_words(placements: Iterable[Placement]) -> list[str]:
    """Why these posters cannot be printed, a sentence for each reason; empty when they can."""
    texts = {text for placement in placements for text in _texts(placement)}
    missing = sorted({one for text in texts for one in certificates.queries.unprintable(text)})
    return certificates.phrases.unprintable(missing) if missing else []


def _texts(placement: Placement) -> Iterable[str]:
    """Everything of ours that stands on a poster, in both languages."""
    zone: Zone = placement.zone
    venue: Venue = zone.venue
    for row, field in (
        *((placement, "label"), (zone, "name"), (venue, "name")),
        *((venue.event, "name"), (venue.event, "zone_title")),
    ):
        for language in ("zh_hans", "en"):
            yield getattr(row, f"{field}_{language}") or ""


def _total(grouped: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(grouped.values("total"), output_field=IntegerField()), 0)
