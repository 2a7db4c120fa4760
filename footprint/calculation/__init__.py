"""♥ A spectator's footprint in whole grams of CO2e. Plain Python: no Django, clock, randomness or database.

Every line is a product of pieces and the sum of its factors, so that it can be read aloud:
1,519 km as the crow flies × 2 trips × (64.49 + 16.56) g per passenger-km. Everything is decimal or integer.
The one float is inside the great circle and is rounded to whole kilometres at once, so that the last bits in
which machines differ never reach a result. Methods, sources and reasons stand in footprint/README.md.
"""

from footprint.calculation.method import (
    LIMITS,
    alternatives,
    calculate,
    check,
    great_circle_km,
    possible_modes,
    quantity_of,
    total_of,
    usual_mode,
)
from footprint.calculation.values import (
    Alternative,
    Answers,
    Boundary,
    Diet,
    FactorValue,
    Footprint,
    Line,
    LineKey,
    LocalMode,
    Mode,
    Piece,
    PieceName,
    Place,
    Point,
    Site,
)

__all__ = [
    "LIMITS",
    "Alternative",
    "Answers",
    "Boundary",
    "Diet",
    "FactorValue",
    "Footprint",
    "Line",
    "LineKey",
    "LocalMode",
    "Mode",
    "Piece",
    "PieceName",
    "Place",
    "Point",
    "Site",
    "alternatives",
    "calculate",
    "check",
    "great_circle_km",
    "possible_modes",
    "quantity_of",
    "total_of",
    "usual_mode",
]
