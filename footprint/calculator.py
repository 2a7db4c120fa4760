"""A list of activities in JSON, counted: the lines behind `manage.py calculate` and the programming interface."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from footprint import reading
from footprint.calculation import Amount, Footprint, Library, Line, lines_of, total_of
from footprint.errors import (
    ActivityError,
    FootprintError,
    MixedSetsError,
    NoPublishedFactorSetError,
    RefusedActivitiesError,
    UnfitFactorError,
)
from footprint.models import FactorSet
from footprint.phrases import (
    boundary_words,
    error_words,
    formula_words,
    line_title,
    mixed_sets_words,
    range_words,
    weak_words,
)
from footprint.queries import library_of, readable_factor_set

MOST_ACTIVITIES = 1_000


@dataclass(frozen=True, slots=True)
class CountedLine:
    """A line, the activity in the list that it belongs to, and the factor set that it was counted with.

    `grid_year` is the year that was asked for; None for the latest.
    """

    index: int
    label: str
    method: str
    line: Line
    grid_year: int | None = None


def parsed(text: str) -> list[object]:
    """A JSON list; numbers with a point come as decimals. Raises ActivityError for anything else."""
    try:
        raw = json.loads(
            text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_each_field_once
        )
        json.dumps(raw, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError as error:
        raise ActivityError("half-a-character") from error
    except (ValueError, RecursionError) as error:
        raise ActivityError("not-json", value=str(error)) from error
    if not isinstance(raw, list):
        raise ActivityError("not-a-list")
    if len(raw) > MOST_ACTIVITIES:
        raise ActivityError("too-many", value=len(raw), choices=(str(MOST_ACTIVITIES),))
    return raw


def count(activities: Sequence[object]) -> list[CountedLine]:
    """The lines of all activities, in their order. Raises RefusedActivitiesError that lists every refusal."""
    sets: dict[str, FactorSet] = {}
    counted: list[CountedLine] = []
    refused: list[tuple[int, FootprintError]] = []
    for index, raw in enumerate(activities):
        try:
            request = reading.read(raw)
            if request.factor_set not in sets:
                sets[request.factor_set] = _factor_set(request.factor_set)
            factor_set = sets[request.factor_set]
            library = library_of(factor_set)
            _refuse_other_unit(request, library)
            lines = lines_of(request.activity, library, request.options)
        except FootprintError as error:
            refused.append((index, error))
        else:
            counted += [
                CountedLine(index, request.label, factor_set.method, line, request.options.grid_year)
                for line in lines
            ]
    if refused:
        raise RefusedActivitiesError(refused)
    return counted


def total(lines: Sequence[CountedLine], *, allow_mixed: bool) -> Footprint:
    """The sum of counted lines. Raises MixedBoundariesError and MixedSetsError unless that was allowed."""
    mixture = _mixture(lines)
    if any(mixture) and not allow_mixed:
        raise MixedSetsError(*mixture)
    return total_of((counted.line for counted in lines), allow_mixed=allow_mixed)


def line_json(counted: CountedLine) -> dict[str, Any]:
    """A line for readers of JSON: amounts in whole grams, decimals as texts, words in the active language."""
    line = counted.line
    return {
        "activity": counted.index,
        "id": counted.label,
        "line": line.key.value,
        "title": line_title(line),
        "quantity": str(line.quantity),
        "unit": line.unit,
        "grams": line.grams,
        "low": line.low_grams,
        "high": line.high_grams,
        "uncertainty_percent": str(line.uncertainty_percent),
        "uncertainty_is_judgement": line.uncertainty_is_judgement,
        "factor_set": counted.method,
        "factor_ids": list(line.factor_codes),
        "grams_per_unit": str(line.grams_per_unit),
        "boundaries": sorted({factor.boundary.value for factor in line.factors}),
        "gases": sorted({factor.gases.value for factor in line.factors}),
        "grade": line.grade,
        "formula": formula_words(line),
    }


def total_json(footprint: Footprint, lines: Sequence[CountedLine]) -> dict[str, Any]:
    """The total of these lines, with whatever has to be said beside it."""
    notes = (boundary_words(footprint), mixed_sets_words(*_mixture(lines)), weak_words(footprint))
    return {
        "grams": footprint.total_grams,
        "low": footprint.low_grams,
        "high": footprint.high_grams,
        "words": range_words(footprint),
        "boundaries": [[item.boundary.value, item.gases.value] for item in footprint.coverages],
        "notes": [words for words in notes if words],
    }


def refusals_json(error: RefusedActivitiesError) -> list[dict[str, Any]]:
    """Every refused activity: its index in the list, the field at fault where one is, and what to do."""
    return [
        {"index": index, "field": getattr(refusal, "field", ""), "message": error_words(refusal)}
        for index, refusal in error.refused
    ]


def _factor_set(name: str) -> FactorSet:
    """`china` is the set in force, `china-2026.1` exactly that one, which may be superseded."""
    found = readable_factor_set(name)
    if found is None:
        raise NoPublishedFactorSetError(name)
    return found


def _mixture(lines: Sequence[CountedLine]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The factor sets, and the years of the grid, where the lines were counted with more than one.

    Without a year asked for, each region's latest is meant, whatever year that is.
    """
    sets = {counted.method for counted in lines}
    grids = [
        (counted.grid_year, factor.source_year)
        for counted in lines
        for factor in counted.line.factors
        if factor.use == "grid" or factor.use.startswith("grid-")
    ]
    years = {asked or latest for asked, latest in grids} if any(asked for asked, _latest in grids) else set()
    return (
        tuple(sorted(sets)) if len(sets) > 1 else (),
        tuple(sorted(years)) if len(years) > 1 else (),
    )


def _refuse_other_unit(request: reading.Request, library: Library) -> None:
    """Tonnes that are given as kilograms: refused where the unit of an amount was said."""
    if request.unit is None or not isinstance(request.activity, Amount):
        return
    factor = library.named(request.activity.factor_code)
    if factor.unit != request.unit:
        raise UnfitFactorError(factor.code, unit=factor.unit, expected=request.unit)


def _each_field_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON. Of a field that is there twice, nobody knows which one was meant."""
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise ActivityError("field-twice", field=name)
        fields[name] = value
    return fields


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is not a number")
