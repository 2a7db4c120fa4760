"""What a gateway tells us becomes what we know: stored raw, then weighed, then acted upon, under one lock."""

import logging
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

import credits.actions
import credits.queries
from credits.errors import HoldClosedError, HoldExpiredError, InsufficientCreditsError
from payments.actions.refunds import note_refund, request_refund
from payments.errors import NotificationRefusedError, SignatureError, StaleNotificationError
from payments.gateway import (
    CLOSED_ASKING_DELAYS,
    AttemptState,
    Decision,
    Notification,
    OrderState,
    Outcome,
    RefundState,
    decide,
    state_after_payment,
)
from payments.gateways import gateway_named
from payments.models import GatewayNotification, Order, PaymentAttempt, Refund

if TYPE_CHECKING:
    from credits.models import RetirementRequest

logger = logging.getLogger(__name__)

REFUSED_BODY_BYTES = 2048  # of a notification that nobody believes, so much is kept
REFUSED_AN_HOUR = 500  # and so many: a flood of forgeries must not fill the disk
HEADER_COUNT, HEADER_LENGTH = 30, 300
PRIVATE_HEADERS = {"cookie", "authorization"}


def receive_notification(*, gateway: str, headers: Mapping[str, str], body: bytes) -> Outcome:
    """Take in what came to a gateway's address: raw bytes and all headers. May be repeated without end.

    Returns what became of it; nothing that is forged, stale or unreadable changes anything. Refuses with
    UnknownGatewayError and GatewayNotConfiguredError. Anything else that is raised means "not taken in": the
    gateway must hear a failure, and will send again.
    """
    door = gateway_named(gateway)
    try:
        notification = door.verify(headers, body, now=timezone.now())
    except NotificationRefusedError as refusal:
        return _keep_refused(gateway, headers, body, refusal)
    return take_in(notification, headers, body)


def take_in(notification: Notification, headers: Mapping[str, str], body: bytes) -> Outcome:
    """Store a notification whose signature is right, then decide it once."""
    row = _stored(notification, headers, body)
    if row.outcome != Outcome.RECEIVED:
        return Outcome.DUPLICATE
    with transaction.atomic():
        attempt = PaymentAttempt.objects.filter(number=notification.attempt_number).first()
        order = Order.objects.select_for_update().get(pk=attempt.order_id) if attempt else None
        row.refresh_from_db()
        if row.outcome != Outcome.RECEIVED:  # it came twice at once, and the other one was first
            return Outcome.DUPLICATE
        decision = _decide_and_act(order, notification)
        row.outcome, row.because = decision.outcome, decision.because[:200]
        row.save(update_fields=["outcome", "because"])
    if decision.outcome in {Outcome.NEEDS_STAFF, Outcome.UNKNOWN}:
        logger.warning("Notification %s needs staff: %s", row, decision.because)
    return decision.outcome


def derived_key(order: Order, purpose: str) -> uuid.UUID:
    """The key of what follows from an order: whoever comes first, and however often, it happens once."""
    return uuid.uuid5(order.key, purpose)


def _decide_and_act(order: Order | None, notification: Notification) -> Decision:
    if order is None:
        return decide(None, None, notification)
    # Read again under the lock on the order: all writing of attempts happens under it.
    attempt = PaymentAttempt.objects.select_related("order").get(number=notification.attempt_number)
    refund = Refund.objects.filter(number=notification.refund_number).first()
    owner = PaymentAttempt.objects.filter(
        gateway=notification.gateway, gateway_transaction_id=notification.gateway_transaction_id
    ).first()
    decision = decide(
        OrderState(order.state),
        attempt.facts,
        notification,
        refund=refund.facts if refund else None,
        transaction_owner=owner.number if owner else None,
    )
    if decision.takes_money:
        _take_money(attempt, notification)
    match decision.outcome:
        case Outcome.ACCEPTED | Outcome.LATE:
            return _keep_promise(order, attempt, decision)
        case Outcome.SURPLUS:
            _send_back(order, attempt, "second payment for the same order")
        case Outcome.CLOSED:
            mark_closed(attempt)
        case Outcome.REFUNDED:
            note_refund(order, refund.pk if refund else 0, RefundState.DONE)
        case _:
            pass
    return decision


def mark_closed(attempt: PaymentAttempt) -> None:
    """Note that nothing more is to be paid, for a caller that holds the lock on the order. Who paid all the same
    is found by asking some more times."""
    attempt.state = AttemptState.CLOSED
    attempt.times_asked = 0
    attempt.ask_at = timezone.now() + CLOSED_ASKING_DELAYS[0]
    attempt.save(update_fields=["state", "times_asked", "ask_at"])


def _take_money(attempt: PaymentAttempt, notification: Notification) -> None:
    attempt.state = state_after_payment(attempt.amount_fen, notification.amount_fen)
    attempt.paid_fen = notification.amount_fen
    attempt.gateway_transaction_id = notification.gateway_transaction_id
    attempt.save(update_fields=["state", "paid_fen", "gateway_transaction_id"])


def _keep_promise(order: Order, attempt: PaymentAttempt, decision: Decision) -> Decision:
    """The money is here: retire the grams; if none are left to be had, or the buyer withdrew, it goes back."""
    order.paid_at = timezone.now()
    order.retirement_request = None if order.is_withdrawn else _retired(order)
    order.state = OrderState.PAID if order.retirement_request else OrderState.REFUND_DUE
    order.save(update_fields=["paid_at", "retirement_request", "state"])
    if order.retirement_request:
        return decision
    reason = "the buyer had withdrawn" if order.is_withdrawn else "no credits were left"
    _send_back(order, attempt, f"paid too late, and {reason}")
    return Decision(Outcome.LATE, f"{reason}: the money goes back")


def _retired(order: Order) -> "RetirementRequest | None":
    try:
        with transaction.atomic():
            return credits.actions.retire_hold(
                hold=order.hold,
                beneficiary=order.beneficiary,
                purpose=order.purpose,
                key=derived_key(order, "retire"),
            )
    except (HoldExpiredError, HoldClosedError):
        return _retired_without_hold(order)


def _retired_without_hold(order: Order) -> "RetirementRequest | None":
    """The hold is gone: try to get the same grams once more, its own first if nobody swept them up yet."""
    try:
        with transaction.atomic():
            credits.actions.release(hold=order.hold, outcome="expired")
            return credits.actions.retire(
                account=credits.queries.account(order.account_code),
                amount_grams=order.amount_grams,
                beneficiary=order.beneficiary,
                purpose=order.purpose,
                key=derived_key(order, "retire late"),
            )
    except InsufficientCreditsError:
        credits.actions.release(hold=order.hold, outcome="expired")
        return None


def _send_back(order: Order, attempt: PaymentAttempt, reason: str) -> None:
    key = derived_key(order, f"refund {attempt.number}")
    request_refund(order, attempt.pk, attempt.paid_fen, reason, key)


def _stored(notification: Notification, headers: Mapping[str, str], body: bytes) -> GatewayNotification:
    """The row of this notification, committed on its own so that it outlives whatever happens next."""
    identity = {"gateway": notification.gateway, "notification_id": notification.notification_id}
    known = GatewayNotification.objects.filter(verified=True, **identity)
    if (row := known.first()) is not None:
        return row
    try:
        with transaction.atomic():
            return GatewayNotification.objects.create(
                **identity,
                attempt_number=notification.attempt_number,
                headers=_kept_headers(headers),
                body=body,
                verified=True,
                received_at=timezone.now(),
            )
    except IntegrityError:
        return known.get()


def _keep_refused(
    gateway: str, headers: Mapping[str, str], body: bytes, refusal: NotificationRefusedError
) -> Outcome:
    outcome = _outcome_of(refusal)
    now = timezone.now()
    lately = GatewayNotification.objects.filter(verified=False, received_at__gt=now - timedelta(hours=1))
    if lately.count() >= REFUSED_AN_HOUR:
        logger.warning("A notification for %s was %s; too many were, so it is not kept.", gateway, outcome)
        return outcome
    GatewayNotification.objects.create(
        gateway=gateway,
        headers=_kept_headers(headers),
        body=body[:REFUSED_BODY_BYTES],
        verified=False,
        outcome=outcome,
        because=str(refusal).replace("\x00", "")[:200],
        received_at=now,
    )
    return outcome


def _outcome_of(refusal: NotificationRefusedError) -> Outcome:
    if isinstance(refusal, SignatureError):
        return Outcome.FORGED
    return Outcome.STALE if isinstance(refusal, StaleNotificationError) else Outcome.UNREADABLE


def _kept_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers as evidence, without what is private to somebody and without what fills a disk."""
    kept = [(name, value) for name, value in headers.items() if name.lower() not in PRIVATE_HEADERS]
    return {
        name.replace("\x00", "")[:HEADER_LENGTH]: value.replace("\x00", "")[:HEADER_LENGTH]
        for name, value in kept[:HEADER_COUNT]
    }
