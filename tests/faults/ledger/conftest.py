"""The lands in which rounds take place, and the report of all rounds."""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from scripts.services import Postgres
from scripts.stack import ROOT
from tests.faults.ledger import report
from tests.faults.ledger.lands import Land, postgres_land, sqlite_land
from tests.faults.ledger.rounds import Record

# `make faults` names a seed of its own; `make test` judges a change by the same rounds each time.
SEED = os.environ.get("FAULT_SEED", "2023")
REPORT = os.environ.get("FAULT_REPORT", "")


@pytest.fixture(scope="session")
def land_named(postgres: Postgres) -> Iterator[Callable[[str], Land]]:
    """The land of this name, made when it is first asked for."""
    made: dict[str, Land] = {}
    with ExitStack() as stopping:

        def named(name: str) -> Land:
            if name not in made:
                land = postgres_land(postgres) if name == "PostgreSQL" else sqlite_land()
                made[name] = stopping.enter_context(land)
            return made[name]

        yield named


@pytest.fixture(scope="session")
def records() -> Iterator[list[Record]]:
    """What is told of each round; written down at the end where a report is asked for."""
    told: list[Record] = []
    yield told
    if REPORT and told:
        report.write(ROOT / Path(REPORT), told, SEED)


@pytest.fixture
def chance() -> random.Random:
    return random.Random(SEED)
