"""Fitting a name that only the full text engine can set: the same steps, measured by WeasyPrint itself."""

from html import escape
from typing import Any

from weasyprint import HTML
from weasyprint.formatting_structure import boxes

from certificates.plates.lettering import sizes
from certificates.plates.slots import NamePlace
from certificates.plates.typesetting import Typesetting


def measured(name: str, families: str, place: NamePlace, typesetting: Typesetting) -> tuple[float, float]:
    """Font size and distance from the box's top, in CSS pixels, at which the whole name fits into the box.

    `families` is CSS. Lines break where the language allows it, and inside a word only where no size of the
    steps would do otherwise.
    """
    for may_split in (False, True):
        for size in sizes(place.size, is_endless=may_split):
            widths = _line_widths(name, families, place, size, may_split, typesetting)
            height = len(widths) * size * place.line_height
            if max(widths) <= place.width + 0.01 and height <= place.height + 0.01:
                return size, (place.height - height) / 2
    raise AssertionError("a name fits at some size")


def _line_widths(
    name: str, families: str, place: NamePlace, size: float, may_split: bool, typesetting: Typesetting
) -> list[float]:
    wrap = "anywhere" if may_split else "normal"
    style = (
        f"@page {{ size: 4000px 4000px; margin: 0 }} p {{ width: {place.width}px; font-family: {families};"
        f" font-size: {size}px; line-height: {place.line_height}; overflow-wrap: {wrap} }}"
    )
    html = f'<html lang="{escape(place.language)}"><style>{style}</style><p>{escape(name)}</p>'
    page = HTML(string=html, url_fetcher=typesetting.url_fetcher)
    document = page.render(font_config=typesetting.font_configuration)
    return [
        _width(box) for box in document.pages[0]._page_box.descendants() if isinstance(box, boxes.LineBox)
    ]


def _width(line: Any) -> float:
    """How far the line's text reaches; a space at its end hangs over."""
    return float(sum(child.width for child in line.children))
