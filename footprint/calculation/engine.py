"""The engine: which factors and pieces make the lines of an activity."""

from decimal import Decimal
from typing import assert_never

from footprint.calculation import flights
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
from footprint.calculation.distances import (
    RAIL_CIRCUITY,
    RAIL_CIRCUITY_PERCENT,
    RAIL_KM_PERCENT,
    ROAD_CIRCUITY,
    ROAD_CIRCUITY_PERCENT,
)
from footprint.calculation.library import Library
from footprint.calculation.limits import check_activity
from footprint.calculation.lines import Draft, counted
from footprint.calculation.values import FactorValue, Fuel, Line, LineKey, Options, Piece, PieceName
from footprint.errors import UnknownUseError

# DESNZ 2025 counts 0.03663 kg per vehicle-km for an average battery car at 0.177 kg per kWh of the UK's grid.
# At the plug; charging losses are inside, those of the grid are not. The 20 % is our judgement.
EV_KWH_PER_KM = Decimal("0.207")
EV_PERCENT = Decimal(20)

_USUAL = Options()
_RAILS = (RideMode.HSR, RideMode.RAIL)
_PER_VEHICLE = (RideMode.CAR, RideMode.MOTORBIKE)


def lines_of(activity: Activity, library: Library, options: Options = _USUAL) -> tuple[Line, ...]:
    """The lines of one activity: one, or two where a flight's non-CO2 effects stand apart.

    Refuses with InvalidAnswerError, UnknownCabinError, UnknownFactorError, UnknownUseError, WeakFactorError
    and UnfitFactorError. Splitting a trip changes only what is counted per leg: distances and roundings.
    """
    check_activity(activity)
    match activity:
        case Flight():
            drafts = flights.drafts_of(activity, library, options)
        case Ride():
            drafts = (_ride(activity, library, options),)
        case Stay():
            drafts = (_stay(activity, library, options),)
        case Meals():
            pieces = (Piece(PieceName.MEALS, Decimal(activity.count)),)
            factors = library.for_use(f"meal-{activity.diet}", activity.region, allow_weak=options.allow_weak)
            drafts = (Draft(LineKey.MEALS, "meal", pieces, factors),)
        case Seat():
            drafts = (_seat(activity, library, options),)
        case Electricity():
            pieces = (Piece(PieceName.KWH, activity.kwh),)
            drafts = (Draft(LineKey.ELECTRICITY, "kWh", pieces, _grid(activity.region, library, options)),)
        case Amount():
            factor = library.named(activity.factor_code)
            pieces = (Piece(PieceName.AMOUNT, activity.quantity),)
            drafts = (Draft(LineKey.AMOUNT, factor.unit, pieces, (factor,)),)
        case _:
            assert_never(activity)
    return tuple(counted(draft) for draft in drafts)


def _ride(ride: Ride, library: Library, options: Options) -> Draft:
    pieces, percents = _way(ride)
    key = LineKey(ride.mode.value)
    if ride.mode == RideMode.CAR:
        pieces = (*pieces, Piece(PieceName.OCCUPANTS, Decimal(ride.occupants), divides=True))
        if ride.fuel == Fuel.ELECTRIC:
            pieces = (*pieces, Piece(PieceName.KWH_PER_KM, EV_KWH_PER_KM))
            grid = _grid(ride.region, library, options)
            return Draft(key, "kWh", pieces, grid, (*percents, EV_PERCENT))
    use = f"car-{ride.fuel}" if ride.mode == RideMode.CAR else ride.mode.value
    unit = "vehicle-km" if ride.mode in _PER_VEHICLE else "passenger-km"
    factors = library.for_use(use, ride.region, allow_weak=options.allow_weak)
    return Draft(key, unit, pieces, factors, percents)


def _way(ride: Ride) -> tuple[tuple[Piece, ...], tuple[Decimal, ...]]:
    """The kilometres of a ride with the detour of its ground, which is added only to a great circle."""
    name = {
        DistanceKind.GREAT_CIRCLE: PieceName.GREAT_CIRCLE_KM,
        DistanceKind.RAIL: PieceName.RAIL_KM,
        DistanceKind.ROUTE: PieceName.ROUTE_KM,
        DistanceKind.LOCAL: PieceName.LOCAL_KM,
    }[ride.distance_kind]
    pieces = [Piece(name, Decimal(ride.distance_km))]
    percents: tuple[Decimal, ...] = (RAIL_KM_PERCENT,) if ride.distance_kind == DistanceKind.RAIL else ()
    if ride.distance_kind == DistanceKind.GREAT_CIRCLE:
        if ride.mode in _RAILS:
            pieces.append(Piece(PieceName.RAIL_CIRCUITY, RAIL_CIRCUITY))
            percents = (RAIL_CIRCUITY_PERCENT,)
        else:
            pieces.append(Piece(PieceName.ROAD_CIRCUITY, ROAD_CIRCUITY))
            percents = (ROAD_CIRCUITY_PERCENT,)
    if ride.distance_kind != DistanceKind.LOCAL or ride.trips > 1:
        pieces.append(Piece(PieceName.TRIPS, Decimal(ride.trips)))
    if ride.passengers > 1:
        pieces.append(Piece(PieceName.PASSENGERS, Decimal(ride.passengers)))
    return tuple(pieces), percents


def _stay(stay: Stay, library: Library, options: Options) -> Draft:
    nights = Piece(PieceName.NIGHTS, Decimal(stay.nights))
    sharers = Piece(PieceName.SHARERS, Decimal(stay.sharers), divides=True)
    factors = library.for_use("hotel", stay.region, allow_weak=options.allow_weak)
    return Draft(LineKey.HOTEL, "room-night", (nights, sharers), factors)


def _seat(seat: Seat, library: Library, options: Options) -> Draft:
    if seat.kwh is not None:
        pieces = (Piece(PieceName.KWH, seat.kwh),)
        return Draft(LineKey.VENUE, "kWh", pieces, _grid(seat.region, library, options))
    pieces = (Piece(PieceName.SEATS, Decimal(1)),)
    factors = library.for_use("seat", seat.region, allow_weak=options.allow_weak)
    return Draft(LineKey.VENUE, "spectator", pieces, factors)


def _grid(region: str, library: Library, options: Options) -> tuple[FactorValue, ...]:
    """The grid of a region in the chosen year, or the latest.

    Where the chosen year is not known as locally as the latest one, UnknownUseError: it is not replaced.
    """
    latest = library.for_use("grid", region, allow_weak=options.allow_weak)
    if options.grid_year in (None, latest[0].source_year):
        return latest
    use = f"grid-{options.grid_year}"
    chosen = library.for_use(use, region, allow_weak=options.allow_weak)
    if chosen[0].serves != latest[0].serves:
        raise UnknownUseError(use, region)
    return chosen
