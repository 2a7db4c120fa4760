"""Many rows at once: COPY on PostgreSQL, one prepared INSERT on SQLite. The cheapest way in that both have."""

import io
import os
import re
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
        # Most are whole numbers and texts, which are plain already: asked of each value's type only.
        odd = {uuid.UUID, datetime}
        cursor.executemany(
            statement,
            [[plain_value(value) if type(value) in odd else value for value in row] for row in rows],
        )


def _copy(table: str, names: str, rows: Iterable[Sequence[Any]]) -> None:
    # A plain NUL-free text format: the one that psycopg2 passes through unchanged.
    columns = [_texts(column) for column in zip(*rows, strict=True)]
    lines = "\n".join(map("\t".join, zip(*columns, strict=True))).encode()
    # Django itself names the errors of its own calls only.
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", io.BytesIO(lines), _BYTES_AT_A_TIME)


_BYTES_AT_A_TIME = 1 << 18


def _texts(column: Sequence[Any]) -> Iterable[str]:
    """The values of a column as COPY reads them. A column at a time: its type is looked up once."""
    kinds = set(map(type, column))
    if kinds == {int}:
        return map(str, column)
    if kinds == {str} and not _SPECIAL.search("".join(column)):
        return column
    if kinds == {datetime}:
        known = {value: value.isoformat() for value in set(column)}
        return map(known.__getitem__, column)
    return [_TEXT[type(value)](value) for value in column]


_SPECIAL = re.compile(r"[\\\t\n\r]")
_TEXT: dict[type, Callable[[Any], str]] = {
    int: str,
    str: lambda value: value.translate(_ESCAPES),
    bytes: lambda value: "\\\\x" + value.hex(),
    bool: lambda value: "t" if value else "f",
    uuid.UUID: str,
    datetime: datetime.isoformat,
    type(None): lambda _value: "\\N",
}


def delete_rows(model: type[models.Model], column: str, values: Sequence[int]) -> None:
    """Delete the rows with these values in `column`, without asking what points at them: the database does."""
    statement = f"DELETE FROM {model._meta.db_table} WHERE {column} = "  # noqa: S608  names of this code
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"{statement}ANY(%s)", [list(values)])
        else:
            cursor.executemany(f"{statement}%s", [(value,) for value in values])


# What RFC 9562 says of version 4: which bits are random, and which of the others are set.
_ID_KEEPS = bytes.fromhex("ffffffffffff0fff3fffffffffffffff")
_ID_SETS = bytes.fromhex("00000000000040008000000000000000")


def random_ids(count: int) -> list[str]:
    """So many UUIDs of version 4 as 32 letters each, made in one go: a tenth of what `uuid.uuid4` costs."""
    bits = int.from_bytes(os.urandom(16 * count))
    letters = (
        (bits & int.from_bytes(_ID_KEEPS * count) | int.from_bytes(_ID_SETS * count))
        .to_bytes(16 * count)
        .hex()
    )
    return [letters[at : at + 32] for at in range(0, 32 * count, 32)]


def plain_value(value: Any) -> Any:
    """What the database takes. SQLite keeps a UUID as Django does, in 32 letters, and a time as text in UTC."""
    if connection.vendor == "postgresql":
        return value
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value
