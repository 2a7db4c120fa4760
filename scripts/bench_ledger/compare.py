"""Our settlement and intake beside peers and limits, in one run on one PostgreSQL."""

import os
from dataclasses import dataclass
from pathlib import Path

from scripts.bench_ledger.processes import PEERS, ROUNDS, Bench, Cost
from scripts.services import DATABASE, Postgres

CLIENTS = 8
HISTORY = 40_000  # legs on hordak's account before its second measurement


@dataclass(frozen=True, slots=True)
class Target:
    """A ratio that the design asks for: how many times dearer `dear` is than `cheap`."""

    words: str
    dear: str
    cheap: str
    times: float
    at_most: bool = False


TARGETS = (
    Target("settlement beside hordak made safe, empty", "hordak, empty", "settlement, 500", 60),
    Target("settlement beside hordak made safe, 40,000 rows", "hordak, 40,000 rows", "settlement, 500", 60),
    Target("settlement beside pgledger one by one", "pgledger, one by one", "settlement, 500", 15),
    Target(
        "settlement beside one INSERT of its rows",
        "settlement, 500",
        "INSERT of the same rows",
        5,
        at_most=True,
    ),
    Target("whole path beside hordak made safe, empty", "hordak, empty", "whole path", 10),
    Target("whole path beside hordak made safe, 40,000 rows", "hordak, 40,000 rows", "whole path", 10),
    Target("whole path beside pgledger one by one", "pgledger, one by one", "whole path", 3),
)


def databases(server: Postgres, folder: Path) -> dict[str, Bench]:
    """A database for us, for the peers, for pgledger and for plain SQL, all in one server."""
    found = {}
    for name in ("ours", "peers", "pgledger", "limits"):
        server.ask(f"CREATE DATABASE {name}", "postgres")
        address = f"{server.url.removesuffix(DATABASE)}{name}"
        environment = {"DATABASE_URL": address, "DIANDIAN_VAR_DIR": str(folder)}
        if name == "peers":
            environment["PYTHONPATH"] = str(PEERS)
            environment["PYTHONWARNINGS"] = "ignore"
        found[name] = Bench(environment, server)
    return found


def own_costs(bench: Bench, scale: float = 1.0) -> dict[str, Cost]:
    """Settlement in groups of 50, 500 and 5,000, and intake by eight processes."""
    bench.run("open", 0)
    intake = int(2_400 * scale)
    found = {}
    for size, most in ((500, 20_000), (50, 2_000), (5000, 20_000)):
        count = max(size, int(most * scale))
        bench.run("waiting", ROUNDS * count + 1)
        found[f"settlement, {size:,}"] = bench.measure(f"settle-{size}", count)
    found["intake, 8 clients"] = bench.measure("intake", intake, clients=CLIENTS)
    settled, taken = found["settlement, 500"], found["intake, 8 clients"]
    # One after the other: the rates add up as their seconds do.
    per_second = 1 / (1 / settled.per_second + 1 / taken.per_second)
    found["whole path"] = Cost(
        settled.client_ms + taken.client_ms, settled.database_ms + taken.database_ms, per_second
    )
    return found


def peer_costs(benches: dict[str, Bench]) -> dict[str, Cost]:
    """hordak made safe, a version row by row, pgledger if it is at hand, and plain SQL."""
    peers, limits = benches["peers"], benches["limits"]
    peers.run("open-peers", 0)
    found = {"hordak, empty": peers.measure("hordak", 320, clients=CLIENTS)}
    peers.run("per-row", 1)  # opens its account, before eight do so at once
    found["ORM, row by row, locked"] = peers.measure("per-row", 800, clients=CLIENTS)
    fill_hordak(peers)
    found["hordak, 40,000 rows"] = peers.measure("hordak", 160, clients=CLIENTS)
    if os.environ.get("PGLEDGER_SQL"):
        ledger = benches["pgledger"]
        ledger.run("open-pgledger", 0)
        found["pgledger, one by one"] = ledger.measure("pgledger-1", 2_400, clients=CLIENTS)
        found["pgledger, 500 a call"] = ledger.measure("pgledger-500", 5_000)
    limits.run("open-limits", 0)
    found["hot row, plain SQL"] = limits.measure("hot-row", 4_000, clients=CLIENTS)
    ours = benches["ours"]
    ours.run("open-same-rows", 0)
    found["INSERT of the same rows"] = ours.measure("same-rows", 20_000)
    found["INSERT of two postings"] = limits.measure("bulk-insert", 50_000)
    found["COPY"] = limits.measure("copy", 50_000)
    return found


def fill_hordak(peers: Bench) -> None:
    """Bring hordak's account to HISTORY rows, as transfers of its own that were made before."""
    if peers.server:
        peers.server.ask(_HISTORY.format(count=HISTORY), "peers")


_HISTORY = """
SET session_replication_role = replica;
WITH transfer AS (
    INSERT INTO hordak_transaction (uuid, timestamp, date, description)
    SELECT gen_random_uuid(), now(), current_date, '' FROM generate_series(1, {count}) RETURNING id
), leg (account, credit, debit) AS (
    SELECT account.id, CASE name WHEN 'donated' THEN 131072 END, CASE name WHEN 'retired' THEN 131072 END
    FROM hordak_account account WHERE name IN ('donated', 'retired')
)
INSERT INTO hordak_leg (uuid, transaction_id, account_id, currency, credit, debit, description)
SELECT gen_random_uuid(), transfer.id, leg.account, 'EUR', leg.credit, leg.debit, '' FROM transfer, leg;
"""


def ratios(costs: dict[str, Cost]) -> list[dict[str, object]]:
    """Each target with what was found; those whose peer was not there are left out."""
    found: list[dict[str, object]] = []
    for target in TARGETS:
        if target.dear in costs and target.cheap in costs:
            times = costs[target.dear].cpu_ms / costs[target.cheap].cpu_ms
            is_met = times <= target.times if target.at_most else times >= target.times
            aim = f"{'≤' if target.at_most else '≥'} {target.times:g}"
            found.append({"what": target.words, "times": round(times, 1), "aim": aim, "met": is_met})
    return found
