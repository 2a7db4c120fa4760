"""The ledger's part of the pack: the rows of the event's accounts, its serials, and the log that proves them."""

from collections.abc import Iterator
from typing import Any

from credits.public_queries import extracts, public_log
from events.models import Event
from events.reports.numbers.serials import events_requests, guests_requests, spectators_requests
from events.reports.pack.tables import document, table, utc

_JOURNAL = (
    *("id", "group", "kind", "made_at", "debit", "credit", "batch", "from_gram", "to_gram"),
    *("amount_grams", "log_index", "proposal", "made_by_id", "reason"),
)
_RETIRED = (
    *("retirement", "for", "retired_at", "account", "batch", "from_gram", "to_gram"),
    *("amount_grams", "serials", "log_index"),
)


def files(event: Event) -> Iterator[tuple[str, bytes]]:
    accounts = [event.donated_account]
    batches = extracts.batches_of(accounts, _requests(event))
    yield (
        "ledger/accounts.csv",
        table(
            ("code", "kind", "credited_grams", "debited_grams", "held_grams", "retired_grams"),
            [
                (row.code, row.kind, row.credited_grams, row.debited_grams, row.held_grams, row.retired_grams)
                for row in accounts
            ],
        ),
    )
    yield "ledger/journal.csv", table(_JOURNAL, _journal(accounts))
    yield "ledger/retirements.csv", table(_RETIRED, _retired(event))
    yield "ledger/batches.json", document([_batch(row) for row in batches])
    yield from _pools(batches)


def log_indexes(event: Event) -> list[int]:
    """The numbers of the log's entries of which the ledger's files speak."""
    accounts, requests = [event.donated_account], _requests(event)
    return extracts.leaf_indexes_of(accounts, requests, extracts.batches_of(accounts, requests))


def _requests(event: Event) -> Any:
    return extracts.requests_among(events_requests(event), spectators_requests(event), guests_requests(event))


def _journal(accounts: Any) -> Iterator[tuple[object, ...]]:
    for row in extracts.transfers_of(accounts):
        yield (
            *(row.public_id, row.group, row.kind, row.made_at),
            *(row.debit_account.code, row.credit_account.code, row.batch.public_id),
            *(row.batch_from, row.batch_from + row.amount_grams, row.amount_grams),
            *(row.leaf_index, row.proposal.public_id if row.proposal else None, row.made_by_id, row.reason),
        )


def _retired(event: Event) -> Iterator[tuple[object, ...]]:
    """Every retired range by for whom it is: a spectator, a guest or the event. No name is among it."""
    groups = (
        ("event", events_requests(event)),
        ("spectator", spectators_requests(event)),
        ("guest", guests_requests(event)),
    )
    for whose, requests in groups:
        for part in extracts.slices_of(requests):
            row = part.retirement
            yield (
                *(row.public_id, whose, row.retired_at, row.account.code, part.batch.public_id),
                *(part.batch_from, part.batch_to, part.batch_to - part.batch_from),
                *(extracts.units_of(part), row.leaf_index),
            )


def _batch(row: Any) -> dict[str, object]:
    return {
        "id": str(row.public_id),
        "registry": row.registry,
        "serial_block": row.serial_block,
        "units": row.unit_count,
        "project_code": row.project_code,
        "project": {"zh": row.project_name_zh_hans, "en": row.project_name_en},
        "methodology": row.methodology,
        "vintage": [row.vintage_start.isoformat(), row.vintage_end.isoformat()],
        "is_demonstration": row.is_demonstration,
        "marks": [
            {"kind": mark.kind, "reason": mark.reason, "at": utc(mark.made_at), "log_index": mark.leaf_index}
            for mark in row.marks.all()
        ],
    }


def _pools(batches: Any) -> Iterator[tuple[str, bytes]]:
    """The pools of the batches: the units that the outside registry retired, and what was stated and signed."""
    told = []
    for pool in extracts.pools_of(batches):
        block, closing, given_up = (getattr(pool, name, None) for name in ("block", "closing", "withdrawal"))
        told.append(
            {
                "number": pool.number,
                "batch": str(pool.batch.public_id),
                "serials": block.serial_block if block else None,
                "reference": block.reference if block else None,
                "retired_on": block.retired_on.isoformat() if block else None,
                "evidence_sha256": block.evidence_digest if block else None,
                "sum_grams": closing.sum_grams if closing else None,
                "residual_grams": closing.residual_grams if closing else None,
                "given_up": given_up.reason if given_up else None,
            }
        )
        if closing is not None:
            yield f"ledger/pools/{pool.number}.statement", closing.statement.encode()
    yield "ledger/pools.json", document(told)


def log_files(indexes: list[int], checkpoint: Any) -> Iterator[tuple[str, bytes]]:
    """The event's entries, the signed checkpoint over them, and the tiles that lead from one to the other.

    `checkpoint` is one that covers them, None for a log without an entry.
    """
    yield "log/entries.jsonl", _lines(extracts.entries_of(indexes))
    if checkpoint is not None:
        yield "log/checkpoint", public_log.note_of(checkpoint).encode()
        for path, content in extracts.tiles_under(indexes, checkpoint.size):
            yield f"log/{path}", content


def _lines(entries: Iterator[tuple[int, bytes]]) -> bytes:
    """An entry a line: its number, a blank, and its bytes, which have no end of a line in them."""
    return b"".join(b"%d %s\n" % (index, entry) for index, entry in entries)
