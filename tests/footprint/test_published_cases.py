"""Our numbers beside published ones: every figure here is typed from its publication, none is computed by us.

DESNZ: UK Government GHG conversion factors for company reporting 2025, flat file, Open Government Licence v3.0.
MEE: CO2 emission factors of electricity, announcements 2024 No. 12 (year 2021), 2024 No. 33 (2022) and
2025 No. 47 (2023) of China's Ministry of Ecology and Environment and National Bureau of Statistics.
Methods of other publishers are beside their examples in test_published_methods.py.
"""

from decimal import Decimal
from pathlib import Path

import pytest

from footprint.calculation import (
    Boundary,
    Cabin,
    Diet,
    Electricity,
    Flight,
    FlightMethod,
    Fuel,
    Gases,
    Library,
    LineKey,
    Meals,
    Options,
    Ride,
    RideMode,
    Stay,
    lines_of,
)
from footprint.factor_file import parse

WORLD_FILE = Path(__file__).parents[2] / "footprint" / "factors" / "world-2026.1.csv"


@pytest.fixture(scope="session")
def world() -> Library:
    """The shipped set for the world."""
    return Library(parse(WORLD_FILE.read_text(encoding="utf-8")).factors)


def pairs(text: str) -> list[tuple[str, str]]:
    """A table of code and number, as it stands in the text."""
    words = text.split()
    return list(zip(words[::2], words[1::2], strict=True))


# DESNZ 2025, "Business travel - air" and "WTT - business travel - air", kg CO2e per passenger-km: without
# radiative forcing, with it, and the making of the fuel. 1,000 km (8,000 for long-haul) make grams whole.
DESNZ_FLIGHTS = [
    ("GB-GB", 1000, Cabin.AVERAGE, "0.13552", "0.22928", "0.03350"),
    ("GB-FR", 1000, Cabin.AVERAGE, "0.07559", "0.12786", "0.02286"),
    ("GB-FR", 1000, Cabin.ECONOMY, "0.07435", "0.12576", "0.02249"),
    ("GB-FR", 1000, Cabin.BUSINESS, "0.11152", "0.18863", "0.03373"),
    ("GB-CN", 8000, Cabin.AVERAGE, "0.09043", "0.15282", "0.03213"),
    ("GB-CN", 8000, Cabin.ECONOMY, "0.06926", "0.11704", "0.02461"),
    ("GB-CN", 8000, Cabin.PREMIUM_ECONOMY, "0.11081", "0.18726", "0.03937"),
    ("GB-CN", 8000, Cabin.BUSINESS, "0.20083", "0.33940", "0.07137"),
    ("GB-CN", 8000, Cabin.FIRST, "0.27701", "0.46814", "0.09844"),
    ("CN-CN", 1000, Cabin.AVERAGE, "0.08420", "0.14253", "0.02162"),
    ("CN-CN", 1000, Cabin.ECONOMY, "0.06449", "0.10916", "0.01656"),
    ("CN-CN", 1000, Cabin.PREMIUM_ECONOMY, "0.10318", "0.17465", "0.02649"),
    ("JP-CN", 1000, Cabin.BUSINESS, "0.18701", "0.31656", "0.04802"),
    ("US-CN", 1000, Cabin.FIRST, "0.25794", "0.43663", "0.06623"),
]


@pytest.mark.parametrize(("route", "km", "cabin", "direct", "with_forcing", "upstream"), DESNZ_FLIGHTS)
def test_desnz_flights_weigh_what_the_table_says(
    world: Library, route: str, km: int, cabin: Cabin, direct: str, with_forcing: str, upstream: str
) -> None:
    start, end = route.split("-")
    flight, high_up = lines_of(Flight(km, (start, end), cabin=cabin), world)
    parts = {factor.boundary: factor.grams_per_unit / 1000 for factor in flight.factors}
    assert parts == {Boundary.DIRECT: Decimal(direct), Boundary.UPSTREAM: Decimal(upstream)}
    assert flight.grams == km * 1000 * (Decimal(direct) + Decimal(upstream))
    assert high_up.key == LineKey.PLANE_NON_CO2
    assert high_up.grams == km * 1000 * (Decimal(with_forcing) - Decimal(direct))


@pytest.mark.parametrize(
    ("direct", "with_forcing"), [(case[3], case[4]) for case in DESNZ_FLIGHTS], ids=lambda value: str(value)
)
def test_radiative_forcing_is_seven_tenths_of_the_co2(direct: str, with_forcing: str) -> None:
    """DESNZ 2025 methodology paper, paragraph 2.10: 1.7 times the CO2; about 1 % of the CO2e is other gases."""
    assert Decimal("1.685") < Decimal(with_forcing) / Decimal(direct) <= Decimal("1.7")


# MEE and NBS, kg CO2 per kWh of electricity used, by province (ISO 3166-2:CN) in 2023.
CHINA_2023 = (
    "YN 0.1333 SC 0.1564 QH 0.1796 HI 0.3648 HB 0.4044 FJ 0.4211 GD 0.4419 GS 0.4471 GX 0.4476 JL 0.4671 "
    "LN 0.4878 ZJ 0.4974 HN 0.4976 HL 0.5229 BJ 0.5554 CQ 0.5581 GZ 0.5683 SH 0.5737 JS 0.5827 JX 0.5836 "
    "HA 0.5897 XJ 0.6021 NX 0.6187 SD 0.6191 SN 0.6335 NM 0.6479 HE 0.6516 AH 0.6553 SX 0.6634 TJ 0.6796"
)


@pytest.mark.parametrize(("province", "kg_per_kwh"), pairs(CHINA_2023))
def test_a_province_has_its_own_grid(library: Library, province: str, kg_per_kwh: str) -> None:
    (line,) = lines_of(Electricity(Decimal(10), f"CN-{province}"), library)
    assert line.grams == Decimal(kg_per_kwh) * 10_000
    assert {(factor.boundary, factor.gases) for factor in line.factors} == {(Boundary.DIRECT, Gases.CO2)}


@pytest.mark.parametrize(
    ("year", "region", "kg_per_kwh"),
    [
        (2021, "CN", "0.5568"),
        (2021, "CN-SC", "0.1255"),
        (2022, "CN", "0.5366"),
        (2022, "CN-SC", "0.1404"),
        (2022, "CN-CQ", "0.5227"),
        (2023, "CN", "0.5306"),
        (2023, "CN-SC", "0.1564"),
        (2023, "CN-CQ", "0.5581"),
    ],
)
def test_each_year_has_its_own_grid(library: Library, year: int, region: str, kg_per_kwh: str) -> None:
    (line,) = lines_of(Electricity(Decimal(10), region), library, Options(grid_year=year))
    assert line.grams == Decimal(kg_per_kwh) * 10_000


def test_the_latest_year_is_taken_where_none_is_chosen(library: Library) -> None:
    (line,) = lines_of(Electricity(Decimal(10), "CN"), library)
    assert line.grams == 5306  # announcement 2025 No. 47: 0.5306 kg per kWh


# DESNZ 2025, "Hotel stay": kg CO2e per occupied room and night.
HOTELS = (
    "QA 86.2 AE 63.8 ID 62.7 MY 61.5 IN 58.9 KR 55.8 CN 53.5 HK 51.5 TH 43.4 JP 39.0 VN 38.5 AU 35.0 SG 24.5 "
    "US 16.1 IT 14.3 DE 13.2 GB 10.4 BR 8.7 CA 7.4 ES 7.0 FR 6.7"
)


@pytest.mark.parametrize(("country", "kg_per_night"), pairs(HOTELS))
def test_a_night_in_a_hotel_is_the_countrys(world: Library, country: str, kg_per_night: str) -> None:
    (line,) = lines_of(Stay(nights=1, region=country), world)
    assert line.grams == Decimal(kg_per_night) * 1000


# DESNZ 2025, "Business travel - land" and its WTT sheet, kg CO2e: at the exhaust, and making the fuel.
CARS = [
    (Fuel.PETROL, "0.16272", "0.04599"),
    (Fuel.DIESEL, "0.17304", "0.04146"),
    (Fuel.HYBRID, "0.12825", "0.03315"),
    (Fuel.UNKNOWN, "0.16725", "0.04399"),
]


@pytest.mark.parametrize("occupants", [1, 2, 3, 4, 5])
@pytest.mark.parametrize(("fuel", "direct", "upstream"), CARS)
def test_a_car_is_shared_by_the_people_in_it(
    world: Library, fuel: Fuel, direct: str, upstream: str, occupants: int
) -> None:
    ride = Ride(RideMode.CAR, Decimal(6000), "GB", occupants=occupants, fuel=fuel)
    (line,) = lines_of(ride, world)
    assert line.grams == 6_000_000 * (Decimal(direct) + Decimal(upstream)) / occupants


@pytest.mark.parametrize(
    ("mode", "direct", "upstream"),
    [
        (RideMode.TAXI, "0.14861", "0.03697"),  # regular taxi, per passenger-km
        (RideMode.COACH, "0.02776", "0.00656"),
        (RideMode.MOTORBIKE, "0.11367", "0.02956"),  # average, per vehicle-km
        (RideMode.RAIL, "0.03546", "0.00897"),  # national rail
        (RideMode.BUS, "0.10385", "0.02649"),  # average local bus
    ],
)
def test_desnz_rides_weigh_what_the_table_says(
    world: Library, mode: RideMode, direct: str, upstream: str
) -> None:
    (line,) = lines_of(Ride(mode, Decimal(100), "GB"), world)
    assert line.grams == 100_000 * (Decimal(direct) + Decimal(upstream))


@pytest.mark.parametrize(("mode", "grams"), [(RideMode.METRO, 32), (RideMode.BUS, 52)])
def test_beijings_standard_is_taken_where_weak_factors_are_allowed(
    library: Library, mode: RideMode, grams: int
) -> None:
    """DB11/T 3043-2024, seen second-hand only (grade D): 0.032 kg per passenger-km by metro, 0.052 by bus."""
    ride = Ride(mode, Decimal(100), "CN-BJ")
    (weak,) = lines_of(ride, library, Options(allow_weak=True))
    (usual,) = lines_of(ride, library)
    assert (weak.grams, weak.grade) == (100 * grams, "D")
    assert usual.grade < "D"


def test_an_electric_car_takes_the_grid_where_it_is_charged(library: Library) -> None:
    """DESNZ 2025: 0.03663 kg per vehicle-km at 0.177 kg per kWh are 0.207 kWh; the grids are the ministry's."""
    assert round(Decimal("0.03663") / Decimal("0.177"), 3) == Decimal("0.207")
    grams = {
        region: lines_of(Ride(RideMode.CAR, Decimal(1000), region, fuel=Fuel.ELECTRIC), library)[0].grams
        for region in ("CN-SC", "CN", "CN-TJ")
    }
    assert grams == {"CN-SC": 32_375, "CN": 109_834, "CN-TJ": 140_677}  # 207 kWh × 156.4, 530.6, 679.6 g


def test_high_speed_rail_is_the_chinese_teams_figure(library: Library) -> None:
    """Mao Baohua and others, China Environment News, 5 March 2024: 30.48 g with stations and maintenance."""
    (line,) = lines_of(Ride(RideMode.HSR, Decimal(1000), "CN"), library)
    assert line.grams == 30_480


def test_the_average_of_chinese_airlines_is_the_same_teams_figure(library: Library) -> None:
    """The same article: 108.3 to 112.9 g per passenger-km for the whole process; the middle is 110.6."""
    flight = Flight(1000, ("CN", "CN"), method=FlightMethod.CHINA_AVERAGE)
    (line,) = lines_of(flight, library)
    assert line.grams == 110_600


# Nos Gestes Climat 4.10.2 (ADEME), kg CO2e per meal: "alimentation . plats . … . empreinte".
@pytest.mark.parametrize(
    ("diet", "kilograms"),
    [(Diet.RED, "5.01"), (Diet.WHITE, "1.65"), (Diet.VEGETARIAN, "0.85"), (Diet.VEGAN, "0.54")],
)
def test_meals_are_those_of_nos_gestes_climat(library: Library, diet: Diet, kilograms: str) -> None:
    assert lines_of(Meals(10, diet, "CN"), library)[0].grams == Decimal(kilograms) * 10_000
