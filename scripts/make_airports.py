"""Make footprint/airports.csv: the airports with scheduled flights, from airportsdata, cut by airports-py.

Run by hand, like scripts/make_places.py and after it, in a throw-away environment with the packages airportsdata
20260905 and airports-py 3.1.0 (both MIT) beside pypinyin and opencc-python-reimplemented.

    python -m scripts.make_airports > footprint/airports.csv

An airport counts where both packages have it and airports-py says that it has scheduled flights. Coordinates are
those of airportsdata; where the two are more than FARTHEST_KM apart, an airport of China takes those of
airports-py (its new site), any other is left out. What is wrong in that, scripts/airport_spots_by_hand.csv mends,
with the sources that were read. Chinese names stand in scripts/airports_by_hand.csv; standard error tells how many
of them are read as one of the packages spells the airport in English.
"""

import csv
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from scripts.make_places import COLUMNS, GREATER_CHINA, PROVINCES, Library, plain
from scripts.place_names import City, kilometres

FARTHEST_KM = 15
CHINA = ("CN", *GREATER_CHINA)
LEFT_OUT = ("YEH", "JNH", "FUO")  # never opened or not for passengers; two airports under one code; military
SIZES = {"large_airport": 0, "medium_airport": 1}
GENERIC = re.compile("(international|airport|intl|county|city|air base)")


def airports(library: Library) -> Iterator[dict[str, Any]]:
    known: dict[str, dict[str, Any]] = import_module("airportsdata").load("IATA")
    data = import_module("airports.airport_data")
    scheduled = {row["iata"]: row for row in data.airports if row["scheduled_service"] == "TRUE"}
    chinese, spots = chinese_names(), spots_by_hand()
    cities = [city for city in library.cities.values() if city["countrycode"] == "CN" and city["admin1code"]]
    for iata in sorted(set(known) & set(scheduled) - set(LEFT_OUT)):
        here, other = known[iata], scheduled[iata]
        mended = spots.get(iata, {})
        spot = spot_of(here, other, mended)
        if spot is None:
            continue
        name_zh = chinese.get(iata, "")
        yield {
            "code": f"air-{iata.lower()}",
            "name_zh": name_zh,
            "name_en": english_name(other["airport"]),
            "also": "|".join(other_names(iata, name_zh, (here["name"], other["airport"]), library)),
            "country": here["country"],
            "latitude": f"{spot[0]:.4f}",
            "longitude": f"{spot[1]:.4f}",
            "population": 0,
            "pinyin": library.reading(name_zh.replace("-", "")) if name_zh else "",
            "size": SIZES.get(other["type"], 2),
        } | (
            province(mended["region"])
            if mended.get("region")
            else region_of(here["country"], spot, cities, library)
        )


def spot_of(
    here: dict[str, Any], other: dict[str, Any], mended: dict[str, str]
) -> tuple[float, float] | None:
    """Latitude and longitude: by hand, else as the packages have them; nothing where they contradict each other."""
    if mended.get("latitude"):
        return float(mended["latitude"]), float(mended["longitude"])
    if kilometres(here["lat"], here["lon"], other["latitude"], other["longitude"]) <= FARTHEST_KM:
        return here["lat"], here["lon"]
    return (other["latitude"], other["longitude"]) if here["country"] in CHINA else None


def chinese_names() -> dict[str, str]:
    path = Path(__file__).with_name("airports_by_hand.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return {row["iata"]: row["name_zh"] for row in csv.DictReader(file)}


def spots_by_hand() -> dict[str, dict[str, str]]:
    """Coordinates or provinces of airports where the packages have an old site, or both a wrong one."""
    path = Path(__file__).with_name("airport_spots_by_hand.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return {row["iata"]: row for row in csv.DictReader(file)}


def province(code: str) -> dict[str, str]:
    names = next(names for names in PROVINCES.values() if names[0] == code)
    return dict(zip(("region", "region_zh", "region_en"), names, strict=True))


def english_name(name: str) -> str:
    name = re.sub(r"\s+", " ", name.replace("/", " ").replace("’", "'")).strip()
    return (
        name if re.search("airport|airfield|aerodrome|heliport|base|field", name, re.I) else f"{name} Airport"
    )


def other_names(iata: str, name_zh: str, spelt: tuple[str, str], library: Library) -> Iterator[str]:
    """Code, the name without `international`, both in traditional characters, airportsdata's other spelling."""
    yield iata
    short = name_zh.replace("国际机场", "机场")
    if short != name_zh:
        yield short
    for name in dict.fromkeys((name_zh, short)):
        if name and (traditional := library.traditional(name)) != name:
            yield traditional
    first, second = (english_name(name) for name in spelt)
    if first != second:
        yield first


def region_of(
    country: str, spot: tuple[float, float], cities: list[City], library: Library
) -> dict[str, str]:
    if country == "CN":
        nearest = min(cities, key=lambda city: kilometres(*spot, city["latitude"], city["longitude"]))
        return province(PROVINCES[nearest["admin1code"]][0])
    if country in GREATER_CHINA:
        name_zh, name_en = GREATER_CHINA[country]
        return {"region": country, "region_zh": name_zh, "region_en": name_en}
    english = library.countries[country]["name"] if country in library.countries else country
    name_zh = library.territories.get(country, english)
    return {"region": country, "region_zh": name_zh, "region_en": english}


def report(rows: list[dict[str, Any]], library: Library) -> None:
    """How many Chinese names are proved by their reading, and which ones stand by hand alone."""
    in_china = [row for row in rows if row["country"] in CHINA]
    unproved = []
    for row in in_china:
        core = re.sub("(国际)?机场$", "", row["name_zh"])
        spelt = [
            row["name_en"],
            row["also"].rsplit("|", 1)[-1],
        ]  # the last is in Latin letters where it differs
        letters = [GENERIC.sub("", plain(name)) for name in spelt]
        reading = plain(library.reading(core))
        if not row["name_zh"] or not any(reading in name or (name and name in reading) for name in letters):
            unproved.append(f"{row['also'][:3]} {row['name_zh']} {spelt[0]}")
    print(f"{len(rows)} airports, {len(in_china)} in China, by hand alone {len(unproved)}:", file=sys.stderr)
    print("\n".join(unproved), file=sys.stderr)


def with_clear_labels(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """An airport whose English name another one of its country has takes its code behind the name."""
    taken = set()
    for row in rows:
        key = plain(row["name_en"] + row["region_en"])
        if key in taken:
            row["name_en"] += f" ({row['also'][:3]})"
        taken.add(key)
        yield row


def main() -> None:
    library = Library()
    rows = sorted(airports(library), key=lambda row: (row["size"], row["code"]))
    report(rows, library)
    writer = csv.DictWriter(sys.stdout, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(with_clear_labels(rows))


if __name__ == "__main__":
    main()
