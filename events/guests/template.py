"""An empty guest list to fill in, as a workbook or as CSV, in the reader's language."""

import io
from typing import Any

import openpyxl
from django.utils.translation import gettext
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from events.guests.phrases import explained_columns

_WIDTHS = (28, 12, 12, 14, 28)
_FORMATTED_ROWS = 500


def csv_template() -> bytes:
    """The header alone, in UTF-8 with the mark by which spreadsheets know it."""
    return ("\ufeff" + ",".join(heading for heading, _words in explained_columns()) + "\r\n").encode()


def workbook_template() -> bytes:
    """A sheet to fill in, its cells formatted as text so that nothing is made a date, and one that explains it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101  a new workbook has a sheet
    sheet.title = gettext("Guests")
    columns = explained_columns()
    for place, (heading, _words) in enumerate(columns, start=1):
        sheet.cell(1, place, heading).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS[place - 1]
    for row in range(2, _FORMATTED_ROWS + 2):
        for place in (1, 3, 4, 5):
            sheet.cell(row, place).number_format = "@"
    sheet.freeze_panes = "A2"
    _explain(book.create_sheet(gettext("What to enter")), columns)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _explain(sheet: Any, columns: list[tuple[str, str]]) -> None:
    for row, (heading, words) in enumerate(columns, start=1):
        sheet.cell(row, 1, heading).font = Font(bold=True)
        sheet.cell(row, 2, words).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 18
    sheet.column_dimensions["B"].width = 90
