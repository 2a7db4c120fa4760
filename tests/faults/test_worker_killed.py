"""The worker dies while spectators pledge and pay: with its children, without them, or one child alone."""

import random
import time

import pytest

from tests import stack
from tests.faults.conftest import FINISH_SECONDS, everything_ended_well, examined, wait_for_papers
from tests.faults.spectators import Spectator, crowd, speak

pytestmark = pytest.mark.stack

chance = random.SystemRandom()  # the moments shall differ from run to run


def die_somehow(own: stack.OwnStack) -> None:
    """One of the workers dies one of three deaths, and is started again where nobody else does it."""
    name, how = chance.choice(own.workers), chance.choice(["kill", "kill_parent", "kill_child"])
    print(f"{name}: {how}")  # noqa: T201  for whoever reads about a failure
    getattr(own, how)(name)
    if how != "kill_child":
        own.start(name)


def test_every_accepted_pledge_is_retired_once_and_has_its_papers(own: stack.OwnStack, round: int) -> None:
    with crowd(own.url, 42, Spectator.neutralise) as people:
        for _death in range(3):
            time.sleep(chance.uniform(0.1, 1))
            die_somehow(own)
    spectators = [person.result() for person in people]
    for _death in range(2):
        time.sleep(chance.uniform(0.5, 3))  # by now papers are being drawn
        die_somehow(own)
    wait_for_papers(own.url, [spectator.certificate for spectator in spectators], meanwhile=own.keep_running)
    everything_ended_well(examined(own.environment), spectators)
    assert [spectator.failures for spectator in spectators] == [[]] * 42


MISBEHAVIOUR = [
    {},
    {"twice": "on"},
    {"late_seconds": "1", "twice": "on"},
    {"out_of_order": "on"},
    {"silent": "on"},
]


def test_every_paid_order_is_retired_once_however_late_or_often_the_gateway_says_so(
    own: stack.OwnStack, round: int
) -> None:
    def pay(spectator: Spectator) -> Spectator:
        return spectator.pay(**MISBEHAVIOUR[spectator.position % 5])

    with crowd(own.url, 10, pay) as people:
        for _death in range(2):
            time.sleep(chance.uniform(0.2, 1.5))
            die_somehow(own)
    spectators = [person.result() for person in people]
    # What the killed worker had in its hands is lost. Half a minute passes: then our side asks the gateway.
    stack.sql(own.addresses["DATABASE_URL"], "UPDATE payments_paymentattempt SET ask_at = now()")
    for spectator in spectators:
        spectator.certificate = paid_certificate(own, spectator)
    wait_for_papers(own.url, [spectator.certificate for spectator in spectators], meanwhile=own.keep_running)
    found = examined(own.environment)
    everything_ended_well(found, spectators)
    assert found["orders"] == {"paid": 10}


def paid_certificate(own: stack.OwnStack, spectator: Spectator) -> str:
    """Where the pledge leads to once the money is known to have come."""
    give_up_at = time.monotonic() + FINISH_SECONDS
    while True:
        leads_to = speak(own.url, "GET", f"{spectator.journey}neutralise/").location
        if leads_to.startswith("/c/"):
            return leads_to
        assert time.monotonic() < give_up_at, f"{spectator} is still led to {leads_to}"
        own.keep_running()
        time.sleep(0.3)
