"""Activities: what was done, in the units of the field. The engine turns each into one line or two.

Spectators' answers, an organiser's inventory, `manage.py calculate` and the programming interface all say what
happened in these words.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from footprint.calculation.values import Cabin, Diet, FlightMethod, Fuel


class RideMode(StrEnum):
    """Travelling on the ground."""

    HSR = "hsr"
    RAIL = "rail"
    COACH = "coach"
    CAR = "car"
    MOTORBIKE = "motorbike"
    TAXI = "taxi"
    METRO = "metro"
    BUS = "bus"
    WALK = "walk"  # or bicycle


class DistanceKind(StrEnum):
    """How a distance is known, which decides whether a detour is added."""

    GREAT_CIRCLE = "great-circle"  # as the crow flies: the detour of rail or road is added, and printed
    RAIL = "rail"  # along the rails, from the table of lines
    ROUTE = "route"  # as the traveller states it
    LOCAL = "local"  # all kilometres within the city


@dataclass(frozen=True, slots=True)
class Flight:
    """Trips by plane between two points. `countries` are the ISO codes of both ends: DESNZ needs them."""

    distance_km: int | Decimal  # of great circle
    countries: tuple[str, str]
    trips: int = 1
    passengers: int = 1
    cabin: Cabin = Cabin.ECONOMY
    method: FlightMethod = FlightMethod.DESNZ
    with_non_co2: bool = True


@dataclass(frozen=True, slots=True)
class Ride:
    """Trips on the ground. `region` chooses the factor; `fuel` and `occupants` are a car's."""

    mode: RideMode
    distance_km: Decimal
    region: str
    distance_kind: DistanceKind = DistanceKind.ROUTE
    trips: int = 1
    passengers: int = 1
    occupants: int = 1
    fuel: Fuel = Fuel.PETROL


@dataclass(frozen=True, slots=True)
class Stay:
    """Nights in a hotel: room-nights ÷ people in the room, per person."""

    nights: int
    region: str
    sharers: int = 1


@dataclass(frozen=True, slots=True)
class Meals:
    count: int
    diet: Diet = Diet.WHITE
    region: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """A spectator's share of the venue. `kwh` is metered; None asks the set for its own figure of a seat."""

    region: str
    kwh: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Electricity:
    kwh: Decimal
    region: str


@dataclass(frozen=True, slots=True)
class Amount:
    """Any quantity with a factor that is named: an inventory's waste, goods, fuel."""

    quantity: Decimal
    factor_code: str


Activity = Flight | Ride | Stay | Meals | Seat | Electricity | Amount
