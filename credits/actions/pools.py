"""Pools: grams retired here, gathered under whole units that an outside registry retired."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, Max, Sum
from django.utils import timezone

import credits.ledger
from credits.actions.batches import check_not_closed
from credits.bulk import insert_rows
from credits.errors import (
    PoolBlockError,
    PoolClosedError,
    PoolEmptyError,
    PoolOpenError,
    PoolWithoutBlockError,
    ResidualNotBackedError,
)
from credits.ledger import GRAMS_PER_UNIT
from credits.log import Appender
from credits.models import (
    Account,
    Batch,
    Pool,
    PoolBlock,
    PoolClosing,
    PoolLeaf,
    Proposal,
    Retirement,
    Transfer,
)
from credits.proofs.entries import PoolEntry, pool_entry
from credits.proofs.pools import PoolStatement, sign_statement
from credits.proofs.sumtree import BLOCK_LEVEL, SumLeaf, SumTree
from credits.serials import parse_serial_block
from credits.settlement import commitment_of
from credits.signing import current_signer, known_key
from credits.tape import CANCELLED, Movement, carry, leave_gaps, locked, own_account, spans_of
from people.models import User


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows that the outside registry retired a block: its reference, the day, an address or a file."""

    reference: str
    retired_on: date
    address: str = ""
    file_name: str = ""
    file: bytes | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """What a pool would hold if it closed now: leaves in settlement order, and what its block has over."""

    leaves: tuple[tuple[int, int], ...]  # retirement, grams
    sum_grams: int
    residual_grams: int


def open_pool(*, batch: Batch, by: User) -> Pool:
    """Open the next pool of a batch. Refuses with PoolOpenError while one is open, BatchClosedError."""
    with transaction.atomic():
        Appender()  # the log's lock: two who open at once must not count the same
        check_not_closed(batch)
        is_open = Pool.objects.filter(batch=batch, closing=None).first()
        if is_open is not None:
            raise PoolOpenError(is_open.number)
        number = (Pool.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        return Pool.objects.create(number=number, batch=batch, opened_at=timezone.now(), opened_by=by)


def attach_block(*, pool: Pool, serial_block: str, evidence: Evidence, by: User) -> PoolBlock:
    """Attach the units that the outside registry retired for this pool. Once, and for good.

    They may be retired before anything was gathered. Refuses with SerialNotReadableError, SerialBlockError,
    WrongRegistryError, PoolClosedError, PoolBlockError (foreign: not of this batch; overlap: of another pool;
    second: this pool has its block).
    """
    with transaction.atomic():
        row = Pool.objects.select_for_update().select_related("batch").get(pk=pool.pk)
        if PoolClosing.objects.filter(pool=row).exists():
            raise PoolClosedError(row.number)
        batch = Batch.objects.select_for_update().get(pk=row.batch_id)
        block = parse_serial_block(batch.registry, serial_block)
        if block.series != batch.series or block.start < batch.block_start or block.end > batch.block_end:
            raise PoolBlockError(serial_block, "foreign")
        if PoolBlock.objects.filter(pool=row).exists():
            raise PoolBlockError(serial_block, "second")
        others = PoolBlock.objects.filter(batch=batch)
        if others.filter(first_unit__lte=block.end, last_unit__gte=block.start).exists():
            raise PoolBlockError(serial_block, "overlap")
        return PoolBlock.objects.create(
            pool=row,
            batch=batch,
            serial_block=block.text,
            first_unit=block.start,
            last_unit=block.end,
            reference=evidence.reference,
            retired_on=evidence.retired_on,
            evidence_address=evidence.address,
            evidence_name=evidence.file_name,
            evidence=evidence.file,
            evidence_digest=hashlib.sha256(evidence.file).hexdigest() if evidence.file else "",
            attached_at=timezone.now(),
            attached_by=by,
        )


def closing_of(pool: Pool, residual_from: Account | None) -> Closing:
    """What the pool would hold if it closed now.

    Refuses with PoolClosedError, PoolWithoutBlockError, PoolEmptyError, ResidualNotBackedError.
    """
    if PoolClosing.objects.filter(pool=pool).exists():
        raise PoolClosedError(pool.number)
    block = PoolBlock.objects.filter(pool=pool).first()
    if block is None:
        raise PoolWithoutBlockError(pool.number)
    capacity = block.unit_count * GRAMS_PER_UNIT
    leaves = credits.ledger.fill_pool(gathered(pool.batch), capacity)
    if not leaves:
        raise PoolEmptyError(pool.number)
    total = sum(grams for _retirement, grams in leaves)
    closing = Closing(tuple(leaves), total, capacity - total)
    if closing.residual_grams:
        _check_backed(pool, residual_from, closing.residual_grams)
    return closing


def gathered(batch: Batch) -> Iterator[tuple[int, int]]:
    """Retirements of a batch that lie in no closed pool, with their grams, in settlement order."""
    last = PoolLeaf.objects.filter(pool__batch=batch).order_by("-pool__number", "-position").first()
    rows = Retirement.objects.filter(slices__batch=batch)
    pooled = 0
    if last is not None:
        rows = rows.filter(leaf_index__gte=last.retirement.leaf_index)
        same = PoolLeaf.objects.filter(pool__batch=batch, retirement=last.retirement)
        pooled = same.aggregate(total=Sum("amount_grams"))["total"]
    sums = rows.annotate(grams=Sum(F("slices__batch_to") - F("slices__batch_from"))).order_by("leaf_index")
    for retirement_id, grams in sums.values_list("pk", "grams").iterator():
        if grams > pooled:
            yield retirement_id, grams - pooled
        pooled = 0  # only the first was cut at the end of the pool before


def close_pool(proposal: Proposal, by: User) -> PoolClosing:
    """Carry out an approved proposal to close a pool: its leaves, its tree, its signed statement, its residual."""
    log = Appender()
    log.check_clock()
    pool = Pool.objects.select_related("batch", "block").get(number=proposal.body["pool"])
    code = proposal.body["residual_from"]
    residual_from = Account.objects.get(code=code) if code else None
    closing = closing_of(pool, residual_from)
    insert_rows(
        PoolLeaf,
        ("pool_id", "position", "retirement_id", "amount_grams"),
        [(pool.pk, position, *leaf) for position, leaf in enumerate(closing.leaves)],
    )
    tree = SumTree.of_leaves(_sum_leaves(closing))
    statement = _statement(pool, closing, tree)
    signer = current_signer()
    note = sign_statement(statement, signer)
    known_key(signer.key)
    if closing.residual_grams and residual_from is not None:
        _give_up(log, proposal, pool.batch, residual_from, closing.residual_grams, by)
    entry = PoolEntry(
        log.at, pool.number, tree.root.hash, closing.sum_grams, len(closing.leaves), statement.digest
    )
    row = PoolClosing.objects.create(
        pool=pool,
        proposal=proposal,
        root_hash=tree.root.hash,
        blocks=tree.row(BLOCK_LEVEL),
        sum_grams=closing.sum_grams,
        leaf_count=len(closing.leaves),
        residual_grams=closing.residual_grams,
        statement=note,
        closed_at=log.made_at,
        leaf_index=log.append(pool_entry(entry)),
    )
    log.write()
    return row


def _sum_leaves(closing: Closing) -> list[SumLeaf]:
    rows = Retirement.objects.in_bulk([retirement for retirement, _grams in closing.leaves])
    return [SumLeaf(commitment_of(rows[retirement]), grams) for retirement, grams in closing.leaves]


def _statement(pool: Pool, closing: Closing, tree: SumTree) -> PoolStatement:
    block = pool.block
    return PoolStatement(
        origin=current_signer().name,
        pool=pool.number,
        batch=str(pool.batch.public_id),
        registry=pool.batch.registry,
        serials=block.serial_block,
        units=block.unit_count,
        reference=block.reference,
        retired=block.retired_on,
        evidence=block.evidence_digest or "none",
        sum=closing.sum_grams,
        leaves=len(closing.leaves),
        residual=closing.residual_grams,
        root=tree.root.hash,
    )


def _check_backed(pool: Pool, account: Account | None, residual_grams: int) -> None:
    """Units are whole: what the block has over must leave somebody's account, or it would be promised again."""
    if account is None:
        raise ResidualNotBackedError(pool.number, residual_grams)
    account.refresh_from_db()
    free = account.credited_grams - account.debited_grams - account.held_grams
    of_batch = sum(span.amount_grams for span in spans_of(account) if span.batch_id == pool.batch_id)
    if min(free, of_batch) < residual_grams:
        raise ResidualNotBackedError(pool.number, residual_grams)


def _give_up(
    log: Appender, proposal: Proposal, batch: Batch, account: Account, amount_grams: int, by: User
) -> None:
    accounts = locked(account, own_account(CANCELLED))
    account = accounts[account.code]
    parts = credits.ledger.last_parts(spans_of(account), batch.pk, amount_grams)
    movement = Movement(
        Transfer.Kind.CANCEL, account, accounts[CANCELLED], by=by, reason="residual", proposal=proposal
    )
    leave_gaps(carry(log, movement, parts), parts)
