"""Asking the gateway: a notification may be lost, but no payment is."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime

from payments.actions.notifications import take_in
from payments.actions.sweeping import each
from payments.errors import GatewayUnavailableError, PaymentsError
from payments.gateway import AttemptState, OrderState, asking_delay, closed_asking_delay
from payments.gateways import gateway_named
from payments.models import PaymentAttempt

logger = logging.getLogger(__name__)


def ask(attempt: PaymentAttempt) -> bool:
    """Ask how `attempt` stands, and act as if the gateway had told us; False while it may still be paid there.

    GatewayUnavailableError: nothing is known, whatever the reason. May be repeated. Not inside a transaction:
    it goes over the network.
    """
    with _unavailable_for_any_reason():
        answer = gateway_named(attempt.gateway).query(attempt.facts)
    if answer is None:
        return False
    # An identity of our own: the gateway's notification of the same event may still come, and is its own row.
    stated = replace(answer, notification_id=f"query-{attempt.number}-{answer.kind}")
    take_in(stated, {}, json.dumps(asdict(answer), default=str).encode())
    return True


def ask_and_close(attempt: PaymentAttempt) -> None:
    """Ask; if the attempt is open there, close it and ask once more: it may just have been paid."""
    if not ask(attempt):
        with _unavailable_for_any_reason():
            gateway_named(attempt.gateway).close(attempt.facts)
        ask(attempt)


def ask_due(*, now: datetime) -> int:
    """Ask about the attempts whose time has come; returns how many. Repeatable, also twice at once.

    An open one is asked about 30 s, 2 min and then every 10 min after the last time; if its order no longer
    awaits payment, it is closed, so that nobody pays twice. A closed one is asked about three times more.
    """
    due = (
        PaymentAttempt.objects.select_related("order")
        .filter(state__in=[AttemptState.CREATED, AttemptState.CLOSED], ask_at__lte=now)
        .order_by("ask_at")[:100]
    )
    return each(due, lambda attempt: _ask_if_first(attempt, now))


def _ask_if_first(attempt: PaymentAttempt, now: datetime) -> bool:
    """Ask, unless another sweeper did or the attempt moved on since it was read."""
    is_open = attempt.state == AttemptState.CREATED
    times_asked = attempt.times_asked + 1
    delay = asking_delay(times_asked) if is_open else closed_asking_delay(times_asked)
    mine = PaymentAttempt.objects.filter(pk=attempt.pk, state=attempt.state, ask_at=attempt.ask_at)
    if not mine.update(times_asked=times_asked, ask_at=None if delay is None else now + delay):
        return False
    try:
        if is_open and attempt.order.state == OrderState.AWAITING:
            ask(attempt)
        else:
            ask_and_close(attempt)
    except GatewayUnavailableError as error:
        logger.warning("Attempt %s: %s. It will be asked again.", attempt.number, error)
    return True


@contextmanager
def _unavailable_for_any_reason() -> Iterator[None]:
    """An answer without sense tells as little as none: a page of HTML from a proxy, an error of the gateway's."""
    try:
        yield
    except PaymentsError as error:
        raise GatewayUnavailableError(f"{type(error).__name__}: {error}") from error
