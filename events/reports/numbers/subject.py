"""Of which event a report speaks, by which rules, and what its organiser wrote."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import lazy

from events.balance.balance import deadline_of
from events.course.phrases import reason_words
from events.inventory.sources import GUIDE_EN, GUIDE_ZH
from events.models import CourseStep, Event
from events.reports.leaves import Names, count, names

# What the documents rest on. The guide maps sources to standards and has no factors of its own.
RULES: dict[str, Names] = {
    "guide": names(GUIDE_ZH, GUIDE_EN),
    "standard": names("ISO 14068-1:2023", "ISO 14068-1:2023"),
    "digest": names("SHA-256", "SHA-256"),
    "confidence": names("95%", "95%"),
    "uncertainty": names(
        "《2006 年 IPCC 国家温室气体清单指南》第 1 卷第 3 章式 3.2",
        "2006 IPCC Guidelines, volume 1, chapter 3, equation 3.2",
    ),
    "deadline": names(
        "生态环境部公告 2019 年第 19 号；广东省 DB44/T 2639-2025 亦同",
        "Announcement No. 19 of 2019 of the Ministry of Ecology and Environment; Guangdong’s DB44/T 2639-2025 "
        "says the same",
    ),
}

_REASON = lazy(reason_words, str)


def moment(at: datetime) -> str:
    """A moment as all reports write it: to the minute, in the zone of the installation, with its offset."""
    return timezone.localtime(at).isoformat(sep=" ", timespec="minutes")


def event_numbers(event: Event) -> dict[str, Any]:
    venues = list(event.venues.prefetch_related("zones").all())
    return {
        "name": _both(event, "name"),
        "slug": event.slug,
        "place": _both(event, "place"),
        "starts_on": event.starts_on.isoformat(),
        "ends_on": event.ends_on.isoformat(),
        "days": count((event.ends_on - event.starts_on).days + 1),
        "state": event.state,
        "state_words": in_both(Event.State(event.state).label),
        "organiser": _both(event.organiser, "name"),
        "boundary": _both(event, "boundary"),
        "is_demonstration": event.is_demonstration,
        "counts_spectators": event.counts_spectators,
        "leftover_rule": event.leftover_rule,
        "leftover_words": in_both(Event.LeftoverRule(event.leftover_rule).label),
        "deadline": deadline_of(event.ends_on).isoformat(),
        "address": settings.PUBLIC_URL + reverse("events:zone", args=[event.slug]),
        "venues": [
            {"name": _both(venue, "name"), "zones": [_both(zone, "name") for zone in venue.zones.all()]}
            for venue in venues
        ],
        "venue_count": count(len(venues)),
        "steps": [
            {
                "number": row.number,
                "from": in_both(Event.State(row.from_state).label),
                "to": in_both(Event.State(row.to_state).label),
                "is_correction": row.is_correction,
                "at": moment(row.at),
                "why": in_both(_REASON(row.why)),
            }
            for row in CourseStep.objects.filter(event=event).order_by("number")
        ],
    }


def in_both(phrase: object) -> Names:
    """A translated phrase in both languages."""
    found = {}
    for key, language in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(language):
            found[key] = str(phrase)
    return found


def _both(row: Any, field: str) -> Names:
    return names(getattr(row, f"{field}_zh_hans"), getattr(row, f"{field}_en"))
