"""Many processes at the same moment, and no kill: one of them does it, the others are told so by name."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest

from tests.faults.ledger.lands import Land
from tests.faults.ledger.races import RACES

pytestmark = pytest.mark.stack

START_SECONDS = 0.25  # until all processes have forked and connected
FIRST_UNIT = 900_000_000  # far from the serials of the rounds
units = count(FIRST_UNIT, 100)


@dataclass
class Track:
    """Where races are run."""

    land: Land

    def run(self, name: str) -> tuple[Counter[str], Any]:
        """How the processes ended, and what came of it."""
        nursery, race = self.land.nursery, RACES[name]
        facts = nursery.run("race", name=name, first_unit=next(units))
        begin = time.monotonic() + START_SECONDS
        runners = [
            nursery.start("compete", name=name, facts=facts, number=number, begin=begin)
            for number in range(race.processes)
        ]
        ended = Counter(nursery.result(runner) for runner in runners)
        return ended, nursery.run("judge", name=name, facts=facts)


@pytest.fixture(scope="module", params=["PostgreSQL", "SQLite"])
def track(request: pytest.FixtureRequest, land_named: Callable[[str], Land]) -> Iterator[Track]:
    """A database of its own, whose audit is clean after all races."""
    land = land_named(request.param)
    yield Track(land)
    audited = land.nursery.start("audit")
    while not land.nursery.has_ended(audited):
        time.sleep(0.01)
    assert audited.status == 0, audited.log.read_text()


def test_sixteen_processes_get_what_is_there_and_not_a_gram_more(track: Track) -> None:
    done, came = track.run("many on one account")
    assert sum(int(count) * times for count, times in done.items()) == 50
    assert came == [1_000_000, 50, 0]


def test_one_key_from_sixteen_processes_is_one_request(track: Track) -> None:
    assert track.run("one key") == ({"done": 16}, [1, True])


def test_one_key_for_two_amounts_is_one_request_and_half_of_them_are_told(track: Track) -> None:
    assert track.run("one key for two amounts") == ({"done": 4, "KeyReusedError": 4}, [1, True])


def test_a_hold_that_is_used_and_released_at_once_ends_once(track: Track) -> None:
    for _ in range(2):
        ended, came = track.run("one hold")
        was_used = ({"used": 1, "HoldClosedError": 7}, [["used"], 1, 5_000])
        was_released = ({"released": 4, "HoldClosedError": 4}, [["released"], 0, 0])
        assert (ended, came) in (was_used, was_released)


def test_a_proposal_that_eight_approve_at_once_is_one_batch(track: Track) -> None:
    ended, came = track.run("eight approve")
    assert (ended, came) == ({"approved": 1, "ProposalDecidedError": 7}, [["approved"], 1, 1_000_000])


def test_a_proposal_that_one_approves_eight_times_at_once_is_one_batch(track: Track) -> None:
    assert track.run("one approves eight times") == ({"approved": 8}, [["approved"], 1, 1_000_000])


def test_a_proposal_approved_and_rejected_at_once_has_one_decision(track: Track) -> None:
    ended, came = track.run("approve and reject")
    approved = ({"approved": 1, "ProposalDecidedError": 7}, [["approved"], 1, 1_000_000])
    rejected = ({"rejected": 1, "ProposalDecidedError": 7}, [["rejected"], 0, 0])
    assert (ended, came) in (approved, rejected)


def test_two_blocks_that_share_a_unit_are_one_batch(track: Track) -> None:
    assert track.run("overlapping blocks") == ({"approved": 1, "SerialBlockOverlapError": 1}, 1)


def test_a_pool_opened_by_eight_at_once_is_one_pool(track: Track) -> None:
    assert track.run("open a pool") == ({"opened": 1, "PoolOpenError": 7}, 1)


def test_a_pool_closed_by_two_at_once_closes_once(track: Track) -> None:
    ended, came = track.run("close a pool")
    assert (ended, came) == ({"approved": 1, "PoolClosedError": 1}, [[600_000], 1_000_000])


def test_an_audit_among_settlers_finds_nothing_and_disturbs_nobody(track: Track) -> None:
    ended, came = track.run("settlers and audits")
    assert (ended, came) == ({"settled": 4, "clean": 2}, [1_820_000, 70, 0])


def test_nothing_is_retired_out_of_a_batch_found_impaired_while_others_settle(track: Track) -> None:
    ended, came = track.run("impaired while settling")
    asked = next(int(text) for text in ended if text.isdigit())
    assert ended == {"impaired": 1, "settled": 4, str(asked): 1}
    assert came == [0, 1_820_000 + asked, 0]
