"""What is compared: trips one way and activities, per person unless the case says otherwise."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["flight", "ride", "stay", "meal", "electricity"]


@dataclass(frozen=True, slots=True)
class Case:
    """One activity. `amount` counts kilometres (of great circle for a flight), nights, meals or kWh."""

    key: str
    title: str
    kind: Kind
    what: str  # a cabin, a way of travelling, "hotel", a diet, "grid"
    amount: int
    region: str = "CN"
    countries: tuple[str, str] = ("", "")
    airports: tuple[str, str] = ("", "")
    fuel: str = ""
    people: int = 1


def _flight(airports: str, km: int, countries: str, cabin: str = "economy") -> Case:
    start, end = airports.split("-")
    first, second = countries.split("-")
    return Case(
        key=f"{airports}-{cabin}".lower(),
        title=f"Flight {start}–{end}, {cabin}",
        kind="flight",
        what=cabin,
        amount=km,
        region=first,
        countries=(first, second),
        airports=(start, end),
    )


# Kilometres: great circle between the coordinates of the package airportsdata (20260905, MIT).
CASES: tuple[Case, ...] = (
    _flight("XIY-TFU", 614, "CN-CN"),
    _flight("CAN-TFU", 1165, "CN-CN"),
    _flight("PEK-TFU", 1547, "CN-CN"),
    _flight("PVG-TFU", 1661, "CN-CN"),
    _flight("PVG-TFU", 1661, "CN-CN", "business"),
    _flight("URC-TFU", 2127, "CN-CN"),
    _flight("LHR-EDI", 534, "GB-GB"),
    _flight("LHR-CDG", 347, "GB-FR"),
    _flight("SIN-TFU", 3218, "SG-CN"),
    _flight("NRT-TFU", 3386, "JP-CN"),
    _flight("LHR-TFU", 8357, "GB-CN"),
    _flight("LHR-TFU", 8357, "GB-CN", "business"),
    _flight("FRA-TFU", 7868, "DE-CN"),
    _flight("JFK-PEK", 10978, "US-CN"),
    _flight("JFK-PEK", 10978, "US-CN", "business"),
    Case("hsr-chongqing", "High-speed rail Chongqing–Chengdu, 299 km", "ride", "hsr", 299),
    Case("hsr-beijing", "High-speed rail Beijing–Chengdu, 1,874 km", "ride", "hsr", 1874),
    Case("coach-300", "Coach, 300 km", "ride", "coach", 300),
    Case("car-alone", "Petrol car, 300 km, alone", "ride", "car", 300, fuel="petrol"),
    Case("car-four", "Petrol car, 300 km, four people", "ride", "car", 300, fuel="petrol", people=4),
    Case("car-diesel", "Diesel car, 300 km, alone", "ride", "car", 300, fuel="diesel"),
    Case(
        "ev-sichuan", "Electric car in Sichuan, 300 km, alone", "ride", "car", 300, "CN-SC", fuel="electric"
    ),
    Case("ev-china", "Electric car in China, 300 km, alone", "ride", "car", 300, fuel="electric"),
    Case("motorbike-50", "Motorbike, 50 km", "ride", "motorbike", 50),
    Case("taxi-12", "Taxi, 12 km", "ride", "taxi", 12),
    Case("metro-20", "Metro, 20 km", "ride", "metro", 20),
    Case("bus-10", "City bus, 10 km", "ride", "bus", 10),
    Case("hotel-china", "Hotel in China, one night, alone", "stay", "hotel", 1),
    Case("hotel-france", "Hotel in France, one night, alone", "stay", "hotel", 1, "FR"),
    Case("meal-red", "Meal with red meat", "meal", "red", 1),
    Case("meal-white", "Meal with white meat", "meal", "white", 1),
    Case("meal-vegetarian", "Vegetarian meal", "meal", "vegetarian", 1),
    Case("meal-vegan", "Vegan meal", "meal", "vegan", 1),
    Case("kwh-china", "Electricity in China, 100 kWh", "electricity", "grid", 100),
    Case("kwh-sichuan", "Electricity in Sichuan, 100 kWh", "electricity", "grid", 100, "CN-SC"),
)


def answer_with(kg_of: Callable[[Case], float | None]) -> None:
    """The main program of a calculator: print its kilograms for every case, null where it has none."""
    found = {case.key: kg_of(case) for case in CASES}
    kilograms = {key: None if kg is None else f"{kg:.3f}" for key, kg in found.items()}
    json.dump(kilograms, sys.stdout)
