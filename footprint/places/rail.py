"""Kilometres along the rails between cities, from the lengths of lines in rail_distances.csv.

A pair that the table has is taken as it stands; any other is the shortest way over the table's lines. Some ways are
no number. A sum of lines more than half as long again as the great circle: there the table lacks the line that people
take. A way hardly longer than the great circle, or shorter: it was measured between stations nearer to each other than
the middles of the cities are. The caller then counts with the great circle and a detour, and says so.
"""

import csv
import heapq
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from functools import cache, lru_cache

from footprint.calculation.distances import great_circle_km
from footprint.calculation.values import Place, PlaceKind
from footprint.places.gazetteer import CITY, CODE, FOLDER
from footprint.places.search import all_places

RAIL_FILE = FOLDER / "rail_distances.csv"
STATION_FILE = FOLDER / "stations.csv"
LEAST_DETOUR, LONGEST_DETOUR = Decimal("1.02"), Decimal("1.5")  # times the great circle
LONG = 60  # kilometres; below, the least detour is lost in rounding


def rail_km(origin: Place, host: Place) -> int | None:
    """Kilometres by rail between two cities, a station counting as its city; None where it is not known."""
    start, end = _city_of(origin), _city_of(host)
    if start is None or end is None or start == end:
        return None
    return _between(*sorted((start, end)))


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
    own = lines[start].get(end)
    kilometres = _shortest(start, end) if own is None else own
    places = all_places().by_code
    direct = great_circle_km(places[start].point, places[end].point)
    if kilometres is None or kilometres < direct:
        return None
    if kilometres > LONG and kilometres < LEAST_DETOUR * direct:
        return None
    # A single line may wind, as the one from Neijiang to Luzhou does by Zigong; its length was read and stands.
    return None if own is None and kilometres > LONGEST_DETOUR * direct else kilometres


def _shortest(start: str, end: str) -> int | None:
    """The shortest way over the table's lines."""
    lines = _lines()
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
