"""A broker that is away, or hangs, costs a request a moment at most, and once in a while only."""

import subprocess
import sys
from collections.abc import Callable
from functools import partial

import pytest

from diandian.lib import messages
from scripts.stack import ROOT

SEND_TO_NOBODY = """
import time
import django
django.setup()
import diandian.celery
from diandian.lib import messages
from events.tasks import advance
before = time.monotonic()
messages.send(advance)
print(time.monotonic() - before < 10)
"""


class Task:
    """A task whose broker is as `error` says."""

    name = "a task"

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.tries: list[object] = []
        self.countdowns: list[float] = []

    def apply_async(self, *, args: object, retry: bool, countdown: float = 0) -> None:
        self.tries.append(args)
        self.countdowns.append(round(countdown, 3))
        if self.error:
            raise self.error


@pytest.fixture(autouse=True)
def _awake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "_rests_until", float("-inf"))
    monkeypatch.setattr(messages, "_due", {})


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets the clock."""

    def move(seconds: float) -> None:
        monkeypatch.setattr("diandian.lib.messages.time.monotonic", lambda: 1000 + seconds)

    return move


def test_a_message_goes_out_with_its_arguments() -> None:
    task = Task()
    messages.sender(task, 7)()
    assert task.tries == [(7,)]


def test_after_a_failure_nothing_is_tried_for_some_seconds_and_nothing_is_raised(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    away = Task(TimeoutError("hangs"))
    for seconds in (0, 1, messages.REST_SECONDS, messages.REST_SECONDS + 1):
        monkeypatch.setattr("diandian.lib.messages.time.monotonic", partial(float, 1000 + seconds))
        messages.send(away)
    assert len(away.tries) == 2


def test_who_comes_alone_is_told_of_at_once(at: Callable[[float], None]) -> None:
    task = Task()
    for seconds in (0, 1, 2.5):
        at(seconds)
        messages.send_soon(task)
    assert task.countdowns == [0, 0, 0]


def test_a_crowd_sends_a_message_each_tenth_of_a_second_and_nobody_waits_longer(
    at: Callable[[float], None],
) -> None:
    task = Task()
    moments = [number / 500 for number in range(500)]
    begins: list[float] = []
    for moment in moments:
        at(moment)
        messages.send_soon(task)
        if len(task.countdowns) > len(begins):
            begins.append(moment + task.countdowns[-1])
    assert 10 <= len(begins) <= 11
    waits = [min(begin - moment for begin in begins if begin >= moment) for moment in moments]
    assert max(waits) <= messages.APART_SECONDS


def test_one_task_does_not_wait_for_another(at: Callable[[float], None]) -> None:
    task, other = Task(), Task()
    other.name = "another task"
    at(0)
    messages.send_soon(task)
    messages.send_soon(other)
    assert (task.countdowns, other.countdowns) == ([0], [0])


def test_a_message_that_did_not_go_out_covers_nobody(at: Callable[[float], None]) -> None:
    task = Task(TimeoutError("hangs"))
    at(0)
    messages.send_soon(task)
    task.error = None
    at(messages.REST_SECONDS)
    messages.send_soon(task)
    messages.send_soon(task)
    assert task.countdowns == [0, 0, messages.APART_SECONDS]


def test_a_redis_that_is_not_there_is_found_out_in_a_moment(tmp_path: object) -> None:
    environment = {"DJANGO_SETTINGS_MODULE": "diandian.settings", "PYTHONPATH": str(ROOT)}
    environment |= {
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "DIANDIAN_VAR_DIR": str(tmp_path),
        "LOG_LEVEL": "ERROR",
    }
    done = subprocess.run(
        [sys.executable, "-c", SEND_TO_NOBODY], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "True"
