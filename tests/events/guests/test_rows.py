"""A guest list as people really send it, and every reason to refuse a cell of one."""

import io
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.utils import translation

from certificates import fonts
from diandian.lib.tables import TableProblem, TableRow
from events.guests.phrases import refusal_words
from events.guests.rows import (
    MOST_REFUSALS,
    Defaults,
    NewGuest,
    Reason,
    RefusedGuestsError,
    guests_of,
    rows_of,
)
from events.guests.template import csv_template, workbook_template

EACH_ITS_OWN = Defaults(grams=None, language="zh-hans")


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(content: bytes | str, defaults: Defaults = EACH_ITS_OWN) -> list[NewGuest]:
    return guests_of(rows_of(content.encode() if isinstance(content, str) else content), defaults)


def refused(content: bytes | str, defaults: Defaults = EACH_ITS_OWN) -> list[tuple[int, str, str]]:
    with pytest.raises(RefusedGuestsError) as error:
        read(content, defaults)
    return [(each.row, each.column, each.reason) for each in error.value.refusals]


def test_a_csv_in_either_language_says_the_same() -> None:
    english = "name,grams,language,name public,note\n李雷,23400,en,yes,A 7\n"
    chinese = "\ufeff姓名,克数,语言,公开姓名,备注\r\n李雷,２３４００,英文,是,A 7\r\n"
    expected = [NewGuest("李雷", "A 7", "en", 23_400, True)]
    assert (read(english), read(chinese)) == (expected, expected)


def test_numbers_and_texts_in_a_workbook_are_what_was_typed() -> None:
    content = workbook(
        ("Name", "Grams", "Name public"), ("Zoë", 1200, True), ("007", "1300", False), (None, None)
    )
    assert read(content) == [
        NewGuest("Zoë", "", "zh-hans", 1200, True),
        NewGuest("007", "", "zh-hans", 1300, False),
    ]


def test_a_list_without_grams_gives_each_the_same() -> None:
    assert read("姓名\n李雷\n韩梅梅\n", Defaults(500, "en")) == [
        NewGuest("李雷", "", "en", 500, False),
        NewGuest("韩梅梅", "", "en", 500, False),
    ]


def test_semicolons_and_tabs_part_columns_too() -> None:
    assert read("name;grams\nMei;7\n") == read("name\tgrams\nMei\t7\n") == read("name,grams\nMei,7\n")


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("", Reason.MISSING),
        ("0", Reason.NOT_POSITIVE),
        ("-5", Reason.NOT_POSITIVE),
        ("1.5", Reason.NOT_WHOLE),
        ("1e3", Reason.NOT_WHOLE),
        ('"1,200"', Reason.COMMA_IN_NUMBER),
        ("23 kg", Reason.NOT_A_NUMBER),
        ("twelve", Reason.NOT_A_NUMBER),
        ("100000001", Reason.ABSURD),
        ("9" * 400, Reason.ABSURD),
    ],
)
def test_grams_that_are_none_are_refused_by_their_reason(cell: str, reason: Reason) -> None:
    assert refused(f"name,grams\nMei,{cell}\n") == [(2, "grams", reason)]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", Reason.MISSING),
        ("李" * 121, Reason.NAME_TOO_LONG),
        ("ᚠᚢᚦ", Reason.UNPRINTABLE),
        ("=1+1", Reason.CALCULATES),
        ("@cmd", Reason.CALCULATES),
    ],
)
def test_names_that_no_certificate_takes_are_refused_by_their_reason(name: str, reason: Reason) -> None:
    assert refused(f"name,grams,note\n{name},5,x\n") == [(2, "name", reason)]


def test_an_unprintable_character_is_named() -> None:
    with pytest.raises(RefusedGuestsError) as error:
        read("name,grams\n李😀雷,5\n")
    with translation.override("en"):
        assert [refusal_words(each) for each in error.value.refusals] == [
            "We cannot print 😀. Please leave it out."
        ]


def test_every_refused_row_is_listed_and_none_is_taken() -> None:
    rows = "name,grams,language,name public\nMei,5,,\nLi,x,,\nmei,5,,\nAn,5,de,maybe\nBo,1,,,,surplus\n"
    assert refused(rows) == [
        (3, "grams", Reason.NOT_A_NUMBER),
        (4, "name", Reason.TWICE),
        (5, "language", Reason.UNKNOWN_LANGUAGE),
        (5, "public", Reason.NOT_YES_OR_NO),
        (6, "", Reason.TOO_MANY_CELLS),
    ]


def test_two_people_of_one_name_are_told_apart_by_a_note() -> None:
    assert [guest.note for guest in read("name,grams,note\n王伟,5,A 1\n王伟,5,A 2\n")] == ["A 1", "A 2"]


def test_columns_that_are_wrong_are_refused_in_the_header() -> None:
    assert refused("name,weight,name\nMei,5,x\n") == [
        (1, "weight", Reason.UNKNOWN_COLUMN),
        (1, "grams", Reason.MISSING_COLUMN),
        (1, "name", Reason.COLUMN_TWICE),
    ]


@pytest.mark.parametrize("content", ["", "name,grams\n", "name,grams\n , \n\n"])
def test_a_file_without_guests_is_refused(content: str) -> None:
    assert refused(content) == [(0, "", Reason.NO_ROWS)]


def test_formulas_dates_and_broken_cells_of_a_workbook_are_refused_by_cell() -> None:
    content = workbook(("name", "grams"), ("Mei", "=1+1"), (date(2023, 7, 28), 5), ("#N/A", 5))
    assert refused(content) == [
        (2, "B", TableProblem.FORMULA),
        (3, "A", TableProblem.DATE),
        (4, "A", TableProblem.FAILED_CELL),
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"\x00\x01", TableProblem.NOT_A_TABLE),
        (b"PK\x03\x04 no zip", TableProblem.NOT_A_TABLE),
        ("name,grams\n李雷,5\n".encode("gb18030"), TableProblem.NOT_UTF_8),
        (b"name,grams\n" + b"x" * 2_000_001, TableProblem.TOO_MANY_BYTES),
        (b"name,grams\n" + b"a,1\n" * 5_001, TableProblem.TOO_MANY_ROWS),
    ],
)
def test_files_that_are_no_table_are_refused_whole(content: bytes, problem: TableProblem) -> None:
    assert refused(content) == [(0, "", problem)]


def test_a_workbook_that_unpacks_to_very_much_is_refused_unopened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b" " * 40_000_000)
    assert len(out.getvalue()) < 100_000
    assert refused(out.getvalue()) == [(0, "", TableProblem.TOO_MANY_BYTES)]


def test_a_workbook_with_entities_is_refused() -> None:
    """A few letters that unfold to gigabytes: defusedxml does not follow them."""
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha">]><worksheet>&a;</worksheet>'
    plain = workbook(("name", "grams"), ("Mei", 5))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as source, zipfile.ZipFile(out, "w") as target:
        for part in source.namelist():
            target.writestr(part, laughs if part.endswith("sheet1.xml") else source.read(part))
    assert refused(out.getvalue()) == [(0, "", TableProblem.NOT_A_TABLE)]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_filled_in_template_is_read_back(language: str) -> None:
    with translation.override(language):
        book, text = openpyxl.load_workbook(io.BytesIO(workbook_template())), csv_template()
    sheet = book.worksheets[0]
    for place, value in enumerate(("李雷", 23_400, "en", "no", "A 7"), start=1):
        sheet.cell(2, place, value)
    out = io.BytesIO()
    book.save(out)
    expected = [NewGuest("李雷", "A 7", "en", 23_400, False)]
    assert read(out.getvalue()) == expected
    assert read(text + "李雷,23400,en,no,A 7\r\n".encode()) == expected


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_empty_template_has_no_guests(language: str) -> None:
    with translation.override(language):
        assert refused(workbook_template()) == refused(csv_template()) == [(0, "", Reason.NO_ROWS)]


def test_a_file_that_is_refused_from_end_to_end_is_judged_no_further_than_it_is_shown() -> None:
    judged: list[int] = []

    class Watched(list[TableRow]):
        def __getitem__(self, at: Any) -> Any:
            return (
                super().__getitem__(at) if isinstance(at, int) else map(self._judged, super().__getitem__(at))
            )

        def _judged(self, row: TableRow) -> TableRow:
            judged.append(row.number)
            return row

    table = "name,grams\n" + "".join(f"{'😀' * 60}{index},1\n" for index in range(4_900))
    with pytest.raises(RefusedGuestsError) as refused:
        guests_of(Watched(rows_of(table.encode())), Defaults(None, "en"))
    assert (len(refused.value.refusals), len(judged)) == (MOST_REFUSALS + 1, MOST_REFUSALS + 1)


def test_a_letter_is_looked_for_once_however_many_names_have_it() -> None:
    fonts._missing_of.cache_clear()
    fonts._missing.cache_clear()
    names = [f"{'😀' * index}Ann" for index in range(1, 100)]
    assert {tuple(fonts.missing_characters(name)) for name in names} == {("😀",)}
    assert fonts._missing_of.cache_info().misses == len({*"😀An"})
