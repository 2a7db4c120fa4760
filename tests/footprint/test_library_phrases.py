"""Every category, region and use of the shipped sets has its words."""

import pytest
from django.utils.translation import override

from footprint import library_phrases
from footprint.calculation import FactorValue
from footprint.catalogue import CATEGORY_ORDER
from footprint.factor_file import parse
from footprint.phrases.uses import USES, use_words
from tests.footprint.conftest import FACTOR_FILE


def shipped() -> list[FactorValue]:
    files = sorted(FACTOR_FILE.parent.glob("*.csv"))
    return [factor for file in files for factor in parse(file.read_text(encoding="utf-8")).factors]


def test_every_category_has_words_and_a_place() -> None:
    used = {factor.category for factor in shipped()}
    assert used - set(library_phrases.CATEGORIES) == set()
    assert set(library_phrases.CATEGORIES) == set(CATEGORY_ORDER)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_region_has_a_name(language: str) -> None:
    regions = {name for factor in shipped() for name in (factor.region, factor.serves) if name}
    with override(language):
        assert {region for region in regions if library_phrases.region_words(region) == region} == set()


def test_every_use_has_words() -> None:
    uses = {factor.use for factor in shipped() if factor.use}
    without = uses - set(USES)
    assert {use for use in without if use_words(use) == use} == set()


def test_a_flights_use_names_route_and_cabin() -> None:
    with override("en"):
        assert use_words("flight-long-premium-economy") == (
            "long flights to or from the United Kingdom, premium economy class"
        )
        assert use_words("grid-2021") == "electricity of the year 2021"
        assert library_phrases.serves_words("") == "anywhere"
