"""Factor files as workbooks (.xlsx): the same table as the CSV, on the first sheet.

What comes from outside is capped before it is unpacked, and its XML is read by defusedxml, which openpyxl uses
wherever it is installed.
"""

import datetime
import io
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from footprint.errors import Refusal, RefusedRowsError
from footprint.factor_file import (
    MAX_BYTES,
    MAX_FACTORS,
    FactorFile,
    Row,
    file_of_rows,
    read,
    refused_file,
    table_of,
)
from footprint.factor_rows import COLUMNS, Reason

_MAX_UNPACKED_BYTES = 20_000_000
_MAX_PARTS = 200
_MAX_COLUMNS = 40
_NOTES_AND_GAPS = 100
_NUMBERS = ("grams_per_unit", "uncertainty_percent", "source_year")
_WIDTHS = {"activity_zh": 40, "activity_en": 40, "source": 40, "locator": 30, "code": 34}


def read_any(content: bytes) -> FactorFile:
    """The factors of an uploaded file, CSV or .xlsx, whatever it is called. Raises RefusedRowsError."""
    return read_workbook(content) if content.startswith(b"PK") else read(content)


def read_workbook(content: bytes) -> FactorFile:
    """The factors on the first sheet of a workbook. Raises RefusedRowsError."""
    if len(content) > MAX_BYTES:
        raise refused_file(Reason.TOO_MANY_BYTES, str(MAX_BYTES // 1000))
    rows: list[Row] = []
    refused: list[Refusal] = []
    try:
        _check_size(content)
        for number, cells in _rows(content):
            rows.append((number, [_text(number, cell, refused) for cell in cells]))
    except RefusedRowsError:
        raise
    except Exception as error:  # openpyxl raises whatever its parsing meets in a broken file
        raise refused_file(Reason.NOT_A_TABLE) from error
    if refused:
        raise RefusedRowsError(_named(refused, rows))
    return file_of_rows(rows)


def workbook(file: FactorFile, notes: dict[str, str] | None = None) -> bytes:
    """The file as a workbook, which `read_workbook` reads back to the same factors."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has a sheet
    sheet.title = "factors"
    table = table_of(file, notes or {})
    head = table.index(list(COLUMNS))
    for number, cells in enumerate(table, start=1):
        for place, text in enumerate(cells, start=1):
            cell = sheet.cell(number, place)
            if number > head + 1 and COLUMNS[place - 1] in _NUMBERS and text:
                cell.value = float(text) if "." in text else int(text)
            elif text:
                cell.value = text
                cell.data_type = "s"  # never a formula, whatever it begins with
            if number == head + 1:
                cell.font = Font(bold=True)
    sheet.freeze_panes = f"B{head + 2}"
    for place, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(column, 16)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _check_size(content: bytes) -> None:
    """A small archive may unpack to very much; its own list says to how much."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED_BYTES:
            raise refused_file(Reason.TOO_MANY_BYTES, str(_MAX_UNPACKED_BYTES // 1000))


def _rows(content: bytes) -> Iterator[tuple[int, tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        highest = MAX_FACTORS + _NOTES_AND_GAPS
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        found = sheet.iter_rows(max_row=highest + 1, max_col=_MAX_COLUMNS)
        for number, cells in enumerate(found, start=1):
            if number > highest:
                raise refused_file(Reason.TOO_MANY_ROWS, str(MAX_FACTORS))
            yield number, cells
    finally:
        book.close()


def _text(number: int, cell: Any, refused: list[Refusal]) -> str:
    """What a cell says, as the CSV would have it. Formulas, dates and errors are refused, by their column."""
    value, place = cell.value, getattr(cell, "column", 0)
    if value is None:
        return ""
    if cell.data_type == "f":
        refused.append(Refusal(number, str(place), Reason.FORMULA))
    elif cell.data_type == "e":
        refused.append(Refusal(number, str(place), Reason.FAILED_CELL))
    elif isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        refused.append(Refusal(number, str(place), Reason.DATE))
    elif isinstance(value, bool):
        return "yes" if value else "no"
    elif isinstance(value, float):
        # 64.49 is stored as the nearest binary fraction; its shortest text is what was typed.
        return repr(value).removesuffix(".0")
    return str(value)


def _named(refused: list[Refusal], rows: list[Row]) -> list[Refusal]:
    """The refusals with the names of their columns in place of the numbers."""
    header = next((cells for _number, cells in rows if "code" in cells), [])
    return [Refusal(refusal.row, _column(header, int(refusal.column)), refusal.reason) for refusal in refused]


def _column(header: Any, place: int) -> str:
    named = header[place - 1] if 0 < place <= len(header) else ""
    return str(named or get_column_letter(place))
