"""Telling a worker that a row waits for it. Losing the message loses nothing: a sweeper finds the row."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

logger = logging.getLogger(__name__)

REST_SECONDS = 5.0  # after a failure: a broker that hangs must not cost every request its timeout
APART_SECONDS = 0.1  # between two messages of `send_soon`: nobody sees a tenth of a second
_rests_until = float("-inf")
_due: dict[str, float] = {}  # by task: when its last message of `send_soon` begins, or began
_deciding = threading.Lock()


def send(task: Any, *args: object) -> None:
    """Send one Celery message for `task` now; a broker that is away is logged, never raised.

    After a failure this process sends nothing for a few seconds. Call it after the commit, as
    `transaction.on_commit(lambda: send(task, row_id))`.
    """
    _send(task, args)


def send_soon(task: Any) -> None:
    """Have `task`, which takes no argument and looks for its work itself, begin within APART_SECONDS from now.

    A crowd sends one message in that time and process, not one each: who comes while one is on its way, which
    begins after all that is committed by now, needs none. Alone it goes out at once. Call it after the commit.
    """
    with _deciding:
        now, last = time.monotonic(), _due.get(task.name, float("-inf"))
        if last > now:
            return
        due = max(now, last + APART_SECONDS)
        _due[task.name] = due
    if not _send(task, (), due - now):
        _due.pop(task.name, None)  # nothing is on its way


def _send(task: Any, args: tuple[object, ...], countdown: float = 0) -> bool:
    global _rests_until
    if time.monotonic() < _rests_until:
        return False
    delay = {"countdown": countdown} if countdown else {}
    try:
        task.apply_async(args=args, retry=False, **delay)
    except Exception as error:  # whatever a broker's client raises: the row is safe, the sweeper will find it
        _rests_until = time.monotonic() + REST_SECONDS
        logger.warning("No message sent for %s: %s. The sweeper will find it.", task.name, error)
        return False
    return True


def sender(task: Any, *args: object) -> Callable[[], None]:
    """`send` with its arguments bound, for `transaction.on_commit`."""
    return lambda: send(task, *args)
