"""Stacks of real processes for tests: each with a database and a Redis of its own, so that killing hurts nobody.

They stand on the PostgreSQL of DATABASE_URL (`scripts/with-services` sets it), or start one if there is none.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from scripts.services import Postgres, Redis, free_port, postgres_folder
from scripts.stack import Stack


@dataclass(frozen=True)
class Ground:
    """What the stacks of one test run share: a server, a filled database to copy from, collected static files."""

    server: str
    filled: str
    static: Path


@dataclass
class OwnStack(Stack):
    """A stack whose Redis is its own and whose processes may be killed."""

    redis: Redis | None = None

    def kill(self, name: str, *, whole_group: bool = True) -> None:
        """SIGKILL for `web`, `worker` or `beat`: with its children as when power fails, or the first alone."""
        process = self.processes.pop(name)
        if whole_group:
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()

    def lose_redis(self) -> None:
        """Kill Redis. It keeps nothing on disk, so every message in it is gone."""
        assert self.redis is not None
        assert self.redis.process is not None
        self.redis.process.kill()
        self.redis.process.wait()


def sql(address: str, statement: str) -> str:
    """What psql prints for a statement, without a frame."""
    done = subprocess.run(
        [postgres_folder() / "psql", "--no-psqlrc", "-qAt", "-v", "ON_ERROR_STOP=1", "-c", statement, address],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def database_address(server: str, name: str) -> str:
    """The address of another database on the same server; libpq wants `postgresql` where Django takes more."""
    return urlunsplit(urlsplit(server)._replace(scheme="postgresql", path=f"/{name}"))


@contextlib.contextmanager
def own_folder() -> Iterator[Path]:
    """A folder that the user postgres may pass through when root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="diandian-test-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def own_postgres(*, forgetful: bool) -> Iterator[Postgres]:
    """A PostgreSQL server of the test's own."""
    with own_folder() as folder:
        server = Postgres(folder / "postgres", free_port(), forgetful)
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextlib.contextmanager
def prepared_ground() -> Iterator[Ground]:
    """A database with the demonstration, and the static files: made once a test run, copied for each stack."""
    with contextlib.ExitStack() as stopping:
        server = os.environ.get("DATABASE_URL", "")
        if not server.startswith("postgres"):
            server = stopping.enter_context(own_postgres(forgetful=True)).url
        folder = stopping.enter_context(own_folder())
        name = stopping.enter_context(own_database(server))
        fill(Stack(0, folder, {"DATABASE_URL": database_address(server, name), "REDIS_URL": "redis://127.0.0.1:1"}))
        yield Ground(server, name, folder / "static")


def fill(stack: Stack) -> None:
    """Migrate, load the demonstration, collect the static files."""
    stack.manage("migrate", "--verbosity", "0", "--no-input")
    stack.manage("load_demo", "--verbosity", "0")
    stack.manage("collectstatic", "--verbosity", "0", "--no-input")


@contextlib.contextmanager
def own_database(server: str, template: str = "template1") -> Iterator[str]:
    """The name of a new database, dropped afterwards whoever is still connected."""
    name = f"stack_{uuid.uuid4().hex[:12]}"
    sql(database_address(server, "postgres"), f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield name
    finally:
        sql(database_address(server, "postgres"), f'DROP DATABASE "{name}" WITH (FORCE)')


@contextlib.contextmanager
def own_stack(ground: Ground) -> Iterator[OwnStack]:
    """A ready stack on a copy of the ground's database, with web, worker and beat."""
    with own_database(ground.server, ground.filled) as name:
        with own_stack_on(database_address(ground.server, name), ground.static) as stack:
            yield stack


@contextlib.contextmanager
def own_stack_on(database: str, static: Path) -> Iterator[OwnStack]:
    """A ready stack on a filled database."""
    with own_folder() as folder:
        (folder / "static").symlink_to(static)
        redis = Redis(folder / "redis", free_port())
        redis.start()
        stack = OwnStack(
            free_port(), folder, {"DATABASE_URL": database, "REDIS_URL": redis.url}, redis=redis
        )
        try:
            for process in ("web", "worker", "beat"):
                stack.start(process)
            stack.wait_until_ready()
            yield stack
        finally:
            for process in list(stack.processes):
                stack.kill(process)
            redis.stop()
