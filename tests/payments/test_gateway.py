"""The pure heart: what is made of what a gateway says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate

import pytest

from payments.gateway import (
    ATTEMPT_MOVES,
    MAX_FEN,
    AttemptFacts,
    AttemptState,
    Kind,
    Notification,
    OrderState,
    Outcome,
    RefundFacts,
    RefundState,
    asking_delay,
    closed_asking_delay,
    decide,
    may_move,
    state_after_payment,
    state_after_refund,
)

NOON = datetime(2026, 7, 28, 12, tzinfo=UTC)
OPEN = AttemptFacts("order_1", "sandbox", AttemptState.CREATED, 138, "", "23 kg", "/", NOON)
TAKEN = replace(OPEN, state=AttemptState.PAID, gateway_transaction_id="t-1", paid_fen=138, refunded_fen=138)
PAID = Notification("sandbox", "n-1", "order_1", "t-1", Kind.PAID, 138, "CNY", NOON)
CLOSED = replace(PAID, kind=Kind.CLOSED)
REFUND = RefundFacts("order_1_r1", TAKEN, 138, RefundState.REQUESTED, "")
REFUNDED = replace(PAID, kind=Kind.REFUNDED, refund_number="order_1_r1")


def test_an_attempt_moves_only_as_money_does() -> None:
    moves = {(old.value, new.value) for old in AttemptState for new in AttemptState if may_move(old, new)}
    assert moves == {
        ("created", "paid"),
        ("created", "closed"),
        ("created", "mispaid"),
        ("closed", "paid"),
        ("closed", "mispaid"),
        ("paid", "partially_refunded"),
        ("paid", "refunded"),
        ("mispaid", "partially_refunded"),
        ("mispaid", "refunded"),
        ("partially_refunded", "partially_refunded"),
        ("partially_refunded", "refunded"),
    }
    assert set(ATTEMPT_MOVES) == set(AttemptState)


@pytest.mark.parametrize(
    ("order", "outcome"),
    [
        (OrderState.AWAITING, Outcome.ACCEPTED),
        (OrderState.EXPIRED, Outcome.LATE),
        (OrderState.PAID, Outcome.SURPLUS),
        (OrderState.REFUND_DUE, Outcome.SURPLUS),
        (OrderState.REFUNDED, Outcome.SURPLUS),
    ],
)
@pytest.mark.parametrize("attempt", [OPEN, replace(OPEN, state=AttemptState.CLOSED)])
def test_a_payment_is_weighed_by_how_the_order_stands(
    order: OrderState, attempt: AttemptFacts, outcome: Outcome
) -> None:
    decision = decide(order, attempt, PAID)
    assert (decision.outcome, decision.takes_money) == (outcome, True)


@pytest.mark.parametrize("order", list(OrderState))
@pytest.mark.parametrize("attempt", [OPEN, replace(OPEN, state=AttemptState.CLOSED)])
@pytest.mark.parametrize(
    ("amount_fen", "takes_money"), [(137, True), (139, True), (MAX_FEN + 1, False), (0, False), (-1, False)]
)
def test_another_amount_is_money_too_and_waits_for_staff(
    order: OrderState, attempt: AttemptFacts, amount_fen: int, takes_money: bool
) -> None:
    decision = decide(order, attempt, replace(PAID, amount_fen=amount_fen))
    assert (decision.outcome, decision.takes_money) == (Outcome.NEEDS_STAFF, takes_money)


def test_another_amount_told_again_is_a_duplicate() -> None:
    taken = replace(TAKEN, state=AttemptState.MISPAID, paid_fen=139)
    assert decide(OrderState.AWAITING, taken, replace(PAID, amount_fen=139)).outcome is Outcome.DUPLICATE


@pytest.mark.parametrize("state", [AttemptState.PAID, AttemptState.PARTIALLY_REFUNDED, AttemptState.REFUNDED])
def test_the_same_payment_told_again_is_a_duplicate(state: AttemptState) -> None:
    assert decide(OrderState.PAID, replace(TAKEN, state=state), PAID).outcome is Outcome.DUPLICATE


@pytest.mark.parametrize(
    ("attempt", "notification"),
    [
        (OPEN, replace(PAID, amount_fen=137)),
        (OPEN, replace(PAID, amount_fen=139)),
        (OPEN, replace(PAID, currency="USD")),
        (TAKEN, replace(PAID, gateway_transaction_id="t-2")),
        (TAKEN, replace(PAID, amount_fen=139)),
    ],
)
def test_a_payment_that_does_not_fit_waits_for_staff(
    attempt: AttemptFacts, notification: Notification
) -> None:
    assert decide(OrderState.AWAITING, attempt, notification).outcome is Outcome.NEEDS_STAFF


def test_a_transaction_that_paid_another_attempt_waits_for_staff() -> None:
    decision = decide(OrderState.AWAITING, OPEN, PAID, transaction_owner="order_9")
    assert decision.outcome is Outcome.NEEDS_STAFF


def test_what_names_no_attempt_of_this_gateway_is_unknown() -> None:
    assert decide(None, None, PAID).outcome is Outcome.UNKNOWN
    assert decide(OrderState.AWAITING, OPEN, replace(PAID, gateway="alipay")).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        (AttemptState.CREATED, Outcome.CLOSED),
        (AttemptState.CLOSED, Outcome.DUPLICATE),
        (AttemptState.PAID, Outcome.OUT_OF_ORDER),
        (AttemptState.PARTIALLY_REFUNDED, Outcome.OUT_OF_ORDER),
        (AttemptState.REFUNDED, Outcome.OUT_OF_ORDER),
    ],
)
def test_closing_never_undoes_a_payment(state: AttemptState, outcome: Outcome) -> None:
    assert decide(OrderState.PAID, replace(OPEN, state=state), CLOSED).outcome is outcome


@pytest.mark.parametrize(
    ("refund", "notification", "outcome"),
    [
        (REFUND, REFUNDED, Outcome.REFUNDED),
        (replace(REFUND, state=RefundState.DONE), REFUNDED, Outcome.DUPLICATE),
        (replace(REFUND, state=RefundState.FAILED), REFUNDED, Outcome.NEEDS_STAFF),
        (None, REFUNDED, Outcome.NEEDS_STAFF),
        (REFUND, replace(REFUNDED, amount_fen=1), Outcome.NEEDS_STAFF),
        (replace(REFUND, attempt=replace(TAKEN, number="order_9")), REFUNDED, Outcome.NEEDS_STAFF),
    ],
)
def test_a_refund_counts_if_it_is_the_one_we_asked_for(
    refund: RefundFacts | None, notification: Notification, outcome: Outcome
) -> None:
    assert decide(OrderState.REFUND_DUE, TAKEN, notification, refund=refund).outcome is outcome


def test_a_refused_refund_that_went_back_after_all_counts_while_there_is_room_for_it() -> None:
    attempt = replace(TAKEN, refunded_fen=0)
    refused = replace(REFUND, attempt=attempt, state=RefundState.FAILED)
    assert decide(OrderState.REFUND_DUE, attempt, REFUNDED, refund=refused).outcome is Outcome.REFUNDED


def test_only_what_nobody_should_believe_is_refused() -> None:
    assert {outcome.value for outcome in Outcome if outcome.is_refusal} == {"forged", "stale", "unreadable"}


def test_a_silent_attempt_is_asked_about_ever_more_rarely() -> None:
    delays = [asking_delay(times) for times in range(5)]
    assert delays == [timedelta(seconds=seconds) for seconds in (30, 120, 600, 600, 600)]


def test_a_closed_attempt_is_asked_about_three_times_within_a_day() -> None:
    waits = [closed_asking_delay(times) for times in range(4)]
    assert waits.pop() is None
    moments = list(accumulate((wait for wait in waits if wait is not None), initial=timedelta(0)))
    assert moments[1:] == [timedelta(minutes=10), timedelta(hours=1), timedelta(hours=24)]


def test_an_attempt_is_paid_by_the_amount_that_was_asked() -> None:
    states = [state_after_payment(138, paid) for paid in (137, 138, 139)]
    assert states == [AttemptState.MISPAID, AttemptState.PAID, AttemptState.MISPAID]


def test_an_attempt_is_refunded_when_all_of_it_is_back() -> None:
    states = [state_after_refund(138, back) for back in (1, 137, 138)]
    assert states == [AttemptState.PARTIALLY_REFUNDED, AttemptState.PARTIALLY_REFUNDED, AttemptState.REFUNDED]
