"""Rows that many tests begin with: written once by the code itself, then put back as they were.

The demonstration takes half a second to load, a declared event as much, and many hundred tests begin with them.
"""

import functools
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

Rows = tuple[tuple[str, ...], list[tuple[Any, ...]]]  # columns, and the rows under them
Tables = dict[str, Rows | bytes]

KEPT_MOST = 4  # of one step: where it meets other rows each time, there is nothing to remember


@dataclass(slots=True)
class Memory:
    """What steps wrote, table by table, by what was there before: every row, the step's words and the day."""

    written: dict[str, Tables] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    def take(self, step: Callable[[], object], *words: object) -> None:
        """Have the rows there that `step` writes: from memory where all is as it was then, and else by the step."""
        name = f"{words} {timezone.localdate()}"
        before = _all_tables()
        key = f"{name} {_digest(before)}"
        if key in self.written:
            _put_back(self.written[key])
            return
        step()
        self.seen[name] = self.seen.get(name, 0) + 1
        if self.seen[name] <= KEPT_MOST:
            after = _all_tables()
            self.written[key] = {table: rows for table, rows in after.items() if rows != before[table]}


MEMORY = Memory()


@functools.cache
def _names(vendor: str) -> tuple[str, ...]:
    return tuple(connection.introspection.django_table_names(only_existing=True))


def _all_tables() -> Tables:
    return {name: _rows_of(name) for name in _names(connection.vendor)}


def _digest(tables: Tables) -> str:
    return hashlib.sha256(repr(tables).encode()).hexdigest()


def _rows_of(name: str) -> Rows | bytes:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            rows = io.BytesIO()
            cursor.copy_expert(f'COPY (SELECT * FROM "{name}" ORDER BY 1) TO STDOUT (FORMAT binary)', rows)
            return rows.getvalue()
        cursor.execute(f'SELECT * FROM "{name}" ORDER BY 1')
        return tuple(column[0] for column in cursor.description), list(cursor.fetchall())


def _put_back(tables: Tables) -> None:
    put = _put_back_postgresql if connection.vendor == "postgresql" else _put_back_sqlite
    with transaction.atomic():
        put(tables)


def _put_back_postgresql(tables: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger, no foreign key
        for name, rows in tables.items():
            cursor.execute(f'DELETE FROM "{name}"')
            cursor.copy_expert(f'COPY "{name}" FROM STDIN (FORMAT binary)', io.BytesIO(rows))
        cursor.execute("SET LOCAL session_replication_role = origin")


def _put_back_sqlite(tables: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = [(name, sql) for table, name, sql in cursor.fetchall() if table in tables]
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        for name, (columns, rows) in tables.items():
            cursor.execute(f'DELETE FROM "{name}"')
            places = ", ".join("%s" for _column in columns)
            cursor.executemany(f'INSERT INTO "{name}" VALUES ({places})', rows)
        for _name, sql in triggers:
            cursor.execute(sql)
