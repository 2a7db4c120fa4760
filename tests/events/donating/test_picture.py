"""A dot a tonne, and no more dots than a page can carry."""

from hypothesis import given
from hypothesis import strategies as st

from events.donating.picture import DOTS_MAX, GRAMS_PER_TONNE, dots


def counts(parts: list[tuple[str, int]]) -> list[int]:
    return [layer.count for layer in dots(parts).layers]


def test_a_dot_is_a_tonne() -> None:
    picture = dots([("people", 3 * GRAMS_PER_TONNE), ("left", 2 * GRAMS_PER_TONNE)])
    assert [(layer.css_class, layer.path) for layer in picture.layers] == [
        ("people", "M5 5h0M15 5h0M25 5h0"),
        ("left", "M35 5h0M45 5h0"),
    ]
    assert (picture.width, picture.height, picture.tonnes) == (50, 10, 1)


def test_a_tonne_that_was_begun_is_a_dot() -> None:
    assert counts([("people", 1)]) == [1]
    assert counts([("people", 1_400_000), ("left", 1_200_000)]) == [1, 2]


def test_nothing_is_no_dot() -> None:
    picture = dots([])
    assert (picture.layers, picture.height) == ((), 0)


def test_beyond_what_a_page_carries_a_dot_is_ten_tonnes() -> None:
    assert dots([("people", DOTS_MAX * GRAMS_PER_TONNE)]).tonnes == 1
    picture = dots([("people", DOTS_MAX * GRAMS_PER_TONNE), ("left", 1)])
    assert (picture.tonnes, [layer.count for layer in picture.layers]) == (10, [200, 1])


@given(st.lists(st.integers(1, 10**14), min_size=1, max_size=8))
def test_all_dots_together_are_the_tonnes_that_were_begun(amounts: list[int]) -> None:
    picture = dots([("left", grams) for grams in amounts])
    size = picture.tonnes * GRAMS_PER_TONNE
    assert sum(layer.count for layer in picture.layers) == -(-sum(amounts) // size) <= DOTS_MAX
    for layer, grams in zip(picture.layers, amounts, strict=True):
        assert abs(layer.count * size - grams) < 2 * size
