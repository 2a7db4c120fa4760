"""An event in any state at once, past the database's guards: for tests that are about something else."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from events.models import Event


def put_at(event: Event, state: str) -> Event:
    """The event in this state, without the steps before it and without what they rest on."""
    with transaction.atomic(), without_guards("events_event"):
        Event.objects.filter(pk=event.pk).update(state=state)
    event.refresh_from_db()
    return event


@contextmanager
def without_guards(table: str) -> Iterator[None]:
    """No guard of this table, inside a transaction; on PostgreSQL none of any table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            cursor.execute("SET LOCAL session_replication_role = origin")
            return
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table]
        )
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _name, sql in triggers:
            cursor.execute(sql)
