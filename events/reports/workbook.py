"""A document's tables as a workbook (.xlsx): exact numbers, and no cell that a spreadsheet would calculate."""

import io
import re
from decimal import Decimal
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from events.reports.blocks import Cell, Column, Document, Table

# What openpyxl refuses in a text, as no XML may have it.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BOLD, _TOP = Font(bold=True), Alignment(vertical="top", wrap_text=True)


def workbook_of(document: Document, digest: str) -> bytes:
    """A sheet for what stands on the cover, and one for each table of the document, by its name.

    Masses are whole grams, as their columns' heads say; percentages are fractions that are shown as percent.
    """
    book = openpyxl.Workbook(write_only=True)
    cover = book.create_sheet("report")
    cover.column_dimensions["A"].width, cover.column_dimensions["B"].width = 34, 70
    for _tongue, title in document.titles:
        cover.append([_text(cover, title, is_bold=True)])
    for label, value in document.cover:
        cover.append([_text(cover, label), _cell(cover, value)])
    cover.append([_text(cover, "SHA-256 (JSON)"), _text(cover, digest)])
    for words in document.warnings:
        cover.append([_text(cover, words, is_bold=True)])
    for table in document.tables:
        _add(book, table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _add(book: Any, table: Table) -> None:
    sheet = book.create_sheet(table.name)
    sheet.freeze_panes = "A3"
    for place, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = max(12, column.broad * 1.6)
    sheet.append([_text(sheet, table.caption, is_bold=True)])
    heads = [_head(table, place, column) for place, column in enumerate(table.columns)]
    sheet.append([_text(sheet, head, is_bold=True) for head in heads])
    for row in table.rows:
        sheet.append([_cell(sheet, value) for value in row])
    if table.total is not None:
        sheet.append([_cell(sheet, value, is_bold=True) for value in table.total])


def _head(table: Table, place: int, column: Column) -> str:
    """The head of a column, with the unit where it has masses."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    cells = [row[place] for row in rows]
    has_grams = any(isinstance(cell, dict) and "grams" in cell for cell in cells)
    return f"{column.head} (g)" if has_grams else column.head


def _cell(sheet: Any, value: Cell, *, is_bold: bool = False) -> Any:
    """A leaf as its exact number, a text as a text, whatever it begins with."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return _text(sheet, value, is_bold=is_bold)
    cell = WriteOnlyCell(sheet)
    cell.font = _BOLD if is_bold else Font()
    if "grams" in value or "count" in value:
        cell.value = value.get("grams", value.get("count"))
        cell.number_format = "#,##0"
    elif "percent" in value:
        cell.value = Decimal(value["percent"]) / 100
        cell.number_format = "0.0%"
    else:
        cell.value = Decimal(value["decimal"])
    return cell


def _text(sheet: Any, text: str, *, is_bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.value = _CONTROL.sub("", text)
    cell.data_type = "s"  # never a formula, whatever it begins with
    cell.alignment = _TOP
    if is_bold:
        cell.font = _BOLD
    return cell
