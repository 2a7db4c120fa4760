"""Pools: grams under whole units, cut where the block ends, provable by whoever holds a certificate."""

import uuid
from datetime import date

import pytest

import credits.actions
import credits.audit
from credits.actions.pools import gathered
from credits.errors import (
    AccountKindError,
    FieldError,
    PoolBlockError,
    PoolClosedError,
    PoolEmptyError,
    PoolOpenError,
    PoolWithdrawnError,
    PoolWithoutBlockError,
    ResidualNotBackedError,
    SerialNotReadableError,
)
from credits.models import Account, Batch, Pool, PoolClosing, Retirement
from credits.proofs.checkpoints import Trust
from credits.proofs.pools import PoolProof, verify_pool_proof, verify_statement
from credits.proofs.sumtree import SumLeaf, SumTree
from credits.settlement import commitment_of
from credits.signing import current_signer
from tests.conftest import cancelled_by_two, clerks, closed_by_two, issued, new_batch
from tests.credits.history import TONNE, moved, refused, retired

EVIDENCE = credits.actions.Evidence("R-1", date(2026, 11, 20))


@pytest.fixture
def batch(event_account: Account) -> Batch:
    """Ten tonnes, of which four were retired: 1.5 t, 1.5 t, 1 t."""
    for grams in (1_500_000, 1_500_000, TONNE):
        retired(event_account, grams)
    credits.actions.settle_pending()
    return Batch.objects.get()


def opened(batch: Batch) -> Pool:
    return credits.actions.open_pool(batch=batch, by=clerks()[0])


def attach(pool: Pool, units: str) -> None:
    credits.actions.attach_block(
        pool=pool, serial_block=f"CDCER-CD-2022-07-{units}", evidence=EVIDENCE, by=clerks()[0]
    )


def grams_in(pool: Pool) -> list[int]:
    return list(pool.leaves.order_by("position").values_list("amount_grams", flat=True))


def left(batch: Batch) -> list[int]:
    return [grams for _retirement, grams in gathered(batch)]


def test_a_pool_is_cut_at_its_blocks_end_and_the_next_takes_the_rest(batch: Batch) -> None:
    for units, taken, rest in (
        ("1-1", [TONNE], [500_000, 1_500_000, TONNE]),
        ("2-3", [500_000, 1_500_000], [TONNE]),
        ("9-9", [TONNE], []),
    ):
        pool = opened(batch)
        attach(pool, units)
        closing = closed_by_two(pool)
        assert (grams_in(pool), left(batch), closing.residual_grams) == (taken, rest, 0)
    assert credits.audit.breaches() == []


def test_one_retirement_may_lie_in_three_pools(event_account: Account) -> None:
    retired(event_account, 2_500_000)
    credits.actions.settle_pending()
    batch = Batch.objects.get()
    for unit in (1, 2):
        pool = opened(batch)
        attach(pool, f"{unit}-{unit}")
        closed_by_two(pool)
    assert left(batch) == [500_000]
    assert credits.audit.breaches() == []


def test_only_the_batchs_own_grams_of_a_retirement_over_two_are_gathered(event_account: Account) -> None:
    second = issued(new_batch(100, 1), event_account)
    retired(event_account, 10 * TONNE + 7)
    credits.actions.settle_pending()
    assert (left(Batch.objects.order_by("pk")[0]), left(second)) == ([10 * TONNE], [7])


def test_what_a_block_has_over_is_given_up(batch: Batch, event_account: Account, inventory: Account) -> None:
    pool = opened(batch)
    attach(pool, "1-5")
    with pytest.raises(ResidualNotBackedError) as refusal:
        closed_by_two(pool)
    assert refusal.value.residual_grams == TONNE
    moved(event_account, inventory, TONNE - 1)
    with pytest.raises(ResidualNotBackedError):
        closed_by_two(pool, inventory)
    closing = closed_by_two(pool, event_account)
    assert (closing.sum_grams, closing.residual_grams) == (4 * TONNE, TONNE)
    event_account.refresh_from_db()
    assert event_account.credited_grams - event_account.debited_grams == 4 * TONNE + 1
    assert credits.audit.breaches() == []


def test_a_batch_closes_when_all_of_it_is_accounted_for(batch: Batch, event_account: Account) -> None:
    pool = opened(batch)
    attach(pool, "1-10")
    closed_by_two(pool, event_account)
    mark = credits.actions.close_batch(batch=batch, reason="done", by=clerks()[0])
    assert (mark.kind, credits.audit.breaches()) == ("closed", [])


def test_every_leaf_can_be_proved_to_a_stranger(batch: Batch) -> None:
    pool = opened(batch)
    attach(pool, "2-5")
    closing = closed_by_two(pool)
    trust = Trust(current_signer().name, (current_signer().key,))
    statement = verify_statement(closing.statement, trust)
    assert (statement.units, statement.sum, statement.leaves, statement.residual) == (4, 4 * TONNE, 3, 0)
    rows = [(leaf.retirement, leaf.amount_grams) for leaf in pool.leaves.order_by("position")]
    tree = SumTree.of_leaves(SumLeaf(commitment_of(row), grams) for row, grams in rows)
    for position, (row, grams) in enumerate(rows):
        proof = PoolProof(position, grams, tuple(tree.path(position)), closing.statement)
        assert verify_pool_proof(proof.text, commitment_of(row), trust) == (statement, grams)


def test_a_pool_without_a_block_or_a_retirement_does_not_close(event_account: Account) -> None:
    pool = opened(Batch.objects.get())
    with pytest.raises(PoolWithoutBlockError):
        closed_by_two(pool, event_account)
    attach(pool, "1-1")
    with pytest.raises(PoolEmptyError):
        closed_by_two(pool, event_account)


def test_one_pool_is_open_at_a_time_and_closes_once(batch: Batch) -> None:
    pool = opened(batch)
    with pytest.raises(PoolOpenError) as refusal:
        opened(batch)
    assert refusal.value.number == pool.number
    attach(pool, "1-1")
    closed_by_two(pool)
    with pytest.raises(PoolClosedError):
        closed_by_two(pool)
    with pytest.raises(PoolClosedError):
        attach(pool, "3-3")


@pytest.mark.parametrize(
    ("units", "reason"), [("11-11", "foreign"), ("10-11", "foreign"), ("2-3", "overlap"), ("1-2", "overlap")]
)
def test_units_of_another_batch_or_another_pool_are_refused(batch: Batch, units: str, reason: str) -> None:
    first = opened(batch)
    attach(first, "2-2")
    closed_by_two(first)
    with pytest.raises(PoolBlockError) as refusal:
        attach(opened(batch), units)
    assert refusal.value.reason == reason


def test_a_pool_has_one_block(batch: Batch) -> None:
    pool = opened(batch)
    attach(pool, "2-2")
    with pytest.raises(PoolBlockError) as refusal:
        attach(pool, "3-3")
    assert refusal.value.reason == "second"
    with pytest.raises(SerialNotReadableError):
        attach(pool, "nonsense")


def test_a_closing_proposed_twice_with_one_key_is_one_even_when_it_is_done(batch: Batch) -> None:
    pool, key = opened(batch), uuid.uuid4()
    attach(pool, "1-1")
    proposal = credits.actions.propose_pool_closing(pool=pool, residual_from=None, key=key, by=clerks()[0])
    credits.actions.approve(proposal=proposal, by=clerks()[1])
    again = credits.actions.propose_pool_closing(pool=pool, residual_from=None, key=key, by=clerks()[0])
    assert again == proposal


def test_a_closing_that_nothing_backs_any_more_is_refused_and_leaves_nothing(
    batch: Batch, event_account: Account
) -> None:
    pool = opened(batch)
    attach(pool, "1-5")
    proposal = credits.actions.propose_pool_closing(
        pool=pool, residual_from=event_account, key=uuid.uuid4(), by=clerks()[0]
    )
    cancelled_by_two(event_account, batch, 6 * TONNE - 5)
    with pytest.raises(ResidualNotBackedError):
        credits.actions.approve(proposal=proposal, by=clerks()[1])
    assert not PoolClosing.objects.exists()
    assert Retirement.objects.count() == 3


@pytest.mark.parametrize("reference", ["", " R-1", "R\t1", "R\n1", "x" * 201])
def test_a_reference_that_the_statement_could_not_say_is_refused_at_once(
    batch: Batch, reference: str
) -> None:
    evidence = credits.actions.Evidence(reference, date(2026, 11, 20))
    with pytest.raises(FieldError):
        credits.actions.attach_block(
            pool=opened(batch), serial_block="CDCER-CD-2022-07-1-1", evidence=evidence, by=clerks()[0]
        )


def test_a_pool_with_a_mistyped_block_is_given_up_and_the_next_takes_all_of_it(batch: Batch) -> None:
    mistyped = opened(batch)
    attach(mistyped, "1-9")
    credits.actions.withdraw_pool(pool=mistyped, reason="mistyped", by=clerks()[0])
    with pytest.raises(PoolWithdrawnError):
        closed_by_two(mistyped)
    pool = opened(batch)
    attach(pool, "1-4")
    assert closed_by_two(pool).sum_grams == 4 * TONNE
    with pytest.raises(PoolClosedError):
        credits.actions.withdraw_pool(pool=pool, reason="x", by=clerks()[0])
    assert credits.audit.breaches() == []


@pytest.mark.parametrize("way", ["cancelled", "impaired"])
def test_a_residual_comes_of_what_was_cancelled_or_set_apart(inventory: Account, way: str) -> None:
    batch = issued(new_batch(500, 1), inventory)
    retired(inventory, 600_000)
    credits.actions.settle_pending()
    if way == "cancelled":
        cancelled_by_two(inventory, batch, 400_000)
    else:
        credits.actions.impair(batch=batch, reason="x", by=clerks()[0])
    pool = opened(batch)
    attach(pool, "500-500")
    with pytest.raises(ResidualNotBackedError):
        closed_by_two(pool, inventory)
    assert closed_by_two(pool, Account.objects.get(code=way)).residual_grams == 400_000
    credits.actions.close_batch(batch=batch, reason="all of it is gone", by=clerks()[0])
    assert credits.audit.breaches() == []


def test_what_was_cancelled_backs_one_residual_only(batch: Batch, event_account: Account) -> None:
    cancelled_by_two(event_account, batch, 500_000)
    retired(event_account, 500_000)
    credits.actions.settle_pending()
    first = opened(batch)
    attach(first, "1-5")
    assert closed_by_two(first, Account.objects.get(code="cancelled")).residual_grams == 500_000
    retired(event_account, 700_000)
    credits.actions.settle_pending()
    second = opened(batch)
    attach(second, "6-6")
    with pytest.raises(ResidualNotBackedError):
        closed_by_two(second, Account.objects.get(code="cancelled"))


def test_the_database_counts_no_gram_in_two_pools(batch: Batch, event_account: Account) -> None:
    retired(event_account, 5)
    other = issued(new_batch(500, 1), event_account)
    credits.actions.settle_pending()
    first = opened(batch)
    attach(first, "1-4")
    leaf = closed_by_two(first).pool.leaves.order_by("position")[0]
    fresh = Retirement.objects.get(amount_grams=5)
    second, elsewhere = opened(batch), opened(other)
    assert refused(_leaf(second, leaf.retirement_id, 1))  # it lies in the closed pool with all its grams
    assert refused(_leaf(elsewhere, fresh.pk, 5))  # it is of another batch
    assert refused(_leaf(first, fresh.pk, 5))  # it comes too late
    assert refused(_leaf(second, fresh.pk, 6))
    assert not refused(_leaf(second, fresh.pk, 5))


def _leaf(pool: Pool, retirement: int, grams: int) -> str:
    return (
        "INSERT INTO credits_poolleaf (pool_id, position, retirement_id, amount_grams) "
        f"VALUES ({pool.pk}, 99, {retirement}, {grams})"
    )


@pytest.mark.parametrize("code", ["retired", "outside"])
def test_nothing_else_of_the_ledgers_own_backs_a_residual(batch: Batch, code: str) -> None:
    pool = opened(batch)
    attach(pool, "1-9")
    with pytest.raises(AccountKindError):
        closed_by_two(pool, Account.objects.get(code=code))
