"""One client of the benchmark: prepares its work, works at each "go", and says what CPU time it took."""

import importlib
import sys
import time
from collections.abc import Callable

# Where each work is prepared. What `prepare(work)` returns does so many operations when it is called.
WORK = {
    **dict.fromkeys(("open", "waiting", "intake", "settle-50", "settle-500", "settle-5000"), "ours"),
    **dict.fromkeys(("open-peers", "hordak"), "hordak_safe"),
    **dict.fromkeys(("proofs", "share"), "proofs"),
    **dict.fromkeys(("balances", "facts"), "growth"),
    "per-row": "per_row",
    **dict.fromkeys(("open-pgledger", "pgledger-1", "pgledger-500"), "pgledger"),
    **dict.fromkeys(
        ("open-limits", "open-same-rows", "hot-row", "bulk-insert", "copy", "same-rows"), "limits"
    ),
}


def prepare(work: str) -> Callable[[int], object]:
    module = importlib.import_module(f"scripts.bench_ledger.{WORK[work]}")
    prepared: Callable[[int], object] = module.prepare(work)
    return prepared


def main() -> None:
    work, count = sys.argv[1], int(sys.argv[2])
    operate = prepare(work)
    print("ready", flush=True)
    for _go in sys.stdin:
        before = time.process_time()
        operate(count)
        print(f"done {(time.process_time() - before) * 1000}", flush=True)


if __name__ == "__main__":
    main()
