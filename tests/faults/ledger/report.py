"""docs/faults.md, written by the run that it tells of."""

import os
import platform
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from scripts.bench_journey import machine
from scripts.services import postgres_folder
from scripts.stack import ROOT
from tests.faults.ledger.rounds import Record

# What is told of each round of this run, and how the tests of the whole stack ended.
TOLD: list[Record] = []
WHOLE_STACK: Counter[str] = Counter()

COLUMNS = (
    "kind of fault",
    "rounds",
    "kills",
    "requests",
    "retirements accepted",
    "refused at a batch's end",
    "lost",
    "doubled",
    "audits clean",
    "checkpoints consistent",
    "seconds a round",
)
HEADER = """# What was killed, and what was lost

Written by `{command}`;
`make faults FAULT_SEED={seed}` does all of it again, and the tests of the whole stack.

In each round 16 client processes (6 on SQLite) ask one hot account and one that runs dry for retirements, holds,
their use and their release, through `credits.actions`; some requests come four times from four processes at one
moment. Each answer is on the client's disk (fsync) before its next request. Meanwhile something is killed with
SIGKILL, PostgreSQL with `pg_ctl stop -m immediate` (fsync is on); then everything is started again until nothing
waits.

After **each** round, over all rounds so far: every accepted request is there once and has one outcome; what was
refused is not there; the dry account gave out exactly what it had; no gram is in two retirements; each account's
totals equal its rows; the log has no hole, and each retirement its leaf; a checkpoint is signed, and its consistency
with the one of the round before, which only the test remembers, is proved; `manage.py audit` ends with 0.

"""


def write(path: Path, records: list[Record], seed: str, command: str) -> None:
    """Write the report. Numbers are those of the records, good or bad."""
    by_fault: dict[str, list[Record]] = defaultdict(list)
    for record in sorted(records, key=lambda record: record.fault):
        by_fault[record.fault].append(record)
    lines = ["| " + " | ".join(COLUMNS) + " |", "|---" * len(COLUMNS) + "|"]
    lines += [_row(fault, rows) for fault, rows in by_fault.items()]
    lines.append(_row("**all**", records))
    path.write_text(
        HEADER.format(command=command, seed=seed) + "\n".join(lines) + "\n\n" + _told(records, seed),
        encoding="utf-8",
    )


def _row(fault: str, records: list[Record]) -> str:
    sums = {
        name: sum(record.found.get(name, 0) for record in records)
        for name in ("asked", "accepted", "refused", "lost", "doubled")
    }
    kills = sum(sum(record.kills.values()) for record in records)
    seconds = sum(record.seconds for record in records) / len(records)
    cells = [fault, len(records), kills, *sums.values()]
    cells += [sum(record.is_clean for record in records), sum(record.is_consistent for record in records)]
    return (
        "| "
        + " | ".join(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in cells)
        + f" | {seconds:.1f} |"
    )


def _told(records: list[Record], seed: str) -> str:
    killed = sum((Counter(record.kills) for record in records), Counter[str]())
    troubles = sum((Counter(record.found.get("troubles", {})) for record in records), Counter[str]())
    failed = [f"- `{record.seed}` ({record.fault}): {record.wrong}" for record in records if record.wrong]
    minutes = sum(record.seconds for record in records) / 60
    told = [
        f"Killed: {_listed(killed)}.",
        f"What clients met before they had their answer: {_listed(troubles) or 'nothing'}.",
        "",
        "Tests that kill parts of the whole stack while spectators pledge and pay, in the same run: "
        f"{_listed(WHOLE_STACK) or 'none'}.",
        "",
        f"Rounds that failed: {len(failed)}.",
        *failed,
        "",
        f"- Seed: `{seed}`; the round of a seed asks for the same, and is to be struck at the same moments.",
        f"- Date: {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, after {minutes:.0f} minutes of rounds.",
        f"- Machine: {machine()}, {platform.system()} {platform.release()}, {_postgres_version()}; "
        f"load at the end {os.getloadavg()[2]:.1f}.",
        f"- Commit: {_commit()}.",
    ]
    return "\n".join(told) + "\n"


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items()))


def _postgres_version() -> str:
    return _said([str(postgres_folder() / "postgres"), "--version"])


def _commit() -> str:
    return _said(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]) or "unknown"


def _said(command: Iterable[str]) -> str:
    done = subprocess.run(list(command), capture_output=True, text=True, check=False)
    return done.stdout.strip()
