"""The stage: lin places an order for 23 kg at ¥1.38, and the sandbox behaves as it is told."""

import uuid
from dataclasses import replace

import pytest
from django.utils import timezone

from credits.models import Account
from payments import actions
from payments.actions import NewOrder
from payments.gateway import Outcome
from payments.models import Order, PaymentAttempt
from payments.sandbox import service

LIN = uuid.UUID(int=1)
LINS_ORDER = NewOrder(
    account_code="event:games",
    amount_grams=23_000,
    amount_fen=138,
    beneficiary=LIN,
    purpose="Low-Carbon Universiade",
    reference="journey-of-lin",
    description="Low-Carbon Universiade, 23 kg CO₂e",
    return_path="/j/lin/",
)


def place(**changes: object) -> Order:
    """An order as lin places it, but for `changes`."""
    return actions.place_order(order=replace(LINS_ORDER, **changes), key=uuid.uuid4())  # type: ignore[arg-type]


def deliver(delivery: service.Delivery) -> Outcome:
    """The notification arrives at our door, signed at this moment."""
    body = delivery.body.encode()
    headers = service.signed_headers(body, now=timezone.now(), is_forged=delivery.is_forged)
    return actions.receive_notification(gateway="sandbox", headers=headers, body=body)


def pay(attempt: PaymentAttempt, knobs: service.Knobs | None = None, **how: bool) -> list[Outcome]:
    """The payer presses Pay, and all that the sandbox sends arrives at once, in its order."""
    return [deliver(delivery) for delivery in service.pay(attempt.number, knobs or service.Knobs(), **how)]


@pytest.fixture
def order(event_account: Account) -> Order:
    return place()


@pytest.fixture
def attempt(order: Order) -> PaymentAttempt:
    return actions.start_attempt(order=order, gateway="sandbox")
