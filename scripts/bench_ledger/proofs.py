"""The log's own costs: a proof made and checked, and what the log takes of a settlement."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from scripts.bench_ledger.ours import set_up, settle_all

TRIES = 200


def prepare(work: str) -> Callable[[int], object]:
    """`proofs`: medians over TRIES leaves, spread over the log. `share`: of `count` settled in groups of 500."""
    set_up()

    def tell(count: int) -> None:
        figures = proof_ms() if work == "proofs" else log_share(count)
        for name, value in figures.items():
            print(f"figure {name} {value:.5f}", flush=True)

    return tell


def proof_ms() -> dict[str, float]:
    """CPU milliseconds of this process for one inclusion proof, with no tile at hand, and for its check."""
    from credits import log  # noqa: PLC0415
    from credits.proofs import merkle  # noqa: PLC0415

    size = log.size()
    head = merkle.TreeHead(size, merkle.root(size, log.nodes(size)))
    made, checked = [], []
    for number in range(TRIES):
        index = number * (size - 1) // TRIES
        leaf = merkle.leaf_hash(log.entries(index, index + 1)[0])
        began = time.process_time()
        path = merkle.inclusion_path(index, size, log.nodes(size))
        made.append(time.process_time() - began)
        began = time.process_time()
        merkle.verify_inclusion(leaf, index, path, head)
        checked.append(time.process_time() - began)
    return {"proof_made": statistics.median(made) * 1000, "proof_checked": statistics.median(checked) * 1000}


def log_share(count: int) -> dict[str, float]:
    """The log's part of settling: hashing leaves, cutting tiles and writing both, here and in the database.

    `tiles` is the part that the tree alone takes, without the rows of the leaves.
    """
    from credits import log  # noqa: PLC0415
    from credits.proofs import tiles  # noqa: PLC0415

    clock = _clock()
    spent = {"log": 0.0, "tiles": 0.0}

    def timed(name: str, work: Callable[..., object]) -> Callable[..., object]:
        def run(*arguments: object) -> object:
            began = clock()
            try:
                return work(*arguments)
            finally:
                spent[name] += clock() - began

        return run

    log.Appender.write = timed("log", log.Appender.write)  # type: ignore[method-assign, assignment]
    tiles.completed_tiles = timed("tiles", tiles.completed_tiles)  # type: ignore[assignment]
    began = clock()
    settle_all(500, count)
    whole = clock() - began
    return {f"{name}_share": part / whole for name, part in spent.items()}


def _clock() -> Callable[[], float]:
    """CPU seconds of this process and of the database's process that serves it."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        served_by = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return lambda: time.process_time() + int(served_by.read_text().split()[0]) / 1e9
