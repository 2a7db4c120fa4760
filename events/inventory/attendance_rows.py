"""What the rows of an uploaded attendance make: people by zone and day, or every reason against every cell."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from diandian.lib.tables import TableLimits, TableRow
from events.inventory.columns import ATTENDANCE_COLUMNS, FORMULA_SIGNS, spelled
from events.inventory.entering import Reason, Refusal, RefusedRowsError
from events.inventory.files import header_of, named, rows_of, surplus

# A hundred zones on two hundred days: whatever is written here is read back.
LIMITS = TableLimits(max_bytes=4_000_000, max_unpacked_bytes=30_000_000, max_rows=20_000, max_columns=10)
MAX_PEOPLE = 1_000_000
_WHOLE = re.compile("[0-9]+")
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?( 00:00:00)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where and when an event is. `zones`: by each spelling of venue and zone, the zone's id."""

    zones: Mapping[tuple[str, str], int]
    starts_on: date
    ends_on: date


def escaped(name: str) -> str:
    """A name as a cell that no spreadsheet calculates."""
    return f"'{name}" if name.startswith(FORMULA_SIGNS) else name


def unescaped(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_SIGNS) else cell


Counts = dict[tuple[int, date], int | None]


def table_of(content: bytes) -> list[TableRow]:
    """The rows of an uploaded attendance. A date that the spreadsheet made is a date here."""
    return rows_of(content, LIMITS, dates_in=ATTENDANCE_COLUMNS["day"])


def counts_from(rows: Sequence[TableRow], ground: Ground) -> Counts:
    """People by zone and day. Raises RefusedRowsError that names every refused cell. Empty people are passed over."""
    header = header_of(rows[0], ATTENDANCE_COLUMNS, list(ATTENDANCE_COLUMNS))
    refused: list[Refusal] = []
    found: Counts = {}
    rows_with: dict[tuple[int, date], int] = {}
    for row in rows[1:]:
        cells = named(header, row)
        refused += surplus(header, row)
        if not cells.get("people"):
            continue
        place = ground.zones.get(
            (spelled(unescaped(cells.get("venue", ""))), spelled(unescaped(cells.get("zone", ""))))
        )
        day = _day(cells.get("day", ""))
        reasons = _reasons(row.number, cells, place, day, ground)
        refused += reasons
        if place is not None and day is not None and not reasons:
            first = rows_with.setdefault((place, day), row.number)
            if first != row.number:
                refused.append(Refusal(row.number, "day", Reason.DAY_TWICE, str(first)))
            found[place, day] = int(_digits(cells["people"]))
    if refused:
        raise RefusedRowsError(refused)
    if not found:
        raise RefusedRowsError([Refusal(0, "", Reason.NO_ROWS)])
    return found


def _reasons(
    row: int, cells: Mapping[str, str], place: int | None, day: date | None, ground: Ground
) -> list[Refusal]:
    refused = []
    if place is None:
        where = f"{cells.get('venue', '')} / {cells.get('zone', '')}"
        refused.append(Refusal(row, "zone", Reason.UNKNOWN_ZONE, where[:80]))
    if day is None:
        refused.append(Refusal(row, "day", Reason.NOT_A_DAY, cells.get("day", "")[:40]))
    elif not ground.starts_on <= day <= ground.ends_on:
        refused.append(Refusal(row, "day", Reason.OUTSIDE_EVENT, day.isoformat()))
    people = _digits(cells["people"])
    if not _WHOLE.fullmatch(people):
        refused.append(Refusal(row, "people", Reason.NOT_WHOLE, cells["people"][:40]))
    elif len(people) > 12 or int(people) > MAX_PEOPLE:
        refused.append(Refusal(row, "people", Reason.TOO_LARGE, f"{MAX_PEOPLE:,}"))
    return refused


def _digits(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell)


def _day(cell: str) -> date | None:
    match = _DAY.fullmatch(_digits(cell))
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
