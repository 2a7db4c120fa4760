"""Batches: how one is entered, found impaired, and closed."""

import logging
import uuid
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Sum

import credits.ledger
from credits.actions.checks import check_period, checked_choice, checked_text
from credits.errors import (
    BatchClosedError,
    BatchNotEmptyError,
    FieldError,
    SerialBlockOverlapError,
    UnknownBatchError,
)
from credits.ledger import GRAMS_PER_UNIT
from credits.log import Appender
from credits.models import Account, Batch, BatchMark, PoolLeaf, Proposal, RetirementSlice, Transfer
from credits.proofs.entries import MarkEntry, mark_entry
from credits.serials import SerialBlock, parse_serial_block
from credits.tape import (
    CANCELLED,
    IMPAIRED,
    OUTSIDE,
    OWN_KINDS,
    Movement,
    impaired_batches,
    lay,
    locked,
    own_account,
    record,
    set_apart,
)
from people.models import User

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NewBatch:
    """A serial block as its registry describes it, ready to be entered."""

    registry: str
    serial_block: str
    project_code: str
    project_name_zh: str
    project_name_en: str
    methodology: str
    vintage_start: date
    vintage_end: date
    is_demonstration: bool = False
    country: str = "CN"
    unit_type: str = ""

    def as_body(self) -> dict[str, Any]:
        """As a proposal keeps it."""
        body = asdict(self)
        for name in ("vintage_start", "vintage_end"):
            body[name] = body[name].isoformat()
        return body

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> "NewBatch":
        batch = cls(**body)
        return replace(
            batch,
            vintage_start=date.fromisoformat(body["vintage_start"]),
            vintage_end=date.fromisoformat(body["vintage_end"]),
        )


# How long what is said of a batch may be.
_TEXTS = {"project_code": 60, "project_name_zh": 200, "project_name_en": 200, "methodology": 80, "country": 2}


def checked_block(batch: NewBatch) -> SerialBlock:
    """The block of a new batch, when all that is said of it can be stored.

    Refuses with FieldError, SerialNotReadableError, SerialBlockError, WrongRegistryError, InvalidAmountError (a
    block of more grams than a ledger can count), SerialBlockOverlapError.
    """
    checked_choice("registry", batch.registry, Batch.Registry.values)
    checked_choice("unit_type", batch.unit_type, ["", *Batch.UnitType.values])
    for field, limit in _TEXTS.items():
        checked_text(field, getattr(batch, field), limit=limit)
    if not (batch.country.isascii() and batch.country.isalpha() and batch.country.isupper()):
        raise FieldError("country", batch.country)
    check_period(batch.vintage_start, batch.vintage_end)
    block = parse_serial_block(batch.registry, batch.serial_block)
    checked_text("serial_block", block.text, limit=160)
    credits.ledger.checked_amount(block.unit_count * GRAMS_PER_UNIT)
    overlapping = Batch.objects.filter(
        registry=batch.registry,
        series=block.series,
        block_start__lte=block.end,
        block_end__gte=block.start,
    ).first()
    if overlapping is not None:
        raise SerialBlockOverlapError(overlapping.serial_block)
    return block


def enter_batch(proposal: Proposal, by: User) -> Batch:
    """Carry out an approved proposal to issue: the batch, and all of its grams on its owner's account."""
    new = NewBatch.from_body(proposal.body["batch"])
    log = Appender()
    log.check_clock()
    # The log's lock keeps every other issue out, so no two blocks are compared with a stale view.
    block = checked_block(new)
    accounts = locked(own_account(OUTSIDE), Account.objects.get(code=proposal.body["to"]))
    outside, owner = accounts[OUTSIDE], accounts[proposal.body["to"]]
    batch = Batch.objects.create(
        registry=new.registry,
        serial_block=block.text,
        series=block.series,
        block_start=block.start,
        block_end=block.end,
        project_code=new.project_code,
        project_name_zh_hans=new.project_name_zh,
        project_name_en=new.project_name_en,
        methodology=new.methodology,
        country=new.country,
        unit_type=new.unit_type,
        vintage_start=new.vintage_start,
        vintage_end=new.vintage_end,
        is_demonstration=new.is_demonstration,
        proposal=proposal,
    )
    movement = Movement(Transfer.Kind.ISSUE, outside, owner, by=by, proposal=proposal)
    transfer = record(log, movement, batch, (0, batch.amount_grams))
    lay(owner, transfer)
    Account.objects.filter(pk=outside.pk).update(debited_grams=F("debited_grams") + batch.amount_grams)
    # What came may take the place of what was promised and impaired.
    set_apart(log, owner, impaired_batches())
    log.write()
    return batch


def batch_with(public_id: object) -> Batch:
    """The batch with this id. Refuses with UnknownBatchError, for text that is no id as well."""
    try:
        return Batch.objects.get(public_id=uuid.UUID(str(public_id)))
    except (Batch.DoesNotExist, ValueError):
        raise UnknownBatchError(public_id) from None


def check_not_closed(batch: Batch) -> None:
    """BatchClosedError for a batch of which nothing may be said or moved any more."""
    if batch.marks.filter(kind=BatchMark.Kind.CLOSED).exists():
        raise BatchClosedError(batch.serial_block)


def impair(*, batch: Batch, reason: str, by: User) -> BatchMark:
    """Mark a batch as flawed, and set apart at once whatever of it nobody was promised.

    What was promised waits until other grams take its place: nothing more is retired out of the batch. One
    person may do it, since it only stops. May be repeated. Refuses with FieldError (the reason), BatchClosedError.
    """
    checked_text("reason", reason, limit=500)
    with transaction.atomic():
        log = Appender()
        existing = batch.marks.filter(kind=BatchMark.Kind.IMPAIRED).first()
        if existing is not None:
            return existing
        check_not_closed(batch)
        log.keep_time()  # it stops something: no clock may stand in its way
        mark = _mark(log, batch, BatchMark.Kind.IMPAIRED, reason, by)
        _set_apart_everywhere(log, {batch.pk})
        log.write()
        return mark


def set_apart_impaired() -> None:
    """Set apart what of impaired batches has become free since. May be repeated; costs a query where there is none."""
    impaired = impaired_batches()
    if not impaired or not _accounts_with(impaired):
        return
    with transaction.atomic():
        log = Appender()
        log.keep_time()
        _set_apart_everywhere(log, impaired)
        log.write()


def close_batch(*, batch: Batch, reason: str, by: User) -> BatchMark:
    """Close a batch of which nothing is left to move, and whose every retired gram lies in a closed pool.

    May be repeated. Refuses with BatchNotEmptyError, ClockBehindError.
    """
    checked_text("reason", reason, limit=500)
    with transaction.atomic():
        log = Appender()
        existing = batch.marks.filter(kind=BatchMark.Kind.CLOSED).first()
        if existing is not None:
            return existing
        log.check_clock()
        slices = RetirementSlice.objects.filter(batch=batch).aggregate(
            total=Sum(F("batch_to") - F("batch_from"))
        )
        retired = slices["total"] or 0
        # Cancelled grams have left for good as well, and those set apart that were not cancelled since.
        gone_grams = _came_to(batch, CANCELLED) + _came_to(batch, IMPAIRED) - _left(batch, IMPAIRED)
        pooled = PoolLeaf.objects.filter(pool__batch=batch).aggregate(total=Sum("amount_grams"))["total"] or 0
        left = batch.amount_grams - retired - gone_grams
        if left or retired != pooled:
            raise BatchNotEmptyError(batch.serial_block, left_grams=left, unpooled_grams=retired - pooled)
        mark = _mark(log, batch, BatchMark.Kind.CLOSED, reason, by)
        log.write()
        return mark


def _mark(log: Appender, batch: Batch, kind: BatchMark.Kind, reason: str, by: User) -> BatchMark:
    entry = MarkEntry(log.at, kind.value, str(batch.public_id))  # type: ignore[arg-type]
    return BatchMark.objects.create(
        batch=batch,
        kind=kind,
        reason=reason,
        made_at=log.made_at,
        made_by=by,
        leaf_index=log.append(mark_entry(entry)),
    )


def _came_to(batch: Batch, kind: str) -> int:
    rows = Transfer.objects.filter(batch=batch, credit_account__kind=kind)
    return rows.aggregate(total=Sum("amount_grams"))["total"] or 0


def _left(batch: Batch, kind: str) -> int:
    rows = Transfer.objects.filter(batch=batch, debit_account__kind=kind)
    return rows.aggregate(total=Sum("amount_grams"))["total"] or 0


def _accounts_with(batch_ids: Collection[int]) -> list[Account]:
    rows = Account.objects.filter(lots__batch_id__in=batch_ids, lots__tape_to__gt=F("tape_position"))
    return list(rows.exclude(kind__in=OWN_KINDS).distinct())


def _set_apart_everywhere(log: Appender, batch_ids: Collection[int]) -> None:
    for account in locked(*_accounts_with(batch_ids)).values():
        try:
            set_apart(log, account, batch_ids)
        except ValueError:
            # A broken tape keeps its grams, and settles nothing either; the others' are set apart all the same.
            logger.exception("What is impaired on %s cannot be set apart.", account.code)
