"""Whatever dies, nothing that was accepted is lost, nothing happens twice, and the log only grows."""

import os
from collections.abc import Callable

import pytest

from tests.faults.ledger.conftest import SEED
from tests.faults.ledger.lands import Land
from tests.faults.ledger.report import TOLD
from tests.faults.ledger.rounds import ORDER, Record, play

pytestmark = pytest.mark.stack

# `make faults` asks for more than `make test` has time for, which plays the first of the faults.
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "4"))


@pytest.mark.parametrize("number", range(ROUNDS))
def test_nothing_accepted_is_lost_and_nothing_happens_twice(
    number: int, land_named: Callable[[str], Land]
) -> None:
    fault = ORDER[number % len(ORDER)]
    again = f"FAULT_SEED={SEED} FAULT_ROUNDS={number + 1} pytest tests/faults/ledger -k '[{number}]'"
    print(f"{fault.name}; again: {again}")  # noqa: T201  for whoever reads about a failure
    record = Record(fault.name, f"{SEED}/{number}")
    TOLD.append(record)
    try:
        play(land_named(fault.land), fault, record, number)
    except KeyboardInterrupt:  # somebody has seen enough: the report tells of the rounds that were played
        TOLD.pop()
        raise
    assert record.wrong == {}
