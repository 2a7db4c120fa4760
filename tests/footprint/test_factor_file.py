"""Reading factor files: what is taken, what is refused, and why."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from footprint.calculation import Boundary, FactorValue
from footprint.calculation.values import Gases
from footprint.errors import Refusal, RefusedRowsError
from footprint.factor_file import FactorFile, csv_text, parse, read
from footprint.factor_rows import COLUMNS, Reason
from footprint.phrases.factor_files import REASONS, refusal_line

HEADER = ",".join(COLUMNS)
GOOD = (
    "metro,metro,地铁,Metro,CN-BJ,passenger-km,32,not-stated,not-stated,no,metro,CN,D,30,yes,"
    "A standard,2024,page 3,facts from a standard"
)
BUS = GOOD.replace("metro,metro,地铁", "bus,road,公交车").replace("no,metro,CN", "no,bus,CN")


def refusals(*rows: str, header: str = HEADER) -> list[tuple[int, str, str, str]]:
    with pytest.raises(RefusedRowsError) as refusal:
        parse("\n".join(["# name_en: A set", header, *rows]))
    return [(row.row, row.column, row.reason, row.value) for row in refusal.value.rows]


def refused_file(content: bytes) -> tuple[str, str]:
    with pytest.raises(RefusedRowsError) as refusal:
        read(content)
    (row,) = refusal.value.rows
    assert (row.row, row.column) == (0, "")
    return row.reason, row.value


def test_a_good_file_is_read() -> None:
    content = parse(f"\ufeff# name_zh: 一组\n# name_en: A set\n{HEADER}\n{GOOD}\n")
    assert (content.name_zh, content.name_en) == ("一组", "A set")
    assert content.factors == (
        FactorValue(
            code="metro",
            category="metro",
            activity_zh="地铁",
            activity_en="Metro",
            region="CN-BJ",
            unit="passenger-km",
            grams_per_unit=Decimal("32.00000"),
            boundary=Boundary.NOT_STATED,
            includes_non_co2=False,
            grade="D",
            uncertainty_percent=Decimal("30.0"),
            uncertainty_is_judgement=True,
            source="A standard",
            source_year=2024,
            locator="page 3",
            licence="facts from a standard",
            gases=Gases.NOT_STATED,
            use="metro",
            serves="CN",
        ),
    )


def test_what_is_written_is_read_back(factor_file: FactorFile) -> None:
    assert parse(csv_text(factor_file)) == factor_file
    assert read(csv_text(factor_file, {"attribution": 'Of "many", and more'}).encode()) == factor_file


def test_a_file_that_went_through_a_spreadsheet_is_read_too() -> None:
    padding = "," * len(COLUMNS)
    lines = [
        f'"# name_en: Rail, road and air"{padding}',
        f"# name_zh: 一组{padding}",
        HEADER,
        GOOD,
        padding,
        "",
    ]
    content = read(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    assert (content.name_en, content.name_zh, len(content.factors)) == ("Rail, road and air", "一组", 1)


def test_an_uncertainty_a_use_and_a_region_served_may_be_left_open() -> None:
    (factor,) = parse(f"{HEADER}\n{GOOD.replace(',30,yes', ',,yes').replace('no,metro,CN', 'no,,')}").factors
    assert (factor.uncertainty_percent, factor.use, factor.serves) == (None, "", "")


@pytest.mark.parametrize(
    ("old", "new", "column", "reason", "value"),
    [
        ("A standard", "", "source", Reason.MISSING, ""),
        ("A standard", "   ", "source", Reason.MISSING, ""),
        ("page 3", "", "locator", Reason.MISSING, ""),
        ("facts from a standard", "", "licence", Reason.MISSING, ""),
        ("passenger-km,32", "passenger-km,", "grams_per_unit", Reason.MISSING, ""),
        ("passenger-km,32", "passenger-km,much", "grams_per_unit", Reason.NOT_A_NUMBER, ""),
        ("passenger-km,32", "passenger-km,１２", "grams_per_unit", Reason.NOT_A_NUMBER, ""),
        ("passenger-km,32", "passenger-km,1_2", "grams_per_unit", Reason.NOT_A_NUMBER, ""),
        ("passenger-km,32", "passenger-km,NaN", "grams_per_unit", Reason.NOT_A_NUMBER, ""),
        ("passenger-km,32", "passenger-km,Infinity", "grams_per_unit", Reason.NOT_A_NUMBER, ""),
        ("passenger-km,32", 'passenger-km,"1,032"', "grams_per_unit", Reason.COMMA_IN_NUMBER, ""),
        ("passenger-km,32", "passenger-km,-1", "grams_per_unit", Reason.NEGATIVE, ""),
        ("passenger-km,32", "passenger-km,1e9", "grams_per_unit", Reason.TOO_LARGE, "999999999"),
        ("passenger-km,32", "passenger-km,0.000001", "grams_per_unit", Reason.TOO_PRECISE, "5"),
        ("passenger-km,32", "passenger-km,=3+4", "grams_per_unit", Reason.FORMULA, ""),
        (",30,yes", ",301,yes", "uncertainty_percent", Reason.TOO_LARGE, "300"),
        (",30,yes", ",30.05,yes", "uncertainty_percent", Reason.TOO_PRECISE, "1"),
        (",30,yes", ",,no", "uncertainty_percent", Reason.PUBLISHER_WITHOUT_PERCENT, ""),
        (",30,yes", ",30,perhaps", "uncertainty_is_judgement", Reason.NOT_ONE_OF, "yes, no"),
        (",D,", ",R,", "grade", Reason.NOT_ONE_OF, "A, A-, B, C, D, E"),
        ("32,not-stated", "32,all", "gases", Reason.NOT_ONE_OF, "co2, co2e, not-stated"),
        ("CN-BJ", "Beijing", "region", Reason.WRONG_SHAPE, ""),
        ("bus,CN", "bus,world", "serves", Reason.WRONG_SHAPE, ""),
        ("no,bus,CN", "no,,CN", "serves", Reason.SERVES_WITHOUT_USE, ""),
        ("2024", "last year", "source_year", Reason.NOT_A_YEAR, ""),
        ("2024", "1949", "source_year", Reason.NOT_A_YEAR, ""),
        ("A standard", "=HYPERLINK(1)", "source", Reason.FORMULA, ""),
        ("A standard", '"two\nlines"', "source", Reason.CONTROL_CHARACTER, ""),
        ("page 3", "p" * 301, "locator", Reason.TOO_LONG, "300"),
        ("facts from a standard", "facts from a standard,more", "", Reason.TOO_MANY_CELLS, ""),
    ],
)
def test_a_bad_row_is_refused_with_its_number_and_reason(
    old: str, new: str, column: str, reason: Reason, value: str
) -> None:
    row = 5 if "\n" in new else 4
    assert refusals(GOOD, BUS.replace(old, new)) == [(row, column, reason, value)]


def test_every_bad_row_is_listed() -> None:
    found = refusals(GOOD.replace("A standard", ""), GOOD, GOOD, BUS.replace(",D,", ",F,"))
    assert [(row, column, reason) for row, column, reason, _value in found] == [
        (3, "source", "missing"),
        (4, "code", "code-twice"),
        (5, "code", "code-twice"),
        (6, "grade", "not-one-of"),
    ]


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        ("direct", "direct", ("boundary", "part-twice", "3")),
        ("direct", "life-cycle", ("boundary", "parts-clash", "3")),
        ("operation", "upstream", ("boundary", "parts-clash", "3")),
        ("well-to-wheel", "life-cycle", ("boundary", "parts-clash", "3")),
    ],
)
def test_factors_of_one_use_and_region_have_to_make_one_figure(
    first: str, second: str, refused: tuple[str, str, str]
) -> None:
    parts = (GOOD.replace(",not-stated,no,", f",{boundary},no,") for boundary in (first, second))
    one, two = parts
    assert refusals(one, two.replace("metro,metro", "metro-2,metro", 1)) == [(4, *refused)]


def test_the_parts_of_a_figure_are_taken_together() -> None:
    one = GOOD.replace(",not-stated,no,", ",direct,no,")
    two = GOOD.replace(",not-stated,no,", ",upstream,no,").replace("metro,metro", "metro-2,metro", 1)
    assert len(parse("\n".join([HEADER, one, two])).factors) == 2


@pytest.mark.parametrize("addition", ["upstream", "non-co2"])
def test_a_figure_is_more_than_its_additions(addition: str) -> None:
    row = GOOD.replace(",not-stated,no,", f",{addition},no,")
    assert refusals(BUS, row) == [(4, "boundary", "only-additions", "")]
    # Without a use it is no figure, and taken by its code only.
    assert len(parse(f"{HEADER}\n{row.replace('no,metro,CN', 'no,,')}").factors) == 1


def test_where_the_rest_of_a_figure_is_refused_its_addition_is_not_blamed() -> None:
    direct = GOOD.replace(",not-stated,no,", ",direct,no,").replace("A standard", "")
    upstream = GOOD.replace(",not-stated,no,", ",upstream,no,").replace("metro,metro", "metro-2,metro", 1)
    assert refusals(direct, upstream) == [(3, "source", "missing", "")]


@pytest.mark.parametrize(
    ("use", "unit", "refused"),
    [
        ("meal-white", "km", ("unit", "other-unit", "meal")),
        ("grid-2022", "L", ("unit", "other-unit", "kWh")),
        ("grid-22", "kWh", ("use", "unknown-use", "")),
        ("zeppelin", "passenger-km", ("use", "unknown-use", "")),
    ],
)
def test_a_use_is_one_that_the_engine_asks_for_in_its_unit(
    use: str, unit: str, refused: tuple[str, str, str]
) -> None:
    row = GOOD.replace("no,metro,CN", f"no,{use},CN").replace("passenger-km", unit)
    assert refusals(row) == [(3, *refused)]


def test_columns_are_checked_by_name() -> None:
    header = HEADER.replace("licence", "license").replace("unit,", "unit,unit,")
    assert refusals(GOOD, header=header) == [
        (2, "license", "unknown-column", ""),
        (2, "licence", "missing-column", ""),
        (2, "unit", "column-twice", ""),
    ]


@pytest.mark.parametrize(
    ("content", "reason", "value"),
    [
        (b"", Reason.NO_ROWS, ""),
        (HEADER.encode(), Reason.NO_ROWS, ""),
        (f"{HEADER}\n{GOOD}".encode("gbk"), Reason.NOT_UTF_8, ""),
        (f"{HEADER}\n{GOOD}".encode("utf-16"), Reason.NOT_A_TABLE, ""),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", Reason.NOT_A_TABLE, ""),
        (f"{HEADER}\n{GOOD}".replace(",", ";").encode(), Reason.NOT_COMMAS, ""),
        (b"x" * 600_001, Reason.TOO_MANY_BYTES, "600"),
        (
            "\n".join([HEADER, *(GOOD.replace("metro", f"metro-{n}", 1) for n in range(1_001))]).encode(),
            Reason.TOO_MANY_ROWS,
            "1000",
        ),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(content: bytes, reason: Reason, value: str) -> None:
    assert refused_file(content) == (reason, value)


def test_a_missing_quotation_mark_is_refused_where_it_is_noticed() -> None:
    assert refusals(GOOD.replace("A standard", '"A standard')) == [(3, "", "broken-csv", "")]


def test_every_reason_has_words() -> None:
    assert {*REASONS, Reason.WRONG_SHAPE} == set(Reason)
    with override("en"):
        assert refusal_line(Refusal(7, "grade", Reason.NOT_ONE_OF, "A, B")) == "row 7, grade: None of: A, B."
        assert refusal_line(Refusal(7, "region", Reason.WRONG_SHAPE)) == (
            "row 7, region: Not an ISO code such as CN, CN-SC or GB, nor the word world."
        )
        assert refusal_line(Refusal(7, "", Reason.TOO_MANY_CELLS)) == (
            "row 7: The row has more cells than the header."
        )
        assert refusal_line(Refusal(0, "", Reason.TOO_MANY_BYTES, "600")) == "The file is larger than 600 kB."
