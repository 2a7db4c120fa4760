"""The donated credits are for others: this spectator pays, at the sandbox, whose news come when they come."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

import credits.audit
import payments.tasks
from payments.models import Order
from tests.journeys.conftest import CHINESE, ENGLISH, Stage, in_both_languages
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db

PAY = {"zh-hans": ("使用沙箱付款", "付款"), "en": ("Pay with Sandbox", "Pay")}


def pay(spectator: Visitor, words: SimpleNamespace, **knobs: str) -> None:
    """Through the checkout and the sandbox, back to the shop."""
    at_the_shop, at_the_sandbox = PAY[words.language]
    spectator.press(at_the_shop)
    spectator.press(at_the_sandbox, **knobs)


@in_both_languages
def test_paid_retired_and_nothing_of_the_donors_touched(stage: Stage, words: SimpleNamespace) -> None:
    spectator = stage.with_footprint(words)
    journey = spectator.page.path
    stage.pledge(spectator, words, way="buy")
    assert spectator.page.figure == "¥18.36"

    pay(spectator, words)
    assert spectator.page.path == journey
    certificate = certificate_of(spectator, journey)
    spectator.open(certificate)
    assert (spectator.page.state, stage.notify()) == (words.waits, [200])

    stage.work()
    spectator.open(certificate)
    assert (spectator.page.state, spectator.page.figure) == (words.retired, "229.4 kg CO₂e")
    spectator.open("/z/low-carbon-universiade/")
    terms = (words.donated, words.on_hold, words.retired_term)
    assert [spectator.page.numbers(term) for term in terms] == ["1,000 t", "0 g", "0 g"]
    assert credits.audit.breaches() == []


def certificate_of(spectator: Visitor, journey: str) -> str:
    from events.models import Journey  # noqa: PLC0415  the address is not linked before the money is there

    row = Journey.objects.select_related("certificate").get(code=journey.split("/")[2])
    assert row.certificate is not None
    return f"/c/{row.certificate.number}/"


@in_both_languages
def test_who_does_not_pay_in_time_loses_nothing_and_starts_again(
    stage: Stage, words: SimpleNamespace
) -> None:
    spectator = stage.with_footprint(words)
    journey = spectator.page.path
    checkout = stage.pledge(spectator, words, way="buy").path
    with time_machine.travel(timezone.now() + timedelta(seconds=settings.PAYMENT_HOLD_SECONDS + 60)):
        payments.tasks.expire()
        stage.work()
        over = {"zh-hans": "付款时间已过", "en": "The time to pay is up"}[words.language]
        assert spectator.open(checkout).heading == over
        spectator.open(journey)
        stage.pledge(spectator, words, way="free")
        stage.work()
        assert spectator.open(spectator.page.path).state == words.retired
    assert [order.state for order in Order.objects.all()] == ["expired"]
    assert credits.audit.breaches() == []


@pytest.mark.parametrize("knobs", [{"twice": "on"}, {"out_of_order": "on"}, {"late_seconds": "90"}])
def test_a_gateway_that_speaks_twice_late_or_backwards_changes_nothing(
    stage: Stage, knobs: dict[str, str]
) -> None:
    spectator = stage.with_footprint(ENGLISH)
    journey = spectator.page.path
    stage.pledge(spectator, ENGLISH, way="buy")
    pay(spectator, ENGLISH, **knobs)
    assert set(stage.notify()) == {200}
    stage.work()
    assert spectator.open(certificate_of(spectator, journey)).state == ENGLISH.retired
    assert [order.state for order in Order.objects.all()] == ["paid"]


def test_who_changes_their_mind_at_the_checkout_goes_free(stage: Stage) -> None:
    spectator = stage.with_footprint(CHINESE)
    journey = spectator.page.path
    stage.pledge(spectator, CHINESE, way="buy")
    spectator.open(journey)
    spectator.press("换一种方式")
    spectator.press(CHINESE.now, way="free", name="", show_name="")
    stage.work()
    assert spectator.open(spectator.page.path).state == CHINESE.retired
    assert credits.audit.breaches() == []
