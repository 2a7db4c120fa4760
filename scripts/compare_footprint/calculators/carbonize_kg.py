"""carbonize 0.1.0 (MIT): ICAO's fuel tables for flights, UK DEFRA 2022 for trains.

Flights take its default aircraft, an A320 with 175 seats, and its one route group, whatever the route. Beyond
the A320's range it halves the way and lands once; beyond twice that range it has no answer.
"""

from importlib import import_module

from scripts.compare_footprint.cases import Case, answer_with

flights = import_module("carbonize.calculators.flights")
trains = import_module("carbonize.calculators.trains")
cars = import_module("carbonize.calculators.cars")

TRAINS = {"hsr": "highspeed", "metro": "underground"}
RIDES = {"coach": "bus", "bus": "bus"}
CARS = {"petrol": "medium-petrol-car", "diesel": "medium-diesel-car", "electric": "medium-electric-car"}


def kg_of(case: Case) -> float | None:
    if case.kind == "flight":
        return _flight(case) if case.what == "economy" else None
    if case.kind != "ride":
        return None
    if case.what in TRAINS:
        return float(trains.Train(distance=case.amount, train_type=TRAINS[case.what]).co2e_pax)
    if case.what == "car":
        vehicle = CARS[case.fuel]
        return float(cars.Ride(distance=case.amount, vehicle_type=vehicle, passengers=case.people).co2e_pax)
    if case.what in RIDES:
        return float(cars.Ride(distance=case.amount, vehicle_type=RIDES[case.what]).co2e_pax)
    return None


def _flight(case: Case) -> float | None:
    start, end = case.airports
    try:
        return float(flights.Flight(a=start, b=end).co2e_pax)
    except IndexError:  # too far for an A320, even with a stop half-way
        return None


if __name__ == "__main__":
    answer_with(kg_of)
