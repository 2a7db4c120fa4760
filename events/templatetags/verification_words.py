"""Numbers as a verifier compares them: not a digit rounded away."""

from decimal import Decimal

from django import template

from events.inventory.lines import plain_number

register = template.Library()


@register.filter
def exact(value: Decimal) -> str:
    """A quantity or a factor without the zeros at its end: `0.581`, `900000000`."""
    return plain_number(value)


@register.filter
def grams(value: int) -> str:
    """Whole grams, in threes: `1,163,590,000 g`."""
    return f"{value:,} g"
