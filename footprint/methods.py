"""What /methods/ shows: the numbers of the code and of the set, and examples that the engine counts itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from footprint import queries
from footprint.calculation import (
    Activity,
    Cabin,
    Diet,
    DistanceKind,
    Electricity,
    Flight,
    FlightMethod,
    Fuel,
    Library,
    Line,
    Meals,
    Options,
    Ride,
    RideMode,
    Seat,
    Stay,
    great_circle_km,
    lines_of,
    total_of,
)
from footprint.calculation.distances import (
    EARTH_RADIUS_KM,
    RAIL_CIRCUITY,
    RAIL_CIRCUITY_PERCENT,
    RAIL_KM_PERCENT,
    ROAD_CIRCUITY,
    ROAD_CIRCUITY_PERCENT,
)
from footprint.calculation.engine import EV_KWH_PER_KM, EV_PERCENT
from footprint.calculation.flights import LONGEST_SHORT_HAUL_KM
from footprint.calculation.icao import (
    AIRCRAFT_PERCENT,
    CORRECTIONS_KM,
    LONGEST_ONE_CABIN_KM,
    NARROW_BODY,
    PREMIUM_WEIGHT,
    WIDE_BODY,
)
from footprint.calculation.limits import LONGEST_KM
from footprint.calculation.lines import UNSTATED_UNCERTAINTY_PERCENT
from footprint.calculation.spectator import LOCAL_RADIUS_KM, SHORTEST_FLIGHT_KM
from footprint.errors import FootprintError
from footprint.models import FactorSet
from footprint.phrases import GRADES, attribution_words

# The examples' trip, and the grid of its end.
_START, _END = "cn-beijing", "cn-chengdu"
# What the publisher of the flights' factors states about them; it is inside the factors and not in our code.
DESNZ_UPLIFT_PERCENT = 8
DESNZ_NON_CO2_MULTIPLE = Decimal("0.7")

# The sections of the page in their order; an anchor never changes, since pages and papers link to it.
SECTIONS: dict[str, Promise] = {
    "short": _("In short"),
    "distance": _("Distance"),
    "flight": _("Flights"),
    "non-co2": _("Warming by flights other than CO₂"),
    "rail": _("Trains"),
    "road": _("Coach, car and electric car"),
    "local": _("In the city: metro, bus, taxi, on foot"),
    "hotel": _("Hotel nights"),
    "meals": _("Meals"),
    "venue": _("The venue"),
    "electricity": _("Electricity"),
    "amount": _("Anything else with a factor"),
    "uncertainty": _("How sure we are"),
    "boundaries": _("What is added up, and what is not"),
    "grades": _("Grades, and weak factors"),
    "sets": _("Versions that never change"),
    "not-counted": _("What we do not count"),
    "check": _("Check us"),
    "references": _("Sources"),
}
NUMBERS = {
    "radius_km": EARTH_RADIUS_KM,
    "rail_detour": RAIL_CIRCUITY,
    "rail_percent": RAIL_CIRCUITY_PERCENT,
    "rail_km_percent": RAIL_KM_PERCENT,
    "road_detour": ROAD_CIRCUITY,
    "road_percent": ROAD_CIRCUITY_PERCENT,
    "uplift_percent": DESNZ_UPLIFT_PERCENT,
    "non_co2_multiple": DESNZ_NON_CO2_MULTIPLE,
    "short_haul_km": LONGEST_SHORT_HAUL_KM,
    "icao_corrections": CORRECTIONS_KM,
    "narrow": NARROW_BODY,
    "wide": WIDE_BODY,
    "aircraft_percent": AIRCRAFT_PERCENT,
    "one_cabin_km": LONGEST_ONE_CABIN_KM,
    "premium_weight": PREMIUM_WEIGHT,
    "ev_kwh_per_km": EV_KWH_PER_KM,
    "ev_percent": EV_PERCENT,
    "unstated_percent": UNSTATED_UNCERTAINTY_PERCENT,
    "local_radius_km": LOCAL_RADIUS_KM,
    "shortest_flight_km": SHORTEST_FLIGHT_KM,
    "longest_metro_km": LONGEST_KM[RideMode.METRO],
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A source as its authors name it; titles are not translated."""

    title: str
    address: str = ""


REFERENCES = (
    Reference(
        "UK Department for Energy Security and Net Zero: Greenhouse gas reporting, conversion factors 2025, "
        "with its methodology paper",
        "https://www.gov.uk/government/publications/greenhouse-gas-reporting-conversion-factors-2025",
    ),
    Reference(
        "ICAO: Carbon Emissions Calculator Methodology, version 13, 2024",
        "https://applications.icao.int/icec",
    ),
    Reference(
        "毛保华团队（北京交通大学）：中国环境报 2024-03-05，中国科学院生态环境研究中心转载",
        "http://rcees.cas.cn/kx/kxpj/kpwz/202403/t20240305_7011624.html",
    ),
    Reference(
        "生态环境部、国家统计局公告 2025 年第 47 号：2023 年电力二氧化碳排放因子",
        "https://www.mee.gov.cn/xxgk2018/xxgk/xxgk01/202512/t20251231_1139517.html",
    ),
    Reference("生态环境部公告 2019 年第 19 号：大型活动碳中和实施指南（试行）"),
    Reference("DB11/T 3043-2024（北京、天津、河北）"),
    Reference(
        "Wang, Bette, Schreckenberg, Guhr 2024: How much longer do you have to drive than the crow has to fly?",
        "https://arxiv.org/abs/2406.06490",
    ),
    Reference(
        "Lee et al. 2021: The contribution of global aviation to anthropogenic climate forcing for 2000 to 2018",
        "https://doi.org/10.1016/j.atmosenv.2020.117834",
    ),
    Reference(
        "Nos Gestes Climat (ADEME, Association Bilan Carbone)", "https://nosgestesclimat.fr/documentation"
    ),
    Reference("ADEME: Impact CO2, Base Empreinte", "https://impactco2.fr"),
    Reference(
        "IPCC 2006 Guidelines, volume 1, chapter 3: Uncertainties",
        "https://www.ipcc-nggip.iges.or.jp/public/2006gl/vol1.html",
    ),
    Reference("ISO 14083:2023, Quantification and reporting of greenhouse gas emissions of transport chains"),
)


def method_page(factor_set: FactorSet) -> dict[str, Any]:
    """Everything that the template of /methods/ prints."""
    library = queries.library_of(factor_set)
    examples = {name: _lines(example, library, Options()) for name, example in _examples().items()}
    weak = {
        name: _lines(example, library, Options(allow_weak=True)) for name, example in _weak_examples().items()
    }
    trip = (*examples["flight"], *examples["hotel"], *examples["meals"])
    return {
        "factor_set": factor_set,
        "sections": SECTIONS.items(),
        "titles": SECTIONS,
        "number": NUMBERS,
        "examples": examples,
        "weak_examples": weak,
        "trip": total_of(trip, allow_mixed=True) if trip else None,
        "grades": GRADES,
        "references": REFERENCES,
        "attributions": attribution_words(library.values()),
    }


def _examples() -> dict[str, list[Activity]]:
    """What is counted as an event is counted of which nobody has changed the settings."""
    start, end = queries.place(_START), queries.place(_END)
    distance_km, countries, region = great_circle_km(start.point, end.point), ("CN", "CN"), end.region

    def there(mode: RideMode, **car: Any) -> Ride:
        return Ride(mode, Decimal(distance_km), end.country, DistanceKind.GREAT_CIRCLE, **car)

    return {
        "flight": [Flight(distance_km, countries)],
        "flight_icao": [Flight(distance_km, countries, method=FlightMethod.ICAO)],
        "flight_china": [
            Flight(distance_km, countries, cabin=Cabin.AVERAGE, method=FlightMethod.CHINA_AVERAGE)
        ],
        "rail": [there(RideMode.HSR)],
        "coach": [there(RideMode.COACH)],
        "car": [there(RideMode.CAR, occupants=2)],
        "car_electric": [there(RideMode.CAR, occupants=2, fuel=Fuel.ELECTRIC)],
        "local": [_in_the_city(mode) for mode in (RideMode.METRO, RideMode.BUS, RideMode.TAXI)],
        "hotel": [Stay(2, region, sharers=2)],
        "meals": [Meals(1, diet, region) for diet in Diet],
        "venue": [Seat(region, Decimal(1))],
        "electricity": [Electricity(Decimal(100), region)],
    }


def _weak_examples() -> dict[str, list[Activity]]:
    """What weak figures change, where an organiser has allowed them."""
    return {
        "local": [_in_the_city(mode) for mode in (RideMode.METRO, RideMode.BUS)],
        "venue": [Seat(queries.place(_END).region)],
    }


def _in_the_city(mode: RideMode) -> Ride:
    return Ride(mode, Decimal(10), queries.place(_END).region, DistanceKind.LOCAL)


def _lines(activities: Sequence[Activity], library: Library, options: Options) -> tuple[Line, ...]:
    """The lines of an example. What the set has no factor for is left out of the page."""
    found: list[Line] = []
    for activity in activities:
        try:
            found += lines_of(activity, library, options)
        except FootprintError:
            continue
    return tuple(found)
