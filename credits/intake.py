"""One statement for one intake: written a thousand times a minute, so without what an ORM takes to say it."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db import IntegrityError, connection, transaction

from credits.bulk import plain_value
from credits.models import RetirementRequest

NEVER_OVERDRAWN = "account_is_never_overdrawn"
_COLUMNS = (
    *("kind", "key", "input_digest", "account_id", "hold_id", "amount_grams", "beneficiary", "purpose"),
    *("may_split", "replaces_id", "proposal_id", "requested_at"),
)
# Whoever comes second with a key inserts nothing, and so promises nothing.
_REQUEST = f"""
    INSERT INTO credits_retirementrequest ({", ".join(_COLUMNS)})
    VALUES ({", ".join(f"%({column})s" for column in _COLUMNS)}) ON CONFLICT (key) DO NOTHING RETURNING id"""  # noqa: S608  names of this file
# The only hot row of an intake, touched last. Whether it has enough, its CHECK says.
_PROMISE = "UPDATE credits_account SET held_grams = held_grams + %(amount_grams)s WHERE id = %(account_id)s"
_ALL = f"""
    WITH request AS ({_REQUEST}),
    place AS (INSERT INTO credits_pendingretirement (request_id) SELECT id FROM request),
    promise AS ({_PROMISE} AND EXISTS (SELECT 1 FROM request))
    SELECT id FROM request"""  # noqa: S608  constants of this file


class NotPromisedError(Exception):
    """The account has not enough grams free; nothing was written."""


def insert_request(row: RetirementRequest) -> bool:
    """Write a new request, its place in the queue, and the promise on its account, all or nothing; `row` gets its id.

    False if its key was there before: then nothing was written. Raises NotPromisedError.
    """
    values = {column: getattr(row, column) for column in _COLUMNS}
    try:
        with _all_or_nothing():
            row.pk = _written(values)
    except IntegrityError as refused:
        if NEVER_OVERDRAWN in str(refused):
            raise NotPromisedError from None
        raise
    row._state.adding, row._state.db = row.pk is None, connection.alias
    return row.pk is not None


def _all_or_nothing() -> AbstractContextManager[object]:
    """One statement by itself is a transaction: PostgreSQL then holds the hot row for the commit only."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        return nullcontext()
    return transaction.atomic()


def _written(values: dict[str, Any]) -> int | None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_ALL, values)
            found: tuple[int] | None = cursor.fetchone()
            return found[0] if found else None
        values = {column: plain_value(value) for column, value in values.items()}
        cursor.execute(_REQUEST, values)
        found = cursor.fetchone()
        if found is None:
            return None
        cursor.execute("INSERT INTO credits_pendingretirement (request_id) VALUES (%s)", found)
        cursor.execute(_PROMISE, values)
        return found[0]
