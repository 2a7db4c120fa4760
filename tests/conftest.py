"""The cast of every test, and the care that an append-only database needs between tests."""

import dataclasses
import functools
import gc
import os
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import hypothesis
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import QuerySet

import credits.actions
import events.actions
import footprint.queries
from certificates.models import Certificate
from credits.models import Account, Batch, Pool, PoolClosing, Retirement, RetirementRequest, Transfer
from events.models import Event, Journey
from footprint.calculation import Answers, Mode
from footprint.factor_workbook import read_any
from footprint.management.commands import load_factors
from people.models import Organization, User
from tests.stored import MEMORY

# A busy machine is no failure: neither the first draw of a strategy nor a slow example says anything of the code.
# Nor is chance: a change is judged by the same examples each time, and `make soak` looks for new ones.
hypothesis.settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile(
    "soak",
    hypothesis.settings.get_profile("house"),
    derandomize=False,
    database=None,
    max_examples=int(os.environ.get("SOAK_EXAMPLES", "2000")),
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

_flush_postgresql = BaseDatabaseOperations.execute_sql_flush


def _flush_without_triggers(operations: BaseDatabaseOperations, sql_list: Iterable[str]) -> None:
    """Empty the test database: the only place where the append-only tables may lose rows."""
    wrapper = operations.connection
    if wrapper.vendor == "postgresql":
        with wrapper.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            try:
                _flush_postgresql(operations, sql_list)
            finally:
                cursor.execute("SET session_replication_role = origin")
        return
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        _flush_postgresql(operations, sql_list)
        for _name, sql in triggers:
            cursor.execute(sql)


BaseDatabaseOperations.execute_sql_flush = _flush_without_triggers  # type: ignore[method-assign, assignment]

# The same two factor files are loaded for a thousand tests: they are read once.
load_factors.read_any = functools.lru_cache(maxsize=8)(read_any)  # type: ignore[attr-defined]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On SQLite only the database tests run, less those for which PostgreSQL is enough."""
    if connection.vendor == "postgresql":
        return
    kept = [item for item in items if uses_database(item) and not runs_once(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def pytest_collection_finish() -> None:
    """What was collected stays to the end: the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


def runs_once(item: pytest.Item) -> bool:
    """Whether a test is marked so, or its file is about pages: the admin's, the workspace's, or the views of a room.

    Pages are drawn of the same rows, by the same code, whatever the database; `both` marks those that are not.
    """
    if item.get_closest_marker("both"):
        return False
    is_marked = any(item.get_closest_marker(name) for name in ("postgres", "once"))
    return is_marked or "admin" in item.path.parts or item.path.stem.startswith(PAGES)


PAGES = (
    "test_views",
    "test_public_views",
    "test_workspace",
    "test_draft_pages",
    "test_pages",
    "test_doors",
    "test_typed_claims",
)


def uses_database(item: pytest.Item) -> bool:
    """Whether the test asks for the database, itself or by one of its fixtures."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & {"db", "transactional_db"})


@pytest.fixture(autouse=True)
def _fast_passwords(settings: object) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run the calls at the same moment, each on its own connection; what they returned, in their order."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        try:
            barrier.wait(timeout=10)
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


# --- The cast ---------------------------------------------------------------------------------------------


@pytest.fixture
def committee(db: None) -> Organization:
    """The organising committee of the event."""
    return _organization("committee", Organization.Kind.ORGANISER, "执委会", "Organising committee")


@pytest.fixture
def donor_company(db: None) -> Organization:
    return _organization("donor-company", Organization.Kind.DONOR, "青禾能源", "Qinghe Energy")


@pytest.fixture
def exchange(db: None) -> Organization:
    return _organization("exchange", Organization.Kind.EXCHANGE, "环境交易所", "Environment Exchange")


@pytest.fixture
def first_clerk(db: None) -> User:
    """One of the exchange's two clerks."""
    return _user("clerk-wang", "wang")


@pytest.fixture
def second_clerk(db: None) -> User:
    return _user("clerk-zhao", "zhao")


def _user(name: str, password: str) -> User:
    user, _created = User.objects.get_or_create(username=name)
    user.set_password(password)
    user.save()
    return user


def _organization(slug: str, kind: str, name_zh: str, name_en: str) -> Organization:
    return Organization.objects.create(slug=slug, kind=kind, name_zh_hans=name_zh, name_en=name_en)


def new_batch(
    first_unit: int = 1, unit_count: int = 10, *, registry: str = "cdcer"
) -> credits.actions.NewBatch:
    """A batch of `unit_count` tonnes whose block begins at `first_unit`."""
    prefix = {"cdcer": "CDCER-CD-2022-07", "gold-standard": "GS1-1-CN-GS1-16-2022-1", "ccer": "CCER-01-2023"}
    return credits.actions.NewBatch(
        registry=registry,
        serial_block=f"{prefix[registry]}-{first_unit}-{first_unit + unit_count - 1}",
        project_code="CD-07",
        project_name_zh="湿地固碳",
        project_name_en="Wetland carbon",
        methodology="CDM-W-01",
        vintage_start=date(2022, 1, 1),
        vintage_end=date(2022, 12, 31),
        is_demonstration=True,
    )


def clerks() -> tuple[User, User]:
    """The two of the exchange: the first proposes, the second approves."""
    first, second = (User.objects.get_or_create(username=name)[0] for name in ("clerk-wang", "clerk-zhao"))
    return first, second


def issued(batch: credits.actions.NewBatch, to: Account, key: uuid.UUID | None = None) -> Batch:
    """The batch, entered by one clerk and approved by the other; so for all that follow."""
    first, second = clerks()
    proposal = credits.actions.propose_issue(batch=batch, to=to, key=key or uuid.uuid4(), by=first)
    entered = credits.actions.approve(proposal=proposal, by=second)
    assert isinstance(entered, Batch)
    return entered


def cancelled_by_two(account: Account, batch: Batch, grams: int) -> None:
    """Grams that are gone for good."""
    first, second = clerks()
    proposal = credits.actions.propose_cancel(
        account=account, batch=batch, amount_grams=grams, reason="converted", key=uuid.uuid4(), by=first
    )
    credits.actions.approve(proposal=proposal, by=second)


def closed_by_two(pool: Pool, residual_from: Account | None = None) -> PoolClosing:
    """The end of a pool."""
    first, second = clerks()
    proposal = credits.actions.propose_pool_closing(
        pool=pool, residual_from=residual_from, key=uuid.uuid4(), by=first
    )
    closing = credits.actions.approve(proposal=proposal, by=second)
    assert isinstance(closing, PoolClosing)
    return closing


def reversed_by_two(transfer: Transfer, key: uuid.UUID | None = None) -> list[Transfer]:
    """The rows that give a move back."""
    first, second = clerks()
    proposal = credits.actions.propose_reversal(
        transfer=transfer, reason="mistaken", key=key or uuid.uuid4(), by=first
    )
    rows = credits.actions.approve(proposal=proposal, by=second)
    assert isinstance(rows, list)
    return rows


def replaced_by_two(retirement: Retirement, account: Account) -> RetirementRequest:
    """The request in place of what a retirement has out of impaired batches."""
    first, second = clerks()
    proposal = credits.actions.propose_replacement(
        retirement=retirement, account=account, purpose="x", key=uuid.uuid4(), by=first
    )
    request = credits.actions.approve(proposal=proposal, by=second)
    assert isinstance(request, RetirementRequest)
    return request


@pytest.fixture
def inventory(db: None) -> Account:
    """An empty account of the exchange."""
    return credits.actions.open_account(code="inventory", kind=Account.Kind.INVENTORY)


@pytest.fixture
def event_account(db: None) -> Account:
    """An event's account with ten tonnes on it, given by nobody."""
    account = credits.actions.open_account(code="event:games", kind=Account.Kind.EVENT)
    issued(new_batch(), account)
    account.refresh_from_db()
    return account


@pytest.fixture
def keys() -> Iterator[uuid.UUID]:
    """A supply of idempotency keys: `next(keys)`."""
    return iter(uuid.uuid4, None)


# --- The demonstration event and its spectators -----------------------------------------------------------


@pytest.fixture
def universiade(db: None) -> Event:
    """The Low-Carbon Universiade as `make run` shows it."""
    MEMORY.take(lambda: call_command("load_demo", verbosity=0), "load_demo")
    return Event.objects.select_related("donated_account", "sale_account").get()


@pytest.fixture(autouse=True)
def _demonstration_first(request: pytest.FixtureRequest) -> None:
    """Before all others that write: into an empty database it is put from memory."""
    if "universiade" in request.fixturenames:
        request.getfixturevalue("universiade")


def answers_from(city: str = "北京", **changes: object) -> Answers:
    """What a spectator from `city` answers: by high-speed rail, two nights, four meals."""
    place = footprint.queries.place_named(city)
    assert place is not None
    answers = Answers(
        origin=place,
        mode=Mode.LOCAL if place.code == "cn-chengdu" else Mode.HSR,
        local_km=44,
        nights=2,
        meals=4,
    )
    return dataclasses.replace(answers, **changes)  # type: ignore[arg-type]


def spectators_certificates() -> QuerySet[Certificate]:
    """All certificates but those of donors, which come with the event's donations."""
    return Certificate.objects.exclude(kind=Certificate.Kind.DONOR)


def journey_from(event: Event, city: str = "北京") -> Journey:
    """A spectator who has computed a footprint."""
    venue = event.venues.select_related("event").get(slug="donganhu-stadium")
    return events.actions.start_journey(
        venue=venue, placement=None, answers=answers_from(city), language="zh-hans", key=uuid.uuid4()
    )


@pytest.fixture
def lin(universiade: Event) -> Journey:
    """Lin, a spectator from Beijing."""
    return journey_from(universiade)


@pytest.fixture
def mei(universiade: Event) -> Journey:
    """Mei, another spectator, from Chongqing."""
    return journey_from(universiade, "重庆")
