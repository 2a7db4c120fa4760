"""The pure arithmetic of tapes: examples first, then every answer against grams counted one by one."""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credits import ledger
from credits.errors import InvalidAmountError
from credits.ledger import (
    AMOUNT_GRAMS_MAX,
    GRAMS_PER_UNIT,
    Balance,
    LotSpan,
    Refused,
    Wish,
    checked_amount,
    fill_pool,
    first_parts,
    free_spans,
    last_parts,
    plan_retirements,
    whole_parts,
)

# Two lots on one tape: 100 g of batch 7 from its gram 40 on, then 50 g of batch 8 from its start.
LOTS = [LotSpan(1, 7, 0, 100, 40), LotSpan(2, 8, 100, 150, 0)]


def ranges(parts: object) -> list[tuple[int, int, int]]:
    """Batch, first gram and gram after the last of each part."""
    assert isinstance(parts, list)
    return [(part.batch_id, part.batch_from, part.batch_to) for part in parts]


# --- What is free on a tape ---------------------------------------------------------------------------------


def test_what_is_held_is_not_available() -> None:
    assert Balance(credited_grams=100, debited_grams=30, held_grams=20).available_grams == 50


@pytest.mark.parametrize("amount", [0, -1, 1.0, 1.5, "1", None, True, AMOUNT_GRAMS_MAX + 1])
def test_an_amount_that_is_not_whole_positive_grams_is_refused(amount: object) -> None:
    with pytest.raises(InvalidAmountError):
        checked_amount(amount)


@pytest.mark.parametrize("amount", [1, AMOUNT_GRAMS_MAX])
def test_an_amount_may_be_one_gram_or_the_most_there_is(amount: int) -> None:
    assert checked_amount(amount) == amount


def test_what_was_consumed_is_not_free() -> None:
    assert ranges(free_spans(LOTS, [], 70)) == [(7, 110, 140), (8, 0, 50)]


def test_a_gap_is_not_free() -> None:
    assert ranges(free_spans(LOTS, [(10, 20), (90, 110)], 0)) == [(7, 40, 50), (7, 60, 130), (8, 10, 50)]


def test_a_hole_that_is_no_gap_is_never_papered_over() -> None:
    with pytest.raises(ValueError, match="no lot at 100"):
        free_spans([LOTS[0], LotSpan(2, 8, 110, 160, 0)], [], 0)


# --- Which grams leave --------------------------------------------------------------------------------------


def plan(*amounts: int, may_split: bool = True, position: int = 0, **how: Any) -> ledger.Plan:
    wishes = [Wish(amount, may_split) for amount in amounts]
    return plan_retirements(free_spans(LOTS, [], position), position, wishes, **how)


def test_first_in_is_first_out() -> None:
    assert [ranges(outcome) for outcome in plan(30, 70).outcomes] == [[(7, 40, 70)], [(7, 70, 140)]]


def test_an_amount_across_two_lots_comes_from_two_batches() -> None:
    assert ranges(plan(20, position=90).outcomes[0]) == [(7, 130, 140), (8, 0, 10)]


def test_the_tape_can_be_consumed_to_its_last_gram() -> None:
    done = plan(1, position=149)
    assert (ranges(done.outcomes[0]), done.position) == ([(8, 49, 50)], 150)


def test_a_tape_that_ends_too_soon_is_never_papered_over() -> None:
    with pytest.raises(ValueError, match="no lot at 150"):
        plan(11, position=140)


def test_a_gap_is_passed_over() -> None:
    done = plan_retirements(free_spans(LOTS, [(10, 20)], 0), 0, [Wish(15)])
    assert (ranges(done.outcomes[0]), done.position) == ([(7, 40, 50), (7, 60, 65)], 25)


def test_what_may_not_be_split_is_refused_where_its_batch_ends() -> None:
    done = plan(60, 60, 40, may_split=False)
    assert [ranges(done.outcomes[0]), done.outcomes[1], ranges(done.outcomes[2])] == [
        [(7, 40, 100)],
        Refused(40),
        [(7, 100, 140)],
    ]
    assert done.crumbs == []


def test_after_a_refusal_the_end_of_the_batch_goes_back_and_the_next_begins_with_the_next_batch() -> None:
    done = plan(60, 60, 40, may_split=False, may_return=frozenset({1}))
    assert (done.outcomes[1], ranges(done.outcomes[2])) == (Refused(40), [(8, 0, 40)])
    assert (ranges(done.crumbs), done.position) == ([(7, 100, 140)], 140)


def test_a_whole_unit_does_not_go_back() -> None:
    lots = [LotSpan(1, 7, 0, GRAMS_PER_UNIT, 0), LotSpan(2, 8, GRAMS_PER_UNIT, 2 * GRAMS_PER_UNIT, 0)]
    done = plan_retirements(lots, 0, [Wish(GRAMS_PER_UNIT + 1, may_split=False)], may_return=frozenset({1}))
    assert (done.outcomes, done.crumbs) == ([Refused(GRAMS_PER_UNIT)], [])


def test_two_lots_of_one_batch_are_one_batch() -> None:
    lots = [LotSpan(1, 7, 0, 10, 0), LotSpan(2, 7, 10, 20, 90)]
    done = plan_retirements(lots, 0, [Wish(15, may_split=False)])
    assert ranges(done.outcomes[0]) == [(7, 0, 10), (7, 90, 95)]


@pytest.mark.parametrize(
    ("amounts", "may_split", "impaired", "served"),
    [
        ((30, 70), True, 7, 0),  # the first grams are impaired: all wait
        ((90, 20, 5), True, 8, 1),  # the second would touch them
        ((90, 20, 5), False, 7, 0),  # nothing is refused because of an impaired end
        ((90, 20, 5), False, 8, 2),  # the second is refused, the third still fits before them
    ],
)
def test_a_wish_whose_grams_are_impaired_waits_and_all_behind_it(
    amounts: tuple[int, ...], may_split: bool, impaired: int, served: int
) -> None:
    done = plan(*amounts, may_split=may_split, impaired=frozenset({impaired}), may_return=frozenset({2}))
    assert len(done.outcomes) == (3 if served == 2 else served)
    assert impaired not in {part.batch_id for one in done.outcomes if isinstance(one, list) for part in one}


# --- Grams that leave out of turn ---------------------------------------------------------------------------


def test_the_first_and_the_last_of_a_tape() -> None:
    spans = free_spans(LOTS, [(50, 60)], 0)
    assert ranges(first_parts(spans, 55)) == [(7, 40, 90), (7, 100, 105)]
    assert ranges(last_parts(spans, 7, 45)) == [(7, 85, 90), (7, 100, 140)]
    assert ranges(last_parts(spans, 7, 1_000)) == [(7, 40, 90), (7, 100, 140)]
    assert last_parts(spans, 7, 0) == last_parts(spans, 9, 5) == []


def test_exactly_what_was_moved_or_nothing() -> None:
    assert ranges(whole_parts(free_spans(LOTS, [], 0), 1, 40, 140)) == [(7, 40, 140)]
    assert whole_parts(free_spans(LOTS, [], 1), 1, 40, 140) is None
    assert whole_parts(free_spans(LOTS, [(99, 100)], 0), 1, 40, 140) is None


def test_a_pool_is_cut_at_its_blocks_end() -> None:
    assert fill_pool([(1, 60), (2, 50), (3, 5)], 100) == [(1, 60), (2, 40)]
    assert fill_pool([(1, 60)], 100) == [(1, 60)]
    assert fill_pool([(1, 60), (2, 40), (3, 5)], 100) == [(1, 60), (2, 40)]


# --- Against grams counted one by one -----------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A tape of a few dozen grams, with gaps, and how far it was consumed."""

    lots: list[LotSpan]
    gaps: list[tuple[int, int]]
    position: int

    @property
    def spans(self) -> list[LotSpan]:
        return free_spans([lot for lot in self.lots if lot.tape_to > self.position], self.gaps, self.position)

    @property
    def grams(self) -> list[tuple[int, int, int, int]]:
        """Each free gram: its place on the tape, its lot, its batch, its number there."""
        return [
            (place, lot.lot_id, lot.batch_id, lot.batch_from + place - lot.tape_from)
            for lot in self.lots
            for place in range(lot.tape_from, lot.tape_to)
            if place >= self.position and not any(start <= place < end for start, end in self.gaps)
        ]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    lots: list[LotSpan] = []
    end = 0
    for number, size in enumerate(draw(st.lists(st.integers(1, 12), min_size=1, max_size=6))):
        batch = draw(st.integers(1, 3))
        lots.append(LotSpan(number, batch, end, end + size, 100 * number))
        end += size
    position = draw(st.integers(0, end))
    marks = sorted(draw(st.sets(st.integers(0, end), max_size=6)))
    return Case(lots, list(zip(marks[::2], marks[1::2], strict=False)), position)


def one_by_one(parts: list[LotSpan]) -> list[tuple[int, int, int, int]]:
    return [
        (part.tape_from + step, part.lot_id, part.batch_id, part.batch_from + step)
        for part in parts
        for step in range(part.amount_grams)
    ]


@given(cases())
def test_free_spans_are_the_free_grams(case: Case) -> None:
    assert one_by_one(case.spans) == case.grams


@given(cases(), st.integers(1, 60))
def test_the_first_parts_are_the_first_grams(case: Case, amount: int) -> None:
    if amount > len(case.grams):
        with pytest.raises(ValueError, match="no lot"):
            first_parts(case.spans, amount)
    else:
        assert one_by_one(first_parts(case.spans, amount)) == case.grams[:amount]


@given(cases(), st.integers(1, 3), st.integers(1, 60))
def test_the_last_parts_are_the_last_grams_of_the_batch(case: Case, batch: int, amount: int) -> None:
    of_batch = [gram for gram in case.grams if gram[2] == batch]
    assert one_by_one(last_parts(case.spans, batch, amount)) == of_batch[-amount:]


@given(cases(), st.integers(0, 5))
def test_whole_parts_are_all_grams_of_the_lot_or_none(case: Case, lot_id: int) -> None:
    lot = case.lots[lot_id % len(case.lots)]
    there = [gram for gram in case.grams if gram[1] == lot.lot_id]
    parts = whole_parts(case.spans, lot.lot_id, lot.batch_from, lot.batch_to)
    assert one_by_one(parts or []) == (there if len(there) == lot.amount_grams else [])


def slow_plan(
    case: Case, wishes: list[Wish], impaired: frozenset[int], may_return: frozenset[int]
) -> tuple[list[object], list[object]]:
    """Outcomes and crumbs, gram by gram."""
    left = list(case.grams)
    outcomes: list[object] = []
    crumbs: list[object] = []
    for wish in wishes:
        wanted = left[: wish.amount_grams] if wish.may_split else left[:1]
        if any(gram[2] in impaired for gram in wanted):
            break
        same = 0
        while same < len(left) and left[same][2] == left[0][2]:
            same += 1
        if not wish.may_split and same < wish.amount_grams:
            outcomes.append(Refused(same))
            if {gram[1] for gram in left[:same]} <= may_return:
                crumbs += left[:same]
                del left[:same]
            continue
        outcomes.append(left[: wish.amount_grams])
        del left[: wish.amount_grams]
    return outcomes, crumbs


@given(
    cases(),
    st.lists(st.builds(Wish, st.integers(1, 20), st.booleans()), max_size=8),
    st.frozensets(st.integers(1, 3), max_size=1),
    st.frozensets(st.integers(0, 5)),
)
def test_a_plan_is_what_counting_grams_gives(
    case: Case, wishes: list[Wish], impaired: frozenset[int], may_return: frozenset[int]
) -> None:
    promised: list[Wish] = []
    for wish in wishes:  # nothing is promised that is not there
        if sum(one.amount_grams for one in promised) + wish.amount_grams <= len(case.grams):
            promised.append(wish)
    done = plan_retirements(case.spans, case.position, promised, impaired=impaired, may_return=may_return)
    outcomes = [one if isinstance(one, Refused) else one_by_one(one) for one in done.outcomes]
    assert (outcomes, one_by_one(done.crumbs)) == slow_plan(case, promised, impaired, may_return)
    taken = [gram for one in done.outcomes if isinstance(one, list) for gram in one_by_one(one)]
    gone = sorted(taken + one_by_one(done.crumbs))
    assert gone == case.grams[: len(gone)]
    assert len(set(gone)) == len(gone)
    if gone:
        assert done.position == gone[-1][0] + 1


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 40)), max_size=8), st.integers(1, 200))
def test_a_pool_takes_its_first_grams_in_order(gathered: list[tuple[int, int]], capacity: int) -> None:
    grams = [retirement for retirement, count in gathered for _ in range(count)]
    leaves = fill_pool(gathered, capacity)
    assert [retirement for retirement, count in leaves for _ in range(count)] == grams[:capacity]
    assert all(count > 0 for _retirement, count in leaves)
