"""♥ The arithmetic of an inventory: lines, totals with their uncertainty, differences, and a digest of it all.

Plain Python, no float. Masses are whole grams; quantities and factors are decimals.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from events.inventory.sources import SOURCES

_EXACT = Context(prec=80)  # two factors of 24 digits each, and room
_HUNDREDTHS = 100
Value = str | int | Decimal | None


class Counted(Protocol):
    """What a total needs to know of a line: a stored row has it, and so has a Line."""

    @property
    def source(self) -> str: ...
    @property
    def amount_grams(self) -> int: ...
    @property
    def uncertainty_percent(self) -> Decimal: ...
    @property
    def extrapolated_grams(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a version. `evidence` is the SHA-256 of the file behind it, or empty."""

    line_id: UUID
    source: str
    phase: str
    name_zh: str
    name_en: str
    quantity: Decimal
    unit: str
    factor_code: str
    factor_grams: Decimal
    factor_source: str
    amount_grams: int
    evidence_class: str
    evidence: str
    uncertainty_percent: Decimal
    origin: str
    method: str
    sample_size: int | None
    extrapolated_grams: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a version says beside its lines. `factors_digest` is the fingerprint of its factor set."""

    kind: str
    number: int
    boundary_zh: str
    boundary_en: str
    exclusions_zh: str
    exclusions_en: str
    factor_set: str
    factors_digest: str


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of lines in grams, with its 95 % range. `by_source` is in the order of SOURCES."""

    grams: int
    low: int
    high: int
    by_source: Mapping[str, int]
    extrapolated_grams: int

    @property
    def uncertainty_percent(self) -> Decimal:
        """The upper half-range, to 0.1 %."""
        return share_percent(self.high - self.grams, self.grams)

    @property
    def extrapolated_percent(self) -> Decimal:
        return share_percent(self.extrapolated_grams, self.grams)


def share_percent(part: int, whole: int) -> Decimal:
    """A share in percent, to 0.1; of nothing it is 0."""
    with localcontext(_EXACT):
        exact = Decimal(part) * 100 / Decimal(whole) if whole else Decimal(0)
        return exact.quantize(Decimal("0.1"), ROUND_HALF_EVEN)


def amount_of(quantity: Decimal, factor_grams: Decimal) -> int:
    """Whole grams of a quantity at so many grams a unit, half to even."""
    with localcontext(_EXACT):
        return int((quantity * factor_grams).to_integral_value(ROUND_HALF_EVEN))


def total_of(lines: Iterable[Counted]) -> Total:
    """Add lines up: grams exactly, half-ranges in quadrature.

    IPCC 2006 Guidelines, volume 1, chapter 3, equation 3.2 (Tier 1): √Σ(xᵢ·uᵢ)², for lines whose errors are
    independent of each other. The half-range is rounded up to a whole gram, and the low end is never below 0.
    """
    lines = list(lines)
    by_source = {
        source: sum(line.amount_grams for line in lines if line.source == source) for source in SOURCES
    }
    grams = sum(line.amount_grams for line in lines)
    squares = sum((line.amount_grams * int(line.uncertainty_percent * _HUNDREDTHS)) ** 2 for line in lines)
    half_range = -(-_root_rounded_up(squares) // (100 * _HUNDREDTHS))
    return Total(
        grams=grams,
        low=max(0, grams - half_range),
        high=grams + half_range,
        by_source={source: mass for source, mass in by_source.items() if mass},
        extrapolated_grams=sum(line.extrapolated_grams for line in lines),
    )


def _root_rounded_up(square: int) -> int:
    return math.isqrt(square - 1) + 1 if square else 0


class Agreement(StrEnum):
    """How a total that somebody states goes with its lines."""

    EQUAL = "equal"
    ROUNDED = "rounded"  # no more apart than rounding can make it: whoever states it is asked
    WRONG = "wrong"


def agreement(stated_grams: int, parts: Sequence[int], step_grams: int = 1) -> Agreement:
    """Whether a stated total is the sum of its parts, where all of them are rounded to whole steps.

    Each figure may be half a step off, so that n parts and their total may differ by (n + 1) halves at most.
    A step of one gram means that nothing is rounded.
    """
    gap = abs(stated_grams - sum(parts))
    if not gap:
        return Agreement.EQUAL
    if step_grams > 1 and 2 * gap <= step_grams * (len(parts) + 1):
        return Agreement.ROUNDED
    return Agreement.WRONG


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one line between two versions. An added line weighed 0 before, a removed one 0 after."""

    kind: ChangeKind
    line: Line  # as it is now; of a removed one, as it was
    before_grams: int
    after_grams: int
    fields: tuple[FieldChange, ...] = ()

    @property
    def line_id(self) -> UUID:
        return self.line.line_id

    @property
    def grams(self) -> int:
        """How much heavier the inventory became by it; less than 0 where it became lighter."""
        return self.after_grams - self.before_grams


def difference(old: Iterable[Line], new: Iterable[Line]) -> list[Change]:
    """What was changed, added and removed from one version to another; lines are known by their `line_id`.

    First what is in the new version, in its order, then what is gone. The grams of all changes add up to the
    difference of the totals.
    """
    before = {line.line_id: line for line in old}
    after = {line.line_id: line for line in new}
    changes = []
    for line_id, line in after.items():
        was = before.get(line_id)
        if was is None:
            changes.append(Change(ChangeKind.ADDED, line, 0, line.amount_grams))
        elif changed := _changed_fields(was, line):
            changes.append(Change(ChangeKind.CHANGED, line, was.amount_grams, line.amount_grams, changed))
    gone = (line for line_id, line in before.items() if line_id not in after)
    return [*changes, *(Change(ChangeKind.REMOVED, line, line.amount_grams, 0) for line in gone)]


def _changed_fields(old: Line, new: Line) -> tuple[FieldChange, ...]:
    pairs = ((each.name, getattr(old, each.name), getattr(new, each.name)) for each in fields(Line))
    return tuple(FieldChange(name, before, after) for name, before, after in pairs if before != after)


def content_of(terms: Terms, lines: Iterable[Line]) -> dict[str, object]:
    """A version as JSON: its terms, its lines in their order, and the total. Decimals are texts without idle zeros."""
    lines = list(lines)
    listed = [{each.name: _plain(getattr(line, each.name)) for each in fields(Line)} for line in lines]
    stated = {each.name: getattr(terms, each.name) for each in fields(Terms)}
    return {**stated, "lines": listed, "total_grams": sum(line.amount_grams for line in lines)}


def content_digest(terms: Terms, lines: Iterable[Line]) -> str:
    """SHA-256 in hexadecimal over `content_of`, as JSON in UTF-8 with sorted names and no blanks."""
    content = json.dumps(content_of(terms, lines), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return plain_number(value)
    return str(value) if isinstance(value, UUID) else value


def plain_number(value: Decimal) -> str:
    """A decimal without exponent and idle zeros: `0.5810`, stored with nine places, is `0.581`."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
