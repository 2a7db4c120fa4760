"""What tests of faults stand on, and what must be true after every one of them."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from scripts.services import Postgres
from scripts.stack import ROOT
from tests import stack
from tests.faults.ledger.conftest import SEED
from tests.faults.ledger.report import TOLD, WHOLE_STACK, write
from tests.faults.spectators import Spectator, speak

FINISH_SECONDS = 180.0  # a busy machine needs them; an idle one a tenth
# How often each fault of the whole stack is tried; `make faults` asks for more than `make test` has time for.
# Of the rounds it names, most are the ledger's: see tests/faults/ledger/.
ROUNDS = max(1, int(os.environ.get("FAULT_ROUNDS", "1")) // 100)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server that promises what production's promises, and may crash without hurting other tests."""
    with stack.own_postgres(forgetful=False) as server:
        yield server


@pytest.fixture(scope="session")
def ground(postgres: Postgres) -> Iterator[stack.Ground]:
    with stack.prepared_ground(postgres.url) as made:
        yield made


@pytest.fixture
def own(ground: stack.Ground) -> Iterator[stack.OwnStack]:
    """A stack that this test may break as it likes."""
    with stack.own_stack(ground) as started:
        yield started


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test with an argument `round` is repeated, each time with other random moments."""
    if "round" in metafunc.fixturenames:
        metafunc.parametrize("round", range(ROUNDS))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count how the tests beside the ledger's rounds end, for the report."""
    if report.when == "call" and "/ledger/" not in report.nodeid:
        WHOLE_STACK[report.outcome] += 1


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write down what happened, where a report is asked for."""
    if TOLD and (path := os.environ.get("FAULT_REPORT")):
        given = f"FAULT_ROUNDS={os.environ.get('FAULT_ROUNDS', '')} FAULT_SEED={SEED}"
        command = " ".join([given, "pytest", *session.config.invocation_params.args])
        write(ROOT / path, TOLD, SEED, command)


def examined(environment: Mapping[str, str]) -> dict[str, Any]:
    """The findings of tests/faults/examination.py on the database of this environment."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.examination"],
        env={**environment, "DJANGO_SETTINGS_MODULE": "diandian.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def wait_for_papers(
    url: str, certificates: list[str], *, meanwhile: Callable[[], None] = lambda: None
) -> None:
    """Until every certificate says that its papers are there."""
    give_up_at = time.monotonic() + FINISH_SECONDS
    for path in certificates:
        last = "nothing"
        while '"ready": true' not in last:
            assert time.monotonic() < give_up_at, f"{path} says {last}"
            last = speak(url, "GET", f"{path}status.json").text
            if '"ready": true' not in last:
                meanwhile()
                time.sleep(0.2)


def everything_ended_well(found: dict[str, Any], spectators: list[Spectator]) -> None:
    """Each accepted pledge was retired once, to the gram, with one certificate and one paper; nothing else."""
    journeys = {spectator.journey.split("/")[2]: "retired" for spectator in spectators}
    numbers = [spectator.certificate.split("/")[2] for spectator in spectators if spectator.certificate]
    assert found["breaches"] == []
    assert found["journeys"] == journeys
    assert set(numbers) <= set(found["certificates"])
    assert list(found["certificates"].values()) == [["retired", 1]] * len(spectators)
    assert (found["retirement_count"], found["waiting_count"]) == (len(spectators), 0)
    assert found["retired_grams"] == {"donated": found["grams"]["donated"], "sale": found["grams"]["bought"]}
    assert found["held_grams"] == {"donated": 0, "sale": 0}
