"""The sets that the project ships: every figure as published, every row with all that a reader needs."""

from decimal import Decimal
from pathlib import Path

import pytest

from footprint.calculation import Boundary
from footprint.calculation.library import Library
from footprint.calculation.values import FactorValue, Gases
from footprint.factor_file import parse
from footprint.phrases import ATTRIBUTIONS, attribution_words

FACTORS = Path(__file__).parents[2] / "footprint" / "factors"
SETS = {file.stem: parse(file.read_text(encoding="utf-8")).factors for file in sorted(FACTORS.glob("*.csv"))}
CHINA, WORLD = Library(SETS["china-2026.1"]), Library(SETS["world-2026.1"])
BOTH = pytest.mark.parametrize("library", [CHINA, WORLD], ids=["china", "world"])

# UK DESNZ 2025, flat file: kg per passenger-km of great circle, without RF, with RF, and WTT.
FLIGHTS = """
domestic average 0.13552 0.22928 0.03350
short average 0.07559 0.12786 0.02286
short economy 0.07435 0.12576 0.02249
short business 0.11152 0.18863 0.03373
long average 0.09043 0.15282 0.03213
long economy 0.06926 0.11704 0.02461
long premium-economy 0.11081 0.18726 0.03937
long business 0.20083 0.33940 0.07137
long first 0.27701 0.46814 0.09844
international average 0.08420 0.14253 0.02162
international economy 0.06449 0.10916 0.01656
international premium-economy 0.10318 0.17465 0.02649
international business 0.18701 0.31656 0.04802
international first 0.25794 0.43663 0.06623
"""
# UK DESNZ 2025, flat file: kg per unit, direct and WTT.
LAND = """
taxi passenger-km 0.14861 0.03697
bus passenger-km 0.10385 0.02649
coach passenger-km 0.02776 0.00656
rail passenger-km 0.03546 0.00897
metro passenger-km 0.02780 0.00728
car-petrol vehicle-km 0.16272 0.04599
car-diesel vehicle-km 0.17304 0.04146
car-hybrid vehicle-km 0.12825 0.03315
car-unknown vehicle-km 0.16725 0.04399
motorbike vehicle-km 0.11367 0.02956
"""
# UK DESNZ 2025, flat file: kg per room and night.
HOTELS = """
QA 86.2 AE 63.8 ID 62.7 MY 61.5 IN 58.9 KR 55.8 CN 53.5 HK 51.5 TH 43.4 JP 39.0 VN 38.5 AU 35.0 SG 24.5
US 16.1 IT 14.3 DE 13.2 GB 10.4 BR 8.7 CA 7.4 ES 7.0 FR 6.7
"""
# MEE and NBS, Announcement 2025 No. 47: kg CO2 per kWh in 2023, tables 1 and 3.
GRID_2023 = """
CN 0.5306 CN-YN 0.1333 CN-SC 0.1564 CN-QH 0.1796 CN-HI 0.3648 CN-HB 0.4044 CN-FJ 0.4211 CN-GD 0.4419
CN-GS 0.4471 CN-GX 0.4476 CN-JL 0.4671 CN-LN 0.4878 CN-ZJ 0.4974 CN-HN 0.4976 CN-HL 0.5229 CN-BJ 0.5554
CN-CQ 0.5581 CN-GZ 0.5683 CN-SH 0.5737 CN-JS 0.5827 CN-JX 0.5836 CN-HA 0.5897 CN-XJ 0.6021 CN-NX 0.6187
CN-SD 0.6191 CN-SN 0.6335 CN-NM 0.6479 CN-HE 0.6516 CN-AH 0.6553 CN-SX 0.6634 CN-TJ 0.6796
"""
# Announcements 2024 No. 33 (2022) and No. 12 (2021).
GRID_2022 = "CN 0.5366 CN-SC 0.1404 CN-CQ 0.5227 CN-BJ 0.5580 CN-SH 0.5849 CN-GD 0.4403"
GRID_2021 = "CN 0.5568 CN-SC 0.1255 CN-CQ 0.4743"


def rows(table: str) -> list[list[str]]:
    return [line.split() for line in table.strip().splitlines()]


def by_region(table: str) -> dict[str, Decimal]:
    words = table.split()
    return {region: Decimal(kg) * 1000 for region, kg in zip(words[::2], words[1::2], strict=True)}


def parts(library: Library, use: str, serves: str = "") -> dict[Boundary, FactorValue]:
    found = (factor for factor in library.values() if (factor.use, factor.serves) == (use, serves))
    return {factor.boundary: factor for factor in found}


def grams(library: Library, use: str, serves: str = "") -> dict[Boundary, Decimal]:
    return {boundary: factor.grams_per_unit for boundary, factor in parts(library, use, serves).items()}


def uses(library: Library, prefix: str) -> set[tuple[str, str]]:
    found = {(factor.use, factor.serves) for factor in library.values()}
    return {(use, serves) for use, serves in found if use == prefix or use.startswith(f"{prefix}-")}


@BOTH
@pytest.mark.parametrize(("group", "cabin", "without", "with_rf", "wtt"), rows(FLIGHTS))
def test_flights_are_the_published_ones_in_three_parts(
    library: Library, group: str, cabin: str, without: str, with_rf: str, wtt: str
) -> None:
    assert grams(library, f"flight-{group}-{cabin}") == {
        Boundary.DIRECT: Decimal(without) * 1000,
        Boundary.UPSTREAM: Decimal(wtt) * 1000,
        Boundary.NON_CO2: (Decimal(with_rf) - Decimal(without)) * 1000,
    }


@BOTH
@pytest.mark.parametrize(("use", "unit", "direct", "wtt"), rows(LAND))
def test_ways_on_the_ground_are_the_published_ones(
    library: Library, use: str, unit: str, direct: str, wtt: str
) -> None:
    found = parts(library, use)
    assert {factor.unit for factor in found.values()} == {unit}
    assert grams(library, use) == {
        Boundary.DIRECT: Decimal(direct) * 1000,
        Boundary.UPSTREAM: Decimal(wtt) * 1000,
    }


@BOTH
def test_hotels_are_the_published_ones_in_every_country(library: Library) -> None:
    published = by_region(HOTELS)
    assert {serves for _use, serves in uses(library, "hotel")} == set(published)
    for country, value in published.items():
        assert grams(library, "hotel", country) == {Boundary.NOT_STATED: value}


@pytest.mark.parametrize(
    ("use", "year", "table"),
    [("grid", 2023, GRID_2023), ("grid-2022", 2022, GRID_2022), ("grid-2021", 2021, GRID_2021)],
)
def test_chinas_grid_is_the_announced_one_by_province_and_year(use: str, year: int, table: str) -> None:
    announced = by_region(table)
    assert {serves for name, serves in uses(CHINA, "grid") if name == use} == set(announced)
    for region, value in announced.items():
        (factor,) = parts(CHINA, use, region).values()
        assert (factor.grams_per_unit, factor.boundary, factor.gases) == (value, Boundary.DIRECT, Gases.CO2)
        assert (factor.region, factor.unit, factor.source_year, factor.grade) == (region, "kWh", year, "A-")


def test_the_life_cycle_of_electricity_is_another_quantity_and_never_a_default() -> None:
    factor = CHINA["cn-elec-cf-2024"]
    assert (factor.grams_per_unit, factor.boundary, factor.gases, factor.use) == (
        Decimal("577.7"),
        Boundary.LIFE_CYCLE,
        Gases.CO2E,
        "",
    )


@pytest.mark.parametrize(
    ("code", "value", "boundary", "gases", "grade", "use", "serves"),
    [
        ("cn-hsr-full-2019", "30.48", Boundary.OPERATION, Gases.NOT_STATED, "C", "hsr", "CN"),
        ("cn-hsr-traction-2019", "25.5", Boundary.DIRECT, Gases.NOT_STATED, "C", "", ""),
        ("cn-air-full-2019", "110.6", Boundary.OPERATION, Gases.CO2, "C", "flight-china-average", ""),
        ("cn-air-flight-2019", "95.3", Boundary.DIRECT, Gases.CO2, "C", "", ""),
        ("icao-jetfuel", "3160", Boundary.DIRECT, Gases.CO2, "B", "jet-fuel", ""),
        ("bj-metro", "32", Boundary.NOT_STATED, Gases.NOT_STATED, "D", "metro", "CN"),
        ("bj-bus", "52", Boundary.NOT_STATED, Gases.NOT_STATED, "D", "bus", "CN"),
        ("ngc-meal-red", "5010", Boundary.LIFE_CYCLE, Gases.CO2E, "B", "meal-red", ""),
        ("ngc-meal-white", "1650", Boundary.LIFE_CYCLE, Gases.CO2E, "B", "meal-white", ""),
        ("ngc-meal-veg", "850", Boundary.LIFE_CYCLE, Gases.CO2E, "B", "meal-vegetarian", ""),
        ("ngc-meal-vegan", "540", Boundary.LIFE_CYCLE, Gases.CO2E, "B", "meal-vegan", ""),
        ("ademe-walkbike", "0", Boundary.DIRECT, Gases.CO2E, "B", "walk", ""),
        # 0.9 kWh × the grid of 2023, Sichuan's and the whole country's.
        ("venue-kwh", "140.76", Boundary.DIRECT, Gases.CO2, "E", "seat", "CN-SC"),
        ("desnz25-waste-ci-landfill", "520.5327", Boundary.NOT_STATED, Gases.CO2E, "A", "", ""),
        ("desnz25-mat-plastic", "3172.49932", Boundary.LIFE_CYCLE, Gases.CO2E, "A", "", ""),
    ],
)
def test_the_other_figures_of_chinas_set_are_the_published_ones(
    code: str, value: str, boundary: Boundary, gases: Gases, grade: str, use: str, serves: str
) -> None:
    factor = CHINA[code]
    assert factor.grams_per_unit == Decimal(value)
    assert (factor.boundary, factor.gases, factor.grade) == (boundary, gases, grade)
    assert (factor.use, factor.serves) == (use, serves)


@pytest.mark.parametrize(
    ("code", "value", "boundary", "gases"),
    [
        ("desnz25-elec-uk", "177", Boundary.DIRECT, Gases.CO2E),
        ("epa-car", "195.78", Boundary.DIRECT, Gases.CO2E),
        ("ademe-tgv", "2.93", Boundary.LIFE_CYCLE, Gases.CO2E),
        ("mobitool-tram", "42.8", Boundary.LIFE_CYCLE, Gases.CO2E),
        ("itf-bus-ice", "92", Boundary.LIFE_CYCLE, Gases.CO2E),
        ("pn18-beef-beef-herd", "99480", Boundary.LIFE_CYCLE, Gases.CO2E),
    ],
)
def test_the_other_figures_of_the_worlds_set_are_the_published_ones(
    code: str, value: str, boundary: Boundary, gases: Gases
) -> None:
    factor = WORLD[code]
    assert (factor.grams_per_unit, factor.boundary, factor.gases) == (Decimal(value), boundary, gases)


def test_the_worlds_set_has_no_defaults_of_china_but_its_grid_and_hotels() -> None:
    found = {factor.use for factor in WORLD.values() if factor.use and factor.region.startswith("CN")}
    assert found == {"grid", "hotel"}


def test_weak_factors_serve_nothing_that_a_firm_one_does_not_serve_too_but_the_seat() -> None:
    weak = {factor.use for factor in CHINA.values() if factor.use and factor.is_weak}
    firm = {factor.use for factor in CHINA.values() if factor.use and not factor.is_weak}
    assert (weak, weak - firm) == ({"metro", "bus", "seat"}, {"seat"})
    assert [factor for factor in WORLD.values() if factor.is_weak] == []


def test_a_factor_in_both_sets_is_the_same() -> None:
    common = set(CHINA) & set(WORLD)
    assert len(common) > 150
    for code in common:
        assert CHINA[code] == WORLD[code]


@BOTH
def test_every_row_says_where_it_is_from_and_that_its_uncertainty_is_our_judgement(library: Library) -> None:
    for factor in library.values():
        assert all((factor.activity_zh, factor.activity_en, factor.source, factor.locator, factor.licence))
        assert factor.activity_zh != factor.activity_en
        assert factor.uncertainty_percent is not None
        assert factor.uncertainty_is_judgement
        assert factor.includes_non_co2 == (factor.boundary == Boundary.NON_CO2) or factor.code in {
            *("ademe-air-short", "ademe-air-medium", "ademe-air-long")
        }


@BOTH
def test_every_licence_has_its_sentence(library: Library) -> None:
    assert {factor.licence for factor in library.values()} <= set(ATTRIBUTIONS)
    sentences = attribution_words(library.values())
    assert len(sentences) == len(set(sentences)) >= 5
