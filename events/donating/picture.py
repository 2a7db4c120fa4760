"""♥ A donor's credits as dots, a dot a tonne, in the order of what became of them. Plain arithmetic.

Above `DOTS_MAX` tonnes a dot stands for ten, a hundred and so on, and the page says so. Dots are round-capped strokes
without length, as in `events/pictures.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt

GRAMS_PER_TONNE = 1_000_000
DOTS_MAX = 2_000
COLUMNS_MIN = 25  # as large as a phone can show them
PITCH = 10  # of the view box
RADIUS = 8  # width of the stroke


@dataclass(frozen=True, slots=True)
class Layer:
    """The dots of one colour."""

    css_class: str
    path: str
    count: int


@dataclass(frozen=True, slots=True)
class Dots:
    """The picture: its layers, its size, and how many tonnes a dot is."""

    layers: tuple[Layer, ...]
    width: int
    height: int
    tonnes: int


def dots(parts: Sequence[tuple[str, int]]) -> Dots:
    """Dots for `(css class, grams)`: as many as tonnes were begun. Each part has its share, rounded at its ends."""
    total = sum(grams for _css_class, grams in parts)
    tonnes = 1
    while total > DOTS_MAX * tonnes * GRAMS_PER_TONNE:
        tonnes *= 10
    size = tonnes * GRAMS_PER_TONNE
    count = -(-total // size)
    columns = max(1, min(count, max(COLUMNS_MIN, isqrt(2 * count))))
    layers: list[Layer] = []
    end = done = 0
    for css_class, grams in parts:
        end += grams
        # The last part ends with the last dot that was begun.
        last = -(-end // size) if end == total else (2 * end + size) // (2 * size)
        path = "".join(_dot(number, columns) for number in range(done, last))
        layers.append(Layer(css_class, path, last - done))
        done = last
    rows = -(-done // columns)
    return Dots(tuple(layers), columns * PITCH, rows * PITCH, tonnes)


def _dot(number: int, columns: int) -> str:
    row, column = divmod(number, columns)
    return f"M{column * PITCH + PITCH // 2} {row * PITCH + PITCH // 2}h0"
