"""The words of the library's pages: categories, regions, gases, uses, and what each boundary means."""

from functools import cache

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from footprint.calculation import Boundary, FactorValue, LineKey
from footprint.phrases import BOUNDARIES, GASES, GRADES
from footprint.queries import region_names

CATEGORIES: dict[str, Promise] = {
    "flight": _("Flights"),
    "rail": _("Trains"),
    "road": _("Road"),
    "metro": _("Metro and tram"),
    "active": _("On foot and by bicycle"),
    "transport": _("Other transport"),
    "hotel": _("Hotels"),
    "meal": _("Meals"),
    "food": _("Food"),
    "drink": _("Drinks"),
    "venue": _("Venues"),
    "electricity": _("Electricity"),
    "fuel": _("Fuels"),
    "merchandise": _("Merchandise"),
    "material": _("Materials"),
    "water": _("Water"),
    "waste": _("Waste"),
}
BOUNDARY_MEANINGS: dict[Boundary, Promise] = {
    Boundary.DIRECT: _("What leaves the exhaust, or the chimney of the power station."),
    Boundary.UPSTREAM: _(
        "Making the fuel and bringing it to the tank. An addition to the direct part, never a total."
    ),
    Boundary.WELL_TO_WHEEL: _("Direct emissions and the making of the fuel in one figure."),
    Boundary.OPERATION: _(
        "Running the whole service, stations included. Building lines and vehicles is not in it."
    ),
    Boundary.LIFE_CYCLE: _("From raw material to waste, with the making of the thing itself."),
    Boundary.NON_CO2: _(
        "Contrails and other effects high up. An addition, shown on a line of its own, never a total."
    ),
    Boundary.NOT_STATED: _("The publisher does not say what the figure covers."),
}
USES: dict[str, Promise] = {
    "flight-china-average": _("flights by the average of Chinese airlines"),
    "jet-fuel": _("the fuel of a flight, by ICAO's method"),
    "hsr": _("high-speed rail"),
    "rail": _("trains that are not high-speed"),
    "coach": _("coaches"),
    "car-petrol": _("petrol cars"),
    "car-diesel": _("diesel cars"),
    "car-hybrid": _("hybrid cars"),
    "car-unknown": _("cars of which nobody knows the fuel"),
    "motorbike": _("motorbikes"),
    "taxi": _("taxis"),
    "metro": _("metro"),
    "bus": _("city buses"),
    "walk": _("on foot or by bicycle"),
    "grid": _("electricity, latest year"),
    "hotel": _("hotels"),
    "meal-red": _("meals with beef or lamb"),
    "meal-white": _("meals with poultry or pork"),
    "meal-vegetarian": _("vegetarian meals"),
    "meal-vegan": _("vegan meals"),
    "seat": _("a seat's share of the venue"),
}
FLIGHT_ROUTES: dict[str, Promise] = {
    "domestic": _("flights within the United Kingdom"),
    "short": _("short flights to or from the United Kingdom"),
    "long": _("long flights to or from the United Kingdom"),
    "international": _("flights that neither begin nor end in the United Kingdom"),
}
CABINS: dict[str, Promise] = {
    "average": _("average of all seats"),
    "economy": _("economy class"),
    "premium-economy": _("premium economy class"),
    "business": _("business class"),
    "first": _("first class"),
}
# Where /methods/ explains a line.
METHOD_ANCHORS: dict[LineKey, str] = {
    LineKey.PLANE: "flight",
    LineKey.PLANE_NON_CO2: "non-co2",
    LineKey.HSR: "rail",
    LineKey.RAIL: "rail",
    LineKey.COACH: "road",
    LineKey.CAR: "road",
    LineKey.MOTORBIKE: "road",
    LineKey.TAXI: "local",
    LineKey.METRO: "local",
    LineKey.BUS: "local",
    LineKey.WALK: "local",
    LineKey.HOTEL: "hotel",
    LineKey.MEALS: "meals",
    LineKey.VENUE: "venue",
    LineKey.ELECTRICITY: "electricity",
    LineKey.AMOUNT: "amount",
}


def category_words(category: str) -> str:
    return str(CATEGORIES.get(category, category))


def region_words(region: str) -> str:
    """The name of a region in the reader's language; the code where no name is known."""
    if region == "world":
        return gettext("World")
    chinese, english = region_names().get(region, (region, region))
    return chinese if (get_language() or "").startswith("zh") else english


def boundary_name(boundary: str) -> str:
    return str(dict(BOUNDARIES)[boundary])


def grade_words(grade: str) -> str:
    return str(dict(GRADES)[grade])


def weakness_words(weak: str) -> str:
    return gettext("weak (grades D and E)") if weak == "yes" else gettext("firm (grades A to C)")


def gases_words(factor: FactorValue) -> str:
    return str(dict(GASES)[factor.gases.value])


def use_words(use: str) -> str:
    """What a factor is the default of: `flights within the United Kingdom, economy class`."""
    if use in USES:
        return str(USES[use])
    if use.startswith("grid-"):
        return gettext("electricity of the year %(year)s") % {"year": use.removeprefix("grid-")}
    _flight, _dash, rest = use.partition("-")
    route, _dash, cabin = rest.partition("-")
    if route in FLIGHT_ROUTES and cabin in CABINS:
        return gettext("%(route)s, %(cabin)s") % {"route": FLIGHT_ROUTES[route], "cabin": CABINS[cabin]}
    return use


def serves_words(serves: str) -> str:
    return region_words(serves) if serves else gettext("anywhere")


def words_to_search(factor: FactorValue) -> str:
    """Category and region in both languages: who looks for 四川 or Sichuan finds CN-SC."""
    return "\n".join((*region_names().get(factor.region, ()), *_in_both_languages(factor.category)))


@cache
def _in_both_languages(category: str) -> tuple[str, ...]:
    found = []
    for language in ("zh-hans", "en"):
        with override(language):
            found.append(category_words(category))
    return tuple(found)
