"""Faces: shaping a name with HarfBuzz, cutting out its glyphs, writing them as a PDF font."""

from certificates.plates.fonts.embedding import (
    OBJECTS,
    EmbeddedFont,
    compacted,
    embedded,
    glyph_map,
    program_stream,
)
from certificates.plates.fonts.face import Face, ShapedGlyph
from certificates.plates.fonts.subset import Program

__all__ = [
    "OBJECTS",
    "EmbeddedFont",
    "Face",
    "Program",
    "ShapedGlyph",
    "compacted",
    "embedded",
    "glyph_map",
    "program_stream",
]
