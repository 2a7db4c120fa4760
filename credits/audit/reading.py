"""Reading the whole ledger without holding it: raw rows in order, the same on PostgreSQL and SQLite."""

from collections.abc import Iterator, Sequence
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
