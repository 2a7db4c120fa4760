"""The footprint's numbers in words, for the pages of a journey."""

from django import template
from django.utils.translation import get_language

from footprint import phrases
from footprint.calculation import Footprint, Mode, Place

register = template.Library()

for words in (
    phrases.line_title,
    phrases.line_reason,
    phrases.formula_words,
    phrases.source_words,
    phrases.uncertainty_words,
    phrases.range_words,
    phrases.boundary_words,
):
    register.filter(words.__name__, words)


@register.filter
def mode_name(mode: str) -> str:
    """A way of travelling, as the questions call it."""
    return str(phrases.MODES[Mode(mode)])


@register.filter
def attributions(footprint: Footprint) -> list[str]:
    """The sentences that the licences of a footprint's factors ask for."""
    return phrases.attribution_words(factor for line in footprint.lines for factor in line.factors)


@register.simple_tag
def place_label(place: Place) -> str:
    """A city as the list of suggestions shows it; typed back, it is found again."""
    return place.label_in(get_language() or "")
