"""Pools: what gathered, what was closed, and what anyone needs to check it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Sum

from credits.ledger import GRAMS_PER_UNIT
from credits.models import Pool, PoolBlock, PoolClosing, PoolLeaf
from credits.public_queries.totals import PAGE_ROWS, figures_of
from credits.settlement import commitment_of


@dataclass(frozen=True, slots=True)
class PoolView:
    """What a pool's page says. `gathered_grams` is the sum of a closed pool, or what waits for an open one."""

    pool: Pool
    block: PoolBlock | None
    closing: PoolClosing | None
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
    rows = Pool.objects.select_related("batch", "block", "closing").defer("block__evidence")
    if before is not None:
        rows = rows.filter(number__lt=before)
    found = list(rows.order_by("-number")[: PAGE_ROWS + 1])
    views = _views(found[:PAGE_ROWS])
    return views, found[PAGE_ROWS - 1].number if len(found) > PAGE_ROWS else None


def pool_view(number: int) -> PoolView | None:
    """The pool with this number, or None if there is none."""
    rows = Pool.objects.select_related("batch", "block", "closing__proposal").defer("block__evidence")
    found = rows.filter(number=number).first()
    return _views([found])[0] if found is not None else None


def evidence_of(number: int) -> PoolBlock | None:
    """The block of a pool with the file that proves it, or None where there is no file."""
    return PoolBlock.objects.filter(pool__number=number).exclude(evidence_digest="").first()


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
    open_batches = {row.batch_id: row.batch for row in rows if getattr(row, "closing", None) is None}
    waiting: dict[int, int] = {}
    if open_batches:
        closed = PoolClosing.objects.filter(pool__batch__in=open_batches).values("pool__batch")
        pooled = dict(closed.annotate(grams=Sum("sum_grams")).values_list("pool__batch", "grams"))
        for figures in figures_of(list(open_batches.values())):
            key = figures.batch.pk
            waiting[key] = figures.retired_grams - pooled.get(key, 0)
    views = []
    for row in rows:
        closing = getattr(row, "closing", None)
        gathered = closing.sum_grams if closing is not None else waiting[row.batch_id]
        views.append(PoolView(row, getattr(row, "block", None), closing, gathered))
    return views
