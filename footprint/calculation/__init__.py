"""♥ Footprints in whole grams of CO2e. Plain Python: no Django, clock, randomness, database or float.

`activities` say what was done, a `Library` has the factors, the `engine` makes lines of both, `totals` adds them
up. Every line is a product of pieces and the sum of its factors, so that it can be read aloud: 1,519 km as the
crow flies × 2 trips × (64.49 + 16.56) g per passenger-km. Methods, sources and reasons: footprint/README.md.
"""

from footprint.calculation.activities import (
    Activity,
    Amount,
    DistanceKind,
    Electricity,
    Flight,
    Meals,
    Ride,
    RideMode,
    Seat,
    Stay,
)
from footprint.calculation.distances import great_circle_km
from footprint.calculation.engine import lines_of
from footprint.calculation.library import Library
from footprint.calculation.lines import quantity_of
from footprint.calculation.spectator import (
    LIMITS,
    activities_of,
    alternatives,
    calculate,
    check,
    possible_modes,
    usual_mode,
)
from footprint.calculation.totals import total_of
from footprint.calculation.values import (
    DEFAULT_LIBRARY,
    Alternative,
    Answers,
    Boundary,
    Cabin,
    Coverage,
    Diet,
    FactorValue,
    FlightMethod,
    Footprint,
    Fuel,
    Gases,
    Line,
    LineKey,
    LocalMode,
    Mode,
    Options,
    Piece,
    PieceName,
    Place,
    PlaceKind,
    Point,
    Site,
)

__all__ = [
    "DEFAULT_LIBRARY",
    "LIMITS",
    "Activity",
    "Alternative",
    "Amount",
    "Answers",
    "Boundary",
    "Cabin",
    "Coverage",
    "Diet",
    "DistanceKind",
    "Electricity",
    "FactorValue",
    "Flight",
    "FlightMethod",
    "Footprint",
    "Fuel",
    "Gases",
    "Library",
    "Line",
    "LineKey",
    "LocalMode",
    "Meals",
    "Mode",
    "Options",
    "Piece",
    "PieceName",
    "Place",
    "PlaceKind",
    "Point",
    "Ride",
    "RideMode",
    "Seat",
    "Site",
    "Stay",
    "activities_of",
    "alternatives",
    "calculate",
    "check",
    "great_circle_km",
    "lines_of",
    "possible_modes",
    "quantity_of",
    "total_of",
    "usual_mode",
]
