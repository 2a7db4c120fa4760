"""One face of a font file: how it shapes a text, and which of its glyphs a paper takes along."""

import functools
from dataclasses import dataclass, replace
from pathlib import Path

import uharfbuzz as hb

from certificates.plates.errors import UnsetNameError
from certificates.plates.fonts.subset import FLAGS, Program, subset

_Point = tuple[float, float]
_FIRST_WIDE = 0x2E80  # from here on stand the scripts of East Asia, which share one direction and no kerning


@dataclass(frozen=True, slots=True)
class ShapedGlyph:
    """A glyph, how far it moves on (font units), and the characters it shows."""

    glyph: int
    advance: int
    text: str


class Face:
    """A face by the path of its file. The file is mapped, not read; metrics are in font units."""

    def __init__(self, path: str | Path, index: int = 0) -> None:
        self.path, self.index = str(path), index
        self._face = hb.Face(hb.Blob.from_file_path(self.path), index)
        self._font = hb.Font(self._face)
        extents = self._font.get_font_extents("ltr")
        self.units_per_em = int(self._face.upem)
        self.ascent, self.descent = int(extents.ascender), int(extents.descender)

    def __repr__(self) -> str:
        return f"Face({self.path!r}, {self.index})"

    @functools.cached_property
    def name(self) -> str:
        """The face's PostScript name."""
        found = self._face.get_name(hb.OTNameIdPredefined.POSTSCRIPT_NAME)
        return "".join(c for c in found or "Face" if c.isascii() and (c.isalnum() or c == "-"))

    def shape(self, text: str, *, language: str = "", features: str = "") -> list[ShapedGlyph]:
        """The glyphs of `text` from left to right.

        UnsetNameError when the face lacks a character, or when a mark has to be placed above or below another
        glyph: such a name needs the full text engine.
        """
        shaped: list[ShapedGlyph] = []
        for run in _runs(text):
            shaped += self._shape_run(run, language, dict.fromkeys(features.split(), True))
        return shaped

    def _shape_run(self, run: str, language: str, features: dict[str, bool]) -> list[ShapedGlyph]:
        buffer = hb.Buffer()
        buffer.add_str(run)
        buffer.guess_segment_properties()
        if language:
            buffer.language = language
        hb.shape(self._font, buffer, features)
        if buffer.direction != "ltr":
            raise UnsetNameError(run, "it does not run from left to right")
        starts = [info.cluster for info in buffer.glyph_infos]
        ends = [*starts[1:], len(run)]
        shaped = []
        for info, position, end in zip(buffer.glyph_infos, buffer.glyph_positions, ends, strict=True):
            if not info.codepoint:
                raise UnsetNameError(run, f"no glyph for {run[info.cluster : end]!r}")
            if position.x_offset or position.y_offset or end <= info.cluster:
                raise UnsetNameError(run, "its marks have to be placed")
            shaped.append(ShapedGlyph(info.codepoint, position.x_advance, run[info.cluster : end]))
        return shaped

    def outline(self, glyph: int) -> bytes:
        """A glyph as a filled path in font units, y upwards; nothing for a space."""
        pen = _Pen()
        self._font.draw_glyph_with_pen(glyph, pen)
        return b" ".join((*pen.operators, b"f")) if pen.operators else b""

    def cut(self, glyphs: set[int]) -> Program:
        """A font program with only these glyphs."""
        common, numbers = self._common
        if not glyphs <= numbers.keys():
            return subset(self._face, glyphs)
        program = subset(common, [numbers[glyph] for glyph in glyphs])
        return replace(program, new_glyphs={old: program.new_glyphs[numbers[old]] for old in glyphs})

    @functools.cached_property
    def _common(self) -> tuple[hb.Face, dict[int, int]]:
        """A small face of the characters that nearly every name is made of, and its glyphs' numbers by ours.

        hb-subset goes through all 65,535 glyphs of a CJK face each time (2.4 ms). This one takes a tenth of a
        second once and 3 MB, and is cut in 0.05 ms.
        """
        wanted = hb.SubsetInput()
        wanted.unicode_set.update(map(ord, _common_characters()))
        wanted.flags = FLAGS
        plan = hb.SubsetPlan(self._face, wanted)
        return hb.subset_preprocess(plan.execute()), dict(plan.old_to_new_glyph_mapping)


class _Pen:
    """Writes an outline down as operators of PDF, which knows curves of the third degree only."""

    def __init__(self) -> None:
        self.operators: list[bytes] = []
        self._at = (0.0, 0.0)

    def moveTo(self, point: _Point) -> None:  # noqa: N802  the names are fontTools'
        self._add(b"m", point)

    def lineTo(self, point: _Point) -> None:  # noqa: N802
        self._add(b"l", point)

    def curveTo(self, first: _Point, second: _Point, point: _Point) -> None:  # noqa: N802
        self._add(b"c", first, second, point)

    def qCurveTo(self, control: _Point, point: _Point) -> None:  # noqa: N802
        first, second = (
            (end[0] + 2 / 3 * (control[0] - end[0]), end[1] + 2 / 3 * (control[1] - end[1]))
            for end in (self._at, point)
        )
        self._add(b"c", first, second, point)

    def closePath(self) -> None:  # noqa: N802
        self.operators.append(b"h")

    def endPath(self) -> None:  # noqa: N802
        self.operators.append(b"h")

    def _add(self, operator: bytes, *points: _Point) -> None:
        self.operators.append(b" ".join((*(b"%d %d" % (round(x), round(y)) for x, y in points), operator)))
        self._at = points[-1]


def _common_characters() -> str:
    """GB 2312, the 6763 Han characters of daily use, and the Latin letters."""
    rows = b"".join(bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    latin = "".join(map(chr, (*range(0x20, 0x250), *range(0x1E00, 0x1F00))))
    return rows.decode("gb2312", "ignore") + latin


def _runs(text: str) -> list[str]:
    """`text` where East Asian and other letters meet; what is neither stays with what it follows."""
    runs: list[str] = []
    wide = None
    for character in text:
        is_wide = ord(character) >= _FIRST_WIDE
        if runs and (is_wide == wide or not (is_wide or character.isalnum())):
            runs[-1] += character
        else:
            runs.append(character)
            wide = is_wide
    return runs
