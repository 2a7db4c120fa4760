"""The words for a footprint: titles, formulas, sources, ranges and refusals. Pages only print them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from diandian.lib.mass import format_grams
from footprint.calculation import (
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
)
from footprint.calculation.values import Gases
from footprint.errors import FootprintError, ImpossibleModeError, InvalidAnswerError, UnknownPlaceError

MODES: dict[Mode, Promise] = {
    Mode.PLANE: _("Plane"),
    Mode.HSR: _("High-speed rail"),
    Mode.COACH: _("Coach"),
    Mode.CAR: _("Car"),
    Mode.LOCAL: _("I live here"),
}
# Behind "the same trip", as in "by high-speed rail: 92 kg less".
BY_MODE: dict[Mode, Promise] = {
    Mode.PLANE: _("by plane"),
    Mode.HSR: _("by high-speed rail"),
    Mode.COACH: _("by coach"),
    Mode.CAR: _("by car"),
    Mode.LOCAL: _("without a long way"),
}
LOCAL_MODES: dict[LocalMode, Promise] = {
    LocalMode.METRO: _("Metro"),
    LocalMode.BUS: _("Bus"),
    LocalMode.TAXI: _("Taxi"),
    LocalMode.WALK: _("On foot or by bicycle"),
}
DIETS: dict[Diet, Promise] = {
    Diet.RED: _("With beef or lamb"),
    Diet.WHITE: _("With poultry or pork"),
    Diet.VEGETARIAN: _("Vegetarian"),
    Diet.VEGAN: _("Vegan"),
}
LINE_TITLES: dict[LineKey, Promise] = {
    LineKey.PLANE: _("Flight"),
    LineKey.PLANE_NON_CO2: _("Flight: warming other than CO₂"),
    LineKey.HSR: _("High-speed rail"),
    LineKey.COACH: _("Coach"),
    LineKey.CAR: _("Car"),
    LineKey.METRO: _("Metro in the city"),
    LineKey.BUS: _("Bus in the city"),
    LineKey.TAXI: _("Taxi in the city"),
    LineKey.WALK: _("On foot or by bicycle"),
    LineKey.HOTEL: _("Hotel"),
    LineKey.MEALS: _("Meals"),
    LineKey.VENUE: _("Your seat's share of the venue"),
}
# Why a line is counted as it is, for those who ask.
LINE_REASONS: dict[LineKey, Promise] = {
    LineKey.PLANE: _(
        "Measured along the great circle from city to venue. The factor already holds the 8 % that aircraft "
        "fly further; making the fuel is added."
    ),
    LineKey.PLANE_NON_CO2: _(
        "Contrails and gases high up: the publisher counts them as 0.7 times the CO₂ of the flight. Science "
        "is less sure here, so this is a line of its own."
    ),
    LineKey.HSR: _(
        "Lines are longer than the great circle: 1.16 times, as we measured on twelve Chinese lines. "
        "Electricity for trains, stations and maintenance; building the line is not in it."
    ),
    LineKey.COACH: _("Roads are longer than the great circle: 1.3 times, as measured on motorways."),
    LineKey.CAR: _(
        "A petrol car with the making of its fuel, shared equally by the people in it. Roads are 1.3 times "
        "the great circle, as measured on motorways."
    ),
    LineKey.METRO: _(
        "We found no published factor for this city's metro; this one is Beijing's, seen second-hand."
    ),
    LineKey.BUS: _(
        "We found no published factor for this city's buses; this one is Beijing's, seen second-hand."
    ),
    LineKey.TAXI: _("Per passenger, with as many riders as the publisher found on average."),
    LineKey.WALK: _("Nothing is burnt."),
    LineKey.HOTEL: _("The room's night, shared equally by the people in it."),
    LineKey.MEALS: _("French meals stand in for Chinese ones, for which we found no such factors."),
    LineKey.VENUE: _("Electricity of a stadium, shared equally by all spectators: a rough guess."),
}
BOUNDARIES = [
    (Boundary.DIRECT.value, _("direct emissions")),
    (Boundary.UPSTREAM.value, _("making the fuel")),
    (Boundary.WELL_TO_WHEEL.value, _("direct emissions and making the fuel")),
    (Boundary.OPERATION.value, _("operation with its electricity")),
    (Boundary.LIFE_CYCLE.value, _("life cycle")),
    (Boundary.NON_CO2.value, _("effects other than CO₂")),
    (Boundary.NOT_STATED.value, _("boundary not stated")),
]
GASES = [
    (Gases.CO2.value, _("CO₂ only")),
    (Gases.CO2E.value, _("all greenhouse gases, as CO₂e")),
    (Gases.NOT_STATED.value, _("gases not stated")),
]
GRADES = [
    ("A", _("A: official table, checked against a second copy")),
    ("A-", _("A−: official table, seen in several copies")),
    ("B", _("B: the publisher's own database or package")),
    ("C", _("C: an article by the authors")),
    ("D", _("D: second-hand, the original was not seen")),
    ("E", _("E: derived, or a rough guess")),
]
FACTOR_SET_STATES = [
    ("draft", _("Draft")),
    ("published", _("Published")),
    ("superseded", _("Superseded")),
]
UNITS: dict[str, Promise] = {
    "passenger-km": _("passenger-km"),
    "vehicle-km": _("vehicle-km"),
    "room-night": _("room-night"),
    "meal": _("meal"),
    "spectator": _("spectator"),
}
PIECES: dict[PieceName, Promise] = {
    PieceName.GREAT_CIRCLE_KM: _("%(number)s km (as the crow flies)"),
    PieceName.RAIL_CIRCUITY: _("%(number)s (detour of the railway)"),
    PieceName.ROAD_CIRCUITY: _("%(number)s (detour of the road)"),
    PieceName.OCCUPANTS: _("%(number)s (people in the car)"),
    PieceName.LOCAL_KM: _("%(number)s km (in the city)"),
    PieceName.NIGHTS: _("%(number)s (nights)"),
    PieceName.SHARERS: _("%(number)s (people in the room)"),
    PieceName.MEALS: _("%(number)s (meals)"),
    PieceName.SEATS: _("%(number)s (seat)"),
}
FIELDS: dict[str, Promise] = {
    "occupants": _("People in the car"),
    "local_km": _("Kilometres in the city"),
    "nights": _("Nights"),
    "sharers": _("People in the room"),
    "meals": _("Meals"),
}
# What the licences of the sources ask for wherever their numbers are shown.
ATTRIBUTIONS: dict[str, Promise] = {
    "OGL v3.0": _("Contains public sector information licensed under the Open Government Licence v3.0."),
    "Licence Ouverte 2.0": _("Contains figures of ADEME (Base Empreinte) under the Licence Ouverte 2.0."),
    "MIT": _("Contains figures of Nos Gestes Climat (ADEME, ABC) under the MIT licence."),
}


@dataclass(frozen=True, slots=True)
class FactorWords:
    """A factor in words, in the language of the reader."""

    code: str
    activity: str
    value: str
    boundary: str
    grade: str
    uncertainty: str
    source: str
    locator: str
    licence: str
    is_weak: bool  # grade D or E: the page says so


def line_title(line: Line) -> str:
    return str(LINE_TITLES[line.key])


def line_reason(line: Line) -> str:
    """One sentence that says why the line is counted as it is."""
    return str(LINE_REASONS[line.key])


def formula_words(line: Line) -> str:
    """A line as one sum: `1,517 km (as the crow flies) × 2 (there and back) × 30.48 g CO₂e per … = 92 kg`."""
    multiplied = " × ".join(_piece_words(piece) for piece in line.pieces if not piece.divides)
    divided = "".join(f" ÷ {_piece_words(piece)}" for piece in line.pieces if piece.divides)
    values = " + ".join(number_words(factor.grams_per_unit) for factor in line.factors)
    factor = _per_unit(f"({values})" if len(line.factors) > 1 else values, line.unit)
    return f"{multiplied}{divided} × {factor} = {format_grams(line.grams)}"


def source_words(line: Line) -> list[FactorWords]:
    """The factors of a line, each with its source, ready to print."""
    return [factor_words(factor) for factor in line.factors]


def factor_words(factor: FactorValue) -> FactorWords:
    year = str(factor.source_year)
    return FactorWords(
        code=factor.code,
        activity=factor.activity_in(get_language() or ""),
        value=_per_unit(number_words(factor.grams_per_unit), factor.unit),
        boundary=str(dict(BOUNDARIES)[factor.boundary.value]),
        grade=str(dict(GRADES)[factor.grade]),
        uncertainty=_uncertainty(factor.uncertainty_percent, factor.uncertainty_is_judgement),
        source=factor.source if year in factor.source else f"{factor.source}, {year}",
        locator=factor.locator,
        licence=factor.licence,
        is_weak=factor.grade in ("D", "E"),
    )


def uncertainty_words(line: Line) -> str:
    """`± 20 % (our judgement)`; empty for a line of nothing."""
    return _uncertainty(line.uncertainty_percent if line.grams else None, line.uncertainty_is_judgement)


def range_words(footprint: Footprint) -> str:
    """The range as a person would say it: `between 95 kg and 180 kg, most likely 121.3 kg`."""
    return gettext("between %(low)s and %(high)s, most likely %(likely)s") % {
        "low": format_grams(_two_digits(footprint.low_grams, up=False)),
        "high": format_grams(_two_digits(footprint.high_grams, up=True)),
        "likely": format_grams(footprint.total_grams),
    }


def boundary_words(footprint: Footprint) -> str:
    """A sentence that owns up to a sum over different boundaries; empty where there is only one."""
    if len(footprint.boundaries) < 2:
        return ""
    words = dict(BOUNDARIES)
    listed = gettext(", ").join(str(words[boundary.value]) for boundary in footprint.boundaries)
    return gettext("This sum adds numbers with different boundaries: %(boundaries)s.") % {
        "boundaries": listed
    }


def attribution_words(factors: Iterable[FactorValue]) -> list[str]:
    """The sentences that the licences of these factors ask for."""
    licences = {factor.licence for factor in factors}
    return [str(words) for licence, words in ATTRIBUTIONS.items() if licence in licences]


def error_words(error: FootprintError) -> str:
    """What to tell a person whose answers were refused, and what to do next."""
    if isinstance(error, InvalidAnswerError):
        return gettext("%(field)s: please give a whole number from %(minimum)s to %(maximum)s.") % {
            "field": FIELDS.get(error.field, error.field),
            "minimum": error.minimum,
            "maximum": error.maximum,
        }
    if isinstance(error, ImpossibleModeError):
        return gettext("From there nobody can come that way. Please choose another way.")
    if isinstance(error, UnknownPlaceError):
        return gettext("We do not know this city. Please choose one from the list, or a larger one nearby.")
    return gettext("This footprint cannot be counted at the moment. Please try again later.")


def number_words(value: Decimal) -> str:
    """A decimal as people read it: thousands apart, no empty decimals. The same in every language."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _two_digits(grams: int, *, up: bool) -> int:
    """The ends of a range, widened to two digits: more would pretend to know more."""
    step: int = 10 ** max(0, len(str(grams)) - 2)
    return -(-grams // step) * step if up else grams // step * step


def _piece_words(piece: Piece) -> str:
    if piece.name == PieceName.TRIPS:
        return gettext("2 (there and back)") if piece.value == 2 else gettext("1 (one way)")
    return str(PIECES[piece.name]) % {"number": number_words(piece.value)}


def _per_unit(value: str, unit: str) -> str:
    return gettext("%(value)s g CO₂e per %(unit)s") % {"value": value, "unit": UNITS.get(unit, unit)}


def _uncertainty(percent: Decimal | None, is_judgement: bool) -> str:
    if percent is None:
        return ""
    value = number_words(percent.quantize(Decimal(1)))
    if is_judgement:
        return gettext("± %(percent)s %% (our judgement)") % {"percent": value}
    return gettext("± %(percent)s %% (stated by the publisher)") % {"percent": value}
