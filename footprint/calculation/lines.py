"""From an activity to its lines: a product of pieces × the sum of its factors, in whole grams with a range."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal, localcontext

from footprint.calculation.distances import EXACT
from footprint.calculation.values import FactorValue, Line, LineKey, Piece
from footprint.errors import UnfitFactorError

# Where a publisher states no uncertainty and we have not judged one either, this is counted, as a judgement.
UNSTATED_UNCERTAINTY_PERCENT = Decimal(50)


@dataclass(frozen=True, slots=True)
class Draft:
    """A line before it is counted. `extra_percents` are half-ranges of its pieces, as of a detour."""

    key: LineKey
    unit: str
    pieces: tuple[Piece, ...]
    factors: tuple[FactorValue, ...]
    extra_percents: tuple[Decimal, ...] = ()


def counted(draft: Draft) -> Line:
    """The line of a draft. Raises UnfitFactorError for a factor per something else than the pieces count."""
    for factor in draft.factors:
        if factor.unit != draft.unit:
            raise UnfitFactorError(factor.code, unit=factor.unit, expected=draft.unit)
    with localcontext(EXACT):
        quantity = quantity_of(draft.pieces)
        exact = quantity * sum((factor.grams_per_unit for factor in draft.factors), Decimal(0))
        percent = _percent_of(draft)
        half_range = exact * percent / 100
        return Line(
            key=draft.key,
            pieces=draft.pieces,
            quantity=quantity.quantize(Decimal("0.001")),
            unit=draft.unit,
            factors=draft.factors,
            grams=int(exact.to_integral_value(ROUND_HALF_EVEN)),
            low_grams=max(0, int((exact - half_range).to_integral_value(ROUND_FLOOR))),
            high_grams=int((exact + half_range).to_integral_value(ROUND_CEILING)),
            uncertainty_percent=percent.quantize(Decimal("0.1")),
            uncertainty_is_judgement=bool(draft.extra_percents)
            or any(_is_judgement(factor) for factor in draft.factors),
        )


def quantity_of(pieces: Iterable[Piece]) -> Decimal:
    """The product of the pieces, those that divide last."""
    with localcontext(EXACT):
        quantity = Decimal(1)
        for piece in sorted(pieces, key=lambda piece: piece.divides):
            quantity = quantity / piece.value if piece.divides else quantity * piece.value
        return quantity


def _percent_of(draft: Draft) -> Decimal:
    """95 % half-range: linear over the factors of one line (the same fuel), in quadrature with its pieces."""
    grams = sum((factor.grams_per_unit for factor in draft.factors), Decimal(0))
    if not grams:
        return Decimal(0)
    spread = sum((factor.grams_per_unit * _percent(factor) for factor in draft.factors), Decimal(0)) / grams
    return (spread**2 + sum((percent**2 for percent in draft.extra_percents), Decimal(0))).sqrt()


def _percent(factor: FactorValue) -> Decimal:
    return UNSTATED_UNCERTAINTY_PERCENT if factor.uncertainty_percent is None else factor.uncertainty_percent


def _is_judgement(factor: FactorValue) -> bool:
    return factor.uncertainty_is_judgement or factor.uncertainty_percent is None
