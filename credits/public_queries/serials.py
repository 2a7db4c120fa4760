"""From a serial to what became of it, and from words to pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q

import credits.hooks
from credits.ledger import GRAMS_PER_UNIT
from credits.models import Account, Batch, Lot, PoolBlock, PoolLeaf, Retirement, RetirementSlice, Transfer
from credits.picture import Span, clipped
from credits.public_queries.totals import PAGE_ROWS, BatchFigures, figures_of
from credits.serials import SerialBlock
from credits.tape import OWN_KINDS

BATCHES_MAX = 10  # under one pasted range; more are told of
LOTS_MAX = 100


@dataclass(frozen=True, slots=True)
class RetiredPart:
    """Grams `[batch_from, batch_to)` of a retirement inside a looked-up block, and what leads on from there."""

    slice: RetirementSlice
    batch_from: int
    batch_to: int
    pool_numbers: tuple[int, ...]
    certificate_address: str | None

    @property
    def amount_grams(self) -> int:
        return self.batch_to - self.batch_from


@dataclass(frozen=True, slots=True)
class Found:
    """The part of a looked-up block that lies in one of our batches: units `first` to `last`, grams `[start, end)`."""

    figures: BatchFigures
    first: int
    last: int
    segments: Sequence[Span]
    transfers: Sequence[Transfer]
    pool_blocks: Sequence[PoolBlock]
    retired: Sequence[RetiredPart]
    next_gram: int | None  # where the next page of retirements begins

    @property
    def batch(self) -> Batch:
        return self.figures.batch

    @property
    def start(self) -> int:
        return (self.first - self.batch.block_start) * GRAMS_PER_UNIT

    @property
    def unit_count(self) -> int:
        return self.last - self.first + 1

    @property
    def amount_grams(self) -> int:
        return self.unit_count * GRAMS_PER_UNIT


@dataclass(frozen=True, slots=True)
class Matches:
    """What a search found, besides single pages."""

    batches: Sequence[Batch]
    accounts: Sequence[Account]


def look_up(block: SerialBlock, from_gram: int = 0) -> tuple[list[Found], bool]:
    """What is known of each batch that shares a unit with `block`; and whether there are more than are told.

    `from_gram` is where the list of retirements goes on, for a block inside one batch.
    """
    rows = Batch.objects.filter(
        registry=block.registry,
        series=block.series,
        block_start__lte=block.end,
        block_end__gte=block.start,
    ).order_by("block_start")[: BATCHES_MAX + 1]
    figures = figures_of(list(rows))
    return [_found(each, block, from_gram) for each in figures[:BATCHES_MAX]], len(figures) > BATCHES_MAX


def _found(figures: BatchFigures, block: SerialBlock, from_gram: int) -> Found:
    batch = figures.batch
    first, last = max(block.start, batch.block_start), min(block.end, batch.block_end)
    start = (first - batch.block_start) * GRAMS_PER_UNIT
    end = (last + 1 - batch.block_start) * GRAMS_PER_UNIT
    lots = (
        Lot.objects.filter(batch=batch, batch_from__lt=end)
        .filter(batch_from__gt=start - F("tape_to") + F("tape_from"))
        .select_related(
            "transfer__debit_account__organization",
            "transfer__credit_account__organization",
            "transfer__batch",
        )
        .order_by("transfer_id")
    )
    blocks = PoolBlock.objects.filter(
        batch=batch, first_unit__lte=last, last_unit__gte=first, pool__withdrawal=None
    )
    retired, next_gram = retired_in(batch, max(start, from_gram), end)
    return Found(
        figures=figures,
        first=first,
        last=last,
        segments=clipped(figures.segments, start, end),
        transfers=[lot.transfer for lot in lots[:LOTS_MAX]],
        pool_blocks=list(blocks.select_related("pool").defer("evidence").order_by("first_unit")),
        retired=retired,
        next_gram=next_gram,
    )


def retired_in(batch: Batch, start: int, end: int) -> tuple[list[RetiredPart], int | None]:
    """The retirements that have grams of `[start, end)`, and the gram from which the next page goes on.

    Slices never overlap: only the last that begins at or before `start` can reach it. Two steps down an index.
    """
    rows = RetirementSlice.objects.filter(batch=batch).select_related("retirement", "batch")
    before = rows.filter(batch_from__lte=start).order_by("-batch_from").first()
    inside = rows.filter(batch_from__gt=start, batch_from__lt=end).order_by("batch_from")[: PAGE_ROWS + 1]
    found = [
        *([before] if before is not None and before.batch_to > start and before.batch_from < end else []),
        *inside,
    ]
    next_gram = found[PAGE_ROWS].batch_from if len(found) > PAGE_ROWS else None
    found = found[:PAGE_ROWS]
    pools = pool_numbers_of(row.retirement for row in found)
    addresses = credits.hooks.certificate_addresses([row.retirement.public_id for row in found])
    parts = [
        RetiredPart(
            row,
            max(row.batch_from, start),
            min(row.batch_to, end),
            pools.get(row.retirement_id, ()),
            addresses.get(row.retirement.public_id),
        )
        for row in found
    ]
    return parts, next_gram


def pool_numbers_of(retirements: Iterable[Retirement]) -> dict[int, tuple[int, ...]]:
    """The numbers of the closed pools that hold these retirements, by retirement."""
    rows = PoolLeaf.objects.filter(retirement__in=list(retirements))
    numbers: dict[int, tuple[int, ...]] = {}
    for retirement_id, number in rows.order_by("pool__number").values_list("retirement_id", "pool__number"):
        numbers[retirement_id] = (*numbers.get(retirement_id, ()), number)
    return numbers


def address_of_id(public_id: UUID) -> tuple[str, UUID] | None:
    """What has this id: the name of its page and the id in it. Retirements, batches, transfers (their batch)."""
    if Retirement.objects.filter(public_id=public_id).exists():
        return "retirement", public_id
    if Batch.objects.filter(public_id=public_id).exists():
        return "batch", public_id
    transfer = Transfer.objects.filter(public_id=public_id).select_related("batch").first()
    return ("batch", transfer.batch.public_id) if transfer is not None else None


def matches(text: str) -> Matches:
    """Batches and accounts whose names have these words, the newest first; small tables both."""
    words = text.split()[:8]
    batches, accounts = Batch.objects.order_by("-pk"), Account.objects.exclude(kind__in=OWN_KINDS)
    for word in words:
        batches = batches.filter(
            Q(project_name_zh_hans__icontains=word)
            | Q(project_name_en__icontains=word)
            | Q(project_code__icontains=word)
            | Q(serial_block__icontains=word)
            | Q(methodology__icontains=word)
        )
        accounts = accounts.filter(
            Q(name_zh_hans__icontains=word)
            | Q(name_en__icontains=word)
            | Q(code__icontains=word)
            | Q(organization__name_zh_hans__icontains=word)
            | Q(organization__name_en__icontains=word)
        )
    return Matches(
        list(batches[:PAGE_ROWS]), list(accounts.select_related("organization").order_by("code")[:PAGE_ROWS])
    )
