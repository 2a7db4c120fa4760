"""Fitting a name into its box: one line as large as it goes, then smaller, then two or three lines; never cut."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from certificates.plates.fonts import Face, ShapedGlyph
from certificates.plates.slots import NamePlace, Written

# What the largest size is multiplied with, step by step. Two lines fit the box from the fourth step on.
STEPS = (1.0, 0.85, 0.65, 0.5, 0.41, 0.33)
SMALLER = 0.92  # beyond the last step
_BREAKS_AFTER = "-‐–·・・•/,，、"
_FIRST_IDEOGRAPH, _LAST_IDEOGRAPH = 0x2E80, 0x3FFFF


@dataclass(frozen=True, slots=True)
class Line:
    """The glyphs of a line, its left end and its baseline in CSS pixels of the page."""

    glyphs: tuple[ShapedGlyph, ...]
    x: float
    baseline: float

    @property
    def text(self) -> str:
        return "".join(shaped.text for shaped in self.glyphs)


@dataclass(frozen=True, slots=True)
class Lettering:
    """A name as it is set: font size, the distance of its lines from the box's top, its lines."""

    size: float
    inset: float
    lines: tuple[Line, ...]


def fitted(written: Written, place: NamePlace) -> Lettering:
    """The largest size whose lines fit the box, in the middle of its height.

    Lines break at spaces, after hyphens and middle dots, and between Han characters; inside a word only where
    no size would do otherwise. UnsetNameError when the face cannot set the name.
    """
    shaped = written.face.shape(written.text, language=place.language, features=place.features)
    words = _words(shaped)
    for size in (step * place.size for step in STEPS):
        if lines := _lines(words, written.face, place, size):
            return _set(lines, written.face, place, size)
    letters = [[glyph] for glyph in shaped]
    for size in sizes(place.size):
        if lines := _lines(letters, written.face, place, size):
            return _set(lines, written.face, place, size)
    raise AssertionError("a name fits at some size")


def sizes(largest: float, *, is_endless: bool = True) -> Iterator[float]:
    """The sizes to try, the largest first: the steps of the design, and then smaller and smaller ones."""
    for step in STEPS:
        yield step * largest
    size = STEPS[-1] * largest
    while is_endless:
        size *= SMALLER
        yield size


def _words(shaped: list[ShapedGlyph]) -> list[list[ShapedGlyph]]:
    """Runs of glyphs between which a line may break; a space belongs to the word before it."""
    words: list[list[ShapedGlyph]] = []
    may_break = True
    for glyph in shaped:
        is_space = glyph.text.isspace()
        starts = may_break or (_is_ideograph(glyph.text[0]) and not is_space)
        if starts and not is_space and not _clings(glyph.text[0]):
            words.append([glyph])
        elif words:
            words[-1].append(glyph)
        else:
            words.append([glyph])
        last = glyph.text[-1]
        may_break = is_space or last in _BREAKS_AFTER or _is_ideograph(last)
    return words


def _is_ideograph(character: str) -> bool:
    return _FIRST_IDEOGRAPH <= ord(character) <= _LAST_IDEOGRAPH and unicodedata.category(character) == "Lo"


def _clings(character: str) -> bool:
    """True for what never begins a line: it belongs to what stands before it."""
    return character in _BREAKS_AFTER or unicodedata.category(character) in {"Pe", "Pf", "Po", "Lm"}


def _lines(
    words: list[list[ShapedGlyph]], face: Face, place: NamePlace, size: float
) -> list[list[ShapedGlyph]]:
    """The words on as many lines as they need, about equally long; nothing when the box is too small."""
    allowed = max(1, int(place.height / (size * place.line_height) + 0.001))
    room = place.width / size * face.units_per_em
    needed = _filled(words, room)
    if not needed or len(needed) > allowed:
        return []
    # The narrowest measure that needs no more lines makes them even: no line of a single letter is left over.
    low, high = 0.0, room
    while high - low > 0.01 * room:
        middle = (low + high) / 2
        tried = _filled(words, middle)
        if tried and len(tried) == len(needed):
            high, needed = middle, tried
        else:
            low = middle
    return needed


def _filled(words: list[list[ShapedGlyph]], room: float) -> list[list[ShapedGlyph]]:
    """Words put on lines one after the other; nothing when a single word is wider than `room`."""
    lines: list[list[ShapedGlyph]] = []
    taken = 0.0
    for word in words:
        inked = _width(_without_end_space(word))
        if inked > room:
            return []
        if lines and taken + inked <= room:
            lines[-1] += word
            taken += _width(word)
        else:
            lines.append(list(word))
            taken = _width(word)
    return lines


def _without_end_space(glyphs: list[ShapedGlyph]) -> list[ShapedGlyph]:
    end = len(glyphs)
    while end and glyphs[end - 1].text.isspace():
        end -= 1
    return glyphs[:end]


def _width(glyphs: list[ShapedGlyph]) -> float:
    return float(sum(glyph.advance for glyph in glyphs))


def _set(lines: list[list[ShapedGlyph]], face: Face, place: NamePlace, size: float) -> Lettering:
    pitch = size * place.line_height
    inset = (place.height - pitch * len(lines)) / 2
    # CSS puts a line's glyphs in the middle of its height, by the ascent and descent of the face.
    scale = size / face.units_per_em
    first = place.top + inset + (pitch - (face.ascent - face.descent) * scale) / 2 + face.ascent * scale
    return Lettering(
        size,
        inset,
        tuple(
            Line(tuple(_without_end_space(glyphs)), place.x, first + pitch * index)
            for index, glyphs in enumerate(lines)
        ),
    )
