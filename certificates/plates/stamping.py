"""From a plate to one person's paper: fill the slots, write the file, seal it. No layout, no template language."""

import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from certificates.plates import syntax
from certificates.plates.drawing import Drawing
from certificates.plates.errors import UnfitFillError
from certificates.plates.fonts import EmbeddedFont, embedded
from certificates.plates.lettering import Lettering, Line, fitted
from certificates.plates.metadata import About, info_dictionary, xmp
from certificates.plates.plate import FIELD_PARENT, NAME_FONT, ROW, Plate
from certificates.plates.sealing_place import Seal, sealed, signature_dictionary
from certificates.plates.slots import Fill, NamePlace, PicturePlace, TextPlace, Written

_Fill = TypeVar("_Fill", str, Written, Drawing)
_WORTH_COMPRESSING = 400  # bytes


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that the paper carries, as its data (AFRelationship /Data). It is written uncompressed."""

    name: str
    media_type: str
    description: str
    content: bytes


def stamp(
    plate: Plate,
    fills: Mapping[str, Fill],
    *,
    about: About,
    attachment: Attachment | None = None,
    seal: Seal | None = None,
) -> bytes:
    """One finished PDF. The same plate, fills and seal give the same bytes.

    UnfitFillError when a slot has no fill, one of another kind, or characters outside its alphabet;
    UnsetNameError when the name needs the full text engine; SealTooLargeError.
    """
    file = _File(plate)
    for number, content in zip(plate.numbers.parts, _parts(plate, fills, file), strict=True):
        level = 3 if len(content) > _WORTH_COMPRESSING else None  # 6 takes three times as long for 4 % less
        file.add(number, syntax.stream(content, level=level))
    file.add(plate.numbers.metadata, xmp(about, plate.language))
    file.add(plate.numbers.info, info_dictionary(about))
    if attachment:
        _attach(file, plate, attachment, about)
    file.add(plate.numbers.field, _field(plate, is_sealed=seal is not None))
    file.add(plate.numbers.catalog, _catalog(plate, attachment, is_sealed=seal is not None))
    signature_at = len(file.written)
    if seal:
        file.add(plate.numbers.seal, signature_dictionary(about.made_at))
    file.finish()
    if seal:
        sealed(file.written, signature_at, seal)
    return bytes(file.written)


class _File:
    """The file as it grows, with its cross references."""

    def __init__(self, plate: Plate) -> None:
        self.plate = plate
        self.written = bytearray(plate.head)
        self.rows = bytearray(plate.rows)

    def add(self, number: int, body: bytes) -> None:
        struct.pack_into(">BIH", self.rows, number * ROW, 1, len(self.written), 0)
        self.written += syntax.indirect(number, body)

    def finish(self) -> None:
        """The cross-reference stream and the end. What is stamped makes the file's identifier."""
        numbers = self.plate.numbers
        at = len(self.written)
        struct.pack_into(">BIH", self.rows, numbers.cross_references * ROW, 1, at, 0)
        identifier = b"<%b>" % hashlib.sha256(self.written).hexdigest()[:32].encode()
        entries = {
            "Type": b"/XRef",
            "Size": b"%d" % (len(self.rows) // ROW),
            "W": b"[1 4 2]",
            "Root": syntax.reference(numbers.catalog),
            "Info": syntax.reference(numbers.info),
            "ID": b"[%b %b]" % (identifier, identifier),
        }
        body = syntax.stream(bytes(self.rows), entries, level=1)
        self.written += syntax.indirect(numbers.cross_references, body)
        self.written += b"startxref\n%d\n%%%%EOF\n" % at


def _parts(plate: Plate, fills: Mapping[str, Fill], file: _File) -> list[bytes]:
    """The operators of each place, in order; a name's font goes into the file on the way."""
    names = _names(plate, fills, file)
    ends: list[float] = []  # by how much each place's right end has moved from where the template has it
    parts = []
    for index, place in enumerate(plate.places):
        end = 0.0
        if isinstance(place, TextPlace):
            moved = ends[place.follows] if place.follows >= 0 else 0.0
            content, end = _text(place, _fill(fills, place.slot, str), moved)
        elif isinstance(place, NamePlace):
            content = names[index]
        else:
            content = _drawing(place, _fill(fills, place.slot, Drawing))
        ends.append(end)
        parts.append(content)
    return parts


def _fill(fills: Mapping[str, Fill], slot: str, kind: type[_Fill]) -> _Fill:
    fill = fills.get(slot)
    if not isinstance(fill, kind):
        raise UnfitFillError(slot, f"it takes {kind.__name__}, and there is {type(fill).__name__}")
    return fill


def _names(plate: Plate, fills: Mapping[str, Fill], file: _File) -> dict[int, bytes]:
    """The operators of each place for the name, by index, and one font for them all."""
    places = {index: place for index, place in enumerate(plate.places) if isinstance(place, NamePlace)}
    if not places:
        return {}
    written = _fill(fills, next(iter(places.values())).slot, Written)
    letterings = {index: fitted(written, place) for index, place in places.items()}
    glyphs = [glyph for lettering in letterings.values() for line in lettering.lines for glyph in line.glyphs]
    font = embedded(written.face, glyphs, plate.numbers.font)
    for index, body in enumerate(font.objects):
        file.add(plate.numbers.font + index, body)
    return {index: _name(lettering, font) for index, lettering in letterings.items()}


def _text(place: TextPlace, text: str, moved: float) -> tuple[bytes, float]:
    """The operators of a line, and how far its right end is from where the template has it, in CSS pixels."""
    if unknown := sorted(set(text) - place.glyphs.keys()):
        raise UnfitFillError(place.slot, "these are not in its alphabet:", unknown)
    glyphs = [place.glyphs[character] for character in text]
    excess = sum(glyph.advance for glyph in glyphs) * place.size / 1000 - place.width
    at = (place.x + moved - place.anchor * excess, place.baseline)
    operators = [b"BT", b"1 0 0 -1 %b %b Tm" % (syntax.number(at[0]), syntax.number(at[1]))]
    for font, run in groupby(glyphs, key=lambda glyph: glyph.font):
        codes = "".join(glyph.codes for glyph in run)
        operators.append(b"/%b %b Tf" % (font.encode(), syntax.number(place.size)))
        operators.append(b"<%b> Tj" % codes.encode())
    if place.spacing:
        operators.insert(1, b"%b Tc" % syntax.number(place.spacing))
        operators.append(b"0 Tc")
    return b"\n".join([*operators, b"ET"]), moved + (1 - place.anchor) * excess


def _name(lettering: Lettering, font: EmbeddedFont) -> bytes:
    operators = [b"BT", b"/%b %b Tf" % (NAME_FONT.encode(), syntax.number(lettering.size))]
    for line in lettering.lines:
        operators.append(b"1 0 0 -1 %b %b Tm" % (syntax.number(line.x), syntax.number(line.baseline)))
        operators.append(b"[%b] TJ" % _shown(line, font).encode())
    return b"\n".join([*operators, b"ET"])


def _shown(line: Line, font: EmbeddedFont) -> str:
    """TJ's elements: the codes, and where a glyph moves on by less than its width (kerning), how much less."""
    elements = []
    for shaped in line.glyphs:
        less = font.widths[shaped.glyph] - round(shaped.advance * 1000 / font.units_per_em)
        elements.append(f"<{font.codes[shaped.glyph]:04x}>{less or ''}")
    return "".join(elements).replace("><", "")


def _drawing(place: PicturePlace, drawing: Drawing) -> bytes:
    """The drawing scaled into its rectangle."""
    scale = b"%.8f 0 0 %.8f" % (place.width / drawing.side, place.height / drawing.side)
    at = (syntax.number(place.x), syntax.number(place.top))
    return b"q\n%b %b %b cm\n%b\nQ" % (scale, *at, drawing.operators)


def _attach(file: _File, plate: Plate, attachment: Attachment, about: About) -> None:
    made_at = syntax.date(about.made_at)
    parameters = {"Size": b"%d" % len(attachment.content), "CreationDate": made_at, "ModDate": made_at}
    entries = {
        "Type": b"/EmbeddedFile",
        "Subtype": b"/" + attachment.media_type.replace("/", "#2F").encode(),
        "Params": syntax.dictionary(parameters),
    }
    file.add(plate.numbers.file, syntax.stream(attachment.content, entries, level=None))
    specification = {
        "Type": b"/Filespec",
        "F": syntax.text(attachment.name),
        "UF": syntax.text(attachment.name),
        "Desc": syntax.text(attachment.description),
        "AFRelationship": b"/Data",
        "EF": b"<</F %b>>" % syntax.reference(plate.numbers.file),
    }
    file.add(plate.numbers.file_specification, syntax.dictionary(specification))


def _field(plate: Plate, *, is_sealed: bool) -> bytes:
    """The field of the seal: on the page, and of no size. Unsealed it is empty, and may be signed later."""
    entries = {
        "Type": b"/Annot",
        "Subtype": b"/Widget",
        "FT": b"/Sig",
        "T": syntax.text("Seal"),
        "TU": syntax.text("点点 Diandian · 电子签章 Seal"),
        "Rect": b"[0 0 0 0]",
        "F": b"132",  # printed, and locked
        "P": syntax.reference(plate.page),
        "StructParent": b"%d" % FIELD_PARENT,
    }
    return syntax.dictionary(entries | ({"V": syntax.reference(plate.numbers.seal)} if is_sealed else {}))


def _catalog(plate: Plate, attachment: Attachment | None, *, is_sealed: bool) -> bytes:
    numbers = plate.numbers
    flags = 3 if is_sealed else 0  # signatures exist, and changes are to be appended
    form = b"<</Fields %b/SigFlags %d>>" % (syntax.references([numbers.field]), flags)
    entries = {"Metadata": syntax.reference(numbers.metadata), "AcroForm": form}
    if attachment:
        file = syntax.reference(numbers.file_specification)
        entries["AF"] = b"[%b]" % file
        entries["Names"] = b"<</EmbeddedFiles <</Names [%b %b]>>>>" % (syntax.text(attachment.name), file)
    return b"<<" + plate.catalog + syntax.dictionary(entries)[2:]
