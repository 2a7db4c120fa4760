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
from dataclasses import dataclass, field
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
    groups: set[int] = field(default_factory=set)

    @property
    def workers(self) -> list[str]:
        """The workers that run."""
        return [name for name in self.processes if name not in {"web", "beat"}]

    def start(self, name: str) -> subprocess.Popen[bytes]:
        running = self.processes.get(name)
        if running is not None and running.poll() is None:
            return running  # one process may bring another along
        process = super().start(name)
        self.groups.add(process.pid)
        return process

    def kill(self, name: str) -> None:
        """SIGKILL for a process by its name and all its children, as when the power fails."""
        process = self.processes.pop(name)
        kill_group(process.pid)
        process.wait()

    def kill_parent(self, name: str) -> None:
        """SIGKILL for the first process alone; its children find out by themselves."""
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def kill_child(self, name: str) -> None:
        """SIGKILL for one child, as when memory runs out. The parent goes on, or ends: Celery does both."""
        pid = self.processes[name].pid
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[:1]:
            os.kill(int(child), signal.SIGKILL)

    def keep_running(self) -> None:
        """What a service manager does: start again what has ended."""
        for name, process in list(self.processes.items()):
            if process.poll() is not None:
                self.start(name)

    def end(self) -> None:
        """Nothing that was ever started here is left."""
        for pid in self.groups:
            kill_group(pid)
        for process in self.processes.values():
            process.wait()

    def lose_redis(self) -> None:
        """Kill Redis. It keeps nothing on disk, so every message in it is gone."""
        assert self.redis is not None
        assert self.redis.process is not None
        self.redis.process.kill()
        self.redis.process.wait()


def kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def sql(address: str, statement: str) -> str:
    """What psql prints for a statement, without a frame."""
    done = subprocess.run(
        [
            postgres_folder() / "psql",
            "--no-psqlrc",
            "-qAt",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            statement,
            address,
        ],
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
def prepared_ground(server: str = "") -> Iterator[Ground]:
    """A database with the demonstration, and the static files: made once a test run, copied for each stack.

    On the server of this address, or of DATABASE_URL, or on one of its own.
    """
    with contextlib.ExitStack() as stopping:
        server = server or os.environ.get("DATABASE_URL", "")
        if not server.startswith("postgres"):
            server = stopping.enter_context(own_postgres(forgetful=True)).url
        folder = stopping.enter_context(own_folder())
        name = stopping.enter_context(own_database(server))
        fill(
            Stack(
                0,
                folder,
                {"DATABASE_URL": database_address(server, name), "REDIS_URL": "redis://127.0.0.1:1"},
            )
        )
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
    with own_database(ground.server, ground.filled) as name, own_folder() as folder:
        (folder / "static").symlink_to(ground.static)
        redis = Redis(folder / "redis", free_port())
        redis.start()
        addresses = {"DATABASE_URL": database_address(ground.server, name), "REDIS_URL": redis.url}
        stack = OwnStack(free_port(), folder, addresses, redis=redis)
        try:
            for process in ("web", "worker", "beat"):
                stack.start(process)
            stack.wait_until_ready()
            yield stack
        finally:
            stack.end()
            redis.stop()
