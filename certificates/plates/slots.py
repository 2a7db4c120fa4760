"""Slots: what a template leaves open, where each one is on the plate, and what fills it.

In HTML a slot is an element with `data-slot="<name>"`; the same name may stand in several places. Lengths on a
plate are CSS pixels from the page's top left corner, as WeasyPrint draws.
"""

from dataclasses import dataclass
from typing import TypeAlias

from certificates.plates.drawing import Drawing
from certificates.plates.fonts import Face


@dataclass(frozen=True, slots=True)
class Text:
    """A slot for one line of text out of a closed alphabet, whose glyphs are frozen with the plate."""

    alphabet: str


@dataclass(frozen=True, slots=True)
class Name:
    """A slot for a name in a face of its own, fitted into the box that the element has in the template."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A slot for a drawing, in place of the SVG picture that the template shows there."""


SlotKind: TypeAlias = Text | Name | Picture


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character of a closed alphabet: the codes that show it in `font`, in hexadecimal, and how far it moves on.

    `advance` is in thousandths of the font size and includes letter spacing.
    """

    font: str
    codes: str
    advance: float


@dataclass(frozen=True, slots=True)
class TextPlace:
    """A line's left end `x` on its `baseline`; `anchor` times what the fill is wider goes to its left.

    `follows` names the slot on the same line whose width moves this one; `-1` for none, otherwise an index.
    """

    slot: str
    x: float
    baseline: float
    size: float
    spacing: float
    anchor: float
    width: float
    follows: int
    glyphs: dict[str, Glyph]


@dataclass(frozen=True, slots=True)
class NamePlace:
    """A box for a name: the largest size, the height of a line in sizes, and how the language shapes it."""

    slot: str
    x: float
    top: float
    width: float
    height: float
    size: float
    line_height: float
    language: str
    features: str


@dataclass(frozen=True, slots=True)
class PicturePlace:
    """The rectangle that a drawing is scaled into."""

    slot: str
    x: float
    top: float
    width: float
    height: float


Place: TypeAlias = TextPlace | NamePlace | PicturePlace


@dataclass(frozen=True, slots=True)
class Written:
    """A name and the one face that has all of it."""

    text: str
    face: Face


Fill: TypeAlias = str | Written | Drawing
