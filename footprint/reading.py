"""Activities as JSON, as `manage.py calculate` and the programming interface take them: docs/footprint.md.

An object says one thing that was done, named by one of its fields: `mode` a trip, `nights` a stay, `meals`,
`kwh` electricity, `seat` a share of the venue, `factor` any quantity. Whatever is not understood is refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from footprint.calculation import (
    Activity,
    Amount,
    Cabin,
    Diet,
    DistanceKind,
    Electricity,
    Flight,
    FlightMethod,
    Fuel,
    Meals,
    Options,
    Place,
    Ride,
    RideMode,
    Seat,
    Stay,
    great_circle_km,
)
from footprint.errors import ActivityError, SamePlaceError
from footprint.places import all_places, rail_km

PLANE = "plane"
DEFAULT_SET = "china"
_COMMON = ("id", "factor_set", "allow_weak", "grid_year")
_TRIP = ("mode", "from", "to", "distance_km", "return", "trips", "passengers", "region")
_FIELDS: dict[str, tuple[str, ...]] = {
    "mode": (*_TRIP, "occupants", "fuel", "cabin", "method", "non_co2", "countries"),
    "nights": ("nights", "sharers", "region"),
    "meals": ("meals", "diet", "region"),
    "kwh": ("kwh", "region"),
    "seat": ("seat", "kwh_per_seat", "region"),
    "factor": ("factor", "quantity"),
}
_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Request:
    """One activity as asked for. `factor_set` is `china-2026.1`, or `china` for the one in force."""

    activity: Activity
    options: Options
    factor_set: str
    label: str


def read(raw: object) -> Request:
    """One activity from JSON (whole numbers as int, others as Decimal or text). Raises ActivityError.

    Also SamePlaceError. Whether the numbers make sense is the engine's to say.
    """
    if not isinstance(raw, Mapping):
        raise ActivityError("not-an-object", value=_shown(raw))
    kinds = [kind for kind in _FIELDS if kind in raw]
    if len(kinds) != 1:
        reason = "two-kinds" if kinds else "no-kind"
        raise ActivityError(reason, value=", ".join(kinds), choices=tuple(_FIELDS))
    fields = _Fields(raw)
    fields.refuse_unknown((*_FIELDS[kinds[0]], *_COMMON))
    options = Options(
        flight_method=fields.choice("method", FlightMethod, FlightMethod.DESNZ),
        with_non_co2=fields.yes_no("non_co2", True),
        allow_weak=fields.yes_no("allow_weak", False),
        grid_year=fields.whole("grid_year", 0) or None,
    )
    factor_set = fields.text("factor_set", DEFAULT_SET)
    region = fields.text("region", "CN" if factor_set.startswith(DEFAULT_SET) else "")
    readers: dict[str, Callable[[_Fields, str, Options], Activity]] = {
        "mode": _trip,
        "nights": lambda given, region, _options: Stay(
            given.whole("nights"), region, given.whole("sharers", 1)
        ),
        "meals": lambda given, region, _options: Meals(
            given.whole("meals"), given.choice("diet", Diet, Diet.WHITE), region
        ),
        "kwh": lambda given, region, _options: Electricity(given.number("kwh"), region),
        "seat": _seat,
        "factor": lambda given, _region, _options: Amount(given.number("quantity"), given.text("factor")),
    }
    activity = readers[kinds[0]](fields, region, options)
    return Request(activity, options, factor_set, str(raw.get("id", "")))


def _seat(fields: "_Fields", region: str, _options: Options) -> Seat:
    if not fields.yes_no("seat", True):
        raise ActivityError("unknown-choice", field="seat", value="false", choices=("true",))
    return Seat(region, fields.number("kwh_per_seat") if "kwh_per_seat" in fields.raw else None)


def _trip(fields: "_Fields", region: str, options: Options) -> Activity:
    modes = (PLANE, *(mode.value for mode in RideMode))
    mode = fields.text("mode")
    if mode not in modes:
        raise ActivityError("unknown-choice", field="mode", value=mode, choices=modes)
    trips = fields.whole("trips", 1) * (2 if fields.yes_no("return", False) else 1)
    ends = _ends(fields)
    if mode == PLANE:
        return _flight(fields, ends, trips, options)
    distance, kind = _ground_distance(fields, ends, RideMode(mode))
    if ends and "region" not in fields.raw:
        region = ends[1].region if ends[0].region == ends[1].region else ends[1].country
    return Ride(
        mode=RideMode(mode),
        distance_km=distance,
        region=region,
        distance_kind=kind,
        trips=trips,
        passengers=fields.whole("passengers", 1),
        occupants=fields.whole("occupants", 1),
        fuel=fields.choice("fuel", Fuel, Fuel.PETROL),
    )


def _flight(fields: "_Fields", ends: tuple[Place, Place] | None, trips: int, options: Options) -> Flight:
    distance_km: int | Decimal
    if ends:
        distance_km, countries = (
            great_circle_km(ends[0].point, ends[1].point),
            (
                ends[0].country,
                ends[1].country,
            ),
        )
    else:
        distance_km, countries = fields.number("distance_km"), fields.countries()
    return Flight(
        distance_km=distance_km,
        countries=countries,
        trips=trips,
        passengers=fields.whole("passengers", 1),
        cabin=fields.choice("cabin", Cabin, Cabin.ECONOMY),
        method=options.flight_method,
    )


def _ground_distance(
    fields: "_Fields", ends: tuple[Place, Place] | None, mode: RideMode
) -> tuple[Decimal, DistanceKind]:
    """As it is stated; or along the rails, where the table knows them; or the great circle."""
    if ends is None:
        return fields.number("distance_km"), DistanceKind.ROUTE
    along_rails = rail_km(*ends) if mode in (RideMode.HSR, RideMode.RAIL) else None
    if along_rails is not None:
        return Decimal(along_rails), DistanceKind.RAIL
    return Decimal(great_circle_km(ends[0].point, ends[1].point)), DistanceKind.GREAT_CIRCLE


def _ends(fields: "_Fields") -> tuple[Place, Place] | None:
    """Both ends of a trip, or None where its distance is stated instead."""
    if "from" not in fields.raw and "to" not in fields.raw:
        return None
    if "distance_km" in fields.raw:
        raise ActivityError("two-kinds", field="distance_km", value="from, to, distance_km")
    start, end = fields.place("from"), fields.place("to")
    if start.point == end.point:
        raise SamePlaceError(start.code)
    return start, end


class _Fields:
    """The fields of one object, each read as what it must be."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw

    def refuse_unknown(self, known: tuple[str, ...]) -> None:
        for name in self.raw:
            if name not in known:
                raise ActivityError("unknown-field", field=str(name), choices=known)

    def text(self, name: str, default: str | None = None) -> str:
        value = self._value(name, default)
        if not isinstance(value, str):
            raise ActivityError("not-a-text", field=name, value=_shown(value))
        return value.strip()

    def yes_no(self, name: str, default: bool) -> bool:
        value = self._value(name, default)
        if not isinstance(value, bool):
            raise ActivityError("not-yes-or-no", field=name, value=_shown(value))
        return value

    def whole(self, name: str, default: int | None = None) -> int:
        number = self.number(name, None if default is None else Decimal(default))
        if number != number.to_integral_value():
            raise ActivityError("not-a-whole-number", field=name, value=_shown(number))
        return int(number)

    def number(self, name: str, default: Decimal | None = None) -> Decimal:
        value = self._value(name, default)
        if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
            raise ActivityError("not-a-number", field=name, value=_shown(value))
        try:
            number = Decimal(value)
        except InvalidOperation as error:
            raise ActivityError("not-a-number", field=name, value=_shown(value)) from error
        if not number.is_finite() or abs(number.adjusted()) > 30:
            raise ActivityError("not-a-number", field=name, value=_shown(value))
        return number

    def choice(self, name: str, choices: type[_Choice], default: _Choice) -> _Choice:
        value = self._value(name, default.value)
        if value not in tuple(choice.value for choice in choices):
            known = tuple(choice.value for choice in choices)
            raise ActivityError("unknown-choice", field=name, value=_shown(value), choices=known)
        return choices(value)

    def countries(self) -> tuple[str, str]:
        """ISO codes of both ends of a flight whose distance is stated; both in China if nothing is said."""
        value = self._value("countries", ["CN", "CN"])
        if not (isinstance(value, list) and len(value) == 2 and all(isinstance(code, str) for code in value)):
            raise ActivityError("not-a-text", field="countries", value=_shown(value))
        return value[0].strip().upper(), value[1].strip().upper()

    def place(self, name: str) -> Place:
        """A city, airport or station by its code, IATA code or name in either language."""
        typed = self.text(name)
        places = all_places()
        found = places.by_code.get(typed.lower()) or places.named(typed)
        if found is not None:
            return found
        near = tuple(place.label_in("en") for place in places.suggestions(typed, 3))
        raise ActivityError(
            "unclear-place" if near else "unknown-place", field=name, value=typed, choices=near
        )

    def _value(self, name: str, default: object) -> Any:
        if name in self.raw:
            return self.raw[name]
        if default is None:
            raise ActivityError("missing", field=name)
        return default


def _shown(value: object) -> str:
    """What was given, short enough to print back."""
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
