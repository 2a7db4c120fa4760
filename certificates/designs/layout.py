"""Where things stand on a drawn page: what leaves it, what lies over something else, what is too small or too pale.

Read from WeasyPrint's boxes (WeasyPrint 70) and from the places of a plate. Lengths are CSS pixels.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from certificates.designs.errors import (
    ContrastProblem,
    DesignProblem,
    OutsideProblem,
    OverlapProblem,
    SmallTextProblem,
)
from certificates.plates import Fill, NamePlace, Plate
from certificates.plates.slots import PicturePlace, TextPlace

ORNAMENT = "ornament"
_TOUCH = 1.5  # how far two things may reach into each other before it is seen
_PIXELS_PER_POINT = 4 / 3
_LARGE, _LARGE_BOLD = 18 * _PIXELS_PER_POINT, 14 * _PIXELS_PER_POINT  # WCAG 2.2, 1.4.3
_RGB = tuple[float, float, float]


@dataclass(frozen=True)
class Area:
    """A rectangle with something in it. `slot` is empty for the template's own words; the ornament is round."""

    words: str
    left: float
    top: float
    right: float
    bottom: float
    slot: str = ""

    def overlaps(self, other: "Area") -> bool:
        if ORNAMENT in (self.slot, other.slot) and self.slot != other.slot:
            round_one, other_one = (self, other) if self.slot == ORNAMENT else (other, self)
            return round_one._covers_as_circle(other_one)
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > _TOUCH and down > _TOUCH

    def _covers_as_circle(self, other: "Area") -> bool:
        """Whether the nearest point of `other` lies inside the circle that fits into this area."""
        middle = (self.left + self.right) / 2, (self.top + self.bottom) / 2
        nearest = (
            min(max(middle[0], other.left), other.right),
            min(max(middle[1], other.top), other.bottom),
        )
        return math.dist(middle, nearest) < (self.right - self.left) / 2 - _TOUCH


@dataclass(frozen=True)
class Ink:
    """A piece of text as it is drawn: colours are red, green and blue from 0 to 1; None where it is not plain."""

    area: Area
    size: float
    weight: int
    colour: _RGB | None
    ground: _RGB | None
    is_turned: bool  # or scaled, or moved
    box: Any = None  # WeasyPrint's


@dataclass(frozen=True)
class _Around:
    """What holds for a box because of those that it stands in."""

    slot: str
    ground: _RGB | None
    line: Any
    is_turned: bool
    opacity: float


def inks(page: Any) -> list[Ink]:
    """Every piece of text of a page of WeasyPrint's, in order; invisible ones are left out."""
    box = page._page_box
    found: list[Ink] = []
    ground = _over(box.style["background_color"], (1.0, 1.0, 1.0))
    if canvas := getattr(box, "canvas_background", None):  # the ground of html or body, which fills the page
        ground = _over(canvas.color, ground)
    _walk(box, _Around("", ground, None, False, 1.0), found)
    return found


def slot_areas(plate: Plate, fills: Mapping[str, Fill]) -> list[Area]:
    """The places of a plate as wide as these fills make them."""
    ends: list[float] = []
    areas = []
    for place in plate.places:
        end = 0.0
        if isinstance(place, TextPlace):
            moved = ends[place.follows] if place.follows >= 0 else 0.0
            area, end = _text_area(place, str(fills[place.slot]), moved)
            areas.append(area)
        elif isinstance(place, NamePlace | PicturePlace):
            right, bottom = place.x + place.width, place.top + place.height
            areas.append(Area(place.slot, place.x, place.top, right, bottom, place.slot))
        ends.append(end)
    return areas


def _text_area(place: TextPlace, words: str, moved: float) -> tuple[Area, float]:
    """Where a fill stands, and how far its right end is from where the template has it; as a stamp does it."""
    width = sum(place.glyphs[character].advance for character in words) * place.size / 1000
    excess = width - place.width
    left = place.x + moved - place.anchor * excess
    top, bottom = place.baseline - 0.75 * place.size, place.baseline + 0.2 * place.size
    return Area(words, left, top, left + width, bottom, place.slot), moved + (1 - place.anchor) * excess


def place_problems(
    page: Any, static: Sequence[Ink], slots: Sequence[Area], sample: str
) -> Iterator[DesignProblem]:
    """What reaches beyond the page, and what lies over something else."""
    words = [ink.area for ink in static if ink.area.words.strip() and not ink.is_turned]
    areas = [area for area in words if not area.slot] + list(slots)
    for area in areas:
        is_inside = area.left >= -_TOUCH and area.top >= -_TOUCH
        if not is_inside or area.right > page.width + _TOUCH or area.bottom > page.height + _TOUCH:
            yield OutsideProblem(None, words=_short(area), sample=sample)
    for index, area in enumerate(areas):
        for other in areas[index + 1 :]:
            if area.overlaps(other):
                yield OverlapProblem(None, first=_short(area), second=_short(other), sample=sample)


def _short(area: Area) -> str:
    words = area.slot if area.slot else area.words
    return words if len(words) <= 30 else f"{words[:29]}…"


def ink_problems(static: Sequence[Ink], least_size: float) -> Iterator[DesignProblem]:
    """Text that is smaller than `least_size`, or too pale on its ground (WCAG 2.2, 1.4.3)."""
    for ink in static:
        if ink.is_turned or not ink.area.words.strip():
            continue
        if ink.size < least_size - 0.01:
            yield SmallTextProblem(None, words=_short(ink.area), size=ink.size, least=least_size)
        is_large = ink.size >= (_LARGE_BOLD if ink.weight >= 700 else _LARGE)
        least = 3.0 if is_large else 4.5
        if ink.colour and ink.ground and (ratio := contrast(ink.colour, ink.ground)) < least - 0.005:
            yield ContrastProblem(None, words=_short(ink.area), ratio=round(ratio, 1), least=least)


def contrast(one: _RGB, other: _RGB) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def plain_text(words: str) -> str:
    """Text without its spaces, to be looked for wherever lines were broken."""
    return re.sub(r"\s+", "", words)


def _luminance(colour: _RGB) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _walk(box: Any, around: _Around, found: list[Ink]) -> None:
    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    around = _entered(box, around)
    if isinstance(box, boxes.TextBox):
        _note(box, around, found)
    for child in getattr(box, "children", ()):
        _walk(child, around, found)


def _entered(box: Any, around: _Around) -> _Around:
    style = box.style
    element = box.element
    slot = element.get("data-slot", "") if element is not None and hasattr(element, "get") else ""
    ground = around.ground
    if around.line is not None or not isinstance(box, boxes.PageBox):
        has_picture = any(image[0] != "none" for image in style["background_image"])
        ground = None if has_picture or ground is None else _over(style["background_color"], ground)
    return replace(
        around,
        slot=slot or around.slot,
        ground=ground,
        line=box if isinstance(box, boxes.LineBox) else around.line,
        is_turned=around.is_turned or bool(style["transform"]),
        opacity=around.opacity * style["opacity"],
    )


def _note(box: Any, around: _Around, found: list[Ink]) -> None:
    if box.style["visibility"] != "visible" or around.opacity < 0.05:
        return
    line = around.line or box
    area = Area(
        box.text, box.position_x, line.position_y, box.position_x + box.width, line.position_y + line.height
    )
    colour = _over(box.style["color"], around.ground, around.opacity) if around.ground else None
    size, weight = box.style["font_size"], box.style["font_weight"]
    found.append(
        Ink(replace(area, slot=around.slot), size, int(weight), colour, around.ground, around.is_turned, box)
    )


def _over(colour: Any, ground: _RGB | None, opacity: float = 1.0) -> _RGB | None:
    """A colour of CSS laid over a plain ground."""
    if ground is None or colour is None or isinstance(colour, str):
        return ground
    red, green, blue = colour.to("srgb").coordinates
    alpha = (colour.alpha or 0.0) * opacity
    mixed = [
        alpha * max(0.0, min(1.0, c)) + (1 - alpha) * g
        for c, g in zip((red, green, blue), ground, strict=True)
    ]
    return mixed[0], mixed[1], mixed[2]
