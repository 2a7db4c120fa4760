"""A certificate's page: what stands in the plate, what is a person's own, and that the two together are the whole."""

import io
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from certificates import rendering
from certificates.document import Statement
from certificates.pages import page
from certificates.rendering import PAPER, POSTER, Shelf
from certificates.sealing import Sealer, new_pair
from tests.certificates.conftest import SLICES, statement
from tests.certificates.plates.stage import differing_pixels, drawn, run, text_of, untagged

LONG = "Maximiliane Friederike von Hohenzollern-Sigmaringen zu Oberbayern"
STATEMENTS = [
    statement(),
    statement(language="en", holder_name="Zoë Müller", amount_grams=23_400),
    statement(holder_name="", is_demonstration=True),
    statement(language="en", holder_name=LONG, slices=SLICES[:1], amount_grams=13_400),
    statement(holder_name="阿卜杜·热合曼", address="https://点点.example/c/7kq3mzh4w9az/"),
]


@pytest.mark.parametrize(
    ("stated", "template"),
    [*((each, PAPER) for each in STATEMENTS), *((each, POSTER) for each in STATEMENTS[:2])],
    ids=lambda value: value if isinstance(value, str) else value.holder_name or "nobody",
)
def test_what_is_stamped_is_what_weasyprint_makes_of_the_whole_page(
    tmp_path: Path, stated: Statement, template: str
) -> None:
    stamped, naive = (
        rendering._stamped(stated, template, rendering.SHELF).content,
        rendering.naive_pdf(stated, template),
    )
    assert text_of(tmp_path, stamped) == text_of(tmp_path, naive)
    assert differing_pixels(drawn(tmp_path, stamped), drawn(tmp_path, naive)) < 0.0005


OWN = {
    "holder_name": "韩梅梅",
    "number": "3kq3mzh4w9az",
    "address": "https://diandian.example/c/3kq3mzh4w9az/",
    "beneficiary": "another",
    "retirement_id": "another",
    "retired_at": "2026-11-22T23:59:59Z",
}
SHARED = {
    "language": "en",
    "event_name_zh": "另一场赛事",
    "boundary_en": "another boundary",
    "method": "china-2027.1",
    "funding": "bought",
    "is_demonstration": True,
    "retired_on": "2026-11-23",
    "holder_name": "",
}


@pytest.mark.parametrize("template", [PAPER, POSTER])
def test_people_who_share_their_texts_share_a_plate(template: str) -> None:
    shifted = tuple(
        replace(each, batch_from=each.batch_from + 5, batch_to=each.batch_to + 1) for each in SLICES
    )
    grams = sum(each.amount_grams for each in shifted)
    other = statement(**OWN, slices=shifted, amount_grams=grams)
    assert page(other, template).key() == page(statement(), template).key()


@pytest.mark.parametrize(("field", "value"), SHARED.items())
def test_whatever_changes_the_flow_of_the_text_changes_the_plate(field: str, value: object) -> None:
    assert page(statement(**{field: value}), PAPER).key() != page(statement(), PAPER).key()


@pytest.mark.parametrize(
    ("grams", "is_same"), [(98_700, True), (98_000, False), (123_400, False), (987, False)]
)
def test_an_amount_changes_the_plate_by_its_digits_not_by_their_values(grams: int, is_same: bool) -> None:
    slices = (replace(SLICES[0], batch_from=0, batch_to=grams - 10_000), SLICES[1])
    if grams < 10_000:
        slices = (replace(SLICES[0], batch_from=0, batch_to=grams - 1), replace(SLICES[1], batch_to=1))
    other = page(statement(amount_grams=grams, slices=slices), PAPER)
    assert (other.key() == page(statement(), PAPER).key()) == is_same


def test_paper_and_poster_have_plates_of_their_own() -> None:
    assert page(statement(), PAPER).key() != page(statement(), POSTER).key()


def test_a_plate_holds_nothing_of_a_person() -> None:
    html = page(statement(), PAPER).html_of_plate()
    own = ("李雷", "7KQ3", "7kq3", "23.4", "1,200,001", "1,213,400")
    assert [words for words in own if words in html] == []


def test_a_shelf_makes_a_plate_once_and_forgets_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_KEPT_PLATES", 2)
    shelf, made = Shelf(), []
    plate = rendering._made(page(statement(), POSTER))
    for key in ("a", "b", "a", "c", "a", "b"):
        shelf.plate(key, lambda key=key: made.append(key) or plate)  # type: ignore[misc,func-returns-value]
    assert made == ["a", "b", "c", "b"]


def test_a_sealed_paper_is_valid_sound_light_and_carries_its_document(tmp_path: Path) -> None:
    sealer = Sealer(new_pair("diandian.example"))
    document = json.dumps({"statement": statement().text}) + "\n"
    paper = rendering.pdf(statement(), document=document, seal=sealer.seal)
    assert rendering.pdf(statement(), document=document, seal=sealer.seal) == paper
    assert "Signature is Valid" in run(tmp_path, paper, "pdfsig", "-nocert")
    assert "No syntax or stream encoding errors" in run(tmp_path, paper, "qpdf", "--check")
    run(tmp_path, paper, "pdfdetach", "-save", "1", "-o", str(tmp_path / "document.json"))
    assert (tmp_path / "document.json").read_text() == document
    assert len(paper) < 100_000


def test_a_name_that_is_not_plain_is_sealed_and_carried_the_same_way(tmp_path: Path) -> None:
    sealer = Sealer(new_pair("diandian.example"))
    paper = rendering.pdf(statement(holder_name="สมชาย วงศ์สวัสดิ์"), document="{}", seal=sealer.seal)
    assert "Signature is Valid" in run(tmp_path, paper, "pdfsig", "-nocert")
    assert "1: diandian-certificate.json" in run(tmp_path, paper, "pdfdetach", "-list")
    assert len(paper) < 100_000


def test_a_name_of_its_own_plate_is_not_kept_on_the_shelf() -> None:
    shelf = Shelf()
    rendering.pdf(statement(holder_name="สมชาย"), shelf=shelf)
    assert [key for key in shelf.plates if "สมชาย".encode() in shelf.plates[key].to_bytes()] == []
    assert list(shelf.plates) == [page(statement(), PAPER).key()]


def test_the_name_is_read_after_the_words_that_present_it(tmp_path: Path) -> None:
    said = run(tmp_path, rendering.pdf(statement()), "pdfinfo", "-struct-text")
    words = [line.strip().strip('"') for line in said.splitlines() if line.strip().startswith('"')]
    assert words.index("谨授予 · Presented to") + 1 == words.index("李雷")
    assert words.index("李雷") < words.index("23.4\u00a0kg") < words.index("7KQ3-MZH4-W9AZ")


def test_nothing_on_the_paper_is_painted_outside_of_the_structure(tmp_path: Path) -> None:
    assert untagged(tmp_path, rendering.pdf(statement(is_demonstration=True))) == []


def test_the_description_says_the_claim(tmp_path: Path) -> None:
    facts = run(tmp_path, rendering.pdf(statement(language="en", holder_name="Zoë")), "pdfinfo")
    assert (
        "23.4\u00a0kg\u00a0CO₂e of verified emission reductions were retired in the name of the holder."
        in facts
    )


def test_the_longest_range_of_grams_stays_left_of_the_qr_code(tmp_path: Path) -> None:
    far = replace(SLICES[0], batch_from=5_000_000_000_000, batch_to=5_000_000_013_400)
    paper = rendering.pdf(statement(slices=(far, SLICES[1])))
    path = tmp_path / "far.pdf"
    path.write_bytes(paper)
    boxes = subprocess.run(
        ["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout
    ends = [
        float(line.split('xMax="')[1].split('"')[0]) for line in boxes.splitlines() if ">5,000,000,0" in line
    ]
    assert len(ends) == 4
    assert max(ends) <= 180 / 25.4 * 72


def test_a_poster_can_be_made_smaller_until_it_is_light(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "POSTER_LIMIT", 150_000)
    assert len(rendering.poster(statement())) <= 150_000


def test_a_stamped_page_can_be_drawn_by_another_program() -> None:
    document = pypdfium2.PdfDocument(io.BytesIO(rendering.pdf(statement())))
    assert document.get_metadata_dict()["Title"] == "低碳荣誉证书 · 李雷 · 7KQ3-MZH4-W9AZ"
