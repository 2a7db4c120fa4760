"""Reading a factor file: CSV with one factor a row, after `# key: value` lines that name the set."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from footprint.calculation import Boundary, FactorValue
from footprint.errors import RefusedRowsError

GRADE_CODES = ("A", "A-", "B", "C", "D", "E")
_REQUIRED = [
    *("code", "category", "activity_zh", "activity_en", "region", "unit", "grams_per_unit", "boundary"),
    *("includes_non_co2", "grade", "uncertainty_is_judgement"),
    *("source", "source_year", "locator", "licence"),
]
_YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class FactorFile:
    """A factor file as read: the names of the set and its factors."""

    name_zh: str
    name_en: str
    factors: tuple[FactorValue, ...]


def parse(text: str) -> FactorFile:
    """The factors of a file. Raises RefusedRowsError that lists every refused row with its line number."""
    names: dict[str, str] = {}
    lines: list[tuple[int, str]] = []
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        if line.startswith("#"):
            key, _colon, value = line.lstrip("# ").partition(":")
            names[key.strip()] = value.strip()
        elif line.strip():
            lines.append((number, line))
    reader = csv.DictReader(line for _number, line in lines)
    rows = [(lines[reader.line_num - 1][0], row) for row in reader]
    refused: list[tuple[int, str, str]] = []
    factors: list[FactorValue] = []
    codes: set[str] = set()
    for number, row in rows:
        reasons = _reasons(row)
        if row.get("code") in codes:
            reasons.append(("code", "given twice"))
        codes.add(row.get("code") or "")
        if reasons:
            refused += [(number, column, reason) for column, reason in reasons]
        else:
            factors.append(_factor(row))
    if refused:
        raise RefusedRowsError(refused)
    return FactorFile(names.get("name_zh", ""), names.get("name_en", ""), tuple(factors))


def _reasons(row: dict[str, str]) -> list[tuple[str, str]]:
    """Why a row is refused, as pairs of column and reason; empty where it is good."""
    reasons = [(column, "missing") for column in _REQUIRED if not (row.get(column) or "").strip()]
    if reasons:
        return reasons
    if row.get(None):  # type: ignore[call-overload]
        reasons.append(("row", "has more cells than the header"))
    limits = (("grams_per_unit", "0", "999999999"), ("uncertainty_percent", "0", "300"))
    for column, lowest, highest in limits:
        cell = (row.get(column) or "").strip()
        if cell and not _is_decimal(cell, Decimal(lowest), Decimal(highest)):
            reasons.append((column, f"not a number from {lowest} to {highest}"))
    for column, known in (
        ("boundary", [boundary.value for boundary in Boundary]),
        ("grade", list(GRADE_CODES)),
        ("includes_non_co2", list(_YES_NO)),
        ("uncertainty_is_judgement", list(_YES_NO)),
    ):
        if row[column].strip() not in known:
            reasons.append((column, f"not one of {', '.join(known)}"))
    if not (row["source_year"].strip().isdecimal() and 1950 <= int(row["source_year"]) <= 2100):
        reasons.append(("source_year", "not a year"))
    return reasons


def _is_decimal(cell: str, lowest: Decimal, highest: Decimal) -> bool:
    try:
        value = Decimal(cell)
    except InvalidOperation:
        return False
    return value.is_finite() and lowest <= value <= highest


def _factor(row: dict[str, str]) -> FactorValue:
    cells = {column: (cell or "").strip() for column, cell in row.items()}
    percent = cells.get("uncertainty_percent")
    return FactorValue(
        code=cells["code"],
        category=cells["category"],
        activity_zh=cells["activity_zh"],
        activity_en=cells["activity_en"],
        region=cells["region"],
        unit=cells["unit"],
        grams_per_unit=Decimal(cells["grams_per_unit"]).quantize(Decimal("0.00001")),
        boundary=Boundary(cells["boundary"]),
        includes_non_co2=_YES_NO[cells["includes_non_co2"]],
        grade=cells["grade"],
        uncertainty_percent=Decimal(percent).quantize(Decimal("0.1")) if percent else None,
        uncertainty_is_judgement=_YES_NO[cells["uncertainty_is_judgement"]],
        source=cells["source"],
        source_year=int(cells["source_year"]),
        locator=cells["locator"],
        licence=cells["licence"],
    )


def fields_of(factors: Sequence[FactorValue]) -> list[list[str]]:
    """Every factor as a list of texts, in the order of their codes: what a set's fingerprint is made of."""
    return [
        [str(getattr(factor, name)) for name in FactorValue.__slots__]
        for factor in sorted(factors, key=lambda factor: factor.code)
    ]
