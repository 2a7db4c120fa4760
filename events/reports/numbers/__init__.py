"""Every number of every document of an event, gathered once: `numbers_of(event, kind)`.

What comes back holds only texts, whole numbers, lists and tables, so that JSON keeps it without loss. Numbers are
leaves (`events.reports.leaves`): exact, beside the one way in which they are shown. docs/reports.md says every entry.
"""

from typing import Any

from django.utils import timezone

from events.models import Event, Report
from events.reports.numbers import emissions, measures, offsets, subject, taking_part
from events.reports.snapshot import one_moment
from events.reports.texts import claiming_state, texts_of

FORMAT = "diandian/report-numbers/v1"


def numbers_of(event: Event, kind: str) -> dict[str, Any]:
    """All that a document of this kind says of the event, as it stands at this moment.

    It is read as of one moment: what is paid or retired meanwhile is in all of it or in nothing.
    """
    with one_moment():
        row = Event.objects.select_related("organiser", "donated_account", "sale_account").get(pk=event.pk)
        return {
            "format": FORMAT,
            "kind": str(kind),
            "as_of": subject.moment(timezone.now()),
            "event": subject.event_numbers(row),
            "rules": subject.RULES,
            "texts": texts_of(row, kind),
            "measures": measures.measures_numbers(row),
            **emissions.emissions_numbers(row, is_forecast=kind == Report.Kind.PLAN),
            # Whether words may claim anything at all: only what was declared, and holds now.
            "may_claim": claiming_state(row) is not None,
            **({} if kind == Report.Kind.PLAN else _after(row)),
        }


def _after(event: Event) -> dict[str, Any]:
    return {**offsets.offsets_numbers(event), "taking_part": taking_part.taking_part_numbers(event)}
