"""Pictures are data: the same every time, and honest."""

from hypothesis import given
from hypothesis import strategies as st

from events.pictures import DOT_COUNT, Amount, bar_chart, field_of_dots, percentages


def test_the_field_has_every_dot_and_one_for_the_reader() -> None:
    layers = field_of_dots()
    assert sum(layer.path.count("M") for layer in layers) == DOT_COUNT
    assert [layer.path.count("M") for layer in layers if layer.css_class == "d3"] == [1]


masses = st.tuples(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9)).map(
    lambda three: Amount(*(sorted(three)[number] for number in (1, 0, 2)))
)


@given(st.lists(masses, max_size=8))
def test_every_bar_and_its_range_is_inside_the_chart(amounts: list[Amount]) -> None:
    chart = bar_chart(amounts)
    assert len(chart.bars) == len(amounts)
    for bar, amount in zip(chart.bars, amounts, strict=True):
        assert 0 <= bar.range_start <= bar.range_end <= chart.width
        assert 0 <= bar.width <= chart.width
        assert (bar.width > 0) == (amount.grams > 0)
        assert bar.label_y < bar.bar_y < bar.range_y < chart.height


def test_bars_are_as_long_as_their_masses() -> None:
    chart = bar_chart([Amount(50_000, 40_000, 100_000), Amount(25_000, 0, 25_000)])
    assert [(bar.width, bar.range_start, bar.range_end) for bar in chart.bars] == [
        (180, 144, 360),
        (90, 0, 90),
    ]


@given(st.lists(st.integers(0, 10**9), max_size=8))
def test_shares_add_up_to_a_hundred(amounts: list[int]) -> None:
    shares = percentages(amounts)
    assert sum(shares) == (100 if any(amounts) else 0)
    assert all(
        abs(share - 100 * amount / sum(amounts)) < 1
        for share, amount in zip(shares, amounts, strict=True)
        if sum(amounts)
    )
