"""The table of uses is the engine's: each is asked for, and counted in the unit that the table says."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from footprint.calculation import (
    Activity,
    Cabin,
    Diet,
    Electricity,
    FactorValue,
    Flight,
    FlightMethod,
    Fuel,
    Library,
    Meals,
    Ride,
    RideMode,
    Seat,
    Stay,
    lines_of,
)
from footprint.factor_rows import UNITS_OF_USES


def every_activity() -> Iterator[Activity]:
    """Whatever asks the set for a use of its own."""
    for cabin in Cabin:
        for countries, kilometres in ((("GB", "GB"), 500), (("GB", "FR"), 500), (("GB", "CN"), 8_000)):
            yield Flight(kilometres, countries, cabin=cabin)
        yield Flight(1_500, ("CN", "CN"), cabin=cabin)
    for method in (FlightMethod.ICAO, FlightMethod.CHINA_AVERAGE):
        yield Flight(1_500, ("CN", "CN"), method=method)
    for mode in RideMode:
        for fuel in Fuel if mode == RideMode.CAR else (Fuel.PETROL,):
            yield Ride(mode, Decimal(10), "CN", fuel=fuel)
    yield from (Meals(1, diet) for diet in Diet)
    yield from (Stay(1, "CN"), Electricity(Decimal(1), "CN"), Seat("CN"))


def test_every_use_of_the_table_is_counted_in_its_unit_and_no_other_is_asked_for(library: Library) -> None:
    like: FactorValue = next(iter(library.values()))
    factors = [
        replace(like, code=use, use=use, serves="", unit=unit, grade="A")
        for use, unit in UNITS_OF_USES.items()
    ]
    lines = [line for activity in every_activity() for line in lines_of(activity, Library(factors))]
    counted = {factor.use: line.unit for line in lines for factor in line.factors}
    assert counted == UNITS_OF_USES
