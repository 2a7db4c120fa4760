"""The ornament: a flower of dots, grown from the certificate's number, so that no two look alike.

The dots sit where a sunflower puts its seeds (Vogel 1979: the n-th seed at the golden angle times n, its
distance the square root of n). The number's hash gives the flower its petals, their twist, its rings and its
one pink dot.
"""

import functools
import hashlib
import math
from dataclasses import dataclass
from typing import NamedTuple

SIDE = 1000  # the ornament lives in a square of this many units
_COUNT = 880
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_RADIUS = 470
_PALE, _SPROUT, _LEAF, _GREEN = "#CFE3BE", "#6CBF4B", "#2F8F4A", "#0B5D3B"
_SUN, _HIBISCUS = "#F2B33D", "#E5507E"
_WIDTHS = (4, 6, 9, 12, 15, 18, 21, 24, 27)
_TOP = len(_WIDTHS) - 1
_PINK_WIDTH = 42


class Dot(NamedTuple):
    """One dot: its middle and its width in units, its colour."""

    x: int
    y: int
    width: int
    colour: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """All dots of one colour and width as one path of points, to be stroked with round caps."""

    colour: str
    width: int
    path: str


class _Seed(NamedTuple):
    """What a dot has by its place alone, whatever the number: it is worked out once."""

    x: int
    y: int
    distance: float
    angle: float
    petal_weight: float
    rim: float


@dataclass(frozen=True, slots=True)
class _Rhythm:
    petals: int
    twist: float
    turn: float
    rings: float
    ring_phase: float
    ring_weight: float
    echo: int
    sun_from: float
    pink: int


def ornament(number: str) -> tuple[Dot, ...]:
    """The dots of a number, always the same for the same number, in a square of `SIDE` units."""
    rhythm = _rhythm(number)
    seeds = _seeds()
    middle = seeds[rhythm.pink]
    near = (0.8 * _PINK_WIDTH) ** 2
    dots = [
        _dot(seed, rhythm) for seed in seeds if (seed.x - middle.x) ** 2 + (seed.y - middle.y) ** 2 > near
    ]
    return (*dots, Dot(middle.x, middle.y, _PINK_WIDTH, _HIBISCUS))


def strokes(dots: tuple[Dot, ...]) -> tuple[Stroke, ...]:
    """The dots grouped by colour and width: a handful of paths draw quicker than hundreds of circles."""
    groups: dict[tuple[str, int], list[str]] = {}
    for dot in dots:
        groups.setdefault((dot.colour, dot.width), []).append(f"M{dot.x} {dot.y}h0")
    return tuple(Stroke(colour, width, "".join(path)) for (colour, width), path in sorted(groups.items()))


def _rhythm(number: str) -> _Rhythm:
    seed = hashlib.sha256(b"diandian ornament 1:" + number.encode()).digest()
    part = [byte / 255 for byte in seed]
    petals = 5 + seed[0] % 8
    return _Rhythm(
        petals=petals,
        twist=(part[1] - 0.5) * 2.2 * math.tau / petals,
        turn=part[2] * math.tau,
        rings=1.2 + 2.4 * part[3],
        ring_phase=part[4] * math.tau,
        ring_weight=0.10 + 0.22 * part[5],
        echo=2 + seed[6] % 2,
        sun_from=0.30 + 0.45 * part[7],
        pink=int(_COUNT * (0.18 + 0.5 * part[8])),
    )


@functools.cache
def _seeds() -> tuple[_Seed, ...]:
    return tuple(_seed(index) for index in range(_COUNT))


def _seed(index: int) -> _Seed:
    distance = math.sqrt((index + 0.5) / _COUNT)
    angle = index * _GOLDEN_ANGLE
    return _Seed(
        x=SIDE // 2 + round(_RADIUS * distance * math.cos(angle)),
        y=SIDE // 2 + round(_RADIUS * distance * math.sin(angle)),
        distance=distance,
        angle=angle,
        petal_weight=0.40 * distance**0.7,
        rim=max(0.0, distance - 0.72),
    )


def _dot(seed: _Seed, rhythm: _Rhythm) -> Dot:
    x, y, distance, angle, petal_weight, rim = seed
    swing = rhythm.petals * (angle + rhythm.turn + rhythm.twist * distance)
    petal = math.cos(swing)
    echo = math.cos(rhythm.echo * swing + math.pi * distance)
    ring = math.cos(math.tau * rhythm.rings * distance + rhythm.ring_phase)
    value = 0.5 + petal_weight * petal + 0.10 * echo * distance + rhythm.ring_weight * ring
    # Between the petals the rim thins out, so that the flower has an outline of its own.
    value -= 0.55 * rim * (1.6 - petal) * 1.6
    level = round(value * _TOP)
    level = 0 if level < 0 else _TOP if level > _TOP else level  # min() and max() take twice as long
    return Dot(x, y, _WIDTHS[level], _colour(level, distance, echo, ring, rhythm))


def _colour(level: int, distance: float, echo: float, ring: float, rhythm: _Rhythm) -> str:
    if abs(distance - rhythm.sun_from) < 0.035 and level >= 3 and echo > 0:
        return _SUN
    if level >= 7:
        return _GREEN
    if level >= 5:
        return _LEAF
    if level >= 3 or (level == 2 and ring > 0):
        return _SPROUT
    return _PALE
