"""Kilometres along the rails."""

import csv

import pytest

import footprint.queries
from footprint.places import all_places, rail_km
from footprint.places.rail import RAIL_FILE


def kilometres(origin: str, host: str = "cn-chengdu") -> int | None:
    return rail_km(footprint.queries.place(origin), footprint.queries.place(host))


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("cn-chongqing", 308),
        ("cn-xian", 658),
        ("cn-guiyang", 648),
        ("cn-kunming", 915),
        ("cn-beijing", 658 + 523 + 693),
        ("cn-guangzhou", 648 + 857),
        ("hk-hong-kong", 648 + 857 + 110 + 26),
        ("cn-shanghai", 2078),
        ("cn-wuhan", 308 + 264 + 277 + 291),
        ("cn-mianyang", 113),
        ("cn-luzhou", 152 + 128),
    ],
)
def test_the_way_to_chengdu_is_the_sum_of_its_lines(origin: str, expected: int) -> None:
    assert kilometres(origin) == expected


def test_a_length_of_the_whole_way_goes_before_a_sum_of_parts() -> None:
    assert kilometres("cn-shanghai") == 2078
    assert kilometres("cn-nanjing") == 1777


def test_a_station_counts_as_its_city() -> None:
    assert kilometres("rail-beijing-west", "rail-chengdu-east") == kilometres("cn-beijing")
    assert kilometres("rail-chengdu-south", "rail-chengdu-east") is None


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("cn-chengdu", "cn-chengdu"),
        ("gb-london", "cn-chengdu"),
        ("cn-urumqi", "cn-chengdu"),
        ("air-pek", "cn-chengdu"),
        ("cn-hefei", "cn-nanjing"),  # the table lacks their line: the way over Wuhan and Chengdu is no answer
    ],
)
def test_where_the_table_has_no_sensible_way_there_is_no_number(origin: str, host: str) -> None:
    assert kilometres(origin, host) is None


def test_every_length_has_its_source_and_both_its_cities() -> None:
    with RAIL_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    pairs = {tuple(sorted((row["from"], row["to"]))) for row in rows}
    assert len(pairs) == len(rows) == 56
    for row in rows:
        assert row["from"] in all_places().by_code
        assert row["to"] in all_places().by_code
        assert int(row["kilometres"]) > 0
        assert row["line"]
        assert row["source"]


def test_forty_five_cities_have_a_way_to_chengdu() -> None:
    with RAIL_FILE.open(encoding="utf-8", newline="") as file:
        cities = {row[end] for row in csv.DictReader(file) for end in ("from", "to")}
    assert len([city for city in cities if kilometres(city) is not None]) == 45
