"""The pure allocator: examples, then properties."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credits.errors import InvalidAmountError
from credits.ledger import AMOUNT_GRAMS_MAX, Balance, LotSpan, Slice, checked_amount, plan_slices

# Two lots on one tape: 100 g of batch 7 from its gram 40 on, then 50 g of batch 8 from its start.
LOTS = [LotSpan(1, 7, 0, 100, 40), LotSpan(2, 8, 100, 150, 0)]


def test_first_in_is_first_out() -> None:
    assert plan_slices(LOTS, 0, [30, 70]) == [[Slice(1, 7, 40, 70)], [Slice(1, 7, 70, 140)]]


def test_an_amount_across_two_lots_is_split_over_two_batches() -> None:
    assert plan_slices(LOTS, 90, [20]) == [[Slice(1, 7, 130, 140), Slice(2, 8, 0, 10)]]


def test_the_tape_can_be_consumed_to_its_last_gram() -> None:
    assert plan_slices(LOTS[1:], 149, [1]) == [[Slice(2, 8, 49, 50)]]


def test_a_tape_that_ends_too_soon_is_never_papered_over() -> None:
    with pytest.raises(ValueError, match="no lot at 150"):
        plan_slices(LOTS, 140, [11])


def test_a_tape_with_a_gap_is_never_papered_over() -> None:
    with pytest.raises(ValueError, match="no lot at 100"):
        plan_slices([LOTS[0], LotSpan(2, 8, 110, 160, 0)], 90, [20])


@pytest.mark.parametrize("amount", [0, -1, 1.0, 1.5, "1", None, True, AMOUNT_GRAMS_MAX + 1])
def test_an_amount_that_is_not_whole_positive_grams_is_refused(amount: object) -> None:
    with pytest.raises(InvalidAmountError):
        checked_amount(amount)


def test_what_is_held_is_not_available() -> None:
    assert Balance(credited_grams=100, debited_grams=30, held_grams=20).available_grams == 50


@given(
    lot_sizes=st.lists(st.integers(1, 500), min_size=1, max_size=12),
    amounts=st.lists(st.integers(1, 300), max_size=20),
    skipped=st.integers(0, 400),
)
def test_slices_cover_each_amount_and_never_overlap(
    lot_sizes: list[int], amounts: list[int], skipped: int
) -> None:
    lots, tape = [], 0
    for number, size in enumerate(lot_sizes):
        lots.append(LotSpan(number, number, tape, tape + size, 1000 * number))
        tape += size
    consumed = min(skipped, tape - 1)
    fitting: list[int] = []
    for amount in amounts:
        if sum(fitting) + amount <= tape - consumed:
            fitting.append(amount)
    plan = plan_slices([lot for lot in lots if lot.tape_to > consumed], consumed, fitting)
    assert [sum(part.amount_grams for part in slices) for slices in plan] == fitting
    ranges = sorted((part.batch_id, part.batch_from, part.batch_to) for slices in plan for part in slices)
    assert all(left[0] != right[0] or left[2] <= right[1] for left, right in pairwise(ranges))
