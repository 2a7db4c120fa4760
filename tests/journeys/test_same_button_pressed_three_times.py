"""Impatient thumbs, the back button, and a form that is a day old."""

from types import SimpleNamespace

import pytest

import credits.audit
from credits.models import Retirement
from events.models import Journey
from payments.models import Order
from tests.conftest import spectators_certificates
from tests.journeys.conftest import CHINESE, ENGLISH, FROM_BEIJING, Stage, in_both_languages

pytestmark = pytest.mark.django_db


@in_both_languages
def test_three_presses_are_one_journey_one_certificate_and_one_retirement(
    stage: Stage, words: SimpleNamespace
) -> None:
    spectator = stage.scan(words)
    questions = spectator.press(words.compute)
    results = set()
    for _press in range(3):
        spectator.page = questions
        results.add(spectator.press(words.show, **FROM_BEIJING, origin=words.city).path)
    assert len(results) == 1

    choice = spectator.press(words.neutralise)
    certificates = set()
    for _press in range(3):
        spectator.page = choice
        certificates.add(spectator.press(words.now, name=words.name, show_name="yes").path)
        stage.work()
    assert len(certificates) == 1
    counts = (
        Journey.objects.count(),
        spectators_certificates().count(),
        Retirement.objects.count(),
    )
    assert (counts, credits.audit.breaches()) == ((1, 1, 1), [])


def test_going_back_and_answering_otherwise_is_a_second_journey_and_the_first_one_stands(
    stage: Stage,
) -> None:
    spectator = stage.scan(CHINESE)
    questions = spectator.press(CHINESE.compute)
    first = spectator.press(CHINESE.show, **FROM_BEIJING, origin="北京")
    spectator.page = questions
    second = spectator.press(CHINESE.show, **{**FROM_BEIJING, "nights": "0"}, origin="北京")
    assert (first.figure, second.figure) == ("229.4 kg", "122.4 kg")
    assert spectator.open(first.path).figure == "229.4 kg"


def test_pressing_free_after_buying_leads_to_the_purchase_and_does_not_double(stage: Stage) -> None:
    spectator = stage.with_footprint(ENGLISH)
    choice = spectator.press(ENGLISH.neutralise)
    checkout = spectator.press(ENGLISH.now, way="buy", name="", show_name="")
    for way in ("buy", "free", "buy"):
        spectator.page = choice
        assert spectator.press(ENGLISH.now, way=way, name="", show_name="").path == checkout.path
    assert (Order.objects.count(), spectators_certificates().count()) == (1, 1)


def test_pressing_once_more_when_all_is_done_leads_to_the_certificate(stage: Stage) -> None:
    spectator = stage.with_footprint(ENGLISH)
    choice = spectator.press(ENGLISH.neutralise)
    certificate = spectator.press(ENGLISH.now, name="Ana", show_name="yes")
    stage.work()
    spectator.page = choice
    again = spectator.press(ENGLISH.now, name="Somebody else", show_name="yes")
    assert (again.path, again.heading, again.state) == (certificate.path, "Ana", ENGLISH.retired)
