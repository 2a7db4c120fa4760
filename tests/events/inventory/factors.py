"""A newer factor set, as tests need one."""

import dataclasses
from collections.abc import Mapping
from decimal import Decimal

import footprint.actions
import footprint.queries
from footprint.actions import NewFactorSet
from footprint.models import FactorSet
from people.models import User


def published_with(
    by: User, grams: Mapping[str, Decimal | None], percents: Mapping[str, Decimal] | None = None
) -> FactorSet:
    """China's factors with other grams or percents for some codes, or without them, in force."""
    factors = tuple(
        dataclasses.replace(
            factor,
            grams_per_unit=grams.get(factor.code) or factor.grams_per_unit,
            uncertainty_percent=(percents or {}).get(factor.code, factor.uncertainty_percent),
        )
        for factor in footprint.queries.library().values()
        if grams.get(factor.code, Decimal(1)) is not None
    )
    new = NewFactorSet("china", "2027.1", "中国 2027.1", "China 2027.1", factors)
    return footprint.actions.publish(factor_set=footprint.actions.load_factor_set(new=new), by=by)
