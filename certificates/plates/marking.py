"""Where WeasyPrint puts the slots: read while it paints, from its own boxes (WeasyPrint 70).

This is the one module that reaches into WeasyPrint: `Page.paint`, the stream's tags (which box is which marked
content), and the text engine for the glyphs of an alphabet. Everything after it is plain PDF.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from weasyprint.draw.text import draw_first_line
from weasyprint.formatting_structure import boxes
from weasyprint.matrix import Matrix
from weasyprint.text.line_break import split_first_line

from certificates.plates.errors import UnfitTemplateError
from certificates.plates.slots import (
    Glyph,
    Name,
    NamePlace,
    Picture,
    PicturePlace,
    Place,
    SlotKind,
    Text,
    TextPlace,
)

_SIZE = re.compile(rb"/(\w+) (\S+) Tf")
_CODES = re.compile(r"(?<=[<0-9a-f])[0-9a-f]{4}(?=[0-9a-f]*>)")
_LANGUAGE = re.compile(
    r"(?:[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,7})?"
)  # the shape of a tag (BCP 47), or none
_ANCHORS = {"right": 1.0, "end": 1.0, "center": 0.5}


@dataclass
class Marks:
    """What was found on the page: its stream, each slot's place by MCID, and each MCID's language."""

    stream: Any = None
    places: dict[int, Place] = field(default_factory=dict)
    languages: dict[int, str] = field(default_factory=dict)


def watch(document: Any, slots: Mapping[str, SlotKind]) -> Marks:
    """Marks that fill themselves when WeasyPrint paints the document's only page."""
    marks = Marks()
    if len(document.pages) != 1:
        raise UnfitTemplateError(None, f"a plate is one page, and this template needs {len(document.pages)}")
    page = document.pages[0]
    paint = page.paint

    def paint_and_mark(stream: Any, scale: float = 1) -> None:
        paint(stream, scale)
        marks.stream = stream
        _Reader(page._page_box, stream, slots, marks).read()

    page.paint = paint_and_mark
    return marks


class _Reader:
    def __init__(self, page_box: Any, stream: Any, slots: Mapping[str, SlotKind], marks: Marks) -> None:
        self.page_box, self.stream, self.slots, self.marks = page_box, stream, slots, marks
        root = next(
            box.element for box in page_box.descendants(placeholders=True) if box.element_tag == "html"
        )
        self.slot_elements = dict(_slot_elements(root, None))

    def read(self) -> None:
        seen = []
        for box, tag in sorted(self.stream._tags.items(), key=lambda item: item[1]["mcid"]):
            self.marks.languages[tag["mcid"]] = box.style["lang"] or ""
            element = self.slot_elements.get(box.element)
            if element is None:
                continue
            slot = element.attrib["data-slot"]
            if element in seen:
                raise UnfitTemplateError(slot, "its words are broken over two lines, or it holds two things")
            seen.append(element)
            self.marks.places[tag["mcid"]] = self._place(slot, element, box)
        found = {place.slot for place in self.marks.places.values()}
        for slot in sorted(self.slots.keys() - found):
            raise UnfitTemplateError(slot, "it is nowhere on the page")

    def _place(self, slot: str, element: Any, box: Any) -> Place:
        kind = self.slots.get(slot)
        if isinstance(kind, Picture):
            if not isinstance(box, boxes.ReplacedBox):
                raise UnfitTemplateError(slot, "a picture's slot holds one svg and no text")
            return PicturePlace(slot, box.content_box_x(), box.content_box_y(), box.width, box.height)
        if not isinstance(box, boxes.TextBox):
            raise UnfitTemplateError(slot, "the slot is text, and the template has a picture in it")
        if isinstance(kind, Name):
            return self._name_place(slot, element, box)
        if isinstance(kind, Text):
            return self._text_place(slot, element, box, kind)
        raise UnfitTemplateError(slot, "nothing is known of this slot")

    def _name_place(self, slot: str, element: Any, text: Any) -> NamePlace:
        whole = [
            box
            for box in self.page_box.descendants(placeholders=True)
            if box.element is element and isinstance(box, boxes.BlockBox)
        ]
        if not whole or whole[0].style["height"] == "auto":
            raise UnfitTemplateError(slot, "a name needs a block with a height")
        box = whole[0]
        line = next(child for child in box.descendants() if isinstance(child, boxes.LineBox))
        size = text.style["font_size"]
        language = text.style["lang"] or ""
        if not _LANGUAGE.fullmatch(language):
            raise UnfitTemplateError(slot, f"{language[:60]!r} is no tag of a language")
        settings = text.style["font_feature_settings"]
        features = "" if settings == "normal" else " ".join(tag for tag, value in settings if value)
        return NamePlace(
            slot=slot,
            x=box.content_box_x(),
            top=box.content_box_y(),
            width=box.width,
            height=box.height,
            size=size,
            line_height=line.height / size,
            language=language,
            features=features,
        )

    def _text_place(self, slot: str, element: Any, box: Any, kind: Text) -> TextPlace:
        size, glyphs = self._alphabet(slot, box, kind.alphabet)
        digits = {glyphs[digit].advance for digit in "0123456789" if digit in glyphs}
        if len(digits) > 1 and "data-free" not in element.attrib:
            raise UnfitTemplateError(slot, "its digits are not equally wide, and what follows would not move")
        return TextPlace(
            slot=slot,
            x=box.position_x,
            baseline=box.position_y + box.baseline,
            size=size,
            anchor=_ANCHORS.get(box.style["text_align_all"], 0.0),
            spacing=_letter_spacing(box),
            width=sum(glyphs[character].advance for character in box.text) * size / 1000,
            follows=self._followed(slot, element.attrib.get("data-after")),
            glyphs=glyphs,
        )

    def _followed(self, slot: str, before: str | None) -> int:
        """The index of the place on this line whose width moves this one, or -1."""
        if before is None:
            return -1
        found = [index for index, place in enumerate(self.marks.places.values()) if place.slot == before]
        if not found:
            raise UnfitTemplateError(slot, f"there is no slot {before!r} before it")
        return found[-1]

    def _alphabet(self, slot: str, box: Any, alphabet: str) -> tuple[float, dict[str, Glyph]]:
        """The font size, and the glyph of each character as it is drawn among the template's sample words.

        A face has several forms of a digit, and the letters around it decide which is taken.
        """
        sample = box.text
        if unknown := sorted(set(sample) - set(alphabet)):
            raise UnfitTemplateError(slot, f"its sample words have {unknown!r}, which its alphabet has not")
        size, drawn = self._drawn(slot, box, sample)
        glyphs = dict(zip(sample, drawn, strict=True))
        for character in alphabet:
            if character not in glyphs:
                at = _stand_in(sample, character)
                size, drawn = self._drawn(slot, box, f"{sample[:at]}{character}{sample[at + 1 :]}")
                glyphs[character] = drawn[at]
        return size, glyphs

    def _drawn(self, slot: str, box: Any, text: str) -> tuple[float, list[Glyph]]:
        """The font size and the glyphs of `text` in the style of `box`, one for each character."""
        scratch = self.stream.clone(tags=None)
        sample = box.copy_with_text(text)
        sample.pango_layout, *_rest, sample.baseline = split_first_line(text, box.style, None, None, 0)
        sample.pango_layout.reactivate(box.style)
        draw_first_line(scratch, sample, "clip", "none", Matrix())
        spacing = _letter_spacing(box)
        glyphs, font, size = [], "", 0.0
        for item in scratch.stream:
            operator = item if isinstance(item, bytes) else str(item).encode()
            if match := _SIZE.fullmatch(operator):
                font, size = match[1].decode(), float(match[2])
            elif operator.endswith(b"TJ"):
                widths = self._widths(font)
                glyphs += [
                    Glyph(font, code, widths[int(code, 16)] + spacing * 1000 / size)
                    for code in _CODES.findall(operator.decode())
                ]
        if len(glyphs) != len(text):
            raise UnfitTemplateError(slot, f"{text!r} has not one glyph for each character")
        return size, glyphs

    def _widths(self, name: str) -> dict[int, float]:
        widths: dict[int, float] = {}
        for font in self.stream._fonts.values():
            if font.hash == name:
                widths |= font.widths
        return widths


def _letter_spacing(box: Any) -> float:
    spacing = box.style["letter_spacing"]
    return 0.0 if spacing == "normal" else float(spacing)


def _stand_in(sample: str, character: str) -> int:
    """Where in the sample words a character of the same kind stands: a digit, a letter, or anything else."""
    kind = (character.isdigit(), character.isalpha())
    alike = (at for at, other in enumerate(sample) if (other.isdigit(), other.isalpha()) == kind)
    return next(alike, 0)


def _slot_elements(element: Any, slot: Any) -> Iterable[tuple[Any, Any]]:
    """Each element inside a slot (or the slot itself) with the element of the slot."""
    slot = element if "data-slot" in element.attrib else slot
    if slot is not None:
        yield element, slot
    for child in element:
        yield from _slot_elements(child, slot)
