"""Faces: what is cut out of one draws the same letters, in the small common part and in the whole face alike."""

import io
from typing import Any

import pytest
import uharfbuzz as hb
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen

from certificates.plates import UnsetNameError
from certificates.plates.fonts import compacted, embedded, glyph_map
from tests.certificates.plates.stage import european, serif


def outline(font: hb.Font, glyph: int) -> list[Any]:
    pen = RecordingPen()
    font.draw_glyph_with_pen(glyph, pen)
    return list(pen.value)


def test_letters_cut_out_of_a_truetype_face_keep_their_outlines() -> None:
    face = european()
    glyphs = face.shape("Żółw")
    program = face.cut({glyph.glyph for glyph in glyphs})
    whole = hb.Font(hb.Face(hb.Blob.from_file_path(face.path), face.index))
    assert not program.is_cff
    cut = hb.Font(hb.Face(program.content))
    for glyph in glyphs:
        assert outline(cut, program.new_glyphs[glyph.glyph]) == outline(whole, glyph.glyph) != []
    assert len(program.content) < 5_000


@pytest.mark.parametrize("name", ["李雷", "𠮷野", "㛃", "Zoë"])
def test_a_name_is_cut_alike_from_the_common_part_and_from_the_whole_face(name: str) -> None:
    face = serif()
    glyphs = {glyph.glyph for glyph in face.shape(name)}
    program = face.cut(glyphs)
    assert program.is_cff
    assert set(program.new_glyphs) >= glyphs
    assert sorted(program.new_glyphs[glyph] for glyph in glyphs) == list(range(1, len(glyphs) + 1))
    assert len(program.content) < 4_000


def test_shaping_kerns_and_keeps_each_letter() -> None:
    shaped = european().shape("AVA fi")
    assert "".join(glyph.text for glyph in shaped) == "AVA fi"
    alone = european().shape("A")[0].advance
    assert shaped[0].advance < alone


def test_the_widths_and_texts_of_an_embedded_font_are_the_names() -> None:
    face = serif()
    shaped = face.shape("李雷李")
    font = embedded(face, shaped, 10)
    assert font.codes[shaped[0].glyph] == font.codes[shaped[2].glyph]
    assert set(font.widths.values()) == {1000}
    assert b"/FontFile3 13 0 R" in font.objects[2]
    codes = [font.codes[glyph.glyph] for glyph in shaped[:2]]
    for code, text in zip(codes, "李雷", strict=True):
        assert b"<%04x> <%b>" % (code, text.encode("utf-16-be").hex().encode()) in font.objects[4]


def test_the_same_letters_embed_to_the_same_bytes() -> None:
    assert embedded(serif(), serif().shape("李雷"), 5) == embedded(serif(), serif().shape("李雷"), 5)


def test_a_letter_the_face_has_not_is_named() -> None:
    with pytest.raises(UnsetNameError, match="no glyph for") as refused:
        serif().shape("a\U00010400")
    assert refused.value.name == "\U00010400"


def test_a_name_from_right_to_left_is_refused() -> None:
    with pytest.raises(UnsetNameError):
        serif().shape("שלום")


def test_a_cff_font_without_cids_is_left_as_it_is() -> None:
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef", "a"])
    builder.setupCharacterMap({97: "a"})
    pen = T2CharStringPen(500, None)
    strings = {name: pen.getCharString() for name in (".notdef", "a")}
    builder.setupCFF("Plain", {}, strings, {})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "a": (500, 0)})
    builder.setupHorizontalHeader()
    made = io.BytesIO()
    builder.save(made)
    assert compacted(made.getvalue(), {1}) is None


def test_a_glyph_map_has_two_bytes_for_each_code() -> None:
    assert glyph_map({0: 0, 3: 258}) == b"\0\0\0\0\0\0\x01\x02"
