"""Asking the gateway: a notification may be lost, but no payment is."""

import json
import logging
from dataclasses import asdict, replace
from datetime import datetime

from payments.actions.notifications import take_in
from payments.errors import GatewayNotConfiguredError, GatewayUnavailableError
from payments.gateway import AttemptState, OrderState, asking_delay
from payments.gateways import gateway_named
from payments.models import PaymentAttempt

logger = logging.getLogger(__name__)


def ask(attempt: PaymentAttempt) -> None:
    """Ask how `attempt` stands, and act as if the gateway had told us. May be repeated.

    GatewayUnavailableError, GatewayNotConfiguredError. Not inside a transaction: it goes over the network.
    """
    answer = gateway_named(attempt.gateway).query(attempt.facts)
    if answer is None:
        return
    # An identity of our own: the gateway's notification of the same event may still come, and is its own row.
    stated = replace(answer, notification_id=f"query-{attempt.number}-{answer.kind}")
    take_in(stated, {}, json.dumps(asdict(answer), default=str).encode())


def ask_and_close(attempt: PaymentAttempt) -> None:
    """Ask; if the attempt is open, close it at the gateway and ask once more: it may just have been paid."""
    ask(attempt)
    attempt.refresh_from_db()
    if attempt.state == AttemptState.CREATED:
        gateway_named(attempt.gateway).close(attempt.facts)
        ask(attempt)
        attempt.refresh_from_db()


def ask_due(*, now: datetime) -> int:
    """Ask about the open attempts whose time has come (30 s, 2 min, 10 min after the last); returns how many.

    An attempt that is open although its order no longer awaits payment is closed, so that nobody pays twice.
    """
    due = (
        PaymentAttempt.objects.select_related("order")
        .filter(state=AttemptState.CREATED, ask_at__lte=now)
        .order_by("ask_at")[:100]
    )
    for attempt in due:
        attempt.times_asked += 1
        attempt.ask_at = now + asking_delay(attempt.times_asked)
        attempt.save(update_fields=["times_asked", "ask_at"])
        try:
            if attempt.order.state == OrderState.AWAITING:
                ask(attempt)
            else:
                ask_and_close(attempt)
        except (GatewayUnavailableError, GatewayNotConfiguredError) as error:
            logger.warning("Attempt %s: %s. It will be asked again.", attempt.number, error)
    return len(due)
