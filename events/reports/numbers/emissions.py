"""What an event emitted, or is expected to: the inventory that a report rests on, its versions and its factors."""

from collections.abc import Iterable
from typing import Any

from events.inventory.lines import total_of
from events.inventory.queries import current, verified
from events.inventory.sources import SOURCES
from events.models import Event, Inventory, InventoryLine
from events.reports.charts import dot_unit
from events.reports.leaves import count, decimal, mass, maybe_mass, names, share, uncertainty
from events.reports.numbers.subject import in_both, moment

Kind, State, Origin = Inventory.Kind, Inventory.State, InventoryLine.Origin


def emissions_numbers(event: Event, *, is_forecast: bool) -> dict[str, Any]:
    """The inventory of the report, None before one was submitted; and all submitted versions of both kinds."""
    found = resting_on(event, is_forecast=is_forecast)
    lines = list(found.lines.select_related("evidence").defer("evidence__content")) if found else []
    return {
        "inventory": inventory_numbers(found, lines) if found else None,
        "versions": _versions(event),
        "factors": factors_of(lines),
        "sources": [
            {
                "code": code,
                "words": names(words.zh, words.en),
                "about": names(words.about_zh, words.about_en),
                "standard": names(words.standard_zh, words.standard_en),
                "standard_is_the_guides": words.standard_is_the_guides,
            }
            for code, words in SOURCES.items()
        ],
    }


def resting_on(event: Event, *, is_forecast: bool) -> Inventory | None:
    """Before the event the forecast; after it what was verified, else what was submitted last."""
    if is_forecast:
        return current(event, kind=Kind.FORECAST)
    return verified(event) or current(event, kind=Kind.ACTUAL)


def inventory_numbers(row: Inventory, lines: list[InventoryLine]) -> dict[str, Any]:
    total = total_of(lines)
    whole = row.total_grams if row.total_grams is not None else total.grams
    spread = max(whole - total.low, total.high - whole)
    return {
        "version": count(row.number),
        "kind": row.kind,
        "kind_words": in_both(Kind(row.kind).label),
        "state": row.state,
        "state_words": in_both(State(row.state).label),
        "digest": row.content_digest,
        "reason": row.reason,
        "submitted_at": moment(row.submitted_at) if row.submitted_at else None,
        "boundary": names(row.boundary_zh, row.boundary_en),
        "exclusions": names(row.exclusions_zh, row.exclusions_en),
        "factor_set": row.factor_set.method,
        "factor_set_digest": row.factor_set.content_digest,
        "total": mass(whole),
        "dot_unit": mass(dot_unit(whole)),
        "low": mass(total.low),
        "high": mass(total.high),
        "uncertainty": share(spread, whole),
        "scaled": mass(sum(line.amount_grams for line in lines if line.origin == Origin.SPECTATORS)),
        "extrapolated": mass(total.extrapolated_grams),
        "extrapolated_share": share(total.extrapolated_grams, whole),
        "line_count": count(len(lines)),
        "by_source": _by(lines, whole, "source"),
        "by_phase": _by(lines, whole, "phase"),
        "by_evidence": _by(lines, whole, "evidence_class"),
        "lines": [_line(line, whole) for line in lines],
    }


def _by(lines: Iterable[InventoryLine], whole: int, column: str) -> list[dict[str, Any]]:
    """The lines added up by one of their columns, the heaviest first."""
    sums: dict[str, list[int]] = {}
    for line in lines:
        entry = sums.setdefault(getattr(line, column), [0, 0, 0])
        entry[0] += line.amount_grams
        entry[1] += 1
        entry[2] += line.extrapolated_grams
    return [
        {
            "code": code,
            "words": words_of(column, code),
            "mass": mass(grams),
            "share": share(grams, whole),
            "line_count": count(number),
            "extrapolated": mass(extrapolated),
        }
        for code, (grams, number, extrapolated) in sorted(
            sums.items(), key=lambda item: (-item[1][0], item[0])
        )
    ]


def words_of(column: str, code: str) -> dict[str, str]:
    """What a source, a phase or a class of evidence is called."""
    if column == "source":
        return names(SOURCES[code].zh, SOURCES[code].en)
    choices = {"phase": InventoryLine.Phase, "evidence_class": InventoryLine.EvidenceClass}[column]
    return in_both(choices(code).label)


def _line(row: InventoryLine, whole: int) -> dict[str, Any]:
    return {
        "number": count(row.position),
        "name": names(row.name_zh, row.name_en),
        "source": row.source,
        "source_words": words_of("source", row.source),
        "phase": row.phase,
        "quantity": decimal(row.quantity),
        "unit": row.unit,
        "factor": decimal(row.factor_grams),
        "factor_code": row.factor_code,
        "factor_source": row.factor_source,
        "mass": mass(row.amount_grams),
        "share": share(row.amount_grams, whole),
        "evidence_class": row.evidence_class,
        "evidence_words": words_of("evidence_class", row.evidence_class),
        "evidence": row.evidence.title if row.evidence else "",
        "evidence_digest": row.evidence.digest if row.evidence else "",
        "uncertainty": uncertainty(row.uncertainty_percent),
        "origin": row.origin,
        "method": row.method,
        "sample_size": count(row.sample_size) if row.sample_size is not None else None,
        "extrapolated": mass(row.extrapolated_grams),
        "note": row.note,
    }


def _versions(event: Event) -> list[dict[str, Any]]:
    rows = Inventory.objects.filter(event=event).exclude(state=State.DRAFT).order_by("submitted_at", "pk")
    return [
        {
            "kind": row.kind,
            "kind_words": in_both(Kind(row.kind).label),
            "version": count(row.number),
            "state_words": in_both(State(row.state).label),
            "total": maybe_mass(row.total_grams),
            "submitted_at": moment(row.submitted_at) if row.submitted_at else None,
            "reason": row.reason,
            "digest": row.content_digest,
        }
        for row in rows
    ]


def factors_of(lines: Iterable[InventoryLine]) -> list[dict[str, Any]]:
    """Every factor that a line uses, once, with its unit and source; in the order of their first use."""
    found: dict[tuple[str, str, str, str], dict[str, Any]] = {}
    for line in lines:
        value = decimal(line.factor_grams)
        key = (line.factor_code, value["decimal"], line.unit, line.factor_source)
        entry = found.setdefault(
            key,
            {
                "code": line.factor_code,
                "factor": value,
                "unit": line.unit,
                "source": line.factor_source,
                "uses": 0,
            },
        )
        entry["uses"] += 1
    return [entry | {"uses": count(entry["uses"])} for entry in found.values()]
