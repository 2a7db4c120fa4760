"""myclimate's published fuel curves in jetfuelburn 4.0.0 (MIT), shared out by myclimate's published formula.

kg = fuel(great circle + 95 km) ÷ (seats × 0.82) × (1 − freight) × cabin × (3.15 × 2 + 0.54) + 0.00038 × km
+ 11.68; the 2 is for what is not CO2, the last two terms for building aircraft and airports.
"""

from importlib import import_module
from typing import NamedTuple

from scripts.compare_footprint.cases import Case, answer_with

jetfuelburn = import_module("jetfuelburn")
reducedorder = import_module("jetfuelburn.reducedorder")

DETOUR_KM = 95
LOAD_FACTOR = 0.82
KG_PER_KG_FUEL = 3.15 * 2 + 0.54
SHORT_KM, LONG_KM = 1500, 2500


class Haul(NamedTuple):
    seats: float
    without_freight: float
    cabins: dict[str, float]


SHORT = Haul(157.86, 0.93, {"economy": 0.96, "business": 1.26})
LONG = Haul(302.58, 0.74, {"economy": 0.8, "business": 1.54})


def kg_of(case: Case) -> float | None:
    if case.kind != "flight":
        return None
    flown_km = case.amount + DETOUR_KM
    fuel = reducedorder.myclimate.calculate("standard aircraft", flown_km * jetfuelburn.ureg.km).magnitude
    weight = min(1.0, max(0.0, (flown_km - SHORT_KM) / (LONG_KM - SHORT_KM)))
    shares = [
        haul.without_freight * haul.cabins[case.what] / (haul.seats * LOAD_FACTOR) for haul in (SHORT, LONG)
    ]
    share = shares[0] + weight * (shares[1] - shares[0])
    return float(fuel * share * KG_PER_KG_FUEL + 0.00038 * flown_km + 11.68)


if __name__ == "__main__":
    answer_with(kg_of)
