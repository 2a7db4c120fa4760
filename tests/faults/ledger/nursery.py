"""`python -m tests.faults.ledger.nursery`: forks a process for each line on its input.

The ledger is loaded once, so that a client or a settler is there within milliseconds, with its own connection to
the database, and can be killed like any other process. Nothing of it touches the database before the fork.
"""

import ctypes
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from tests.faults.ledger import clients, examination, preparation, races, settlers  # noqa: E402

JOBS: dict[str, Callable[..., Any]] = {
    "act": clients.act,
    "audit": examination.audit,
    "compete": races.compete,
    "examine": examination.examine,
    "prepare": preparation.prepare,
    "judge": races.judge,
    "race": races.prepare,
    "settle": settlers.settle,
    "wait": settlers.wait_until_settled,
}
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def work(order: dict[str, Any]) -> None:
    """Be the process that was asked for; the answer is a file, whole or not there."""
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, nothing), (1, log), (2, log)):
        os.dup2(source, target)
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    signal.alarm(order["seconds"])
    answer = JOBS[order["job"]](**order["arguments"])
    unfinished = Path(order["answer"] + ".part")
    unfinished.write_text(json.dumps(answer))
    unfinished.rename(order["answer"])


def start(order: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        work(order)
        status = 0
    except SystemExit as ending:
        status = ending.code if isinstance(ending.code, int) else 1
    except BaseException:  # a fork never returns into its parent's loop
        traceback.print_exc()
    finally:
        os._exit(status)


def main() -> None:
    """`{"job": …}` starts one and answers its pid; `{"ended": pid}` answers its status, or null while it runs."""
    running: set[int] = set()
    for line in sys.stdin:
        order = json.loads(line)
        if "job" in order:
            pid = start(order)
            running.add(pid)
            print(json.dumps(pid), flush=True)  # noqa: T201  the protocol
            continue
        pid, status = os.waitpid(order["ended"], os.WNOHANG)
        running.discard(pid)
        print(json.dumps(os.waitstatus_to_exitcode(status) if pid else None), flush=True)  # noqa: T201
    for pid in running:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
