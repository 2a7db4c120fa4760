"""Drawings that fill a slot, as finished path operators: dots as strokes, the modules of a QR code as rectangles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Drawing:
    """Operators in a square of `side` units, y downwards, as in SVG."""

    side: int
    operators: bytes


def dots(groups: Iterable[tuple[str, int, bytes]], side: int) -> Drawing:
    """Round dots: for each colour and width, all their points as a path of zero-length lines (`points`)."""
    parts = [b"1 J"]
    for colour, width, path in groups:
        parts.append(b"%b RG %d w\n%bS" % (colour_operands(colour), width, path))
    return Drawing(side, b"\n".join(parts))


def point(x: int, y: int) -> bytes:
    """One dot of a path: a line of no length, which a round cap makes a dot (ISO 32000-1, 8.5.3.2)."""
    return b"%d %d m %d %d l " % (x, y, x, y)


def modules(matrix: Sequence[Sequence[int]], quiet: int, colour: str) -> Drawing:
    """A QR code inside `quiet` light modules: each run of dark modules in a row is one rectangle."""
    parts = [colour_operands(colour) + b" rg"]
    for y, row in enumerate(matrix):
        bits = bytes(row)
        start = bits.find(1)
        while start >= 0:
            end = bits.find(0, start)
            end = len(bits) if end < 0 else end
            parts.append(b"%d %d %d 1 re" % (start + quiet, y + quiet, end - start))
            start = bits.find(1, end)
    parts.append(b"f")
    return Drawing(len(matrix) + 2 * quiet, b"\n".join(parts))


@lru_cache(maxsize=64)
def colour_operands(colour: str) -> bytes:
    """`#0B5D3B` as three numbers from 0 to 1."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return b" ".join(f"{part / 255:.6f}".rstrip("0").rstrip(".").encode() for part in parts)
