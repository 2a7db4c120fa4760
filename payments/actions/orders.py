"""Orders: placed with a hold, tried to be paid, expired when their time is up."""

import logging
import uuid
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

import credits.actions
import credits.queries
from credits.errors import CreditsError
from diandian.lib import codes
from diandian.lib.digest import input_digest
from payments.actions.asking import ask_and_close
from payments.actions.notifications import derived_key, mark_closed
from payments.actions.sweeping import each
from payments.errors import (
    GatewayUnavailableError,
    InvalidOrderError,
    KeyReusedError,
    OrderNotPayableError,
    OrderNotWithdrawableError,
)
from payments.gateway import AttemptState, OrderState, Payer, asking_delay
from payments.gateways import gateway_named
from payments.models import ADDRESS_CODE_LENGTH, Order, PaymentAttempt

logger = logging.getLogger(__name__)

ORDER_NUMBER_LENGTH = 16
# The hold outlives the order a little, so that a payment found in the last moment still has its own grams.
HOLD_GRACE = timedelta(minutes=2)
# A gateway silent for so long no longer keeps an order waiting; a payment found later is "late".
PATIENCE = timedelta(hours=24)
MAX_AMOUNT = 9 * 10**15
# As the columns are. What staff type is tidied and cut; what our own code makes must fit.
LONGEST_TYPED = {"purpose": 200, "description": 120}
LONGEST_MADE = {"reference": 64, "return_path": 200}
NOBODY = Payer()


@dataclass(frozen=True, slots=True)
class NewOrder:
    """What somebody wants: these grams for this price. `return_path` is where the browser goes next.

    Of `purpose` and `description`, which come from what staff typed, spaces of any kind become one plain space,
    what cannot be printed is left out, and what is too long is cut.
    """

    account_code: str
    amount_grams: int
    amount_fen: int
    beneficiary: uuid.UUID
    purpose: str
    reference: str
    description: str
    return_path: str


def place_order(*, order: NewOrder, key: uuid.UUID) -> Order:
    """Hold the grams and write the order, both or neither. It is to be paid within PAYMENT_HOLD_SECONDS.

    Refuses with InvalidOrderError, KeyReusedError, and the ledger's UnknownAccountError and
    InsufficientCreditsError. Same key and same input: the order that is there already, however it stands.
    """
    order = _tidied(order)
    _refuse_invalid(order)
    digest = input_digest(**{**asdict(order), "beneficiary": str(order.beneficiary)})
    placed = _placed(key, digest)
    if placed is not None:
        return placed
    try:
        with transaction.atomic():
            return _hold_and_write(order, key, digest)
    except (IntegrityError, CreditsError):
        # Two came at once with one key: the other one was first, perhaps with the last grams.
        placed = _placed(key, digest)
        if placed is None:
            raise
        return placed


def start_attempt(*, order: Order, gateway: str, payer: Payer = NOBODY) -> PaymentAttempt:
    """An open attempt to pay `order` at `gateway`, announced there; its `redirect_url` is where to pay.

    Refuses with OrderNotPayableError, UnknownGatewayError, GatewayNotConfiguredError; GatewayUnavailableError
    leaves an attempt that the next call announces again. May be repeated: while an attempt is open, it is the
    one. An attempt that is open at another gateway is closed first. If the order is closed in another tab while
    the gateway is told of the attempt, so is the attempt.
    """
    door = gateway_named(gateway)
    for other in order.attempts.filter(state=AttemptState.CREATED).exclude(gateway=gateway):
        ask_and_close(other)
    with transaction.atomic():
        attempt = _open_attempt(Order.objects.select_for_update().get(pk=order.pk), gateway)
    if attempt.redirect_url:
        return attempt
    return _announced(attempt, door.open(attempt.facts, payer).url)


def expire(*, now: datetime) -> int:
    """Close the unpaid orders whose time is up, and release their holds; returns how many expired.

    Each gateway is asked first, so a payment whose notification was lost still counts. An order whose gateway
    does not answer waits for a day; its hold does not. No attempt that was announced is closed unasked: it stays
    open, and is asked about. A paid order never expires. May be repeated, also twice at once.
    """
    due = Order.objects.filter(state=OrderState.AWAITING, expires_at__lte=now).order_by("expires_at")[:500]
    return each(due, lambda order: _expire_one(order, now))


def withdraw(*, order: Order) -> None:
    """Close an unpaid order for good, because its buyer goes another way: money that comes later goes back.

    Refuses with OrderNotWithdrawableError (it is paid by now) and GatewayUnavailableError (whether it is paid
    cannot be known at the moment; nothing changed). May be repeated.
    """
    if order.state == OrderState.AWAITING:
        _expire_one(order, timezone.now())
    with transaction.atomic():
        locked = Order.objects.select_for_update().get(pk=order.pk)
        if locked.state == OrderState.AWAITING:
            raise GatewayUnavailableError(f"order {order.number} cannot be closed yet")
        if locked.state != OrderState.EXPIRED:
            raise OrderNotWithdrawableError(locked.number, locked.state)
        locked.is_withdrawn = True
        locked.save(update_fields=["is_withdrawn"])


def _expire_one(order: Order, now: datetime) -> bool:
    for attempt in order.attempts.select_related("order").filter(state=AttemptState.CREATED):
        try:
            ask_and_close(attempt)
        except Exception as error:  # whatever a gateway's client raises
            is_usual = isinstance(error, GatewayUnavailableError)
            logger.warning("Order %s cannot be closed yet: %s", order.number, error, exc_info=not is_usual)
            if attempt.redirect_url and now < order.expires_at + PATIENCE:
                return False
    with transaction.atomic():
        locked = Order.objects.select_for_update().get(pk=order.pk)
        if locked.state != OrderState.AWAITING:
            return False
        # Nobody was ever sent to these, so nobody can have paid by them.
        for attempt in locked.attempts.filter(state=AttemptState.CREATED, redirect_url=""):
            mark_closed(attempt)
        locked.state = OrderState.EXPIRED
        locked.save(update_fields=["state"])
        credits.actions.release(hold=locked.hold, outcome="expired")
    return True


def _announced(attempt: PaymentAttempt, url: str) -> PaymentAttempt:
    """Note where to pay; refuse if the order was closed while the gateway was told."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=attempt.order_id)
        attempt = PaymentAttempt.objects.select_related("order").get(pk=attempt.pk)
        attempt.redirect_url = url
        attempt.save(update_fields=["redirect_url"])
    if order.state == OrderState.AWAITING:
        return attempt
    try:
        ask_and_close(attempt)
    except Exception:  # whatever a gateway's client raises: the attempt is asked about again, and closed then
        logger.exception("Attempt %s cannot be closed yet.", attempt.number)
    raise OrderNotPayableError(order.number, order.state)


def _open_attempt(order: Order, gateway: str) -> PaymentAttempt:
    """The open attempt of the (locked) order at this gateway, written if there is none."""
    now = timezone.now()
    if order.state != OrderState.AWAITING:
        raise OrderNotPayableError(order.number, order.state)
    if now >= order.expires_at:
        raise OrderNotPayableError(order.number, OrderState.EXPIRED)
    existing = order.attempts.filter(gateway=gateway, state=AttemptState.CREATED).first()
    if existing is not None:
        return existing
    return PaymentAttempt.objects.create(
        order=order,
        gateway=gateway,
        number=f"{order.number}_{order.attempts.count() + 1}",
        amount_fen=order.amount_fen,
        opened_at=now,
        ask_at=now + asking_delay(0),
    )


def _placed(key: uuid.UUID, digest: str) -> Order | None:
    order = Order.objects.filter(key=key).first()
    if order is not None and order.input_digest != digest:
        raise KeyReusedError(key)
    return order


def _hold_and_write(order: NewOrder, key: uuid.UUID, digest: str) -> Order:
    now = timezone.now()
    expires_at = now + timedelta(seconds=settings.PAYMENT_HOLD_SECONDS)
    row = Order(
        **asdict(order),
        number=codes.random_code(ORDER_NUMBER_LENGTH),
        address_code=codes.random_code(ADDRESS_CODE_LENGTH),
        key=key,
        input_digest=digest,
        created_at=now,
        expires_at=expires_at,
    )
    row.hold = credits.actions.hold(
        account=credits.queries.account(order.account_code),
        amount_grams=order.amount_grams,
        expires_at=expires_at + HOLD_GRACE,
        key=derived_key(row, "hold"),
    )
    row.save(force_insert=True)
    return row


def _refuse_invalid(order: NewOrder) -> None:
    for field in ("amount_grams", "amount_fen"):
        amount = getattr(order, field)
        if type(amount) is not int or not 0 < amount <= MAX_AMOUNT:
            raise InvalidOrderError(field, amount)
    for field, longest in LONGEST_MADE.items():
        text = getattr(order, field)
        if not isinstance(text, str) or len(text) > longest or not text.isprintable():
            raise InvalidOrderError(field, text)
    if not order.description:
        raise InvalidOrderError("description", order.description)
    # Only a path on this very host: neither //other.example nor /\other.example, which browsers read alike.
    path = order.return_path
    if not path.startswith("/") or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        raise InvalidOrderError("return_path", path)


def _tidied(order: NewOrder) -> NewOrder:
    return replace(
        order, purpose=_plain("purpose", order.purpose), description=_plain("description", order.description)
    )


def _plain(field: str, text: str) -> str:
    if not isinstance(text, str):
        raise InvalidOrderError(field, text)
    kept = "".join(character for character in text if character.isprintable() or character.isspace())
    words = " ".join(kept.split())  # by any space that Unicode knows, the ideographic one too
    return words[: LONGEST_TYPED[field]].rstrip()
