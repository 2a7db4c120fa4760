"""Our ledger as the benchmark uses it: a filled account, requests that wait, settlement and intake."""

import os
import uuid
from collections.abc import Callable
from datetime import date

ACCOUNT = "event:benchmark"
UNITS = 20_000_000  # tonnes: enough for a hundred million spectators
GRAMS = 131_072
PURPOSE = "Attendance at the Low-Carbon Universiade"

# Requests as `credits.actions.retire` leaves them, many at once: the row, its place in the queue, the promise.
_WAITING = """
WITH request AS (
    INSERT INTO credits_retirementrequest
    (kind, key, input_digest, account_id, amount_grams, beneficiary, purpose, may_split, requested_at)
    SELECT 'person', gen_random_uuid(), repeat('0', 64), %(account)s, %(grams)s + number %% 1000,
        gen_random_uuid(), %(purpose)s, true, now()
    FROM generate_series(1, %(count)s) number RETURNING id, amount_grams
), place AS (
    INSERT INTO credits_pendingretirement (request_id) SELECT id FROM request
)
UPDATE credits_account SET held_grams = held_grams + (SELECT SUM(amount_grams) FROM request)
WHERE id = %(account)s"""


def set_up() -> None:
    """Django, ready for the database of DATABASE_URL."""
    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diandian.settings")
    django.setup()


def open_ledger() -> None:
    """All tables, and one event's account with one batch, entered by one person and approved by another."""
    set_up()
    from django.core.management import call_command  # noqa: PLC0415

    import credits.actions  # noqa: PLC0415
    from people.models import User  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    account = credits.actions.open_account(code=ACCOUNT, kind="event")
    clerks = [User.objects.get_or_create(username=name)[0] for name in ("first", "second")]
    batch = credits.actions.NewBatch(
        registry="cdcer",
        serial_block=f"CDCER-CD-2022-07-1-{UNITS}",
        project_code="CD-07",
        project_name_zh="湿地固碳",
        project_name_en="Wetland carbon",
        methodology="CDM-W-01",
        vintage_start=date(2022, 1, 1),
        vintage_end=date(2022, 12, 31),
        is_demonstration=True,
    )
    proposal = credits.actions.propose_issue(batch=batch, to=account, key=uuid.uuid4(), by=clerks[0])
    credits.actions.approve(proposal=proposal, by=clerks[1])


def add_waiting(count: int) -> None:
    """`count` accepted requests that wait, on PostgreSQL by one statement, on SQLite one by one."""
    from django.db import connection  # noqa: PLC0415

    import credits.queries  # noqa: PLC0415

    if connection.vendor == "sqlite":
        take_in(count)
        return
    account = credits.queries.account(ACCOUNT)
    values: dict[str, int | str] = {"account": account.pk, "grams": GRAMS, "purpose": PURPOSE, "count": count}
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, values)


def settle_all(limit: int, count: int | None = None) -> int:
    """Settle in groups of `limit` until nobody waits or `count` are settled; how many were."""
    import credits.actions  # noqa: PLC0415

    total = 0
    while count is None or total < count:
        settled = credits.actions.settle_pending(limit=limit)
        if not settled:
            break
        total += settled
    return total


def prepare(work: str) -> Callable[[int], object]:
    """`open` makes the ledger, `waiting` adds requests, `intake` is one `retire` each, `settle-N` takes N a group."""
    if work == "open":
        open_ledger()
        return int
    set_up()
    if work == "waiting":
        return add_waiting
    if work == "intake":
        take_in(1)
        return take_in
    limit = int(work.partition("-")[2])
    settle_all(1, 1)

    def settle(count: int) -> None:
        if settle_all(limit, count) < count:
            raise SystemExit("There was less to settle than was asked for.")

    return settle


def take_in(count: int) -> None:
    """`count` spectators' requests, one after the other, each in its own transaction."""
    import credits.actions  # noqa: PLC0415
    import credits.queries  # noqa: PLC0415

    account = credits.queries.account(ACCOUNT)
    for number in range(count):
        credits.actions.retire(
            account=account,
            amount_grams=GRAMS + number % 1000,
            beneficiary=uuid.uuid4(),
            purpose=PURPOSE,
            key=uuid.uuid4(),
        )
