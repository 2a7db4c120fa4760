"""A settler: it settles whatever waits until it is killed, by others or by itself at a fixed point.

The points lie inside the transaction of one settlement; they are put there from outside, in this process alone.
"""

import os
import signal
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from unittest.mock import patch

from django.db import InterfaceError, OperationalError, connection, models

import credits.settlement
from credits.bulk import insert_rows
from credits.log import Appender
from credits.models import PendingRetirement, RetirementSlice

POINTS = ("after the lock", "after the copy", "before the commit", "after the commit")
REST_SECONDS = 0.02
AWAY_SECONDS = 0.5


def settle(limit: int, point: str, passes: int) -> None:
    """Settle groups of `limit`. With a point: die there when it is passed for the `passes`th time."""
    left = passes

    def die_at(here: str) -> None:
        nonlocal left
        if here == point:
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    if point:
        assert point in POINTS
        lay_points(die_at)
    while True:
        try:
            ended = credits.settlement.settle_pending(limit=limit)
        except (OperationalError, InterfaceError) as trouble:  # a service manager would start it again
            print(type(trouble.__cause__ or trouble).__name__, flush=True)  # noqa: T201  its log is read
            connection.close()
            time.sleep(AWAY_SECONDS)
            ended = 0
        if ended:
            die_at("after the commit")
        else:
            time.sleep(REST_SECONDS)


def lay_points(die_at: Callable[[str], None]) -> None:
    """Call `die_at` wherever settlement could be interrupted, as the patches below see it."""

    def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        insert_rows(model, columns, rows)
        if model is RetirementSlice:
            die_at("after the copy")

    class Watched(Appender):
        def __init__(self) -> None:
            super().__init__()
            die_at("after the lock")

        def write(self) -> None:
            super().write()
            die_at("before the commit")

    patch.object(credits.settlement, "insert_rows", insert).start()
    patch.object(credits.settlement, "Appender", Watched).start()


def wait_until_settled(seconds: float) -> float:
    """Until nothing waits any more; how long that took."""
    began = time.monotonic()
    while PendingRetirement.objects.exists():
        assert time.monotonic() - began < seconds, f"{PendingRetirement.objects.count()} requests still wait"
        time.sleep(0.02)
    return time.monotonic() - began
