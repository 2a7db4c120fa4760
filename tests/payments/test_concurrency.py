"""Many at once: one payment, one order, one attempt, whoever comes first."""

import uuid
from collections import Counter

import pytest
from django.utils import timezone

import credits.actions
import credits.queries
from credits.errors import InsufficientCreditsError
from credits.models import Account, Hold, RetirementRequest
from payments import actions
from payments.errors import NotRefundableError
from payments.gateway import Outcome
from payments.gateways.sandbox import SandboxGateway
from payments.models import GatewayNotification, Order, PaymentAttempt, Refund
from payments.sandbox import service
from tests.conftest import at_once
from tests.payments.conftest import LINS_ORDER, deliver, place

pytestmark = pytest.mark.django_db(transaction=True)
TONNE = 1_000_000


def test_one_key_from_many_clients_is_one_order(event_account: Account) -> None:
    key = uuid.uuid4()
    orders = at_once(*[lambda: actions.place_order(order=LINS_ORDER, key=key).pk] * 8)
    assert (len(set(orders)), Order.objects.count(), Hold.objects.count()) == (1, 1, 1)
    assert credits.queries.balance_of(event_account).held_grams == 23_000


def test_pressing_pay_in_many_tabs_opens_one_attempt(order: Order) -> None:
    attempts = at_once(*[lambda: actions.start_attempt(order=order, gateway="sandbox").pk] * 8)
    assert (len(set(attempts)), PaymentAttempt.objects.count()) == (1, 1)


def test_one_notification_many_times_at_once_is_one_payment(attempt: PaymentAttempt) -> None:
    (delivery,) = service.pay(attempt.number, service.Knobs())
    outcomes = Counter(at_once(*[lambda: deliver(delivery)] * 8))
    assert outcomes == {Outcome.ACCEPTED: 1, Outcome.DUPLICATE: 7}
    assert (RetirementRequest.objects.count(), GatewayNotification.objects.count()) == (1, 1)
    assert GatewayNotification.objects.get().outcome == "accepted"


@pytest.mark.parametrize("round_number", range(6))
def test_paying_and_expiring_at_once_never_loses_the_payment(
    event_account: Account, monkeypatch: pytest.MonkeyPatch, round_number: int
) -> None:
    # A gateway that tells nothing when it is asked, so that only the lock on the order decides.
    monkeypatch.setattr(SandboxGateway, "query", lambda *_args: None)
    order = place(amount_grams=10 * TONNE)
    attempt = actions.start_attempt(order=order, gateway="sandbox")
    (delivery,) = service.pay(attempt.number, service.Knobs())
    moment = order.expires_at
    outcome, expired = at_once(lambda: deliver(delivery), lambda: actions.expire(now=moment))
    order.refresh_from_db()
    attempt.refresh_from_db()
    assert (outcome, expired) in [(Outcome.ACCEPTED, 0), (Outcome.LATE, 1)]
    assert (order.state, attempt.state) == ("paid", "paid")
    assert RetirementRequest.objects.count() == 1
    assert credits.queries.balance_of(event_account).held_grams == 10 * TONNE


def test_paying_expiring_and_another_buyer_at_once_end_in_a_promise_kept_or_money_back(
    event_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SandboxGateway, "query", lambda *_args: None)
    order = place(amount_grams=10 * TONNE)
    attempt = actions.start_attempt(order=order, gateway="sandbox")
    (delivery,) = service.pay(attempt.number, service.Knobs())
    moment = order.expires_at

    def other_buyer() -> bool:
        try:
            place(amount_grams=10 * TONNE, beneficiary=uuid.UUID(int=2))
        except InsufficientCreditsError:
            return False
        return True

    _outcome, _expired, taken = at_once(
        lambda: deliver(delivery), lambda: actions.expire(now=moment), other_buyer
    )
    order.refresh_from_db()
    expected = ("refund_due", 1, 0) if taken else ("paid", 0, 1)
    assert (order.state, Refund.objects.count(), RetirementRequest.objects.count()) == expected
    assert credits.queries.balance_of(event_account).available_grams == 0


def test_two_sweepers_at_once_expire_an_order_once(order: Order) -> None:
    moment = timezone.now() + (order.expires_at - order.created_at)
    assert sorted(at_once(*[lambda: actions.expire(now=moment)] * 4), key=str) == [0, 0, 0, 1]


def test_refunds_at_once_never_exceed_the_payment(attempt: PaymentAttempt) -> None:
    (delivery,) = service.pay(attempt.number, service.Knobs())
    deliver(delivery)

    def refund() -> str:
        try:
            actions.refund(attempt=attempt, amount_fen=50, reason="", key=uuid.uuid4())
        except NotRefundableError:
            return "refused"
        return "done"

    assert Counter(at_once(*[refund] * 6)) == {"done": 2, "refused": 4}
