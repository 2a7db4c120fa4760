"""What stands in nobody's way: broken tapes, retirements in too many pieces, ends of batches."""

import uuid
from unittest import mock

import pytest
from django.db import connection

import credits.actions
import credits.audit
import credits.queries
from credits import tape
from credits.models import (
    Account,
    Batch,
    LogLeaf,
    PendingRetirement,
    Retirement,
    RetirementRefusal,
    RetirementRequest,
)
from credits.proofs.entries import read_entry
from tests.conftest import clerks, issued, new_batch
from tests.credits.history import TONNE, moved, retired


def _break_tape(account: Account) -> None:
    """As if somebody had credited an account by hand: its total says more than lies on its tape."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute("DROP TRIGGER credits_account_is_credited_by_lots")
        cursor.execute("UPDATE credits_account SET credited_grams = 1000000 WHERE id = %s", [account.pk])
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.fixture
def broken(db: None) -> Account:
    account = credits.actions.open_account(code="event:broken", kind=Account.Kind.EVENT)
    _break_tape(account)
    return account


def test_a_broken_tape_stops_nobody_else_however_many_wait_on_it(
    broken: Account, event_account: Account
) -> None:
    for _turn in range(12):
        retired(broken, 1)
    for _turn in range(3):
        retired(event_account, 5)
    assert [credits.actions.settle_pending(limit=10) for _turn in range(2)] == [3, 0]
    assert (Retirement.objects.count(), PendingRetirement.objects.count()) == (3, 12)


def test_a_flawed_batch_is_set_apart_although_another_tape_is_broken(event_account: Account) -> None:
    flawed = Batch.objects.get()
    other = credits.actions.open_account(code="event:a-hole", kind=Account.Kind.EVENT)
    moved(event_account, other, 5 * TONNE)
    with mock.patch("credits.tape.spans_of", side_effect=_without(other)):
        credits.actions.impair(batch=flawed, reason="x", by=clerks()[0])
    assert credits.queries.balance_of(event_account).available_grams == 0
    assert credits.queries.balance_of(other).available_grams == 5 * TONNE


def _without(account: Account):  # type: ignore[no-untyped-def]  # a side effect of mock
    real = tape.spans_of

    def spans(one: Account, *rest: int) -> object:
        if one.pk == account.pk:
            raise ValueError("a hole")
        return real(one, *rest)

    return spans


def test_a_retirement_in_too_many_pieces_is_refused_and_the_rest_goes_on(
    event_account: Account, inventory: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An entry of the log holds only so many ranges; here it is three, so that the test need not make a thousand."""
    monkeypatch.setattr("credits.settlement.RANGES_MAX", 3)
    target = credits.actions.open_account(code="event:pieces", kind=Account.Kind.EVENT)
    other = credits.actions.open_account(code="event:other", kind=Account.Kind.EVENT)
    for _turn in range(4):  # every second gram goes elsewhere, so that no two pieces touch
        moved(event_account, target, 1)
        moved(event_account, other, 1)
    retired(target, 4)
    retired(event_account, 5)
    assert credits.actions.settle_pending() == 2
    refusal = RetirementRefusal.objects.get()
    assert (refusal.reason, refusal.request.account) == ("too-many-pieces", target)
    assert credits.queries.balance_of(target).available_grams == 4
    retired(target, 3)
    assert credits.actions.settle_pending() == 1
    assert credits.audit.breaches() == []


def test_pieces_that_touch_are_one_range_in_the_log(event_account: Account, inventory: Account) -> None:
    for _turn in range(3):
        moved(event_account, inventory, 10)
    retired(inventory, 25)
    credits.actions.settle_pending()
    entry = read_entry(bytes(LogLeaf.objects.order_by("index").last().entry))  # type: ignore[union-attr]
    batch = str(Batch.objects.get().public_id)
    assert entry["ranges"] == [[batch, 0, 25]]
    assert Retirement.objects.get().slices.count() == 3
    assert credits.audit.breaches() == []


def test_the_end_of_a_batch_that_nobody_gave_goes_to_the_exchange(inventory: Account) -> None:
    """Else whoever comes with a larger footprint would be refused for ever."""
    event = credits.actions.open_account(code="event:own", kind=Account.Kind.EVENT)
    issued(new_batch(1, 1), event)
    issued(new_batch(100, 1), event)
    retired(event, 800_000)
    retired(event, 400_000, may_split=False)
    retired(event, 400_000, may_split=False)
    credits.actions.settle_pending()
    outcomes = [hasattr(row, "retirement") for row in RetirementRequest.objects.order_by("pk")]
    assert outcomes == [True, False, True]
    assert credits.queries.balance_of(inventory).available_grams == 200_000
    assert credits.audit.breaches() == []


def test_a_promise_freed_on_an_impaired_batch_is_never_free(event_account: Account) -> None:
    held = credits.actions.hold(account=event_account, amount_grams=TONNE, expires_at=None, key=uuid.uuid4())
    credits.actions.impair(batch=Batch.objects.get(), reason="x", by=clerks()[0])
    credits.actions.release(hold=held)  # no commit is needed for it
    assert credits.queries.balance_of(event_account).balance_grams == 0
    assert credits.audit.breaches() == []
