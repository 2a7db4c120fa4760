"""The lands in which rounds take place."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from scripts.services import Postgres
from tests.faults.ledger.lands import Land, postgres_land, sqlite_land

# `make faults` names a seed of its own; `make test` judges a change by the same rounds each time.
SEED = os.environ.get("FAULT_SEED", "2023")


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
