"""Reading the whole ledger without holding it: raw rows in order, the same on PostgreSQL and SQLite."""

import gc
import io
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
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


# A column of a record: as `struct` names it, and how many bytes it has in PostgreSQL's binary COPY.
WHOLE, HASH, UUID = "q", "32s", "16s"
HASH_BYTES = 32
_COLUMN_BYTES = {WHOLE: 8, HASH: HASH_BYTES, UUID: 16}
_COPY_HEADER, _COPY_TRAILER = 19, 2  # bytes before the first row and after the last


def records(columns: Mapping[str, str], source: str, values: Sequence[int]) -> Iterable[tuple[Any, ...]]:
    """The rows of `SELECT columns source`, each column being WHOLE, HASH (32 bytes) or UUID (16 bytes), none NULL.

    PostgreSQL copies them out as it keeps them, which costs both sides half of what as many rows do.
    """
    kinds = list(columns.values())
    select = f"SELECT {', '.join(columns)} {source}"
    if connection.vendor == "postgresql":
        rows = memoryview(_copied(select, values))[_COPY_HEADER:-_COPY_TRAILER]
        # A column of another length is itself a breach, which is then found row by row.
        if _is_regular(bytes(rows), kinds):
            return struct.Struct(">2x" + "".join(f"4x{kind}" for kind in kinds)).iter_unpack(rows)
    turned = [_TURNED[kind] for kind in kinds]
    return [
        tuple(turn(value) for turn, value in zip(turned, row, strict=True)) for row in rows_of(select, values)
    ]


def _copied(sql: str, values: Sequence[int]) -> bytes:
    """A query's answer in PostgreSQL's binary COPY format: bytes stay bytes, where rows would spell them out."""
    out = io.BytesIO()
    with connection.cursor() as cursor, connection.wrap_database_errors:
        query = cursor.mogrify(sql, values).decode()
        cursor.copy_expert(f"COPY ({query}) TO STDOUT (FORMAT BINARY)", out)
    return out.getvalue()


def _is_regular(rows: bytes, kinds: Sequence[str]) -> bool:
    """Whether copied rows have as many columns as there are kinds, each of its kind's length."""
    row, lengths_at = struct.pack(">h", len(kinds)), [0, 1]
    for kind in kinds:
        lengths_at += range(len(row), len(row) + 4)
        row += struct.pack(">i", _COLUMN_BYTES[kind]) + bytes(_COLUMN_BYTES[kind])
    count, rest = divmod(len(rows), len(row))
    return not rest and all(rows[at :: len(row)] == row[at : at + 1] * count for at in lengths_at)


def _uuid_bytes(value: Any) -> bytes:
    return bytes.fromhex(str(value).replace("-", ""))


_TURNED: dict[str, Callable[[Any], Any]] = {WHOLE: int, HASH: bytes, UUID: _uuid_bytes}


def leaves(begin: int, end: int) -> tuple[dict[int, bytes], bytes]:
    """The entries of the leaves `[begin, end)` by number, and the hashes that stand beside them, joined.

    No hashes where one of them is not 32 bytes long, which only looks right when they are joined.
    """
    source = 'FROM credits_logleaf WHERE "index" >= %s AND "index" < %s ORDER BY "index"'
    if connection.vendor == "postgresql":
        parts = "STRING_AGG(entry, '\\x0a'), STRING_AGG(hash, ''), BOOL_AND(LENGTH(hash) = 32)"
        joined = f"SELECT {parts} FROM (SELECT entry, hash {source}) leaf"  # noqa: S608  constants
        entries, hashes, is_right = _fields(_copied(joined, [begin, end]))
        found = entries.split(b"\n")
        # None is missing if there is a hash a number; then no entry has a line break of its own, as none may have.
        if is_right == b"\1" and len(hashes) == HASH_BYTES * (end - begin) and len(found) == end - begin:
            return dict(zip(range(begin, end), found, strict=True)), hashes
    rows = rows_of(f'SELECT "index", entry, hash {source}', [begin, end])
    kept = [bytes(row[2]) for row in rows]
    is_whole = set(map(len, kept)) <= {HASH_BYTES}
    return {index: bytes(entry) for index, entry, _hash in rows}, b"".join(kept) if is_whole else b""


def _fields(copied: bytes) -> list[bytes]:
    """The columns of the one row that was copied; a NULL has no bytes."""
    at = _COPY_HEADER + 2
    fields = []
    while at < len(copied) - _COPY_TRAILER:
        (length,) = struct.unpack_from(">i", copied, at)
        at += 4
        fields.append(copied[at : at + max(length, 0)])
        at += max(length, 0)
    return fields


def seconds(column: str) -> str:
    """SQL of a time as whole seconds since 1970."""
    if connection.vendor == "postgresql":
        return f"DATE_PART('epoch', {column})::bigint"
    return f"CAST(strftime('%%s', {column}) AS INTEGER)"


def hexadecimal(column: str) -> str:
    """SQL of a UUID as its 32 letters."""
    return f"ENCODE(UUID_SEND({column}), 'hex')" if connection.vendor == "postgresql" else column


@contextmanager
def uncollected() -> Iterator[None]:
    """Rows hold no cycles, but Python would look for some at each few thousand of them, in all that is loaded.

    That was a quarter of the audit's own time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def still(view: str = "") -> Iterator[str]:
    """Let everything be read as it is now, or was in another connection's `view`, while others go on writing.

    Gives the view's name for a second connection; none on SQLite, nor within somebody's transaction.
    """
    if connection.in_atomic_block:
        yield ""
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            if view:
                cursor.execute("SET TRANSACTION SNAPSHOT %s", [view])
                yield view
            else:
                cursor.execute("SELECT PG_EXPORT_SNAPSHOT()")
                yield cursor.fetchone()[0]
    else:
        # Not Django's transaction: that would keep every writer out.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield ""
            finally:
                cursor.execute("ROLLBACK")
