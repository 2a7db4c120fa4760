"""What PostgreSQL itself can do, by plain SQL: no keys, no serials, no log, no guards."""

import io
import itertools
import os
from collections.abc import Callable
from typing import Any

import psycopg2  # type: ignore[import-untyped]

GROUP = 500
_TABLES = """
CREATE TABLE limit_account (id int PRIMARY KEY, grams bigint NOT NULL CHECK (grams >= 0));
CREATE TABLE limit_posting (
    id bigserial PRIMARY KEY, account int NOT NULL, grams bigint NOT NULL, made_at timestamptz NOT NULL
);
INSERT INTO limit_account VALUES (1, 1000000000000000), (2, 0);
"""
_POSTING = "INSERT INTO limit_posting (account, grams, made_at) VALUES (%s, %s, now())"
_GROUP = """
INSERT INTO limit_posting (account, grams, made_at)
SELECT account, grams, now() FROM generate_series(1, %s), (VALUES (1, -131072), (2, 131072)) leg (account, grams)
"""
_COPY = "COPY limit_posting (account, grams, made_at) FROM STDIN"
_BALANCE = "UPDATE limit_account SET grams = grams + %s WHERE id = %s"


# The rows of our own settlements once more, into the same tables with their indexes and CHECKs, but without
# triggers; what asked for them, the requests, was there before, there as here.
_SAME_TABLES = """
CREATE SCHEMA bare;
CREATE TABLE bare.credits_retirement (LIKE credits_retirement INCLUDING ALL);
CREATE TABLE bare.credits_retirementslice (LIKE credits_retirementslice INCLUDING ALL);
CREATE TABLE bare.credits_logleaf (LIKE credits_logleaf INCLUDING ALL);
"""
_SAME_ROWS = """
WITH retirement AS (
    INSERT INTO bare.credits_retirement SELECT * FROM credits_retirement
    WHERE leaf_index >= %(begin)s AND leaf_index < %(end)s RETURNING request_id
), leaf AS (
    INSERT INTO bare.credits_logleaf SELECT * FROM credits_logleaf
    WHERE index >= %(begin)s AND index < %(end)s
)
INSERT INTO bare.credits_retirementslice
SELECT slice.* FROM credits_retirementslice slice
JOIN credits_retirement source ON source.request_id = slice.retirement_id
WHERE source.leaf_index >= %(begin)s AND source.leaf_index < %(end)s"""


def prepare(work: str) -> Callable[[int], object]:
    """`hot-row`: a transaction each, two rows and two balances. `bulk-insert`, `copy`: 500 times two rows, one balance.

    `same-rows`: what 500 of our retirements leave in the database, written once more.
    """
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    cursor = connection.cursor()
    if work in {"open-limits", "open-same-rows"}:
        cursor.execute(_TABLES if work == "open-limits" else _SAME_TABLES)
        connection.commit()
        return int
    begins = itertools.count(1, GROUP)  # before the first retirement's leaf stands the batch's issue
    once, size = {
        "hot-row": (_one_retirement, 1),
        "bulk-insert": (_insert_select, GROUP),
        "copy": (_copy, GROUP),
        "same-rows": (lambda cursor: _same_rows(cursor, next(begins)), GROUP),
    }[work]

    def operate(count: int) -> None:
        for _number in range(count // size):
            once(cursor)
            connection.commit()

    operate(size)
    return operate


def _one_retirement(cursor: Any) -> None:
    for account, grams in ((1, -131072), (2, 131072)):
        cursor.execute(_POSTING, (account, grams))
    for account, grams in ((1, -131072), (2, 131072)):
        cursor.execute(_BALANCE, (grams, account))


def _insert_select(cursor: Any) -> None:
    cursor.execute(_GROUP, (GROUP,))
    cursor.execute(_BALANCE, (-131072 * GROUP, 1))


def _same_rows(cursor: Any, begin: int) -> None:
    cursor.execute(_SAME_ROWS, {"begin": begin, "end": begin + GROUP})
    if cursor.rowcount < GROUP:
        raise SystemExit("There are too few retirements to write once more.")


def _copy(cursor: Any) -> None:
    at = "2026-11-23 00:00:00+00"
    lines = "".join(f"1\t{-131072}\t{at}\n2\t{131072}\t{at}\n" for _number in range(GROUP))
    cursor.copy_expert(_COPY, io.StringIO(lines))
    cursor.execute(_BALANCE, (-131072 * GROUP, 1))
