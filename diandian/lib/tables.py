"""Tables that others made, as CSV or as a workbook (.xlsx): their rows as texts, and every cell that is none.

What comes from outside is capped before it is unpacked, and its XML is read by defusedxml, which openpyxl uses
wherever it is installed.
"""

import csv
import datetime
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

_PARTS_MAX = 200
_BLANK_ROWS = 100  # empty ones between or below, that are not counted


class TableProblem(StrEnum):
    """Why a table or a cell cannot be read."""

    NOT_A_TABLE = "not-a-table"
    NOT_UTF_8 = "not-utf-8"
    TOO_MANY_BYTES = "too-many-bytes"
    TOO_MANY_ROWS = "too-many-rows"
    BROKEN_CSV = "broken-csv"
    FORMULA = "formula"
    DATE = "date"
    FAILED_CELL = "failed-cell"


@dataclass(frozen=True, slots=True)
class TableLimits:
    """How much is read: bytes of the file, bytes once unpacked, rows below the header, columns."""

    max_bytes: int
    max_unpacked_bytes: int
    max_rows: int
    max_columns: int


@dataclass(frozen=True, slots=True)
class TableRefusal:
    """What is refused: row and column as the spreadsheet counts them (0: the whole file), why, and a limit if any."""

    row: int
    column: int
    problem: TableProblem
    value: str = ""


class UnreadableTableError(ValueError):
    """A table that cannot be taken, with each reason, and its rows where only cells were refused."""

    def __init__(self, refusals: Sequence[TableRefusal], rows: Sequence["TableRow"] = ()) -> None:
        super().__init__("; ".join(f"row {each.row}: {each.problem}" for each in refusals[:10]))
        self.refusals, self.rows = tuple(refusals), tuple(rows)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row that is not blank, without the empty cells at its end, by its number in the file, from 1."""

    number: int
    cells: tuple[str, ...]


def read_table(content: bytes, limits: TableLimits) -> list[TableRow]:
    """The rows of a CSV or .xlsx file, whatever it is called. Raises UnreadableTableError.

    Of a workbook the first sheet is read. Numbers become the text that was typed, yes and no become "yes" and "no";
    formulas, dates and errors are refused, each by its cell.
    """
    read = workbook_rows if content.startswith(b"PK") else _csv_rows
    rows: list[TableRow] = []
    for row in read(content, limits):
        if filled := [place for place, cell in enumerate(row.cells, start=1) if cell.strip()]:
            rows.append(TableRow(row.number, row.cells[: filled[-1]]))
        if len(rows) > limits.max_rows + 1:
            raise _refused(TableProblem.TOO_MANY_ROWS, limits.max_rows)
    return rows


def _refused(problem: TableProblem, value: int | str = "", row: int = 0) -> UnreadableTableError:
    return UnreadableTableError([TableRefusal(row, 0, problem, str(value))])


def _check_bytes(content: bytes, limits: TableLimits) -> None:
    if len(content) > limits.max_bytes:
        raise _refused(TableProblem.TOO_MANY_BYTES, limits.max_bytes // 1000)


def _csv_rows(content: bytes, limits: TableLimits) -> Iterator[TableRow]:
    _check_bytes(content, limits)
    if b"\0" in content:
        raise _refused(TableProblem.NOT_A_TABLE)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(TableProblem.NOT_UTF_8) from error
    # Spreadsheets and operating systems end lines in three ways; what looks like an end inside a cell is none.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for cells in reader:
            yield TableRow(reader.line_num, tuple(cells[: limits.max_columns]))
    except csv.Error as error:
        raise _refused(TableProblem.BROKEN_CSV, row=reader.line_num) from error


def _delimiter(text: str) -> str:
    """What parts the columns of the first line: spreadsheets of many countries write a semicolon."""
    first = text.lstrip().split("\n", 1)[0]
    return max(",;\t", key=first.count)


def workbook_rows(content: bytes, limits: TableLimits) -> list[TableRow]:
    """All rows of an .xlsx file's first sheet, blank ones and empty cells too. Raises UnreadableTableError."""
    _check_bytes(content, limits)
    refused: list[TableRefusal] = []
    try:
        _check_unpacked(content, limits)
        rows = list(_sheet(content, limits, refused))
    except UnreadableTableError:
        raise
    except Exception as error:  # openpyxl raises whatever its parsing meets in a broken file
        raise _refused(TableProblem.NOT_A_TABLE) from error
    if refused:
        raise UnreadableTableError(refused, rows)
    return rows


def _check_unpacked(content: bytes, limits: TableLimits) -> None:
    """A small archive may unpack to very much; its own list says to how much, and no more of it is ever read."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > _PARTS_MAX or sum(part.file_size for part in parts) > limits.max_unpacked_bytes:
            raise _refused(TableProblem.TOO_MANY_BYTES, limits.max_unpacked_bytes // 1000)


def _sheet(content: bytes, limits: TableLimits, refused: list[TableRefusal]) -> Iterator[TableRow]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        highest = limits.max_rows + _BLANK_ROWS
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        found = sheet.iter_rows(max_row=highest + 1, max_col=limits.max_columns)
        for number, cells in enumerate(found, start=1):
            if number > highest:
                raise _refused(TableProblem.TOO_MANY_ROWS, limits.max_rows)
            yield TableRow(
                number,
                tuple(_text(number, place, cell, refused) for place, cell in enumerate(cells, start=1)),
            )
    finally:
        book.close()


def _text(row: int, column: int, cell: Any, refused: list[TableRefusal]) -> str:
    """What a cell says, as a CSV would have it."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        refused.append(TableRefusal(row, column, TableProblem.FORMULA))
    elif cell.data_type == "e":
        refused.append(TableRefusal(row, column, TableProblem.FAILED_CELL))
    elif isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        refused.append(TableRefusal(row, column, TableProblem.DATE))
    elif isinstance(value, bool):
        return "yes" if value else "no"
    elif isinstance(value, float):
        # 64.49 is stored as the nearest binary fraction; its shortest text is what was typed.
        return repr(value).removesuffix(".0")
    return str(value)


def column_name(place: int) -> str:
    """What a spreadsheet calls its column: 1 is A."""
    name: str = get_column_letter(place)
    return name
