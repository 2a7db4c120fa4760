"""Scan, footprint, pledge, certificate, and a stranger who checks it."""

from types import SimpleNamespace

import pytest

from tests.journeys.conftest import FROM_BEIJING, Stage, in_both_languages
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db


@in_both_languages
def test_from_the_seat_to_a_certificate_that_a_stranger_can_check(
    stage: Stage, words: SimpleNamespace
) -> None:
    spectator = stage.scan(words)
    assert (spectator.page.status, spectator.page.numbers(words.donated)) == (200, "1,000 t")

    spectator.press(words.compute)
    spectator.press(words.show, **FROM_BEIJING, origin=words.city)
    assert (spectator.page.heading, spectator.page.figure) == (words.footprint, "229.4 kg")

    stage.pledge(spectator, words)
    address = spectator.page.path
    assert (spectator.page.heading, spectator.page.state) == (words.name, words.pledged)
    assert words.pdf not in spectator.page.reader.links

    stage.work(papers=True)
    spectator.open(address)
    assert (spectator.page.state, spectator.page.figure) == (words.retired, "229.4 kg CO₂e")
    assert spectator.file(words.pdf).content.startswith(b"%PDF")

    stranger = Visitor(words.language)
    stranger.open("/verify/")
    number = address.split("/")[2]
    stranger.press(words.check, number=f" {number[:4]}-{number[4:8]} {number[8:]} ".upper())
    assert (stranger.page.path, stranger.page.heading, stranger.page.state) == (
        address,
        words.name,
        words.retired,
    )

    stranger.open("/z/low-carbon-universiade/")
    terms = (words.donated, words.on_hold, words.retired_term)
    assert [stranger.page.numbers(term) for term in terms] == ["1,000 t", "0 g", "229.4 kg"]


@in_both_languages
def test_who_lost_the_phone_comes_back_by_the_code(stage: Stage, words: SimpleNamespace) -> None:
    spectator = stage.with_footprint(words)
    code = spectator.page.path.split("/")[2]
    certificate = stage.pledge(spectator, words).path

    on_another_phone = Visitor(words.language)
    on_another_phone.open("/j/")
    on_another_phone.press(words.resume, code=f"{code[:4]}-{code[4:8]}-{code[8:]}".upper())
    assert on_another_phone.page.heading == words.footprint
    on_another_phone.press(words.my_certificate)
    assert on_another_phone.page.path == certificate


@in_both_languages
def test_without_a_name_the_certificate_is_nobody_s_in_particular(
    stage: Stage, words: SimpleNamespace
) -> None:
    spectator = stage.with_footprint(words)
    stage.pledge(spectator, words, name="", show_name="")
    nobody = {"zh-hans": "一位观众", "en": "A spectator"}[words.language]
    assert (spectator.page.status, spectator.page.heading) == (200, nobody)
