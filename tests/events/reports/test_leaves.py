"""Numbers are kept exactly, and shown in one way."""

from decimal import Decimal

import pytest

from events.reports.leaves import count, decimal, mass, maybe_mass, names, share, shown, uncertainty


def test_a_mass_is_whole_grams_beside_what_people_read() -> None:
    assert mass(1_163_590_000) == {"grams": 1_163_590_000, "shown": "1,163.59 t"}
    assert maybe_mass(None) is None


def test_counts_and_decimals_group_their_thousands_only_where_they_are_shown() -> None:
    assert count(14_204) == {"count": 14_204, "shown": "14,204"}
    assert decimal(Decimal("1234567.500000")) == {"decimal": "1234567.5", "shown": "1,234,567.5"}
    assert decimal(Decimal("1E+3")) == {"decimal": "1000", "shown": "1,000"}


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(1, 3, "33.3"), (2, 3, "66.7"), (1, 2000, "0.0"), (3, 2000, "0.2"), (25, 1000, "2.5"), (5, 5, "100.0")],
)
def test_a_share_is_rounded_half_to_even_without_floats(part: int, whole: int, percent: str) -> None:
    found = share(part, whole)
    assert found is not None
    assert found["percent"] == percent


def test_a_share_that_is_not_nothing_is_never_shown_as_nothing() -> None:
    assert share(1, 1_000_000) == {"percent": "0.0", "shown": "<0.1%"}
    assert share(0, 1_000_000) == {"percent": "0.0", "shown": "0.0%"}


def test_there_is_no_share_of_nothing() -> None:
    assert share(0, 0) is None


def test_an_uncertainty_loses_its_idle_zeros() -> None:
    assert uncertainty(Decimal("5.00")) == {"percent": "5", "shown": "±5%"}


def test_what_is_missing_is_a_dash_and_a_missing_language_is_the_other() -> None:
    assert (shown(None), shown(""), shown("x"), shown(count(2))) == ("—", "—", "x", "2")
    assert names("", "Games") == {"zh": "Games", "en": "Games"}
