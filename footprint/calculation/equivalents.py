"""A mass beside things of everyday life, by factors of the same set. Never trees: nobody can promise them."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum

from footprint.calculation.distances import EXACT
from footprint.calculation.library import Library
from footprint.calculation.values import FactorValue
from footprint.errors import UnknownUseError, WeakFactorError

_TWO_DIGITS = Context(prec=2, rounding=ROUND_HALF_EVEN)


class EquivalentKind(StrEnum):
    """Named like the use of its factors."""

    CAR_KM = "car-petrol"  # driving a petrol car, alone
    BEEF_MEALS = "meal-red"
    HSR_KM = "hsr"


@dataclass(frozen=True, slots=True)
class Equivalent:
    """`quantity` has two digits: a comparison is no measurement."""

    kind: EquivalentKind
    quantity: Decimal
    factors: tuple[FactorValue, ...]


def equivalents(
    grams: int, library: Library, region: str, *, allow_weak: bool = False
) -> tuple[Equivalent, ...]:
    """What else weighs as much. Left out: what the set has no factor for, and less than one of a thing."""
    found = []
    for kind in EquivalentKind:
        try:
            factors = library.for_use(kind.value, region, allow_weak=allow_weak)
        except (UnknownUseError, WeakFactorError):
            continue
        per_unit = sum((factor.grams_per_unit for factor in factors), Decimal(0))
        if per_unit and grams >= per_unit:
            quantity = _TWO_DIGITS.plus(EXACT.divide(Decimal(grams), per_unit))
            found.append(Equivalent(kind, quantity, factors))
    return tuple(found)
