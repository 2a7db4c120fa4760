"""Redis, beat, the web server and PostgreSQL go away in the middle, and come back."""

import random
import time

import pytest

from scripts.services import Postgres
from tests import stack
from tests.faults.conftest import everything_ended_well, examined, wait_for_papers
from tests.faults.spectators import Spectator, crowd

pytestmark = pytest.mark.stack

ANSWER_SECONDS = 2.0  # no longer may a request take because Redis is away
chance = random.SystemRandom()  # the moments shall differ from run to run


def neutralised(url: str, count: int) -> list[Spectator]:
    with crowd(url, count, Spectator.neutralise) as people:
        pass
    return [person.result() for person in people]


def finish(own: stack.OwnStack, spectators: list[Spectator]) -> None:
    wait_for_papers(own.url, [spectator.certificate for spectator in spectators])
    everything_ended_well(examined(own.environment), spectators)


def test_without_redis_and_beat_pledges_are_accepted_and_afterwards_the_sweepers_find_them(
    own: stack.OwnStack, round: int
) -> None:
    before = neutralised(own.url, 2)
    own.lose_redis()
    own.kill("beat")
    meanwhile = neutralised(own.url, 8)
    assert own.redis is not None
    own.redis.start()  # empty: no message tells of what was accepted, only the rows do
    own.start("beat")
    finish(own, before + meanwhile)
    assert [spectator.failures for spectator in meanwhile] == [[]] * 8
    slowest = max(spectator.slowest_seconds for spectator in meanwhile)
    assert slowest < ANSWER_SECONDS
    print(f"slowest answer without Redis: {slowest:.2f} s")  # noqa: T201  shown by `pytest -rP`


def test_a_form_sent_again_to_a_web_server_that_died_is_one_journey_and_one_certificate(
    own: stack.OwnStack, round: int
) -> None:
    with crowd(own.url, 10, Spectator.neutralise) as people:
        for _death in range(2):
            time.sleep(chance.uniform(0.05, 0.4))
            own.kill("web")
            own.start("web")
            own.wait_until_ready()
    spectators = [person.result() for person in people]
    finish(own, spectators)


def test_what_postgresql_accepted_survives_its_crash(
    own: stack.OwnStack, postgres: Postgres, round: int
) -> None:
    with crowd(own.url, 8, Spectator.neutralise) as people:
        time.sleep(chance.uniform(0.1, 0.8))
        postgres.crash()
        time.sleep(0.5)
        postgres.start()
    finish(own, [person.result() for person in people])
