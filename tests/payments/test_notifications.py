"""A gateway at its worst: late, twice, out of order, wrong, forged, stale, silent."""

import json
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

import credits.actions
import credits.queries
from credits.models import Account, Retirement, RetirementRequest
from payments import actions, queries
from payments.actions import notifications
from payments.errors import UnknownGatewayError
from payments.gateway import Kind, Outcome, RefundFacts
from payments.gateways.sandbox import SandboxGateway
from payments.models import GatewayNotification, Order, PaymentAttempt, Refund, SandboxTransaction
from payments.sandbox import service
from payments.sandbox.service import Delivery, Knobs
from tests.payments.conftest import LIN, deliver, pay, place

TONNE = 1_000_000


def state_of(order: Order) -> str:
    order.refresh_from_db()
    return order.state


def balance(account: Account) -> tuple[int, int]:
    row = credits.queries.balance_of(account)
    return row.held_grams, row.available_grams


def altered(delivery: Delivery, **changes: object) -> Delivery:
    return replace(delivery, body=json.dumps({**json.loads(delivery.body), **changes}))


def test_a_payment_retires_what_was_held(order: Order, attempt: PaymentAttempt) -> None:
    assert pay(attempt) == [Outcome.ACCEPTED]
    assert state_of(order) == "paid"
    request = order.retirement_request
    assert request is not None
    assert (request.hold, request.amount_grams, request.beneficiary) == (order.hold, 23_000, LIN)
    credits.actions.settle_pending()
    assert [row.amount_grams for row in Retirement.objects.all()] == [23_000]


def test_whoever_read_the_order_before_the_money_came_still_sees_it_under_way(
    order: Order, attempt: PaymentAttempt
) -> None:
    """Else a page that was read in that moment would offer to pay again, and never follow."""
    read_before = Order.objects.get(pk=order.pk)
    pay(attempt)
    order.refresh_from_db()
    assert (queries.is_being_paid(read_before), queries.is_being_paid(order)) == (True, False)


def test_the_attempt_remembers_the_gateways_transaction(attempt: PaymentAttempt) -> None:
    pay(attempt)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.gateway_transaction_id) == (
        "paid",
        SandboxTransaction.objects.get().transaction_id,
    )


def test_a_notification_is_kept_byte_for_byte(attempt: PaymentAttempt) -> None:
    (delivery,) = service.pay(attempt.number, Knobs())
    deliver(delivery)
    row = GatewayNotification.objects.get()
    assert (bytes(row.body), row.verified, row.outcome) == (delivery.body.encode(), True, "accepted")
    assert row.attempt_number == attempt.number


def test_a_notification_that_comes_twice_counts_once(order: Order, attempt: PaymentAttempt) -> None:
    assert pay(attempt, Knobs(twice=True)) == [Outcome.ACCEPTED, Outcome.DUPLICATE]
    assert (state_of(order), RetirementRequest.objects.count()) == ("paid", 1)
    assert GatewayNotification.objects.count() == 1


def test_the_same_payment_under_another_notification_counts_once(attempt: PaymentAttempt) -> None:
    (delivery,) = service.pay(attempt.number, Knobs())
    assert deliver(delivery) is Outcome.ACCEPTED
    assert deliver(altered(delivery, id="another")) is Outcome.DUPLICATE
    assert RetirementRequest.objects.count() == 1


def test_old_news_that_comes_last_undoes_nothing(order: Order, attempt: PaymentAttempt) -> None:
    assert pay(attempt, Knobs(out_of_order=True)) == [Outcome.ACCEPTED, Outcome.OUT_OF_ORDER]
    assert state_of(order) == "paid"


def test_closed_first_and_paid_afterwards_is_paid(order: Order, attempt: PaymentAttempt) -> None:
    paid, closed = service.pay(attempt.number, Knobs(out_of_order=True))
    assert [deliver(closed), deliver(paid)] == [Outcome.CLOSED, Outcome.ACCEPTED]
    attempt.refresh_from_db()
    assert (state_of(order), attempt.state) == ("paid", "paid")


def test_a_cancelled_attempt_leaves_the_order_to_be_paid(order: Order, attempt: PaymentAttempt) -> None:
    assert [deliver(delivery) for delivery in service.cancel(attempt.number)] == [Outcome.CLOSED]
    assert state_of(order) == "awaiting"
    again = actions.start_attempt(order=order, gateway="sandbox")
    assert (again.number, pay(again)) == (f"{order.number}_2", [Outcome.ACCEPTED])


def test_a_wrong_amount_is_acknowledged_and_waits_for_staff(order: Order, attempt: PaymentAttempt) -> None:
    (outcome,) = pay(attempt, Knobs(wrong_amount=True))
    row = GatewayNotification.objects.get()
    assert (outcome, row.because) == (Outcome.NEEDS_STAFF, "139 fen paid, 138 fen asked")
    assert SandboxGateway().acknowledge(outcome).status == 200
    attempt.refresh_from_db()
    assert (state_of(order), attempt.state, attempt.paid_fen) == ("awaiting", "mispaid", 139)
    assert queries.needs_staff(order)


def test_after_a_wrong_amount_the_right_one_may_be_paid_by_another_attempt(
    order: Order, attempt: PaymentAttempt
) -> None:
    pay(attempt, Knobs(wrong_amount=True))
    assert pay(actions.start_attempt(order=order, gateway="sandbox")) == [Outcome.ACCEPTED]
    assert state_of(order) == "paid"


def test_a_wrong_amount_that_is_told_again_changes_nothing(order: Order, attempt: PaymentAttempt) -> None:
    (delivery,) = service.pay(attempt.number, Knobs(wrong_amount=True))
    again = altered(delivery, id="another")
    other = altered(again, id="a third", amount={"total": 140, "currency": "CNY"})
    heard = [deliver(told) for told in (delivery, again, other)]
    assert heard == [Outcome.NEEDS_STAFF, Outcome.DUPLICATE, Outcome.NEEDS_STAFF]
    attempt.refresh_from_db()
    assert attempt.paid_fen == 139


def test_an_amount_that_is_none_is_not_money(order: Order, attempt: PaymentAttempt) -> None:
    (delivery,) = service.pay(attempt.number, Knobs())
    for amount_fen in (0, -138, 10**30):
        wrong = altered(delivery, id=str(amount_fen), amount={"total": amount_fen, "currency": "CNY"})
        assert deliver(wrong) is Outcome.NEEDS_STAFF
    attempt.refresh_from_db()
    assert (attempt.state, attempt.paid_fen) == ("created", 0)


def test_a_wrong_currency_waits_for_staff(order: Order, attempt: PaymentAttempt) -> None:
    (delivery,) = service.pay(attempt.number, Knobs())
    in_dollars = altered(delivery, amount={"total": 138, "currency": "USD"})
    assert (deliver(in_dollars), state_of(order)) == (Outcome.NEEDS_STAFF, "awaiting")


def test_a_forged_notification_is_refused_and_kept(order: Order, attempt: PaymentAttempt) -> None:
    (outcome,) = pay(attempt, Knobs(bad_signature=True))
    assert (outcome, SandboxGateway().acknowledge(outcome).status) == (Outcome.FORGED, 401)
    row = GatewayNotification.objects.get()
    assert (row.verified, row.outcome, state_of(order)) == (False, "forged", "awaiting")


def test_a_body_changed_on_the_way_is_forged(order: Order, attempt: PaymentAttempt) -> None:
    (delivery,) = service.pay(attempt.number, Knobs())
    headers = service.signed_headers(delivery.body.encode(), now=timezone.now())
    body = delivery.body.replace("138", "1").encode()
    outcome = actions.receive_notification(gateway="sandbox", headers=headers, body=body)
    assert (outcome, state_of(order)) == (Outcome.FORGED, "awaiting")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sandbox-Timestamp": "1"},
        {"Sandbox-Timestamp": "now", "Sandbox-Nonce": "", "Sandbox-Signature": ""},
        {"Sandbox-Timestamp": "-1", "Sandbox-Nonce": "é", "Sandbox-Signature": "é"},
    ],
)
def test_missing_and_absurd_headers_are_refused(db: None, headers: dict[str, str]) -> None:
    outcome = actions.receive_notification(gateway="sandbox", headers=headers, body=b"{}")
    assert outcome is Outcome.FORGED


@pytest.mark.parametrize(
    ("seconds", "outcome"),
    [
        (-300, Outcome.ACCEPTED),
        (-301, Outcome.STALE),
        (300, Outcome.ACCEPTED),
        (301, Outcome.STALE),
    ],
)
def test_a_signature_lives_five_minutes_either_way(
    order: Order, attempt: PaymentAttempt, seconds: int, outcome: Outcome
) -> None:
    (delivery,) = service.pay(attempt.number, Knobs())
    body = delivery.body.encode()
    with time_machine.travel(order.created_at.replace(microsecond=0), tick=False):
        headers = service.signed_headers(body, now=timezone.now() + timedelta(seconds=seconds))
        heard = actions.receive_notification(gateway="sandbox", headers=headers, body=body)
    assert heard is outcome


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff",
        b'{"id": 1}',
        b'{"id":"a","attempt_number":"b","transaction_id":"c","kind":"stolen",'
        b'"amount":{"total":1,"currency":"CNY"},"occurred_at":"2026-01-01T00:00:00+00:00"}',
        b'{"id":"a","attempt_number":"b","transaction_id":"c","kind":"paid",'
        b'"amount":{"total":1.0,"currency":"CNY"},"occurred_at":"2026-01-01T00:00:00+00:00"}',
        b'{"id":"a\\u0000","attempt_number":"b","transaction_id":"c","kind":"paid",'
        b'"amount":{"total":1,"currency":"CNY"},"occurred_at":"2026-01-01T00:00:00+00:00"}',
    ],
)
def test_what_is_signed_but_not_readable_is_refused(db: None, body: bytes) -> None:
    assert deliver_raw(body) is Outcome.UNREADABLE


def deliver_raw(body: bytes) -> Outcome:
    headers = service.signed_headers(body, now=timezone.now())
    return actions.receive_notification(gateway="sandbox", headers=headers, body=body)


def test_a_payment_for_nothing_of_ours_is_acknowledged_as_unknown(attempt: PaymentAttempt) -> None:
    (delivery,) = service.pay(attempt.number, Knobs())
    outcome = deliver(altered(delivery, attempt_number="somebody-elses"))
    assert (outcome, SandboxGateway().acknowledge(outcome).status) == (Outcome.UNKNOWN, 200)


def test_a_gateway_that_nobody_knows_has_no_door(db: None) -> None:
    with pytest.raises(UnknownGatewayError):
        actions.receive_notification(gateway="paypal", headers={}, body=b"")


def test_a_forgery_is_kept_in_part_and_without_private_headers(db: None) -> None:
    headers = {"Cookie": "secret", "Authorization": "secret", "X": "x" * 10_000, "Y\x00": "\x00"}
    actions.receive_notification(gateway="sandbox", headers=headers, body=b"x" * 100_000)
    row = GatewayNotification.objects.get()
    assert (len(bytes(row.body)), row.headers) == (2048, {"X": "x" * 300, "Y": ""})


def test_a_flood_of_forgeries_does_not_fill_the_disk(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notifications, "REFUSED_AN_HOUR", 3)
    outcomes = [actions.receive_notification(gateway="sandbox", headers={}, body=b"x") for _ in range(5)]
    assert (outcomes, GatewayNotification.objects.count()) == ([Outcome.FORGED] * 5, 3)


def test_a_notification_that_could_not_be_acted_upon_is_decided_when_it_comes_again(
    order: Order, attempt: PaymentAttempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_kwargs: object) -> None:
        raise RuntimeError("the ledger is away")

    (delivery,) = service.pay(attempt.number, Knobs())
    with monkeypatch.context() as patch:
        patch.setattr(credits.actions, "retire_hold", broken)
        with pytest.raises(RuntimeError):
            deliver(delivery)
    assert (GatewayNotification.objects.get().outcome, state_of(order)) == ("received", "awaiting")
    assert (deliver(delivery), state_of(order)) == (Outcome.ACCEPTED, "paid")
    assert GatewayNotification.objects.count() == 1


# --- Late payments ----------------------------------------------------------------------------------------


def test_a_payment_after_expiry_gets_its_grams_if_there_are_any(
    order: Order, attempt: PaymentAttempt, event_account: Account
) -> None:
    actions.expire(now=order.expires_at)
    with time_machine.travel(order.expires_at + timedelta(minutes=5)):
        assert pay(attempt, although_closed=True) == [Outcome.LATE]
    assert (state_of(order), balance(event_account)) == ("paid", (23_000, 10 * TONNE - 23_000))


def test_a_payment_after_expiry_goes_back_if_no_credits_are_left(
    order: Order, attempt: PaymentAttempt, event_account: Account
) -> None:
    actions.expire(now=order.expires_at)
    credits.actions.hold(
        account=event_account, amount_grams=10 * TONNE - 22_999, expires_at=None, key=uuid.uuid4()
    )
    with time_machine.travel(order.expires_at + timedelta(minutes=5)):
        assert pay(attempt, although_closed=True) == [Outcome.LATE]
        assert (state_of(order), order.retirement_request) == ("refund_due", None)
        refund = Refund.objects.get()
        actions.send_refund(refund_id=refund.pk)
    refund.refresh_from_db()
    attempt.refresh_from_db()
    assert (refund.amount_fen, refund.state) == (138, "done")
    assert (state_of(order), attempt.state) == ("refunded", "refunded")
    assert SandboxTransaction.objects.get().refunds == {refund.number: 138}
    assert RetirementRequest.objects.count() == 0


def test_a_payment_in_the_grace_after_expiry_uses_its_own_hold(
    event_account: Account, order: Order, attempt: PaymentAttempt
) -> None:
    rest = 10 * TONNE - 23_000
    credits.actions.hold(account=event_account, amount_grams=rest, expires_at=None, key=uuid.uuid4())
    with time_machine.travel(order.expires_at + timedelta(seconds=30)):
        assert pay(attempt) == [Outcome.ACCEPTED]
    assert state_of(order) == "paid"


def test_a_payment_after_the_hold_ran_out_unswept_still_gets_its_own_grams(
    event_account: Account, order: Order, attempt: PaymentAttempt
) -> None:
    rest = 10 * TONNE - 23_000
    credits.actions.hold(account=event_account, amount_grams=rest, expires_at=None, key=uuid.uuid4())
    with time_machine.travel(order.expires_at + timedelta(hours=1)):
        assert pay(attempt) == [Outcome.ACCEPTED]
    assert (state_of(order), balance(event_account)) == ("paid", (10 * TONNE, 0))


# --- Lost notifications and second payments ---------------------------------------------------------------


def test_a_lost_notification_is_found_by_asking(order: Order, attempt: PaymentAttempt) -> None:
    assert pay(attempt, Knobs(silent=True)) == []
    assert actions.ask_due(now=attempt.opened_at + timedelta(seconds=29)) == 0
    assert actions.ask_due(now=attempt.opened_at + timedelta(seconds=30)) == 1
    assert state_of(order) == "paid"
    row = GatewayNotification.objects.get()
    assert (row.notification_id, row.outcome) == (f"query-{attempt.number}-paid", "accepted")


def test_a_lost_notification_is_found_before_the_order_is_closed(
    order: Order, attempt: PaymentAttempt
) -> None:
    pay(attempt, Knobs(silent=True))
    assert (actions.expire(now=order.expires_at), state_of(order)) == (0, "paid")


def test_the_notification_that_comes_after_all_is_a_duplicate(order: Order, attempt: PaymentAttempt) -> None:
    (delivery,) = service.pay(attempt.number, Knobs())
    actions.expire(now=order.expires_at)
    assert (deliver(delivery), state_of(order)) == (Outcome.DUPLICATE, "paid")
    assert RetirementRequest.objects.count() == 1


def test_a_wrong_amount_found_by_asking_is_not_a_payment(order: Order, attempt: PaymentAttempt) -> None:
    pay(attempt, Knobs(wrong_amount=True, silent=True))
    actions.expire(now=order.expires_at)
    assert (state_of(order), queries.needs_staff(order)) == ("expired", True)


def test_a_second_payment_for_one_order_goes_back(order: Order, attempt: PaymentAttempt) -> None:
    service.cancel(attempt.number)
    actions.ask_due(now=attempt.opened_at + timedelta(seconds=30))
    second = actions.start_attempt(order=order, gateway="sandbox")
    assert pay(second) == [Outcome.ACCEPTED]
    assert pay(attempt, although_closed=True) == [Outcome.SURPLUS]
    refund = Refund.objects.get()
    actions.send_refund(refund_id=refund.pk)
    attempt.refresh_from_db()
    assert (state_of(order), attempt.state, refund.attempt) == ("paid", "refunded", attempt)
    assert RetirementRequest.objects.count() == 1


def test_a_transaction_that_paid_one_order_pays_no_other(event_account: Account) -> None:
    orders = [place(), place(beneficiary=uuid.UUID(int=2))]
    attempts = [actions.start_attempt(order=order, gateway="sandbox") for order in orders]
    (delivery,) = service.pay(attempts[0].number, Knobs())
    deliver(delivery)
    stolen = altered(delivery, id="another", attempt_number=attempts[1].number)
    assert (deliver(stolen), state_of(orders[1])) == (Outcome.NEEDS_STAFF, "awaiting")


def test_a_refund_that_takes_its_time_is_confirmed_by_notification(
    order: Order, attempt: PaymentAttempt
) -> None:
    (delivery,) = service.pay(attempt.number, Knobs())
    deliver(delivery)
    attempt.refresh_from_db()
    refund = actions.refund(attempt=attempt, amount_fen=138, reason="asked for", key=uuid.uuid4())
    facts: RefundFacts = refund.facts
    confirmed = altered(delivery, id="refund", kind=Kind.REFUNDED.value, refund_number=facts.number)
    assert [deliver(confirmed), state_of(order)] == [Outcome.REFUNDED, "refunded"]
    assert deliver(altered(confirmed, id="again")) is Outcome.DUPLICATE
