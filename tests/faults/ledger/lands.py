"""Where rounds take place: a database with its servers, a nursery beside it, and what an outsider remembers."""

import base64
import contextlib
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from credits.proofs.checkpoints import Trust, verify_checkpoint
from credits.proofs.merkle import TreeHead, verify_consistency
from credits.proofs.notes import Signer
from scripts.services import Postgres, Redis, free_port
from scripts.stack import ROOT
from tests import stack
from tests.faults.ledger.children import Nursery, nursery

ORIGIN = "faults.example/ledger/log"
SEED = hashlib.sha256(b"the key of a log that lives as long as a test").digest()
LOG = {"LOG_ORIGIN": ORIGIN, "LOG_SIGNING_KEY": base64.b64encode(SEED).decode()}
CELERY = ("settling-1", "settling-2", "beat")


class LedgerStack(stack.OwnStack):
    """The part of the stack that settles: two Celery workers of the kind of `make stack`, and beat."""

    @property
    def environment(self) -> dict[str, str]:
        return {**super().environment, **LOG}

    def command(self, name: str) -> list[str]:
        if name == "beat":
            return super().command(name)
        return [*super().command("worker"), "--hostname", f"{name}@%h"]


@dataclass
class Outsider:
    """Somebody who keeps the log's key and its last checkpoint, and believes nothing else."""

    trust: Trust = field(default_factory=lambda: Trust(ORIGIN, (Signer(ORIGIN, SEED).key,)))
    head: TreeHead = field(default_factory=lambda: TreeHead(0, hashlib.sha256().digest()))

    def sees(self, note: str, path: list[str]) -> None:
        """Check that a checkpoint is signed and grew out of the last one. Raises the ProofError that says why not."""
        checkpoint, _verified = verify_checkpoint(note, self.trust)
        verify_consistency(self.head, checkpoint.head, [bytes.fromhex(step) for step in path])
        self.head = checkpoint.head


@dataclass
class Land:
    """One database and all around it."""

    name: str
    nursery: Nursery
    folder: Path
    postgres: Postgres | None = None
    stack: LedgerStack | None = None
    outsider: Outsider = field(default_factory=Outsider)


def migrated(environment: Mapping[str, str]) -> None:
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0", "--no-input"]
    subprocess.run(command, env=dict(environment), cwd=ROOT, check=True)


@contextlib.contextmanager
def postgres_land(server: Postgres) -> Iterator[Land]:
    """A new database on a server that may crash, with a Redis of its own."""
    with stack.own_database(server.url) as name, stack.own_folder() as folder:
        redis = Redis(folder / "redis", free_port())
        redis.start()
        (folder / "static").mkdir()
        addresses = {"DATABASE_URL": stack.database_address(server.url, name), "REDIS_URL": redis.url}
        own = LedgerStack(free_port(), folder, addresses, redis=redis)
        try:
            migrated(own.environment)
            with nursery(own.environment, folder / "nursery") as forks:
                yield Land("PostgreSQL", forks, folder, server, own)
        finally:
            own.end()
            redis.stop()


@contextlib.contextmanager
def sqlite_land() -> Iterator[Land]:
    """A new file, and nothing else."""
    with stack.own_folder() as folder:
        (folder / "static").mkdir()
        outside = {
            name: text for name, text in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}
        }
        environment = {**outside, **LOG, "DIANDIAN_MODE": "test", "DIANDIAN_VAR_DIR": str(folder)}
        environment["PYTHONPATH"] = str(ROOT)
        migrated(environment)
        with nursery(environment, folder / "nursery") as forks:
            yield Land("SQLite", forks, folder)
