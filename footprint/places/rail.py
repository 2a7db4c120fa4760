"""Kilometres along the rails between cities, from the lengths of lines in rail_distances.csv.

A pair that the table has is taken as it stands; any other is the shortest way over the table's lines. A way more
than half as long again as the great circle is no number: there the table lacks the line that people take. The
caller then counts with the great circle and a detour, and says so.
"""

import csv
import heapq
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache

from footprint.calculation.distances import great_circle_km
from footprint.calculation.values import Place, PlaceKind
from footprint.places.gazetteer import CITY, CODE, FOLDER

RAIL_FILE = FOLDER / "rail_distances.csv"
STATION_FILE = FOLDER / "stations.csv"


def rail_km(origin: Place, host: Place) -> int | None:
    """Kilometres by rail between two cities, a station counting as its city; None where it is not known."""
    start, end = _city_of(origin), _city_of(host)
    if start is None or end is None or start == end:
        return None
    kilometres = _between(*sorted((start, end)))
    if kilometres is None or kilometres * 2 > great_circle_km(origin.point, host.point) * 3:
        return None
    return kilometres


def _city_of(place: Place) -> str | None:
    """The code of the city; nothing for an airport."""
    if place.kind == PlaceKind.STATION:
        return _cities_of_stations().get(place.code)
    return place.code if place.kind == PlaceKind.CITY else None


@lru_cache(maxsize=1024)
def _between(start: str, end: str) -> int | None:
    lines = _lines()
    if start not in lines or end not in lines:
        return None
    if end in lines[start]:
        return lines[start][end]
    shortest = {start: 0}
    waiting = [(0, start)]
    while waiting:
        so_far, city = heapq.heappop(waiting)
        if city == end:
            return so_far
        for neighbour, kilometres in lines[city].items():
            if so_far + kilometres < shortest.get(neighbour, so_far + kilometres + 1):
                shortest[neighbour] = so_far + kilometres
                heapq.heappush(waiting, (so_far + kilometres, neighbour))
    return None


@cache
def _lines() -> Mapping[str, Mapping[str, int]]:
    lines: dict[str, dict[str, int]] = defaultdict(dict)
    with RAIL_FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kilometres = int(row["kilometres"])
            lines[row["from"]][row["to"]] = kilometres
            lines[row["to"]][row["from"]] = kilometres
    return lines


@cache
def _cities_of_stations() -> Mapping[str, str]:
    with STATION_FILE.open(encoding="utf-8", newline="") as file:
        return {row[CODE]: row[CITY] for row in csv.reader(file)}
