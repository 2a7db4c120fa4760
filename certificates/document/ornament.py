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
# What a dot of each level looks like, between the petals to their middle.
_COLOURS = (_PALE, _PALE, _PALE, _SPROUT, _SPROUT, _LEAF, _LEAF, _GREEN, _GREEN)
_KINDS = tuple(zip(_COLOURS, _WIDTHS, strict=True))
_SPROUTING = (_SPROUT, _WIDTHS[2])
_SUNS = tuple((_SUN, width) for width in _WIDTHS)


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


class Seed(NamedTuple):
    """What a dot has by its place alone, whatever the number: it is worked out once."""

    place: int
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
    return tuple(
        Dot(seed.x, seed.y, width, colour)
        for (colour, width), seeds in grouped_dots(number).items()
        for seed in seeds
    )


def grouped_dots(number: str) -> dict[tuple[str, int], list["Seed"]]:
    """The places of the dots of each colour and width. The pink one comes last, over all the others."""
    rhythm = _rhythm(number)
    groups = _painted(_around(rhythm.pink), rhythm)
    return dict(sorted(groups.items())) | {(_HIBISCUS, _PINK_WIDTH): [all_seeds()[rhythm.pink]]}


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
def all_seeds() -> tuple[Seed, ...]:
    """Where dots can be, from the middle outwards."""
    return tuple(_seed(index) for index in range(_COUNT))


@functools.cache
def _around(pink: int) -> tuple[Seed, ...]:
    """All seeds but those that the pink dot has pushed aside."""
    middle = all_seeds()[pink]
    near = 0.8 * _PINK_WIDTH
    return tuple(seed for seed in all_seeds() if math.hypot(seed.x - middle.x, seed.y - middle.y) > near)


def _seed(index: int) -> Seed:
    distance = math.sqrt((index + 0.5) / _COUNT)
    angle = index * _GOLDEN_ANGLE
    return Seed(
        place=index,
        x=SIDE // 2 + round(_RADIUS * distance * math.cos(angle)),
        y=SIDE // 2 + round(_RADIUS * distance * math.sin(angle)),
        distance=distance,
        angle=angle,
        petal_weight=0.40 * distance**0.7,
        rim=max(0.0, distance - 0.72),
    )


def _painted(seeds: tuple[Seed, ...], rhythm: _Rhythm) -> dict[tuple[str, int], list[Seed]]:
    """The dots by colour and width. A certificate spends most of its time here: hence one loop, no calls."""
    cos, tau, pi = math.cos, math.tau, math.pi
    petals, twist, turn, echoes = rhythm.petals, rhythm.twist, rhythm.turn, rhythm.echo
    rings, ring_phase, ring_weight, sun_from = (
        rhythm.rings,
        rhythm.ring_phase,
        rhythm.ring_weight,
        rhythm.sun_from,
    )
    plain: list[list[Seed]] = [[] for _ in _WIDTHS]
    suns: list[list[Seed]] = [[] for _ in _WIDTHS]
    sprouting: list[Seed] = []
    for seed in seeds:
        _place, _x, _y, distance, angle, petal_weight, rim = seed
        swing = petals * (angle + turn + twist * distance)
        petal = cos(swing)
        echo = cos(echoes * swing + pi * distance)
        ring = cos(tau * rings * distance + ring_phase)
        value = 0.5 + petal_weight * petal + 0.10 * echo * distance + ring_weight * ring
        # Between the petals the rim thins out, so that the flower has an outline of its own.
        value -= 0.55 * rim * (1.6 - petal) * 1.6
        level = round(value * _TOP)
        level = 0 if level < 0 else _TOP if level > _TOP else level
        if level >= 3 and echo > 0 and -0.035 < distance - sun_from < 0.035:
            suns[level].append(seed)
        elif level == 2 and ring > 0:
            sprouting.append(seed)
        else:
            plain[level].append(seed)
    kinds = zip((*_KINDS, *_SUNS, _SPROUTING), (*plain, *suns, sprouting), strict=True)
    return {kind: group for kind, group in kinds if group}
