"""Rows of a file that travel in a page from one look to the next, signed: the server keeps nothing meanwhile."""

from collections.abc import Iterable

from django.core import signing

from diandian.lib.tables import TableRow

MAX_AGE_SECONDS = 60 * 60
# What a form may carry (DATA_UPLOAD_MAX_MEMORY_SIZE), less some room for its other fields.
MAX_CARRIED_CHARACTERS = 900_000


def signed(rows: Iterable[TableRow], salt: str) -> str:
    return signing.dumps([[row.number, *row.cells] for row in rows], salt=salt, compress=True)


def unsigned(carried: str, salt: str) -> list[TableRow]:
    """What `signed` was given. BadSignature for anything else, and after an hour."""
    rows = signing.loads(carried, salt=salt, max_age=MAX_AGE_SECONDS)
    return [TableRow(number, tuple(cells)) for number, *cells in rows]
