"""The values of a footprint: what a spectator answers, what a factor says, what a line and a total hold."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Mode(StrEnum):
    """The long way: from the spectator's city to the host city."""

    PLANE = "plane"
    HSR = "hsr"
    COACH = "coach"
    CAR = "car"
    LOCAL = "local"  # lives here: no long way at all


class LocalMode(StrEnum):
    METRO = "metro"
    BUS = "bus"
    TAXI = "taxi"
    WALK = "walk"  # or bicycle


class Diet(StrEnum):
    RED = "red"
    WHITE = "white"
    VEGETARIAN = "vegetarian"
    VEGAN = "vegan"


class Boundary(StrEnum):
    """What a factor covers. Values of different boundaries may be added only where the reader is told."""

    DIRECT = "direct"  # greenhouse gases from the exhaust
    UPSTREAM = "upstream"  # well to tank: an addition, never a total
    NON_CO2 = "non-co2"  # contrails and other high-altitude effects: an addition, shown on its own
    OPERATION = "operation"  # running the service with its electricity; no building of lines and vehicles
    LIFE_CYCLE = "life-cycle"
    GRID_CO2 = "grid-co2"  # CO2 of power stations only: no upstream, no CH4, no N2O
    NOT_STATED = "not-stated"  # the publisher does not say


class LineKey(StrEnum):
    PLANE = "plane"
    PLANE_NON_CO2 = "plane-non-co2"
    HSR = "hsr"
    COACH = "coach"
    CAR = "car"
    METRO = "local-metro"
    BUS = "local-bus"
    TAXI = "local-taxi"
    WALK = "local-walk"
    HOTEL = "hotel"
    MEALS = "meals"
    VENUE = "venue"


class PieceName(StrEnum):
    """What a number in a formula counts."""

    GREAT_CIRCLE_KM = "great-circle-km"
    RAIL_CIRCUITY = "rail-circuity"
    ROAD_CIRCUITY = "road-circuity"
    TRIPS = "trips"
    OCCUPANTS = "occupants"
    LOCAL_KM = "local-km"
    NIGHTS = "nights"
    SHARERS = "sharers"
    MEALS = "meals"
    SEATS = "seats"


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the globe in decimal degrees."""

    latitude: Decimal
    longitude: Decimal

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError(f"not on the globe: {self.latitude}, {self.longitude}")


@dataclass(frozen=True, slots=True)
class Place:
    """A city that a spectator may come from, or that hosts an event. `region` is an ISO 3166 code."""

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

    def name_in(self, language: str) -> str:
        return self.name_zh if language.startswith("zh") else self.name_en

    def region_in(self, language: str) -> str:
        return self.region_zh if language.startswith("zh") else self.region_en

    def label_in(self, language: str) -> str:
        """Name and region, as suggestions show it: `Suzhou · Jiangsu`; `queries.place_named` reads it."""
        name, region = self.name_in(language), self.region_in(language)
        return name if name == region else f"{name} · {region}"


@dataclass(frozen=True, slots=True)
class FactorValue:
    """Grams of CO2e per unit, with all that a reader needs to judge the number."""

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

    def activity_in(self, language: str) -> str:
        return self.activity_zh if language.startswith("zh") else self.activity_en


@dataclass(frozen=True, slots=True)
class Site:
    """Where the event happens: host city, the venue's own point, the factor of a seat ("" for none)."""

    host: Place
    point: Point
    venue_factor_code: str = "venue-kwh"


@dataclass(frozen=True, slots=True)
class Answers:
    """What a spectator tells us. `local_km` are all kilometres in the host city, both ways, all days."""

    origin: Place
    mode: Mode
    occupants: int = 1
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


@dataclass(frozen=True, slots=True)
class Footprint:
    """The lines and their sum. `total_grams` is the sum of the lines to the gram."""

    lines: tuple[Line, ...]
    total_grams: int
    low_grams: int
    high_grams: int

    @property
    def boundaries(self) -> tuple[Boundary, ...]:
        """The different boundaries that this total adds up: the page says so where there is more than one."""
        return tuple(sorted({factor.boundary for line in self.lines for factor in line.factors}))


@dataclass(frozen=True, slots=True)
class Alternative:
    """The same trip another way: its whole footprint, and how many grams fewer it has."""

    mode: Mode
    total_grams: int
    saved_grams: int
