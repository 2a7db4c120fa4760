"""`make bench-ledger-growth`: the same measurements with nothing, a tenth and all of the rows in the ledger."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from scripts.bench_ledger.compare import databases
from scripts.bench_ledger.ours import ACCOUNT, set_up
from scripts.bench_ledger.processes import ROOT, ROUNDS, Bench
from scripts.services import Postgres

CHUNK = 100_000  # requests laid in the queue at a time, while the ledger is filled
GROUP = 5_000
QUERIES = 300


def measured(server: Postgres, folder: Path, rows: int) -> dict[str, object]:
    """The figures at 0, a tenth and all of `rows` retirements, each settled by the ledger itself."""
    bench = databases(server, folder)["ours"]
    bench.run("open", 0)
    levels: dict[str, dict[str, float]] = {}
    began = time.monotonic()
    for level in sorted({0, rows // 10, rows}):
        fill(bench, server, level)
        print(f"{level:,} retirements after {time.monotonic() - began:,.0f} s", flush=True)
        levels[str(level)] = figures(bench, server)
        for name, value in levels[str(level)].items():
            print(f"    {name:<34}{value:14.4f}", flush=True)
    return {"benchmark": "ledger growth", "rows": rows, "levels": levels}


def fill(bench: Bench, server: Postgres, rows: int) -> None:
    """Bring the ledger to `rows` retirements through its own settlement, in groups of 5,000."""
    while (missing := rows - _count(server)) > 1:
        size = min(CHUNK, missing)
        bench.run("waiting", size)
        bench.run("settle-5000", size - 1)


def _count(server: Postgres) -> int:
    return int(server.ask("SELECT retirement_count FROM credits_account WHERE kind = 'event'", "ours"))


def figures(bench: Bench, server: Postgres) -> dict[str, float]:
    """CPU milliseconds of each, and the whole audit's seconds."""
    bench.run("waiting", ROUNDS * 10_000 + 1)
    settled = bench.measure("settle-500", 10_000)
    found = {
        "settlement, 500 a group": settled.cpu_ms,
        "settlement, database's part": settled.database_ms,
        "intake": bench.measure("intake", 1_000).cpu_ms,
    }
    found["balance page's queries"] = bench.measure("balances", QUERIES).cpu_ms
    found["one retirement's facts"] = bench.measure("facts", QUERIES).cpu_ms
    found |= bench.figures("proofs", 1)
    rows = _count(server)
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "manage.py", "audit"],
        cwd=ROOT,
        env={**os.environ, "DIANDIAN_MODE": "test", **bench.environment},
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"The audit found a breach:\n{done.stdout}{done.stderr}")
    seconds = time.monotonic() - began
    return {**found, "audit, seconds": seconds, "audit, retirements a second": rows / seconds}


def prepare(work: str) -> Callable[[int], object]:
    """`balances`: what a page says of an account. `facts`: what a certificate says of one retirement."""
    set_up()
    import credits.queries  # noqa: PLC0415
    from credits.models import Retirement  # noqa: PLC0415

    account = credits.queries.account(ACCOUNT)
    ids = list(Retirement.objects.order_by("leaf_index").values_list("pk", flat=True)[:1000])

    def balances(count: int) -> None:
        for _number in range(count):
            credits.queries.balance_of(account)
            credits.queries.given_and_retired(account)
            credits.queries.received_by(account)

    def facts(count: int) -> None:
        for number in range(count):
            credits.queries.retirement_facts(ids[number % len(ids)])

    operate = balances if work == "balances" else facts
    operate(1)
    return operate
