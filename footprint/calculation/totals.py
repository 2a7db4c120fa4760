"""Adding lines up, with their ranges (IPCC 2006 Guidelines, volume 1, chapter 3, Tier 1)."""

import math
from collections.abc import Iterable

from footprint.calculation.values import Footprint, Line
from footprint.errors import MixedBoundariesError


def total_of(lines: Iterable[Line], *, allow_mixed: bool = False) -> Footprint:
    """Add lines up: grams exactly; ranges linearly where lines share a factor, else in quadrature.

    Lines that count different things, as the CO2 of a power station and the life cycle of a meal, are refused
    with MixedBoundariesError, unless the caller tells the reader so and allows it.
    """
    lines = tuple(lines)
    groups: list[tuple[set[str], int, int]] = []
    for line in lines:
        codes = set(line.factor_codes)
        below, above = line.grams - line.low_grams, line.high_grams - line.grams
        apart = []
        for group in groups:
            if group[0] & codes:
                codes, below, above = codes | group[0], below + group[1], above + group[2]
            else:
                apart.append(group)
        groups = [*apart, (codes, below, above)]
    total = sum(line.grams for line in lines)
    below = _root_rounded_up(sum(group[1] ** 2 for group in groups))
    above = _root_rounded_up(sum(group[2] ** 2 for group in groups))
    footprint = Footprint(lines, total, max(0, total - below), total + above)
    if len(footprint.coverages) > 1 and not allow_mixed:
        raise MixedBoundariesError([(item.boundary, item.gases) for item in footprint.coverages])
    return footprint


def without_non_co2(footprint: Footprint) -> Footprint:
    """The same footprint less its lines of non-CO2 effects, for those who leave them out."""
    kept = [line for line in footprint.lines if line.coverage is not None]
    return total_of(kept, allow_mixed=True)


def _root_rounded_up(square: int) -> int:
    return math.isqrt(square - 1) + 1 if square else 0
