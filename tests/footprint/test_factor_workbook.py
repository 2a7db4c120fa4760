"""Factor files as Excel workbooks: the same table, and what only a workbook can hold."""

import datetime
import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import openpyxl.xml
import pytest

from footprint.errors import RefusedRowsError
from footprint.factor_file import FactorFile, csv_text
from footprint.factor_rows import COLUMNS, Reason
from footprint.factor_workbook import read_any, workbook


def changed(file: FactorFile, change: Callable[[Any], None]) -> bytes:
    """The workbook of these factors, changed by hand."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(file)))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refusals(content: bytes) -> list[tuple[int, str, str]]:
    with pytest.raises(RefusedRowsError) as refusal:
        read_any(content)
    return [(row.row, row.column, row.reason) for row in refusal.value.rows]


def test_what_is_written_is_read_back(factor_file: FactorFile) -> None:
    assert read_any(workbook(factor_file)) == factor_file
    assert read_any(workbook(factor_file, {"attribution": "Of many, and more"})) == factor_file


def test_a_csv_is_known_by_its_content(factor_file: FactorFile) -> None:
    assert read_any(csv_text(factor_file).encode()) == factor_file


def test_numbers_are_numbers_for_whoever_opens_it(factor_file: FactorFile) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(factor_file))).worksheets[0]
    grams = sheet.cell(4, COLUMNS.index("grams_per_unit") + 1)
    assert (grams.value, grams.data_type) == (135.52, "n")


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("grams_per_unit", "=1+2", Reason.FORMULA),
        ("source", "=HYPERLINK(1)", Reason.FORMULA),
        ("grams_per_unit", datetime.datetime(2026, 11, 22, tzinfo=None), Reason.DATE),
        ("source_year", datetime.date(2026, 11, 22), Reason.DATE),
        ("grams_per_unit", "1,5", Reason.COMMA_IN_NUMBER),
        ("grams_per_unit", -1.5, Reason.NEGATIVE),
        ("grams_per_unit", None, Reason.MISSING),
        ("source_year", 2024.5, Reason.NOT_A_YEAR),
    ],
)
def test_a_bad_cell_is_refused_by_row_and_column(
    factor_file: FactorFile, column: str, value: object, reason: Reason
) -> None:
    def change(book: Any) -> None:
        book.worksheets[0].cell(5, COLUMNS.index(column) + 1).value = value

    assert refusals(changed(factor_file, change)) == [(5, column, reason)]


def test_a_failed_cell_is_refused(factor_file: FactorFile) -> None:
    def change(book: Any) -> None:
        cell = book.worksheets[0].cell(5, 3)
        cell.value, cell.data_type = "#REF!", "e"

    assert refusals(changed(factor_file, change)) == [(5, "activity_zh", Reason.FAILED_CELL)]


def test_too_many_rows_are_refused_before_they_are_read(factor_file: FactorFile) -> None:
    def change(book: Any) -> None:
        book.worksheets[0].cell(1_048_576, 1).value = "far away"

    assert refusals(changed(factor_file, change)) == [(0, "", Reason.TOO_MANY_ROWS)]


def test_an_archive_that_unpacks_to_very_much_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 20_000_001)
    assert refusals(out.getvalue()) == [(0, "", Reason.TOO_MANY_BYTES)]


def test_entities_are_not_expanded(factor_file: FactorFile) -> None:
    assert openpyxl.xml.DEFUSEDXML is True
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(factor_file))) as book, zipfile.ZipFile(out, "w") as archive:
        for name in book.namelist():
            content = book.read(name)
            if name.startswith("xl/worksheets/"):
                laugh = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
                content = laugh + content
            archive.writestr(name, content)
    assert refusals(out.getvalue()) == [(0, "", Reason.NOT_A_TABLE)]


@pytest.mark.parametrize("content", [b"PK", b"PK\x03\x04 but no archive", b"PK\x05\x06" + b"\0" * 18])
def test_what_only_begins_like_a_workbook_is_refused(content: bytes) -> None:
    assert refusals(content) == [(0, "", Reason.NOT_A_TABLE)]
