"""A factor set as JSON: every field, grams as decimal texts, with what the licences ask for."""

from collections.abc import Iterable
from dataclasses import fields
from decimal import Decimal
from enum import Enum
from typing import Any

from django.utils.translation import override

from footprint.calculation import FactorValue
from footprint.models import FactorSet
from footprint.phrases import attribution_words


def factor_as_json(factor: FactorValue) -> dict[str, Any]:
    """All fields of a factor and whether it is weak. Decimals are texts: a float would not keep them."""
    found = {field.name: _plain(getattr(factor, field.name)) for field in fields(factor)}
    return found | {"is_weak": factor.is_weak}


def set_as_json(factor_set: FactorSet) -> dict[str, Any]:
    """What names a published set. Its state is left out, so that the same set is the same text for ever."""
    published_at = factor_set.published_at
    return {
        "method": factor_set.method,
        "code": factor_set.code,
        "version": factor_set.version,
        "name_zh": factor_set.name_zh_hans,
        "name_en": factor_set.name_en,
        "published_at": published_at.isoformat() if published_at else None,
        "fingerprint": factor_set.content_digest,
    }


def attributions_as_json(factors: Iterable[FactorValue]) -> dict[str, list[str]]:
    """The sentences that the licences ask for, in both languages."""
    factors = tuple(factors)
    found = {}
    for key, language in (("zh", "zh-hans"), ("en", "en")):
        with override(language):
            found[key] = attribution_words(factors)
    return found


def library_as_json(factor_set: FactorSet, factors: Iterable[FactorValue]) -> dict[str, Any]:
    """The whole set, in the order of its codes."""
    ordered = sorted(factors, key=lambda factor: factor.code)
    return set_as_json(factor_set) | {
        "attributions": attributions_as_json(ordered),
        "factors": [factor_as_json(factor) for factor in ordered],
    }


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.value if isinstance(value, Enum) else value
