"""Processes of a nursery, as a test sees them."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from scripts.services import bound_to_us
from scripts.stack import ROOT

PATIENCE_SECONDS = 120


@dataclass
class Child:
    """One forked process; `status` is that of a process that ended, -9 after SIGKILL."""

    pid: int
    answer: Path
    log: Path
    status: int | None = None


@dataclass
class Nursery:
    """The warm process beside one database, and what was started from it."""

    process: subprocess.Popen[str]
    folder: Path
    numbers: Iterator[int] = field(default_factory=count)

    def start(self, job: str, **arguments: object) -> Child:
        number = next(self.numbers)
        answer, log = (self.folder / f"{number}-{job}.{kind}" for kind in ("json", "log"))
        pid = self._ask(
            {
                "job": job,
                "arguments": arguments,
                "answer": str(answer),
                "log": str(log),
                "seconds": PATIENCE_SECONDS,
            }
        )
        return Child(pid, answer, log)

    def has_ended(self, child: Child) -> bool:
        if child.status is None:
            child.status = self._ask({"ended": child.pid})
        return child.status is not None

    def result(self, child: Child) -> Any:
        """What the process answered; AssertionError with its own words if it failed."""
        while not self.has_ended(child):
            time.sleep(0.003)
        assert child.status == 0, (
            f"{child.answer.stem} ended with {child.status}: {child.log.read_text()[-3000:]}"
        )
        return json.loads(child.answer.read_text())

    def run(self, job: str, **arguments: object) -> Any:
        return self.result(self.start(job, **arguments))

    def kill(self, child: Child) -> bool:
        """SIGKILL; whether there was anything left to kill."""
        if self.has_ended(child):
            return False
        os.kill(child.pid, signal.SIGKILL)
        while not self.has_ended(child):
            time.sleep(0.001)
        return child.status == -signal.SIGKILL

    def _ask(self, order: dict[str, Any]) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@contextlib.contextmanager
def nursery(environment: Mapping[str, str], folder: Path) -> Iterator[Nursery]:
    """A nursery with this environment. At its end its children are gone too."""
    folder.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        bound_to_us([sys.executable, "-m", "tests.faults.ledger.nursery"]),
        env={**environment, "DJANGO_SETTINGS_MODULE": "diandian.settings"},
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    try:
        yield Nursery(process, folder)
    finally:
        process.stdin.close()
        process.wait(20)
