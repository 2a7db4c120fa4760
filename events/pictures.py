"""The pictures of an event's pages, as path data for SVG. Plain arithmetic; a dot is a round-capped stroke."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, sin, sqrt

GOLDEN_ANGLE = pi * (3 - sqrt(5))
DOT_COUNT = 210
SIDE = 300  # the view box is SIDE × SIDE
PINK_DOT = 150  # the one that stands for the reader


@dataclass(frozen=True, slots=True)
class DotLayer:
    """Dots of one colour and one size."""

    css_class: str
    stroke_width: int
    path: str


@lru_cache(maxsize=1)
def field_of_dots() -> tuple[DotLayer, ...]:
    """A sunflower head of dots, a stadium from above: the picture of a zone's first view."""
    layers: dict[tuple[str, int], list[str]] = {}
    for number in range(DOT_COUNT):
        radius = 9.6 * sqrt(number + 14)
        x = SIDE / 2 + radius * cos(number * GOLDEN_ANGLE)
        y = SIDE / 2 + radius * sin(number * GOLDEN_ANGLE)
        layers.setdefault(_look(number), []).append(f"M{x:.0f} {y:.0f}h0")
    return tuple(
        DotLayer(css_class, width, "".join(dots)) for (css_class, width), dots in sorted(layers.items())
    )


def _look(number: int) -> tuple[str, int]:
    if number == PINK_DOT:
        return "d3", 15
    if number % 23 == 5:
        return "d2", 9
    return ("d1", 12) if number < 90 else ("d0", 10) if number < 165 else ("d0", 6)


CHART_WIDTH = 360  # of the view box: about a phone's, so that its text is as large as the page's
ROW_HEIGHT = 46
BAR_TOP, BAR_HEIGHT = 24, 12  # within a row, below its label
THINNEST_BAR = 3


@dataclass(frozen=True, slots=True)
class Amount:
    """What one bar shows: the likeliest mass and its range, in grams."""

    grams: int
    low_grams: int
    high_grams: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of the chart: a label, a bar as long as the mass, and a thin line from low to high over it."""

    css_class: str
    label_y: int
    bar_y: int
    width: int
    range_y: int
    range_start: int
    range_end: int
    share_percent: int


@dataclass(frozen=True, slots=True)
class Chart:
    bars: tuple[Bar, ...]
    height: int
    width: int = CHART_WIDTH
    bar_height: int = BAR_HEIGHT


def bar_chart(amounts: Sequence[Amount]) -> Chart:
    """Bars of one scale, on which the highest end of a range just fits; what is not nothing is seen."""
    longest = max((amount.high_grams for amount in amounts), default=0) or 1
    shares = percentages([amount.grams for amount in amounts])

    def length(grams: int) -> int:
        return grams * CHART_WIDTH // longest

    bars = []
    for row, (amount, share) in enumerate(zip(amounts, shares, strict=True)):
        top = row * ROW_HEIGHT
        bars.append(
            Bar(
                css_class=f"b{row % 6}",
                label_y=top + 17,
                bar_y=top + BAR_TOP,
                width=max(length(amount.grams), THINNEST_BAR) if amount.grams else 0,
                range_y=top + BAR_TOP + BAR_HEIGHT // 2,
                range_start=length(amount.low_grams),
                range_end=length(amount.high_grams),
                share_percent=share,
            )
        )
    return Chart(tuple(bars), len(bars) * ROW_HEIGHT)


def percentages(amounts: Sequence[int]) -> list[int]:
    """Whole shares that add up to 100: those with the largest remainders are rounded up."""
    total = sum(amounts)
    if not total:
        return [0] * len(amounts)
    shares = [amount * 100 // total for amount in amounts]
    by_remainder = sorted(range(len(amounts)), key=lambda number: (-(amounts[number] * 100 % total), number))
    for number in by_remainder[: 100 - sum(shares)]:
        shares[number] += 1
    return shares
