"""Reading and writing factor files: a table with one factor a row, after `# key: value` rows that name the set.

The same table comes as CSV (here) and as a workbook (`factor_workbook.py`); its rows are judged by `factor_rows.py`.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from footprint.calculation import FactorValue
from footprint.errors import Refusal, RefusedRowsError
from footprint.factor_rows import COLUMNS, REQUIRED, Reason, cells_of, factors_of_rows

MAX_BYTES = 600_000
MAX_FACTORS = 1_000

Row = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class FactorFile:
    """A factor file as read: the names of the set and its factors."""

    name_zh: str
    name_en: str
    factors: tuple[FactorValue, ...]


def read(content: bytes) -> FactorFile:
    """The factors of an uploaded CSV file. Raises RefusedRowsError."""
    if len(content) > MAX_BYTES:
        raise refused_file(Reason.TOO_MANY_BYTES, str(MAX_BYTES // 1000))
    if b"\0" in content:
        raise refused_file(Reason.NOT_A_TABLE)
    try:
        return parse(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise refused_file(Reason.NOT_UTF_8) from error


def parse(text: str) -> FactorFile:
    """The factors of a CSV text. Raises RefusedRowsError that lists every refused row with its line number."""
    # Spreadsheets and operating systems end lines in three ways; what looks like an end inside a cell is none.
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    rows: list[Row] = []
    try:
        for cells in reader:
            rows.append((reader.line_num, cells))
    except csv.Error as error:
        raise RefusedRowsError([Refusal(reader.line_num, "", Reason.BROKEN_CSV)]) from error
    return file_of_rows(rows)


def file_of_rows(rows: Iterable[Row]) -> FactorFile:
    """The file that a table holds: notes, the header, the factors. Raises RefusedRowsError."""
    names: dict[str, str] = {}
    header: Row | None = None
    body: list[tuple[int, dict[str, str]]] = []
    surplus: list[Refusal] = []
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if header is None and cells[0].startswith("#"):
            # A spreadsheet pads the row with empty cells, and splits a sentence at its commas.
            key, _colon, value = ",".join(cells).lstrip("# ").partition(":")
            names[key.strip()] = value.rstrip(", ").strip()
        elif header is None:
            header = (number, [cell.strip() for cell in cells])
            _check_header(header)
        elif any(cell.strip() for cell in cells[len(header[1]) :]):
            surplus.append(Refusal(number, "", Reason.TOO_MANY_CELLS))
        else:
            body.append((number, dict(zip(header[1], cells, strict=False))))
    if header is None or not (body or surplus):
        raise refused_file(Reason.NO_ROWS)
    if len(body) > MAX_FACTORS:
        raise refused_file(Reason.TOO_MANY_ROWS, str(MAX_FACTORS))
    factors, refused = factors_of_rows(body)
    if refused or surplus:
        raise RefusedRowsError(sorted([*refused, *surplus], key=lambda refusal: refusal.row))
    return FactorFile(names.get("name_zh", ""), names.get("name_en", ""), tuple(factors))


def table_of(file: FactorFile, notes: Mapping[str, str]) -> list[list[str]]:
    """The file as a table that `file_of_rows` reads back: notes, header, and the factors in their order."""
    heading = {"name_zh": file.name_zh, "name_en": file.name_en, **notes}
    return [
        *([f"# {key}: {' '.join(value.split())}"] for key, value in heading.items()),
        list(COLUMNS),
        *(cells_of(factor) for factor in file.factors),
    ]


def csv_text(file: FactorFile, notes: Mapping[str, str] | None = None) -> str:
    """The file as CSV, which `parse` reads back to the same factors."""
    out = io.StringIO()
    table = table_of(file, notes or {})
    head = table.index(list(COLUMNS))
    out.writelines(f"{note[0]}\n" for note in table[:head])
    csv.writer(out, lineterminator="\n").writerows(table[head:])
    return out.getvalue()


def fields_of(factors: Sequence[FactorValue]) -> list[list[str]]:
    """Every factor as a list of texts, in the order of their codes: what a set's fingerprint is made of."""
    return [
        [str(getattr(factor, name)) for name in FactorValue.__slots__]
        for factor in sorted(factors, key=lambda factor: factor.code)
    ]


def refused_file(reason: Reason, value: str = "") -> RefusedRowsError:
    """The whole file is refused."""
    return RefusedRowsError([Refusal(0, "", reason, value)])


def _check_header(header: Row) -> None:
    number, columns = header
    if len(columns) == 1 and any(mark in columns[0] for mark in ";\t|"):
        raise refused_file(Reason.NOT_COMMAS)
    named = [column for column in columns if column]
    refused = [Refusal(number, column, Reason.UNKNOWN_COLUMN) for column in named if column not in COLUMNS]
    refused += [Refusal(number, column, Reason.MISSING_COLUMN) for column in REQUIRED if column not in named]
    twice = {column for column in named if named.count(column) > 1}
    refused += [Refusal(number, column, Reason.COLUMN_TWICE) for column in sorted(twice)]
    if refused:
        raise RefusedRowsError(refused)
