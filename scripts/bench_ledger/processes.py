"""Clients that work side by side, and what they and the database's processes burn meanwhile."""

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from scripts.bench_journey import cpu_ms
from scripts.services import Postgres, bound_to_us, fail

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "bench-ledger"
PEERS = FOLDER / "peers"
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU milliseconds (user + system) of one operation, and how many were done a second of the clock."""

    client_ms: float
    database_ms: float
    per_second: float

    @property
    def cpu_ms(self) -> float:
        return self.client_ms + self.database_ms


@dataclass(frozen=True, slots=True)
class Bench:
    """One database and the settings with which clients come to it. `server` is None for SQLite."""

    environment: dict[str, str]
    server: Postgres | None = None

    def run(self, work: str, count: int) -> None:
        """`count` operations of the work that `client.py` knows by this name, without a measurement."""
        self.measure(work, count, rounds=1)

    def measure(self, work: str, count: int, *, clients: int = 1, rounds: int = ROUNDS) -> Cost:
        """The median by CPU time of some rounds, each of `count` operations in all, shared out among the clients.

        Each client prepares itself first, on its own time: connections, statements, one operation to warm up.
        """
        each = count // clients
        processes = [self._client(work, each) for _ in range(clients)]
        for process in processes:
            _told(process, "ready")
        found = [self._round(processes, each) for _ in range(rounds)]
        for process in processes:
            process.communicate()
        middle = statistics.median_low([cost.cpu_ms for cost in found])
        return next(cost for cost in found if cost.cpu_ms == middle)

    def _round(self, processes: list[subprocess.Popen[str]], each: int) -> Cost:
        before, began = self._database_ms(), time.monotonic()
        for process in processes:
            _tell(process, "go")
        spent = [float(_told(process, "done")) for process in processes]
        seconds = time.monotonic() - began
        done = each * len(processes) or 1
        return Cost(sum(spent) / done, (self._database_ms() - before) / done, done / seconds)

    def figures(self, work: str, count: int) -> dict[str, float]:
        """What a client measured by itself: a line `figure NAME NUMBER` each."""
        process = self._client(work, count)
        _told(process, "ready")
        said, _nothing = process.communicate("go\n")
        lines = [line.split() for line in said.splitlines() if line.startswith("figure ")]
        if not lines:
            fail("A client of the benchmark ended without a figure; its words are above.")
        return {name: float(number) for _figure, name, number in lines}

    def _database_ms(self) -> float:
        return cpu_ms(self.server.process_id) if self.server else 0.0

    def _client(self, work: str, count: int) -> subprocess.Popen[str]:
        return subprocess.Popen(
            bound_to_us([sys.executable, "-m", "scripts.bench_ledger.client", work, str(count)]),
            cwd=ROOT,
            env={**os.environ, "DIANDIAN_MODE": "test", "DEBUG": "0", **self.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )


def _tell(process: subprocess.Popen[str], word: str) -> None:
    if process.stdin:
        process.stdin.write(f"{word}\n")
        process.stdin.flush()


def _told(process: subprocess.Popen[str], word: str) -> str:
    line = process.stdout.readline().split() if process.stdout else []
    if line[:1] != [word]:
        fail(f"A client of the benchmark ended before it was {word}; its words are above.")
    return line[1] if len(line) > 1 else ""


def install_peers() -> None:
    """Put django-hordak and what it imports into var/bench-ledger, pinned with hashes, for this benchmark only."""
    if (PEERS / "hordak").exists():
        return
    pip = [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-deps"]
    requirements = Path(__file__).parent / "requirements.txt"
    command = [*pip, "--require-hashes", "--target", str(PEERS), "-r", str(requirements)]
    if subprocess.run(command, check=False).returncode:
        fail("django-hordak could not be installed for the benchmark; pip's words are above.")
