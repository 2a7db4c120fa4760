"""pgledger, if a copy of its SQL is at hand: one transfer a call, or 500.

It is no package of any registry, so nothing here fetches it. PGLEDGER_SQL= names the file `pgledger.sql` of
github.com/pgr0ss/pgledger with the functions of its `vendor` folder in front; the result says which by its SHA-256.
"""

import os
from collections.abc import Callable
from pathlib import Path

import psycopg2  # type: ignore[import-untyped]

GRAMS = "131072"  # untyped, as its amounts are money in one version and numeric in another


def prepare(work: str) -> Callable[[int], object]:
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    cursor = connection.cursor()
    if work == "open-pgledger":
        cursor.execute(Path(os.environ["PGLEDGER_SQL"]).read_text())
        for name, may_be_negative in (("outside", True), ("donated", False), ("retired", False)):
            cursor.execute("SELECT id FROM pgledger_create_account(%s, 'USD', %s)", (name, may_be_negative))
        cursor.execute(_TRANSFER.format(debit="outside", credit="donated"), ("900000000000000",))
        return int
    cursor.execute("SELECT name, id FROM pgledger_accounts")
    accounts = dict(cursor.fetchall())
    ends = accounts["donated"], accounts["retired"]

    def one_by_one(count: int) -> None:
        for _number in range(count):
            cursor.execute(_ONE, (*ends, GRAMS))
            cursor.fetchone()

    def in_groups(count: int) -> None:
        group = "(%s, %s, %s)::transfer_request"
        for _number in range(count // 500):
            statement = f"SELECT id FROM pgledger_create_transfers(ARRAY[{', '.join([group] * 500)}])"  # noqa: S608
            cursor.execute(statement, (*ends, GRAMS) * 500)
            cursor.fetchall()

    operate, size = (one_by_one, 1) if work == "pgledger-1" else (in_groups, 500)
    operate(size)
    return operate


_ONE = "SELECT id FROM pgledger_create_transfer(%s, %s, %s)"
_TRANSFER = """
SELECT pgledger_create_transfer(
    (SELECT id FROM pgledger_accounts WHERE name = '{debit}'),
    (SELECT id FROM pgledger_accounts WHERE name = '{credit}'), %s
)"""
