"""The footprint's numbers in words, for the pages of a journey."""

from django import template
from django.utils.translation import get_language, gettext, ngettext

from events.pictures import Bar
from footprint import phrases
from footprint.calculation import Footprint, Line, LineKey, Mode, Place
from footprint.calculation.equivalents import Equivalent, EquivalentKind

register = template.Library()

# Sections of the page of methods that explain several kinds of lines; the others are named like the line.
ANCHORS = {
    LineKey.PLANE: "flight",
    LineKey.PLANE_NON_CO2: "non-co2",
    LineKey.HSR: "rail",
    **dict.fromkeys((LineKey.COACH, LineKey.CAR, LineKey.MOTORBIKE), "road"),
    **dict.fromkeys((LineKey.TAXI, LineKey.METRO, LineKey.BUS, LineKey.WALK), "local"),
}

for words in (
    phrases.line_title,
    phrases.line_reason,
    phrases.formula_words,
    phrases.source_words,
    phrases.uncertainty_words,
    phrases.range_words,
    phrases.boundary_words,
    phrases.weak_words,
):
    register.filter(words.__name__, words)


@register.filter
def by_mode(mode: str) -> str:
    """A way of travelling, behind "the same trip": by high-speed rail."""
    return str(phrases.BY_MODE[Mode(mode)])


@register.filter
def equivalent_words(equivalent: Equivalent) -> str:
    """What else weighs as much: `driving a petrol car 560 km`."""
    number = phrases.number_words(equivalent.quantity)
    if equivalent.kind == EquivalentKind.CAR_KM:
        return gettext("driving a petrol car for %(number)s km") % {"number": number}
    if equivalent.kind == EquivalentKind.HSR_KM:
        return gettext("%(number)s km by high-speed rail") % {"number": number}
    count = 1 if equivalent.quantity == 1 else 2  # 1.5 meals are more than one
    words = ngettext("%(number)s meal with beef or lamb", "%(number)s meals with beef or lamb", count)
    return words % {"number": number}


@register.filter
def methods_anchor(line: Line) -> str:
    """Where the page of methods explains lines like this one."""
    return ANCHORS.get(line.key, line.key.value)


@register.filter
def share(bar: Bar) -> str:
    """A share in whole percent; what is not nothing is never said to be nothing."""
    return str(bar.share_percent) if bar.share_percent or not bar.width else "<1"


@register.filter
def attributions(footprint: Footprint) -> list[str]:
    """The sentences that the licences of a footprint's factors ask for."""
    return phrases.attribution_words(factor for line in footprint.lines for factor in line.factors)


@register.simple_tag
def place_label(place: Place) -> str:
    """A city as the list of suggestions shows it; typed back, it is found again."""
    return place.label_in(get_language() or "")
