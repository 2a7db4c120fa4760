"""What is stamped from a plate reads, looks and is built as if WeasyPrint had written all of it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from certificates.plates import Attachment, Plate, UnfitFillError, UnsetNameError, Written, stamp
from certificates.plates.freezing import make_plate
from tests.certificates.plates.stage import (
    ABOUT,
    SLOTS,
    differing_pixels,
    drawn,
    european,
    fills,
    html,
    naive,
    plate,
    readable,
    run,
    text_of,
    untagged,
    words_with_boxes,
)

DATA = Attachment(
    "diandian-certificate.json", "application/json", "证书 document", '{"名": "李雷"}\n'.encode()
)


@pytest.mark.parametrize("name", ["李雷", "阿卜杜·热合曼", "㛃䶮", "王 小 明"])
def test_a_stamped_page_reads_and_looks_as_the_page_rendered_whole(tmp_path: Path, name: str) -> None:
    stamped, whole = stamp(plate(), fills(name), about=ABOUT), naive(name=name)
    assert text_of(tmp_path, stamped) == text_of(tmp_path, whole)
    # WeasyPrint rounds letter spacing to a thousandth of the size: some letters are a quarter of a pixel apart.
    assert differing_pixels(drawn(tmp_path, stamped), drawn(tmp_path, whole)) < 0.002


def test_two_different_pages_do_not_look_alike(tmp_path: Path) -> None:
    one = drawn(tmp_path, stamp(plate(), fills("李雷"), about=ABOUT))
    other = drawn(tmp_path, stamp(plate(), fills("韩梅"), about=ABOUT))
    assert differing_pixels(one, other) > 0.004


def test_a_stamped_file_is_sound_and_has_one_page(tmp_path: Path) -> None:
    pdf = stamp(plate(), fills(), about=ABOUT, attachment=DATA)
    assert "No syntax or stream encoding errors" in run(tmp_path, pdf, "qpdf", "--check")
    assert re.search(r"Pages:\s+1\n", run(tmp_path, pdf, "pdfinfo"))


def test_every_font_is_embedded_cut_and_has_its_way_back_to_unicode(tmp_path: Path) -> None:
    rows = run(tmp_path, stamp(plate(), fills(), about=ABOUT), "pdffonts").splitlines()[2:]
    assert len(rows) >= 3
    assert {tuple(row.split()[-5:-2]) for row in rows} == {("yes", "yes", "yes")}


def test_the_same_input_gives_the_same_bytes_also_from_a_plate_made_again() -> None:
    first = stamp(plate(), fills(), about=ABOUT, attachment=DATA)
    assert stamp(plate(), fills(), about=ABOUT, attachment=DATA) == first
    assert stamp(make_plate(html(), SLOTS), fills(), about=ABOUT, attachment=DATA) == first
    assert stamp(Plate.from_bytes(plate().to_bytes()), fills(), about=ABOUT, attachment=DATA) == first


def test_the_structure_has_all_words_in_reading_order(tmp_path: Path) -> None:
    said = run(tmp_path, stamp(plate(), fills("阿卜杜·热合曼"), about=ABOUT), "pdfinfo", "-struct-text")
    words = re.findall(r'^\s+"(.*)"$', said, re.M)
    assert [word.strip() for word in words if word.strip()] == [
        *("荣誉证书", "阿卜杜·热合曼", "一共", "23.4 kg", "减排量"),
        *("grams", "1,200,001", "1,213,400", "7KQ3-MZH4-W9AZ", "the end"),
    ]
    tags = re.findall(r"^\s*(H1|P|Figure|Form)\b", said, re.M)
    assert tags == ["H1", "P", "P", "P", "P", "Figure", "P", "Form"]


def test_pictures_have_words_and_other_languages_are_named(tmp_path: Path) -> None:
    found = readable(tmp_path, stamp(plate(), fills(), about=ABOUT))
    assert found.count(b"/Alt (A square)") == 1
    assert found.count(b"/Lang (zh-Hans)") == 1
    assert found.count(b"/Lang (en)") == 5


def test_nothing_is_painted_outside_of_the_structure(tmp_path: Path) -> None:
    assert untagged(tmp_path, stamp(plate(), fills(), about=ABOUT)) == []


def test_info_and_xmp_say_the_same(tmp_path: Path) -> None:
    pdf = stamp(plate(), fills(), about=ABOUT)
    facts = dict(
        line.split(":", 1) for line in run(tmp_path, pdf, "pdfinfo", "-isodates").splitlines() if ":" in line
    )
    said = {field: facts[field].strip() for field in ("Title", "Author", "Subject", "CreationDate", "Tagged")}
    assert said == {
        "Title": ABOUT.title,
        "Author": "点点",
        "Subject": "of (verified) grams",
        "CreationDate": "2026-11-22T09:31:59Z",
        "Tagged": "yes",
    }
    xmp = run(tmp_path, pdf, "pdfinfo", "-meta")
    assert re.findall(r'pdfaid:(part|conformance)="(\w)"', xmp) == [("part", "3"), ("conformance", "A")]
    assert re.findall(r'pdfuaid:part="(\d)"', xmp) == ["1"]
    assert "证书 · &lt;李&gt; &amp; Co</rdf:li>" in xmp
    assert set(re.findall(r'xmp:\w+Date="(.*?)"', xmp)) == {"2026-11-22T09:31:59Z"}


def test_an_attached_file_comes_out_byte_for_byte_and_lies_open_in_the_file(tmp_path: Path) -> None:
    pdf = stamp(plate(), fills(), about=ABOUT, attachment=DATA)
    assert "1: diandian-certificate.json" in run(tmp_path, pdf, "pdfdetach", "-list")
    run(tmp_path, pdf, "pdfdetach", "-save", "1", "-o", str(tmp_path / "out.json"))
    assert (tmp_path / "out.json").read_bytes() == DATA.content
    assert DATA.content in pdf
    assert b"/AFRelationship /Data" in pdf


def test_a_file_without_data_says_nothing_of_any() -> None:
    pdf = stamp(plate(), fills(), about=ABOUT)
    assert (b"/AF " in pdf, b"/EmbeddedFile" in pdf) == (False, False)


def test_a_slot_that_follows_another_moves_with_it(tmp_path: Path) -> None:
    boxes = dict(words_with_boxes(tmp_path, stamp(plate(), fills(**{"from": "1"}), about=ABOUT)))
    wider = dict(words_with_boxes(tmp_path, stamp(plate(), fills(), about=ABOUT)))
    moved = wider["1,213,400"][0] - boxes["1,213,400"][0]
    assert moved == pytest.approx(wider["1,200,001"][2] - boxes["1"][2], abs=0.02)
    assert moved > 20


def test_a_slot_at_the_right_grows_to_the_left(tmp_path: Path) -> None:
    short = dict(words_with_boxes(tmp_path, stamp(plate(), fills(number="A"), about=ABOUT)))["A"]
    long = dict(words_with_boxes(tmp_path, stamp(plate(), fills(), about=ABOUT)))["7KQ3-MZH4-W9AZ"]
    assert long[2] == pytest.approx(short[2], abs=0.3)
    assert long[0] < short[0] - 90


def test_a_european_face_stamps_as_well(tmp_path: Path) -> None:
    written = Written("Żółw Nguyễn Åsa", european())
    pdf = stamp(plate(), fills(name="") | {"name": written}, about=ABOUT)
    assert "Żółw Nguyễn Åsa\n" in text_of(tmp_path, pdf)
    assert "No syntax or stream encoding errors" in run(tmp_path, pdf, "qpdf", "--check")


@pytest.mark.parametrize(
    ("changes", "slot", "characters"),
    [
        ({"amount": "23.4 t"}, "amount", ["t"]),
        ({"number": "ö1"}, "number", ["ö"]),
        ({"amount": fills()["picture"]}, "amount", []),
        ({"picture": "7"}, "picture", []),
        ({"name": "李雷"}, "name", []),
    ],
)
def test_what_does_not_fit_a_slot_is_refused(
    changes: dict[str, object], slot: str, characters: list[str]
) -> None:
    with pytest.raises(UnfitFillError) as refused:
        stamp(plate(), {**fills(), **changes}, about=ABOUT)  # type: ignore[dict-item]
    assert (refused.value.slot, refused.value.characters) == (slot, characters)


def test_an_empty_slot_is_refused() -> None:
    with pytest.raises(UnfitFillError) as refused:
        stamp(plate(), {key: fill for key, fill in fills().items() if key != "to"}, about=ABOUT)
    assert refused.value.slot == "to"


@pytest.mark.parametrize("name", ["สมศักดิ์", "x\u0323\u0307", "\ue000"])
def test_a_name_that_the_face_cannot_set_alone_is_refused(name: str) -> None:
    with pytest.raises(UnsetNameError):
        stamp(plate(), fills(name), about=ABOUT)


def test_a_time_that_is_not_utc_is_refused() -> None:
    with pytest.raises(ValueError, match="not a time in UTC"):
        stamp(plate(), fills(), about=replace(ABOUT, made_at="2026-11-22T09:31:59+08:00"))
