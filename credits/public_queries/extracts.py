"""What of the ledger is one event's: the serials that were retired for it, and its accounts' rows, for those who audit.

It is asked by requests and accounts, which the caller knows: the ledger itself knows neither journeys nor events.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from credits.ledger import GRAMS_PER_UNIT
from credits.ledger_phrases import serials_of, serials_of_grams
from credits.models import (
    Account,
    Batch,
    LogLeaf,
    Pool,
    PoolBlock,
    Proposal,
    Retirement,
    RetirementRequest,
    RetirementSlice,
    Transfer,
)
from credits.proofs import tiles
from credits.public_queries import public_log

_AT_A_TIME = 5_000


class GramSpan(NamedTuple):
    """Grams `[start, end)` of a batch."""

    batch_id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SerialRange:
    """Grams `[start, end)` of a batch, the units in which they lie, and the blocks that were retired outside there."""

    batch: Batch
    start: int
    end: int
    serials: str
    blocks: tuple[PoolBlock, ...]

    @property
    def amount_grams(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class RetirementFigure:
    """A retirement without for whom it is."""

    public_id: UUID
    amount_grams: int
    purpose: str
    retired_at: datetime
    leaf_index: int


def requests_of_proposals(proposal_ids: QuerySet[Any] | Collection[int]) -> QuerySet[Any]:
    """The ids of the retirement requests that were made by these proposals."""
    return RetirementRequest.objects.filter(proposal__in=proposal_ids).order_by().values("pk")


def with_replacements(request_ids: QuerySet[Any]) -> QuerySet[Any]:
    """The ids of these requests, of those retired in place of what was flawed in them, in place of these, and so on."""
    found = [request_ids]
    while (later := _in_place_of(found[-1])).exists():
        found.append(later)
    return requests_among(*found) if len(found) > 1 else request_ids


def _in_place_of(request_ids: QuerySet[Any]) -> QuerySet[Any]:
    rows = RetirementRequest.objects.filter(replaces__in=request_ids, retirement__isnull=False)
    return rows.order_by().values("pk")


def requests_among(*found: QuerySet[Any]) -> QuerySet[Any]:
    """The ids of all requests that any of these subqueries names."""
    named = Q()
    for ids in found:
        named |= Q(pk__in=ids)
    return RetirementRequest.objects.filter(named).order_by().values("pk")


def retirements_of(request_ids: QuerySet[Any] | Collection[int]) -> list[RetirementFigure]:
    """The retirements of these requests, in the log's order. For whom they are is not told."""
    rows = Retirement.objects.filter(request__in=request_ids).order_by("leaf_index")
    return [
        RetirementFigure(*row)
        for row in rows.values_list("public_id", "amount_grams", "purpose", "retired_at", "leaf_index")
    ]


def serial_ranges(request_ids: QuerySet[Any] | Collection[int]) -> list[SerialRange]:
    """What these requests retired, by batch and gram: ranges that touch are one, however many people they are of."""
    rows = (
        RetirementSlice.objects.filter(retirement__in=request_ids)
        .order_by("batch", "batch_from")
        .values_list("batch", "batch_from", "batch_to")
    )
    spans = list(joined(GramSpan(*row) for row in rows.iterator(chunk_size=_AT_A_TIME)))
    batches = Batch.objects.in_bulk({span.batch_id for span in spans})
    blocks: dict[int, list[PoolBlock]] = {}
    for block in PoolBlock.objects.filter(batch__in=batches, pool__withdrawal=None).select_related("pool"):
        blocks.setdefault(block.batch_id, []).append(block)
    return [_range(span, batches[span.batch_id], blocks.get(span.batch_id, [])) for span in spans]


def joined(spans: Iterable[GramSpan]) -> Iterator[GramSpan]:
    """Spans in their order, those that touch joined."""
    last: GramSpan | None = None
    for span in spans:
        if last is not None and (span.batch_id, span.start) == (last.batch_id, last.end):
            last = last._replace(end=span.end)
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


def _range(span: GramSpan, batch: Batch, blocks: list[PoolBlock]) -> SerialRange:
    first = batch.block_start + span.start // GRAMS_PER_UNIT
    last = batch.block_start + (span.end - 1) // GRAMS_PER_UNIT
    touched = [block for block in blocks if block.first_unit <= last and block.last_unit >= first]
    touched.sort(key=lambda block: block.first_unit)
    return SerialRange(batch, span.start, span.end, serials_of(batch, first, last), tuple(touched))


def transfers_of(accounts: Collection[Account]) -> Iterator[Transfer]:
    """All rows that credited or debited these accounts, in their order, with both accounts and the batch."""
    rows = _through(accounts)
    related = rows.select_related("debit_account", "credit_account", "batch", "proposal", "made_by")
    yield from related.order_by("pk").iterator(chunk_size=_AT_A_TIME)


def _through(accounts: Collection[Account]) -> QuerySet[Transfer]:
    return Transfer.objects.filter(Q(debit_account__in=accounts) | Q(credit_account__in=accounts))


def slices_of(request_ids: QuerySet[Any] | Collection[int]) -> Iterator[RetirementSlice]:
    """The retired ranges of these requests in the log's order, with their retirement and batch."""
    rows = RetirementSlice.objects.filter(retirement__in=request_ids).select_related(
        "retirement__account", "batch"
    )
    yield from rows.order_by("retirement__leaf_index", "batch_from").iterator(chunk_size=_AT_A_TIME)


def batches_of(accounts: Collection[Account], request_ids: QuerySet[Any] | Collection[int]) -> list[Batch]:
    """Every batch of which a gram moved through these accounts, or was retired by these requests."""
    moved = _through(accounts)
    retired = RetirementSlice.objects.filter(retirement__in=request_ids)
    rows = Batch.objects.filter(
        Q(pk__in=moved.order_by().values("batch")) | Q(pk__in=retired.order_by().values("batch"))
    )
    return list(rows.prefetch_related("marks").order_by("pk"))


def proposals_of(
    accounts: Collection[Account], request_ids: QuerySet[Any] | Collection[int], batches: Collection[Batch]
) -> list[Proposal]:
    """What two people decided of these accounts, requests and batches, with the decisions and both people."""
    moved = _through(accounts)
    issued = Transfer.objects.filter(batch__in=batches, kind=Transfer.Kind.ISSUE)
    asked = RetirementRequest.objects.filter(pk__in=request_ids)
    rows = Proposal.objects.filter(
        Q(pk__in=moved.order_by().values("proposal"))
        | Q(pk__in=issued.order_by().values("proposal"))
        | Q(pk__in=asked.order_by().values("proposal"))
        | Q(pool_closing__pool__batch__in=batches)
    )
    return list(rows.select_related("proposed_by", "decision__decided_by").order_by("pk"))


def leaf_indexes_of(
    accounts: Collection[Account], request_ids: QuerySet[Any] | Collection[int], batches: Collection[Batch]
) -> list[int]:
    """The log's leaves of all of that: moves, issues, retirements, the ends of pools; in their order."""
    moved = _through(accounts)
    found = set(moved.exclude(leaf_index=None).values_list("leaf_index", flat=True))
    issued = Transfer.objects.filter(batch__in=batches, kind=Transfer.Kind.ISSUE)
    found |= set(issued.values_list("leaf_index", flat=True))
    found |= set(Retirement.objects.filter(request__in=request_ids).values_list("leaf_index", flat=True))
    for batch in batches:
        found |= set(batch.marks.values_list("leaf_index", flat=True))
        closed = batch.pools.filter(closing__isnull=False)
        found |= set(closed.values_list("closing__leaf_index", flat=True))
    return sorted(index for index in found if index is not None)


def units_of(part: RetirementSlice) -> str:
    """The serials of the units in which a retired range lies."""
    return serials_of_grams(part.batch, part.batch_from, part.batch_to)


def pools_of(batches: Collection[Batch]) -> list[Pool]:
    """All pools of these batches by number, with block, end and withdrawal where they have them."""
    rows = Pool.objects.filter(batch__in=batches).select_related("batch", "block", "closing", "withdrawal")
    return list(rows.defer("block__evidence", "closing__blocks").order_by("number"))


def entries_of(indexes: Collection[int]) -> Iterator[tuple[int, bytes]]:
    """The bytes of these leaves' entries, in their order."""
    ordered = sorted(indexes)
    for at in range(0, len(ordered), _AT_A_TIME):
        rows = LogLeaf.objects.filter(index__in=ordered[at : at + _AT_A_TIME]).order_by("index")
        for index, entry in rows.values_list("index", "entry"):
            yield index, bytes(entry)


def tiles_under(indexes: Collection[int], size: int) -> Iterator[tuple[str, bytes]]:
    """The tiles of the log that prove these leaves in its first `size`, by their paths, as tlog-tiles serves them.

    At each level those over the leaves, and the last one: from them anybody computes the root.
    """
    wanted = {index // tiles.TILE_WIDTH for index in indexes if index < size}
    level = 0
    while width := size >> tiles.TILE_HEIGHT * level:
        for number in sorted(wanted | {(width - 1) // tiles.TILE_WIDTH}):
            address = tiles.TileAddress(level, number, tiles.width_in(size, level, number))
            if (content := public_log.tile(address)) is not None:
                yield address.path, content
        wanted = {number // tiles.TILE_WIDTH for number in wanted}
        level += 1
