"""Reading factor files: what is taken, what is refused, and why."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from footprint.calculation import Boundary, FactorValue
from footprint.errors import RefusedRowsError
from footprint.factor_file import FactorFile, parse

HEADER = (
    "code,category,activity_zh,activity_en,region,unit,grams_per_unit,boundary,includes_non_co2,grade,"
    "uncertainty_percent,uncertainty_is_judgement,source,source_year,locator,licence"
)
GOOD = "metro,metro,地铁,Metro,Chengdu,passenger-km,32,not-stated,no,D,30,yes,A standard,2024,page 3,facts"


def refusals(*rows: str) -> list[tuple[int, str, str]]:
    with pytest.raises(RefusedRowsError) as refusal:
        parse("\n".join(["# name_en: A set", HEADER, *rows]))
    return list(refusal.value.rows)


def test_a_good_file_is_read() -> None:
    content = parse(f"\ufeff# name_zh: 一组\n# name_en: A set\n{HEADER}\n{GOOD}\n")
    assert (content.name_zh, content.name_en) == ("一组", "A set")
    assert content.factors == (
        FactorValue(
            code="metro",
            category="metro",
            activity_zh="地铁",
            activity_en="Metro",
            region="Chengdu",
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
            licence="facts",
        ),
    )


def test_an_uncertainty_may_be_left_open() -> None:
    (factor,) = parse(f"{HEADER}\n{GOOD.replace(',30,yes', ',,yes')}").factors
    assert factor.uncertainty_percent is None


@pytest.mark.parametrize(
    ("old", "new", "column", "reason"),
    [
        ("A standard", "", "source", "missing"),
        ("A standard", "   ", "source", "missing"),
        ("page 3", "", "locator", "missing"),
        ("facts", "", "licence", "missing"),
        ("passenger-km,32", "passenger-km,", "grams_per_unit", "missing"),
        ("passenger-km,32", "passenger-km,much", "grams_per_unit", "not a number from 0 to 999999999"),
        ("passenger-km,32", "passenger-km,-1", "grams_per_unit", "not a number from 0 to 999999999"),
        ("passenger-km,32", "passenger-km,NaN", "grams_per_unit", "not a number from 0 to 999999999"),
        (",30,yes", ",301,yes", "uncertainty_percent", "not a number from 0 to 300"),
        (",30,yes", ",30,perhaps", "uncertainty_is_judgement", "not one of yes, no"),
        (",D,", ",R,", "grade", "not one of A, A-, B, C, D, E"),
        ("2024", "last year", "source_year", "not a year"),
    ],
)
def test_a_bad_row_is_refused_with_its_number_and_reason(
    old: str, new: str, column: str, reason: str
) -> None:
    assert refusals(GOOD, GOOD.replace("metro,metro", "bus,road").replace(old, new)) == [(4, column, reason)]


def test_every_bad_row_is_listed() -> None:
    assert refusals(GOOD.replace("A standard", ""), GOOD, GOOD, GOOD.replace(",D,", ",F,")) == [
        (3, "source", "missing"),
        (4, "code", "given twice"),
        (5, "code", "given twice"),
        (6, "grade", "not one of A, A-, B, C, D, E"),
        (6, "code", "given twice"),
    ]


def test_the_shipped_factors_say_where_every_number_comes_from(factor_file: FactorFile) -> None:
    assert len(factor_file.factors) == 19
    for factor in factor_file.factors:
        assert factor.source
        assert factor.locator
        assert factor.licence
        assert factor.uncertainty_percent is not None
        assert factor.uncertainty_is_judgement


@pytest.mark.parametrize(
    ("code", "grams", "grade"),
    [
        # UK DESNZ 2025 conversion factors, flat file, in g per unit.
        ("desnz25-air-international-non-uk-economy-norf", "64.49", "A"),
        ("desnz25-air-international-non-uk-economy-wtt", "16.56", "A"),
        ("desnz25-air-international-non-uk-economy-non-co2", "44.67", "A"),
        ("desnz25-coach", "27.76", "A"),
        ("desnz25-coach-wtt", "6.56", "A"),
        ("desnz25-car-petrol", "162.72", "A"),
        ("desnz25-car-petrol-wtt", "45.99", "A"),
        ("desnz25-taxi-pkm", "148.61", "A"),
        ("desnz25-taxi-pkm-wtt", "36.97", "A"),
        ("desnz25-hotel-cn", "53500", "A"),
        ("cn-hsr-full-2019", "30.48", "C"),
        ("bj-metro", "32", "D"),
        ("bj-bus", "52", "D"),
        # Nos Gestes Climat 4.10.2.
        ("ngc-meal-red", "5010", "B"),
        ("ngc-meal-white", "1650", "B"),
        ("ngc-meal-veg", "850", "B"),
        ("ngc-meal-vegan", "540", "B"),
        ("ademe-walkbike", "0", "B"),
        # 0.9 kWh × 156.4 g, the grid of Sichuan in 2023.
        ("venue-kwh", "140.76", "E"),
    ],
)
def test_the_shipped_factors_are_the_published_ones(
    factors: Mapping[str, FactorValue], code: str, grams: str, grade: str
) -> None:
    assert (factors[code].grams_per_unit, factors[code].grade) == (Decimal(grams), grade)
