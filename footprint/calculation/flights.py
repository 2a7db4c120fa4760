"""Flights by three methods. Each adds what an aircraft flies beyond the great circle once, and only once."""

from decimal import Decimal

from footprint.calculation.activities import Flight
from footprint.calculation.icao import AIRCRAFT_PERCENT, flight_fuel
from footprint.calculation.library import Figure, Library
from footprint.calculation.lines import Draft
from footprint.calculation.values import Cabin, FlightMethod, LineKey, Options, Piece, PieceName
from footprint.errors import UnknownUseError

# DESNZ 2025: a flight to or from the UK is short-haul below about 3,700 km.
LONGEST_SHORT_HAUL_KM = 3_700


def drafts_of(flight: Flight, library: Library, options: Options) -> tuple[Draft, ...]:
    """A line for the flight, and one for its non-CO2 effects where the method has them and they are wanted."""
    if flight.method == FlightMethod.DESNZ:
        return _by_desnz(flight, library, options)
    if flight.method == FlightMethod.ICAO:
        return (_by_icao(flight, library, options),)
    # The publisher does not say on which distance its passenger-kilometres stand: no uplift is added.
    factors = library.for_use("flight-china-average", "", allow_weak=options.allow_weak)
    return (Draft(LineKey.PLANE, "passenger-km", _kilometres(flight), factors),)


def desnz_group(countries: tuple[str, str], distance_km: int | Decimal) -> str:
    """The publisher's route group: within the UK, to or from it (short or long), or anywhere else."""
    british = countries.count("GB")
    if british == 2:
        return "domestic"
    if british == 1:
        return "short" if distance_km < LONGEST_SHORT_HAUL_KM else "long"
    return "international"


def _by_desnz(flight: Flight, library: Library, options: Options) -> tuple[Draft, ...]:
    """The 8 % that aircraft fly further than the great circle are inside these factors: no detour here."""
    group = desnz_group(flight.countries, flight.distance_km)
    figure = _desnz_figure(group, flight.cabin, library, options)
    pieces = _kilometres(flight)
    drafts = [Draft(LineKey.PLANE, "passenger-km", pieces, figure.parts)]
    if flight.with_non_co2 and options.with_non_co2 and figure.non_co2:
        drafts.append(Draft(LineKey.PLANE_NON_CO2, "passenger-km", pieces, figure.non_co2))
    return tuple(drafts)


def _by_icao(flight: Flight, library: Library, options: Options) -> Draft:
    """CO2 of the fuel burnt only: the method leaves out making the fuel and what is not CO2."""
    shared = flight_fuel(flight.distance_km, flight.countries, flight.cabin)
    pieces = [
        Piece(PieceName.FUEL_KG, shared.fuel_kg),
        Piece(PieceName.PASSENGER_SHARE, shared.passenger_share),
        Piece(PieceName.TRIPS, Decimal(flight.trips)),
    ]
    if shared.cabin_weight != 1:
        pieces.append(Piece(PieceName.CABIN_WEIGHT, shared.cabin_weight))
    if flight.passengers > 1:
        pieces.append(Piece(PieceName.PASSENGERS, Decimal(flight.passengers)))
    pieces.append(Piece(PieceName.AIRCRAFT_SEATS, Decimal(shared.aircraft.seats), divides=True))
    pieces.append(Piece(PieceName.LOAD_FACTOR, shared.load_factor, divides=True))
    factors = library.for_use("jet-fuel", "", allow_weak=options.allow_weak)
    return Draft(LineKey.PLANE, "kg-fuel", tuple(pieces), factors, (AIRCRAFT_PERCENT,))


def _desnz_figure(group: str, cabin: Cabin, library: Library, options: Options) -> Figure:
    """The cabin's factors. Within the UK only the average of all seats is published: economy is counted so."""
    try:
        return library.figure(f"flight-{group}-{cabin}", "", allow_weak=options.allow_weak)
    except UnknownUseError:
        if cabin != Cabin.ECONOMY:
            raise
        return library.figure(f"flight-{group}-{Cabin.AVERAGE}", "", allow_weak=options.allow_weak)


def _kilometres(flight: Flight) -> tuple[Piece, ...]:
    pieces = [
        Piece(PieceName.GREAT_CIRCLE_KM, Decimal(flight.distance_km)),
        Piece(PieceName.TRIPS, Decimal(flight.trips)),
    ]
    if flight.passengers > 1:
        pieces.append(Piece(PieceName.PASSENGERS, Decimal(flight.passengers)))
    return tuple(pieces)
