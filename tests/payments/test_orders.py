"""Placing, trying to pay, expiring."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

import credits.queries
from credits.errors import InsufficientCreditsError, UnknownAccountError
from credits.models import Account, Hold
from payments import actions, queries
from payments.errors import (
    GatewayNotConfiguredError,
    GatewayUnavailableError,
    InvalidOrderError,
    KeyReusedError,
    OrderNotPayableError,
    UnknownGatewayError,
)
from payments.gateway import OrderState
from payments.gateways.sandbox import SandboxGateway
from payments.models import Order, PaymentAttempt, SandboxTransaction
from tests.payments.conftest import LINS_ORDER, pay, place

TONNE = 1_000_000


def held_grams(account: Account) -> int:
    return credits.queries.balance_of(account).held_grams


def test_an_order_sets_its_grams_aside(event_account: Account) -> None:
    order = place()
    assert (order.state, held_grams(event_account)) == ("awaiting", 23_000)
    assert order.expires_at - order.created_at == timedelta(minutes=15)


def test_an_order_number_is_fit_for_every_gateway(event_account: Account) -> None:
    order = place()
    attempt = actions.start_attempt(order=order, gateway="sandbox")
    assert (len(order.number), attempt.number) == (16, f"{order.number}_1")
    assert queries.order(f" {order.number[:4]}-{order.number[4:].upper()}") == order


def test_placing_twice_with_one_key_places_once(event_account: Account) -> None:
    key = uuid.uuid4()
    orders = [actions.place_order(order=LINS_ORDER, key=key) for _ in range(3)]
    assert len({order.pk for order in orders}) == 1
    assert (Order.objects.count(), held_grams(event_account)) == (1, 23_000)


def test_a_key_reused_with_another_input_is_refused(event_account: Account) -> None:
    key = uuid.uuid4()
    actions.place_order(order=LINS_ORDER, key=key)
    with pytest.raises(KeyReusedError):
        actions.place_order(order=replace(LINS_ORDER, amount_fen=139), key=key)
    assert held_grams(event_account) == 23_000


def test_more_than_there_is_cannot_be_ordered(event_account: Account) -> None:
    with pytest.raises(InsufficientCreditsError):
        place(amount_grams=10 * TONNE + 1)
    assert (Order.objects.count(), Hold.objects.count()) == (0, 0)


def test_an_account_that_is_not_there_is_refused(event_account: Account) -> None:
    with pytest.raises(UnknownAccountError):
        place(account_code="event:nowhere")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount_grams", 0),
        ("amount_grams", -1),
        ("amount_grams", True),
        ("amount_grams", 1.5),
        ("amount_fen", 0),
        ("amount_fen", 10**16),
        ("description", ""),
        ("description", " \u3000\u200b"),
        ("description", None),
        ("reference", "r" * 65),
        ("return_path", ""),
        ("return_path", "j/lin/"),
        ("return_path", "//evil.example/"),
        ("return_path", "/\\evil.example/"),
        ("return_path", "https://evil.example/"),
        ("return_path", "/j/\r\nSet-Cookie: a=b"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(event_account: Account, field: str, value: object) -> None:
    with pytest.raises(InvalidOrderError) as refusal:
        place(**{field: value})
    assert (refusal.value.field, Order.objects.count(), held_grams(event_account)) == (field, 0, 0)


@pytest.mark.parametrize("field", ["description", "purpose"])
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("绿色\u3000大运 ·\u00a023\u202fkg", "绿色 大运 · 23 kg"),
        ("  two\tlines\r\nof \u200b text\x00 ", "two lines of text"),
        ("x" * 500, "x" * 500),
        ("x " * 500, "x " * 500),
    ],
)
def test_what_staff_typed_is_tidied_and_cut(
    event_account: Account, field: str, typed: str, kept: str
) -> None:
    longest = {"description": 120, "purpose": 200}[field]
    order = Order.objects.get(pk=place(**{field: typed}).pk)
    assert getattr(order, field) == kept[:longest].rstrip()


def test_the_address_of_an_order_is_a_secret_of_its_own(order: Order) -> None:
    assert (len(order.address_code), order.address_code == order.number) == (16, False)
    assert queries.checkout_path(order) == f"/pay/{order.address_code}/"
    assert [queries.order_at(code) for code in (order.address_code, order.number, "")] == [order, None, None]


def test_pressing_pay_twice_opens_one_attempt(order: Order) -> None:
    attempts = [actions.start_attempt(order=order, gateway="sandbox") for _ in range(2)]
    assert attempts[0] == attempts[1]
    assert attempts[0].redirect_url == f"/sandbox/pay/{SandboxTransaction.objects.get().page_code}/"
    assert (attempts[0].number, PaymentAttempt.objects.count()) == (f"{order.number}_1", 1)


def test_after_a_cancelled_attempt_comes_another_with_its_own_number(
    order: Order, attempt: PaymentAttempt
) -> None:
    PaymentAttempt.objects.filter(pk=attempt.pk).update(state="closed")
    assert actions.start_attempt(order=order, gateway="sandbox").number == f"{order.number}_2"


def test_an_attempt_that_the_gateway_did_not_hear_of_is_announced_again(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silence(*_args: object) -> None:
        raise GatewayUnavailableError("no answer")

    with monkeypatch.context() as patch:
        patch.setattr(SandboxGateway, "open", silence)
        with pytest.raises(GatewayUnavailableError):
            actions.start_attempt(order=order, gateway="sandbox")
    assert actions.start_attempt(order=order, gateway="sandbox").number == f"{order.number}_1"
    assert PaymentAttempt.objects.count() == 1


def test_a_gateway_that_nobody_knows_is_refused(order: Order) -> None:
    with pytest.raises(UnknownGatewayError):
        actions.start_attempt(order=order, gateway="paypal")


def test_the_sandbox_is_refused_where_it_is_not_allowed(order: Order, settings: Settings) -> None:
    settings.PAYMENT_SANDBOX = False
    with pytest.raises(GatewayNotConfiguredError):
        actions.start_attempt(order=order, gateway="sandbox")


@pytest.mark.parametrize("seconds", [0, 1])
def test_an_order_whose_time_is_up_opens_no_attempt(order: Order, seconds: int) -> None:
    moment = order.expires_at + timedelta(seconds=seconds)
    with time_machine.travel(moment, tick=False), pytest.raises(OrderNotPayableError) as refusal:
        actions.start_attempt(order=order, gateway="sandbox")
    assert refusal.value.state == "expired"


def test_a_paid_order_opens_no_attempt(order: Order, attempt: PaymentAttempt) -> None:
    pay(attempt)
    with pytest.raises(OrderNotPayableError) as refusal:
        actions.start_attempt(order=order, gateway="sandbox")
    assert refusal.value.state == "paid"


def test_an_order_expires_from_its_last_moment_on(order: Order, attempt: PaymentAttempt) -> None:
    assert actions.expire(now=order.expires_at - timedelta(microseconds=1)) == 0
    assert actions.expire(now=order.expires_at) == 1
    order.refresh_from_db()
    attempt.refresh_from_db()
    assert (order.state, attempt.state) == ("expired", "closed")
    assert SandboxTransaction.objects.get().state == "closed"
    assert held_grams(order.hold.account) == 0


def test_expiring_twice_expires_once(order: Order) -> None:
    assert [actions.expire(now=order.expires_at) for _ in range(2)] == [1, 0]


def test_a_paid_order_never_expires(order: Order, attempt: PaymentAttempt) -> None:
    pay(attempt)
    assert actions.expire(now=timezone.now() + timedelta(days=400)) == 0
    order.refresh_from_db()
    assert order.state == "paid"


def test_the_states_of_many_orders_are_one_query(
    event_account: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    orders = [place() for _ in range(3)]
    with django_assert_num_queries(1):
        states = queries.states_of([order.pk for order in orders] + [999_999])
    assert states == {order.pk: OrderState.AWAITING for order in orders}


@pytest.mark.parametrize("number", ["", "nonsense", "0" * 16, "x" * 500, "2222222222222222\x00"])
def test_a_number_of_no_order_finds_none(db: None, number: str) -> None:
    assert queries.order(number) is None
