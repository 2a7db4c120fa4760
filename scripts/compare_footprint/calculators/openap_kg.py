"""OpenAP 2.6.2 (LGPL v3, TU Delft): flies a typical trajectory and burns fuel along it.

It gives fuel, not passengers. Sharing it out is ours: the larger usual number of seats of its own data, 77.9 %
full (Chinese airlines in 2023, CAAC), 3.16 kg of CO2 per kg of fuel, nothing for freight, economy only. The
way is the great circle; the landing mass is the empty aircraft, its passengers at 100 kg and 4 % reserves.
"""

from importlib import import_module
from typing import Any

from scripts.compare_footprint.cases import Case, answer_with

openap = import_module("openap")

LONGEST_NARROW_BODY_KM = 4_500
LOAD_FACTOR = 0.779
KG_CO2_PER_KG_FUEL = 3.16
KG_PER_PASSENGER = 100
RESERVE_OF_TAKE_OFF_MASS = 0.04
STEP_SECONDS = 20
SLOWEST_KNOTS = 100  # below it the aircraft is on the runway
LOW_CRUISE_FEET = 24_000  # where climb and descent from the usual height would be longer than the way


def kg_of(case: Case) -> float | None:
    if case.kind != "flight" or case.what != "economy":
        return None
    aircraft = "a320" if case.amount <= LONGEST_NARROW_BODY_KM else "b789"
    specification = openap.prop.aircraft(aircraft)
    passengers: float = specification["pax"]["high"] * LOAD_FACTOR
    landing_kg: float = (
        specification["oew"]
        + passengers * KG_PER_PASSENGER
        + RESERVE_OF_TAKE_OFF_MASS * specification["mtow"]
    )
    return fuel_kg(aircraft, case.amount, landing_kg) * KG_CO2_PER_KG_FUEL / passengers


def fuel_kg(aircraft: str, distance_km: int, landing_kg: float) -> float:
    """The fuel of the whole way, counted from the landing back to the start, where the mass is not known yet."""
    flow = openap.FuelFlow(ac=aircraft)
    mass = landing_kg
    for row in reversed(_trajectory(aircraft, distance_km)):
        if row["groundspeed"] >= SLOWEST_KNOTS:
            height = max(row["altitude"], 50)
            rate = flow.enroute(mass=mass, tas=row["groundspeed"], alt=height, vs=row["vertical_rate"])
            mass += float(rate) * STEP_SECONDS
    return mass - landing_kg


def _trajectory(aircraft: str, distance_km: int) -> list[dict[str, Any]]:
    """Climb, cruise and descent that add up to the distance. Cruise is asked for in metres."""
    generator = openap.FlightGenerator(ac=aircraft)
    for settings in ({}, {"alt_cr": LOW_CRUISE_FEET}):
        shortest = generator.complete(dt=STEP_SECONDS, range_cr=1, **settings)
        cruise_m = distance_km * 1000 - float(shortest["s"].iloc[-1])
        if cruise_m > 0:
            break
    whole = generator.complete(dt=STEP_SECONDS, range_cr=max(cruise_m, 1), **settings)
    rows: list[dict[str, Any]] = whole.to_dict("records")
    return rows


if __name__ == "__main__":
    answer_with(kg_of)
