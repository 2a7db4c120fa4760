"""♥ The sizes in which a poster is printed, and the dots that stand on it. Plain arithmetic."""

from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, sin, sqrt

GOLDEN_ANGLE = pi * (3 - sqrt(5))
DOT_COUNT = 460
PINK_DOT = 203  # the one that stands for the reader
# The stadium from above, in hundredths of a poster's width: it runs out of the paper on both sides.
STADIUM_WIDTH, STADIUM_HEIGHT = 116, 74


@dataclass(frozen=True, slots=True)
class Size:
    """A format, trimmed, in millimetres. What is cut has colour beyond the cut, and marks where to cut."""

    name: str
    width: int
    height: int
    is_cut: bool


SIZES: dict[str, Size] = {
    size.name: size
    for size in (Size("a3", 297, 420, True), Size("a4", 210, 297, True), Size("sticker", 90, 54, False))
}


@dataclass(frozen=True, slots=True)
class Dots:
    """Dots of one colour and one size: a dot is a round-capped stroke."""

    colour: str
    width: float
    path: str


@lru_cache(maxsize=1)
def stadium() -> tuple[Dots, ...]:
    """The seats around the pitch, in the order of a sunflower's seeds."""
    layers: dict[tuple[str, float], list[str]] = {}
    for number in range(DOT_COUNT):
        radius = sqrt((number + 0.5) / DOT_COUNT) / 2
        x = STADIUM_WIDTH / 2 + (STADIUM_WIDTH - 4) * radius * cos(number * GOLDEN_ANGLE)
        y = STADIUM_HEIGHT / 2 + (STADIUM_HEIGHT - 4) * radius * sin(number * GOLDEN_ANGLE)
        layers.setdefault(_look(number), []).append(f"M{x:.2f} {y:.2f}h0")
    return tuple(Dots(colour, width, "".join(dots)) for (colour, width), dots in sorted(layers.items()))


def _look(number: int) -> tuple[str, float]:
    if number == PINK_DOT:
        return "#C92F65", 3.6
    if number % 23 == 5:
        return "#F2B33D", 2.6
    return ("#0B5D3B", 2.9) if number < DOT_COUNT * 0.55 else ("#6CBF4B", 2.4 if number % 3 else 1.6)
