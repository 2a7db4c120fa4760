"""From a template to a plate: WeasyPrint renders once, and what it made is frozen to finished bytes.

The page's content is cut where the slots are; the marked content around them stays, so that a stamped page is
tagged, in reading order, as the template was. Fonts are cut down to the glyphs in use and to the alphabets.
"""

import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pydyf
from weasyprint import HTML

from certificates.plates import syntax
from certificates.plates.errors import UnfitTemplateError
from certificates.plates.fonts import OBJECTS, compacted, glyph_map, program_stream
from certificates.plates.marking import Marks, watch
from certificates.plates.plate import FIELD_PARENT, NAME_FONT, ROW, Numbers, Plate
from certificates.plates.slots import NamePlace, PicturePlace, Place, SlotKind
from certificates.plates.typesetting import Typesetting
from certificates.speaking import speak

Drawn = Callable[[float, float], bytes]  # width and height of a page, and operators for it, y downwards
HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
POINTS_PER_PIXEL = 0.75
_SCALE = b"%.2f" % POINTS_PER_PIXEL
_REFERENCE = re.compile(rb"(\d+) 0 R")


def make_plate(
    html: str,
    slots: Mapping[str, SlotKind],
    typesetting: Typesetting | None = None,
    over: Drawn | None = None,
) -> Plate:
    """The plate of a page in HTML. UnfitTemplateError, with the slot and the reason, when it cannot become one."""
    return frozen(laid_out(html, typesetting), slots, over)


def laid_out(html: str, typesetting: Typesetting | None = None) -> Any:
    """WeasyPrint's document of a page in HTML, for `frozen`."""
    setting = typesetting or Typesetting()
    page = HTML(string=html, url_fetcher=setting.url_fetcher)
    return page.render(font_config=setting.font_configuration, pdf_variant="pdf/a-3a", pdf_tags=True)


def frozen(document: Any, slots: Mapping[str, SlotKind], over: Drawn | None = None) -> Plate:
    """The plate of a document that was laid out, and `over` it all what is drawn last. UnfitTemplateError."""
    speak(document)
    marks = watch(document, slots)
    last = over(document.pages[0].width, document.pages[0].height) if over else b""
    made: list[Plate] = []

    def freeze(document: Any, pdf: Any) -> None:
        made.append(_Freezer(document, pdf, marks, last).plate())

    # The file that WeasyPrint goes on to write is thrown away: it need not be compressed.
    document.write_pdf(finisher=freeze, pdf_variant="pdf/a-3a", pdf_tags=True, uncompressed_pdf=True)
    return made[0]


class _Reserved(pydyf.Object):  # type: ignore[misc]
    """The number of an object that a stamp writes."""

    data = b"null"


class _Freezer:
    def __init__(self, document: Any, pdf: Any, marks: Marks, last: bytes) -> None:
        self.document, self.pdf, self.marks, self.last = document, pdf, marks, last
        self.page = self._object(pdf.page_references[0])
        self.places = list(marks.places.values())
        self.language = document.metadata.lang or ""

    def plate(self) -> Plate:
        catalog = self.pdf.catalog
        metadata = self._number(catalog.pop("Metadata"))
        parts = self._cut_content()
        self._compact_fonts()
        self._mend_structure()
        numbers = Numbers(
            catalog=catalog.number,
            metadata=metadata,
            info=self._reserve(),
            field=self._reserve(),
            seal=self._reserve(),
            file=self._reserve(),
            file_specification=self._reserve(),
            font=self._reserve_name_font(),
            parts=parts,
            cross_references=0,
        )
        self._tag_field(numbers.field)
        self.pdf.objects[metadata] = self.pdf.objects[catalog.number] = _Reserved()
        head, rows = self._finished_objects()
        return Plate(
            head=head,
            rows=rows + _row(0, 0, 0xFFFF),
            catalog=b"".join(b"/%b %b" % (key.encode(), _written(value)) for key, value in catalog.items()),
            page=self.page.number,
            language=self.language,
            places=tuple(self.places),
            numbers=replace(numbers, cross_references=len(rows) // ROW),
        )

    def _number(self, reference: bytes) -> int:
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            raise UnfitTemplateError(None, f"no reference to an object: {reference!r}")
        return int(match[1])

    def _object(self, reference: bytes) -> Any:
        return self.pdf.objects[self._number(reference)]

    def _add(self, made: Any) -> int:
        self.pdf.add_object(made)
        return int(made.number)

    def _reserve(self) -> int:
        return self._add(_Reserved())

    def _cut_content(self) -> tuple[int, ...]:
        """Cut the page's content at the slots; the numbers of the streams that a stamp puts in between."""
        content = self.marks.stream
        pieces = _cut(content.stream, self.marks.places)
        if self.last:
            # WeasyPrint leaves the page turned, with y downwards, and in points.
            pieces[-1].append(b"q %b 0 0 %b 0 0 cm\n%b\nQ" % (_SCALE, _SCALE, self.last))
        content.stream = pieces[0]
        order, parts = [content.number], []
        for piece in pieces[1:]:
            parts.append(self._reserve())
            order += [parts[-1], self._add(pydyf.Stream(piece))]
        self.page["Contents"] = syntax.references(order)
        return tuple(parts)

    def _compact_fonts(self) -> None:
        """Replace each font program that WeasyPrint cut by one without the holes of its numbering."""
        glyphs: dict[bytes, set[int]] = {}
        for font in self.document.fonts.values():
            if font.missing:
                characters = "".join(map(chr, font.missing))
                raise UnfitTemplateError(None, f"no face has {characters!r}")
            glyphs.setdefault(font.name, set()).update(font.widths)
        for font in list(self.pdf.objects):
            if not isinstance(font, dict) or font.get("Subtype") not in ("/CIDFontType0", "/CIDFontType2"):
                continue
            descriptor = self._object(font["FontDescriptor"])
            key = "FontFile2" if "FontFile2" in descriptor else "FontFile3"
            file = self._object(descriptor[key])
            program = compacted(file.stream[0], glyphs[font["BaseFont"]])
            if program is None:
                continue
            self.pdf.objects[file.number] = _Finished(file.number, program_stream(program, level=9))
            del font["CIDToGIDMap"]
            if not program.is_cff:
                codes = pydyf.Stream([glyph_map(program.new_glyphs)])
                font["CIDToGIDMap"] = syntax.reference(self._add(codes))

    def _mend_structure(self) -> None:
        """Say where the language is another than the page's (PDF/UA-1, 7.2), and where pictures are in points.

        WeasyPrint 70 writes their boxes in CSS pixels from the top.
        """
        height = self.document.pages[0].height
        for element in self.pdf.objects:
            if not isinstance(element, dict) or element.get("Type") != "/StructElem":
                continue
            languages = {self.marks.languages.get(kid) for kid in element["K"] if isinstance(kid, int)}
            if len(languages) == 1 and (language := languages.pop()) and language != self.language:
                element["Lang"] = pydyf.String(language)
            if element["S"] == "/Figure":
                left, top, right, bottom = element["A"]["BBox"]
                box = (left, height - bottom, right, height - top)
                element["A"]["BBox"] = pydyf.Array([POINTS_PER_PIXEL * length for length in box])

    def _reserve_name_font(self) -> int:
        names = {place.slot for place in self.places if isinstance(place, NamePlace)}
        if len(names) > 1:
            raise UnfitTemplateError(sorted(names)[1], "a plate has one name")
        if not names:
            return 0
        first, *_rest = (self._reserve() for _ in range(OBJECTS))
        fonts = self._object(self._object(self.page["Resources"])["Font"])
        fonts[NAME_FONT] = syntax.reference(first)
        return first

    def _tag_field(self, field: int) -> None:
        """The field of the seal, on the page and in the structure, where PDF/UA-1 wants every field (7.18.4)."""
        self.page["Annots"] = syntax.references([field])
        root = self._object(self.pdf.catalog["StructTreeRoot"])
        whole = self._object(root["K"][0])
        page = syntax.reference(self.page.number)
        kid = b"<</Type /OBJR/Obj %b/Pg %b>>" % (syntax.reference(field), page)
        entries = {"Type": "/StructElem", "S": "/Form", "P": whole.reference, "Pg": page, "K": kid}
        form = syntax.reference(self._add(pydyf.Dictionary(entries)))
        whole["K"].append(form)
        self._object(root["ParentTree"])["Nums"] += [FIELD_PARENT, form]

    def _finished_objects(self) -> tuple[bytes, bytes]:
        """The beginning of the file, and its cross references: streams, then all else in one object stream."""
        written = bytearray(HEADER)
        rows = bytearray(_row(0, 0, 0xFFFF) * len(self.pdf.objects))
        small = []
        for number, made in enumerate(self.pdf.objects[1:], start=1):
            if isinstance(made, _Reserved):
                continue
            if isinstance(made, pydyf.Stream):
                made.compress = True
            elif not isinstance(made, _Finished):
                small.append((number, made.data))
                continue
            rows[number * ROW : (number + 1) * ROW] = _row(1, len(written), 0)
            written += syntax.indirect(number, made.data)
        container = len(self.pdf.objects)
        for index, (number, _) in enumerate(small):
            rows[number * ROW : (number + 1) * ROW] = _row(2, container, index)
        rows += _row(1, len(written), 0)
        written += syntax.indirect(container, _object_stream(small))
        return bytes(written), bytes(rows)


class _Finished(pydyf.Object):  # type: ignore[misc]
    """An object that is written already."""

    def __init__(self, number: int, body: bytes) -> None:
        super().__init__()
        self.number, self.body = number, body

    @property
    def data(self) -> bytes:
        return self.body


def _object_stream(small: list[tuple[int, bytes]]) -> bytes:
    """Objects that are no streams, packed together (ISO 32000-1, 7.5.7)."""
    places, body = [], bytearray()
    for number, data in small:
        places.append(b"%d %d" % (number, len(body)))
        body += data + b"\n"
    table = b" ".join(places) + b"\n"
    entries = {"Type": b"/ObjStm", "N": b"%d" % len(small), "First": b"%d" % len(table)}
    return syntax.stream(table + bytes(body), entries, level=9)


def _row(kind: int, second: int, third: int) -> bytes:
    return struct.pack(">BIH", kind, second, third)


def _written(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    return bytes(value.data) if isinstance(value, pydyf.Object) else str(value).encode()


def _cut(items: list[Any], places: Mapping[int, Place]) -> list[list[Any]]:
    """The page's operators in pieces: between one piece and the next stood the content of a slot."""
    pieces: list[list[Any]] = [[]]
    waiting = 0
    for mcid, place in sorted(places.items()):
        first = next(at for at in range(waiting, len(items)) if _begins(items, at, mcid)) + 1
        last = _end(items, first)
        if not isinstance(place, PicturePlace):
            # The colour before the text stays, and so it is the template's.
            try:
                first, last = items.index(b"BT", first, last), items.index(b"ET", first, last) + 1
            except ValueError:
                raise UnfitTemplateError(place.slot, "it needs sample words in the template") from None
        pieces[-1] += items[waiting:first]
        pieces.append([])
        waiting = last
    pieces[-1] += items[waiting:]
    return pieces


def _begins(items: list[Any], at: int, mcid: int) -> bool:
    return items[at] == b"BDC" and isinstance(items[at - 1], dict) and items[at - 1].get("MCID") == mcid


def _end(items: list[Any], first: int) -> int:
    """Where the marked content ends that begins before `first`."""
    depth = 1
    for at in range(first, len(items)):
        depth += (items[at] in (b"BDC", b"BMC")) - (items[at] == b"EMC")
        if not depth:
            return at
    raise UnfitTemplateError(None, "marked content that does not end")
