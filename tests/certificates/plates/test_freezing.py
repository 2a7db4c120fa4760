"""A template that cannot become a plate is refused with the slot and the reason; a plate keeps as bytes."""

from dataclasses import replace

import pytest
from weasyprint.urls import FatalURLFetchingError

from certificates.plates import Name, Plate, Text, UnfitTemplateError, UnreadablePlateError
from certificates.plates.freezing import make_plate
from certificates.plates.slots import NamePlace, SlotKind, TextPlace
from tests.certificates.plates.stage import BODY, SLOTS, html, plate


@pytest.mark.parametrize(
    ("body", "slot", "reason"),
    [
        (BODY.replace('data-slot="to"', ""), "to", "nowhere on the page"),
        (BODY + '<p data-slot="more">x</p>', "more", "nothing is known"),
        (BODY.replace("{amount}</b>", "{amount} <i>x</i></b>"), "amount", "it holds two things"),
        (BODY.replace('<p class="name"', '<p class="x"'), "name", "a block with a height"),
        (BODY.replace("{amount}", "one kilo"), "amount", "its alphabet has not"),
        (BODY.replace("<svg ", "x<svg "), "picture", "one svg and no text"),
        (
            BODY.replace(
                "{amount}", '<svg width="9" height="9" viewBox="0 0 9 9" style="height: 9px"></svg>'
            ),
            "amount",
            "has a picture in it",
        ),
        (BODY.replace('data-after="from"', 'data-after="number"'), "to", "no slot 'number' before it"),
        (BODY.replace("<h1>", '<h1 style="break-after: page">'), None, "is one page"),
        (BODY.replace("{first}", "&nbsp;"), "from", "its alphabet has not"),
    ],
)
def test_an_unfit_template_is_refused_with_the_slot_and_the_reason(
    body: str, slot: str | None, reason: str
) -> None:
    with pytest.raises(UnfitTemplateError, match=reason) as refused:
        make_plate(html(body), SLOTS)
    assert refused.value.slot == slot


def test_a_language_that_a_style_makes_up_is_refused_before_it_gets_anywhere() -> None:
    hostile = """.name { -weasy-lang: 'en"><link rel="stylesheet" href="//a">' }"""
    with pytest.raises(UnfitTemplateError, match="is no tag of a language") as refused:
        make_plate(html(style=hostile), SLOTS)
    assert refused.value.slot == "name"


def test_a_page_that_nobody_gave_a_fetcher_fetches_nothing() -> None:
    with pytest.raises(FatalURLFetchingError):
        make_plate(html(f'<link rel="stylesheet" href="file:///etc/hostname">{BODY}'), SLOTS)


def test_letters_that_grow_together_are_refused() -> None:
    with pytest.raises(UnfitTemplateError, match="not one glyph for each character") as refused:
        make_plate(html('<p style="font-variant-ligatures: normal" data-slot="a">xi</p>'), {"a": Text("xfi")})
    assert refused.value.slot == "a"


def test_digits_of_different_width_are_refused_where_something_follows() -> None:
    body = (
        '<p style="font-family: \'Noto Serif CJK SC\'; font-weight: 700"><b data-slot="a"{free}>0</b> kg</p>'
    )
    slots: dict[str, SlotKind] = {"a": Text("0123456789")}
    with pytest.raises(UnfitTemplateError, match="not equally wide"):
        make_plate(html(body, free=""), slots)
    assert len(make_plate(html(body, free=" data-free"), slots).places) == 1


def test_words_that_are_broken_over_two_lines_are_refused() -> None:
    body = '<p style="width: 30px" data-slot="a">00 00 00 00</p>'
    with pytest.raises(UnfitTemplateError, match="two lines"):
        make_plate(html(body), {"a": Text("0 ")})


def test_two_names_are_one_too_many() -> None:
    body = BODY + '<p class="name" data-slot="other">x</p>'
    with pytest.raises(UnfitTemplateError, match="a plate has one name"):
        make_plate(html(body, ".name { height: 48px }"), {**SLOTS, "other": Name()})


def test_the_places_are_where_the_template_has_them() -> None:
    name = next(place for place in plate().places if isinstance(place, NamePlace))
    assert (name.x, name.width, name.height, name.size) == (20, 300, 48, 40)
    assert (name.line_height, name.language) == (1.2, "zh-Hans")
    texts = {place.slot: place for place in plate().places if isinstance(place, TextPlace)}
    assert {slot: (place.anchor, place.size) for slot, place in texts.items()} == {
        "amount": (0.0, 16.0),
        "from": (0.0, 16.0),
        "to": (0.0, 16.0),
        "number": (1.0, 16.0),
    }
    assert plate().places[texts["to"].follows].slot == "from"
    assert set(texts["from"].glyphs) == set("0123456789,")


def test_a_plate_survives_being_stored() -> None:
    stored = plate().to_bytes()
    assert Plate.from_bytes(stored) == plate()
    assert Plate.from_bytes(stored).to_bytes() == stored


def test_the_same_template_makes_the_same_plate() -> None:
    assert make_plate(html(), SLOTS).to_bytes() == plate().to_bytes()


@pytest.mark.parametrize(
    "change",
    [
        lambda b: b"",
        lambda b: b"x" + b,
        lambda b: b[:-1],
        lambda b: b + b"x",
        lambda b: b.replace(b"plate 1", b"plate 2", 1),
        lambda b: b[:40],
    ],
)
def test_bytes_that_are_no_plate_are_refused(change: object) -> None:
    assert callable(change)
    with pytest.raises(UnreadablePlateError):
        Plate.from_bytes(change(plate().to_bytes()))


def test_a_plate_of_another_page_is_another() -> None:
    assert replace(plate(), language="en") != plate()
