"""Who comes second waits, and is refused for what the first did. PostgreSQL itself says who waits for whom."""

import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

import credits.actions
import credits.audit
from credits.errors import CreditsError
from credits.models import Account, Batch, Pool, Proposal, RetirementSlice
from tests.conftest import at_once, clerks
from tests.credits.history import TONNE, moved, retired
from tests.credits.test_constraints import by_hand

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE_SECONDS = 20
# Of which session is waited, and in which tables the waiting one stands at the head of the queue for a row.
_WAITING = """
    SELECT array_agg(DISTINCT held.relation::regclass::text) FROM pg_stat_activity activity
    LEFT JOIN pg_locks held ON held.pid = activity.pid AND held.locktype = 'tuple'
    WHERE activity.datname = current_database() AND %s = ANY (pg_blocking_pids(activity.pid))
    GROUP BY activity.pid"""


def driver() -> Any:
    """psycopg2, where it is installed."""
    wrapper: Any = connection
    return wrapper.Database


def session() -> Any:
    """A connection that Django knows nothing of."""
    return driver().connect(**connection.get_connection_params())


def row_waited_for(holder: int, second: "Future[str]") -> list[str]:
    """The tables of the rows for which somebody waits that session `holder` has locked; [] once `second` has ended."""
    until = time.monotonic() + PATIENCE_SECONDS
    watching = session()
    watching.autocommit = True
    try:
        with watching.cursor() as cursor:
            while not second.done() and time.monotonic() < until:
                cursor.execute(_WAITING, [holder])
                found = cursor.fetchone()
                if found is not None:
                    return list(found[0])
                time.sleep(0.01)
    finally:
        watching.close()
    return []


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


# --- Two sessions of SQL --------------------------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("second", "ended"),
    [
        ((5, 15), "credits_retirementslice ranges may not overlap"),
        ((-5, 5), "credits_retirementslice ranges may not overlap"),
        ((10, 20), "written"),
    ],
)
def test_two_sessions_that_retire_the_same_grams_are_kept_apart_by_the_guards_lock(
    event_account: Account, threads: ThreadPoolExecutor, second: tuple[int, int], ended: str
) -> None:
    """SQLite has one writer at a time; on PostgreSQL neither session sees the rows of the other."""
    retired(event_account, 1_000)
    credits.actions.settle_pending()
    # From another start, so that the index of the starts lets the second pass.
    statements = [
        by_hand(10, grams, leaf_index=leaf) for grams, leaf in (((0, 10), 900_001), (second, 900_002))
    ]
    first = session()
    try:
        with first.cursor() as cursor:
            for sql in statements[0]:
                cursor.execute(sql)
        ending = threads.submit(written, statements[1])
        assert row_waited_for(first.get_backend_pid(), ending) == ["credits_logstate"]
        assert not ending.done()
        first.commit()
        assert ending.result(timeout=PATIENCE_SECONDS) == ended
    finally:
        first.close()
    assert RetirementSlice.objects.count() == 2 + (ended == "written")


def written(statements: list[str]) -> str:
    """Send the statements in a session of their own: "written", or why PostgreSQL refused."""
    own = session()
    try:
        with own, own.cursor() as cursor:
            for sql in statements:
                cursor.execute(sql)
    except driver().Error as refusal:
        return str(refusal.diag.message_primary)
    finally:
        own.close()
    return "written"


# --- The residual of a pool -----------------------------------------------------------------------------------


@pytest.fixture
def pool(event_account: Account) -> Pool:
    """A block of one tonne, in which 0.6 t have gathered."""
    retired(event_account, 600_000)
    credits.actions.settle_pending()
    pool = credits.actions.open_pool(batch=Batch.objects.get(), by=clerks()[0])
    credits.actions.attach_block(
        pool=pool,
        serial_block="CDCER-CD-2022-07-1-1",
        evidence=credits.actions.Evidence("R-1", date(2026, 11, 20)),
        by=clerks()[0],
    )
    return pool


@pytest.fixture
def giver(event_account: Account, inventory: Account) -> Account:
    """Whoever gives up what the block has over, 0.4 t, has half a tonne."""
    moved(event_account, inventory, 500_000)
    return inventory


def closing(pool: Pool, giver: Account) -> Callable[[], object]:
    """Close the pool, as one person proposed and another approves."""
    first, second = clerks()
    proposal: Proposal = credits.actions.propose_pool_closing(
        pool=pool, residual_from=giver, key=uuid.uuid4(), by=first
    )
    return lambda: credits.actions.approve(proposal=proposal, by=second)


def moving(giver: Account, to: Account) -> Callable[[], object]:
    return lambda: moved(giver, to, 200_000)


def promising(giver: Account) -> Callable[[], object]:
    return lambda: credits.actions.hold(
        account=giver, amount_grams=200_000, expires_at=None, key=uuid.uuid4()
    )


def ending_of(call: Callable[[], object]) -> str:
    try:
        call()
    except CreditsError as refusal:
        return type(refusal).__name__
    finally:
        connection.close()
    return "done"


def end_of_the_second(
    threads: ThreadPoolExecutor, first: Callable[[], object], second: Callable[[], object]
) -> tuple[list[str], str]:
    """The row that `second` waits for while `first` is not committed, and how it ends afterwards."""
    with transaction.atomic():
        first()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (holder,) = cursor.fetchone()
        ending = threads.submit(ending_of, second)
        waited_for = row_waited_for(holder, ending)
        assert not ending.done()
    return waited_for, ending.result(timeout=PATIENCE_SECONDS)


@pytest.mark.postgres
def test_a_closing_waits_for_a_promise_of_its_residual_before_it_looks(
    pool: Pool, giver: Account, threads: ThreadPoolExecutor
) -> None:
    """A promise takes the account's row alone. Who looked first and locked afterwards would find enough."""
    end = end_of_the_second(threads, promising(giver), closing(pool, giver))
    assert end == (["credits_account"], "ResidualNotBackedError")
    assert credits.audit.breaches() == []


@pytest.mark.postgres
def test_a_promise_waits_for_a_closing_that_takes_its_grams(
    pool: Pool, giver: Account, threads: ThreadPoolExecutor
) -> None:
    end = end_of_the_second(threads, closing(pool, giver), promising(giver))
    assert end == (["credits_account"], "InsufficientCreditsError")
    assert credits.audit.breaches() == []


@pytest.mark.postgres
@pytest.mark.parametrize("closing_is_first", [True, False])
def test_a_closing_and_a_move_of_the_same_grams_wait_for_each_other(
    pool: Pool, giver: Account, event_account: Account, threads: ThreadPoolExecutor, *, closing_is_first: bool
) -> None:
    close, move = closing(pool, giver), moving(giver, event_account)
    end = end_of_the_second(threads, *((close, move) if closing_is_first else (move, close)))
    refusal = "InsufficientCreditsError" if closing_is_first else "ResidualNotBackedError"
    assert end == (["credits_logstate"], refusal)
    assert credits.audit.breaches() == []


@pytest.mark.postgres
def test_of_two_closings_the_second_waits_and_is_refused(
    pool: Pool, giver: Account, event_account: Account, threads: ThreadPoolExecutor
) -> None:
    end = end_of_the_second(threads, closing(pool, giver), closing(pool, event_account))
    assert end == (["credits_logstate"], "PoolClosedError")
    assert credits.audit.breaches() == []


def test_of_a_closing_and_a_move_at_once_one_gets_the_grams(
    pool: Pool, giver: Account, event_account: Account
) -> None:
    """On both databases, whoever is first."""
    close, move = closing(pool, giver), moving(giver, event_account)
    ends = at_once(lambda: ending_of(close), lambda: ending_of(move))
    assert ends in (["done", "InsufficientCreditsError"], ["ResidualNotBackedError", "done"])
    giver.refresh_from_db()
    taken = 400_000 if ends[0] == "done" else 200_000
    assert giver.credited_grams - giver.debited_grams == TONNE // 2 - taken
    assert credits.audit.breaches() == []
