"""Money on its way back."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from payments import actions, queries
from payments.actions.refunds import note_refund
from payments.errors import (
    GatewayRefusedError,
    GatewayUnavailableError,
    KeyReusedError,
    NotRefundableError,
)
from payments.gateway import RefundState
from payments.gateways.sandbox import SandboxGateway
from payments.models import Order, PaymentAttempt, Refund, SandboxTransaction
from payments.sandbox.service import Knobs
from people.models import User
from tests.payments.conftest import pay


@pytest.fixture
def paid(attempt: PaymentAttempt) -> PaymentAttempt:
    pay(attempt)
    attempt.refresh_from_db()
    return attempt


def refund(attempt: PaymentAttempt, amount_fen: int) -> Refund:
    row = actions.refund(attempt=attempt, amount_fen=amount_fen, reason="asked for", key=uuid.uuid4())
    actions.send_refund(refund_id=row.pk)
    return Refund.objects.get(pk=row.pk)


def test_a_refund_in_parts(paid: PaymentAttempt, order: Order) -> None:
    stands = []
    for amount_fen in (38, 60, 40):
        refund(paid, amount_fen)
        paid.refresh_from_db()
        order.refresh_from_db()
        stands.append((paid.state, order.state))
    assert stands == [
        ("partially_refunded", "paid"),
        ("partially_refunded", "paid"),
        ("refunded", "refunded"),
    ]
    assert SandboxTransaction.objects.get().refunds == {
        f"{paid.number}_r1": 38,
        f"{paid.number}_r2": 60,
        f"{paid.number}_r3": 40,
    }


def test_all_that_is_kept_of_an_order_goes_back_once(paid: PaymentAttempt, order: Order) -> None:
    refund(paid, 38)
    rows = [actions.refund_order(order=order, reason="it cannot be had") for _ in range(2)]
    assert [[row.amount_fen for row in each] for each in rows] == [[100], []]
    order.refresh_from_db()
    assert order.state == "refund_due"
    actions.send_refund(refund_id=rows[0][0].pk)
    order.refresh_from_db()
    assert order.state == "refunded"


@pytest.mark.parametrize("amount_fen", [0, -1, 139, True, 1.5])
def test_not_more_than_was_paid_goes_back(paid: PaymentAttempt, amount_fen: int) -> None:
    with pytest.raises(NotRefundableError):
        refund(paid, amount_fen)
    assert Refund.objects.count() == 0


def test_what_was_never_paid_does_not_go_back(attempt: PaymentAttempt) -> None:
    with pytest.raises(NotRefundableError) as refusal:
        refund(attempt, 1)
    assert refusal.value.left_fen == 0


def test_refunding_twice_with_one_key_refunds_once(paid: PaymentAttempt, first_clerk: User) -> None:
    key = uuid.uuid4()
    rows = [
        actions.refund(attempt=paid, amount_fen=10, reason="asked for", key=key, by=first_clerk)
        for _ in range(2)
    ]
    assert (rows[0], rows[0].requested_by) == (rows[1], first_clerk)
    with pytest.raises(KeyReusedError):
        actions.refund(attempt=paid, amount_fen=11, reason="asked for", key=key)


def test_a_gateway_that_does_not_answer_is_asked_again_under_the_same_number(
    paid: PaymentAttempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: object) -> None:
        raise GatewayUnavailableError("no answer")

    with monkeypatch.context() as patch:
        patch.setattr(SandboxGateway, "refund", away)
        assert refund(paid, 138).state == "requested"
    assert actions.send_refunds(now=timezone.now()) == 0
    assert actions.send_refunds(now=timezone.now() + timedelta(seconds=31)) == 1
    assert [(row.number, row.state) for row in Refund.objects.all()] == [(f"{paid.number}_r1", "done")]


def test_a_refund_that_the_gateway_refuses_waits_for_staff(
    paid: PaymentAttempt, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise GatewayRefusedError("account closed")

    monkeypatch.setattr(SandboxGateway, "refund", refuse)
    assert refund(paid, 138).state == "failed"
    order.refresh_from_db()
    paid.refresh_from_db()
    assert (order.state, paid.refunded_fen, queries.has_stuck_refund(order)) == ("refund_due", 0, True)


def test_what_the_gateway_refused_to_send_back_can_be_sent_again(
    paid: PaymentAttempt, order: Order, refusing: None
) -> None:
    order.refresh_from_db()
    assert (order.state, queries.has_stuck_refund(order)) == ("refund_due", True)
    again = actions.refund(attempt=paid, amount_fen=138, reason="tried again", key=uuid.uuid4())
    assert not queries.has_stuck_refund(order)
    actions.send_refund(refund_id=again.pk)
    order.refresh_from_db()
    paid.refresh_from_db()
    assert (again.number, order.state, paid.state) == (f"{paid.number}_r2", "refunded", "refunded")
    assert SandboxTransaction.objects.get().refunds == {again.number: 138}


def test_a_refusal_that_is_told_twice_gives_back_once(paid: PaymentAttempt, refusing: None) -> None:
    row = Refund.objects.get()
    with transaction.atomic():
        note_refund(row.order, row.pk, RefundState.FAILED)
    paid.refresh_from_db()
    assert paid.refunded_fen == 0


def test_a_refused_refund_that_went_back_after_all_counts(
    paid: PaymentAttempt, order: Order, refusing: None
) -> None:
    row = Refund.objects.get()
    with transaction.atomic():
        note_refund(Order.objects.get(), row.pk, RefundState.DONE)
    order.refresh_from_db()
    paid.refresh_from_db()
    assert (order.state, paid.state, paid.refunded_fen) == ("refunded", "refunded", 138)


@pytest.fixture
def refusing(paid: PaymentAttempt, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gateway has refused to send all of it back, and would not refuse now."""

    def refuse(*_args: object) -> None:
        raise GatewayRefusedError("account closed")

    with monkeypatch.context() as patch:
        patch.setattr(SandboxGateway, "refund", refuse)
        refund(paid, 138)
    paid.refresh_from_db()


@pytest.mark.parametrize("state", ["awaiting", "expired", "paid"])
def test_a_wrong_amount_can_be_sent_back_however_the_order_stands(
    attempt: PaymentAttempt, order: Order, state: str
) -> None:
    pay(attempt, Knobs(wrong_amount=True))
    if state == "expired":
        actions.expire(now=order.expires_at)
    if state == "paid":
        pay(actions.start_attempt(order=order, gateway="sandbox"))
    with pytest.raises(NotRefundableError):
        refund(attempt, 140)
    assert refund(attempt, 139).state == "done"
    order.refresh_from_db()
    attempt.refresh_from_db()
    assert (order.state, attempt.state, attempt.refunded_fen) == (state, "refunded", 139)
    assert (queries.needs_staff(order), queries.returned_fen(order)) == (False, 139)


def test_sending_a_refund_twice_sends_it_once(paid: PaymentAttempt) -> None:
    row = refund(paid, 100)
    actions.send_refund(refund_id=row.pk)
    assert SandboxTransaction.objects.get().refunds == {row.number: 100}
