"""The spectator's six questions as activities: possible ways, the footprint, the same trip another way."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from footprint.calculation.activities import Activity, DistanceKind, Flight, Meals, Ride, RideMode, Seat, Stay
from footprint.calculation.distances import great_circle_km
from footprint.calculation.engine import lines_of
from footprint.calculation.library import Library
from footprint.calculation.limits import CABINS
from footprint.calculation.totals import total_of
from footprint.calculation.values import Alternative, Answers, Footprint, Line, Mode, Place, Site
from footprint.errors import (
    ImpossibleModeError,
    InvalidAnswerError,
    UnknownCabinError,
    UnknownUseError,
    WeakFactorError,
)

LOCAL_RADIUS_KM = 40  # who lives this near may come by metro, bus or taxi (our judgement)
SHORTEST_FLIGHT_KM = 100  # below it nobody flies (our judgement)
LONGEST_USUAL_TRAIN_KM = 800  # beyond it most people fly: only the form's first suggestion hangs on it
LONGEST_USUAL_COACH_KM = 800  # beyond it a coach is not proposed as "the same trip another way"
LONGEST_WAY_ACROSS_A_BORDER_KM = 1_500  # by train, coach or car between two countries (our judgement)
# Not joined to the mainland's high-speed network: Tibet's line is conventional, Hainan's an island ring.
REGIONS_WITHOUT_HIGH_SPEED_RAIL = frozenset({"CN-XZ", "CN-HI"})
# Reached over land from the mainland, with their own borders; Taiwan is not.
JOINED_TO_THE_MAINLAND = frozenset({"CN", "HK", "MO"})
# No road or railway leads there from another country. Islands within a country are not known here.
_ISLANDS = (
    "AU BB BH BM BS CU CV CY DM DO FJ FM GD GL GU HT IE IS JM JP KI KM KR KY LC LK MG MH MT MU MV NC NR NZ PF PG "
    "PH PR PW RE SB SC ST TO TT TV TW VC VI VU WF WS"
)
ISLANDS = frozenset(_ISLANDS.split())

LIMITS = {"occupants": (1, 9), "local_km": (0, 500), "nights": (0, 60), "sharers": (1, 9), "meals": (0, 200)}
_OTHER_WAYS = {
    Mode.PLANE: (Mode.HSR, Mode.RAIL, Mode.COACH),
    Mode.CAR: (Mode.HSR, Mode.RAIL, Mode.COACH),
    Mode.COACH: (Mode.HSR, Mode.RAIL),
}


def possible_modes(origin: Place, site: Site) -> tuple[Mode, ...]:
    """How one can come from `origin`; never empty.

    Who lives in the host city only moves about in it. Trains, coaches and cars need land between the two
    places; China's high-speed rail only joins regions that its network reaches. The plane is always there,
    except where the way is too short for a flight and another way exists.
    """
    if origin.code == site.host.code:
        return (Mode.LOCAL,)
    distance_km = great_circle_km(origin.point, site.point)
    others = list(_ways_over_land(origin, site.host, distance_km))
    if distance_km <= LOCAL_RADIUS_KM:
        others.append(Mode.LOCAL)
    if distance_km >= SHORTEST_FLIGHT_KM or not others:
        return (Mode.PLANE, *others)
    return tuple(others)


def _ways_over_land(origin: Place, host: Place, distance_km: int) -> Iterator[Mode]:
    if {origin.country, host.country} <= JOINED_TO_THE_MAINLAND:
        cut_off = REGIONS_WITHOUT_HIGH_SPEED_RAIL & {origin.region, host.region}
        is_on_hainan = origin.region == host.region == "CN-HI"
        if (not cut_off or is_on_hainan) and "MO" not in (origin.country, host.country):
            yield Mode.HSR
        yield Mode.COACH
        yield Mode.CAR
        return
    if origin.country != host.country:
        if distance_km > LONGEST_WAY_ACROSS_A_BORDER_KM or ISLANDS & {origin.country, host.country}:
            return
        if "CN" in (origin.country, host.country):  # no ordinary coach or train crosses these borders
            return
    yield from (Mode.RAIL, Mode.COACH, Mode.CAR)


def usual_mode(origin: Place, site: Site) -> Mode:
    """What a form suggests first for this origin."""
    modes = possible_modes(origin, site)
    if Mode.LOCAL in modes:
        return Mode.LOCAL
    distance_km = great_circle_km(origin.point, site.point)
    for train in (Mode.HSR, Mode.RAIL):
        if train in modes and (distance_km <= LONGEST_USUAL_TRAIN_KM or Mode.PLANE not in modes):
            return train
    return modes[0]


def check(answers: Answers, site: Site) -> None:
    """Refuse what cannot be counted: InvalidAnswerError, ImpossibleModeError, UnknownCabinError."""
    for field, (minimum, maximum) in LIMITS.items():
        value = getattr(answers, field)
        if type(value) is not int or not minimum <= value <= maximum:
            raise InvalidAnswerError(field, value, minimum=minimum, maximum=maximum)
    if answers.mode not in possible_modes(answers.origin, site):
        raise ImpossibleModeError(answers.mode, answers.origin.code)
    method = site.options.flight_method
    if answers.mode == Mode.PLANE and answers.cabin not in CABINS[method]:
        raise UnknownCabinError(answers.cabin, method)


def calculate(*, answers: Answers, site: Site, library: Library) -> Footprint:
    """The footprint of one spectator in whole grams, the same on every machine.

    Refuses with InvalidAnswerError, ImpossibleModeError, UnknownCabinError, UnknownUseError, WeakFactorError
    and UnfitFactorError. Lines with nothing in them, as no nights, are left out, and so is a seat for which
    the set has no figure that the organiser allows. The lines count different things; the reader is told
    (`Footprint.coverages`).
    """
    check(answers, site)
    lines: list[Line] = []
    for activity in activities_of(answers, site):
        try:
            lines += lines_of(activity, library, site.options)
        except (UnknownUseError, WeakFactorError):
            if not isinstance(activity, Seat):
                raise
    return total_of(lines, allow_mixed=True)


def activities_of(answers: Answers, site: Site) -> Iterator[Activity]:
    """What the spectator did, in the engine's words."""
    if answers.mode != Mode.LOCAL:
        yield way_of(answers, site)
    if answers.local_km:
        mode, region = RideMode(answers.local_mode.value), site.host.region
        yield Ride(mode, Decimal(answers.local_km), region, DistanceKind.LOCAL)
    if answers.nights:
        yield Stay(answers.nights, site.host.region, answers.sharers)
    if answers.meals:
        yield Meals(answers.meals, answers.diet, site.host.region)
    yield Seat(site.host.region, site.kwh_per_seat)


def way_of(answers: Answers, site: Site) -> Flight | Ride:
    """The long way. Within a province an electric car runs on its grid, else on the country's."""
    distance_km = great_circle_km(answers.origin.point, site.point)
    trips = 2 if answers.is_return else 1
    options = site.options
    if answers.mode == Mode.PLANE:
        countries = (answers.origin.country, site.host.country)
        return Flight(distance_km, countries, trips, cabin=answers.cabin, method=options.flight_method)
    mode = RideMode(answers.mode.value)
    region = region_between(answers.origin, site.host)
    if mode == RideMode.HSR and site.rail_km is not None:
        return Ride(mode, Decimal(site.rail_km), region, DistanceKind.RAIL, trips)
    return Ride(
        mode,
        Decimal(distance_km),
        region,
        DistanceKind.GREAT_CIRCLE,
        trips,
        occupants=answers.occupants if mode == RideMode.CAR else 1,
        fuel=answers.fuel,
    )


def region_between(origin: Place, host: Place) -> str:
    """Whose factors serve a way over land: the province's within it, China's to and from it, else the host's."""
    if origin.region == host.region:
        return host.region
    return "CN" if "CN" in (origin.country, host.country) else host.country


def alternatives(
    *, answers: Answers, site: Site, library: Library, total_grams: int
) -> tuple[Alternative, ...]:
    """The same trip by other sensible modes that weigh less than `total_grams`, the largest saving first."""
    possible = possible_modes(answers.origin, site)
    is_far = great_circle_km(answers.origin.point, site.point) > LONGEST_USUAL_COACH_KM
    found = []
    for mode in _OTHER_WAYS.get(answers.mode, ()):
        if mode not in possible or (mode == Mode.COACH and is_far):
            continue
        other = calculate(answers=replace(answers, mode=mode), site=site, library=library)
        if other.total_grams < total_grams:
            found.append(Alternative(mode, other.total_grams, total_grams - other.total_grams))
    return tuple(sorted(found, key=lambda alternative: alternative.total_grams))
