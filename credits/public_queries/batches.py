"""One batch: its life, its marks, its pools, its movements."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from credits.models import Batch, BatchMark, Pool, Transfer
from credits.public_queries.totals import PAGE_ROWS, BatchFigures, figures_of


@dataclass(frozen=True, slots=True)
class BatchLife:
    """All that a batch's page says, apart from its movements."""

    figures: BatchFigures
    marks: Sequence[BatchMark]
    pools: Sequence[Pool]

    @property
    def batch(self) -> Batch:
        return self.figures.batch

    @property
    def standing_pools(self) -> list[Pool]:
        """Those that were not given up: their blocks are retired outside for us."""
        return [pool for pool in self.pools if not hasattr(pool, "withdrawal")]

    @property
    def impaired(self) -> BatchMark | None:
        return next((mark for mark in self.marks if mark.kind == BatchMark.Kind.IMPAIRED), None)


def batch_life(public_id: UUID) -> BatchLife | None:
    """The life of the batch with this id, or None if there is none."""
    batch = Batch.objects.select_related("proposal__decision").filter(public_id=public_id).first()
    if batch is None:
        return None
    pools = (
        Pool.objects.filter(batch=batch)
        .select_related("block", "closing", "withdrawal")
        .defer("block__evidence")
    )
    marks = BatchMark.objects.filter(batch=batch)
    return BatchLife(figures_of([batch])[0], list(marks), list(pools.order_by("number")))


def transfers_of(batch: Batch, before: int | None = None) -> tuple[list[Transfer], int | None]:
    """The batch's movements, the newest first; and the id before which the next page begins, if there is one."""
    rows = Transfer.objects.filter(batch=batch)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    accounts = ("debit_account__organization", "credit_account__organization")
    found = list(rows.select_related("batch", *accounts).order_by("-pk")[: PAGE_ROWS + 1])
    return found[:PAGE_ROWS], found[PAGE_ROWS - 1].pk if len(found) > PAGE_ROWS else None
