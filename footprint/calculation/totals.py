"""Adding lines up, with their ranges (IPCC 2006 Guidelines, volume 1, chapter 3, Tier 1)."""

import math
from collections.abc import Iterable

from footprint.calculation.values import Boundary, Footprint, Line, PieceName
from footprint.errors import AdditionOnlyError, MixedBoundariesError

# Numbers that are one unknown wherever they stand: if it is too high in one line, it is in all.
_SHARED_PIECES = frozenset(
    {
        PieceName.RAIL_CIRCUITY,
        PieceName.ROAD_CIRCUITY,
        PieceName.KWH_PER_KM,
        PieceName.FUEL_KG,
    }
)
_ADDITIONS = frozenset({Boundary.UPSTREAM, Boundary.NON_CO2})


def total_of(lines: Iterable[Line], *, allow_mixed: bool = False) -> Footprint:
    """Add lines up: grams exactly; ranges linearly where lines share an unknown, else in quadrature.

    Lines share an unknown where they share a factor, the detour of rail or road, the need of an electric car or
    the aircraft. Lines that count different things, as the CO2 of a power station and the life cycle of a meal,
    are refused with MixedBoundariesError, unless the caller tells the reader so and allows it. A sum of nothing
    but additions, as the making of a fuel without its burning, is no total: AdditionOnlyError.
    """
    lines = tuple(lines)
    groups: list[tuple[set[str], int, int]] = []
    for line in lines:
        unknowns = _unknowns_of(line)
        below, above = line.grams - line.low_grams, line.high_grams - line.grams
        apart = []
        for group in groups:
            if group[0] & unknowns:
                unknowns, below, above = unknowns | group[0], below + group[1], above + group[2]
            else:
                apart.append(group)
        groups = [*apart, (unknowns, below, above)]
    total = sum(line.grams for line in lines)
    below = _root_rounded_up(sum(group[1] ** 2 for group in groups))
    above = _root_rounded_up(sum(group[2] ** 2 for group in groups))
    footprint = Footprint(lines, total, max(0, total - below), total + above)
    _refuse_additions_only(footprint)
    if footprint.is_mixed and not allow_mixed:
        raise MixedBoundariesError([(item.boundary, item.gases) for item in footprint.coverages])
    return footprint


def _unknowns_of(line: Line) -> set[str]:
    shared = {piece.name for piece in line.pieces} & _SHARED_PIECES
    return {*line.factor_codes, *(f"piece {name}" for name in shared)}


def _refuse_additions_only(footprint: Footprint) -> None:
    lines = [line for line in footprint.lines if line.grams]
    boundaries = {factor.boundary for line in lines for factor in line.factors}
    if lines and boundaries <= _ADDITIONS:
        raise AdditionOnlyError(sorted({code for line in lines for code in line.factor_codes}))


def _root_rounded_up(square: int) -> int:
    return math.isqrt(square - 1) + 1 if square else 0
