"""Which codes of countries and regions the list knows."""

import pytest

from footprint.places import all_places, known_region


@pytest.mark.parametrize("code", ["CN", "CN-SC", "GB", "HK", "TW", "US"])
def test_countries_and_regions_with_places_are_known(code: str) -> None:
    assert known_region(code)


@pytest.mark.parametrize(
    "code", ["", "cn", "CN-sc", "CN-XX", "ZZ", "Sichuan", "country", "region", "CN\n", "world"]
)
def test_nothing_else_is(code: str) -> None:
    assert not known_region(code)


def test_every_place_lies_in_a_known_country_and_region() -> None:
    assert all(known_region(place.country) and known_region(place.region) for place in all_places().places)
