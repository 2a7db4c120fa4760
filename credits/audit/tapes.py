"""Every tape walked from its beginning, and every batch gram by gram: each gram is in one place, and only there."""

import heapq
from collections import defaultdict
from collections.abc import Iterator

from credits.audit.findings import Findings
from credits.audit.reading import rows_of, stream
from credits.ledger import GRAMS_PER_UNIT, LotSpan, free_spans

WHOLE = "a tape has no hole and no overlap"
POSITION = "a tape stands where its account has consumed to"
LEFT = "what lies free on a tape is what its transfers left of each batch"
PLACE = "every gram of a batch is in one place: on a tape, retired, cancelled or set apart"
RULES = (WHOLE, POSITION, LEFT, PLACE)

_Ranges = dict[int, list[tuple[int, int]]]  # by batch: grams [from, to)


def examine(found: Findings) -> None:
    """Walk the tapes, then lay what is free on them beside what is retired, batch by batch."""
    free: _Ranges = defaultdict(list)
    lots, gaps = _by_account(_LOTS), _by_account(_GAPS)
    left = {(account, batch): grams for account, batch, grams in rows_of(_LEFT) if grams}
    for account, code, credited, debited, position in rows_of(_ACCOUNTS):
        spans = _walk(found, code, lots.get(account, []), gaps.get(account, []), (credited, position))
        if sum(span.amount_grams for span in spans) != credited - debited:
            found.add(POSITION, code)
        on_tape: dict[int, int] = defaultdict(int)
        for span in spans:
            on_tape[span.batch_id] += span.amount_grams
            free[span.batch_id].append((span.batch_from, span.batch_to))
        stored = {batch: grams for (owner, batch), grams in left.items() if owner == account}
        if stored != on_tape:
            found.add(LEFT, code)
    _examine_places(found, free)


# The ledger's own ends of the world have no tape: what comes from outside, and what is retired.
_ACCOUNTS = """
    SELECT id, code, credited_grams, debited_grams, tape_position FROM credits_account
    WHERE kind NOT IN ('outside', 'retired') ORDER BY id"""
_LOTS = """
    SELECT account_id, tape_from, tape_to, batch_id, batch_from FROM credits_lot
    ORDER BY account_id, tape_from, id"""
_GAPS = "SELECT account_id, tape_from, tape_to FROM credits_tapegap ORDER BY account_id, tape_from"
_LEFT = """
    SELECT x.account_id, x.batch_id, SUM(x.grams) FROM (
        SELECT credit_account_id AS account_id, batch_id, amount_grams AS grams FROM credits_transfer
        UNION ALL SELECT debit_account_id, batch_id, -amount_grams FROM credits_transfer) x
    GROUP BY x.account_id, x.batch_id"""
# Where what is retired of a batch begins or ends: millions of ranges touch, and are one.
_EDGES = """
    SELECT x.batch_id, x.batch_from, x.batch_to, x.before, x.after FROM (
        SELECT batch_id, batch_from, batch_to,
               LAG(batch_to) OVER side_by_side AS before, LEAD(batch_from) OVER side_by_side AS after
        FROM credits_retirementslice
        WINDOW side_by_side AS (PARTITION BY batch_id ORDER BY batch_from)) x
    WHERE (x.before = x.batch_from) IS NOT TRUE OR (x.after = x.batch_to) IS NOT TRUE
    ORDER BY x.batch_id, x.batch_from"""
_BATCHES = "SELECT id, serial_block, block_end - block_start + 1 FROM credits_batch ORDER BY id"


def _by_account(sql: str) -> dict[int, list[tuple[int, ...]]]:
    rows: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for account, *rest in stream(sql):
        rows[account].append(tuple(rest))
    return rows


def _walk(
    found: Findings,
    code: str,
    lots: list[tuple[int, ...]],
    gaps: list[tuple[int, ...]],
    end_and_position: tuple[int, int],
) -> list[LotSpan]:
    """What is free on a tape. Notes a hole or an overlap, and a gap that reaches beyond the tape."""
    credited, position = end_and_position
    tape = 0
    for start, end, *_batch in lots:
        if start != tape:
            found.add(WHOLE, f"{code} at {start}")
        tape = end
    last = 0
    for start, end in gaps:
        if start < last or end > tape:
            found.add(WHOLE, f"{code}: gap at {start}")
        last = end
    if tape != credited or not 0 <= position <= tape:
        found.add(WHOLE, f"{code} ends at {tape}")
    spans = [LotSpan(0, batch, start, end, first) for start, end, batch, first in lots if end > position]
    try:
        return free_spans(spans, [(start, end) for start, end in gaps], position)
    except ValueError:
        found.add(WHOLE, code)
        return []


def _examine_places(found: Findings, free: _Ranges) -> None:
    """Lay all ranges of each batch side by side: they cover it from its first gram to its last, once."""
    retired = _retired_ranges()
    following = next(retired, None)
    for batch, serial_block, units in rows_of(_BATCHES):
        taken: list[tuple[int, int]] = []
        while following is not None and following[0] <= batch:
            if following[0] == batch:
                taken.append(following[1:])
            else:
                found.add(PLACE, f"retired out of no batch {following[0]}")
            following = next(retired, None)
        covered = 0
        for start, end in heapq.merge(taken, sorted(free.get(batch, []))):
            if start != covered:
                found.add(PLACE, f"{serial_block} at gram {start}")
            covered = max(covered, end)
        if covered != units * GRAMS_PER_UNIT:
            found.add(PLACE, f"{serial_block} to gram {covered}")


def _retired_ranges() -> Iterator[tuple[int, int, int]]:
    """Retired ranges `(batch, from, to)` in order, those that touch joined; an overlap is left as it is."""
    begin = -1
    for batch, start, end, before, after in stream(_EDGES):
        if before != start:
            begin = start
        if after != end:
            yield batch, begin, end
