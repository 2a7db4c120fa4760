"""Pictures are data: the same every time, and honest."""

from hypothesis import given
from hypothesis import strategies as st

from events.pictures import DOT_COUNT, field_of_dots, stacked_bar


def test_the_field_has_every_dot_and_one_for_the_reader() -> None:
    layers = field_of_dots()
    assert sum(layer.path.count("M") for layer in layers) == DOT_COUNT
    assert [layer.path.count("M") for layer in layers if layer.css_class == "d3"] == [1]


@given(st.lists(st.integers(0, 10**9), max_size=8))
def test_a_bar_never_runs_over_and_leaves_no_gap(amounts: list[int]) -> None:
    x = 0
    for segment in stacked_bar(amounts):
        assert segment.x == x
        x += segment.width
    assert x <= 1000
