"""What became of each gram of a batch, and how it is drawn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credits.ledger import GRAMS_PER_UNIT
from credits.picture import (
    Bar,
    Span,
    State,
    UnitRun,
    bars,
    clipped,
    left_over,
    segments,
    totals,
    unit_runs,
)

TONNE = GRAMS_PER_UNIT
HELD, RETIRED, CANCELLED, APART = State.HELD, State.RETIRED, State.CANCELLED, State.SET_APART


def test_what_has_no_lot_was_retired() -> None:
    found = [Span(CANCELLED, 90, 100), Span(HELD, 30, 80, 7)]
    assert segments(100, found) == [
        Span(RETIRED, 0, 30),
        Span(HELD, 30, 80, 7),
        Span(RETIRED, 80, 90),
        Span(CANCELLED, 90, 100),
    ]


def test_neighbours_of_one_holder_become_one() -> None:
    found = [Span(HELD, 0, 10, 7), Span(HELD, 10, 20, 7), Span(HELD, 20, 30, 8)]
    assert segments(30, found) == [Span(HELD, 0, 20, 7), Span(HELD, 20, 30, 8)]


def test_a_batch_of_which_nothing_is_left_is_retired_whole() -> None:
    assert segments(5, []) == [Span(RETIRED, 0, 5)]


@pytest.mark.parametrize(
    "found", [[Span(HELD, 0, 6), Span(CANCELLED, 5, 10)], [Span(HELD, 5, 11)]], ids=["overlap", "beyond"]
)
def test_grams_that_are_there_twice_or_outside_are_not_papered_over(found: list[Span]) -> None:
    with pytest.raises(ValueError, match="lies across"):
        segments(10, found)


def test_a_tape_leaves_what_lies_behind_its_position_and_in_no_gap() -> None:
    gaps = [range(5), range(20, 30), range(35, 40), range(60, 70)]
    assert list(left_over(range(10, 50), 15, gaps)) == [range(15, 20), range(30, 35), range(40, 50)]
    assert list(left_over(range(10, 50), 50, gaps)) == []
    assert list(left_over(range(20, 30), 0, gaps)) == []


def test_totals_name_every_state() -> None:
    assert totals([Span(HELD, 0, 4), Span(HELD, 6, 9), Span(APART, 4, 6)]) == {
        RETIRED: 0,
        HELD: 7,
        CANCELLED: 0,
        APART: 2,
    }


@given(st.lists(st.tuples(st.sampled_from([HELD, CANCELLED, APART]), st.integers(1, 9), st.integers(0, 9))))
def test_states_add_up_to_the_batch_to_the_gram(parts: list[tuple[State, int, int]]) -> None:
    found, end = [], 0
    for state, width, gap in parts:
        found.append(Span(state, end + gap, end + gap + width))
        end += gap + width
    spans = segments(end + 3, found)
    assert sum(totals(spans).values()) == end + 3
    assert [span.start for span in spans] == [0, *(span.end for span in spans[:-1])]
    assert totals(clipped(spans, 0, end + 3)) == totals(spans)


def test_whole_units_are_told_in_runs_and_a_mixed_unit_by_itself() -> None:
    spans = [
        Span(RETIRED, 0, 2 * TONNE + 300),
        Span(HELD, 2 * TONNE + 300, 5 * TONNE, 7),
        Span(CANCELLED, 5 * TONNE, 6 * TONNE),
    ]
    assert unit_runs(spans) == [
        UnitRun(0, 1, RETIRED, (), ()),
        UnitRun(2, 2, HELD, (7,), ((RETIRED, 300), (HELD, TONNE - 300))),
        UnitRun(3, 4, HELD, (7,), ()),
        UnitRun(5, 5, CANCELLED, (), ()),
    ]


def test_a_unit_is_retired_once_nothing_of_it_is_held() -> None:
    spans = [Span(RETIRED, 0, 400), Span(CANCELLED, 400, TONNE)]
    assert unit_runs(spans) == [UnitRun(0, 0, RETIRED, (), ((RETIRED, 400), (CANCELLED, TONNE - 400)))]


def test_a_unit_that_is_partly_set_apart_is_held_still() -> None:
    spans = [Span(RETIRED, 0, 400), Span(APART, 400, TONNE)]
    assert [run.state for run in unit_runs(spans)] == [HELD]


def test_runs_end_where_a_block_of_the_outside_registry_does() -> None:
    runs = unit_runs([Span(RETIRED, 0, 10 * TONNE)], edges=[0, 4, 10])
    assert [(run.first, run.last) for run in runs] == [(0, 3), (4, 9)]


def test_the_smallest_range_is_seen_and_none_leaves_the_picture() -> None:
    drawn = bars([("held", 0, 1), ("retired", 1, 10**9 - 1), ("cancelled", 10**9 - 1, 10**9)], 10**9, 1000)
    assert drawn == [Bar("held", 0, 1), Bar("retired", 0, 1000), Bar("cancelled", 999, 1)]
