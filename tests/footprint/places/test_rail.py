"""Kilometres along the rails."""

import csv
from itertools import combinations

import pytest

import footprint.queries
from footprint.calculation import great_circle_km
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
        ("cn-shenzhen", 648 + 857 + 110),
        ("hk-hong-kong", 648 + 857 + 142),
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


def test_a_station_counts_as_its_city_even_in_what_is_too_short_or_too_long() -> None:
    assert kilometres("rail-beijing-west", "rail-chengdu-east") == kilometres("cn-beijing")
    assert kilometres("rail-chengdu-south", "rail-chengdu-east") is None
    assert kilometres("rail-shenzhen-north", "hk-hong-kong") is kilometres("cn-shenzhen", "hk-hong-kong")


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("cn-chengdu", "cn-chengdu"),
        ("gb-london", "cn-chengdu"),
        ("cn-urumqi", "cn-chengdu"),
        ("air-pek", "cn-chengdu"),
        ("cn-hefei", "cn-nanjing"),  # the table lacks their line: the way over Wuhan and Chengdu is no answer
        ("hk-hong-kong", "cn-shenzhen"),  # nor is the way over Guangzhou
        ("cn-neijiang", "cn-chengdu"),  # between the stations it is shorter than between the cities
        ("cn-suining", "cn-chengdu"),
        ("cn-wuhan", "cn-yichang"),
        ("cn-jianyang", "cn-chengdu"),
    ],
)
def test_where_the_table_has_no_sensible_way_there_is_no_number(origin: str, host: str) -> None:
    assert kilometres(origin, host) is None


def test_every_length_has_its_source_and_both_its_cities() -> None:
    with RAIL_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    pairs = {tuple(sorted((row["from"], row["to"]))) for row in rows}
    assert len(pairs) == len(rows) == 53
    for row in rows:
        assert row["from"] in all_places().by_code
        assert row["to"] in all_places().by_code
        assert int(row["kilometres"]) > 0
        assert row["line"]
        assert row["source"]


def cities() -> set[str]:
    with RAIL_FILE.open(encoding="utf-8", newline="") as file:
        return {row[end] for row in csv.DictReader(file) for end in ("from", "to")}


def test_forty_cities_have_a_way_to_chengdu() -> None:
    assert len([city for city in cities() if kilometres(city) is not None]) == 40


def test_a_line_that_winds_keeps_the_length_that_was_read() -> None:
    assert kilometres("cn-neijiang", "cn-luzhou") == 128


def test_no_way_is_shorter_than_the_great_circle_or_half_as_long_again() -> None:
    outside = set()
    for pair in combinations(sorted(cities()), 2):
        direct = great_circle_km(*(footprint.queries.place(code).point for code in pair))
        along_rails = kilometres(*pair)
        if along_rails is not None and not 102 * direct <= 100 * along_rails <= 150 * direct:
            outside.add(pair)
    assert outside == {("cn-luzhou", "cn-neijiang")}  # one line by Zigong, 1.506 times
