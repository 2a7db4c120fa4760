"""Telling a worker that a row waits for it. Losing the message loses nothing: a sweeper finds the row."""

import logging
import time
from collections.abc import Callable
from typing import Any

logger = logging.getLogger(__name__)

REST_SECONDS = 5.0  # after a failure: a broker that hangs must not cost every request its timeout
_rests_until = float("-inf")


def send(task: Any, *args: object) -> None:
    """Send one Celery message for `task` now; a broker that is away is logged, never raised.

    After a failure this process sends nothing for a few seconds. Call it after the commit, as
    `transaction.on_commit(lambda: send(task, row_id))`.
    """
    global _rests_until
    if time.monotonic() < _rests_until:
        return
    try:
        task.apply_async(args=args, retry=False)
    except Exception as error:  # whatever a broker's client raises: the row is safe, the sweeper will find it
        _rests_until = time.monotonic() + REST_SECONDS
        logger.warning("No message sent for %s: %s. The sweeper will find it.", task.name, error)


def sender(task: Any, *args: object) -> Callable[[], None]:
    """`send` with its arguments bound, for `transaction.on_commit`."""
    return lambda: send(task, *args)
