"""`make bench-ledger`: the ledger's CPU time beside its peers', its latency, its audit and its log.

Every way runs on the same throw-away PostgreSQL with production's durability, in the same minutes, because
milliseconds mean little elsewhere. CPU time is user + system of the clients and of all of PostgreSQL's processes.
"""

import argparse
import contextlib
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from scripts.bench_journey import machine
from scripts.bench_ledger import compare, growth, latency
from scripts.bench_ledger.processes import ROOT, Bench, Cost, install_peers
from scripts.services import Postgres, free_port, stop_on_signals

SQLITE_SCALE = 0.1


@contextlib.contextmanager
def throw_away() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="diandian-bench-"))
    folder.chmod(0o711)  # the user postgres must pass through it when root runs this
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def own_server(folder: Path) -> Iterator[Postgres]:
    """A PostgreSQL of our own that forgets nothing: production's durability."""
    server = Postgres(folder / "postgres", free_port(), forgetful=False)
    server.create()
    server.start()
    try:
        yield server
    finally:
        server.stop()


def audited(bench: Bench) -> dict[str, float]:
    """Retirements a second of the whole audit, and leaves a second of the log alone; both must be clean."""
    found = {}
    for name, arguments in (("whole", ()), ("log", ("--log",))):
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "manage.py", "audit", *arguments],
            cwd=ROOT,
            env={**os.environ, "DIANDIAN_MODE": "test", **bench.environment},
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise SystemExit(f"The audit found a breach:\n{done.stdout}{done.stderr}")
        found[f"audit_{name}_seconds"] = round(time.monotonic() - began, 2)
    return found


def told_costs(title: str, costs: dict[str, Cost]) -> None:
    print(f"\n{title:<34}{'CPU ms each':>14}{'of it database':>16}{'a second':>12}", flush=True)
    for name, cost in costs.items():
        print(f"{name:<34}{cost.cpu_ms:14.4f}{cost.database_ms:16.4f}{cost.per_second:12,.0f}", flush=True)


def compared() -> dict[str, object]:
    install_peers()
    with throw_away() as folder, own_server(folder) as server:
        benches = compare.databases(server, folder)
        costs = compare.own_costs(benches["ours"])
        told_costs("PostgreSQL", costs)
        peers = compare.peer_costs(benches)
        told_costs("peers and limits", peers)
        log = benches["ours"].figures("proofs", 1)
        benches["ours"].run("waiting", 20_001)
        log |= benches["ours"].figures("share", 20_000)
        rows = int(server.ask("SELECT count(*) FROM credits_retirement", "ours"))
        log |= {"audited_retirements": rows, **audited(benches["ours"])}
    with throw_away() as folder:
        environment = {"DATABASE_URL": f"sqlite:///{folder}/ours.sqlite3", "DIANDIAN_VAR_DIR": str(folder)}
        sqlite = compare.own_costs(Bench(environment), SQLITE_SCALE)
        told_costs("SQLite", sqlite)
    with throw_away() as folder:
        waits = latency.measured(folder)
    ratios = compare.ratios({**costs, **peers})
    print()
    for ratio in ratios:
        print(f"{ratio['what']:<52}{ratio['times']:>8} times  (aim {ratio['aim']})")
    for name, value in log.items():
        print(f"{name:<52}{value:12,.4f}")
    for rate, wait in waits.items():
        print(f"{rate} a second: " + ", ".join(f"{name} {value}" for name, value in wait.items()))
    return {
        "benchmark": "ledger",
        "postgresql": rounded(costs),
        "peers": rounded(peers),
        "sqlite": rounded(sqlite),
        "ratios": ratios,
        "log": {name: round(value, 5) for name, value in log.items()},
        "latency_ms": waits,
        "pgledger_sha256": pgledger_digest(),
    }


def rounded(costs: dict[str, Cost]) -> dict[str, list[float]]:
    """CPU ms, of it the database's, and operations a second."""
    return {
        name: [round(cost.cpu_ms, 4), round(cost.database_ms, 4), round(cost.per_second)]
        for name, cost in costs.items()
    }


def pgledger_digest() -> str | None:
    name = os.environ.get("PGLEDGER_SQL")
    return hashlib.sha256(Path(name).read_bytes()).hexdigest() if name else None


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts.bench_ledger", description=__doc__.splitlines()[0])
    parser.add_argument("--growth", type=int, metavar="ROWS", help="instead: the costs as the ledger grows")
    rows = parser.parse_args().growth
    stop_on_signals()
    print(f"{machine()}, {re.sub(' .*', '', platform.release())}")
    if rows:
        with throw_away() as folder, own_server(folder) as server:
            found = growth.measured(server, folder, rows)
    else:
        found = compared()
    print(json.dumps({**found, "machine": machine()}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
