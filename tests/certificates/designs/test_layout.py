"""Where things stand on a drawn page, read from small pages of our own."""

from typing import Any

import pytest

from certificates import engraving
from certificates.designs.errors import ContrastProblem, OutsideProblem, OverlapProblem, SmallTextProblem
from certificates.designs.layout import Area, contrast, ink_problems, inks, place_problems, slot_areas
from certificates.plates.freezing import laid_out
from certificates.plates.slots import Glyph, NamePlace, PicturePlace, TextPlace

SHEET = "@page { size: 400px 300px; margin: 0 } body { margin: 0; font: 20px/30px 'Noto Sans CJK SC'; color: #000 }"


def drawn(body: str, css: str = "") -> Any:
    html = f"<html lang=en><style>{SHEET}{css}</style><body>{body}"
    return laid_out(html, engraving.typesetting()).pages[0]


def test_text_stands_where_its_line_does_and_belongs_to_its_slot() -> None:
    first, second = inks(drawn('<p style="margin: 0">abc</p><p data-slot="number" style="margin: 0">12</p>'))
    assert (first.area.words, first.area.left, first.area.top, first.area.bottom) == ("abc", 0, 0, 30)
    assert (second.area.words, second.area.slot, second.area.top) == ("12", "number", 30)


def test_what_cannot_be_seen_is_not_there() -> None:
    body = (
        '<p style="visibility: hidden">a</p><p style="opacity: 0">b</p><p style="display: none">c</p><p>d</p>'
    )
    assert [ink.area.words for ink in inks(drawn(body))] == ["d"]


@pytest.mark.parametrize(
    "place", ["left: 380px; top: 0", "left: -20px; top: 0", "left: 0; top: 290px", "left: 0; top: -15px"]
)
def test_words_beyond_each_edge_are_named(place: str) -> None:
    page = drawn(f'<p style="position: absolute; margin: 0; {place}">words</p>')
    assert list(place_problems(page, inks(page), [], "short")) == [
        OutsideProblem(None, words="words", sample="short")
    ]


def test_words_over_a_slot_and_slots_over_each_other_are_named() -> None:
    page = drawn('<p style="margin: 0">words</p>')
    slots = [Area("name", 20, 10, 90, 60, "name"), Area("qr", 80, 50, 120, 90, "qr")]
    assert list(place_problems(page, inks(page), slots, "long")) == [
        OverlapProblem(None, first="words", second="name", sample="long"),
        OverlapProblem(None, first="name", second="qr", sample="long"),
    ]


def test_neighbours_and_a_watermark_that_is_turned_are_no_overlap() -> None:
    body = '<p style="margin: 0">a <b>b</b></p><p style="margin: -30px 0 0; transform: rotate(-20deg)">over all</p>'
    page = drawn(body)
    assert list(place_problems(page, inks(page), [], "short")) == []


@pytest.mark.parametrize(("left", "overlaps"), [(0, False), (5, False), (20, True), (95, False)])
def test_the_ornament_is_round_and_words_may_stand_in_its_corners(left: float, overlaps: bool) -> None:
    ornament, words = Area("ornament", 0, 0, 100, 100, "ornament"), Area("a", left, 10, left + 5, 20)
    assert (ornament.overlaps(words), words.overlaps(ornament)) == (overlaps, overlaps)


def test_a_fill_takes_the_place_that_a_stamp_gives_it() -> None:
    digit = Glyph("f", "0001", 500)
    text = TextPlace("amount", 100, 50, 20, 0, 1.0, 20, -1, {"1": digit})
    after = TextPlace("unit", 130, 50, 20, 0, 0.0, 10, 0, {"1": digit})
    centred = TextPlace("number", 100, 90, 20, 0, 0.5, 20, -1, {"1": digit})
    name = NamePlace("name", 10, 100, 200, 40, 30, 1.2, "en", "")
    picture = PicturePlace("qr", 300, 200, 50, 50)

    class Plated:
        places = (text, after, centred, name, picture)

    areas = slot_areas(Plated(), {"amount": "1111", "unit": "1", "number": "1111"})  # type: ignore[arg-type]
    found = [(area.slot, area.left, area.top, area.right, area.bottom) for area in areas]
    assert found == [
        ("amount", 80, 35, 120, 54),  # 20 wider than its sample, to the left
        ("unit", 130, 35, 140, 54),  # and so what follows does not move
        ("number", 90, 75, 130, 94),
        ("name", 10, 100, 210, 140),
        ("qr", 300, 200, 350, 250),
    ]


def test_small_and_pale_text_is_named() -> None:
    body = "<p class=a>small</p><p class=b>pale</p><p class=c>large pale</p><p class=d>grey</p>"
    css = ".a { font-size: 6px } .b { color: #999 } .c { color: #888; font-size: 30px } .d { color: #666 }"
    assert list(ink_problems(inks(drawn(body, css)), 8)) == [
        SmallTextProblem(None, words="small", size=6, least=8),
        ContrastProblem(None, words="pale", ratio=2.8, least=4.5),
    ]


@pytest.mark.parametrize(
    ("css", "ratio"),
    [
        ("body { background: #333 }", 1.7),
        ("@page { background: #333 }", 1.7),
        ("p { background: #333 }", 1.7),
        ("body { background: #fff } p { background: rgb(0 0 0 / 80%) }", 1.7),
        ("body { background: linear-gradient(#000, #000) }", None),
    ],
)
def test_the_ground_is_that_of_the_nearest_that_has_one(css: str, ratio: float | None) -> None:
    problems = list(ink_problems(inks(drawn("<p>words</p>", css)), 8))
    expected = [] if ratio is None else [ContrastProblem(None, words="words", ratio=ratio, least=4.5)]
    assert problems == expected


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast((0x77 / 255,) * 3, (1, 1, 1)) == pytest.approx(4.48, abs=0.005)
