"""The ISO codes of the countries and regions in which the places lie."""

import csv
from functools import cache

from footprint.places.gazetteer import COUNTRY, FILES, FOLDER, REGION


def known_region(code: str) -> bool:
    """Whether a place of the list lies in the country or region of this code, in capitals: GB, HK, CN or CN-SC."""
    return code in _codes()


@cache
def _codes() -> frozenset[str]:
    codes: set[str] = set()
    for _kind, name in FILES:
        with (FOLDER / name).open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            next(rows)  # the heading
            for row in rows:
                codes.update((row[COUNTRY], row[REGION]))
    return frozenset(codes)
