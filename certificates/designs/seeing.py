"""Whether words can really be read: the page is drawn with them and without them, and the difference is looked at.

What lies under a box, is scaled to nothing, cut off, or has the colour of what is behind it makes no difference, in
whatever way it was hidden.
"""

import io
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2
from PIL import Image, ImageChops

from certificates.designs.layout import Ink

_DOTS = 2200  # of the picture from left to right: two for each CSS pixel of a paper and of a poster
_WINDOW = 4.0  # so many letters' sizes are looked at at once
_CHANGED, _LEAST = 40, 0.008  # from 0 to 255, of a dot; and the part of a window's dots that has to be
_POINTS = 0.75  # in a CSS pixel


def readable(document: Any, inks: Sequence[Ink]) -> list[Ink]:
    """Those of a page's inks that can be seen from their first letter to their last, straight and on a known ground."""
    dots = _DOTS / document.pages[0].width
    shown = _picture(document, dots)
    styles = {id(ink.box.style): ink.box.style for ink in inks}
    for style in styles.values():
        style["visibility"] = "hidden"
    try:
        bare = _picture(document, dots)
    finally:
        for style in styles.values():
            style["visibility"] = "visible"
    red, green, blue = ImageChops.difference(shown, bare).split()
    strongest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    changed = strongest.point([255 if level > _CHANGED else 0 for level in range(256)])
    return [ink for ink in inks if _is_plain(ink) and _is_seen(ink, changed, dots)]


def _is_plain(ink: Ink) -> bool:
    return not ink.is_turned and ink.ground is not None and ink.colour is not None


def _is_seen(ink: Ink, changed: Image.Image, dots: float) -> bool:
    if not any(letter.isalnum() for letter in ink.area.words):
        return True  # a dot between two words changes too little to say
    return all(
        changed.crop(window).histogram()[255] >= _LEAST * _area(window) for window in _windows(ink, dots)
    )


def _windows(ink: Ink, dots: float) -> Iterator[tuple[int, int, int, int]]:
    """The ink's area in pieces from left to right; the last one is the longest."""
    area, step = ink.area, _WINDOW * ink.size
    count = max(1, int((area.right - area.left) / step))
    for index in range(count):
        left = area.left + index * step
        right = left + step if index < count - 1 else area.right
        yield round(left * dots), round(area.top * dots), round(right * dots), round(area.bottom * dots)


def _area(window: tuple[int, int, int, int]) -> int:
    left, top, right, bottom = window
    return max(1, (right - left) * (bottom - top))


def _picture(document: Any, dots: float) -> Image.Image:
    out = io.BytesIO()
    document.write_pdf(out, uncompressed_pdf=True)
    drawn = pypdfium2.PdfDocument(out.getvalue())
    try:
        picture: Image.Image = drawn[0].render(scale=dots / _POINTS).to_pil().convert("RGB")
    finally:
        drawn.close()
    return picture
