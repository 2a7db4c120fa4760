"""The words of the library, for its templates."""

from collections.abc import Iterable

from django import template

from footprint import library_phrases, phrases
from footprint.calculation import Boundary, FactorValue, Line

register = template.Library()

for words in (
    library_phrases.boundary_name,
    library_phrases.category_words,
    library_phrases.gases_words,
    library_phrases.grade_words,
    library_phrases.region_words,
    library_phrases.serves_words,
    phrases.factor_words,
    phrases.formula_words,
    phrases.line_title,
    phrases.number_words,
    phrases.range_words,
    phrases.uncertainty_words,
    phrases.use_words,
    phrases.value_words,
):
    register.filter(words.__name__, words)


@register.filter
def is_addition(factor: FactorValue) -> bool:
    """Whether the figure only adds to another one and is never a total."""
    return factor.boundary in (Boundary.UPSTREAM, Boundary.NON_CO2)


@register.filter
def address_apart(locator: str) -> tuple[str, str]:
    """A locator that begins with a web address: the address, and the rest, such as a table's number."""
    address, _space, rest = locator.partition(" ")
    return (address, rest) if address.startswith(("https://", "http://")) else ("", locator)


@register.filter
def factors_words(factors: Iterable[FactorValue]) -> list[phrases.FactorWords]:
    return [phrases.factor_words(factor) for factor in factors]


@register.filter
def method_anchor(line: Line) -> str:
    """Where /methods/ explains a line."""
    return library_phrases.METHOD_ANCHORS[line.key]


@register.simple_tag
def places_attribution() -> str:
    """What the licence of the list of places asks for, wherever places are looked for."""
    return str(phrases.PLACES_ATTRIBUTION)
