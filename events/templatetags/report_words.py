"""Reports and their charts in templates, on paper and on pages."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

import events.reports.paper
from events.reports.blocks import Column, Table
from events.reports.charts import Picture
from events.reports.leaves import Leaf, shown

register = template.Library()
_HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


@register.filter
def cell(value: Leaf | str | None) -> str:
    """What a cell says."""
    return shown(value)


@register.filter
def tongued(text: str) -> SafeString:
    """A text with its lines kept, and what is English in a Chinese document marked as such."""
    lines = [
        format_html_join(" · ", "{}", ((_marked(piece),) for piece in line.split(" · ")))
        for line in text.splitlines()
    ]
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))


def _marked(piece: str) -> SafeString:
    """Only then is it set as English: its quotation marks are as narrow as its letters."""
    is_english = any(letter.isascii() and letter.isalpha() for letter in piece) and not _HAN.search(piece)
    return format_html('<span lang="en">{}</span>' if is_english else "{}", piece)


@register.filter
def breadth(column: Column, table: Table) -> str:
    """How broad a column of a table is, in percent."""
    whole = sum(each.broad for each in table.columns)
    return f"{column.broad * 100 / whole:.2f}"


@register.filter
def address(picture: Picture) -> str:
    """A chart for paper, as the address of an image that has all of it inside."""
    return events.reports.paper.picture_address(picture.svg)


@register.simple_tag
def chart(picture: Picture) -> SafeString:
    """A chart inside a page: its style follows light and dark. Put its table beside it."""
    # Every text in it was escaped where it was drawn.
    return mark_safe(picture.svg)  # noqa: S308
