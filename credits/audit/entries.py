"""What the log must say, made again from the ledger's rows: one entry a leaf."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, cast

from credits.audit.reading import hexadecimal, rows_of, seconds
from credits.models import BatchMark, PoolClosing, Transfer
from credits.proofs.entries import (
    COMMITMENT_TAG,
    MarkEntry,
    PoolEntry,
    RetirementEntry,
    mark_entry,
    merged_ranges,
    pool_entry,
    retirement_entry,
    transfer_entry,
)
from credits.proofs.errors import EntryFieldError
from credits.proofs.notes import read_note
from credits.tape import entry_of

_Slices = Mapping[int, list[tuple[str, int, int]]]


class Rows:
    """Makes the entries of the rows that say they stand in a part of the log."""

    def __init__(self) -> None:
        self._accounts = dict(rows_of("SELECT id, code FROM credits_account"))
        batches = rows_of(f"SELECT id, {hexadecimal('public_id')} FROM credits_batch")  # noqa: S608  names of this code
        self._batches = {batch: _dashed(public_id) for batch, public_id in batches}
        self._names = f"r.request_id, {hexadecimal('r.public_id')}, {hexadecimal('r.beneficiary')}"

    def between(self, begin: int, end: int) -> Iterator[tuple[int, bytes | None]]:
        """(number in the log, the entry) of each row with a number in `[begin, end)`; None where it has none.

        In no order.
        """
        yield from self._retirements(begin, end)
        within = {"leaf_index__gte": begin, "leaf_index__lt": end}
        transfers = Transfer.objects.filter(**within)
        for row in transfers.select_related("debit_account", "credit_account", "batch").order_by():
            yield cast(int, row.leaf_index), transfer_entry(entry_of(row))
        for mark in BatchMark.objects.filter(**within).select_related("batch"):
            kind: Any = mark.kind
            at = int(mark.made_at.timestamp())
            yield mark.leaf_index, mark_entry(MarkEntry(at, kind, str(mark.batch.public_id)))
        for closing in PoolClosing.objects.filter(**within).select_related("pool"):
            yield closing.leaf_index, _closing_entry(closing)

    def _retirements(self, begin: int, end: int) -> Iterator[tuple[int, bytes | None]]:
        slices = self._slices(begin, end)
        rows = rows_of(
            f"SELECT r.leaf_index, {self._names}, r.account_id, r.amount_grams, r.salt, {seconds('r.retired_at')}"  # noqa: S608  names of this code
            " FROM credits_retirement r WHERE r.leaf_index >= %s AND r.leaf_index < %s",
            [begin, end],
        )
        replaced = self._replaced(begin, end)
        for index, request, public_id, beneficiary, account, grams, salt, at in rows:
            commitment = _commitment(salt, public_id, beneficiary)
            entry = RetirementEntry(
                at,
                self._accounts[account],
                grams,
                merged_ranges(slices.get(request, [])),
                commitment,
                replaced.get(request),
            )
            try:
                yield index, retirement_entry(entry)
            except EntryFieldError:  # a row that no entry can say, such as a sum that is not its ranges'
                yield index, None

    def _slices(self, begin: int, end: int) -> _Slices:
        found: dict[int, list[tuple[str, int, int]]] = {}
        batches = self._batches
        rows = rows_of(
            "SELECT s.retirement_id, s.batch_id, s.batch_from, s.batch_to FROM credits_retirementslice s "
            "JOIN credits_retirement r ON r.request_id = s.retirement_id "
            "WHERE r.leaf_index >= %s AND r.leaf_index < %s ORDER BY s.id",
            [begin, end],
        )
        for retirement, batch, start, stop in rows:
            if retirement in found:
                found[retirement].append((batches[batch], start, stop))
            else:
                found[retirement] = [(batches[batch], start, stop)]
        return found

    def _replaced(self, begin: int, end: int) -> dict[int, bytes]:
        """For each retirement in place of another, that one's commitment."""
        rows = rows_of(
            f"SELECT q.id, o.salt, {hexadecimal('o.public_id')}, {hexadecimal('o.beneficiary')} "  # noqa: S608  names of this code
            "FROM credits_retirement r JOIN credits_retirementrequest q ON q.id = r.request_id "
            "JOIN credits_retirement o ON o.request_id = q.replaces_id "
            "WHERE r.leaf_index >= %s AND r.leaf_index < %s",
            [begin, end],
        )
        return {request: _commitment(*parts) for request, *parts in rows}


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


def _commitment(salt: bytes, public_id: str, beneficiary: str) -> bytes:
    ids = bytes.fromhex(public_id + beneficiary)
    return sha256(COMMITMENT_TAG + bytes(salt) + ids).digest()


def _dashed(letters: str) -> str:
    return "-".join((letters[:8], letters[8:12], letters[12:16], letters[16:20], letters[20:]))
