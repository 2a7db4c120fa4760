"""The pictures of an event's pages, as path data for SVG. Plain arithmetic; a dot is a round-capped stroke."""

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


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece of a stacked bar, in thousandths of its length."""

    css_class: str
    x: int
    width: int


def stacked_bar(amounts: list[int]) -> list[Segment]:
    """The pieces of a bar of length 1000; every piece that is not nothing is seen."""
    total = sum(amounts)
    segments: list[Segment] = []
    x = 0
    for number, amount in enumerate(amounts):
        width = max(amount * 1000 // total, 6) if amount and total else 0
        width = min(width, 1000 - x)
        segments.append(Segment(f"b{number % 6}", x, width))
        x += width
    return segments
