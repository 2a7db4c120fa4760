"""Factor files as workbooks (.xlsx): the same table as the CSV, on the first sheet."""

import io
from collections.abc import Sequence

import openpyxl
from openpyxl.styles import Font

from diandian.lib.tables import TableLimits, UnreadableTableError, column_name, workbook_rows
from footprint.errors import Refusal, RefusedRowsError
from footprint.factor_file import (
    MAX_BYTES,
    MAX_FACTORS,
    FactorFile,
    file_of_rows,
    read,
    table_of,
)
from footprint.factor_rows import COLUMNS, Reason

_LIMITS = TableLimits(
    max_bytes=MAX_BYTES, max_unpacked_bytes=20_000_000, max_rows=MAX_FACTORS, max_columns=40
)
_NUMBERS = ("grams_per_unit", "uncertainty_percent", "source_year")
_WIDTHS = {"activity_zh": 40, "activity_en": 40, "source": 40, "locator": 30, "code": 34}


def read_any(content: bytes) -> FactorFile:
    """The factors of an uploaded file, CSV or .xlsx, whatever it is called. Raises RefusedRowsError."""
    return read_workbook(content) if content.startswith(b"PK") else read(content)


def read_workbook(content: bytes) -> FactorFile:
    """The factors on the first sheet of a workbook. Raises RefusedRowsError."""
    try:
        rows = workbook_rows(content, _LIMITS)
    except UnreadableTableError as error:
        raise RefusedRowsError(_named(error)) from error
    return file_of_rows((row.number, row.cells) for row in rows)


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
        sheet.column_dimensions[column_name(place)].width = _WIDTHS.get(column, 16)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _named(error: UnreadableTableError) -> list[Refusal]:
    """What was refused, with the names of the columns in place of their numbers."""
    header = next((row.cells for row in error.rows if "code" in row.cells), ())
    return [
        Refusal(each.row, _column(header, each.column), Reason(each.problem.value), each.value)
        for each in error.refusals
    ]


def _column(header: Sequence[str], place: int) -> str:
    named = header[place - 1] if 0 < place <= len(header) else ""
    return named or (column_name(place) if place else "")
