"""Retired ranges, looked at while the log is walked: inside their lots, and as many grams as the transfers say."""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from credits.audit.findings import Findings
from credits.audit.reading import rows_of
from credits.proofs.entries import GramRange

SUM = "a retirement is the sum of its ranges"
LOT = "a retired range lies inside a lot of its account"
BATCH = "what an account retired of a batch is its retired ranges"
RULES = (BATCH, SUM, LOT)
Columns = Callable[[tuple[Any, ...]], Any]  # gets some columns of a row

_LOTS = "SELECT id, account_id, batch_id, batch_from, batch_from + tape_to - tape_from FROM credits_lot"
_RETIRED = """
    SELECT debit_account_id, batch_id, SUM(amount_grams) FROM credits_transfer WHERE kind = 'retire'
    GROUP BY debit_account_id, batch_id"""


class RetiredRanges:
    """Takes the ranges of all retirements, a part of the log at a time, and compares their sums at the end."""

    def __init__(self, found: Findings) -> None:
        self._found = found
        self._lots = {lot: tuple(rest) for lot, *rest in rows_of(_LOTS)}
        self._grams: Counter[tuple[int, int]] = Counter()  # by account and batch

    def take(self, ranges: Sequence[tuple[Any, ...]], place: Columns, grams: Columns) -> None:
        """Rows of which `place` gets the account, batch and lot, and `grams` the first and the one after the last.

        A batch of 0 is of a retirement without a range.
        """
        for (account, batch, lot), run in groupby(ranges, place):
            if not batch:
                continue
            starts, ends = zip(*map(grams, run), strict=True)
            self._grams[account, batch] += sum(ends) - sum(starts)
            owner, of_batch, begin, end = self._lots.get(lot, (0, 0, 0, 0))
            if (owner, of_batch) != (account, batch) or min(starts) < begin or max(ends) > end:
                self._found.add(LOT, f"lot {lot}, grams {min(starts)} to {max(ends)} of batch {batch}")

    def unequal(self, public_id: bytes, amount_grams: int, ranges: Sequence[GramRange]) -> None:
        """Look whether a retirement that no entry can say is another sum than its ranges'."""
        if sum(end - start for _batch, start, end in ranges) != amount_grams:
            self._found.add(SUM, UUID(bytes=public_id))

    def end(self) -> None:
        """Hold the sums against the transfers."""
        said = Counter({(account, batch): int(grams) for account, batch, grams in rows_of(_RETIRED)})
        for account, batch in sorted(said.keys() | self._grams.keys()):
            if said[account, batch] != self._grams[account, batch]:
                self._found.add(BATCH, f"account {account}, batch {batch}")
