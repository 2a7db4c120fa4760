"""The words of a footprint, one table a subject. English is the source; diandian/locale has the Chinese."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from footprint.calculation import (
    Boundary,
    Cabin,
    Diet,
    FlightMethod,
    Fuel,
    Gases,
    LineKey,
    LocalMode,
    Mode,
    PieceName,
)

MODES: dict[Mode, Promise] = {
    Mode.PLANE: _("Plane"),
    Mode.HSR: _("High-speed rail"),
    Mode.RAIL: _("Train"),
    Mode.COACH: _("Coach"),
    Mode.CAR: _("Car"),
    Mode.LOCAL: _("I live here"),
}
# Behind "the same trip", as in "by high-speed rail: 92 kg less".
BY_MODE: dict[Mode, Promise] = {
    Mode.PLANE: _("by plane"),
    Mode.HSR: _("by high-speed rail"),
    Mode.RAIL: _("by train"),
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
FUELS: dict[Fuel, Promise] = {
    Fuel.PETROL: _("Petrol"),
    Fuel.DIESEL: _("Diesel"),
    Fuel.HYBRID: _("Hybrid"),
    Fuel.ELECTRIC: _("Electric"),
    Fuel.UNKNOWN: _("I do not know"),
}
CABINS: dict[Cabin, Promise] = {
    Cabin.AVERAGE: _("Average of all seats"),
    Cabin.ECONOMY: _("Economy"),
    Cabin.PREMIUM_ECONOMY: _("Premium economy"),
    Cabin.BUSINESS: _("Business"),
    Cabin.FIRST: _("First"),
}
FLIGHT_METHODS: dict[FlightMethod, Promise] = {
    FlightMethod.DESNZ: _("UK DESNZ factors"),
    FlightMethod.ICAO: _("ICAO Carbon Emissions Calculator"),
    FlightMethod.CHINA_AVERAGE: _("Average of Chinese airlines"),
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
    LineKey.RAIL: _("Train"),
    LineKey.COACH: _("Coach"),
    LineKey.CAR: _("Car"),
    LineKey.MOTORBIKE: _("Motorbike"),
    LineKey.TAXI: _("Taxi"),
    LineKey.METRO: _("Metro"),
    LineKey.BUS: _("Bus"),
    LineKey.WALK: _("On foot or by bicycle"),
    LineKey.HOTEL: _("Hotel"),
    LineKey.MEALS: _("Meals"),
    LineKey.VENUE: _("Your seat's share of the venue"),
    LineKey.ELECTRICITY: _("Electricity"),
    LineKey.AMOUNT: _("Amount"),
}
# A flight's line says its method, but for the one that is taken where nobody chooses another.
FLIGHT_TITLES: dict[FlightMethod, Promise] = {
    FlightMethod.DESNZ: LINE_TITLES[LineKey.PLANE],
    FlightMethod.ICAO: _("Flight (ICAO)"),
    FlightMethod.CHINA_AVERAGE: _("Flight (average of Chinese airlines)"),
}
# Why a line is counted as it is, for those who ask. Lines of one title may be counted in different ways.
LINE_REASONS: dict[LineKey, Promise] = {
    LineKey.PLANE: _(
        "By the British government's factors (DESNZ), measured along the great circle. The factor already holds "
        "the 8 % that aircraft fly further; making the fuel is added."
    ),
    LineKey.PLANE_NON_CO2: _(
        "Contrails and gases high up: the publisher counts them as 0.7 times the CO₂ of the flight. Science "
        "is less sure here, so this is a line of its own."
    ),
    LineKey.HSR: _(
        "Electricity for trains, stations and maintenance; building the line is not in it. The authors do not say "
        "which gases they count. Where the length of the line is not known, it is 1.16 times the great circle, "
        "as we measured on twelve Chinese lines."
    ),
    LineKey.RAIL: _(
        "The average of British trains (DESNZ) stands in for those of other countries. Where the length of the "
        "line is not known, it is 1.16 times the great circle."
    ),
    LineKey.COACH: _(
        "British coaches (DESNZ) stand in for others. Roads are longer than the great circle: 1.3 times, as "
        "measured on motorways."
    ),
    LineKey.CAR: _(
        "An average British car (DESNZ) with the making of its fuel, shared equally by the people in it. Roads "
        "are 1.3 times the great circle, as measured on motorways."
    ),
    LineKey.MOTORBIKE: _("An average British motorbike (DESNZ) with the making of its fuel."),
    LineKey.TAXI: _(
        "British taxis (DESNZ) stand in for others, with as many riders as they have on average."
    ),
    LineKey.METRO: _(
        "London's metro (DESNZ) stands in for others, of which we found no figure that we can vouch for."
    ),
    LineKey.BUS: _(
        "Britain's city buses (DESNZ) stand in for others, of which we found no figure that we can vouch for."
    ),
    LineKey.WALK: _("Nothing is burnt."),
    LineKey.HOTEL: _("The room's night, shared equally by the people in it."),
    LineKey.MEALS: _("French meals stand in for others, for which we found no such factors."),
    LineKey.VENUE: _("Electricity of a stadium, shared equally by all spectators: a rough guess."),
    LineKey.ELECTRICITY: _("Kilowatt-hours times the grid of the region and year."),
    LineKey.AMOUNT: _("The quantity times the factor that was named."),
}
# The same lines, counted per another unit.
OTHER_REASONS: dict[tuple[LineKey, str], Promise] = {
    (LineKey.PLANE, "kg-fuel"): _(
        "Fuel of an Airbus A320, or of a Boeing 787-9 beyond its reach, by the great circle and 50, 100 or 125 km, "
        "shared among the passengers as ICAO does. Only the CO₂ of the fuel that is burnt."
    ),
    (LineKey.CAR, "kWh"): _(
        "0.207 kWh per kilometre at the plug, on the grid of the province or, beyond it, of the country, shared "
        "equally by the people in the car. Roads are 1.3 times the great circle, as measured on motorways."
    ),
    (LineKey.VENUE, "kWh"): _("The venue's metered electricity per spectator, on the grid of its province."),
}
_STANDARD_SEEN_IN_COPY = _(
    "A weak figure, taken because the organiser allowed such: that of a Chinese standard of which we saw only a copy."
)
# The same lines with a weak figure.
WEAK_REASONS: dict[LineKey, Promise] = {
    LineKey.METRO: _STANDARD_SEEN_IN_COPY,
    LineKey.BUS: _STANDARD_SEEN_IN_COPY,
}
CHINA_AVERAGE_REASON = _(
    "The average of Chinese airlines for all seats together. The publisher does not say on which distance its "
    "passenger-kilometres stand, so nothing is added to the great circle."
)
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
    "kWh": _("kWh"),
    "kg-fuel": _("kg of fuel"),
    "kg": _("kg"),
    "km": _("km"),
    "L": _("litre"),
    "m3": _("m³"),
    "item": _("item"),
    "cup": _("cup"),
    "person-night": _("person and night"),
    "person-day": _("person and day"),
}
PIECES: dict[PieceName, Promise] = {
    PieceName.GREAT_CIRCLE_KM: _("%(number)s km (as the crow flies)"),
    PieceName.RAIL_CIRCUITY: _("%(number)s (detour of the railway)"),
    PieceName.ROAD_CIRCUITY: _("%(number)s (detour of the road)"),
    PieceName.RAIL_KM: _("%(number)s km (along the rails)"),
    PieceName.ROUTE_KM: _("%(number)s km"),
    PieceName.PASSENGERS: _("%(number)s (passengers)"),
    PieceName.KWH_PER_KM: _("%(number)s kWh per km"),
    PieceName.FUEL_KG: _("%(number)s kg (fuel of the whole flight)"),
    PieceName.PASSENGER_SHARE: _("%(number)s (passengers' share, the rest is freight's)"),
    PieceName.CABIN_WEIGHT: _("%(number)s (room of the seat)"),
    PieceName.AIRCRAFT_SEATS: _("%(number)s (seats)"),
    PieceName.LOAD_FACTOR: _("%(number)s (of them taken)"),
    PieceName.KWH: _("%(number)s kWh"),
    PieceName.AMOUNT: _("%(number)s"),
    PieceName.OCCUPANTS: _("%(number)s (people in the car)"),
    PieceName.LOCAL_KM: _("%(number)s km (in the city)"),
    PieceName.NIGHTS: _("%(number)s (nights)"),
    PieceName.SHARERS: _("%(number)s (people in the room)"),
    PieceName.MEALS: _("%(number)s (meals)"),
    PieceName.SEATS: _("%(number)s (seat)"),
}
# The same detour, where the way is no road.
LINE_DETOUR = _("%(number)s (detour of the line)")
FIELDS: dict[str, Promise] = {
    "occupants": _("People in the car"),
    "local_km": _("Kilometres in the city"),
    "nights": _("Nights"),
    "sharers": _("People in the room"),
    "meals": _("Meals"),
    "distance_km": _("Distance in km"),
    "trips": _("Trips"),
    "passengers": _("Passengers"),
    "kwh": _("Kilowatt-hours"),
    "quantity": _("Quantity"),
}
_FACTS = _("Quotes single figures from articles, standards and published methods; each factor names its own.")
# What the licences of the sources ask for wherever their numbers are shown.
ATTRIBUTIONS: dict[str, Promise] = {
    "OGL v3.0": _("Contains public sector information licensed under the Open Government Licence v3.0."),
    "Licence Ouverte 2.0": _(
        "Contains figures of ADEME (Base Empreinte, Agribalyse) under the Licence Ouverte 2.0."
    ),
    "MIT (Nos Gestes Climat)": _("Contains figures of Nos Gestes Climat (ADEME, ABC) under the MIT licence."),
    "MIT (cafein)": _(
        "Contains figures of the ITF life-cycle tool as shipped in cafein, under the MIT licence."
    ),
    "CC BY 4.0 (Our World in Data)": _(
        "Contains figures of Poore & Nemecek (2018), prepared by Our World in Data, under CC BY 4.0."
    ),
    "CC BY 4.0 (Google Travel Impact Model)": _(
        "Contains figures of Google’s Travel Impact Model under CC BY 4.0."
    ),
    "public government notice (China)": _(
        "Contains figures announced by China’s Ministry of Ecology and Environment and its National Bureau "
        "of Statistics."
    ),
    "US public domain (EPA)": _("Contains figures of the United States Environmental Protection Agency."),
    "facts from an article": _FACTS,
    "facts from a standard": _FACTS,
    "facts from a published method": _FACTS,
    "facts from a free calculator (mobitool)": _FACTS,
}
# Wherever places of places.csv are searched or named.
PLACES_ATTRIBUTION = _("Names and positions of places: GeoNames, CC BY 4.0.")
