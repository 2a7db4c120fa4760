"""Methods beside published examples: ICAO's flights, Google's flights, great circles, and IPCC's uncertainty.

ICAO: Carbon Emissions Calculator Methodology, version 13 (2024), as the package carbonize 0.1.0 copied it.
TIM: Travel Impact Model 1.9.1, README of github.com/google/travel-impact-model. All numbers are typed from there.
"""

from decimal import Decimal

import pytest

from footprint.calculation import (
    Boundary,
    Cabin,
    FactorValue,
    Flight,
    FlightMethod,
    Library,
    Line,
    LineKey,
    Piece,
    PieceName,
    Point,
    great_circle_km,
    lines_of,
    total_of,
)
from footprint.calculation.icao import NARROW_BODY, WIDE_BODY, Aircraft, corrected_km, route_factors
from footprint.calculation.lines import Draft, counted

# --- ICAO ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("great_circle", "corrected"),
    [(100, 150), (549, 599), (550, 650), (551, 651), (5499, 5599), (5500, 5600), (5501, 5626), (9000, 9125)],
)
def test_icao_adds_50_100_or_125_km(great_circle: int, corrected: int) -> None:
    """Section 4.2: less than 550 km + 50; between 550 and 5,500 km + 100; above + 125."""
    assert corrected_km(great_circle) == corrected


# Appendix C: kg of fuel for nautical miles. 463 km are 250 miles and so on, so that no interpolation enters.
@pytest.mark.parametrize(
    ("aircraft", "kilometres", "fuel_kg"),
    [
        (NARROW_BODY, 463, 3430),
        (NARROW_BODY, 926, 4585),
        (NARROW_BODY, 1389, 6212),
        (NARROW_BODY, 1852, 7772),
        (NARROW_BODY, 2778, 10766),
        (NARROW_BODY, 3704, 13648),
        (NARROW_BODY, 4630, 16452),
        (WIDE_BODY, 4630, 30554),
        (WIDE_BODY, 9260, 60142),
        (WIDE_BODY, 11112, 71977),
        (WIDE_BODY, 13890, 89730),
    ],
)
def test_icao_fuel_is_appendix_c(aircraft: Aircraft, kilometres: int, fuel_kg: int) -> None:
    assert aircraft.fuel_for(kilometres) == fuel_kg


# Appendix A: load factor and passengers' share of the fuel in percent, by route group.
@pytest.mark.parametrize(
    ("countries", "load", "share"),
    [
        ("CN-CN", "75.3", "79.47"),  # 28 intra North Asia
        ("CN-SG", "75.3", "79.47"),  # 37 North Asia – Pacific South East Asia
        ("GB-CN", "80.0", "63.43"),  # 18 Europe – North Asia
        ("US-CN", "82.3", "66.44"),  # 34 North America – North Asia
        ("AE-CN", "76.5", "81.18"),  # 33 Middle East – North Asia & Pacific South East Asia
        ("CN-IN", "71.2", "79.47"),  # 13 Central/South West Asia – North Asia
        ("BR-CN", "72.9", "84.67"),  # 31 Latin America/Caribbean – North Asia & Pacific South East Asia
        ("ZA-CN", "73.7", "83.82"),  # 1 Africa – Asia/Pacific
        ("FR-DE", "82.3", "96.12"),  # 25 intra Europe
        ("US-CA", "79.1", "93.35"),  # 27 intra North America
        ("GB-US", "83.1", "79.96"),  # 17 Europe – North America
        ("TH-SG", "77.8", "79.47"),  # 29 intra Pacific South East Asia
    ],
)
def test_icao_shares_are_appendix_a(countries: str, load: str, share: str) -> None:
    start, end = countries.split("-")
    assert route_factors((start, end)) == (Decimal(load) / 100, Decimal(share) / 100)
    assert route_factors((end, start)) == (Decimal(load) / 100, Decimal(share) / 100)


def icao_flight(library: Library, km: int, countries: str, cabin: Cabin = Cabin.ECONOMY) -> Line:
    start, end = countries.split("-")
    flight = Flight(km, (start, end), cabin=cabin, method=FlightMethod.ICAO)
    (line,) = lines_of(flight, library)
    return line


def test_an_icao_flight_is_the_published_formula(library: Library) -> None:
    """826 km are 500 nautical miles when corrected: 3.16 × 4,585 kg × 0.7947 ÷ (180 × 0.753) = 84.950 kg."""
    assert icao_flight(library, 826, "CN-CN").grams == 84_950


def test_icao_counts_a_premium_seat_twice_beyond_3000_km(library: Library) -> None:
    """Versions up to 12: "for flights above 3000 km, premium cabin = 2 × economy"."""
    for km, times in ((3000, 1), (3001, 2)):
        economy, business = (
            icao_flight(library, km, "CN-SG", cabin) for cabin in (Cabin.ECONOMY, Cabin.BUSINESS)
        )
        assert abs(business.grams - times * economy.grams) <= 1


# ICAO's calculator run by the Ports of Jersey, "CarbonPass app methodology": kg for one economy journey from
# Jersey on the A319s and A320s of that route. ICAO takes the seats and aircraft of each route's timetable, we
# one A320 with 180 seats, so that a sixth is as near as the two can be asked to be.
@pytest.mark.parametrize(
    ("airport", "latitude", "longitude", "kilograms"),
    [
        ("LHR", "51.4706", "-0.46194", "56.6"),
        ("GLA", "55.8719", "-4.43306", "96.1"),
        ("LGW", "51.1481", "-0.19028", "49.8"),
        ("LPL", "53.3336", "-2.84972", "68.6"),
        ("LTN", "51.8747", "-0.36833", "54.8"),
        ("MAN", "53.3537", "-2.27495", "62.9"),
    ],
)
def test_icaos_own_results_are_near(
    library: Library, airport: str, latitude: str, longitude: str, kilograms: str
) -> None:
    jersey = Point(Decimal("49.2079"), Decimal("-2.19551"))
    km = great_circle_km(jersey, Point(Decimal(latitude), Decimal(longitude)))
    ratio = Decimal(icao_flight(library, km, "GB-GB").grams) / 1000 / Decimal(kilograms)
    assert Decimal(5) / 6 < ratio < Decimal(7) / 6, airport


# --- Google's Travel Impact Model: its worked example Zurich – San Francisco on a 787-9 ---------------------

LANDING_AND_TAKE_OFF_KG = 1727
TIM_787 = Aircraft(
    "B789",
    257,
    tuple(
        (miles, cruise_kg + LANDING_AND_TAKE_OFF_KG)
        for miles, cruise_kg in ((500, 5815), (1000, 10770), (5000, 52375), (5500, 57430))
    ),
)


@pytest.mark.parametrize(("kilometres", "fuel_kg"), [(9723, "56629.5"), (9369, "54697.0")])
def test_our_interpolation_gives_googles_fuel(kilometres: int, fuel_kg: str) -> None:
    """5,250 miles: 54,902.5 kg of cruise; 9,369 km: 54,697 kg in all."""
    assert abs(TIM_787.fuel_for(kilometres) - Decimal(fuel_kg)) <= Decimal("0.1")


@pytest.mark.parametrize(
    ("cabin_weight", "tank_to_wake", "well_to_wake"),
    [
        ("1", "501.7", "603.4"),
        ("1.5", "752.6", "905.1"),
        ("4", "2006.8", "2413.6"),
        ("5", "2508.5", "3017.0"),
    ],
)
def test_our_line_gives_googles_kilograms(cabin_weight: str, tank_to_wake: str, well_to_wake: str) -> None:
    """54,697 kg of fuel, 411.5 seats' worth of cabin, 84.5 % full, 3.1894 and 0.6465 kg per kg of fuel."""
    pieces = (
        Piece(PieceName.FUEL_KG, Decimal(54_697)),
        Piece(PieceName.CABIN_WEIGHT, Decimal(cabin_weight)),
        Piece(PieceName.AIRCRAFT_SEATS, Decimal("411.5"), divides=True),
        Piece(PieceName.LOAD_FACTOR, Decimal("0.845"), divides=True),
    )
    burnt = a_factor("3189.4", Boundary.DIRECT)
    made = a_factor("646.5", Boundary.UPSTREAM)
    for factors, kilograms in (((burnt,), tank_to_wake), ((burnt, made), well_to_wake)):
        line = counted(Draft(LineKey.PLANE, "kg-fuel", pieces, factors))
        assert round(Decimal(line.grams) / 1000, 1) == Decimal(kilograms)


def a_factor(
    grams: str, boundary: Boundary = Boundary.DIRECT, *, code: str = "", percent: str | None = None
) -> FactorValue:
    return FactorValue(
        code=code or f"tim-{boundary}",
        category="flight",
        activity_zh="航空煤油",
        activity_en="Jet fuel",
        region="world",
        unit="kg-fuel",
        grams_per_unit=Decimal(grams),
        boundary=boundary,
        includes_non_co2=False,
        grade="B",
        uncertainty_percent=None if percent is None else Decimal(percent),
        uncertainty_is_judgement=True,
        source="Google, Travel Impact Model 1.9.1",
        source_year=2024,
        locator="README, Example emission estimation",
        licence="CC BY-SA 4.0",
    )


# --- Distances ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "kilometres"),
    [
        # Rosetta Code, "Haversine formula": Nashville – Los Angeles, 2,886.444 km with a radius of 6,371.0 km.
        ("36.12 -86.67", "33.94 -118.40", 2886),
        # geopy's documentation: great_circle(Newport, Cleveland) is 536.997990696 miles, 864.214 km.
        ("41.49008 -71.312796", "41.499498 -81.695391", 864),
        # A quarter and a half of the circumference, 2π × 6,371.0088 km = 40,030.2 km.
        ("0 0", "0 90", 10008),
        ("90 0", "-90 0", 20015),
        ("0 179", "0 -179", 222),
    ],
)
def test_great_circles_are_the_published_ones(start: str, end: str, kilometres: int) -> None:
    ends = [Point(*map(Decimal, place.split())) for place in (start, end)]
    assert great_circle_km(ends[0], ends[1]) == kilometres


@pytest.mark.parametrize(
    ("start", "end", "published"),
    [
        ("47.46472 8.54917", "37.61898 -122.37489", 9369),  # TIM's example, Zurich – San Francisco
        ("51.4706 -0.46194", "40.63993 -73.77869", 5555),  # airmilescalc.com, London – New York, WGS 84
    ],
)
def test_the_sphere_is_near_the_ellipsoid(start: str, end: str, published: int) -> None:
    ends = [Point(*map(Decimal, place.split())) for place in (start, end)]
    assert abs(great_circle_km(ends[0], ends[1]) - published) / published < 0.003


# --- Uncertainty: IPCC 2006 Guidelines, volume 1, chapter 3, equations 3.1 and 3.2 ------------------------


@pytest.mark.parametrize(
    ("activity", "factor", "product"),
    [("3", "4", "5"), ("5", "12", "13"), ("8", "15", "17"), ("7", "24", "25")],
)
def test_a_products_uncertainty_is_equation_3_1(activity: str, factor: str, product: str) -> None:
    """U = √(U₁² + U₂²): the guidelines print the equation; whole-numbered triangles make it exact."""
    pieces = (Piece(PieceName.AMOUNT, Decimal(1000)),)
    draft = Draft(LineKey.AMOUNT, "kg-fuel", pieces, (a_factor("100", percent=factor),), (Decimal(activity),))
    line = counted(draft)
    assert line.uncertainty_percent == Decimal(product)
    assert (line.low_grams, line.high_grams) == (100_000 - 1000 * int(product), 100_000 + 1000 * int(product))


def test_a_sums_uncertainty_is_equation_3_2() -> None:
    """U = √((U₁x₁)² + (U₂x₂)²) ÷ (x₁ + x₂) for sources that are independent: here √(30² + 40²) = 50."""
    total = total_of([_line("one", "100", "30"), _line("other", "100", "40")])
    assert (total.total_grams, total.low_grams, total.high_grams) == (200_000, 150_000, 250_000)


def test_sources_with_one_factor_add_up_linearly() -> None:
    """Equation 3.2 is for independent sources; where they err together their half-ranges add, here 30 + 40."""
    total = total_of([_line("same", "100", "30"), _line("same", "100", "40")])
    assert (total.low_grams, total.high_grams) == (130_000, 270_000)


def _line(code: str, grams: str, percent: str) -> Line:
    factor = a_factor(grams, code=code, percent=percent)
    return counted(Draft(LineKey.AMOUNT, "kg-fuel", (Piece(PieceName.AMOUNT, Decimal(1000)),), (factor,)))
