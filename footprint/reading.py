"""Activities as JSON, as `manage.py calculate` and the programming interface take them: docs/footprint.md.

An object says one thing that was done, named by one of its fields: `mode` a trip, `nights` a stay, `meals`,
`kwh` electricity, `seat` a share of the venue, `factor` any quantity. Whatever is not understood is refused.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from footprint.calculation import (
    DEFAULT_LIBRARY,
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
    Mode,
    Options,
    Place,
    Ride,
    RideMode,
    Seat,
    Site,
    Stay,
    great_circle_km,
    possible_modes,
)
from footprint.calculation.limits import LIMITS
from footprint.calculation.spectator import region_between
from footprint.errors import ActivityError, ImpossibleModeError, InvalidAnswerError, SamePlaceError
from footprint.places import all_places, known_region, rail_km

PLANE = "plane"
GRID_YEARS = (1990, 2100)
LONGEST_NUMBER = 30  # digits
_COMMON = ("id", "factor_set", "allow_weak")
_TRIP = ("mode", "from", "to", "distance_km", "return", "trips", "passengers")
_FIELDS: dict[str, tuple[str, ...]] = {
    "mode": _TRIP,
    "nights": ("nights", "sharers", "region"),
    "meals": ("meals", "diet", "region"),
    "kwh": ("kwh", "region", "grid_year"),
    "seat": ("seat", "kwh_per_seat", "region"),
    "factor": ("factor", "quantity", "unit"),
}
# What a trip may say beside _TRIP. Who goes on the ground is somewhere: a region.
_FIELDS_OF_MODE: dict[str, tuple[str, ...]] = {
    PLANE: ("cabin", "method", "non_co2"),
    RideMode.CAR: ("region", "occupants", "fuel"),
}
_REGION = re.compile("[A-Z]{2}(-[A-Z0-9]{1,3})?")
# What people write for a country or region whose code is another one.
_MISTAKEN = {"UK": "GB", "EN": "GB", "CN-HK": "HK", "CN-MO": "MO", "CN-TW": "TW"}
# By which of the spectator's ways one may go. Outside China fast and slow trains are one way: whether there is a
# figure for them is the set's to say. Metro, city bus, taxi and walking are only bound by their length.
_WAYS: dict[str, frozenset[Mode]] = {
    PLANE: frozenset({Mode.PLANE}),
    RideMode.HSR: frozenset({Mode.HSR, Mode.RAIL}),
    RideMode.RAIL: frozenset({Mode.HSR, Mode.RAIL}),
    RideMode.COACH: frozenset({Mode.COACH}),
    RideMode.CAR: frozenset({Mode.CAR}),
    RideMode.MOTORBIKE: frozenset({Mode.CAR}),
}
_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Request:
    """One activity as asked for. `factor_set` is `china-2026.1`, or `china` for the one in force.

    `unit` is what the quantity of a named factor counts, where that was said.
    """

    activity: Activity
    options: Options
    factor_set: str
    label: str
    unit: str | None = None


def read(raw: object) -> Request:
    """One activity from JSON (whole numbers as int, others as Decimal or text). Raises ActivityError.

    Also SamePlaceError, and ImpossibleModeError where no such way joins two places. Whether the numbers make
    sense is the engine's to say.
    """
    if not isinstance(raw, Mapping):
        raise ActivityError("not-an-object", value=_shown(raw))
    kinds = [kind for kind in _FIELDS if kind in raw]
    if len(kinds) != 1:
        reason = "two-kinds" if kinds else "no-kind"
        raise ActivityError(reason, value=", ".join(kinds), choices=tuple(_FIELDS))
    fields = _Fields(raw)
    fields.refuse_unknown((*_FIELDS[kinds[0]], *_others(kinds[0], fields), *_COMMON))
    options = Options(
        flight_method=fields.choice("method", FlightMethod, FlightMethod.DESNZ),
        with_non_co2=fields.yes_no("non_co2", True),
        allow_weak=fields.yes_no("allow_weak", False),
        grid_year=fields.grid_year(),
    )
    factor_set = fields.text("factor_set", DEFAULT_LIBRARY)
    region = fields.region("CN" if factor_set.startswith(DEFAULT_LIBRARY) else "")
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
    unit = fields.text("unit") if "unit" in raw else None
    return Request(activity, options, factor_set, fields.label(), unit)


def _others(kind: str, fields: "_Fields") -> tuple[str, ...]:
    """The fields that mean something beside the given ones: nothing that was said is passed over."""
    if kind == "seat":
        return ("grid_year",) if "kwh_per_seat" in fields.raw else ()
    if kind != "mode":
        return ()
    mode = fields.mode()
    others = _FIELDS_OF_MODE.get(mode, ("region",))
    if mode == PLANE and "distance_km" in fields.raw:
        others = (*others, "countries")
    if mode == RideMode.CAR and fields.raw.get("fuel") == Fuel.ELECTRIC:
        others = (*others, "grid_year")
    return others


def _seat(fields: "_Fields", region: str, _options: Options) -> Seat:
    if not fields.yes_no("seat", True):
        raise ActivityError("unknown-choice", field="seat", value="false", choices=("true",))
    return Seat(region, fields.number("kwh_per_seat") if "kwh_per_seat" in fields.raw else None)


def _trip(fields: "_Fields", region: str, options: Options) -> Activity:
    mode, trips = fields.mode(), _trips(fields)
    ends = _ends(fields)
    if ends:
        _refuse_impossible(mode, *ends)
    if mode == PLANE:
        return _flight(fields, ends, trips, options)
    distance, kind = _ground_distance(fields, ends, RideMode(mode))
    if ends and "region" not in fields.raw:
        region = region_between(*ends)
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


def _trips(fields: "_Fields") -> int:
    """There and back is two trips; the limit is that of both together."""
    lowest, most = LIMITS["trips"]
    trips, legs = fields.whole("trips", 1), 2 if fields.yes_no("return", False) else 1
    if not lowest <= trips <= most // legs:
        raise InvalidAnswerError("trips", trips, minimum=lowest, maximum=most // legs)
    return trips * legs


def _refuse_impossible(mode: str, start: Place, end: Place) -> None:
    """Refuse a way that joins the places in neither direction: a car from New York to London."""
    if mode not in _WAYS:
        return
    possible = {
        found
        for origin, host in ((start, end), (end, start))
        for found in possible_modes(origin, Site(host=host, point=host.point))
    }
    allowed = _WAYS[mode]
    if mode == RideMode.RAIL and start.country == end.country == "CN":
        # China's ordinary trains go wherever a coach does: to Lhasa, and over the strait to Hainan.
        allowed |= {Mode.COACH}
    if not allowed & possible:
        raise ImpossibleModeError(mode, start.code)


def _flight(fields: "_Fields", ends: tuple[Place, Place] | None, trips: int, options: Options) -> Flight:
    if ends:
        start, end = ends
        countries = start.country, end.country
        distance_km: int | Decimal = great_circle_km(start.point, end.point)
    else:
        countries, distance_km = fields.countries(), fields.number("distance_km")
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

    def mode(self) -> str:
        known = (PLANE, *(mode.value for mode in RideMode))
        mode = self.text("mode")
        if mode not in known:
            raise ActivityError("unknown-choice", field="mode", value=mode, choices=known)
        return mode

    def label(self) -> str:
        """The caller's own mark: a text or a number, printed back as a text."""
        value = self.raw.get("id", "")
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise ActivityError("not-a-text", field="id", value=_shown(value))
        return str(value)

    def region(self, default: str) -> str:
        """An ISO code that the list of places knows; empty for nowhere in particular."""
        code = self.text("region", default).upper()
        if code and not (_REGION.fullmatch(code) and known_region(code)):
            raise _unknown_code("unknown-region", "region", code)
        return code

    def grid_year(self) -> int | None:
        if "grid_year" not in self.raw:
            return None
        year, (first, last) = self.whole("grid_year"), GRID_YEARS
        if not first <= year <= last:
            raise ActivityError("not-a-year", field="grid_year", value=year, choices=(f"{first}–{last}",))
        return year

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
        if not number.is_finite() or abs(number.adjusted()) > LONGEST_NUMBER:
            raise ActivityError("not-a-number", field=name, value=_shown(value))
        if len(number.as_tuple().digits) > LONGEST_NUMBER:
            raise ActivityError("too-many-digits", field=name, choices=(str(LONGEST_NUMBER),))
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
            raise ActivityError("not-two-countries", field="countries", value=_shown(value))
        first, second = (code.strip().upper() for code in value)
        for code in (first, second):
            if len(code) != 2 or not known_region(code):
                raise _unknown_code("unknown-country", "countries", code)
        return first, second

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


def _unknown_code(reason: str, field: str, code: str) -> ActivityError:
    """Refuses a code, and names the right one where we know what was meant."""
    meant = _MISTAKEN.get(code)
    return ActivityError(
        "mistaken-code" if meant else reason,
        field=field,
        value=_shown(code),
        choices=(meant,) if meant else (),
    )


def _shown(value: object) -> str:
    """What was given, as JSON writes it, short enough to print back."""
    words = {"None": "null", "True": "true", "False": "false"}
    text = str(value) if isinstance(value, str) else words.get(str(value), str(value))
    return text if len(text) <= 60 else f"{text[:57]}…"
