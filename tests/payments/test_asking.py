"""Money is never taken unnoticed: who is asked, how often, and what one bad answer may not stop."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

import credits.actions
from credits.models import Account, Hold
from payments import actions, tasks
from payments.errors import GatewayUnavailableError, OrderNotPayableError, UnreadableNotificationError
from payments.gateway import AttemptFacts, Payer, Redirect
from payments.gateways.sandbox import SandboxGateway
from payments.models import Order, PaymentAttempt, Refund, SandboxTransaction
from payments.sandbox import service
from payments.sandbox.service import Knobs
from tests.payments.conftest import pay, place

Patch = pytest.MonkeyPatch


def states(order: Order) -> tuple[str, list[str], list[str]]:
    """How the order and its attempts stand here, and how they stand at the gateway."""
    order.refresh_from_db()
    here = [attempt.state for attempt in order.attempts.order_by("pk")]
    return order.state, here, [row.state for row in SandboxTransaction.objects.order_by("pk")]


def away(*_args: object) -> None:
    raise GatewayUnavailableError("no answer")


def failing_for(number: str, method: Callable[..., Any], error: Exception) -> Callable[..., Any]:
    """`method` of a gateway, but one attempt makes it fail."""

    def fails(gateway: SandboxGateway, facts: AttemptFacts, *rest: object) -> object:
        if facts.number == number:
            raise error
        return method(gateway, facts, *rest)

    return fails


# --- Another tab closes the order while its attempt is announced ------------------------------------------


def announce_while(interruption: Callable[[], object], patch: Patch, *, before: bool) -> None:
    """Something happens just before or just after the gateway hears of the attempt."""
    announce = SandboxGateway.open

    def interrupted(gateway: SandboxGateway, facts: AttemptFacts, payer: Payer) -> Redirect:
        if before:
            interruption()
        redirect = announce(gateway, facts, payer)
        if not before:
            interruption()
        return redirect

    patch.setattr(SandboxGateway, "open", interrupted)


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("way", ["withdrawn", "expired"])
def test_an_order_closed_while_its_attempt_is_announced_cannot_be_paid_anywhere(
    order: Order, monkeypatch: Patch, way: str, before: bool
) -> None:
    def close() -> None:
        if way == "withdrawn":
            actions.withdraw(order=order)
        else:
            actions.expire(now=order.expires_at)

    announce_while(close, monkeypatch, before=before)
    with pytest.raises(OrderNotPayableError) as refusal:
        actions.start_attempt(order=order, gateway="sandbox")
    assert refusal.value.state == "expired"
    assert states(order) == ("expired", ["closed"], ["closed"])


def test_what_could_not_be_closed_then_is_closed_ten_minutes_later(order: Order, monkeypatch: Patch) -> None:
    announce_while(lambda: actions.expire(now=order.expires_at), monkeypatch, before=True)
    with monkeypatch.context() as patch:
        patch.setattr(SandboxGateway, "query", away)
        with pytest.raises(OrderNotPayableError):
            actions.start_attempt(order=order, gateway="sandbox")
    assert states(order) == ("expired", ["closed"], ["open"])
    assert actions.ask_due(now=timezone.now() + timedelta(minutes=11)) == 1
    assert states(order) == ("expired", ["closed"], ["closed"])


def test_what_was_paid_then_is_found_and_goes_back(order: Order, monkeypatch: Patch) -> None:
    announce_while(lambda: actions.withdraw(order=order), monkeypatch, before=True)
    with monkeypatch.context() as patch:
        patch.setattr(SandboxGateway, "query", away)
        with pytest.raises(OrderNotPayableError):
            actions.start_attempt(order=order, gateway="sandbox")
    assert pay(order.attempts.get(), Knobs(silent=True)) == []
    actions.ask_due(now=timezone.now() + timedelta(minutes=11))
    assert states(order) == ("refund_due", ["paid"], ["paid"])


# --- Nothing is closed blindly ----------------------------------------------------------------------------


def test_after_a_day_of_silence_the_order_expires_and_its_attempt_is_still_asked_about(
    order: Order, attempt: PaymentAttempt, monkeypatch: Patch
) -> None:
    pay(attempt, Knobs(silent=True))
    a_day_later = order.expires_at + timedelta(hours=24)
    with monkeypatch.context() as patch:
        patch.setattr(SandboxGateway, "query", away)
        assert actions.expire(now=a_day_later - timedelta(seconds=1)) == 0
        assert actions.expire(now=a_day_later) == 1
        assert states(order) == ("expired", ["created"], ["paid"])
    with time_machine.travel(a_day_later):
        assert actions.ask_due(now=a_day_later) == 1
    assert states(order) == ("paid", ["paid"], ["paid"])


def test_an_unpaid_attempt_that_is_left_over_is_closed_at_the_gateway(
    order: Order, attempt: PaymentAttempt, monkeypatch: Patch
) -> None:
    a_day_later = order.expires_at + timedelta(hours=24)
    with monkeypatch.context() as patch:
        patch.setattr(SandboxGateway, "query", away)
        actions.expire(now=a_day_later)
    actions.ask_due(now=a_day_later)
    assert states(order) == ("expired", ["closed"], ["closed"])


def test_an_attempt_that_nobody_was_sent_to_keeps_no_order_waiting(order: Order, monkeypatch: Patch) -> None:
    monkeypatch.setattr(SandboxGateway, "open", away)
    monkeypatch.setattr(SandboxGateway, "query", away)
    with pytest.raises(GatewayUnavailableError):
        actions.start_attempt(order=order, gateway="sandbox")
    assert actions.expire(now=order.expires_at) == 1
    assert states(order) == ("expired", ["closed"], [])


# --- Closed attempts --------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked_before", [0, 1, 2])
def test_what_was_paid_although_closed_is_found_by_asking(
    order: Order, attempt: PaymentAttempt, asked_before: int
) -> None:
    actions.expire(now=order.expires_at)
    closed_at = timezone.now()
    moments = [closed_at + timedelta(minutes=minutes) for minutes in (11, 70, 25 * 60)]
    assert [actions.ask_due(now=moment) for moment in moments[:asked_before]] == [1] * asked_before
    assert pay(attempt, Knobs(silent=True), although_closed=True) == []
    assert actions.ask_due(now=moments[asked_before]) == 1
    assert states(order) == ("paid", ["paid"], ["paid"])


def test_a_closed_attempt_is_asked_about_three_times_and_no_more(
    order: Order, attempt: PaymentAttempt
) -> None:
    service.cancel(attempt.number)
    actions.ask_due(now=attempt.opened_at + timedelta(seconds=30))
    now = timezone.now()
    hours = [0.15, 0.2, 0.9, 1.2, 23, 25, 100, 10_000]
    assert [actions.ask_due(now=now + timedelta(hours=hour)) for hour in hours] == [0, 1, 0, 1, 0, 1, 0, 0]
    attempt.refresh_from_db()
    assert (attempt.times_asked, attempt.ask_at) == (3, None)


def test_a_sweeper_that_comes_second_asks_nobody(attempt: PaymentAttempt, monkeypatch: Patch) -> None:
    moment = attempt.opened_at + timedelta(seconds=30)
    query = SandboxGateway.query
    counts = []

    def other_sweeper_meanwhile(gateway: SandboxGateway, facts: AttemptFacts) -> object:
        monkeypatch.setattr(SandboxGateway, "query", query)
        counts.append(actions.ask_due(now=moment))
        return query(gateway, facts)

    monkeypatch.setattr(SandboxGateway, "query", other_sweeper_meanwhile)
    counts.append(actions.ask_due(now=moment))
    assert counts == [0, 1]


# --- One bad row stops no other ---------------------------------------------------------------------------

MISHAPS = [UnreadableNotificationError("<html>502 Bad Gateway"), ValueError("nobody thought of it")]


@pytest.mark.parametrize("mishap", MISHAPS)
def test_one_unreadable_answer_stops_no_other_order_from_expiring(
    event_account: Account, monkeypatch: Patch, mishap: Exception
) -> None:
    orders = [place() for _ in range(3)]
    attempts = [actions.start_attempt(order=order, gateway="sandbox") for order in orders]
    query = failing_for(attempts[0].number, SandboxGateway.query, mishap)
    monkeypatch.setattr(SandboxGateway, "query", query)
    assert actions.expire(now=orders[-1].expires_at) == 2
    assert [Order.objects.get(pk=order.pk).state for order in orders] == ["awaiting", "expired", "expired"]


@pytest.mark.parametrize("mishap", MISHAPS)
def test_one_unreadable_answer_stops_no_other_attempt_from_being_asked_about(
    event_account: Account, monkeypatch: Patch, mishap: Exception
) -> None:
    attempts = [actions.start_attempt(order=place(), gateway="sandbox") for _ in range(3)]
    for attempt in attempts:
        pay(attempt, Knobs(silent=True))
    query = failing_for(attempts[0].number, SandboxGateway.query, mishap)
    monkeypatch.setattr(SandboxGateway, "query", query)
    actions.ask_due(now=attempts[-1].opened_at + timedelta(seconds=30))
    kept = [PaymentAttempt.objects.get(pk=attempt.pk).state for attempt in attempts]
    assert kept == ["created", "paid", "paid"]


@pytest.mark.parametrize("mishap", MISHAPS)
def test_one_refund_that_fails_in_a_new_way_stops_no_other(
    event_account: Account, monkeypatch: Patch, mishap: Exception
) -> None:
    for _ in range(3):
        attempt = actions.start_attempt(order=place(), gateway="sandbox")
        pay(attempt)
        attempt.refresh_from_db()
        actions.refund(attempt=attempt, amount_fen=138, reason="", key=attempt.order.key)
    first = Refund.objects.order_by("pk")[0].number
    refund = failing_for(first, SandboxGateway.refund, mishap)
    monkeypatch.setattr(SandboxGateway, "refund", refund)
    actions.send_refunds(now=timezone.now() + timedelta(seconds=31))
    assert [row.state for row in Refund.objects.order_by("pk")] == ["requested", "done", "done"]


@pytest.mark.parametrize("mishap", MISHAPS)
def test_a_withdrawal_that_meets_an_unreadable_answer_says_that_nothing_is_known(
    order: Order, attempt: PaymentAttempt, monkeypatch: Patch, mishap: Exception
) -> None:
    monkeypatch.setattr(SandboxGateway, "query", failing_for(attempt.number, SandboxGateway.query, mishap))
    with pytest.raises(GatewayUnavailableError):
        actions.withdraw(order=order)
    assert states(order) == ("awaiting", ["created"], ["open"])


def test_an_order_that_cannot_be_written_stops_no_other(event_account: Account, monkeypatch: Patch) -> None:
    orders = [place() for _ in range(2)]
    release = credits.actions.release

    def stuck(*, hold: Hold, outcome: str) -> None:
        if hold == orders[0].hold:
            raise RuntimeError("the ledger is away")
        release(hold=hold, outcome=outcome)

    monkeypatch.setattr(credits.actions, "release", stuck)
    assert actions.expire(now=orders[-1].expires_at) == 1
    assert [Order.objects.get(pk=order.pk).state for order in orders] == ["awaiting", "expired"]


@pytest.mark.parametrize("broken", ["ask_due", "expire", "send_refunds"])
def test_a_step_of_the_sweeper_that_fails_stops_no_other(
    order: Order, monkeypatch: Patch, broken: str
) -> None:
    done = []

    def step(name: str) -> Callable[..., int]:
        def run(**_kwargs: object) -> int:
            done.append(name)
            if name == broken:
                raise RuntimeError("nobody thought of it")
            return 7

        return run

    for name in ("ask_due", "expire", "send_refunds"):
        monkeypatch.setattr(actions, name, step(name))
    monkeypatch.setattr(credits.actions, "release_expired", step("release_expired"))
    assert tasks.expire() == (0 if broken == "expire" else 7)
    assert done == ["ask_due", "expire", "send_refunds", "release_expired"]


def test_an_answer_that_is_unreadable_today_is_read_tomorrow(
    order: Order, attempt: PaymentAttempt, monkeypatch: Patch
) -> None:
    pay(attempt, Knobs(silent=True))
    with monkeypatch.context() as patch:
        query = failing_for(attempt.number, SandboxGateway.query, MISHAPS[0])
        patch.setattr(SandboxGateway, "query", query)
        assert actions.expire(now=order.expires_at) == 0
    assert actions.expire(now=order.expires_at) == 0
    assert states(order) == ("paid", ["paid"], ["paid"])
