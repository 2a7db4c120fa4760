"""Fen are whole; the price shown is the price charged."""

import pytest

from diandian.lib.money import format_fen, price_fen


@pytest.mark.parametrize(
    ("fen", "text"), [(0, "¥0.00"), (5, "¥0.05"), (138, "¥1.38"), (1_234_567, "¥12,345.67"), (-50, "-¥0.50")]
)
def test_fen_read_as_yuan(fen: int, text: str) -> None:
    assert format_fen(fen) == text


@pytest.mark.parametrize(
    ("grams", "price", "fen"),
    [(1, 8_000, 1), (23_000, 8_000, 184), (1_000_000, 8_000, 8_000), (1_000_001, 8_000, 8_001)],
)
def test_a_price_is_rounded_up_to_a_whole_fen(grams: int, price: int, fen: int) -> None:
    assert price_fen(grams, price) == fen


@pytest.mark.parametrize(("grams", "price"), [(0, 8_000), (-1, 8_000), (5, 0)])
def test_there_is_no_price_of_nothing(grams: int, price: int) -> None:
    with pytest.raises(ValueError, match="positive"):
        price_fen(grams, price)
