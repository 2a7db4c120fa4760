"""Template filters that put numbers into words: each number a reader sees goes through one function."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from diandian.lib import codes, mass, money, qr

register = template.Library()

register.filter("mass", mass.format_grams)
register.filter("yuan", money.format_fen)
register.filter("spaced", codes.spaced)


@register.filter
def qr_svg(text: str) -> SafeString:
    """The QR code of `text` as an SVG image, dark on light in both colour schemes."""
    path, side = qr.qr_path(text)
    return mark_safe(  # noqa: S308  digits and path letters of our own making only
        f'<svg viewBox="0 0 {side} {side}" role="img" aria-label="QR" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#12291f" d="{path}"/></svg>'
    )
