"""What a new version of a factor set would change: factor by factor, cell by cell."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from footprint.calculation import FactorValue
from footprint.factor_rows import COLUMNS, cells_of


@dataclass(frozen=True, slots=True)
class CellChange:
    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class FactorChange:
    """A factor that stays under its code with other cells."""

    code: str
    cells: tuple[CellChange, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All factors of both sets, each once."""

    new: tuple[FactorValue, ...]
    changed: tuple[FactorChange, ...]
    unchanged: tuple[FactorValue, ...]
    removed: tuple[FactorValue, ...]


def compare(old: Mapping[str, FactorValue], new: Iterable[FactorValue]) -> Comparison:
    """What is new, changed, unchanged and removed, in the order of the new set; removed ones in the old order."""
    new = tuple(new)
    codes = {factor.code for factor in new}
    changed = tuple(
        FactorChange(factor.code, _cells(old[factor.code], factor))
        for factor in new
        if factor.code in old and old[factor.code] != factor
    )
    return Comparison(
        new=tuple(factor for factor in new if factor.code not in old),
        changed=changed,
        unchanged=tuple(factor for factor in new if old.get(factor.code) == factor),
        removed=tuple(factor for code, factor in old.items() if code not in codes),
    )


def next_version(version: str, taken: Collection[str]) -> str:
    """The version after this one that nobody has: `2026.1` gives `2026.2`."""
    found = re.fullmatch(r"(.*?)([0-9]{1,9})", version)
    stem, number = (found[1], int(found[2])) if found else (f"{version}.", 0)
    while f"{stem}{number + 1}" in taken:
        number += 1
    return f"{stem}{number + 1}"


def _cells(old: FactorValue, new: FactorValue) -> tuple[CellChange, ...]:
    pairs = zip(COLUMNS, cells_of(old), cells_of(new), strict=True)
    return tuple(CellChange(column, before, after) for column, before, after in pairs if before != after)
