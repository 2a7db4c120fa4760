"""The words of the library's pages: categories, regions, gases, and what each boundary means."""

from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from diandian.tongue import is_chinese
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
    return chinese if is_chinese() else english


def boundary_name(boundary: str) -> str:
    return str(dict(BOUNDARIES)[boundary])


def grade_words(grade: str) -> str:
    return str(dict(GRADES)[grade])


def weakness_words(weak: str) -> str:
    return gettext("weak (grades D and E)") if weak == "yes" else gettext("firm (grades A to C)")


def gases_words(factor: FactorValue) -> str:
    return str(dict(GASES)[factor.gases.value])


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
