"""Lines of an inventory in words, for the pages of its room."""

from decimal import Decimal
from typing import Protocol

from django import template

from diandian.lib.mass import format_grams
from diandian.tongue import is_chinese
from events.inventory import phrases
from events.inventory.lines import plain_number
from footprint.phrases import UNITS

register = template.Library()
register.filter("plain", plain_number)
register.filter("method_words", phrases.method_words)


class Named(Protocol):
    name_zh: str
    name_en: str


@register.filter
def line_name(line: Named) -> str:
    """What a line is called in the reader's language."""
    return line.name_zh if is_chinese() else line.name_en


@register.filter
def grouped(number: Decimal) -> str:
    """A number as it is read: `52,300.5`."""
    whole, point, fraction = plain_number(number).partition(".")
    return f"{int(whole):,}{point}{fraction}"


@register.filter
def unit_words(unit: str) -> str:
    """A unit of our factors in words; any other as it was typed."""
    return str(UNITS.get(unit, unit))


@register.filter
def signed_mass(grams: int) -> str:
    """A difference with its sign: `+23.4 kg`, `−1,200 t`."""
    if not grams:
        return "0 g"
    return f"{'+' if grams > 0 else '−'}{format_grams(abs(grams))}"
