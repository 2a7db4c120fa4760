"""What the log must say, made again from the ledger's rows: one entry a leaf."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from hashlib import sha256
from operator import itemgetter
from typing import Any, cast

from credits.audit.findings import Findings
from credits.audit.reading import HASH, UUID, WHOLE, hexadecimal, records, rows_of, seconds
from credits.audit.retired import RetiredRanges
from credits.models import BatchMark, PoolClosing, Transfer
from credits.proofs.entries import (
    GramRange,
    MarkEntry,
    PoolEntry,
    RetirementEncoder,
    commitment,
    mark_entry,
    merged_ranges,
    pool_entry,
    transfer_entry,
)
from credits.proofs.errors import EntryFieldError
from credits.proofs.notes import read_note
from credits.tape import entry_of

_RETIRED = {
    "r.leaf_index": WHOLE,
    "r.request_id": WHOLE,
    "r.account_id": WHOLE,
    "r.amount_grams": WHOLE,
    "r.salt": HASH,
    "r.public_id": UUID,
    "r.beneficiary": UUID,
    "r.retired_at": WHOLE,
    "COALESCE(s.batch_id, 0)": WHOLE,
    "COALESCE(s.lot_id, 0)": WHOLE,
    "COALESCE(s.batch_from, 0)": WHOLE,
    "COALESCE(s.batch_to, 0)": WHOLE,
}
_ACCOUNT_BATCH_LOT = itemgetter(2, 8, 9)
_FROM_TO = itemgetter(10, 11)


class Rows:
    """Makes the entries of the rows that say they stand in a part of the log."""

    def __init__(self, found: Findings) -> None:
        self.ranges = RetiredRanges(found)
        self._accounts = dict(rows_of("SELECT id, code FROM credits_account"))
        self._retired = {
            seconds(name) if name == "r.retired_at" else name: kind for name, kind in _RETIRED.items()
        }
        self._replaced = _replaced()
        batches = rows_of(f"SELECT id, {hexadecimal('public_id')} FROM credits_batch")  # noqa: S608  names of this code
        self._batches = {batch: _dashed(public_id) for batch, public_id in batches}

    def between(self, begin: int, end: int) -> list[tuple[int, bytes | None]]:
        """(number in the log, the entry) of each row with a number in `[begin, end)`; None where it has none.

        In no order.
        """
        made = list(self._retirements(begin, end))
        within = {"leaf_index__gte": begin, "leaf_index__lt": end}
        transfers = Transfer.objects.filter(**within)
        for row in transfers.select_related("debit_account", "credit_account", "batch").order_by():
            made.append((cast(int, row.leaf_index), transfer_entry(entry_of(row))))
        for mark in BatchMark.objects.filter(**within).select_related("batch"):
            kind: Any = mark.kind
            at = int(mark.made_at.timestamp())
            made.append((mark.leaf_index, mark_entry(MarkEntry(at, kind, str(mark.batch.public_id)))))
        for closing in PoolClosing.objects.filter(**within).select_related("pool"):
            made.append((closing.leaf_index, _closing_entry(closing)))
        return made

    def _retirements(self, begin: int, end: int) -> Iterator[tuple[int, bytes | None]]:
        batches, accounts, replaced = self._batches, self._accounts, self._replaced
        shared, encoder = (-1, -1), RetirementEncoder(0, "-")
        rows = self._retired_rows(begin, end)
        self.ranges.take(rows, _ACCOUNT_BATCH_LOT, _FROM_TO)
        missing = {index: count - 1 for index, count in Counter(row[0] for row in rows).items() if count > 1}
        begun: dict[int, list[GramRange]] = defaultdict(list)
        for (
            index,
            request,
            account,
            grams,
            salt,
            public_id,
            beneficiary,
            at,
            batch,
            _lot,
            start,
            stop,
        ) in rows:
            ranges = [(batches[batch], start, stop)] if batch else []
            if index in missing:
                begun[index] += ranges
                if missing[index]:
                    missing[index] -= 1
                    continue
                ranges = merged_ranges(begun[index])
            if shared != (at, account):  # those of one settlement and account begin alike
                shared, encoder = (at, account), RetirementEncoder(at, accounts[account])
            said = commitment(salt, public_id + beneficiary)
            try:
                yield index, encoder.entry(grams, ranges, said, replaced.get(request))
            except EntryFieldError:  # a row that no entry can say, such as a sum that is not its ranges'
                self.ranges.unequal(public_id, grams, ranges)
                yield index, None

    def _retired_rows(self, begin: int, end: int) -> list[tuple[Any, ...]]:
        """A row for each slice of a retirement, in order; one of no batch for a retirement that has none."""
        within = "r.leaf_index >= %s AND r.leaf_index < %s"
        # Settled together was mostly asked for together: this keeps the slices of the others out of the join. The
        # sum hinders a plan that goes through all requests, in search of the first of them.
        ((first, last),) = rows_of(
            f"SELECT MIN(r.request_id + 0), MAX(r.request_id + 0) FROM credits_retirement r WHERE {within}",  # noqa: S608
            [begin, end],
        )
        source = (
            "FROM credits_retirement r LEFT JOIN credits_retirementslice s ON s.retirement_id = r.request_id"
            f" AND s.retirement_id >= %s AND s.retirement_id <= %s WHERE {within} ORDER BY r.leaf_index, s.id"
        )
        return [] if first is None else list(records(self._retired, source, [first, last, begin, end]))


def _replaced() -> dict[int, bytes]:
    """For each request in place of a retirement, that one's commitment."""
    rows = rows_of(
        f"SELECT q.id, o.salt, {hexadecimal('o.public_id')} || {hexadecimal('o.beneficiary')} "  # noqa: S608  names of this code
        "FROM credits_retirementrequest q JOIN credits_retirement o ON o.request_id = q.replaces_id "
        "WHERE q.replaces_id IS NOT NULL"
    )
    return {request: commitment(bytes(salt), bytes.fromhex(ids)) for request, salt, ids in rows}


def _closing_entry(closing: PoolClosing) -> bytes:
    statement = sha256(read_note(closing.statement).text.encode()).digest()
    return pool_entry(
        PoolEntry(
            int(closing.closed_at.timestamp()),
            closing.pool.number,
            bytes(closing.root_hash),
            closing.sum_grams,
            closing.leaf_count,
            statement,
        )
    )


def _dashed(letters: str) -> str:
    return "-".join((letters[:8], letters[8:12], letters[12:16], letters[16:20], letters[20:]))
