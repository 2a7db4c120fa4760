"""Going round the code: the database itself must refuse."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F, Model, ProtectedError
from django.utils import timezone

from payments import actions
from payments.models import GatewayNotification, Order, PaymentAttempt, Refund, SandboxTransaction
from payments.sandbox.service import Knobs
from tests.payments.conftest import pay, place


def refused(row: Model, **changes: object) -> bool:
    """Whether the database refuses to store `changes` of `row`."""
    try:
        with transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(**changes)
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "stolen"},
        {"state": "paid"},
        {"state": "paid", "paid_at": timezone.now()},
        {"state": "refunded"},
        {"paid_at": timezone.now()},
        {"return_path": "https://evil.example"},
        {"return_path": "//evil.example"},
        {"return_path": ""},
        {"expires_at": timezone.now() - timedelta(days=1)},
        {"amount_grams": 0},
        {"amount_fen": 1},
        {"beneficiary": uuid.uuid4()},
        {"account_code": "event:other"},
        {"number": "22222222222222222"},
        {"address_code": "22222222222222222"},
        {"address_code": F("number")},
    ],
)
def test_an_order_cannot_be_bent(order: Order, changes: dict[str, object]) -> None:
    assert refused(order, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "stolen"},
        {"state": "paid"},
        {"gateway_transaction_id": "t-1"},
        {"refunded_fen": 1},
        {"paid_fen": 138},
        {"state": "paid", "gateway_transaction_id": "t-1"},
        {"state": "paid", "gateway_transaction_id": "t-1", "paid_fen": 139},
        {"state": "mispaid", "gateway_transaction_id": "t-1", "paid_fen": 138},
        {"state": "mispaid", "gateway_transaction_id": "t-1", "paid_fen": -1},
        {"state": "mispaid", "gateway_transaction_id": "t-1"},
        {"state": "paid", "gateway_transaction_id": "t-1", "paid_fen": 138, "refunded_fen": 139},
        {"state": "paid", "gateway_transaction_id": "t-1", "paid_fen": 138, "refunded_fen": -1},
        {"amount_fen": 1},
        {"number": "22222222222222222"},
    ],
)
def test_an_attempt_cannot_be_bent(attempt: PaymentAttempt, changes: dict[str, object]) -> None:
    assert refused(attempt, **changes)


def test_a_gateway_transaction_pays_one_attempt(attempt: PaymentAttempt) -> None:
    pay(attempt)
    attempt.refresh_from_db()
    other = actions.start_attempt(order=place(), gateway="sandbox")
    taken = {"state": "paid", "paid_fen": 138}
    assert refused(other, gateway_transaction_id=attempt.gateway_transaction_id, **taken)
    assert not refused(other, gateway_transaction_id="another", **taken)


def test_what_was_taken_is_written_once(attempt: PaymentAttempt) -> None:
    pay(attempt, Knobs(wrong_amount=True))
    assert refused(attempt, paid_fen=140)
    assert refused(attempt, paid_fen=138, state="paid")


def test_an_order_has_one_open_attempt_a_gateway(attempt: PaymentAttempt) -> None:
    attempt.pk, attempt.number = None, "another-number"
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt.save(force_insert=True)


@pytest.mark.parametrize("changes", [{"amount_fen": 0}, {"state": "done"}, {"state": "stolen"}])
def test_a_refund_cannot_be_bent(attempt: PaymentAttempt, changes: dict[str, object]) -> None:
    pay(attempt)
    attempt.refresh_from_db()
    assert refused(actions.refund(attempt=attempt, amount_fen=1, reason="", key=uuid.uuid4()), **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"body": b"{}"},
        {"headers": {"a": "b"}},
        {"verified": False},
        {"notification_id": "another"},
        {"attempt_number": "another"},
        {"gateway": "alipay"},
        {"received_at": timezone.now() - timedelta(days=1)},
    ],
)
def test_of_a_notification_only_the_outcome_changes(
    attempt: PaymentAttempt, changes: dict[str, object]
) -> None:
    pay(attempt)
    row = GatewayNotification.objects.get()
    assert refused(row, **changes)
    assert not refused(row, outcome="needs_staff", because="seen by staff")


def test_a_notification_is_stored_once_if_it_is_genuine(db: None) -> None:
    def store(*, verified: bool, outcome: str) -> None:
        with transaction.atomic():
            GatewayNotification.objects.create(
                gateway="sandbox",
                notification_id="n-1",
                body=b"",
                verified=verified,
                outcome=outcome,
                received_at=timezone.now(),
            )

    store(verified=True, outcome="received")
    with pytest.raises(IntegrityError):
        store(verified=True, outcome="received")
    for _ in range(2):
        store(verified=False, outcome="forged")
    with pytest.raises(IntegrityError):
        store(verified=False, outcome="accepted")


def test_money_leaves_traces(order: Order, attempt: PaymentAttempt) -> None:
    pay(attempt)
    attempt.refresh_from_db()
    actions.refund(attempt=attempt, amount_fen=1, reason="", key=uuid.uuid4())
    for model in (Refund, PaymentAttempt, Order, GatewayNotification):
        rows = model._default_manager.all()
        with pytest.raises((DatabaseError, ProtectedError)), transaction.atomic():
            rows._raw_delete(rows.db)


def test_a_hold_with_an_order_is_protected(order: Order) -> None:
    with pytest.raises((ProtectedError, DatabaseError)), transaction.atomic():
        order.hold.delete()


def test_the_sandbox_takes_no_free_orders(attempt: PaymentAttempt) -> None:
    assert refused(SandboxTransaction.objects.get(), amount_fen=0)
