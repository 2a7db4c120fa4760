"""Pools: what gathered, what was closed, and what anyone needs to check it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Sum

from credits.ledger import GRAMS_PER_UNIT
from credits.models import Batch, Pool, PoolBlock, PoolClosing, PoolLeaf, PoolWithdrawal
from credits.public_queries.totals import PAGE_ROWS, figures_of
from credits.settlement import commitment_of


@dataclass(frozen=True, slots=True)
class PoolView:
    """What a pool's page says. `gathered_grams` is the sum of a closed pool, what waits for an open one, else 0."""

    pool: Pool
    block: PoolBlock | None
    closing: PoolClosing | None
    withdrawal: PoolWithdrawal | None  # it was given up: what it gathered is the next pool's
    gathered_grams: int

    @property
    def capacity_grams(self) -> int | None:
        return self.block.unit_count * GRAMS_PER_UNIT if self.block is not None else None

    @property
    def statement_text(self) -> str:
        """What was signed, without the signature."""
        return self.closing.statement.partition("\n\n")[0] if self.closing is not None else ""


def pools(before: int | None = None) -> tuple[list[PoolView], int | None]:
    """Pools, the newest first; and the number before which the next page begins, if there is one."""
    rows = Pool.objects.select_related("batch", "block", "closing", "withdrawal").defer("block__evidence")
    if before is not None:
        rows = rows.filter(number__lt=before)
    found = list(rows.order_by("-number")[: PAGE_ROWS + 1])
    views = _views(found[:PAGE_ROWS])
    return views, found[PAGE_ROWS - 1].number if len(found) > PAGE_ROWS else None


def pool_view(number: int) -> PoolView | None:
    """The pool with this number, or None if there is none."""
    rows = Pool.objects.select_related("batch", "block", "closing__proposal", "withdrawal").defer(
        "block__evidence"
    )
    found = rows.filter(number=number).first()
    return _views([found])[0] if found is not None else None


def leaves_of(pool: Pool, from_position: int = 0) -> Iterator[tuple[int, str, int]]:
    """A closed pool's leaves: position, salted commitment in hexadecimal, grams. A thousand a query."""
    while True:
        rows = PoolLeaf.objects.filter(pool=pool, position__gte=from_position).select_related("retirement")
        found = list(rows.order_by("position")[:1000])
        if not found:
            return
        for leaf in found:
            yield leaf.position, commitment_of(leaf.retirement).hex(), leaf.amount_grams
        from_position = found[-1].position + 1


def _views(rows: list[Pool]) -> list[PoolView]:
    waiting = _waiting_grams({row.batch_id: row.batch for row in rows if _is_open(row)})
    views = []
    for row in rows:
        closing = getattr(row, "closing", None)
        gathered = closing.sum_grams if closing is not None else waiting.get(row.batch_id, 0)
        withdrawal = getattr(row, "withdrawal", None)
        views.append(
            PoolView(
                row,
                getattr(row, "block", None),
                closing,
                withdrawal,
                0 if withdrawal is not None else gathered,
            )
        )
    return views


def _is_open(row: Pool) -> bool:
    return not hasattr(row, "closing") and not hasattr(row, "withdrawal")


def _waiting_grams(batches: dict[int, Batch]) -> dict[int, int]:
    """For each batch the grams that were retired out of it and lie in no closed pool."""
    if not batches:
        return {}
    closed = PoolClosing.objects.filter(pool__batch__in=batches).values("pool__batch")
    pooled = dict(closed.annotate(grams=Sum("sum_grams")).values_list("pool__batch", "grams"))
    return {
        each.batch.pk: each.retired_grams - pooled.get(each.batch.pk, 0)
        for each in figures_of(list(batches.values()))
    }
