"""What became of whose grams, with lots laid by hand."""

from dataclasses import dataclass

from events.donating.provenance import Flow, Paths, Whose, held_and_left
from tests.credits.laid import DONOR, EVENT, GIVEN, GONE, INVENTORY, NEXT, OUTSIDE, Laid

WHOSE = Whose({DONOR: 100}, {EVENT: 10, NEXT: 11})


@dataclass(frozen=True, slots=True)
class Part:
    lot_id: int
    amount_grams: int


def flows(lots: list[Laid]) -> dict[tuple[int, int], Flow]:
    return Paths(lots, WHOSE, {EVENT, NEXT}).flows()


def test_what_was_lent_and_came_back_is_still_the_donors() -> None:
    lots = [*GIVEN, Laid(3, EVENT, INVENTORY, 0, 30), Laid(4, INVENTORY, EVENT, 0, 30, "reverse")]
    assert flows(lots)[100, 10] == Flow(given_grams=80)


def test_what_the_exchange_moved_in_is_no_donors() -> None:
    lots = [Laid(1, OUTSIDE, INVENTORY, 0, 50, "issue"), Laid(2, INVENTORY, EVENT, 0, 50)]
    assert flows(lots) == {}


def test_every_way_out_has_its_name() -> None:
    lots = [
        *GIVEN,
        Laid(3, EVENT, DONOR, 0, 1, "return"),
        Laid(4, EVENT, DONOR, 1, 3),
        Laid(5, EVENT, NEXT, 3, 7),
        Laid(6, EVENT, GONE, 7, 15, "cancel"),
        Laid(7, EVENT, GONE, 15, 31, "set-apart"),
        Laid(8, EVENT, INVENTORY, 31, 63),
    ]
    here, there = flows(lots)[100, 10], flows(lots)[100, 11]
    expected = Flow(
        given_grams=80,
        given_back_grams=3,
        moved_on_grams=4,
        cancelled_grams=8,
        set_apart_grams=16,
        elsewhere_grams=32,
    )
    assert (here, there) == (expected, Flow(moved_here_grams=4))


def test_a_move_to_the_next_event_that_was_taken_back_leaves_no_trace() -> None:
    lots = [*GIVEN, Laid(3, EVENT, NEXT, 0, 80), Laid(4, NEXT, EVENT, 0, 80, "reverse")]
    assert flows(lots) == {(100, 10): Flow(given_grams=80), (100, 11): Flow()}


def test_a_flow_that_loses_a_gram_is_not_whole() -> None:
    assert Flow(given_grams=5, held_grams=2, left_grams=3).is_whole
    assert not Flow(given_grams=5, held_grams=2, left_grams=2).is_whole


def test_what_leaves_first_is_what_is_promised() -> None:
    parts = [Part(7, 10), Part(8, 5), Part(7, 4)]
    assert held_and_left(parts, 12) == {7: (10, 4), 8: (2, 3)}
    assert held_and_left(parts, 0) == {7: (0, 14), 8: (0, 5)}
