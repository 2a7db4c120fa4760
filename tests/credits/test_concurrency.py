"""Many at once on one hot account: never a gram too many, on PostgreSQL and on SQLite."""

import uuid
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from django.db import transaction

import credits.actions
import credits.audit
import credits.queries
from credits.errors import CreditsError, InsufficientCreditsError
from credits.models import Account, Hold, PendingRetirement, Retirement, RetirementRequest
from tests.conftest import at_once

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


def endings(*calls: Callable[[], None]) -> Counter[str]:
    """How calls at the same moment ended."""

    def ending(call: Callable[[], None]) -> str:
        try:
            call()
        except CreditsError as refusal:
            return type(refusal).__name__
        return "done"

    return Counter(str(end) for end in at_once(*[partial(ending, call) for call in calls]))


def test_promises_from_many_clients_never_exceed_what_is_there(event_account: Account) -> None:
    def promise() -> None:
        credits.actions.hold(account=event_account, amount_grams=300_000, expires_at=None, key=uuid.uuid4())

    # 10 t hold 33 promises of 300 kg and not one more.
    ended = sum((endings(*[promise] * THREADS) for _ in range(6)), Counter())
    assert ended == {"done": 33, "InsufficientCreditsError": 15}
    assert credits.queries.balance_of(event_account).available_grams == 100_000


def test_requests_from_many_clients_never_exceed_what_is_there(event_account: Account) -> None:
    def retire() -> None:
        credits.actions.retire(
            account=event_account,
            amount_grams=300_000,
            beneficiary=uuid.UUID(int=1),
            purpose="x",
            key=uuid.uuid4(),
        )

    # A refused one leaves no request and no place in the queue, whether it is a transaction by itself or within one.
    ended = sum((endings(*[retire] * THREADS) for _ in range(5)), Counter())
    assert ended == {"done": 33, "InsufficientCreditsError": 7}
    with transaction.atomic():
        with pytest.raises(InsufficientCreditsError):
            retire()
        assert RetirementRequest.objects.count() == PendingRetirement.objects.count() == 33
    assert credits.queries.balance_of(event_account).held_grams == 33 * 300_000


def test_one_key_from_many_clients_is_one_retirement(event_account: Account) -> None:
    key = uuid.uuid4()

    def retire() -> None:
        credits.actions.retire(
            account=event_account, amount_grams=23_000, beneficiary=uuid.UUID(int=1), purpose="x", key=key
        )

    assert endings(*[retire] * 24) == {"done": 24}
    assert RetirementRequest.objects.count() == 1
    assert credits.queries.balance_of(event_account).held_grams == 23_000


def test_a_hold_used_and_released_at_once_ends_once(event_account: Account) -> None:
    for _ in range(10):
        held = credits.actions.hold(
            account=event_account, amount_grams=1_000, expires_at=None, key=uuid.uuid4()
        )

        def use(row: Hold = held) -> None:
            credits.actions.retire_hold(hold=row, beneficiary=uuid.UUID(int=1), purpose="x", key=uuid.uuid4())

        def give_back(row: Hold = held) -> None:
            credits.actions.release(hold=row)

        assert endings(use, give_back) == {"done": 1, "HoldClosedError": 1}
    assert credits.audit.breaches() == []


def test_several_settlers_retire_each_request_once(event_account: Account) -> None:
    for _ in range(60):
        credits.actions.retire(
            account=event_account,
            amount_grams=10_000,
            beneficiary=uuid.uuid4(),
            purpose="x",
            key=uuid.uuid4(),
        )
    settled: list[int] = []

    def settle() -> None:
        while count := credits.actions.settle_pending(limit=7):
            settled.append(count)

    assert endings(*[settle] * 4) == {"done": 4}
    assert (sum(settled), Retirement.objects.count()) == (60, 60)
    assert credits.audit.breaches() == []
