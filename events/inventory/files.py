"""Reading a table that somebody sends: no macros, no merged cells, and all that `diandian.lib.tables` refuses."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring, iterparse  # type: ignore[import-untyped]

from diandian.lib.tables import (
    TableLimits,
    TableProblem,
    TableRow,
    UnreadableTableError,
    column_name,
    read_table,
)
from events.inventory.columns import spelled
from events.inventory.entering import Reason, Refusal, RefusedRowsError

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CORNER = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_SHOWN_MERGES = 50


def rows_of(content: bytes, limits: TableLimits, *, dates_in: Sequence[str] = ()) -> list[TableRow]:
    """The rows of a file, the header first. Raises RefusedRowsError, with every cell that is refused.

    In columns that the header calls by one of `dates_in`, a date of the spreadsheet is taken as its text.
    """
    if content.startswith(b"PK"):
        _refuse_macros(content)
    refused: list[Refusal] = []
    try:
        rows = read_table(content, limits)
    except UnreadableTableError as error:
        rows = list(error.rows)
        allowed = _columns_called(rows, dates_in)
        refused = [
            Refusal(each.row, column_name(each.column) if each.column else "", each.problem, each.value)
            for each in error.refusals
            if each.problem != TableProblem.DATE or each.column not in allowed
        ]
        rows = [row for row in rows if any(cell.strip() for cell in row.cells)]
    if content.startswith(b"PK") and (rows or not refused):
        refused += _merged_cells(content, limits)
    if refused:
        raise RefusedRowsError(refused)
    if len(rows) < 2:
        raise RefusedRowsError([Refusal(0, "", Reason.NO_ROWS)])
    return rows


def _columns_called(rows: Sequence[TableRow], names: Sequence[str]) -> set[int]:
    header = rows[0].cells if rows else ()
    return {place for place, cell in enumerate(header, start=1) if spelled(cell) in names}


def _refuse_macros(content: bytes) -> None:
    """A workbook with macros says so by a part of its archive, whatever the file is called."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        return  # read_table says what it is not
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise RefusedRowsError([Refusal(0, "", Reason.MACROS)])


def _merged_cells(content: bytes, limits: TableLimits) -> Iterator[Refusal]:
    """The merged cells of the first sheet. The archive was found not to be larger than the limits before."""
    try:
        areas = _merged_areas(content)
    except (KeyError, ValueError, SyntaxError, zipfile.BadZipFile):
        # A part that is named and is not there, or is no XML: whatever openpyxl made of it, we do not know its cells.
        raise RefusedRowsError([Refusal(0, "", TableProblem.NOT_A_TABLE)]) from None
    for area in areas[:_SHOWN_MERGES]:
        corner = _CORNER.match(area)
        if corner and int(corner[2]) <= limits.max_rows + 1:
            yield Refusal(int(corner[2]), corner[1], Reason.MERGED, area)


def _merged_areas(content: bytes) -> list[str]:
    areas = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(_first_sheet(archive)) as sheet:
        for _event, element in iterparse(sheet):
            if element.tag == f"{_MAIN}mergeCell":
                areas.append(element.get("ref", ""))
            elif element.tag == f"{_MAIN}row":
                element.clear()  # a row at a time is enough in memory
    return areas


def _first_sheet(archive: zipfile.ZipFile) -> str:
    """The part of the archive that holds the first sheet, as the workbook's own list says.

    The workbook may have any name: the archive's own relations say which part it is (ECMA-376, part 2).
    """
    mains = [each for each in _relations(archive, "") if each.get("Type", "").endswith("/officeDocument")]
    if not mains:
        raise KeyError("officeDocument")
    main = _part("", mains[0].get("Target", ""))
    book: Element = fromstring(archive.read(main))
    first = book.find(f"{_MAIN}sheets/{_MAIN}sheet")
    wanted = None if first is None else first.get(_RELATION)
    relations = _relations(archive, main)
    target = next((each.get("Target", "") for each in relations if each.get("Id") == wanted), "")
    return _part(posixpath.dirname(main), target)


def _relations(archive: zipfile.ZipFile, part: str) -> Element:
    """What a part points to; the archive itself by an empty name."""
    folder, name = posixpath.split(part)
    found: Element = fromstring(archive.read(posixpath.join(folder, "_rels", f"{name}.rels")))
    return found


def _part(folder: str, target: str) -> str:
    return (
        target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}").lstrip("/")
    )


def header_of(row: TableRow, columns: Mapping[str, Sequence[str]], required: Sequence[str]) -> list[str]:
    """The columns of a file by our names, "" for an empty one. Raises RefusedRowsError."""
    names = {spelled(spelling): column for column, spellings in columns.items() for spelling in spellings}
    cells = [cell.strip() for cell in row.cells]
    while cells and not cells[-1]:
        cells.pop()
    found = [names.get(spelled(cell), cell) for cell in cells]
    refused = [
        Refusal(row.number, cell, Reason.UNKNOWN_COLUMN)
        for cell, column in zip(cells, found, strict=True)
        if cell and column not in columns
    ]
    refused += [
        Refusal(row.number, column, Reason.MISSING_COLUMN) for column in required if column not in found
    ]
    twice = sorted({column for column in found if column in columns and found.count(column) > 1})
    refused += [Refusal(row.number, column, Reason.COLUMN_TWICE) for column in twice]
    if refused:
        raise RefusedRowsError(refused)
    return found


def named(header: Sequence[str], row: TableRow) -> dict[str, str]:
    """The cells of a row by column."""
    return {column: cell.strip() for column, cell in zip(header, row.cells, strict=False) if column}


def surplus(header: Sequence[str], row: TableRow) -> list[Refusal]:
    """Cells beside the table."""
    beyond = any(cell.strip() for cell in row.cells[len(header) :])
    return [Refusal(row.number, "", Reason.TOO_MANY_CELLS)] if beyond else []
