"""One formatter for every mass that people see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diandian.lib.mass import UnreadableMassError, format_grams, parse_grams


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


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("500 t", 500_000_000),
        ("500t", 500_000_000),
        ("0.000001 t", 1),
        ("23.4 kg", 23_400),
        ("23.400 KG", 23_400),
        ("1200 g", 1_200),
        ("1,200 g", 1_200),
        ("1,163.59 t", 1_163_590_000),
        ("12.0 g", 12),
        ("0 g", 0),
        (" 500 吨 ", 500_000_000),
        ("５００．５ 公斤", 500_500),  # typed with a Chinese keyboard
        ("3千克", 3_000),
        ("850 克", 850),
    ],
)
def test_a_mass_is_read_as_a_person_types_it(text: str, grams: int) -> None:
    assert parse_grams(text) == grams


@pytest.mark.parametrize(
    "text",
    [
        "",
        "500",  # tonnes or grams? never guessed
        "t",
        "500 lb",
        "500 t t",
        "-5 kg",
        "+5 kg",
        "1e3 kg",
        "0.5 g",  # a part of a gram
        "1.0000001 t",
        "1,5 kg",  # a decimal comma, or a lost digit
        "1,2345 kg",
        ".5 kg",
        "5. kg",
        "12 000 g",
        "٥٠٠ t",
        "inf t",
        "NaN kg",
        "9" * 21 + " t",
        "5 kg; DROP TABLE",
    ],
)
def test_what_is_no_mass_in_whole_grams_is_refused(text: str) -> None:
    with pytest.raises(UnreadableMassError) as refusal:
        parse_grams(text)
    assert refusal.value.text == text


@given(st.integers(0, 10**15), st.sampled_from([("g", 0), ("kg", 3), ("t", 6)]))
def test_every_gram_can_be_typed_in_every_unit(grams: int, unit: tuple[str, int]) -> None:
    name, places = unit
    whole, rest = divmod(grams, 10**places)
    typed = f"{whole:,}.{rest:0{places}d} {name}" if places else f"{whole:,} {name}"
    assert parse_grams(typed) == grams
