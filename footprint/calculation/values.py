"""The values of a footprint: what a spectator answers, what a factor says, what a line and a total hold."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

# The factor set that is meant where none is named: the one for events in China.
DEFAULT_LIBRARY = "china"


class Mode(StrEnum):
    """The long way: from the spectator's city to the host city."""

    PLANE = "plane"
    HSR = "hsr"
    RAIL = "rail"  # trains that are not high-speed, outside China
    COACH = "coach"
    CAR = "car"
    LOCAL = "local"  # lives here: no long way at all


class LocalMode(StrEnum):
    METRO = "metro"
    BUS = "bus"
    TAXI = "taxi"
    WALK = "walk"  # or bicycle


class Cabin(StrEnum):
    AVERAGE = "average"  # of all seats, where nobody knows
    ECONOMY = "economy"
    PREMIUM_ECONOMY = "premium-economy"
    BUSINESS = "business"
    FIRST = "first"


class FlightMethod(StrEnum):
    DESNZ = "desnz"  # UK DESNZ factors per passenger-km of great circle
    ICAO = "icao"  # ICAO's fuel per flight, shared among the passengers
    CHINA_AVERAGE = "china-average"  # the average of Chinese airlines


class Fuel(StrEnum):
    """What a car runs on."""

    PETROL = "petrol"
    DIESEL = "diesel"
    HYBRID = "hybrid"
    ELECTRIC = "electric"
    UNKNOWN = "unknown"


class Diet(StrEnum):
    RED = "red"
    WHITE = "white"
    VEGETARIAN = "vegetarian"
    VEGAN = "vegan"


class Boundary(StrEnum):
    """What a factor covers. Values of different boundaries may be added only where the reader is told."""

    DIRECT = "direct"  # from the exhaust or the power station's chimney
    UPSTREAM = "upstream"  # well to tank: an addition, never a total
    WELL_TO_WHEEL = "well-to-wheel"  # direct and upstream in one figure
    OPERATION = "operation"  # running the whole service, stations included; no building of lines and vehicles
    LIFE_CYCLE = "life-cycle"
    NON_CO2 = "non-co2"  # contrails and other high-altitude effects: an addition, shown on its own
    NOT_STATED = "not-stated"  # the publisher does not say


class Gases(StrEnum):
    CO2 = "co2"  # carbon dioxide only
    CO2E = "co2e"  # the greenhouse gases together
    NOT_STATED = "not-stated"


class LineKey(StrEnum):
    PLANE = "plane"
    PLANE_NON_CO2 = "plane-non-co2"
    HSR = "hsr"
    RAIL = "rail"
    COACH = "coach"
    CAR = "car"
    MOTORBIKE = "motorbike"
    TAXI = "taxi"
    METRO = "metro"
    BUS = "bus"
    WALK = "walk"
    HOTEL = "hotel"
    MEALS = "meals"
    VENUE = "venue"
    ELECTRICITY = "electricity"
    AMOUNT = "amount"  # any quantity with a factor that was named


class PieceName(StrEnum):
    """What a number in a formula counts."""

    GREAT_CIRCLE_KM = "great-circle-km"
    RAIL_KM = "rail-km"  # along the rails, from the table of lines
    ROUTE_KM = "route-km"  # as the traveller states it
    RAIL_CIRCUITY = "rail-circuity"
    ROAD_CIRCUITY = "road-circuity"
    TRIPS = "trips"
    PASSENGERS = "passengers"
    OCCUPANTS = "occupants"
    KWH_PER_KM = "kwh-per-km"
    FUEL_KG = "fuel-kg"  # of one whole flight
    PASSENGER_SHARE = "passenger-share"  # of the fuel; the rest is freight's
    CABIN_WEIGHT = "cabin-weight"  # a premium seat takes the room of so many
    AIRCRAFT_SEATS = "aircraft-seats"
    LOAD_FACTOR = "load-factor"
    LOCAL_KM = "local-km"
    NIGHTS = "nights"
    SHARERS = "sharers"
    MEALS = "meals"
    SEATS = "seats"
    KWH = "kwh"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the globe in decimal degrees."""

    latitude: Decimal
    longitude: Decimal

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError(f"not on the globe: {self.latitude}, {self.longitude}")


class PlaceKind(StrEnum):
    CITY = "city"
    AIRPORT = "airport"
    STATION = "station"


@dataclass(frozen=True, slots=True)
class Place:
    """A city, an airport or a railway station. `country` and `region` are ISO 3166 codes.

    `name_zh` is empty where no Chinese name is known for certain; `name_in` then gives the English one.
    """

    code: str
    name_zh: str
    name_en: str
    country: str
    region: str
    region_zh: str
    region_en: str
    point: Point
    population: int
    pinyin: str = ""
    also: tuple[str, ...] = ()
    kind: PlaceKind = PlaceKind.CITY

    def name_in(self, language: str) -> str:
        return self.name_zh or self.name_en if language.startswith("zh") else self.name_en

    def region_in(self, language: str) -> str:
        return self.region_zh if language.startswith("zh") else self.region_en

    def label_in(self, language: str) -> str:
        """Name and region, as suggestions show it: `Suzhou · Jiangsu`; `queries.place_named` reads it."""
        name, region = self.name_in(language), self.region_in(language)
        return name if name == region else f"{name} · {region}"


@dataclass(frozen=True, slots=True)
class FactorValue:
    """Grams of CO2e per unit, with all that a reader needs to judge the number.

    `region` is where the figure comes from. `use` and `serves` make it a default: the factor of this use for
    activities in the region `serves` ("CN-SC", "CN", or "" for anywhere). Factors of one use and region are
    the parts of one figure: direct, upstream, non-CO2. Without a use a factor is taken by its code only.
    """

    code: str
    category: str
    activity_zh: str
    activity_en: str
    region: str
    unit: str
    grams_per_unit: Decimal
    boundary: Boundary
    includes_non_co2: bool
    grade: str
    uncertainty_percent: Decimal | None
    uncertainty_is_judgement: bool
    source: str
    source_year: int
    locator: str
    licence: str
    gases: Gases = Gases.CO2E
    use: str = ""
    serves: str = ""

    @property
    def is_weak(self) -> bool:
        """Grade D or E: used only where somebody chose it, and said so."""
        return self.grade in ("D", "E")

    def activity_in(self, language: str) -> str:
        return self.activity_zh if language.startswith("zh") else self.activity_en


@dataclass(frozen=True, slots=True)
class Options:
    """What whoever asks has chosen: the organiser for an event, the caller for a calculation."""

    flight_method: FlightMethod = FlightMethod.DESNZ
    with_non_co2: bool = True
    allow_weak: bool = False  # factors of grade D and E
    grid_year: int | None = None  # None for the latest in the set


@dataclass(frozen=True, slots=True)
class Site:
    """Where the event happens: host city, the venue's own point, and what its organiser has chosen.

    `kwh_per_seat` is the venue's metered electricity per spectator; where it is None, the set's own figure of a
    seat is used, if weak factors are allowed. `rail_km` is known for some cities: along the rails to the host.
    """

    host: Place
    point: Point
    library: str = DEFAULT_LIBRARY
    options: Options = Options()
    kwh_per_seat: Decimal | None = None
    rail_km: int | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """What a spectator tells us. `local_km` are all kilometres in the host city, both ways, all days."""

    origin: Place
    mode: Mode
    occupants: int = 1
    fuel: Fuel = Fuel.PETROL
    cabin: Cabin = Cabin.ECONOMY
    is_return: bool = True
    local_mode: LocalMode = LocalMode.METRO
    local_km: int = 20
    nights: int = 0
    sharers: int = 1
    meals: int = 0
    diet: Diet = Diet.WHITE


@dataclass(frozen=True, slots=True)
class Piece:
    """One number of a line's formula; it multiplies, or divides."""

    name: PieceName
    value: Decimal
    divides: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line: grams = product of the pieces × sum of the factors, with its range (IPCC Tier 1, 95 %)."""

    key: LineKey
    pieces: tuple[Piece, ...]
    quantity: Decimal  # the product, rounded to 0.001 for the reader
    unit: str
    factors: tuple[FactorValue, ...]
    grams: int
    low_grams: int
    high_grams: int
    uncertainty_percent: Decimal  # of the line: factors and detour together
    uncertainty_is_judgement: bool

    @property
    def factor_codes(self) -> tuple[str, ...]:
        return tuple(factor.code for factor in self.factors)

    @property
    def grams_per_unit(self) -> Decimal:
        return sum((factor.grams_per_unit for factor in self.factors), Decimal(0))

    @property
    def grade(self) -> str:
        """The weakest grade among the factors: A is best, E is worst."""
        return max(factor.grade for factor in self.factors)

    @property
    def coverage(self) -> "Coverage | None":
        """What this line counts; None for a line of non-CO2 effects, which is shown on its own."""
        boundaries = {factor.boundary for factor in self.factors}
        if boundaries == {Boundary.NON_CO2}:
            return None
        if boundaries == {Boundary.DIRECT, Boundary.UPSTREAM}:
            boundary = Boundary.WELL_TO_WHEEL
        else:
            boundary = boundaries.pop() if len(boundaries) == 1 else Boundary.NOT_STATED
        gases = {factor.gases for factor in self.factors}
        return Coverage(boundary, gases.pop() if len(gases) == 1 else Gases.NOT_STATED)


@dataclass(frozen=True, slots=True, order=True)
class Coverage:
    """What a line counts: its boundary (direct and upstream together are well to wheel) and its gases."""

    boundary: Boundary
    gases: Gases


@dataclass(frozen=True, slots=True)
class Footprint:
    """The lines and their sum. `total_grams` is the sum of the lines to the gram."""

    lines: tuple[Line, ...]
    total_grams: int
    low_grams: int
    high_grams: int

    @property
    def coverages(self) -> tuple[Coverage, ...]:
        """The different quantities that this total adds up: the reader is told where there is more than one."""
        return tuple(sorted({line.coverage for line in self.lines if line.coverage and line.grams}))

    @property
    def is_mixed(self) -> bool:
        """Whether different quantities are added up. Two boundaries that are not stated are not known to agree."""
        unstated = {
            line.factor_codes
            for line in self.lines
            if line.grams and line.coverage and line.coverage.boundary == Boundary.NOT_STATED
        }
        return len(self.coverages) > 1 or len(unstated) > 1

    @property
    def weak_factors(self) -> tuple[FactorValue, ...]:
        """The factors of grade D and E in it, each once."""
        found = {factor.code: factor for line in self.lines for factor in line.factors if factor.is_weak}
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Alternative:
    """The same trip another way: its whole footprint, and how many grams fewer it has."""

    mode: Mode
    total_grams: int
    saved_grams: int
