"""Many rows at once: COPY on PostgreSQL, one prepared INSERT on SQLite. The cheapest way in that both have."""

import io
import uuid
from collections.abc import Callable, Iterable, Sequence
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
        cursor.executemany(statement, [[plain_value(value) for value in row] for row in rows])


def _copy(table: str, names: str, rows: Iterable[Sequence[Any]]) -> None:
    # A plain NUL-free text format: the one that psycopg2 passes through unchanged.
    lines = "\n".join(["\t".join([_TEXT[type(value)](value) for value in row]) for row in rows])
    # Django itself names the errors of its own calls only.
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", io.StringIO(lines))


# By exact type, as looking a type up is cheaper than asking for one after the other: this runs for every value.
_TEXT: dict[type, Callable[[Any], str]] = {
    int: str,
    str: lambda value: value.translate(_ESCAPES),
    bytes: lambda value: "\\\\x" + value.hex(),
    bool: lambda value: "t" if value else "f",
    uuid.UUID: str,
    datetime: datetime.isoformat,
    type(None): lambda _value: "\\N",
}


def plain_value(value: Any) -> Any:
    """What the database takes. SQLite keeps a UUID as Django does, in 32 letters, and a time as text in UTC."""
    if connection.vendor == "postgresql":
        return value
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value
