"""A cut face as the objects of a PDF: Type 0 font, CIDFont, descriptor, program, and the way back to Unicode."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import uharfbuzz as hb

from certificates.plates import syntax
from certificates.plates.fonts.face import Face, ShapedGlyph
from certificates.plates.fonts.subset import Program, subset

OBJECTS = 5  # that an embedded font takes
_ROS = b"\x0c\x1e"  # the operator that begins the Top DICT of a CID-keyed CFF font (Adobe TN 5176, section 9)
_CMAP = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe)/Ordering (UCS)/Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
%b
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


@dataclass(frozen=True, slots=True)
class EmbeddedFont:
    """The bodies of a font's objects, the Type 0 font first, and the code that shows each glyph of the face."""

    objects: tuple[bytes, ...]
    codes: dict[int, int]
    widths: dict[int, int]
    units_per_em: int


def embedded(face: Face, glyphs: list[ShapedGlyph], first_object: int) -> EmbeddedFont:
    """What a name's glyphs need, as objects numbered from `first_object`. Widths are in thousandths."""
    program = face.cut({shaped.glyph for shaped in glyphs})
    scale = 1000 / face.units_per_em
    widths = {shaped.glyph: round(shaped.advance * scale) for shaped in glyphs}
    texts = {program.new_glyphs[shaped.glyph]: shaped.text for shaped in glyphs}
    by_code = {program.new_glyphs[glyph]: width for glyph, width in widths.items()}
    # Six letters and a plus sign say that this is a part of a face; they tell parts apart.
    name = f"{_tag(program.content)}+{face.name}".encode()
    at = [syntax.reference(first_object + index) for index in range(OBJECTS)]
    font = {
        "Type": b"/Font",
        "Subtype": b"/Type0",
        "BaseFont": b"/" + name,
        "Encoding": b"/Identity-H",
        "DescendantFonts": b"[" + at[1] + b"]",
        "ToUnicode": at[4],
    }
    objects = (
        syntax.dictionary(font),
        _cid_font(name, by_code, program.is_cff, at[2]),
        _descriptor(name, face, program.is_cff, at[3]),
        program_stream(program),
        syntax.stream(_CMAP % _to_unicode(texts), level=None),
    )
    return EmbeddedFont(objects, program.new_glyphs, widths, face.units_per_em)


def program_stream(program: Program, level: int = 6) -> bytes:
    """The stream of a font program."""
    entries = {"Subtype": b"/CIDFontType0C"} if program.is_cff else {"Length1": b"%d" % len(program.content)}
    return syntax.stream(program.content, entries, level=level)


def compacted(content: bytes, glyphs: set[int]) -> Program | None:
    """A font file that WeasyPrint has cut with its numbering kept, without the holes that this leaves.

    The codes in use stay: a CFF program keeps its CIDs, a TrueType program needs a `glyph_map`. None for a CFF
    program without CIDs, whose codes are its glyphs' numbers.
    """
    face = hb.Face(content)
    if "CFF " in face.table_tags and _ROS not in bytes(face.reference_table("CFF ").data)[:128]:
        return None
    return subset(face, glyphs, keep_cids=True)


def glyph_map(new_glyphs: Mapping[int, int]) -> bytes:
    """A CIDToGIDMap stream's content: for each code up to the last its glyph, two bytes each."""
    table = bytearray(2 * (max(new_glyphs) + 1))
    for code, glyph in new_glyphs.items():
        table[2 * code : 2 * code + 2] = glyph.to_bytes(2, "big")
    return bytes(table)


def _tag(content: bytes) -> str:
    number = zlib.crc32(content)
    return "".join(chr(65 + number // 26**place % 26) for place in range(6))


def _cid_font(name: bytes, widths: Mapping[int, int], is_cff: bool, descriptor: bytes) -> bytes:
    rows = b" ".join(b"%d [%d]" % row for row in sorted(widths.items()))
    entries = {
        "Type": b"/Font",
        "Subtype": b"/CIDFontType0" if is_cff else b"/CIDFontType2",
        "BaseFont": b"/" + name,
        "CIDSystemInfo": b"<</Registry (Adobe)/Ordering (Identity)/Supplement 0>>",
        "DW": b"1000",
        "W": b"[" + rows + b"]",
        "FontDescriptor": descriptor,
    }
    return syntax.dictionary(entries if is_cff else entries | {"CIDToGIDMap": b"/Identity"})


def _descriptor(name: bytes, face: Face, is_cff: bool, program: bytes) -> bytes:
    scale = 1000 / face.units_per_em
    ascent, descent = round(face.ascent * scale), round(face.descent * scale)
    return syntax.dictionary(
        {
            "Type": b"/FontDescriptor",
            "FontName": b"/" + name,
            "Flags": b"4",
            "FontBBox": b"[-1000 %d 3000 %d]" % (descent, ascent),
            "ItalicAngle": b"0",
            "Ascent": b"%d" % ascent,
            "Descent": b"%d" % descent,
            "CapHeight": b"%d" % ascent,
            "StemV": b"80",
            "FontFile3" if is_cff else "FontFile2": program,
        }
    )


def _to_unicode(texts: Mapping[int, str]) -> bytes:
    rows = [b"<%04x> <%b>" % (code, text.encode("utf-16-be").hex().encode()) for code, text in texts.items()]
    parts = []
    for start in range(0, len(rows), 100):
        batch = rows[start : start + 100]
        parts.append(b"%d beginbfchar\n%b\nendbfchar" % (len(batch), b"\n".join(batch)))
    return b"\n".join(parts)
