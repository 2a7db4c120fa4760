"""Template filters that put numbers into words: each number a reader sees goes through one function."""

from django import template
from django.conf import settings
from django.http import QueryDict
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


@register.simple_tag(takes_context=True)
def lang_query(context: template.Context, language: str) -> str:
    """The page's own query with another language: nothing that was typed into the address is lost."""
    request = context.get("request")  # the page of a server error has none
    query = QueryDict(mutable=True) if request is None else request.GET.copy()
    query["lang"] = language
    return str(query.urlencode())


@register.simple_tag
def inline_style() -> SafeString:
    """The style sheet for a first view that needs no second request; its hash stands in the CSP."""
    return mark_safe(f"<style>{settings.STYLE_SHEET}</style>")  # noqa: S308  our own file
