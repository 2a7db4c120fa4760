"""ICAO's Carbon Emissions Calculator, version 13: fuel of a flight, shared between freight and passengers.

CO2 per passenger = 3.16 × fuel × share of passengers ÷ (economy seats × load factor). Fuel by distance is
Appendix C, load factors and shares of passengers are Appendix A of the methodology (2024), as the package
carbonize 0.1.0 (MIT) copied them. ICAO takes the aircraft from each city pair's timetable, which is not public:
we take one narrow body and, beyond its table, one wide body, and say so.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from footprint.calculation.distances import EXACT
from footprint.calculation.values import Cabin

KM_PER_NAUTICAL_MILE = Decimal("1.852")
# Added to the great circle for holding, weather and detours: below 550 km, up to 5,500 km, and beyond.
CORRECTIONS_KM = (50, 100, 125)
# In versions up to 12 a premium seat beyond this distance counts twice. Version 13 takes cabin plans per route,
# which are not public.
LONGEST_ONE_CABIN_KM = 3_000
PREMIUM_WEIGHT = Decimal(2)
# The aircraft is our choice: another of the same size burns up to a fifth more or less.
AIRCRAFT_PERCENT = Decimal(20)


@dataclass(frozen=True, slots=True)
class Aircraft:
    """Fuel in kg for a flight of so many nautical miles, and the seats if all were economy."""

    name: str
    seats: int
    fuel_kg: tuple[tuple[int, int], ...]

    def fuel_for(self, distance_km: int | Decimal) -> Decimal:
        """Linear between the table's distances, in proportion below the first, on along the last slope."""
        miles = distance_km / KM_PER_NAUTICAL_MILE
        table = ((0, 0), *self.fuel_kg)
        upper = next((i for i, (limit, _fuel) in enumerate(table) if i and miles <= limit), len(table) - 1)
        (start, start_fuel), (end, end_fuel) = table[upper - 1], table[upper]
        fuel = start_fuel + (miles - start) / (end - start) * (end_fuel - start_fuel)
        return fuel.quantize(Decimal("0.1"), ROUND_HALF_EVEN)


# 180 seats: the type's single-class limit. Its table ends at 2,500 nautical miles, 4,630 km.
NARROW_BODY = Aircraft(
    "A320",
    180,
    (
        *((125, 1672), (250, 3430), (500, 4585), (750, 6212), (1000, 7772)),
        *((1500, 10766), (2000, 13648), (2500, 16452)),
    ),
)
# 326 seats: the layout of Google's published example (188 economy, 21 premium, 48 business), premium twice.
WIDE_BODY = Aircraft(
    "787-9",
    326,
    (
        *((125, 2445), (250, 3925), (500, 6884), (750, 9842), (1000, 12801), (1500, 18719), (2000, 24636)),
        *((2500, 30554), (3000, 36472), (3500, 42389), (4000, 48307), (4500, 54224), (5000, 60142)),
        *((5500, 66060), (6000, 71977), (6500, 77895), (7000, 83813), (7500, 89730)),
    ),
)

# Which of ICAO's regions a country belongs to: our reading of their names, the list itself is not public.
_REGIONS = {
    "north asia": "CN HK JP KP KR MN MO TW",
    "pacific": "AS AU BN CK FJ FM GU ID KH KI LA MH MM MP MY NC NF NR NU NZ PF PG PH PW SB SG TH TK TL TO TV VN "
    "VU WF WS",
    "south west asia": "AF BD BT IN KG KZ LK MV NP PK TJ TM UZ",
    "middle east": "AE BH IL IQ IR JO KW LB OM PS QA SA SY YE",
    "north america": "BM CA GL PM US",
    "central america": "AG AI AW BB BL BQ BS BZ CR CU CW DM DO GD GP GT HN HT JM KN KY LC MF MQ MS MX NI PA PR SV "
    "SX TC TT VC VG VI",
    "south america": "AR BO BR CL CO EC FK GF GY PE PY SR UY VE",
    "north africa": "DZ EG EH LY MA SD TN",
    "sub saharan africa": "AO BF BI BJ BW CD CF CG CI CM CV DJ ER ET GA GH GM GN GQ GW KE KM LR LS MG ML MR MU MW "
    "MZ NA NE NG RE RW SC SH SL SN SO SS ST SZ TD TG TZ UG YT ZA ZM ZW",
}
_REGION_OF = {country: region for region, countries in _REGIONS.items() for country in countries.split()}

# Load factor of passengers and passengers' share of the fuel, in percent, by pair of regions.
_NA, _CA, _SA, _EU = "north america", "central america", "south america", "europe"
_ME, _NAS, _PAC, _SWA = "middle east", "north asia", "pacific", "south west asia"
_NAF, _SSA = "north africa", "sub saharan africa"
_ROUTES: dict[tuple[str, str], tuple[str, str]] = {
    (_SWA, _EU): ("81.5", "63.43"),
    (_SWA, _CA): ("80.3", "84.45"),
    (_SWA, _SA): ("80.3", "84.45"),
    (_SWA, _ME): ("78.9", "81.18"),
    (_SWA, _NA): ("83.3", "62.38"),
    (_SWA, _NAS): ("71.2", "79.47"),
    (_SWA, _PAC): ("74.8", "80.12"),
    (_CA, _EU): ("81.7", "86.57"),
    (_CA, _NA): ("80.7", "93.17"),
    (_CA, _SA): ("79.7", "89.42"),
    (_EU, _ME): ("74.5", "77.19"),
    (_EU, _NAF): ("73.6", "81.99"),
    (_EU, _NA): ("83.1", "79.96"),
    (_EU, _NAS): ("80.0", "63.43"),
    (_EU, _PAC): ("80.2", "63.43"),
    (_EU, _SA): ("84.9", "76.69"),
    (_EU, _SSA): ("78.4", "81.99"),
    (_CA, _CA): ("67.7", "96.09"),
    (_SWA, _SWA): ("69.8", "79.47"),
    (_EU, _EU): ("82.3", "96.12"),
    (_ME, _ME): ("70.2", "84.56"),
    (_NA, _NA): ("79.1", "93.35"),
    (_NAS, _NAS): ("75.3", "79.47"),
    (_PAC, _PAC): ("77.8", "79.47"),
    (_SA, _SA): ("77.1", "82.66"),
    (_ME, _NA): ("83.9", "79.89"),
    (_NA, _NAS): ("82.3", "66.44"),
    (_NA, _PAC): ("80.9", "84.57"),
    (_NA, _SA): ("82.6", "77.27"),
    (_NAS, _PAC): ("75.3", "79.47"),
}
for _asian in (_NAS, _PAC):
    _ROUTES |= {(_asian, _CA): ("72.9", "84.67"), (_asian, _SA): ("72.9", "84.67")}
    _ROUTES |= {(_asian, _ME): ("76.5", "81.18")}
for _african in (_NAF, _SSA):
    _ROUTES |= {(_african, _NAF): ("66.1", "84.32"), (_african, _SSA): ("66.1", "84.32")}
    _ROUTES |= {(_african, asian): ("73.7", "83.82") for asian in (_NAS, _PAC, _SWA)}
    _ROUTES |= {(_african, _ME): ("74.1", "82.92"), (_african, _NA): ("77.1", "91.11")}
for _southern in (_NAF, _SSA, _ME):
    _ROUTES |= {(_southern, _CA): ("77.9", "84.03"), (_southern, _SA): ("65.0", "83.97")}


@dataclass(frozen=True, slots=True)
class FlightFuel:
    """What the method multiplies: fuel of the whole flight, passengers' share, weight, seats, load factor."""

    aircraft: Aircraft
    fuel_kg: Decimal
    passenger_share: Decimal
    cabin_weight: Decimal
    load_factor: Decimal


def corrected_km(great_circle_km: int | Decimal) -> int | Decimal:
    """The great circle with ICAO's addition: 50, 100 or 125 km."""
    if great_circle_km < 550:
        return great_circle_km + CORRECTIONS_KM[0]
    return great_circle_km + (CORRECTIONS_KM[1] if great_circle_km <= 5_500 else CORRECTIONS_KM[2])


def route_factors(countries: tuple[str, str]) -> tuple[Decimal, Decimal]:
    """Load factor and passengers' share of the regions of two countries, as fractions. Europe is the rest."""
    one, other = (_REGION_OF.get(country, _EU) for country in countries)
    load, share = _ROUTES.get((one, other)) or _ROUTES[other, one]
    return Decimal(load) / 100, Decimal(share) / 100


def flight_fuel(great_circle_km: int | Decimal, countries: tuple[str, str], cabin: Cabin) -> FlightFuel:
    with localcontext(EXACT):
        flown_km = corrected_km(great_circle_km)
        longest_km = NARROW_BODY.fuel_kg[-1][0] * KM_PER_NAUTICAL_MILE
        aircraft = NARROW_BODY if flown_km <= longest_km else WIDE_BODY
        load, share = route_factors(countries)
        is_premium = cabin not in (Cabin.AVERAGE, Cabin.ECONOMY) and great_circle_km > LONGEST_ONE_CABIN_KM
        weight = PREMIUM_WEIGHT if is_premium else Decimal(1)
        return FlightFuel(aircraft, aircraft.fuel_for(flown_km), share, weight, load)
