"""Airports that moved or that a package puts elsewhere: each stands where its sources have it."""

import csv
from decimal import Decimal

import pytest

import footprint.queries
from footprint.calculation import Point, great_circle_km
from footprint.places.gazetteer import FOLDER

SPOTS = FOLDER.parent / "scripts/airport_spots_by_hand.csv"


@pytest.mark.parametrize(
    ("iata", "latitude", "longitude"),
    [
        ("AOG", "41.1053", "122.8540"),
        ("BPL", "44.8950", "82.3000"),
        ("HMI", "42.8425", "93.6694"),
        ("HZG", "33.1367", "107.2022"),
        ("JIU", "29.4769", "115.8011"),
        ("JNZ", "40.9350", "121.2772"),
        ("KCA", "41.6779", "82.8729"),
        ("LFQ", "36.1326", "111.6412"),
        ("NZL", "47.8658", "122.7675"),
        ("ZHA", "21.4817", "110.5903"),
        ("ZYI", "27.8112", "107.2460"),
    ],
)
def test_a_corrected_airport_lies_where_its_sources_have_it(iata: str, latitude: str, longitude: str) -> None:
    airport = footprint.queries.place(f"air-{iata.lower()}")
    assert great_circle_km(airport.point, Point(Decimal(latitude), Decimal(longitude))) <= 1


@pytest.mark.parametrize(("code", "region"), [("air-ten", "贵州"), ("air-dcy", "四川")])
def test_an_airport_belongs_to_its_own_province_and_not_to_its_neighbour_s(code: str, region: str) -> None:
    assert footprint.queries.place(code).region_zh == region


def test_every_correction_is_in_the_list_and_says_where_it_was_read() -> None:
    with SPOTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["iata"] for row in rows}) == len(rows) == 19
    for row in rows:
        airport = footprint.queries.place(f"air-{row['iata'].lower()}")
        assert row["source"]
        if row["latitude"]:
            assert airport.point == Point(Decimal(row["latitude"]), Decimal(row["longitude"]))
        if row["region"]:
            assert airport.region == row["region"]
