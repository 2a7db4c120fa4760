"""The ribbon of a demonstration, drawn by us on top of whatever a design has drawn: no design can hide it.

It is made of outlines, so that it needs no font of the page, and is marked as an artifact: the words for those who
hear a page stand in the page itself.
"""

import functools
import re

from certificates import fonts
from certificates.document import RIBBON
from certificates.plates import Face
from certificates.plates.drawing import colour_operands

VERSION = 1  # of its drawing; plates of another one are not used
_GROUND, _INK = "#F2B33D", "#12291F"
_LANDSCAPE, _PORTRAIT = 5.5 / 297, 48 / 1080  # its height, in parts of the page's width
_SPACING = 0.3  # between letters, in parts of their size
_NUMBER = re.compile(r"\.?0+$")


def ribbon_height(width: float, height: float) -> float:
    """How much of a page's top it takes, in the unit of the page's size."""
    return width * (_LANDSCAPE if width > height else _PORTRAIT)


@functools.lru_cache(maxsize=8)
def ribbon(width: float, height: float) -> bytes:
    """Path operators for a page of this size with its origin at the top left and y downwards."""
    band = ribbon_height(width, height)
    size = band / 2
    installed = fonts.face_of(fonts.SERIF)
    face = Face(installed.path, installed.index)
    shaped = face.shape(RIBBON)
    scale = size / face.units_per_em
    spacing = _SPACING * size
    left = (width - sum(glyph.advance * scale + spacing for glyph in shaped)) / 2
    parts = [
        b"%b rg 0 0 %b %b re f" % (colour_operands(_GROUND), _written(width), _written(band)),
        colour_operands(_INK) + b" rg",
    ]
    for glyph in shaped:
        matrix = (scale, 0, 0, -scale, left, band * 0.68)
        parts.append(b"q %b cm %b Q" % (b" ".join(map(_written, matrix)), face.outline(glyph.glyph)))
        left += glyph.advance * scale + spacing
    return b"/Artifact BMC q\n%b\nQ EMC" % b"\n".join(parts)


def _written(number: float) -> bytes:
    return (_NUMBER.sub("", f"{number:.5f}") or "0").encode()
