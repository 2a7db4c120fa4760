"""What no trigger refuses or what goes round them all, the audit finds, however it is hidden among its neighbours."""

from collections.abc import Iterator

import pytest

import credits.audit
from credits.audit import guards, reading
from credits.models import Account, Checkpoint, LogLeaf, LogState, Lot, Retirement, RetirementSlice, Transfer
from credits.proofs.merkle import leaf_hash
from tests.credits.history import History
from tests.credits.tampering import behind_all_guards

pytestmark = pytest.mark.django_db

HELD = "an account holds what its open holds and waiting retirements promise"
PROPOSED = "what came of a proposal is what was proposed"
SUM = "a retirement is the sum of its ranges"
LOT = "a retired range lies inside a lot of its account"
BATCH = "what an account retired of a batch is its retired ranges"
PLACE = "every gram of a batch is in one place: on a tape, retired, cancelled or set apart"
POOLED = "a retired gram lies in one pool at most"
TREE = "a closed pool's leaves make its tree, and its signed statement says so"
ROW = "every leaf says what its row says, and every row has its leaf"
HASH = "a leaf's hash is that of its entry"
ROOT = "a checkpoint's root is that of its leaves, and its note is signed"
COUNT = "the log has as many leaves as its state says, numbered without a gap"


@pytest.fixture(autouse=True)
def unguarded(history: History) -> Iterator[None]:
    with behind_all_guards():
        yield


def found() -> dict[str, tuple[str, ...]]:
    """The breaches, but for the triggers that are away: on SQLite that is how the guards were passed."""
    return {breach.rule: breach.rows for breach in credits.audit.breaches() if breach.rule != guards.RULE}


def first_retirement() -> Retirement:
    return Retirement.objects.order_by("leaf_index")[0]


def test_a_held_total_changed_by_hand(history: History) -> None:
    Account.objects.filter(pk=history.donor.pk).update(held_grams=1)
    assert found() == {HELD: (history.donor.code,)}


def test_a_cancellation_larger_than_its_proposal(history: History) -> None:
    """Also with every total that the database keeps made to agree."""
    cancelled = Transfer.objects.filter(kind="cancel", debit_account=history.donor)[0]
    proposal = cancelled.proposal
    assert proposal is not None
    proposal.body["amount_grams"] -= 1
    proposal.save()
    assert found() == {PROPOSED: (str(proposal.public_id),)}


def test_a_retirement_without_slices() -> None:
    retirement = first_retirement()
    retirement.slices.all().delete()
    breaches = found()
    assert breaches[SUM] == (str(retirement.public_id),)
    assert breaches[ROW] == (f"leaf {retirement.leaf_index}",)
    assert breaches.keys() == {SUM, ROW, BATCH, PLACE, POOLED}


def test_a_retirement_with_a_slice_too_many() -> None:
    retirement = first_retirement()
    own = retirement.slices.get()
    RetirementSlice.objects.create(
        retirement=retirement,
        batch=own.batch,
        lot=own.lot,
        batch_from=own.batch_to + 1,
        batch_to=own.batch_to + 2,
    )
    breaches = found()
    assert breaches[SUM] == (str(retirement.public_id),)
    assert breaches.keys() == {SUM, ROW, BATCH, PLACE}


def test_a_slice_of_another_accounts_lot(history: History) -> None:
    own = first_retirement().slices.get()
    lot = Lot.objects.filter(account=history.inventory)[0]
    RetirementSlice.objects.filter(pk=own.pk).update(lot=lot)
    assert found() == {
        LOT: (f"lot {lot.pk}, grams {own.batch_from} to {own.batch_to} of batch {own.batch_id}",)
    }


def test_a_salt_of_another_length() -> None:
    retirement = first_retirement()
    Retirement.objects.filter(pk=retirement.pk).update(salt=bytes(retirement.salt) + b"more")
    breaches = found()
    assert breaches[ROW] == (f"leaf {retirement.leaf_index}",)
    assert breaches.keys() == {ROW, TREE}


def test_a_hash_that_has_a_byte_of_its_neighbours() -> None:
    """Laid side by side they look as they did."""
    one, other = LogLeaf.objects.order_by("index")[5:7]
    LogLeaf.objects.filter(pk=one.pk).update(hash=bytes(one.hash) + bytes(other.hash)[:1])
    LogLeaf.objects.filter(pk=other.pk).update(hash=bytes(other.hash)[1:])
    assert found() == {HASH: (str(one.pk), str(other.pk))}


def test_an_entry_of_two_lines_where_another_entry_is_missing() -> None:
    """There are as many lines as there were."""
    LogLeaf.objects.filter(index=7).delete()
    split = b"{\n}"
    LogLeaf.objects.filter(index=6).update(entry=split, hash=leaf_hash(split))
    breaches = found()
    assert breaches[COUNT] == (f"{LogLeaf.objects.count()} leaves from 0 to {LogLeaf.objects.count() + 1}",)
    assert set(breaches[ROW]) == {"leaf 6", "leaf 7"}


def test_checkpoints_of_sizes_that_the_log_does_not_have() -> None:
    known = Checkpoint.objects.get()
    size = LogLeaf.objects.count()
    for other in (-1, size + 1):
        Checkpoint.objects.create(
            size=other, root=known.root, note=known.note, key=known.key, made_at=known.made_at
        )
    assert found() == {ROOT: ("size -1", f"size {size + 1} of {size}")}


def test_a_checkpoint_of_a_log_that_has_lost_its_last_leaf() -> None:
    """As the state says that it never was."""
    checkpoint = Checkpoint.objects.get()
    LogLeaf.objects.filter(index__gte=checkpoint.size - 1).delete()
    LogState.objects.update(size=checkpoint.size - 1)
    assert found()[ROOT] == (f"size {checkpoint.size} of {checkpoint.size - 1}",)


def test_records_are_the_rows() -> None:
    columns = {"leaf_index": reading.WHOLE, "salt": reading.HASH, "public_id": reading.UUID}
    read = reading.records(columns, "FROM credits_retirement WHERE leaf_index > %s ORDER BY leaf_index", [9])
    rows = Retirement.objects.filter(leaf_index__gt=9).order_by("leaf_index")
    assert list(read) == [(row.leaf_index, bytes(row.salt), row.public_id.bytes) for row in rows]
