"""A broker that is away, or hangs, costs a request a moment at most, and once in a while only."""

import subprocess
import sys
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
print(time.monotonic() - before < 1)
"""


class Task:
    """A task whose broker is as `error` says."""

    name = "a task"

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.tries: list[object] = []

    def apply_async(self, *, args: object, retry: bool) -> None:
        self.tries.append(args)
        if self.error:
            raise self.error


@pytest.fixture(autouse=True)
def _awake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "_rests_until", float("-inf"))


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


def test_a_redis_that_is_not_there_is_found_out_in_less_than_a_second(tmp_path: object) -> None:
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
