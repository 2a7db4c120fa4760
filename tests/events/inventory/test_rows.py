"""An inventory's file as people really send it, and every reason to refuse a cell or the whole of it."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import openpyxl
import pytest

from diandian.lib.tables import TableProblem
from events.inventory.columns import COLUMNS
from events.inventory.entering import Reason, RefusedRowsError, range_reasons
from events.inventory.lines import Line
from events.inventory.rows import LIMITS, Surroundings, cells_of, lines_from, table_of
from footprint.calculation import Boundary, FactorValue
from tests.events.inventory.test_lines import line

HEADER = "source,name in chinese,name in english,activity,unit,factor code,factor g per unit,factor source"
HEADER += ",evidence class,uncertainty percent,emissions g,note,line id,evidence file,phase,answers\n"


def factor(code: str, unit: str = "kWh", grams: str = "140.4") -> FactorValue:
    return FactorValue(
        code=code,
        category="electricity",
        activity_zh="电",
        activity_en="Power",
        region="CN",
        unit=unit,
        grams_per_unit=Decimal(grams),
        boundary=Boundary.DIRECT,
        includes_non_co2=False,
        grade="A",
        uncertainty_percent=None,
        uncertainty_is_judgement=True,
        source="MEE",
        source_year=2024,
        locator="table 1",
        licence="public",
    )


FACTORS = {each.code: each for each in (factor("grid"), factor("coal", "kg", "2000"))}
FILES = [("a" * 64, "Bill of July", "bill.pdf"), ("b" * 64, "Twice", "1.pdf"), ("c" * 64, "Twice", "2.pdf")]


def around(*lines: Line) -> Surroundings:
    return Surroundings(lines=lines, factors=FACTORS, files=FILES)


def workbook(*rows: tuple[Any, ...], merge: str = "") -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row(**cells: str) -> str:
    """One row of HEADER: power by the grid's factor, but for what is said."""
    usual = {
        "source": "电力",
        "name_zh": "用电",
        "name_en": "Power",
        "quantity": "1000",
        "factor_code": "grid",
    }
    names = [
        *("source", "name_zh", "name_en", "quantity", "unit", "factor_code", "factor_grams", "factor_source"),
        *("evidence_class", "uncertainty_percent", "amount_grams", "note", "line", "evidence", "phase"),
        "sample_size",
    ]
    said = {**usual, "source": "净购入电力、热力", "evidence_class": "B", **cells}
    return ",".join(f'"{said.get(name, "")}"' for name in names) + "\n"


def read(content: bytes | str, *lines: Line) -> list[Line]:
    rows = table_of(content.encode() if isinstance(content, str) else content)
    return lines_from(rows, around(*lines))


def refused(content: bytes | str, *lines: Line) -> list[tuple[int, str, str]]:
    with pytest.raises(RefusedRowsError) as error:
        read(content, *lines)
    return [(each.row, each.column, each.reason) for each in error.value.refusals]


def test_a_table_in_either_language_says_the_same() -> None:
    english = HEADER + row(source="Purchased power and heat", evidence_class="measured", phase="Preparation")
    chinese = "\ufeff排放源,中文名称,英文名称,活动数据,因子代码,证据等级,阶段\r\n"
    chinese += "净购入电力、热力,用电,Power,１０００,grid,实测,筹备\r\n"
    (one,), (two,) = read(english), read(chinese)
    assert (one.source, one.phase, one.evidence_class) == ("power-heat", "prepare", "measured")
    assert (one.amount_grams, one.unit, one.uncertainty_percent) == (140_400, "kWh", Decimal(50))
    kept = ("source", "phase", "name_zh", "name_en", "quantity", "amount_grams", "evidence_class", "origin")
    assert [getattr(one, name) for name in kept] == [getattr(two, name) for name in kept]


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"source": ""}, "source", Reason.MISSING),
        ({"source": "magic"}, "source", Reason.UNKNOWN_SOURCE),
        ({"phase": "never"}, "phase", Reason.UNKNOWN_PHASE),
        ({"evidence_class": ""}, "evidence_class", Reason.MISSING),
        ({"evidence_class": "F"}, "evidence_class", Reason.UNKNOWN_CLASS),
        ({"name_zh": ""}, "name_zh", Reason.MISSING),
        ({"name_en": "=cmd()"}, "name_en", Reason.CALCULATES),
        ({"quantity": ""}, "quantity", Reason.MISSING),
        ({"quantity": "a lot"}, "quantity", Reason.NOT_A_NUMBER),
        ({"quantity": "12 kWh"}, "quantity", Reason.NOT_A_NUMBER),
        ({"quantity": "nan"}, "quantity", Reason.NOT_A_NUMBER),
        ({"quantity": "1,000"}, "quantity", Reason.COMMA_IN_NUMBER),
        ({"quantity": "-5"}, "quantity", Reason.NEGATIVE),
        ({"quantity": "1e99"}, "quantity", Reason.TOO_LARGE),
        ({"quantity": "9e13"}, "quantity", Reason.ABSURD),
        ({"quantity": "0.1234567"}, "quantity", Reason.TOO_PRECISE),
        ({"factor_code": "nosuch"}, "factor_code", Reason.UNKNOWN_FACTOR),
        ({"factor_code": "grid+coal"}, "factor_code", Reason.UNITS_DIFFER),
        ({"unit": "MWh"}, "unit", Reason.OTHER_UNIT),
        ({"factor_grams": "140.5"}, "factor_grams", Reason.FACTOR_DIFFERS),
        ({"uncertainty_percent": "2000"}, "uncertainty_percent", Reason.TOO_LARGE),
        ({"amount_grams": "140401"}, "amount_grams", Reason.AMOUNT_DIFFERS),
        ({"source": "other"}, "note", Reason.WHY_OTHER),
        ({"note": "x" * 501}, "note", Reason.TOO_LONG),
        ({"line": "7"}, "line", Reason.NOT_AN_ID),
        ({"evidence": "Bill of May"}, "evidence", Reason.NO_SUCH_FILE),
        ({"evidence": "Twice"}, "evidence", Reason.SEVERAL_FILES),
        ({"sample_size": "12"}, "line", Reason.ESTIMATED),
    ],
)
def test_a_cell_that_makes_no_line_is_refused_by_its_reason(
    cells: dict[str, str], column: str, reason: str
) -> None:
    table = HEADER + row() + row(**{"name_en": "Second", **cells})
    assert refused(table) == [(3, column, reason)]


def test_a_factor_of_ones_own_says_its_unit_source_and_uncertainty() -> None:
    assert refused(HEADER + row(factor_code="")) == [
        (2, "unit", Reason.MISSING),
        (2, "factor_source", Reason.MISSING),
        (2, "factor_grams", Reason.MISSING),
        (2, "uncertainty_percent", Reason.MISSING),
    ]
    own = {"unit": "t", "factor_grams": "12.5", "factor_source": "Supplier", "uncertainty_percent": "7.5"}
    (found,) = read(HEADER + row(factor_code="", **own))
    assert (found.amount_grams, found.factor_source, found.factor_code) == (12_500, "Supplier", "")


def test_every_refused_cell_is_listed_and_none_is_taken() -> None:
    table = HEADER + row() + row(quantity="-1", evidence_class="Z") + row(source="magic", name_en="x")
    assert refused(table) == [
        (3, "evidence_class", Reason.UNKNOWN_CLASS),
        (3, "quantity", Reason.NEGATIVE),
        (4, "source", Reason.UNKNOWN_SOURCE),
    ]
    assert refused(HEADER + row(quantity="-1") + row(evidence="?", name_en="y")) == [
        (2, "quantity", Reason.NEGATIVE),
        (3, "evidence", Reason.NO_SUCH_FILE),
    ]


def test_one_look_at_a_row_tells_all_that_is_wrong_with_it() -> None:
    table = HEADER + row(quantity="a lot", factor_code="nosuch", evidence_class="Z", name_zh="")
    assert sorted(refused(table)) == [
        (2, "evidence_class", Reason.UNKNOWN_CLASS),
        (2, "factor_code", Reason.UNKNOWN_FACTOR),
        (2, "name_zh", Reason.MISSING),
        (2, "quantity", Reason.NOT_A_NUMBER),
    ]


def test_evidence_is_found_by_title_name_or_sha() -> None:
    found = read(
        HEADER
        + row(evidence="Bill of July")
        + row(evidence="bill.pdf", name_en="b")
        + row(evidence="b" * 64, name_en="c")
    )
    assert [each.evidence for each in found] == ["a" * 64, "a" * 64, "b" * 64]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("source,name,activity", [(1, "name", Reason.UNKNOWN_COLUMN)]),
        ("colour\nred", [(1, "colour", Reason.UNKNOWN_COLUMN)]),
    ],
)
def test_wrong_headers_are_named(header: str, expected: list[tuple[int, str, str]]) -> None:
    found = refused(header + "\nx,y,z\n")
    assert found[: len(expected)] == expected
    assert (1, "name_zh", Reason.MISSING_COLUMN) in found


def test_a_column_twice_and_cells_beside_the_table_are_refused() -> None:
    assert (1, "source", Reason.COLUMN_TWICE) in refused("source," + HEADER + "x\n")
    assert refused(HEADER + row().rstrip("\n") + ",surplus\n") == [(2, "", Reason.TOO_MANY_CELLS)]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", Reason.NO_ROWS),
        (HEADER.encode(), Reason.NO_ROWS),
        (b"PK\x03\x04 not a zip", TableProblem.NOT_A_TABLE),
        (b"%PDF-1.7\0", TableProblem.NOT_A_TABLE),
        ("排放源\n".encode("gb18030"), TableProblem.NOT_UTF_8),
        (b"x" * (LIMITS.max_bytes + 1), TableProblem.TOO_MANY_BYTES),
        ((HEADER + "x,y\n" * 2_100).encode(), TableProblem.TOO_MANY_ROWS),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_whole(content: bytes, problem: str) -> None:
    assert refused(content) == [(0, "", problem)]


def test_a_million_rows_are_not_read_through() -> None:
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(("source",)))) as old,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            inner = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                many = b"".join(b'<row r="%d"/>' % number for number in range(2, 1_000_001))
                inner = inner.replace(b"</sheetData>", many + b"</sheetData>")
            new.writestr(part.filename, inner)
    assert refused(content.getvalue()) == [(0, "", TableProblem.TOO_MANY_BYTES)]
    fewer = workbook(("source",), *[("x",)] * (LIMITS.max_rows + 1))
    assert refused(fewer) == [(0, "", TableProblem.TOO_MANY_ROWS)]


def test_a_zip_bomb_is_not_unpacked() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * 40_000_000)
    assert len(content.getvalue()) < 100_000
    assert refused(content.getvalue()) == [(0, "", TableProblem.TOO_MANY_BYTES)]


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_a_workbook_with_macros_is_refused_whatever_it_is_called(part: str) -> None:
    content = io.BytesIO(workbook(("source",), ("x",)))
    with zipfile.ZipFile(content, "a") as book:
        book.writestr(part, b"macros")
    assert refused(content.getvalue()) == [(0, "", Reason.MACROS)]


@pytest.mark.parametrize(
    "damage",
    [{6: b"\xc8"}, {8: b"\1"}, {9: b"\x08", 46: b"\xff"}, {10: b"\x63"}, {16: b"?"}],
    ids=["a zip to come", "a password", "a name that is no text", "a packing to come", "a checksum"],
)
def test_a_damaged_workbook_is_no_table(damage: dict[int, bytes]) -> None:
    """In what the archive's list says of its relations (PKWARE's APPNOTE 4.3.12), which openpyxl does not read."""
    content = bytearray(workbook(("source",), ("x",)))
    entry = content.rindex(b"_rels/.rels") - 46
    for place, byte in damage.items():
        content[entry + place : entry + place + 1] = byte
    assert refused(bytes(content)) == [(0, "", TableProblem.NOT_A_TABLE)]


def test_formulas_dates_errors_and_merged_cells_are_named_by_their_cell() -> None:
    header = tuple(heading.strip() for heading in HEADER.strip().split(","))
    content = workbook(
        header,
        ("住宿", "酒店", "Hotel", "=1+1", "", "grid"),
        ("住宿", "酒店", "Hotel", date(2026, 1, 1), "", "grid"),
        ("住宿", "酒店", "Hotel", "#REF!", "", "grid"),
        merge="A2:A4",
    )
    assert refused(content) == [
        (2, "D", TableProblem.FORMULA),
        (3, "D", TableProblem.DATE),
        (4, "D", TableProblem.FAILED_CELL),
        (2, "A", Reason.MERGED),
    ]


def renamed(content: bytes, old: str, new: str) -> bytes:
    """A workbook one of whose parts has another name, in every part that speaks of it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(out, "w") as written:
        for part in parts.namelist():
            written.writestr(part.replace(old, new), parts.read(part).replace(old.encode(), new.encode()))
    return out.getvalue()


def test_a_workbook_whose_main_part_has_another_name_is_read_as_any_other() -> None:
    header = tuple(heading.strip() for heading in HEADER.strip().split(","))
    rows = [("住宿", "酒店", "Hotel", 2, "", "grid", "", "", "B")] * 3
    assert len(read(renamed(workbook(header, *rows), "workbook.xml", "main.xml"))) == 3
    merged = renamed(workbook(header, *rows, merge="A2:A4"), "workbook.xml", "main.xml")
    assert refused(merged) == [(2, "A", Reason.MERGED)]


def test_a_workbook_that_does_not_say_which_part_is_its_main_one_is_no_table() -> None:
    content = workbook(("source",), ("x",))
    nameless = renamed(content, "relationships/officeDocument", "relationships/something")
    assert refused(nameless) == [(0, "", TableProblem.NOT_A_TABLE)]


def test_a_number_of_a_thousand_million_digits_is_refused_at_once() -> None:
    (found,) = range_reasons("quantity", Decimal("-1e-999999999"), Decimal(10), 6)
    assert (found.reason, found.value) == (Reason.NEGATIVE, "-1E-999999999")


def test_numbers_of_a_workbook_are_what_was_typed() -> None:
    header = ("source", "name in chinese", "name in english", "activity", "factor code", "evidence class")
    (found,) = read(workbook(header, ("住宿", "酒店", "Hotel", 64.49, "grid", "B"), (None,) * 6))
    assert (found.quantity, found.amount_grams) == (Decimal("64.49"), 9_054)


# --- Lines that are there already -------------------------------------------------------------------------


def as_table(*lines: Line) -> str:
    rows = [",".join(f'"{cell}"' for cell in cells_of(each, {}).values()) for each in lines]
    return ",".join(COLUMNS[column][0] for column in COLUMNS) + "\n" + "\n".join(rows) + "\n"


def test_what_is_written_reads_back_as_the_same_lines() -> None:
    estimated = line(
        2, 7_000, origin="spectators", method="按层 ｜ by strata", sample_size=12, extrapolated_grams=9
    )
    lines = [line(1, 500_500, note="a, b", phase="wrap-up", evidence="a" * 64), estimated, line(3, 0)]
    assert read(as_table(*lines), *lines) == lines


def test_a_line_that_says_something_else_is_the_files() -> None:
    there = line(1, 100)
    (found,) = read(as_table(line(1, 150)), there)
    assert (found.line_id, found.amount_grams, found.origin) == (UUID(int=1), 150, "import")


def test_an_estimate_is_neither_changed_nor_brought_in_by_a_file() -> None:
    there = line(1, 100, origin="spectators", sample_size=12)
    assert refused(as_table(line(1, 101)), there) == [(2, "line", Reason.ESTIMATED)]
    assert refused(as_table(there)) == [(2, "line", Reason.ESTIMATED)]


def test_one_id_stands_in_one_row() -> None:
    assert refused(as_table(line(1), line(1, 7))) == [(3, "line", Reason.LINE_TWICE)]


def test_the_same_file_makes_the_same_ids() -> None:
    table = HEADER + row() + row()
    first = [each.line_id for each in read(table)]
    assert first == [each.line_id for each in read(table)]
    assert len(set(first)) == 2


@pytest.mark.parametrize("written", ["B", "b：票据或记录", "B: from bills or records", "billed", "票据"])
def test_a_class_of_evidence_may_be_written_as_our_own_page_shows_it(written: str) -> None:
    (line,) = read(HEADER + row(evidence_class=written))
    assert line.evidence_class == "billed"
