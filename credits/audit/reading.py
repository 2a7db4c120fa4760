"""Reading the whole ledger without holding it: raw rows in order, the same on PostgreSQL and SQLite."""

import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import accumulate
from typing import Any

from django.db import connection, transaction

ROWS_AT_A_TIME = 10_000


def stream(sql: str, values: Sequence[int] = ()) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, a few thousand at a time: by a server-side cursor on PostgreSQL."""
    if connection.vendor == "postgresql":
        with connection.chunked_cursor() as cursor:
            cursor.execute(sql, values)
            while rows := cursor.fetchmany(ROWS_AT_A_TIME):
                yield from rows
        return
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        while rows := cursor.fetchmany(ROWS_AT_A_TIME):
            yield from rows


def rows_of(sql: str, values: Sequence[int] = ()) -> list[tuple[Any, ...]]:
    """All rows of a query that has few."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


# How a column travels in a record, and the PostgreSQL function that packs it so.
WHOLE, HASH, UUID = "q", "32s", "16s"
_SENT = {WHOLE: "INT8SEND({})", HASH: "{}", UUID: "UUID_SEND({})"}


def records(columns: Mapping[str, str], source: str, values: Sequence[int]) -> Iterable[tuple[Any, ...]]:
    """The rows of `SELECT columns source`, each column being WHOLE, HASH (32 bytes) or UUID (16 bytes), none NULL.

    PostgreSQL packs them into one value, which is taken apart at a third of what as many rows cost.
    """
    kinds = list(columns.values())
    select = f"SELECT {', '.join(f'{column} AS c{number}' for number, column in enumerate(columns))} {source}"
    if connection.vendor == "postgresql":
        sent = " || ".join(_SENT[kind].format(f"c{number}") for number, kind in enumerate(kinds))
        whole = f"SELECT COUNT(*), STRING_AGG({sent}, '') FROM ({select}) record"  # noqa: S608  names of this code
        ((count, packed),) = rows_of(whole, values)
        record = struct.Struct(">" + "".join(kinds))
        # A column of another length is itself a breach, which is then found row by row.
        if len(packed or b"") == count * record.size:
            return record.iter_unpack(packed or b"")
    turned = [_TURNED[kind] for kind in kinds]
    return [
        tuple(turn(value) for turn, value in zip(turned, row, strict=True)) for row in rows_of(select, values)
    ]


def _uuid_bytes(value: Any) -> bytes:
    return bytes.fromhex(str(value).replace("-", ""))


_TURNED: dict[str, Callable[[Any], Any]] = {WHOLE: int, HASH: bytes, UUID: _uuid_bytes}


def leaves(begin: int, end: int) -> tuple[dict[int, bytes], bytes]:
    """The entries of the leaves `[begin, end)` by number, and the hashes that stand beside them, joined."""
    source = 'FROM credits_logleaf WHERE "index" >= %s AND "index" < %s ORDER BY "index"'
    if connection.vendor == "postgresql":
        parts = "STRING_AGG(INT4SEND(LENGTH(entry)), ''), STRING_AGG(entry, ''), STRING_AGG(hash, '')"
        joined = f"SELECT COUNT(*), {parts} FROM (SELECT entry, hash {source}) leaf"  # noqa: S608  constants
        ((count, lengths, entries, hashes),) = rows_of(joined, [begin, end])
        if count == end - begin:  # a number is a leaf's own, so there is none missing
            ends = list(accumulate(struct.unpack(f">{count}i", lengths)))
            whole = bytes(entries)
            cuts = map(slice, [0, *ends[:-1]], ends)
            return dict(zip(range(begin, end), map(whole.__getitem__, cuts), strict=True)), bytes(hashes)
    rows = rows_of(f'SELECT "index", entry, hash {source}', [begin, end])
    return {index: bytes(entry) for index, entry, _hash in rows}, b"".join([row[2] for row in rows])


def seconds(column: str) -> str:
    """SQL of a time as whole seconds since 1970."""
    if connection.vendor == "postgresql":
        return f"EXTRACT(EPOCH FROM {column})::bigint"
    return f"CAST(strftime('%%s', {column}) AS INTEGER)"


def hexadecimal(column: str) -> str:
    """SQL of a UUID as its 32 letters."""
    return f"ENCODE(UUID_SEND({column}), 'hex')" if connection.vendor == "postgresql" else column


@contextmanager
def still() -> Iterator[None]:
    """Let everything be read as it is now, while others go on writing."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Not Django's transaction: that would keep every writer out.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
