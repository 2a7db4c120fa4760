"""One round: clients ask, something dies meanwhile, everything is started again, and nothing may be missing."""

import contextlib
import json
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.ledger.children import Child
from tests.faults.ledger.lands import CELERY, Land
from tests.faults.ledger.plans import SECONDS, Plan, plan_round

Schedule = list[tuple[float, str]]
TICK_SECONDS = 0.02
SETTLED_SECONDS = 90.0


@dataclass(frozen=True)
class Fault:
    """A kind of fault: who settles, where settlers die by themselves, and when who is killed."""

    name: str
    schedule: Callable[[random.Random], Schedule] = lambda chance: []
    land: str = "PostgreSQL"
    settlers: int = 3
    point: str = ""
    deaths: int = 0  # at the point, in one round
    clients: int = 16
    celery: bool = False


def often(*whom: str, times: int) -> Callable[[random.Random], Schedule]:
    """So many times in a round, at any moment, one of these is killed."""
    return lambda chance: [(chance.uniform(0.02, SECONDS), chance.choice(whom)) for _ in range(times)]


def together(*whom: str) -> Callable[[random.Random], Schedule]:
    """All of these at one moment."""

    def schedule(chance: random.Random) -> Schedule:
        moment = chance.uniform(0.1, SECONDS)
        return [(moment, name) for name in whom]

    return schedule


FAULTS = [
    Fault("a settler dies after its COPY", point="after the copy", deaths=8),
    Fault("PostgreSQL crashes", together("postgres")),
    Fault("a settler dies at any moment", often("settler", times=12)),
    Fault(
        "SQLite: the settler dies at any moment",
        often("settler", times=6),
        land="SQLite",
        settlers=1,
        clients=6,
    ),
    Fault("a Celery worker dies", often("settling-1", "settling-2", times=2), settlers=0, celery=True),
    Fault("a process of PostgreSQL dies", often("backend", times=2)),
    Fault("a settler dies before its commit", point="before the commit", deaths=8),
    Fault("a settler dies with the log's lock", point="after the lock", deaths=8),
    Fault("Redis dies", together("redis"), settlers=0, celery=True),
    Fault("a settler dies after its commit", point="after the commit", deaths=8),
    Fault("a client dies", often("client", times=10)),
    Fault(
        "SQLite: the settler dies before its commit",
        point="before the commit",
        deaths=5,
        land="SQLite",
        settlers=1,
        clients=6,
    ),
    Fault(
        "everything dies at once",
        together("postgres", "redis", *["client"] * 8, *["settler"] * 3, *CELERY),
        celery=True,
    ),
]
# Starting Celery and its workers takes seconds, so those rounds come half as often.
ORDER = [*FAULTS, *(fault for fault in FAULTS if not fault.celery)]


@dataclass
class Record:
    """What is told of a round."""

    fault: str
    seed: str
    kills: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    is_clean: bool = False  # `manage.py audit` ended with 0
    audit: str = ""  # what it wrote, if it did not
    is_consistent: bool = False  # the checkpoint is signed and grew out of the round's before
    found: dict[str, Any] = field(default_factory=dict)

    @property
    def wrong(self) -> dict[str, Any]:
        """Whatever is not as it must be; empty after a good round."""
        zeros = (
            "lost",
            "doubled",
            "two_answers",
            "changed",
            "refused_wrongly",
            "missing_answers",
            "overlaps",
        )
        names = (*zeros, "log_faults", "engine_faults", "wrong_totals")
        wrong = {name: self.found.get(name, "unknown") for name in names if self.found.get(name, "unknown")}
        if "DeadlockDetected" in self.found.get("troubles", {}):
            wrong["deadlock"] = self.found["troubles"]
        if not sum(self.kills.values()):
            wrong["kills"] = "nobody died"
        if not self.is_clean:
            wrong["audit"] = self.audit or "breached"
        return wrong if self.is_consistent else {**wrong, "checkpoint": "not consistent"}


@dataclass
class Round:
    """A round under way."""

    land: Land
    fault: Fault
    plan: Plan
    record: Record
    begin: float = 0.0
    settlers: list[Child] = field(default_factory=list)
    clients: list[Child] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(f"{self.plan.seed}/faults")
        self.folder = self.land.folder / f"round-{self.plan.number}"
        self.folder.mkdir()
        self.plan_path = self.folder / "plan.json"
        self.plan_path.write_text(json.dumps(asdict(self.plan)))
        self.diaries = [str(self.folder / f"client-{number}") for number in range(len(self.plan.clients))]
        self.deaths_left = self.fault.deaths

    # --- Who takes part -----------------------------------------------------------------------------------

    def settler(self) -> Child:
        limit = self.chance.choice([7, 20, 500])
        point = self.fault.point if self.deaths_left > 0 else ""
        return self.land.nursery.start("settle", limit=limit, point=point, passes=self.chance.randint(1, 3))

    def client(self, number: int) -> Child:
        return self.land.nursery.start(
            "act",
            plan=str(self.plan_path),
            diary=self.diaries[number],
            number=number,
            begin=self.begin,
            rings=self.fault.celery,
        )

    def start_celery(self) -> None:
        if self.fault.celery and self.land.stack is not None:
            for name in CELERY:
                self.land.stack.start(name)

    # --- Who dies -----------------------------------------------------------------------------------------

    def strike(self, whom: str) -> None:
        """Kill one of them; who manages services starts it again at once."""
        if whom == "settler":
            number = self.chance.randrange(len(self.settlers))
            self.count(whom, self.land.nursery.kill(self.settlers[number]))
            self.settlers[number] = self.settler()
        elif whom == "client":
            number = self.chance.randrange(len(self.clients))
            if self.land.nursery.kill(self.clients[number]):
                self.count(whom)
                self.clients[number] = self.client(number)
        else:
            self.strike_service(whom)

    def strike_service(self, whom: str) -> None:
        stack, postgres = self.land.stack, self.land.postgres
        assert stack is not None
        if whom == "postgres":
            assert postgres is not None
            postgres.crash()
            postgres.start()
        elif whom == "backend":
            assert postgres is not None
            if not kill_backend(postgres.process_id, self.chance):
                return  # it starts again since the last one was killed
        elif whom == "redis":
            assert stack.redis is not None
            stack.lose_redis()
            time.sleep(self.chance.uniform(0.0, 0.3))
            stack.redis.start()
        else:
            how = self.chance.choice(["kill", "kill_parent", "kill_child"]) if whom != "beat" else "kill"
            getattr(stack, how)(whom)
            stack.start(whom)
        self.count(whom.removesuffix("-1").removesuffix("-2"))

    def count(self, whom: str, happened: bool = True) -> None:
        self.record.kills[whom] = self.record.kills.get(whom, 0) + happened

    def replace_dead_settlers(self) -> None:
        """Those that died at their point; any other end is a fault of the settler."""
        for number, child in enumerate(self.settlers):
            if self.land.nursery.has_ended(child):
                assert child.status == -9, child.log.read_text()
                self.count("settler")
                self.deaths_left -= 1
                self.settlers[number] = self.settler()

    # --- The course of a round ----------------------------------------------------------------------------

    def run(self) -> None:
        nursery = self.land.nursery
        self.start_celery()
        nursery.run("prepare", plan=str(self.plan_path))
        self.begin = time.monotonic()
        self.settlers = [self.settler() for _ in range(self.fault.settlers)]
        self.clients = [self.client(number) for number in range(len(self.plan.clients))]
        self.disturb()
        self.calm()
        diaries = self.diaries
        found = nursery.run(
            "examine", plan=str(self.plan_path), diaries=diaries, seen=self.land.outsider.head.size
        )
        self.record.found = found
        self.land.outsider.sees(found["note"], found["path"])
        self.record.is_consistent = True
        audited = nursery.start("audit")
        while not nursery.has_ended(audited):
            time.sleep(TICK_SECONDS)
        self.record.is_clean = audited.status == 0
        self.record.audit = audited.log.read_text() if audited.status else ""

    def disturb(self) -> None:
        """Strike as planned until every client has its answers."""
        schedule = sorted(self.fault.schedule(self.chance))
        while schedule or not all(self.land.nursery.has_ended(child) for child in self.clients):
            self.replace_dead_settlers()
            while schedule and time.monotonic() >= self.begin + schedule[0][0]:
                self.strike(schedule.pop(0)[1])
            if self.land.stack is not None:
                self.land.stack.keep_running()
            time.sleep(TICK_SECONDS)
        for child in self.clients:
            self.land.nursery.result(child)

    def calm(self) -> None:
        """Everything runs, nobody dies any more: until nothing waits. Then whoever settles by hand goes home."""
        self.deaths_left = 0
        nursery = self.land.nursery
        waiting = nursery.start("wait", seconds=SETTLED_SECONDS)
        while not nursery.has_ended(waiting):
            for number, child in enumerate(self.settlers):
                if nursery.has_ended(child):
                    self.settlers[number] = self.settler()
            if self.land.stack is not None:
                self.land.stack.keep_running()
            time.sleep(TICK_SECONDS)
        nursery.result(waiting)
        for child in self.settlers:
            nursery.kill(child)
            assert "DeadlockDetected" not in child.log.read_text()


def kill_backend(postmaster: int, chance: random.Random) -> bool:
    """SIGKILL for a process of a PostgreSQL server that serves a client; it then restarts all. False if none does."""
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    chance.shuffle(children)
    for pid in children:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # gone meanwhile
            if b"127.0.0.1(" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(int(pid), signal.SIGKILL)
                return True
    return False


def play(land: Land, fault: Fault, record: Record, number: int) -> None:
    """Play the round of a record, and write into it whatever comes of it."""
    began = time.monotonic()
    own = Round(land, fault, plan_round(record.seed, number, clients=fault.clients), record)
    try:
        own.run()
    finally:
        for child in [*own.settlers, *own.clients]:
            land.nursery.kill(child)
        record.seconds = time.monotonic() - began
