"""How much room the ink of a name takes above and below its line, and so how high its lines have to be.

Scripts that pile letters up or hang them low (Tibetan, Burmese, Javanese) reach far beyond what a line of Latin
needs; the ink itself is measured, because the metrics of such faces ask for more than most names take.
"""

import functools
from dataclasses import dataclass

import uharfbuzz as hb

from certificates import fonts
from certificates.document import letters

# In parts of the font size: what may reach out of the first line and of the last, into the space around the box.
_FREE_ABOVE, _FREE_BELOW = 0.04, 0.3


@dataclass(frozen=True)
class Ink:
    """How far it reaches above and below the baseline, in parts of the font size."""

    above: float
    below: float


def ink(name: str) -> Ink:
    """The ink of a name in the faces in which it is set. LookupError where one of them has no glyph."""
    above = below = 0.0
    for family, text in _pieces(name):
        reach = _reach(family, text)
        above, below = max(above, reach.above), max(below, reach.below)
    return Ink(above, below)


def line_height(name: str) -> float:
    """The height of the name's lines in parts of the font size, so that nothing touches what stands around them.

    CSS puts the middle between ascent and descent of the first face into the middle of a line.
    """
    reach = ink(name)
    font = _font(fonts.name_families(name)[0])
    extents = font.get_font_extents("ltr")
    middle: float = (extents.ascender + extents.descender) / 2 / font.face.upem
    return max(
        reach.above + reach.below,
        2 * (reach.above - middle - _FREE_ABOVE),
        2 * (reach.below + middle - _FREE_BELOW),
    )


def _pieces(name: str) -> list[tuple[str, str]]:
    """Each face with the letters that follow each other in it."""
    families = fonts.name_families(name)
    pieces: list[tuple[str, str]] = []
    for cluster in letters.clusters(name):
        drawn = {ord(character) for character in cluster if not letters.is_ignorable(character)}
        family = next((one for one in families if drawn <= fonts.coverage(one)), families[0])
        if pieces and pieces[-1][0] == family:
            pieces[-1] = (family, pieces[-1][1] + cluster)
        else:
            pieces.append((family, cluster))
    return pieces


def _reach(family: str, text: str) -> Ink:
    font = _font(family)
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    tops, bottoms = [0], [0]
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        if not info.codepoint:
            raise LookupError(f"{family} has no glyph for {text[info.cluster]!r}")
        if extents := font.get_glyph_extents(info.codepoint):
            tops.append(position.y_offset + extents.y_bearing)
            bottoms.append(position.y_offset + extents.y_bearing + extents.height)
    return Ink(max(tops) / font.face.upem, -min(bottoms) / font.face.upem)


@functools.cache
def _font(family: str) -> hb.Font:
    face = fonts.face_of(family)
    return hb.Font(hb.Face(hb.Blob.from_file_path(face.path), face.index))
