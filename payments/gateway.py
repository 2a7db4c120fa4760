"""♥ What a payment gateway tells us, and what we make of it.

A gateway moves the money; we only hear of it, over a network that loses, repeats, delays and reorders what it
says. So a notification is never a command. It is a statement, which `decide` weighs against what we know.
Every gateway (the sandbox now; WeChat Pay, Alipay and cards later) fits behind the one protocol `Gateway`.

Money is in whole fen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

CURRENCY = "CNY"
# WeChat Pay's rule, kept for all: a notification signed longer ago is an old one, played again.
SIGNATURE_LIFETIME = timedelta(seconds=300)
# When an attempt of which nothing was heard is asked about: a notification may be lost, the payment never is.
ASKING_DELAYS = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))
# A closed attempt may have been paid all the same, and that notification may be lost as well: it is asked about
# 10 minutes, 1 hour and 24 hours after it was closed.
CLOSED_ASKING_DELAYS = (timedelta(minutes=10), timedelta(minutes=50), timedelta(hours=23))
MAX_FEN = 9 * 10**15  # as a column holds; what exceeds it is no money


class OrderState(StrEnum):
    """How an order stands. `paid` is a promise that never expires."""

    AWAITING = "awaiting"
    PAID = "paid"
    EXPIRED = "expired"
    REFUND_DUE = "refund_due"
    REFUNDED = "refunded"


class AttemptState(StrEnum):
    """How one try at one gateway stands."""

    CREATED = "created"
    PAID = "paid"
    MISPAID = "mispaid"  # another amount was taken than was asked: it pays for nothing, staff send it back
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    CLOSED = "closed"


ATTEMPT_MOVES: Mapping[AttemptState, frozenset[AttemptState]] = {
    AttemptState.CREATED: frozenset({AttemptState.PAID, AttemptState.MISPAID, AttemptState.CLOSED}),
    # A payment can be under way while we close: the money then arrives for an attempt that is closed.
    AttemptState.CLOSED: frozenset({AttemptState.PAID, AttemptState.MISPAID}),
    AttemptState.PAID: frozenset({AttemptState.PARTIALLY_REFUNDED, AttemptState.REFUNDED}),
    AttemptState.MISPAID: frozenset({AttemptState.PARTIALLY_REFUNDED, AttemptState.REFUNDED}),
    AttemptState.PARTIALLY_REFUNDED: frozenset({AttemptState.PARTIALLY_REFUNDED, AttemptState.REFUNDED}),
    AttemptState.REFUNDED: frozenset(),
}
MONEY_TAKEN = frozenset(
    {AttemptState.PAID, AttemptState.MISPAID, AttemptState.PARTIALLY_REFUNDED, AttemptState.REFUNDED}
)


class RefundState(StrEnum):
    REQUESTED = "requested"
    DONE = "done"
    FAILED = "failed"


class Kind(StrEnum):
    """What a notification says happened at the gateway."""

    PAID = "paid"
    CLOSED = "closed"
    REFUNDED = "refunded"


class Outcome(StrEnum):
    """What became of a notification."""

    RECEIVED = "received"  # stored, not yet decided
    ACCEPTED = "accepted"  # the order is paid
    LATE = "late"  # paid after the order had expired
    SURPLUS = "surplus"  # a second payment for the same order: it goes back
    CLOSED = "closed"
    REFUNDED = "refunded"
    DUPLICATE = "duplicate"
    OUT_OF_ORDER = "out_of_order"
    NEEDS_STAFF = "needs_staff"
    UNKNOWN = "unknown"
    FORGED = "forged"
    STALE = "stale"
    UNREADABLE = "unreadable"

    @property
    def is_refusal(self) -> bool:
        """Whether the gateway hears "no". All else is acknowledged, also what waits for staff."""
        return self in {Outcome.FORGED, Outcome.STALE, Outcome.UNREADABLE}


@dataclass(frozen=True)
class Notification:
    """What a gateway stated and signed (or answered to a query), in our words.

    `amount_fen` is what was paid, or for a refund what went back; `refund_number` is ours, for refunds only.
    """

    gateway: str
    notification_id: str
    attempt_number: str
    gateway_transaction_id: str
    kind: Kind
    amount_fen: int
    currency: str
    occurred_at: datetime
    refund_number: str = ""


@dataclass(frozen=True)
class AttemptFacts:
    """What a gateway needs to know of an attempt. `number` is the gateway's `out_trade_no`.

    `paid_fen` is what was taken, `refunded_fen` what of it is back or on its way. `return_path` opens the buyer's
    own page: a gateway is told it because it must send the browser back, and nobody else is.
    """

    number: str
    gateway: str
    state: AttemptState
    amount_fen: int
    gateway_transaction_id: str
    description: str
    return_path: str
    expires_at: datetime
    paid_fen: int = 0
    refunded_fen: int = 0


@dataclass(frozen=True)
class RefundFacts:
    """`number` is the gateway's `out_refund_no`: asked twice under one number, it goes back once."""

    number: str
    attempt: AttemptFacts
    amount_fen: int
    state: RefundState
    reason: str


@dataclass(frozen=True)
class Payer:
    """What some gateways ask about who pays (WeChat H5: the address; JSAPI: the openid). Never stored."""

    ip: str = ""
    user_agent: str = ""
    openid: str = ""


@dataclass(frozen=True)
class Redirect:
    """Where the payer goes next. Starting with "/": a page on our own host."""

    url: str


@dataclass(frozen=True)
class Acknowledgement:
    """The gateway's own way to hear "understood" or "no"."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True)
class Decision:
    """`takes_money`: the attempt has the notification's money now, whatever is to become of it."""

    outcome: Outcome
    because: str
    takes_money: bool = False


class Gateway(Protocol):
    """One payment provider. Every method may go over the network: never call one inside a transaction."""

    name: str

    def open(self, attempt: AttemptFacts, payer: Payer) -> Redirect:
        """Announce the attempt; repeatable. GatewayUnavailableError, GatewayRefusedError."""

    def verify(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Notification:
        """Read a notification that came in, over its raw bytes. Changes nothing, asks nobody.

        SignatureError, StaleNotificationError (more than SIGNATURE_LIFETIME from `now`),
        UnreadableNotificationError.
        """

    def query(self, attempt: AttemptFacts) -> Notification | None:
        """How the attempt stands at the gateway: None while it may still be paid. GatewayUnavailableError."""

    def close(self, attempt: AttemptFacts) -> None:
        """Let the attempt be paid no more, unless it is paid: query afterwards. Repeatable, also for an attempt
        that was never announced.

        GatewayUnavailableError.
        """

    def refund(self, refund: RefundFacts) -> RefundState:
        """Send money back; repeatable under the same number. REQUESTED while the gateway is still at it.

        GatewayUnavailableError: ask again. GatewayRefusedError: final.
        """

    def acknowledge(self, outcome: Outcome) -> Acknowledgement:
        """What to answer to the notification that had this outcome."""


def may_move(old: AttemptState, new: AttemptState) -> bool:
    return new in ATTEMPT_MOVES[old]


def asking_delay(times_asked: int) -> timedelta:
    """How long to wait before asking about an attempt again that was asked about so many times."""
    return ASKING_DELAYS[min(times_asked, len(ASKING_DELAYS) - 1)]


def closed_asking_delay(times_asked: int) -> timedelta | None:
    """As `asking_delay`, for an attempt asked about so many times since it was closed; None: never again."""
    return CLOSED_ASKING_DELAYS[times_asked] if times_asked < len(CLOSED_ASKING_DELAYS) else None


def state_after_payment(amount_fen: int, paid_fen: int) -> AttemptState:
    """How an attempt stands that asked for one amount and took another, or the same."""
    return AttemptState.PAID if paid_fen == amount_fen else AttemptState.MISPAID


def state_after_refund(paid_fen: int, refunded_fen: int) -> AttemptState:
    """How an attempt stands of whose money so much went back."""
    return AttemptState.REFUNDED if refunded_fen >= paid_fen else AttemptState.PARTIALLY_REFUNDED


def decide(
    order: OrderState | None,
    attempt: AttemptFacts | None,
    notification: Notification,
    *,
    refund: RefundFacts | None = None,
    transaction_owner: str | None = None,
) -> Decision:
    """What to make of a verified notification. Pure: the caller holds the lock on the order and acts on it.

    `refund` is ours with the notification's refund number; `transaction_owner` is the number of the attempt
    that has the notification's gateway transaction already.
    """
    if order is None or attempt is None or attempt.gateway != notification.gateway:
        return Decision(Outcome.UNKNOWN, f"no attempt {notification.attempt_number}")
    if notification.kind is Kind.CLOSED:
        return _decide_closed(attempt)
    if notification.currency != CURRENCY:
        return Decision(Outcome.NEEDS_STAFF, f"{notification.currency}, not {CURRENCY}")
    if notification.kind is Kind.REFUNDED:
        return _decide_refunded(attempt, refund, notification)
    return _decide_paid(order, attempt, notification, transaction_owner)


def _decide_closed(attempt: AttemptFacts) -> Decision:
    if attempt.state is AttemptState.CLOSED:
        return Decision(Outcome.DUPLICATE, "closed already")
    if not may_move(attempt.state, AttemptState.CLOSED):
        return Decision(Outcome.OUT_OF_ORDER, f"an attempt that is {attempt.state} does not close")
    return Decision(Outcome.CLOSED, "")


def _decide_paid(
    order: OrderState, attempt: AttemptFacts, notification: Notification, transaction_owner: str | None
) -> Decision:
    if attempt.state in MONEY_TAKEN:
        return _decide_paid_again(attempt, notification)
    if transaction_owner not in {None, attempt.number}:
        return Decision(Outcome.NEEDS_STAFF, f"the transaction belongs to attempt {transaction_owner}")
    if notification.amount_fen != attempt.amount_fen:
        because = f"{notification.amount_fen} fen paid, {attempt.amount_fen} fen asked"
        return Decision(Outcome.NEEDS_STAFF, because, takes_money=0 < notification.amount_fen <= MAX_FEN)
    if order is OrderState.AWAITING:
        return Decision(Outcome.ACCEPTED, "", takes_money=True)
    if order is OrderState.EXPIRED:
        return Decision(Outcome.LATE, "the order had expired", takes_money=True)
    return Decision(Outcome.SURPLUS, f"the order is {order}", takes_money=True)


def _decide_paid_again(attempt: AttemptFacts, notification: Notification) -> Decision:
    if attempt.gateway_transaction_id != notification.gateway_transaction_id:
        return Decision(Outcome.NEEDS_STAFF, "paid again under the same number, by another transaction")
    if notification.amount_fen != attempt.paid_fen:
        return Decision(
            Outcome.NEEDS_STAFF, f"{notification.amount_fen} fen paid now, {attempt.paid_fen} fen before"
        )
    return Decision(Outcome.DUPLICATE, "paid already")


def _decide_refunded(
    attempt: AttemptFacts, refund: RefundFacts | None, notification: Notification
) -> Decision:
    if refund is None or refund.attempt.number != attempt.number:
        return Decision(Outcome.NEEDS_STAFF, "a refund that we did not ask for")
    if notification.amount_fen != refund.amount_fen:
        return Decision(
            Outcome.NEEDS_STAFF, f"{notification.amount_fen} fen refunded, {refund.amount_fen} fen asked"
        )
    if refund.state is RefundState.DONE:
        return Decision(Outcome.DUPLICATE, "refunded already")
    left_fen = attempt.paid_fen - attempt.refunded_fen
    if refund.state is RefundState.FAILED and refund.amount_fen > left_fen:
        return Decision(Outcome.NEEDS_STAFF, "it went back although it was refused, and again since")
    return Decision(Outcome.REFUNDED, "")
