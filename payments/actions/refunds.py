"""Sending money back. The row first, the gateway after the commit, and again until it answers."""

import logging
import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from diandian.lib.digest import input_digest
from diandian.lib.messages import sender
from payments.actions.sweeping import each
from payments.errors import GatewayRefusedError, KeyReusedError, NotRefundableError, PaymentsError
from payments.gateway import OrderState, RefundState, asking_delay, state_after_refund
from payments.gateways import gateway_named
from payments.models import Order, PaymentAttempt, Refund
from people.models import User

logger = logging.getLogger(__name__)


def refund(
    *, attempt: PaymentAttempt, amount_fen: int, reason: str, key: uuid.UUID, by: User | None = None
) -> Refund:
    """Send `amount_fen` of what `attempt` took back. What was retired stays retired: a retirement is final.

    What a gateway refused to send back counts as not sent, and may be sent again under a new number.
    Refuses with NotRefundableError, KeyReusedError. Same key and same input: the refund that is there.
    """
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=attempt.order_id)
        existing = Refund.objects.filter(key=key).first()
        if existing is not None:
            if _digest(existing.attempt_id, existing.amount_fen) != _digest(attempt.pk, amount_fen):
                raise KeyReusedError(key)
            return existing
        return request_refund(order, attempt.pk, amount_fen, reason, key, by)


def request_refund(
    order: Order, attempt_id: int, amount_fen: int, reason: str, key: uuid.UUID, by: User | None = None
) -> Refund:
    """As `refund`, for a caller that holds the lock on the order and a key that is new."""
    attempt = PaymentAttempt.objects.get(pk=attempt_id)
    left_fen = attempt.paid_fen - attempt.refunded_fen
    if type(amount_fen) is not int or not 0 < amount_fen <= left_fen:
        raise NotRefundableError(attempt.number, left_fen=left_fen, asked_fen=amount_fen)
    now = timezone.now()
    row = Refund.objects.create(
        order=order,
        attempt=attempt,
        number=f"{attempt.number}_r{attempt.refunds.count() + 1}",
        key=key,
        amount_fen=amount_fen,
        reason=reason,
        requested_at=now,
        requested_by=by,
        ask_at=now + asking_delay(0),
    )
    attempt.refunded_fen += amount_fen
    attempt.save(update_fields=["refunded_fen"])
    if order.state == OrderState.PAID and _kept_fen(order) == 0:
        order.state = OrderState.REFUND_DUE
        order.save(update_fields=["state"])
    transaction.on_commit(sender(_task(), row.pk))
    return row


def refund_order(*, order: Order, reason: str) -> list[Refund]:
    """Send back all that is kept of an order, because what was paid for cannot be had. May be repeated."""
    with transaction.atomic():
        row = Order.objects.select_for_update().get(pk=order.pk)
        kept = row.attempts.filter(paid_fen__gt=F("refunded_fen")).order_by("pk")
        return [
            request_refund(row, each.pk, each.paid_fen - each.refunded_fen, reason, uuid.uuid4())
            for each in kept
        ]


def send_refund(*, refund_id: int) -> None:
    """Ask the gateway to send this refund, and note its answer. May be repeated: a number goes back once."""
    row = Refund.objects.select_related("attempt__order").get(pk=refund_id)
    if row.state != RefundState.REQUESTED:
        return
    try:
        state = gateway_named(row.attempt.gateway).refund(row.facts)
    except GatewayRefusedError as error:
        logger.error("Refund %s was refused: %s. Staff must look at it.", row.number, error)
        state = RefundState.FAILED
    except PaymentsError as error:
        logger.warning("Refund %s: %s. It will be asked again.", row.number, error)
        return
    if state != RefundState.REQUESTED:
        with transaction.atomic():
            order = Order.objects.select_for_update().get(pk=row.order_id)
            note_refund(order, row.pk, state)


def send_refunds(*, now: datetime) -> int:
    """Ask again for the refunds whose time has come; returns how many were asked."""
    due = Refund.objects.filter(state=RefundState.REQUESTED, ask_at__lte=now).order_by("ask_at")[:100]
    return each(due, lambda row: _send_again(row, now))


def note_refund(order: Order, refund_id: int, state: RefundState) -> None:
    """Note how a refund ended, for a caller that holds the lock on the order. Repeating changes nothing."""
    row = Refund.objects.select_related("attempt").get(pk=refund_id)
    if row.state in {RefundState.DONE, state}:
        return
    attempt = row.attempt
    if state is RefundState.FAILED:
        attempt.refunded_fen -= row.amount_fen
    elif row.state == RefundState.FAILED:
        attempt.refunded_fen += row.amount_fen  # it went back after all
    row.state = state
    row.done_at = timezone.now() if state is RefundState.DONE else None
    row.save(update_fields=["state", "done_at"])
    if state is RefundState.DONE:
        done_fen = sum(refund.amount_fen for refund in attempt.refunds.filter(state=RefundState.DONE))
        attempt.state = state_after_refund(attempt.paid_fen, done_fen)
    attempt.save(update_fields=["state", "refunded_fen"])
    waiting = order.refunds.filter(state=RefundState.REQUESTED).exists()
    if order.state == OrderState.REFUND_DUE and not waiting and _kept_fen(order) == 0:
        order.state = OrderState.REFUNDED
        order.save(update_fields=["state"])


def _send_again(row: Refund, now: datetime) -> bool:
    row.times_asked += 1
    row.ask_at = now + asking_delay(row.times_asked)
    row.save(update_fields=["times_asked", "ask_at"])
    send_refund(refund_id=row.pk)
    return True


def _kept_fen(order: Order) -> int:
    """What was paid for the order and is neither back nor on its way. A wrong amount paid for nothing."""
    paid = order.attempts.filter(paid_fen=F("amount_fen"))
    return sum(attempt.paid_fen - attempt.refunded_fen for attempt in paid)


def _digest(attempt_id: int, amount_fen: int) -> str:
    return input_digest(attempt=attempt_id, amount_fen=amount_fen)


def _task() -> object:
    from payments import tasks  # noqa: PLC0415  tasks call actions; only this one message goes the other way

    return tasks.send_refund
