"""`make run` has no Redis and one process for everything. It is killed right after it accepted a pledge."""

import time
from pathlib import Path

import pytest

from scripts.services import free_port
from tests.deployment.test_run import environment, read_until, running
from tests.faults.conftest import everything_ended_well, examined, wait_for_papers
from tests.faults.spectators import Spectator

pytestmark = pytest.mark.stack

SECOND_START_SECONDS = 10.0


def test_a_pledge_accepted_just_before_the_end_is_finished_after_the_next_start(
    tmp_path: Path, round: int
) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with running(tmp_path, port) as process:
        read_until(process, "Diandian is ready")
        spectators = [Spectator(url, position).neutralise() for position in range(2)]
        process.kill()
        process.wait()
    before = time.monotonic()
    with running(tmp_path, port) as process:
        read_until(process, "Diandian is ready")
        assert time.monotonic() - before < SECOND_START_SECONDS
        wait_for_papers(url, [spectator.certificate for spectator in spectators])
    everything_ended_well(examined(environment(tmp_path)), spectators)
