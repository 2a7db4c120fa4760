"""What is done to emit less, measure by measure, and what it avoided."""

from typing import Any

import events.measures.queries
from events.measures.queries import Progress
from events.models import Event, Measure
from events.reports.leaves import count, mass, maybe_mass, names
from events.reports.numbers.subject import in_both

Status = Measure.Status


def measures_numbers(event: Event) -> dict[str, Any]:
    """Measures in the order of phase and category. What was dropped is told, and avoids nothing.

    The figure of a measure is its latest one: `avoided` once it is done, `expected` until then, and neither of what
    was dropped. `avoided_done` and `expected` add them up.
    """
    told = [_measure(progress) for progress in events.measures.queries.progress_of(event)]
    sums = events.measures.queries.avoided(event)
    return {
        "rows": told,
        "count": count(len(told)),
        "done": count(sum(each["status"] == Status.DONE for each in told)),
        "avoided_done": mass(sums.done_grams),
        "expected": mass(sums.all_grams - sums.done_grams),
        "by_category": [_category(category, told) for category in Measure.Category],
    }


def _category(category: Measure.Category, told: list[dict[str, Any]]) -> dict[str, Any]:
    mine = [each for each in told if each["category"] == category]
    return {
        "category": category.value,
        "words": in_both(category.label),
        "count": count(len(mine)),
        "done": count(sum(each["status"] == Status.DONE for each in mine)),
        "avoided_done": _sum_of(mine, "avoided"),
        "expected": _sum_of(mine, "expected"),
    }


def _sum_of(rows: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return mass(sum(row[name]["grams"] for row in rows if row[name]))


def _measure(progress: Progress) -> dict[str, Any]:
    row = progress.measure
    figure = progress.figure if row.status != Status.DROPPED else None
    stated = maybe_mass(figure.avoided_grams if figure else None)
    return {
        "phase": row.phase,
        "phase_words": in_both(Measure.Phase(row.phase).label),
        "category": row.category,
        "category_words": in_both(Measure.Category(row.category).label),
        "title": names(row.title_zh_hans, row.title_en),
        "description": names(row.description_zh_hans, row.description_en),
        "owner": row.owner,
        "due_on": row.due_on.isoformat(),
        "status": row.status,
        "status_words": in_both(Status(row.status).label),
        "avoided": stated if row.status == Status.DONE else None,
        "expected": None if row.status == Status.DONE else stated,
        "method": figure.method if figure else "",
        "evidence_count": count(len(row.evidence.all())),
    }
