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
# A workbook with macros says so by a part of its archive, whatever the file is called: Visual Basic's, or Excel 4's.
_MACROS = re.compile(r"(?i)vbaproject\.bin$|vbadata\.xml$|(^|/)macrosheets/")


def rows_of(content: bytes, limits: TableLimits, *, dates_in: Sequence[str] = ()) -> list[TableRow]:
    """The rows of a file, the header first. Raises RefusedRowsError, with every cell that is refused.

    In columns that the header calls by one of `dates_in`, a date of the spreadsheet is taken as its text.
    """
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
        refused += _merged_cells(_merged_areas(content), limits)
    if refused:
        raise RefusedRowsError(refused)
    if len(rows) < 2:
        raise RefusedRowsError([Refusal(0, "", Reason.NO_ROWS)])
    return rows


def _columns_called(rows: Sequence[TableRow], names: Sequence[str]) -> set[int]:
    header = rows[0].cells if rows else ()
    return {place for place, cell in enumerate(header, start=1) if spelled(cell) in names}


def _merged_areas(content: bytes) -> list[str]:
    """Which cells of a workbook's first sheet are merged. Raises RefusedRowsError, of one with macros too.

    The archive was found not to be larger than the limits before.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            has_macros = any(_MACROS.search(name) for name in archive.namelist())
            areas = [] if has_macros else _areas(archive)
    except (
        Exception
    ) as error:  # a part that openpyxl passed over is broken: we do not know the workbook's cells
        raise RefusedRowsError([Refusal(0, "", TableProblem.NOT_A_TABLE)]) from error
    if has_macros:
        raise RefusedRowsError([Refusal(0, "", Reason.MACROS)])
    return areas


def _areas(archive: zipfile.ZipFile) -> list[str]:
    areas = []
    with archive.open(_first_sheet(archive)) as sheet:
        for _event, element in iterparse(sheet):
            if element.tag == f"{_MAIN}mergeCell":
                areas.append(element.get("ref", ""))
            elif element.tag == f"{_MAIN}row":
                element.clear()  # a row at a time is enough in memory
    return areas


def _merged_cells(areas: Sequence[str], limits: TableLimits) -> Iterator[Refusal]:
    for area in areas[:_SHOWN_MERGES]:
        corner = _CORNER.match(area)
        if corner and int(corner[2]) <= limits.max_rows + 1:
            yield Refusal(int(corner[2]), corner[1], Reason.MERGED, area)


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
