"""The workbook: exact numbers, and nothing that a spreadsheet would calculate."""

import io
import json

import openpyxl
import pytest

from events.models import Event
from events.reports.blocks import Column, Document, Part, Section, Table, Tongue
from events.reports.documents import document_of
from events.reports.leaves import count, mass, share
from events.reports.making import json_of
from events.reports.numbers import numbers_of
from events.reports.workbook import workbook_of
from tests.events.reports import stage

EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1", "a\x00b")


def book_of(document: Document) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_of(document, "ab" * 32)))


def document_with(table: Table) -> Document:
    tongue = Tongue("en")
    part = Part(tongue, [Section("One", [table])])
    return Document([(tongue, "=T")], [(tongue, "=E")], [("=L", "=V")], [part], is_demonstration=True)


@pytest.mark.parametrize("text", EVIL)
def test_a_text_is_a_text_whatever_it_begins_with(text: str) -> None:
    table = Table("t", text, [Column(text)], [[text]])
    for sheet in book_of(document_with(table)):
        for row in sheet.iter_rows():
            assert {cell.data_type for cell in row if cell.value is not None} <= {"s"}


def test_numbers_are_exact_and_masses_are_grams() -> None:
    table = Table(
        "t", "c", [Column("Amount", is_number=True), Column("Share"), Column("Lines")],
        [[mass(1_163_590_001), share(1, 3), count(7)], [None, None, ""]],
        total=[mass(9_007_199_254_740_991), "", count(2)],
    )  # fmt: skip
    rows = list(book_of(document_with(table))["t"].iter_rows(values_only=True))
    assert rows[1] == ("Amount (g)", "Share", "Lines")
    assert rows[2] == (1_163_590_001, 0.333, 7)
    assert rows[-1] == (9_007_199_254_740_991, None, 2)


def test_the_sheets_are_the_tables_of_the_document_with_its_numbers(universiade: Event) -> None:
    numbers = json.loads(json_of(numbers_of(stage.verified(universiade), "verification")))
    book = book_of(document_of(numbers, "both"))
    assert book.sheetnames[0] == "report"
    assert {"by_source", "balance", "lines", "factors", "serials_event", "versions"} <= set(book.sheetnames)
    rows = list(book["by_source"].iter_rows(min_row=3, values_only=True))
    expected = [row["mass"]["grams"] for row in numbers["inventory"]["by_source"]]
    assert [row[2] for row in rows] == [*expected, numbers["inventory"]["total"]["grams"]]
    formulas = [
        cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert formulas == []
