"""Papers into their table, many at once: bytes as they are, where an INSERT would spell them out in hexadecimal."""

import io
import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

_COLUMNS = ("certificate_id", "kind", "sha256", "content", "seal", "plate_id", "made_at")
_TABLE = f"certificates_rendering ({', '.join(_COLUMNS)})"
# PostgreSQL's binary COPY (its manual, "COPY", "Binary Format"): a signature, two words of flags, then the rows.
_HEADER, _TRAILER, _NULL = b"PGCOPY\n\xff\r\n\0" + bytes(8), struct.pack(">h", -1), struct.pack(">i", -1)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_BYTES_AT_A_TIME = 1 << 18


class StoredRow(NamedTuple):
    """A row of `Rendering`, in the order of `_COLUMNS`."""

    certificate_id: int
    kind: str
    sha256: str
    content: bytes
    seal: bytes | None
    plate_id: int | None
    made_at: datetime


def insert_renderings(rows: Sequence[StoredRow]) -> None:
    """Insert the rows; constraints hold as for any INSERT. IntegrityError when one of them is there already."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            copied = io.BytesIO(b"".join([_HEADER, *map(_binary, rows), _TRAILER]))
            # Django itself names the errors of its own calls only.
            with connection.wrap_database_errors:
                cursor.copy_expert(f"COPY {_TABLE} FROM STDIN (FORMAT BINARY)", copied, _BYTES_AT_A_TIME)
            return
        marks = ", ".join(["%s"] * len(_COLUMNS))
        cursor.executemany(
            f"INSERT INTO {_TABLE} VALUES ({marks})",  # noqa: S608  names of this code
            [(*row[:-1], connection.ops.adapt_datetimefield_value(row.made_at)) for row in rows],
        )


def _binary(row: StoredRow) -> bytes:
    return struct.pack(">h", len(row)) + b"".join(map(_field, row))


def _field(value: Any) -> bytes:
    if value is None:
        return _NULL
    if isinstance(value, int):
        plain = struct.pack(">q", value)
    elif isinstance(value, datetime):
        plain = struct.pack(">q", (value - _EPOCH) // timedelta(microseconds=1))
    else:
        plain = value.encode() if isinstance(value, str) else value
    return struct.pack(">i", len(plain)) + plain
