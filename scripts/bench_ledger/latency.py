"""From the commit of a request to its settlement, with the real worker, beat and broker of `make stack`."""

import random
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from scripts.bench_ledger.processes import ROOT
from scripts.services import Services, bound_to_us, fail, free_port
from scripts.stack import running

RATES = {45: 30, 500: 12}  # a second: for so many seconds
CLIENTS = 4
IDLE_SECONDS = 6


def measured(folder: Path) -> dict[str, dict[str, float]]:
    """Milliseconds from commit to settlement, p50, p95 and p99, by the rate of requests a second."""
    found = {}
    with (
        Services.within(folder, forgetful=False) as services,
        running(port=free_port(), folder=folder, addresses=services.environment) as stack,
    ):
        environment = stack.environment
        _client(environment, "open", 0, 0).wait()
        for rate, seconds in RATES.items():
            watch = _client(environment, "watch", rate, seconds)
            clients = [_client(environment, "send", rate // CLIENTS, seconds) for _ in range(CLIENTS)]
            committed: dict[str, float] = {}
            for client in clients:
                committed |= _times(client)
            settled = _times(watch)
            waits = sorted((settled[key] - committed[key]) * 1000 for key in committed if key in settled)
            if len(waits) < len(committed):
                fail(f"{len(committed) - len(waits)} of {len(committed)} requests were not settled in time.")
            found[str(rate)] = {
                "requests": len(waits),
                "per_second": round(len(waits) / seconds, 1),
                **{f"p{part}": round(waits[len(waits) * part // 100], 1) for part in (50, 95, 99)},
            }
    return found


def _client(environment: dict[str, str], work: str, rate: int, seconds: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "scripts.bench_ledger.latency", work, str(rate), str(seconds)]
    return subprocess.Popen(
        bound_to_us(command), cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )


def _times(process: subprocess.Popen[str]) -> dict[str, float]:
    """What a client printed: a key and a time of the clock a line."""
    text, _nothing = process.communicate()
    if process.returncode:
        fail("A client of the benchmark ended too early; its words are above.")
    return {key: float(at) for key, at in (line.split() for line in text.splitlines())}


# --- What the clients do -----------------------------------------------------------------------------------


def send(rate: int, seconds: int) -> None:
    """Requests as a spectator's page makes them, at moments that nobody planned (Poisson)."""
    import credits.actions  # noqa: PLC0415
    import credits.queries  # noqa: PLC0415
    from diandian.lib import messages  # noqa: PLC0415
    from events.tasks import advance  # noqa: PLC0415
    from scripts.bench_ledger import ours  # noqa: PLC0415

    account = credits.queries.account(ours.ACCOUNT)
    chance = random.Random()  # noqa: S311  moments, not secrets
    due = time.time() + 3
    end = due + seconds
    told: list[str] = []
    while (due := due + chance.expovariate(rate)) < end:
        time.sleep(max(0.0, due - time.time()))
        key = uuid.uuid4()
        credits.actions.retire(
            account=account,
            amount_grams=ours.GRAMS,
            beneficiary=uuid.uuid4(),
            purpose=ours.PURPOSE,
            key=key,
        )
        told.append(f"{key} {time.time()}")
        messages.send_soon(advance)
    print("\n".join(told))


def watch(seconds: int) -> None:
    """When each retirement is there for all to see, to 10 milliseconds; until nothing comes any more."""
    from credits.models import Retirement  # noqa: PLC0415

    last = Retirement.objects.order_by("-leaf_index").values_list("leaf_index", flat=True).first() or -1
    seen = time.time() + 3 + seconds  # clients that cannot keep their rate go on for longer
    told: list[str] = []
    while time.time() < seen + IDLE_SECONDS:
        rows = list(
            Retirement.objects.filter(leaf_index__gt=last)
            .order_by("leaf_index")
            .values_list("leaf_index", "request__key")
        )
        now = time.time()
        told += [f"{key} {now}" for _leaf, key in rows]
        if rows:
            last, seen = rows[-1][0], max(seen, now)
        time.sleep(0.01)
    print("\n".join(told))


def main() -> None:
    from scripts.bench_ledger import ours  # noqa: PLC0415

    work, rate, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    works: dict[str, Callable[[], object]] = {
        "open": ours.open_ledger,
        "send": lambda: send(rate, seconds),
        "watch": lambda: watch(seconds),
    }
    ours.set_up()
    works[work]()


if __name__ == "__main__":
    main()
