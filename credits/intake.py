"""One statement for one intake: written a thousand times a minute, so without what an ORM takes to say it."""

from django.db import connection

from credits.bulk import plain_value
from credits.models import RetirementRequest

_COLUMNS = (
    *("kind", "key", "input_digest", "account_id", "hold_id", "amount_grams", "beneficiary", "purpose"),
    *("may_split", "replaces_id", "proposal_id", "requested_at"),
)
# Whoever comes second with a key inserts nothing, and so promises nothing.
_REQUEST = f"""
    INSERT INTO credits_retirementrequest ({", ".join(_COLUMNS)})
    VALUES ({", ".join(f"%({column})s" for column in _COLUMNS)}) ON CONFLICT (key) DO NOTHING RETURNING id"""  # noqa: S608  names of this file
# The only hot row of an intake, touched last: one conditional UPDATE.
_PROMISE = """
    UPDATE credits_account SET held_grams = held_grams + %(amount_grams)s
    WHERE id = %(account_id)s AND credited_grams - debited_grams - held_grams >= %(amount_grams)s"""
_ALL = f"""
    WITH request AS ({_REQUEST}),
    place AS (INSERT INTO credits_pendingretirement (request_id) SELECT id FROM request),
    promise AS ({_PROMISE} AND EXISTS (SELECT 1 FROM request) RETURNING id)
    SELECT (SELECT id FROM request), EXISTS (SELECT 1 FROM promise)"""  # noqa: S608  constants of this file


def insert_request(row: RetirementRequest) -> bool:
    """Write a new request, its place in the queue, and the promise on its account; `row` gets its id.

    Without an id afterwards, its key was there before, and nothing was written. False if there was an id but the
    account has not enough to promise: then the caller's transaction must not be committed.
    """
    values = {column: plain_value(getattr(row, column)) for column in _COLUMNS}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_ALL, values)
            row.pk, is_promised = cursor.fetchone()
        else:
            cursor.execute(_REQUEST, values)
            row.pk, is_promised = (cursor.fetchone() or (None,))[0], False
            if row.pk is not None:
                cursor.execute("INSERT INTO credits_pendingretirement (request_id) VALUES (%s)", [row.pk])
                cursor.execute(_PROMISE, values)
                is_promised = cursor.rowcount == 1
    row._state.adding, row._state.db = row.pk is None, connection.alias
    return bool(is_promised)
