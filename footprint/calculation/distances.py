"""Distances: the great circle in decimals, so that every machine finds the same kilometre, and detours."""

from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from functools import lru_cache

from footprint.calculation.values import Point

EXACT = Context(prec=28, rounding=ROUND_HALF_EVEN)
EARTH_RADIUS_KM = Decimal("6371.0088")  # the mean radius of WGS 84, as in ICAO's and others' great circles
# Length of 12 Chinese high-speed lines over the great circle between their ends: mean 1.158, sd 0.052.
# Our own measurement; 9 % is 1.96 standard deviations.
RAIL_CIRCUITY = Decimal("1.16")
RAIL_CIRCUITY_PERCENT = Decimal(9)
# Sources of one line's length differ by a few percent, by their choice of stations (our judgement).
RAIL_KM_PERCENT = Decimal(5)
# "Typically, driving distance is 1.3 times the crow flies": Wang, Bette, Schreckenberg, Guhr 2024,
# arXiv 2406.06490, over motorway networks. The 15 % is our judgement: South Korea has 1.26, mountains more.
ROAD_CIRCUITY = Decimal("1.3")
ROAD_CIRCUITY_PERCENT = Decimal(15)

_PI = Decimal("3.141592653589793238462643383")
_SMALLEST = Decimal("1e-24")  # terms below it change no kilometre


@lru_cache(maxsize=4096)
def great_circle_km(start: Point, end: Point) -> int:
    """The great circle between two points in whole kilometres (haversine, R = 6371.0088 km)."""
    with localcontext(EXACT):
        latitude1, latitude2 = _radians(start.latitude), _radians(end.latitude)
        half_latitude = (latitude2 - latitude1) / 2
        half_longitude = _radians(end.longitude - start.longitude) / 2
        scale = _sine(latitude1 + _PI / 2) * _sine(latitude2 + _PI / 2)  # the cosines
        haversine = _sine(half_latitude) ** 2 + scale * _sine(half_longitude) ** 2
        distance = 2 * EARTH_RADIUS_KM * _arc_sine(min(Decimal(1), max(Decimal(0), haversine)).sqrt())
        return int(distance.to_integral_value(ROUND_HALF_EVEN))


def _radians(degrees: Decimal) -> Decimal:
    return degrees * _PI / 180


def _sine(angle: Decimal) -> Decimal:
    """The Taylor series; quick enough for the angles of a globe, which are below 2π."""
    total = term = angle
    square, number = angle * angle, 1
    while abs(term) > _SMALLEST:
        number += 2
        term = -term * square / (number * (number - 1))
        total += term
    return total


def _arc_sine(sine: Decimal) -> Decimal:
    """For 0 ≤ sine ≤ 1: asin x = 2 atan(x ÷ (1 + √(1 - x²))), the arc tangent's angle halved twice more."""
    tangent = sine / (1 + (1 - sine * sine).sqrt())
    for _half in range(2):
        tangent = tangent / (1 + (1 + tangent * tangent).sqrt())
    total, power, square, number = tangent, tangent, tangent * tangent, 1
    while abs(power) > _SMALLEST:
        number += 2
        power = -power * square
        total += power / number
    return 8 * total
