"""♥ Tables of the pack as CSV: UTF-8, every line ended alike, and no cell that a spreadsheet would calculate."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table with its heads. Moments are UTC; what is missing is empty."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode()


def document(value: Any) -> bytes:
    """A value as JSON for reading."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def canonical(value: Any) -> bytes:
    """A value as JSON in the one way over which its digest was made."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def utc(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return utc(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        # Behind an apostrophe where a spreadsheet would calculate it.
        return f"'{value}" if value.startswith(_FORMULA_SIGNS) else value
    return str(value)
