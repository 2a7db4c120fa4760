"""What an activity may say. Outside it, an activity is refused and never clamped."""

from decimal import Decimal

from footprint.calculation.activities import (
    Activity,
    Amount,
    Electricity,
    Flight,
    Meals,
    Ride,
    RideMode,
    Seat,
    Stay,
)
from footprint.calculation.values import Cabin, FlightMethod
from footprint.errors import InvalidAnswerError, UnknownCabinError

# The longest single trip by each way, in km: beyond it somebody mistook the way, or the unit. Our judgement;
# a flight can be no longer than half the globe's circumference.
LONGEST_KM = {
    RideMode.HSR: 6_000,
    RideMode.RAIL: 15_000,
    RideMode.COACH: 6_000,
    RideMode.CAR: 15_000,
    RideMode.MOTORBIKE: 15_000,
    RideMode.TAXI: 2_000,
    RideMode.METRO: 500,
    RideMode.BUS: 500,
    RideMode.WALK: 500,
}
LONGEST_FLIGHT_KM = 20_016
LIMITS = {
    "trips": (1, 1_000),
    "passengers": (1, 1_000_000),
    "occupants": (1, 9),
    "nights": (0, 366),
    "sharers": (1, 9),
    "meals": (0, 10_000),
}
LARGEST_QUANTITY = 1_000_000_000_000
# The average of Chinese airlines is of all seats together.
CABINS = {
    FlightMethod.DESNZ: tuple(Cabin),
    FlightMethod.ICAO: tuple(Cabin),
    FlightMethod.CHINA_AVERAGE: (Cabin.AVERAGE, Cabin.ECONOMY),
}


def check_activity(activity: Activity) -> None:
    """Refuse what cannot be counted, with InvalidAnswerError or UnknownCabinError."""
    match activity:
        case Flight():
            within("distance_km", activity.distance_km, 1, LONGEST_FLIGHT_KM)
            _whole("trips", activity.trips)
            _whole("passengers", activity.passengers)
            if activity.cabin not in CABINS[activity.method]:
                raise UnknownCabinError(activity.cabin, activity.method)
        case Ride():
            # No metro ride is shorter than nothing; a local distance of none was not travelled.
            within("distance_km", activity.distance_km, 0, LONGEST_KM[activity.mode])
            _whole("trips", activity.trips)
            _whole("passengers", activity.passengers)
            _whole("occupants", activity.occupants)
        case Stay():
            _whole("nights", activity.nights)
            _whole("sharers", activity.sharers)
        case Meals():
            _whole("meals", activity.count)
        case Seat():
            if activity.kwh is not None:
                within("kwh", activity.kwh, 0, 1_000)
        case Electricity():
            within("kwh", activity.kwh, 0, LARGEST_QUANTITY)
        case Amount():
            within("quantity", activity.quantity, 0, LARGEST_QUANTITY)


def within(field: str, value: int | Decimal, minimum: int, maximum: int) -> None:
    """Raises InvalidAnswerError for anything but a finite number in this range."""
    is_number = type(value) is int or (isinstance(value, Decimal) and value.is_finite())
    if not is_number or not minimum <= value <= maximum:
        raise InvalidAnswerError(field, value, minimum=minimum, maximum=maximum)


def _whole(field: str, value: int) -> None:
    minimum, maximum = LIMITS[field]
    if type(value) is not int:
        raise InvalidAnswerError(field, value, minimum=minimum, maximum=maximum)
    within(field, value, minimum, maximum)
