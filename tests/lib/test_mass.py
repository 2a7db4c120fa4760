"""One formatter for every mass that people see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diandian.lib.mass import format_grams, whole_kilograms


@pytest.mark.parametrize(
    ("grams", "text"),
    [
        (0, "0 g"),
        (1, "1 g"),
        (999, "999 g"),
        (1_000, "1 kg"),
        (23_449, "23.4 kg"),
        (23_450, "23.4 kg"),  # half to even
        (23_550, "23.6 kg"),
        (999_949, "999.9 kg"),
        (999_950, "1 t"),
        (1_163_590_000, "1,163.59 t"),
        (100_000_000, "100 t"),  # never "1t"
        (370_000_000_000, "370,000 t"),
        (-92_000, "-92 kg"),
        (-5, "-5 g"),
    ],
)
def test_a_mass_reads_as_a_person_says_it(grams: int, text: str) -> None:
    assert format_grams(grams) == text


@given(st.integers(1_000_000, 10**15))
def test_tonnes_are_never_off_by_more_than_half_of_the_last_digit(grams: int) -> None:
    printed = format_grams(grams).removesuffix(" t").replace(",", "")
    whole, _, fraction = printed.partition(".")
    hundredths = int(whole) * 100 + int(fraction.ljust(2, "0") or 0)
    assert abs(hundredths * 10_000 - grams) <= 5_000


def test_a_dot_is_a_kilogram() -> None:
    assert [whole_kilograms(grams) for grams in (499, 500, 1_500, 23_400)] == [0, 0, 2, 23]
