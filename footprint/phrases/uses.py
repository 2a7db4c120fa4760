"""What a factor is the default of, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

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
