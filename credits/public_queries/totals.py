"""How much there is: of everything, by batch, by account."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import F, Q, Sum

import credits.log
from credits.models import Account, Batch, BatchMark, Lot, TapeGap
from credits.picture import Span, State, left_over, segments, totals
from credits.tape import OWN_KINDS

PAGE_ROWS = 50
_ATTEMPTS = 5
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class LedgerTotals:
    """Grams of all batches together, from the accounts' running totals. `held_grams` includes what is on hold."""

    issued_grams: int
    held_grams: int
    on_hold_grams: int
    retired_grams: int
    cancelled_grams: int
    set_apart_grams: int
    retirement_count: int

    @property
    def accounted_grams(self) -> int:
        return self.held_grams + self.retired_grams + self.cancelled_grams + self.set_apart_grams

    @property
    def is_balanced(self) -> bool:
        return self.issued_grams == self.accounted_grams


@dataclass(frozen=True, slots=True)
class BatchFigures:
    """A batch, and how many of its grams are in each state: together they are what was issued."""

    batch: Batch
    segments: Sequence[Span]
    held_grams: int
    retired_grams: int
    cancelled_grams: int
    set_apart_grams: int
    is_impaired: bool
    is_closed: bool


def unmoved(read: Callable[[], _Result]) -> _Result:
    """What `read` finds in several queries, as of one moment.

    Whoever moves a gram lengthens the log in the same transaction: if it is as long as before, nothing moved.
    """
    for _attempt in range(_ATTEMPTS - 1):
        before = credits.log.size()
        result = read()
        if credits.log.size() == before:
            return result
    return read()


def ledger_totals() -> LedgerTotals:
    """One query over the accounts."""
    # Without the model's own order: it would group by account.
    kinds = Account.objects.order_by().values_list("kind")
    rows: Iterable[tuple[Any, ...]] = kinds.annotate(
        Sum("credited_grams"), Sum("debited_grams"), Sum("held_grams"), Sum("retirement_count")
    )
    by_kind: dict[str, tuple[int, ...]] = {row[0]: row[1:] for row in rows}
    credited = {kind: sums[0] for kind, sums in by_kind.items()}
    debited = {kind: sums[1] for kind, sums in by_kind.items()}
    holders = by_kind.keys() - OWN_KINDS
    return LedgerTotals(
        issued_grams=debited.get(Account.Kind.OUTSIDE, 0),
        held_grams=sum(credited[kind] - debited[kind] for kind in holders),
        on_hold_grams=sum(by_kind[kind][2] for kind in holders),
        retired_grams=credited.get(Account.Kind.RETIRED, 0),
        cancelled_grams=credited.get(Account.Kind.CANCELLED, 0),
        set_apart_grams=credited.get(Account.Kind.IMPAIRED, 0),
        retirement_count=sum(by_kind[kind][3] for kind in holders),
    )


def holders(after: str = "") -> tuple[list[Account], str]:
    """Those who hold or held credits, by code; and the code behind which the next page begins, if there is one."""
    rows = Account.objects.exclude(kind__in=OWN_KINDS).filter(code__gt=after)
    found = list(rows.select_related("organization").order_by("code")[: PAGE_ROWS + 1])
    return found[:PAGE_ROWS], found[PAGE_ROWS - 1].code if len(found) > PAGE_ROWS else ""


def batches(before: int | None = None) -> tuple[list[BatchFigures], int | None]:
    """Batches, the newest first; and the id before which the next page begins, if there is one."""
    rows = Batch.objects.order_by("-pk")
    found = list((rows if before is None else rows.filter(pk__lt=before))[: PAGE_ROWS + 1])
    return figures_of(found[:PAGE_ROWS]), found[PAGE_ROWS - 1].pk if len(found) > PAGE_ROWS else None


def figures_of(rows: Sequence[Batch]) -> list[BatchFigures]:
    """The figures of these batches, in their order: four queries, over lots and never over retirements."""
    found = unmoved(lambda: _kept_spans([row.pk for row in rows]))
    marks = BatchMark.objects.filter(batch__in=rows).values_list("batch_id", "kind")
    marked = {(batch_id, kind) for batch_id, kind in marks}
    figures = []
    for row in rows:
        parts = segments(row.amount_grams, found.get(row.pk, []))
        grams = totals(parts)
        figures.append(
            BatchFigures(
                batch=row,
                segments=parts,
                held_grams=grams[State.HELD],
                retired_grams=grams[State.RETIRED],
                cancelled_grams=grams[State.CANCELLED],
                set_apart_grams=grams[State.SET_APART],
                is_impaired=(row.pk, BatchMark.Kind.IMPAIRED) in marked,
                is_closed=(row.pk, BatchMark.Kind.CLOSED) in marked,
            )
        )
    return figures


_TERMINAL = {Account.Kind.CANCELLED.value: State.CANCELLED, Account.Kind.IMPAIRED.value: State.SET_APART}


def _kept_spans(batch_ids: Collection[int]) -> dict[int, list[Span]]:
    """All grams of the batches that were not retired, by batch: where their last lot lies."""
    lots = Lot.objects.filter(batch_id__in=batch_ids).filter(
        Q(account__kind__in=list(_TERMINAL)) | Q(tape_to__gt=F("account__tape_position"))
    )
    rows = list(
        lots.order_by("account_id", "tape_from").values_list(
            *("batch_id", "account_id", "account__kind", "account__tape_position"),
            *("tape_from", "tape_to", "batch_from"),
        )
    )
    gaps: dict[int, list[range]] = {}
    found = TapeGap.objects.filter(
        account_id__in={row[1] for row in rows}, tape_to__gt=F("account__tape_position")
    )
    for account_id, start, end in found.order_by("tape_from").values_list(
        "account_id", "tape_from", "tape_to"
    ):
        gaps.setdefault(account_id, []).append(range(start, end))
    spans: dict[int, list[Span]] = {}
    for batch_id, account_id, kind, position, tape_from, tape_to, batch_from in rows:
        state = _TERMINAL.get(kind, State.HELD)
        is_held = state is State.HELD
        # Nothing leaves the ledger's own accounts: there the whole lot is left.
        tape = range(tape_from, tape_to)
        left = left_over(tape, position, gaps.get(account_id, [])) if is_held else [tape]
        offset = batch_from - tape_from
        spans.setdefault(batch_id, []).extend(
            Span(state, part.start + offset, part.stop + offset, account_id if is_held else None)
            for part in left
        )
    return spans
