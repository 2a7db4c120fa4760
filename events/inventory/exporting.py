"""An inventory, a template and an attendance as files: as a workbook or as CSV, in the reader's language."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import openpyxl
from django.utils.translation import gettext
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from diandian.tongue import is_chinese
from events.inventory.columns import ATTENDANCE_COLUMNS, COLUMNS, FORMULA_SIGNS, ONLY_WRITTEN, heading_in
from events.inventory.lines import plain_number, total_of
from events.inventory.phrases import (
    CHOICES,
    about_words,
    explained_columns,
    method_words,
    source_words,
    standard_words,
)
from events.inventory.queries import evidence_of, lines_of
from events.inventory.rows import cells_of
from events.inventory.sources import GUIDE_SOURCES
from events.models import Event, Inventory

_NUMBERS = frozenset({"quantity", "factor_grams", "amount_grams", "uncertainty_percent", "people"})
_WIDE = {
    "name_zh": 28,
    "name_en": 28,
    "factor_source": 36,
    "note": 28,
    "line": 38,
    "method": 40,
    "evidence": 24,
}


def inventory_table(inventory: Inventory) -> list[list[str]]:
    """A version's lines below their headings. Read back by `rows.lines_from` they are the same lines."""
    files = names_of_files(inventory.event)
    rows = [list(_shown(cells_of(line, files)).values()) for line in lines_of(inventory)]
    return [headings(COLUMNS), *rows]


def _shown(cells: Mapping[str, str]) -> dict[str, str]:
    """Codes in the reader's words, where reading knows those too."""
    labels = {column: str(choices(cells[column]).label) for column, choices in CHOICES.items()}
    words = {"source": str(source_words(cells["source"])), "method": method_words(cells["method"])}
    return {**cells, **labels, **words}


def names_of_files(event: Event) -> dict[str, str]:
    """What a file is called in a table: its title, where no other file is called so; else its SHA-256."""
    files = evidence_of(event)
    taken: dict[str, set[str]] = {}
    for file in files:
        for name in (file.title, file.file_name, file.digest):
            taken.setdefault(name, set()).add(file.digest)
    return {
        file.digest: file.title
        if taken[file.title] == {file.digest} and not file.title.startswith(FORMULA_SIGNS)
        else file.digest
        for file in files
    }


def template_table() -> list[list[str]]:
    """The headings, and a row for each source of the guide to fill in; rows left as they are, are passed over."""
    columns = [column for column in COLUMNS if column not in (*ONLY_WRITTEN, "line")]
    rows = [
        [str(source_words(source)) if column == "source" else "" for column in columns]
        for source in GUIDE_SOURCES
    ]
    return [headings(columns), *rows]


def attendance_table(rows: Iterable[Sequence[str]]) -> list[list[str]]:
    """Venue, zone, day and people below their headings."""
    return [headings(ATTENDANCE_COLUMNS), *(list(row) for row in rows)]


def headings(columns: Iterable[str]) -> list[str]:
    return [heading_in(column, chinese=is_chinese()) for column in columns]


def as_csv(table: Sequence[Sequence[str]]) -> bytes:
    """UTF-8 with the mark by which spreadsheets know it."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(table)
    return ("\ufeff" + out.getvalue()).encode()


def as_workbook(table: Sequence[Sequence[str]], title: str, notes: Sequence[tuple[str, str]] = ()) -> bytes:
    """A sheet with the table, and one that explains it. Numbers are numbers where a spreadsheet keeps them exactly."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101  a new workbook has a sheet
    sheet.title = title
    columns = _columns_of(table[0])
    for row, cells in enumerate(table, start=1):
        for place, (column, cell) in enumerate(zip(columns, cells, strict=True), start=1):
            written = sheet.cell(row, place)
            _write(written, cell, is_number=row > 1 and column in _NUMBERS)
            if row == 1:
                written.font = Font(bold=True)
                sheet.column_dimensions[get_column_letter(place)].width = _WIDE.get(column, 16)
    sheet.freeze_panes = "A2"
    if notes:
        _explain(book.create_sheet(gettext("Explanations")), notes)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _columns_of(header: Sequence[str]) -> list[str]:
    every = {**COLUMNS, **ATTENDANCE_COLUMNS}
    by_heading = {heading_in(column, chinese=is_chinese()): column for column in every}
    return [by_heading[heading] for heading in header]


def _write(written: Any, cell: str, *, is_number: bool = False) -> None:
    if is_number and cell and Decimal(repr(float(cell))) == Decimal(cell):
        written.value = int(cell) if cell.isdigit() else float(cell)
        return
    written.value = ILLEGAL_CHARACTERS_RE.sub(" ", cell) or None
    written.data_type = "s" if cell else "n"  # a text stays a text, whatever it begins with
    written.number_format = "@"


def _explain(sheet: Any, notes: Sequence[tuple[str, str]]) -> None:
    for row, (name, words) in enumerate(notes, start=1):
        sheet.cell(row, 1, name).font = Font(bold=True)
        said = sheet.cell(row, 2)
        _write(said, words)
        said.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 26
    sheet.column_dimensions["B"].width = 90


def template_notes() -> list[tuple[str, str]]:
    """What each column takes, what belongs to each source, and by which standard it is counted."""
    sources = [
        (str(source_words(source)), f"{about_words(source)}. {standard_words(source)}")
        for source in GUIDE_SOURCES
    ]
    return [*explained_columns(), *sources]


def version_notes(inventory: Inventory) -> list[tuple[str, str]]:
    """What a version says beside its lines."""
    total = total_of(lines_of(inventory))
    boundary = inventory.boundary_zh if is_chinese() else inventory.boundary_en
    exclusions = inventory.exclusions_zh if is_chinese() else inventory.exclusions_en
    return [
        (gettext("Event"), inventory.event.name),
        (gettext("Version"), f"{inventory.get_kind_display()} {inventory.number}"),
        (gettext("State"), inventory.get_state_display()),
        (gettext("Why this version"), inventory.reason),
        (gettext("Boundary"), boundary),
        (gettext("Left out"), exclusions),
        (gettext("Factors"), inventory.factor_set.method),
        (gettext("Total, g CO₂e"), str(total.grams)),
        (gettext("Range, g CO₂e"), f"{total.low} – {total.high}"),
        (gettext("Extrapolated, %"), plain_number(total.extrapolated_percent)),
        (gettext("SHA-256 of its content"), inventory.content_digest),
    ]
