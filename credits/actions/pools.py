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
from credits.actions.checks import checked_text
from credits.bulk import insert_rows
from credits.errors import (
    AccountKindError,
    PoolBlockError,
    PoolClosedError,
    PoolEmptyError,
    PoolOpenError,
    PoolWithdrawnError,
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
    PoolWithdrawal,
    Proposal,
    Retirement,
    Transfer,
)
from credits.proofs.entries import PoolEntry, pool_entry
from credits.proofs.pools import PoolStatement, sign_statement
from credits.proofs.sumtree import BLOCK_LEVEL, SumLeaf, SumRoot, SumTree
from credits.serials import parse_serial_block
from credits.settlement import commitment_of
from credits.signing import current_signer, known_key
from credits.tape import (
    CANCELLED,
    IMPAIRED,
    OWN_KINDS,
    Movement,
    carry_last,
    locked,
    own_account,
    spans_of,
)
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
        is_open = Pool.objects.filter(batch=batch, closing=None, withdrawal=None).first()
        if is_open is not None:
            raise PoolOpenError(is_open.number)
        number = (Pool.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        return Pool.objects.create(number=number, batch=batch, opened_at=timezone.now(), opened_by=by)


def attach_block(*, pool: Pool, serial_block: str, evidence: Evidence, by: User) -> PoolBlock:
    """Attach the units that the outside registry retired for this pool. Once, and for good.

    They may be retired before anything was gathered. Refuses with FieldError (what the signed statement could not
    say), SerialNotReadableError, SerialBlockError,
    WrongRegistryError, PoolClosedError, PoolBlockError (foreign: not of this batch; overlap: of another pool;
    second: this pool has its block).
    """
    checked_text("reference", evidence.reference, limit=200)
    checked_text("evidence_address", evidence.address, limit=500, may_be_empty=True)
    checked_text("evidence_name", evidence.file_name, limit=200, may_be_empty=True)
    with transaction.atomic():
        row = Pool.objects.select_for_update().select_related("batch").get(pk=pool.pk)
        check_open(row)
        batch = Batch.objects.select_for_update().get(pk=row.batch_id)
        block = parse_serial_block(batch.registry, serial_block)
        if block.series != batch.series or block.start < batch.block_start or block.end > batch.block_end:
            raise PoolBlockError(serial_block, "foreign")
        if PoolBlock.objects.filter(pool=row).exists():
            raise PoolBlockError(serial_block, "second")
        others = PoolBlock.objects.filter(batch=batch, pool__withdrawal=None)
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


def check_open(pool: Pool) -> None:
    """PoolClosedError, PoolWithdrawnError for a pool that has ended."""
    if PoolClosing.objects.filter(pool=pool).exists():
        raise PoolClosedError(pool.number)
    if PoolWithdrawal.objects.filter(pool=pool).exists():
        raise PoolWithdrawnError(pool.number)


def withdraw_pool(*, pool: Pool, reason: str, by: User) -> PoolWithdrawal:
    """Give an open pool up: its block was mistyped, or retired for something else. It stays in sight, with the reason.

    What it gathered is the next pool's. Refuses with FieldError (the reason), PoolClosedError, PoolWithdrawnError.
    """
    checked_text("reason", reason, limit=500)
    with transaction.atomic():
        row = Pool.objects.select_for_update().get(pk=pool.pk)
        check_open(row)
        return PoolWithdrawal.objects.create(
            pool=row, reason=reason, withdrawn_at=timezone.now(), withdrawn_by=by
        )


def closing_of(pool: Pool, residual_from: Account | None) -> Closing:
    """What the pool would hold if it closed now.

    Refuses with PoolClosedError, PoolWithdrawnError, PoolWithoutBlockError, PoolEmptyError, AccountKindError,
    ResidualNotBackedError.
    """
    check_open(pool)
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
    pool = (
        Pool.objects.select_for_update(of=("self",))
        .select_related("batch", "block")
        .get(number=proposal.body["pool"])
    )
    code = proposal.body["residual_from"]
    # Locked before it is looked at: an intake in between would take what the residual needs.
    residual_from = locked(Account.objects.get(code=code))[code] if code else None
    closing = closing_of(pool, residual_from)
    insert_rows(
        PoolLeaf,
        ("pool_id", "position", "retirement_id", "amount_grams"),
        [(pool.pk, position, *leaf) for position, leaf in enumerate(closing.leaves)],
    )
    tree = SumTree.of_leaves(_sum_leaves(closing))
    statement = statement_of(pool, tree.root, closing.residual_grams)
    signer = current_signer()
    note = sign_statement(statement, signer)
    known_key(signer.key)
    if closing.residual_grams and residual_from is not None and residual_from.kind != CANCELLED:
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


def statement_of(pool: Pool, root: SumRoot, residual_grams: int) -> PoolStatement:
    """What is stated of a pool with this tree over its leaves, and so much over in its block."""
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
        sum=root.sum_grams,
        leaves=root.leaf_count,
        residual=residual_grams,
        root=root.hash,
    )


def _check_backed(pool: Pool, account: Account | None, residual_grams: int) -> None:
    """Units are whole: what the block has over must have left somebody's account, or it would be promised again.

    It leaves a holder's account, or what was set apart as impaired; or it was cancelled before, for no other pool.
    """
    if account is None:
        raise ResidualNotBackedError(pool.number, residual_grams)
    if account.kind in OWN_KINDS - {CANCELLED, IMPAIRED}:
        raise AccountKindError(account.code, account.kind)
    if account.kind == CANCELLED:
        backing = cancelled_and_unused(pool.batch)
    else:
        account.refresh_from_db()
        free = account.credited_grams - account.debited_grams - account.held_grams
        spans = spans_of(account)
        backing = min(free, sum(span.amount_grams for span in spans if span.batch_id == pool.batch_id))
    if backing < residual_grams:
        raise ResidualNotBackedError(pool.number, residual_grams)


def cancelled_and_unused(batch: Batch) -> int:
    """Grams of a batch that were cancelled, and back no pool's residual yet."""
    cancelled = Transfer.objects.filter(batch=batch, credit_account__kind=CANCELLED)
    used = PoolClosing.objects.filter(pool__batch=batch)
    return int(cancelled.aggregate(total=Sum("amount_grams"))["total"] or 0) - int(
        used.aggregate(total=Sum("residual_grams"))["total"] or 0
    )


def _give_up(
    log: Appender, proposal: Proposal, batch: Batch, account: Account, amount_grams: int, by: User
) -> None:
    accounts = locked(account, own_account(CANCELLED))
    giver = accounts[account.code]
    movement = Movement(
        Transfer.Kind.CANCEL, giver, accounts[CANCELLED], by=by, reason="residual", proposal=proposal
    )
    carry_last(log, movement, batch.pk, amount_grams)
