"""Activities in JSON: what is understood, and what is refused with which words."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from footprint import calculator
from footprint.calculation import (
    Amount,
    Cabin,
    Diet,
    DistanceKind,
    Electricity,
    Flight,
    FlightMethod,
    Fuel,
    Meals,
    Options,
    Ride,
    RideMode,
    Seat,
    Stay,
)
from footprint.errors import (
    ActivityError,
    FootprintError,
    ImpossibleModeError,
    InvalidAnswerError,
    RefusedActivitiesError,
)
from footprint.phrases import error_words
from footprint.places import all_places
from footprint.reading import read

Json = dict[str, Any]


@pytest.mark.parametrize(
    ("raw", "activity"),
    [
        ({"nights": 3, "sharers": 2}, Stay(3, "CN", 2)),
        ({"nights": "3", "region": "FR"}, Stay(3, "FR")),
        ({"meals": 2, "diet": "red"}, Meals(2, Diet.RED, "CN")),
        ({"kwh": Decimal("1.5"), "region": "CN-SC"}, Electricity(Decimal("1.5"), "CN-SC")),
        ({"seat": True, "region": "CN-SC"}, Seat("CN-SC")),
        ({"seat": True, "kwh_per_seat": "0.8"}, Seat("CN", Decimal("0.8"))),
        ({"factor": "bj-metro", "quantity": "12.50"}, Amount(Decimal("12.50"), "bj-metro")),
        (
            {
                "mode": "plane",
                "distance_km": 1000,
                "return": True,
                "cabin": "first",
                "countries": ["gb", "FR"],
            },
            Flight(Decimal(1000), ("GB", "FR"), 2, cabin=Cabin.FIRST),
        ),
        ({"mode": "metro", "distance_km": 20, "trips": 4}, Ride(RideMode.METRO, Decimal(20), "CN", trips=4)),
        (
            {"mode": "car", "distance_km": "9.5", "occupants": 3, "fuel": "electric", "region": "CN-SC"},
            Ride(RideMode.CAR, Decimal("9.5"), "CN-SC", occupants=3, fuel=Fuel.ELECTRIC),
        ),
        ({"nights": 1, "factor_set": "world", "region": "QA"}, Stay(1, "QA")),
    ],
)
def test_an_activity_is_read(raw: Json, activity: object) -> None:
    assert read(raw).activity == activity


@pytest.mark.parametrize(
    ("start", "end"),
    [("Beijing", "成都"), ("beijing", "chengdu"), ("北京市", "cn-chengdu"), ("北京", "Chengdu")],
)
def test_places_are_read_in_every_script(start: str, end: str) -> None:
    trip = read({"mode": "coach", "from": start, "to": end}).activity
    assert trip == Ride(RideMode.COACH, Decimal(1517), "CN", DistanceKind.GREAT_CIRCLE)


def test_a_ride_within_a_province_is_of_that_province() -> None:
    trip = read({"mode": "car", "from": "绵阳", "to": "成都", "fuel": "electric"}).activity
    assert isinstance(trip, Ride)
    assert trip.region == "CN-SC"


def test_options_are_read_with_the_activity() -> None:
    raw = {"kwh": 1, "allow_weak": True, "grid_year": 2022, "factor_set": "china-2026.1", "id": "hall"}
    request = read(raw)
    assert request.options == Options(allow_weak=True, grid_year=2022)
    assert (request.factor_set, request.label) == ("china-2026.1", "hall")
    flight = {"mode": "plane", "distance_km": 500, "method": "icao", "non_co2": False}
    assert read(flight).options == Options(flight_method=FlightMethod.ICAO, with_non_co2=False)


@pytest.mark.parametrize(
    ("raw", "reason", "field"),
    [
        ("metro", "not-an-object", ""),
        ({}, "no-kind", ""),
        ({"meals": 1, "nights": 1}, "two-kinds", ""),
        ({"meals": 1, "colour": "green"}, "unknown-field", "colour"),
        ({"meals": 1, "diet": "paleo"}, "unknown-choice", "diet"),
        ({"meals": "two"}, "not-a-number", "meals"),
        ({"meals": "1.5"}, "not-a-whole-number", "meals"),
        ({"meals": True}, "not-a-number", "meals"),
        ({"meals": 1.5}, "not-a-number", "meals"),
        ({"kwh": "NaN"}, "not-a-number", "kwh"),
        ({"kwh": "1e400"}, "not-a-number", "kwh"),
        ({"mode": "zeppelin", "distance_km": 1}, "unknown-choice", "mode"),
        ({"mode": "metro"}, "missing", "distance_km"),
        ({"mode": "metro", "from": "Chengdu"}, "missing", "to"),
        ({"mode": "metro", "from": "Chengdu", "to": "Beijing", "distance_km": 3}, "two-kinds", "distance_km"),
        ({"mode": "hsr", "from": "Qqqqqqqqq", "to": "Chengdu"}, "unknown-place", "from"),
        ({"mode": "hsr", "from": "Chengdoo", "to": "Beijing"}, "unclear-place", "from"),
        ({"mode": "plane", "distance_km": 500, "countries": "CN"}, "not-two-countries", "countries"),
        ({"mode": "plane", "distance_km": 500, "countries": ["UK", "CN"]}, "mistaken-code", "countries"),
        ({"mode": "plane", "distance_km": 500, "countries": ["CN-SC", "CN"]}, "unknown-country", "countries"),
        ({"mode": "plane", "distance_km": 500, "countries": ["XX", "CN"]}, "unknown-country", "countries"),
        ({"nights": 1, "region": "AUSTRIA"}, "unknown-region", "region"),
        ({"nights": 1, "region": "CNX"}, "unknown-region", "region"),
        ({"nights": 1, "region": "UK"}, "mistaken-code", "region"),
        ({"kwh": 1, "region": "CN-ZZ"}, "unknown-region", "region"),
        ({"mode": "taxi", "distance_km": 5, "occupants": 2}, "unknown-field", "occupants"),
        ({"mode": "taxi", "distance_km": 5, "fuel": "petrol"}, "unknown-field", "fuel"),
        ({"mode": "taxi", "distance_km": 5, "cabin": "first"}, "unknown-field", "cabin"),
        ({"mode": "motorbike", "distance_km": 5, "occupants": 2}, "unknown-field", "occupants"),
        ({"mode": "plane", "distance_km": 500, "occupants": 2}, "unknown-field", "occupants"),
        ({"mode": "plane", "distance_km": 500, "fuel": "petrol"}, "unknown-field", "fuel"),
        ({"mode": "plane", "distance_km": 500, "region": "CN"}, "unknown-field", "region"),
        (
            {"mode": "plane", "from": "PEK", "to": "CTU", "countries": ["CN", "CN"]},
            "unknown-field",
            "countries",
        ),
        ({"meals": 1, "grid_year": 2022}, "unknown-field", "grid_year"),
        ({"seat": True, "grid_year": 2022}, "unknown-field", "grid_year"),
        ({"mode": "car", "distance_km": 5, "grid_year": 2022}, "unknown-field", "grid_year"),
        ({"kwh": 1, "id": {"hall": 7}}, "not-a-text", "id"),
        ({"kwh": 1, "id": None}, "not-a-text", "id"),
        ({"kwh": 1, "grid_year": 0}, "not-a-year", "grid_year"),
        ({"kwh": 1, "grid_year": -5}, "not-a-year", "grid_year"),
        ({"kwh": 1, "grid_year": 2101}, "not-a-year", "grid_year"),
        ({"kwh": "0." + "1" * 31}, "too-many-digits", "kwh"),
        ({"kwh": Decimal("0." + "1" * 3_000)}, "too-many-digits", "kwh"),
        ({"seat": False}, "unknown-choice", "seat"),
        ({"seat": True, "allow_weak": "yes"}, "not-yes-or-no", "allow_weak"),
        ({"kwh": 1, "region": 7}, "not-a-text", "region"),
    ],
)
def test_what_is_not_understood_is_refused(raw: object, reason: str, field: str) -> None:
    with pytest.raises(ActivityError) as refusal:
        read(raw)
    assert (refusal.value.reason, refusal.value.field) == (reason, field)


@pytest.mark.parametrize(
    ("given", "code"), [("cn-sc", "CN-SC"), (" gb ", "GB"), ("CN", "CN"), ("HK", "HK"), ("", "")]
)
def test_a_region_is_a_code_that_the_places_know(given: str, code: str) -> None:
    assert read({"kwh": 1, "region": given}).activity == Electricity(Decimal(1), code)


def test_a_mistaken_code_is_refused_with_the_right_one() -> None:
    with pytest.raises(ActivityError) as refusal:
        read({"nights": 1, "region": "UK"})
    with translation.override("en"):
        assert error_words(refusal.value) == "“UK” is no ISO code. Did you mean GB?"


def test_the_grid_has_a_year_wherever_electricity_is_counted() -> None:
    for activity in (
        {"kwh": 1},
        {"seat": True, "kwh_per_seat": 1},
        {"mode": "car", "distance_km": 5, "fuel": "electric"},
    ):
        assert read({**activity, "grid_year": 2022}).options.grid_year == 2022


@pytest.mark.parametrize(
    ("mode", "start", "end"),
    [
        ("car", "New York", "London"),
        ("motorbike", "New York", "London"),
        ("coach", "Tokyo", "Seoul"),
        ("rail", "Taipei", "Xiamen"),
        ("hsr", "Taipei", "Xiamen"),
        ("hsr", "Lhasa", "Chengdu"),
        ("plane", "Chengdu", "CTU"),
    ],
)
def test_a_way_that_does_not_exist_is_refused_in_both_directions(mode: str, start: str, end: str) -> None:
    for one, other in ((start, end), (end, start)):
        with pytest.raises(ImpossibleModeError):
            read({"mode": mode, "from": one, "to": other})


@pytest.mark.parametrize(
    ("mode", "start", "end", "region"),
    [
        ("hsr", "Shenzhen", "Hong Kong", "CN"),
        ("hsr", "Hong Kong", "Guangzhou", "CN"),
        ("rail", "Lhasa", "Chengdu", "CN"),
        ("rail", "London", "Paris", "FR"),
        ("hsr", "London", "Paris", "FR"),
        ("car", "Vienna", "Munich", "DE"),
        ("taxi", "Chengdu", "CTU", "CN-SC"),
        ("car", "Chengdu", "CTU", "CN-SC"),
        ("metro", "Chengdu", "CTU", "CN-SC"),
    ],
)
def test_a_way_that_exists_is_read_with_its_region(mode: str, start: str, end: str, region: str) -> None:
    trip = read({"mode": mode, "from": start, "to": end}).activity
    assert isinstance(trip, Ride)
    assert (trip.mode, trip.region) == (mode, region)


def test_trips_are_checked_before_they_are_doubled() -> None:
    trip = {"mode": "metro", "distance_km": 5, "return": True}
    assert read({**trip, "trips": 500}).activity == Ride(RideMode.METRO, Decimal(5), "CN", trips=1_000)
    with pytest.raises(InvalidAnswerError) as refusal:
        read({**trip, "trips": 501})
    assert (refusal.value.value, refusal.value.minimum, refusal.value.maximum) == (501, 1, 500)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(max_size=20),
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=8), children, max_size=3)
    ),
    max_leaves=6,
)
NAMES = [
    "mode",
    "from",
    "to",
    "distance_km",
    "nights",
    "meals",
    "kwh",
    "seat",
    "factor",
    "quantity",
    "region",
]


all_places()  # read now, so that the first example is as quick as the others


@given(st.dictionaries(st.sampled_from([*NAMES, "return", "fuel", "countries"]), json_values, max_size=5))
def test_any_input_is_read_or_refused(raw: Json) -> None:
    refused: list[tuple[int, FootprintError]] = []
    try:
        read(raw)
    except FootprintError as error:
        refused.append((0, error))
    assert all(refusal["message"] for refusal in calculator.refusals_json(RefusedActivitiesError(refused)))
