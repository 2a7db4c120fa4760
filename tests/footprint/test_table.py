"""The tables of the live total: what is looked up and added is what the engine counts, to the gram."""

from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import footprint.queries
from footprint.calculation import (
    Answers,
    Boundary,
    Cabin,
    Diet,
    FactorValue,
    FlightMethod,
    Fuel,
    Library,
    LocalMode,
    Mode,
    Options,
    Point,
    Site,
    calculate,
    possible_modes,
)
from footprint.calculation.table import ASKED_CABINS, StayTable, WayTable, stay_table, way_table

GRAMS = {
    ("hsr", "passenger-km"): "30.48",
    ("rail", "passenger-km"): "35.5",
    ("coach", "passenger-km"): "34.32",
    ("taxi", "passenger-km"): "185.58",
    ("metro", "passenger-km"): "32",
    ("bus", "passenger-km"): "52",
    ("walk", "passenger-km"): "0",
    ("car-petrol", "vehicle-km"): "208.71",
    ("car-diesel", "vehicle-km"): "214.3",
    ("car-hybrid", "vehicle-km"): "155.155",
    ("car-unknown", "vehicle-km"): "209.05",
    ("grid", "kWh"): "536.6",
    ("hotel", "room-night"): "53500",
    ("meal-red", "meal"): "5509.5",
    ("meal-white", "meal"): "2098.25",
    ("meal-vegetarian", "meal"): "1114.9",
    ("meal-vegan", "meal"): "784.5",
    ("seat", "spectator"): "140.76",
    ("jet-fuel", "kg-fuel"): "3160",
    ("flight-china-average", "passenger-km"): "110.6",
    **{
        (f"flight-{route}-{cabin}", "passenger-km"): str(64 + 9 * number)
        for route in ("international", "long")
        for number, cabin in enumerate(Cabin)
    },
}
WEAK = ("metro", "bus", "seat")


def factor(use: str, unit: str, grams: str, boundary: Boundary = Boundary.DIRECT) -> FactorValue:
    return FactorValue(
        code=f"{use}-{boundary}",
        category="test",
        activity_zh=use,
        activity_en=use,
        region="world",
        unit=unit,
        grams_per_unit=Decimal(grams),
        boundary=boundary,
        includes_non_co2=False,
        grade="E" if use in WEAK else "A",
        uncertainty_percent=Decimal(20),
        uncertainty_is_judgement=True,
        source="a test",
        source_year=2025,
        locator="row 1",
        licence="CC0",
        use=use,
    )


LIBRARY = Library(
    [
        *(factor(use, unit, grams) for (use, unit), grams in GRAMS.items()),
        factor("flight-international-economy", "passenger-km", "44.67", Boundary.NON_CO2),
        factor("car-petrol", "vehicle-km", "43.21", Boundary.UPSTREAM),
    ]
)
CHENGDU = footprint.queries.place("cn-chengdu")
CITIES = [
    footprint.queries.place_named(name) or CHENGDU
    for name in ("北京", "重庆", "伦敦", "香港", "德阳", "拉萨")
]
STADIUM = Site(CHENGDU, Point(Decimal("30.55"), Decimal("104.28")), options=Options(allow_weak=True))
SITES = (
    STADIUM,
    replace(STADIUM, kwh_per_seat=Decimal("0.731")),
    replace(STADIUM, options=Options(FlightMethod.ICAO, allow_weak=True), rail_km=1_874),
    replace(STADIUM, options=Options(FlightMethod.CHINA_AVERAGE, with_non_co2=False, allow_weak=True)),
)


@cache
def stay_at(site: Site, local_km: int) -> StayTable:
    return stay_table(site=site, local_km=local_km, library=LIBRARY)


def looked_up(answers: Answers, stay: StayTable, ways: WayTable) -> int:
    """The total as static/js/questions.js adds it up."""
    way: Any = ways.modes[answers.mode]
    if answers.mode == Mode.PLANE:
        way = way[answers.cabin]
    if answers.mode == Mode.CAR:
        way = way[answers.fuel][answers.occupants - 1]
    hotel = stay.hotel[answers.sharers - 1][answers.nights]
    meals = stay.meals[answers.diet][answers.meals]
    return int(way) + stay.local[answers.local_mode] + hotel + meals + stay.seat


@st.composite
def journeys(draw: st.DrawFn) -> tuple[Answers, Site]:
    site = draw(st.sampled_from(SITES))
    origin = draw(st.sampled_from([CHENGDU, *CITIES]))
    cabins = [Cabin.ECONOMY] if site.options.flight_method == FlightMethod.CHINA_AVERAGE else ASKED_CABINS
    answers = Answers(
        origin=origin,
        mode=draw(st.sampled_from(possible_modes(origin, site))),
        occupants=draw(st.integers(1, 9)),
        fuel=draw(st.sampled_from(Fuel)),
        cabin=draw(st.sampled_from(cabins)),
        local_mode=draw(st.sampled_from(LocalMode)),
        local_km=draw(st.sampled_from([0, 1, 44, 120])),
        nights=draw(st.integers(0, 60)),
        sharers=draw(st.integers(1, 9)),
        meals=draw(st.integers(0, 200)),
        diet=draw(st.sampled_from(Diet)),
    )
    return answers, site


@settings(deadline=None)
@given(journeys())
def test_what_is_looked_up_and_added_is_the_footprint_to_the_gram(journey: tuple[Answers, Site]) -> None:
    answers, site = journey
    stay = stay_at(site, answers.local_km)
    ways = way_table(origin=answers.origin, site=site, library=LIBRARY)
    expected = calculate(answers=answers, site=site, library=LIBRARY).total_grams
    assert looked_up(answers, stay, ways) == expected


@pytest.mark.parametrize("city", CITIES, ids=lambda city: city.name_en)
def test_a_city_s_table_has_the_ways_that_exist_from_there(city: object) -> None:
    ways = way_table(origin=city, site=STADIUM, library=LIBRARY)  # type: ignore[arg-type]
    assert tuple(ways.modes) == possible_modes(city, STADIUM)  # type: ignore[arg-type]
    assert ways.usual in ways.modes


def test_what_only_weak_factors_could_count_has_no_entry_unless_they_are_allowed() -> None:
    strict = stay_at(replace(STADIUM, options=Options()), 44)
    assert (set(strict.local), strict.seat) == ({LocalMode.TAXI, LocalMode.WALK}, 0)
    allowed = stay_at(STADIUM, 44)
    assert (set(allowed.local), allowed.seat) == (set(LocalMode), 141)


def test_a_library_without_hotels_meals_and_cabins_has_no_entries_for_them() -> None:
    poor = Library(
        one for one in LIBRARY.values() if not one.use.startswith(("hotel", "meal", "car", "coach"))
    )
    stay = stay_table(site=STADIUM, local_km=44, library=poor)
    assert (stay.hotel, stay.meals) == ((), {})
    assert Mode.COACH not in stay.modes
    ways = way_table(origin=CITIES[0], site=STADIUM, library=poor)
    assert set(ways.modes) == {Mode.PLANE, Mode.HSR, Mode.CAR}
    assert set(ways.modes[Mode.CAR]) == {Fuel.ELECTRIC}  # type: ignore[arg-type]


def test_trains_that_are_not_high_speed_are_asked_for_outside_china_only() -> None:
    london = footprint.queries.place("gb-london")
    wembley = Site(london, Point(Decimal("51.556"), Decimal("-0.2796")), options=Options(allow_weak=True))
    assert Mode.RAIL not in stay_at(STADIUM, 44).modes
    assert Mode.HSR not in stay_at(wembley, 44).modes
    assert Mode.RAIL in stay_at(wembley, 44).modes
