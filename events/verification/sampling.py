"""♥ Which lines of an inventory a verifier checks: drawn by a seed, so that anybody can draw them again. Plain Python.

Monetary-unit sampling with a fixed interval and a top stratum (AICPA, Audit Guide "Audit Sampling", chapter 6; the
field guides of ACL and of the R package jfa describe the same), with grams as units: probability proportional to size,
systematic, in random order (Goodman and Kish, JASA 45, 1950). ISO 14064-3:2019, 5.1.7 and 6.1.3, leaves materiality
and the way of sampling to the engagement. `docs/events.md` says it in words, byte by byte.

The interval is what a misstatement may be, divided by the confidence factor: with 5 % and 3 (95 % confidence and no
error expected: -ln 0.05 = 2.996, rounded up), a sixtieth of the total. If lines were overstated by 5 % of the total
or more, a sample without an error would be drawn in at most 5 of 100 cases.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

METHOD = "diandian/mus@v1"
SEED_DIGITS = 64
MATERIALITY_PERCENT = 5
CONFIDENCE_FACTOR = 3
# A line that states too little is the less likely drawn the less it states: some are drawn with the same chance each.
DRAWN_ALIKE = 3


class Why(StrEnum):
    """How a line came into the sample."""

    LARGE = "large"  # as large as the interval, or larger: certain
    BY_SIZE = "by-size"  # drawn with a chance proportional to its grams
    ALIKE = "alike"  # drawn with the same chance as every other line that is left


@dataclass(frozen=True, slots=True)
class Weighed:
    """A line that may be drawn: its id, a UUID's text in lower case, and its grams."""

    line_id: str
    grams: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line of the sample."""

    line_id: str
    why: Why


def interval(total_grams: int) -> int:
    """Every how many grams a line is taken; at least 1."""
    return max(1, total_grams * MATERIALITY_PERCENT // (100 * CONFIDENCE_FACTOR))


def draw(seed: str, lines: Iterable[Weighed]) -> tuple[Drawn, ...]:
    """The sample: the large lines by their grams, then those by size, then those alike, in the order of the draw.

    The same for the same seed and lines, in whatever order these come.
    """
    known = sorted(lines, key=lambda line: (lot(seed, line.line_id), line.line_id))
    step = interval(sum(line.grams for line in known))
    large = sorted(
        (line for line in known if line.grams >= step), key=lambda line: (-line.grams, line.line_id)
    )
    small = [line for line in known if line.grams < step]
    by_size = _every(step, lot(seed, "start") % step, small)
    left = [line for line in small if line not in by_size]
    return (
        *(Drawn(line.line_id, Why.LARGE) for line in large),
        *(Drawn(line.line_id, Why.BY_SIZE) for line in by_size),
        *(Drawn(line.line_id, Why.ALIKE) for line in left[:DRAWN_ALIKE]),
    )


def lot(seed: str, name: str) -> int:
    """The number that a name draws: SHA-256 of seed, line feed and name, read as a number."""
    return int.from_bytes(hashlib.sha256(f"{seed}\n{name}".encode()).digest(), "big")


def _every(step: int, start: int, lines: list[Weighed]) -> list[Weighed]:
    """The lines that hold the grams start, start + step, start + 2 step, …, counted from 0 through all of them.

    Each line is smaller than the step, so that none is taken twice.
    """
    taken: list[Weighed] = []
    counted, wanted = 0, start
    for line in lines:
        counted += line.grams
        if wanted < counted:
            taken.append(line)
            wanted += step
    return taken
