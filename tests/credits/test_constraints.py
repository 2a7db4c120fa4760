"""Going round the code: the database itself must refuse."""

import uuid
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

import credits.actions
from credits.models import Account, Batch, Lot, Retirement, RetirementSlice, Transfer

Keys = Iterator[uuid.UUID]
APPEND_ONLY = [
    "batch",
    "transfer",
    "lot",
    "hold",
    "holdclosure",
    "retirementrequest",
    "retirement",
    "retirementslice",
]


@pytest.fixture
def history(event_account: Account, keys: Keys) -> Account:
    """An account with one row in every table of the ledger."""
    held = credits.actions.hold(account=event_account, amount_grams=50, expires_at=None, key=next(keys))
    credits.actions.retire_hold(hold=held, beneficiary=uuid.uuid4(), purpose="x", key=next(keys))
    credits.actions.settle_pending()
    return event_account


def refused(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_no_row_of_the_ledger_can_be_changed_or_deleted(history: Account, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM credits_{table}")
        assert cursor.fetchone()[0] > 0
    assert refused(f"UPDATE credits_{table} SET id = id + 1000")
    assert refused(f"DELETE FROM credits_{table}")


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_replacing_a_row_does_not_walk_round_the_triggers(history: Account, table: str) -> None:
    if connection.vendor == "postgresql":
        assert refused(f"TRUNCATE credits_{table} CASCADE")
    else:
        assert refused(f"INSERT OR REPLACE INTO credits_{table} SELECT * FROM credits_{table}")


def test_bulk_calls_of_the_orm_are_refused_too(history: Account) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Transfer.objects.update(amount_grams=1)
    with pytest.raises((DatabaseError, ProtectedError)), transaction.atomic():
        Retirement.objects.all().delete()


def test_an_account_cannot_be_overdrawn_by_hand(history: Account) -> None:
    assert refused(f"UPDATE credits_account SET held_grams = credited_grams + 1 WHERE id = {history.pk}")
    assert refused(f"UPDATE credits_account SET debited_grams = credited_grams + 1 WHERE id = {history.pk}")
    assert refused(f"UPDATE credits_account SET held_grams = -1 WHERE id = {history.pk}")


def test_a_transfer_to_the_same_account_cannot_be_written(history: Account) -> None:
    row = Transfer.objects.first()
    assert row is not None
    with pytest.raises(DatabaseError), transaction.atomic():
        Transfer.objects.create(
            group=uuid.uuid4(),
            kind="move",
            debit_account=history,
            credit_account=history,
            batch=row.batch,
            amount_grams=1,
            made_at=row.made_at,
        )


@pytest.mark.parametrize(("start", "end"), [(0, 10), (49, 60), (10, 20), (0, 50)])
def test_a_gram_cannot_be_retired_twice(history: Account, start: int, end: int) -> None:
    taken = RetirementSlice.objects.get()
    assert (taken.batch_from, taken.batch_to) == (0, 50)
    with pytest.raises(DatabaseError), transaction.atomic():
        RetirementSlice.objects.create(
            retirement=taken.retirement, batch=taken.batch, lot=taken.lot, batch_from=start, batch_to=end
        )


def test_a_slice_cannot_reach_beyond_its_batch(history: Account) -> None:
    taken = RetirementSlice.objects.get()
    end = taken.batch.amount_grams
    with pytest.raises(DatabaseError), transaction.atomic():
        RetirementSlice.objects.create(
            retirement=taken.retirement,
            batch=taken.batch,
            lot=taken.lot,
            batch_from=end - 1,
            batch_to=end + 1,
        )


def test_two_lots_cannot_lie_on_the_same_piece_of_tape(history: Account) -> None:
    lot = Lot.objects.get()
    other = Transfer.objects.filter(lot=None)[0]
    with pytest.raises(DatabaseError), transaction.atomic():
        Lot.objects.create(
            account=lot.account,
            transfer=other,
            batch=lot.batch,
            tape_from=5,
            tape_to=lot.tape_to + 5,
            batch_from=0,
        )


def test_an_overlapping_serial_block_cannot_be_written(history: Account) -> None:
    batch = Batch.objects.get()
    batch.pk, batch.public_id = None, uuid.uuid4()
    batch.serial_block, batch.block_start, batch.block_end = "CDCER-CD-2022-07-10-11", 10, 11
    with pytest.raises(DatabaseError), transaction.atomic():
        batch.save(force_insert=True)


def test_a_request_is_retired_once(history: Account) -> None:
    row = Retirement.objects.get()
    row.pk, row.public_id = None, uuid.uuid4()
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


def test_an_account_with_history_cannot_be_deleted(history: Account) -> None:
    with pytest.raises(ProtectedError):
        history.delete()


def test_a_request_cannot_leave_the_queue_before_it_is_retired(event_account: Account, keys: Keys) -> None:
    credits.actions.retire(
        account=event_account, amount_grams=5, beneficiary=uuid.uuid4(), purpose="x", key=next(keys)
    )
    assert refused("DELETE FROM credits_pendingretirement")
    assert credits.actions.settle_pending() == 1
