"""Many rows at once: COPY on PostgreSQL, one prepared INSERT on SQLite. The cheapest way in that both have."""

import io
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of `columns` (names in the database), each value as Python has it.

    Takes int, str, bool, bytes, uuid.UUID, aware datetime and None. Constraints and triggers hold as for any
    INSERT; Django's signals and defaults do not run.
    """
    table, names = model._meta.db_table, ", ".join(f'"{column}"' for column in columns)
    if connection.vendor == "postgresql":
        _copy(table, names, rows)
        return
    marks = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  names of this code
    with connection.cursor() as cursor:
        cursor.executemany(statement, [[_plain(value) for value in row] for row in rows])


def _copy(table: str, names: str, rows: Iterable[Sequence[Any]]) -> None:
    # A plain NUL-free text format: the one that psycopg2 passes through unchanged.
    lines = "".join(["\t".join(map(_field, row)) + "\n" for row in rows])
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", io.StringIO(lines))


def _field(value: Any) -> str:
    kind = type(value)
    if kind is int:
        return str(value)
    if kind is bytes:
        return "\\\\x" + value.hex()  # type: ignore[no-any-return]
    if kind is str:
        return value.translate(_ESCAPES)  # type: ignore[no-any-return]
    if value is None:
        return "\\N"
    if kind is bool:
        return "t" if value else "f"
    if kind is datetime:
        return value.isoformat()  # type: ignore[no-any-return]
    return str(value)


def _plain(value: Any) -> Any:
    """What SQLite stores: Django keeps a UUID there as 32 letters, a time as text in UTC."""
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value
