"""How a footprint is counted: distances, possible ways, lines, ranges and sums."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal, localcontext

from footprint.calculation.values import (
    Alternative,
    Answers,
    Diet,
    FactorValue,
    Footprint,
    Line,
    LineKey,
    Mode,
    Piece,
    PieceName,
    Place,
    Point,
    Site,
)
from footprint.errors import ImpossibleModeError, InvalidAnswerError, UnfitFactorError, UnknownFactorError

EARTH_RADIUS_KM = 6371.0088  # the mean radius of WGS 84, as in the great circle of ICAO's and others' methods
# Length of 12 Chinese high-speed lines over the great circle between their ends: mean 1.158, sd 0.052.
# Our own measurement; 9 % is 1.96 standard deviations.
RAIL_CIRCUITY = Decimal("1.16")
RAIL_CIRCUITY_PERCENT = Decimal(9)
# "Typically, driving distance is 1.3 times the crow flies": Wang, Bette, Schreckenberg, Guhr 2024,
# arXiv 2406.06490, over motorway networks. The 15 % is our judgement: South Korea has 1.26, mountains more.
ROAD_CIRCUITY = Decimal("1.3")
ROAD_CIRCUITY_PERCENT = Decimal(15)
# Where a publisher states no uncertainty and we have not judged one either, this is counted, as a judgement.
UNSTATED_UNCERTAINTY_PERCENT = Decimal(50)

LOCAL_RADIUS_KM = 40  # who lives this near may come by metro, bus or taxi (our judgement)
SHORTEST_FLIGHT_KM = 100  # below it nobody flies (our judgement)
LONGEST_USUAL_TRAIN_KM = 800  # beyond it most people fly: only the form's first suggestion hangs on it
LONGEST_USUAL_COACH_KM = 800  # beyond it a coach is not proposed as "the same trip another way"
# Not joined to the mainland's high-speed network: Tibet's line is conventional, Hainan's an island ring.
REGIONS_WITHOUT_HIGH_SPEED_RAIL = frozenset({"CN-XZ", "CN-HI"})

LIMITS = {"occupants": (1, 9), "local_km": (0, 500), "nights": (0, 60), "sharers": (1, 9), "meals": (0, 200)}
_EXACT = Context(prec=28, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class _Recipe:
    """Which factors a line adds up, and the unit they must be in."""

    unit: str
    factor_codes: tuple[str, ...]


_FLIGHT = "desnz25-air-international-non-uk-economy"
_RECIPES = {
    LineKey.PLANE: _Recipe("passenger-km", (f"{_FLIGHT}-norf", f"{_FLIGHT}-wtt")),
    LineKey.PLANE_NON_CO2: _Recipe("passenger-km", (f"{_FLIGHT}-non-co2",)),
    LineKey.HSR: _Recipe("passenger-km", ("cn-hsr-full-2019",)),
    LineKey.COACH: _Recipe("passenger-km", ("desnz25-coach", "desnz25-coach-wtt")),
    LineKey.CAR: _Recipe("vehicle-km", ("desnz25-car-petrol", "desnz25-car-petrol-wtt")),
    LineKey.METRO: _Recipe("passenger-km", ("bj-metro",)),
    LineKey.BUS: _Recipe("passenger-km", ("bj-bus",)),
    LineKey.TAXI: _Recipe("passenger-km", ("desnz25-taxi-pkm", "desnz25-taxi-pkm-wtt")),
    LineKey.WALK: _Recipe("passenger-km", ("ademe-walkbike",)),
    LineKey.HOTEL: _Recipe("room-night", ("desnz25-hotel-cn",)),
}
_MEAL_FACTORS = {
    Diet.RED: "ngc-meal-red",
    Diet.WHITE: "ngc-meal-white",
    Diet.VEGETARIAN: "ngc-meal-veg",
    Diet.VEGAN: "ngc-meal-vegan",
}
_OTHER_WAYS = {Mode.PLANE: (Mode.HSR, Mode.COACH), Mode.CAR: (Mode.HSR, Mode.COACH), Mode.COACH: (Mode.HSR,)}


def great_circle_km(start: Point, end: Point) -> int:
    """The great circle between two points in whole kilometres (haversine, R = 6371.0088 km)."""
    latitude1, latitude2 = math.radians(start.latitude), math.radians(end.latitude)
    half_latitude = (latitude2 - latitude1) / 2
    half_longitude = math.radians(end.longitude - start.longitude) / 2
    scale = math.cos(latitude1) * math.cos(latitude2)
    haversine = math.sin(half_latitude) ** 2 + scale * math.sin(half_longitude) ** 2
    return round(2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, haversine))))


def possible_modes(origin: Place, site: Site) -> tuple[Mode, ...]:
    """How one can come from `origin`; never empty.

    Who lives in the host city only moves about in it. High-speed rail, coach and car are for trips inside
    mainland China, rail only between regions that the high-speed network joins. The plane is always there,
    except where the way is too short for a flight and another way exists.
    """
    if origin.code == site.host.code:
        return (Mode.LOCAL,)
    distance_km = great_circle_km(origin.point, site.point)
    others: list[Mode] = []
    if origin.country == site.host.country == "CN":
        cut_off = REGIONS_WITHOUT_HIGH_SPEED_RAIL & {origin.region, site.host.region}
        if not cut_off or origin.region == site.host.region == "CN-HI":
            others.append(Mode.HSR)
        others += [Mode.COACH, Mode.CAR]
    if distance_km <= LOCAL_RADIUS_KM:
        others.append(Mode.LOCAL)
    if distance_km >= SHORTEST_FLIGHT_KM or not others:
        return (Mode.PLANE, *others)
    return tuple(others)


def usual_mode(origin: Place, site: Site) -> Mode:
    """What a form suggests first for this origin."""
    modes = possible_modes(origin, site)
    if Mode.LOCAL in modes:
        return Mode.LOCAL
    distance_km = great_circle_km(origin.point, site.point)
    if Mode.HSR in modes and (distance_km <= LONGEST_USUAL_TRAIN_KM or Mode.PLANE not in modes):
        return Mode.HSR
    return modes[0]


def check(answers: Answers, site: Site) -> None:
    """Refuse what cannot be counted: InvalidAnswerError, ImpossibleModeError. Nothing is ever clamped."""
    for field, (minimum, maximum) in LIMITS.items():
        value = getattr(answers, field)
        if type(value) is not int or not minimum <= value <= maximum:
            raise InvalidAnswerError(field, value, minimum=minimum, maximum=maximum)
    if answers.mode not in possible_modes(answers.origin, site):
        raise ImpossibleModeError(answers.mode, answers.origin.code)


def calculate(*, answers: Answers, site: Site, factors: Mapping[str, FactorValue]) -> Footprint:
    """The footprint of one spectator in whole grams, the same on every machine.

    Refuses with InvalidAnswerError, ImpossibleModeError, UnknownFactorError (a factor that the set lacks) and
    UnfitFactorError (a factor in another unit). Lines with nothing in them, as no nights, are left out.
    """
    check(answers, site)
    with localcontext(_EXACT):
        return total_of([*_way_lines(answers, site, factors), *_stay_lines(answers, site, factors)])


def total_of(lines: Iterable[Line]) -> Footprint:
    """Add lines up: grams exactly; ranges linearly where lines share a factor, else in quadrature."""
    lines = tuple(lines)
    groups: list[tuple[set[str], int, int]] = []
    for line in lines:
        codes = set(line.factor_codes)
        below, above = line.grams - line.low_grams, line.high_grams - line.grams
        apart = []
        for group in groups:
            if group[0] & codes:
                codes, below, above = codes | group[0], below + group[1], above + group[2]
            else:
                apart.append(group)
        groups = [*apart, (codes, below, above)]
    total = sum(line.grams for line in lines)
    below = _root_rounded_up(sum(group[1] ** 2 for group in groups))
    above = _root_rounded_up(sum(group[2] ** 2 for group in groups))
    return Footprint(lines, total, max(0, total - below), total + above)


def alternatives(
    *, answers: Answers, site: Site, factors: Mapping[str, FactorValue]
) -> tuple[Alternative, ...]:
    """The same trip by other sensible modes that have fewer grams, the largest saving first."""
    now = calculate(answers=answers, site=site, factors=factors)
    possible = possible_modes(answers.origin, site)
    is_far = great_circle_km(answers.origin.point, site.point) > LONGEST_USUAL_COACH_KM
    found = []
    for mode in _OTHER_WAYS.get(answers.mode, ()):
        if mode not in possible or (mode == Mode.COACH and is_far):
            continue
        other = calculate(answers=replace(answers, mode=mode), site=site, factors=factors)
        if other.total_grams < now.total_grams:
            found.append(Alternative(mode, other.total_grams, now.total_grams - other.total_grams))
    return tuple(sorted(found, key=lambda alternative: alternative.total_grams))


def _way_lines(answers: Answers, site: Site, factors: Mapping[str, FactorValue]) -> list[Line]:
    """The long way. A flight's non-CO2 effects are a line of their own, so a reader can leave them out."""
    if answers.mode == Mode.LOCAL:
        return []
    distance = Piece(PieceName.GREAT_CIRCLE_KM, Decimal(great_circle_km(answers.origin.point, site.point)))
    trips = Piece(PieceName.TRIPS, Decimal(2 if answers.is_return else 1))
    if answers.mode == Mode.PLANE:
        # The 8 % that aircraft fly further than the great circle are inside these factors: no detour here.
        return [_line(key, (distance, trips), factors) for key in (LineKey.PLANE, LineKey.PLANE_NON_CO2)]
    if answers.mode == Mode.HSR:
        detour = Piece(PieceName.RAIL_CIRCUITY, RAIL_CIRCUITY)
        return [_line(LineKey.HSR, (distance, detour, trips), factors, RAIL_CIRCUITY_PERCENT)]
    detour = Piece(PieceName.ROAD_CIRCUITY, ROAD_CIRCUITY)
    if answers.mode == Mode.COACH:
        return [_line(LineKey.COACH, (distance, detour, trips), factors, ROAD_CIRCUITY_PERCENT)]
    shared = Piece(PieceName.OCCUPANTS, Decimal(answers.occupants), divides=True)
    return [_line(LineKey.CAR, (distance, detour, trips, shared), factors, ROAD_CIRCUITY_PERCENT)]


def _stay_lines(answers: Answers, site: Site, factors: Mapping[str, FactorValue]) -> list[Line]:
    lines = []
    if answers.local_km:
        key = LineKey(f"local-{answers.local_mode}")
        lines.append(_line(key, (Piece(PieceName.LOCAL_KM, Decimal(answers.local_km)),), factors))
    if answers.nights:
        nights = Piece(PieceName.NIGHTS, Decimal(answers.nights))
        sharers = Piece(PieceName.SHARERS, Decimal(answers.sharers), divides=True)
        lines.append(_line(LineKey.HOTEL, (nights, sharers), factors))
    if answers.meals:
        recipe = _Recipe("meal", (_MEAL_FACTORS[answers.diet],))
        meals = Piece(PieceName.MEALS, Decimal(answers.meals))
        lines.append(_cooked(LineKey.MEALS, recipe, (meals,), factors))
    if site.venue_factor_code:
        recipe = _Recipe("spectator", (site.venue_factor_code,))
        lines.append(_cooked(LineKey.VENUE, recipe, (Piece(PieceName.SEATS, Decimal(1)),), factors))
    return lines


def _line(
    key: LineKey,
    pieces: tuple[Piece, ...],
    factors: Mapping[str, FactorValue],
    detour_percent: Decimal = Decimal(0),
) -> Line:
    return _cooked(key, _RECIPES[key], pieces, factors, detour_percent)


def _cooked(
    key: LineKey,
    recipe: _Recipe,
    pieces: tuple[Piece, ...],
    factors: Mapping[str, FactorValue],
    detour_percent: Decimal = Decimal(0),
) -> Line:
    used = tuple(_factor(factors, code, recipe.unit) for code in recipe.factor_codes)
    quantity = quantity_of(pieces)
    exact = quantity * sum((factor.grams_per_unit for factor in used), Decimal(0))
    percent = _percent_of(used, detour_percent)
    half_range = exact * percent / 100
    return Line(
        key=key,
        pieces=pieces,
        quantity=quantity.quantize(Decimal("0.001")),
        unit=recipe.unit,
        factors=used,
        grams=int(exact.to_integral_value(ROUND_HALF_EVEN)),
        low_grams=max(0, int((exact - half_range).to_integral_value(ROUND_FLOOR))),
        high_grams=int((exact + half_range).to_integral_value(ROUND_CEILING)),
        uncertainty_percent=percent.quantize(Decimal("0.1")),
        uncertainty_is_judgement=any(
            factor.uncertainty_is_judgement or factor.uncertainty_percent is None for factor in used
        ),
    )


def quantity_of(pieces: Iterable[Piece]) -> Decimal:
    """The product of the pieces, those that divide last."""
    quantity = Decimal(1)
    for piece in sorted(pieces, key=lambda piece: piece.divides):
        quantity = quantity / piece.value if piece.divides else quantity * piece.value
    return quantity


def _percent_of(used: tuple[FactorValue, ...], detour_percent: Decimal) -> Decimal:
    """95 % half-range: linear over the factors of one line (the same fuel), in quadrature with the detour."""
    grams = sum((factor.grams_per_unit for factor in used), Decimal(0))
    if not grams:
        return Decimal(0)
    spread = sum((factor.grams_per_unit * _stated_percent(factor) for factor in used), Decimal(0)) / grams
    return (spread**2 + detour_percent**2).sqrt()


def _stated_percent(factor: FactorValue) -> Decimal:
    return UNSTATED_UNCERTAINTY_PERCENT if factor.uncertainty_percent is None else factor.uncertainty_percent


def _factor(factors: Mapping[str, FactorValue], code: str, unit: str) -> FactorValue:
    if code not in factors:
        raise UnknownFactorError(code)
    factor = factors[code]
    if factor.unit != unit:
        raise UnfitFactorError(code, unit=factor.unit, expected=unit)
    return factor


def _root_rounded_up(square: int) -> int:
    return math.isqrt(square - 1) + 1 if square else 0
