"""Where a list goes on: the key behind which its next page begins, never a number of a page."""

from django.http import HttpRequest

_DIGITS_MAX = 18  # what a bigint surely holds


def whole_parameter(request: HttpRequest, name: str) -> int | None:
    """The whole number of a parameter, or None where it is missing or no number."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX else None
