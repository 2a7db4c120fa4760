"""What somebody can do who owns the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def behind_all_guards() -> Iterator[None]:
    """The database as somebody sees it who owns it: without triggers and checks."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(
                "SELECT conrelid::regclass, conname FROM pg_constraint "
                "WHERE contype = 'c' AND conrelid::regclass::text LIKE 'credits_%'"
            )
            for table, name in cursor.fetchall():
                cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            return
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        try:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
            yield
        finally:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def tamper(sql: object) -> None:
    """Run one statement, or several, or the one for this database."""
    if isinstance(sql, dict):
        sql = sql[connection.vendor]
    for statement in [sql] if isinstance(sql, str) else sql:  # type: ignore[attr-defined]
        with connection.cursor() as cursor:
            cursor.execute(statement)
