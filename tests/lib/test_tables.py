"""Tables that others made: what is read of them, and what is never opened."""

import io
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest

from diandian.lib.tables import (
    TableLimits,
    TableProblem,
    TableRow,
    UnreadableTableError,
    column_name,
    read_table,
)

LIMITS = TableLimits(max_bytes=50_000, max_unpacked_bytes=200_000, max_rows=3, max_columns=4)


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refused(content: bytes) -> list[tuple[int, int, str, str]]:
    with pytest.raises(UnreadableTableError) as error:
        read_table(content, LIMITS)
    return [(each.row, each.column, each.problem, each.value) for each in error.value.refusals]


def test_a_workbook_and_a_csv_of_it_are_the_same_rows() -> None:
    expected = [TableRow(1, ("a", "b")), TableRow(3, ("李", "1.5"))]
    assert read_table(workbook(("a", "b"), (None, None), ("李", 1.5)), LIMITS) == expected
    assert read_table("a,b\n,\n李,1.5\n".encode(), LIMITS) == expected


def test_whole_numbers_truths_and_texts_are_what_was_typed() -> None:
    rows = read_table(workbook(("n",), (1200,), (64.49,), (True,)), LIMITS)
    assert [row.cells[0] for row in rows] == ["n", "1200", "64.49", "yes"]


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "a;b\r\n1;2\r\n", "a\tb\n1\t2\n", "\ufeffa,b\r1,2\r"])
def test_lines_and_columns_are_parted_in_every_usual_way(text: str) -> None:
    assert [row.cells for row in read_table(text.encode(), LIMITS)] == [("a", "b"), ("1", "2")]


def test_a_line_break_within_a_cell_ends_no_row() -> None:
    assert [row.cells for row in read_table(b'a,b\n"x\ny",2\n', LIMITS)] == [("a", "b"), ("x\ny", "2")]


def test_each_cell_that_is_no_value_is_named() -> None:
    content = workbook(("a", "b"), ("=1+1", date(2023, 7, 28)), ("#DIV/0!", "fine"))
    assert refused(content) == [
        (2, 1, TableProblem.FORMULA, ""),
        (2, 2, TableProblem.DATE, ""),
        (3, 1, TableProblem.FAILED_CELL, ""),
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a\n1\n2\n3\n4\n", (0, 0, TableProblem.TOO_MANY_ROWS, "3")),
        (workbook(*[("a",)] * 5), (0, 0, TableProblem.TOO_MANY_ROWS, "3")),
        (b"a" * 50_001, (0, 0, TableProblem.TOO_MANY_BYTES, "50")),
        (b"a\n\0\n", (0, 0, TableProblem.NOT_A_TABLE, "")),
        ("姓名\n".encode("gb18030"), (0, 0, TableProblem.NOT_UTF_8, "")),
        (b'a\n"x', (2, 0, TableProblem.BROKEN_CSV, "")),
        (b"PK\x03\x04", (0, 0, TableProblem.NOT_A_TABLE, "")),
    ],
)
def test_a_file_that_is_no_table_is_refused_whole(content: bytes, expected: tuple[object, ...]) -> None:
    assert refused(content) == [expected]


def packed(*parts: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def test_what_unpacks_to_too_much_is_not_unpacked() -> None:
    assert refused(packed(("xl/worksheets/sheet1.xml", b" " * 200_001))) == [
        (0, 0, TableProblem.TOO_MANY_BYTES, "200")
    ]


def test_an_archive_of_too_many_parts_is_not_unpacked() -> None:
    parts = [(f"part{number}", b"") for number in range(201)]
    assert refused(packed(*parts)) == [(0, 0, TableProblem.TOO_MANY_BYTES, "200")]


def test_columns_are_called_as_in_a_spreadsheet() -> None:
    assert [column_name(place) for place in (1, 26, 27)] == ["A", "Z", "AA"]
