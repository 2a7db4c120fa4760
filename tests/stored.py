"""Rows that many tests begin with: made once by the code itself, then put back as they were.

The demonstration takes half a second to load, and three hundred tests begin with it.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

Rows = tuple[tuple[str, ...], list[tuple[Any, ...]]]  # columns, and the rows under them


@dataclass(slots=True)
class Stored:
    """What `make` writes into an empty database, table by table. Empty until it was made once."""

    make: Callable[[], object]
    tables: dict[str, Rows | bytes] = field(default_factory=dict)
    before: dict[str, Rows | bytes] = field(default_factory=dict)

    def put(self) -> None:
        """Have the rows there: from memory where the database is as it was then, and else by making them."""
        now = _all_tables() if not self.before else {name: _rows_of(name) for name in self.tables}
        if self.before and all(now[name] == self.before[name] for name in now):
            _put_back(self.tables)
            return
        self.make()
        if not self.before and _is_as_migrated(now):
            after = _all_tables()
            self.tables = {name: rows for name, rows in after.items() if rows != now[name]}
            self.before = {name: now[name] for name in self.tables}


def _all_tables() -> dict[str, Rows | bytes]:
    return {name: _rows_of(name) for name in connection.introspection.django_table_names(only_existing=True)}


def _is_as_migrated(tables: dict[str, Rows | bytes]) -> bool:
    """Whether no test has written anything yet: nobody can have logged in."""
    return tables["people_user"] == _rows_of("people_user", "WHERE 1 = 0")


def _rows_of(name: str, where: str = "") -> Rows | bytes:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            rows = io.BytesIO()
            cursor.copy_expert(
                f'COPY (SELECT * FROM "{name}" {where} ORDER BY 1) TO STDOUT (FORMAT binary)', rows
            )
            return rows.getvalue()
        cursor.execute(f'SELECT * FROM "{name}" {where} ORDER BY 1')
        return tuple(column[0] for column in cursor.description), list(cursor.fetchall())


def _put_back(tables: dict[str, Rows | bytes]) -> None:
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
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        for name, (columns, rows) in tables.items():
            cursor.execute(f'DELETE FROM "{name}"')
            places = ", ".join("%s" for _column in columns)
            cursor.executemany(f'INSERT INTO "{name}" VALUES ({places})', rows)
        for _name, sql in triggers:
            cursor.execute(sql)
