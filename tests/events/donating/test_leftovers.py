"""Who gets what is left: the portions hold exactly what lies there, in the order in which it leaves."""

import itertools
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.donating.leftovers import Portion, Rule, part

EXCHANGE, FIRST, SECOND, NEXT = 9, 1, 2, 7
GIVERS = {10: FIRST, 20: SECOND, 30: None}


@dataclass(frozen=True, slots=True)
class Part:
    lot_id: int
    amount_grams: int


LEFT = [Part(10, 5), Part(10, 1), Part(20, 2_000_003), Part(30, 7), Part(10, 4)]


def test_each_donor_gets_its_own_grams_in_their_order() -> None:
    parting = part(Rule.RETURN, LEFT, GIVERS, exchange=EXCHANGE)
    assert parting.portions == (
        Portion(FIRST, 6),
        Portion(SECOND, 2_000_003),
        Portion(EXCHANGE, 7),
        Portion(FIRST, 4),
    )
    assert parting.shares == {FIRST: 10, SECOND: 2_000_003, EXCHANGE: 7}


def test_all_of_it_moves_to_the_next_event_at_once() -> None:
    parting = part(Rule.MOVE, LEFT, GIVERS, exchange=EXCHANGE, next_event=NEXT)
    assert (parting.portions, parting.amount_grams) == ((Portion(NEXT, 2_000_020),), 2_000_020)
    assert parting.shares == {FIRST: 10, SECOND: 2_000_003, EXCHANGE: 7}


def test_what_is_retired_stays_where_it_is() -> None:
    assert part(Rule.RETIRE, LEFT, GIVERS, exchange=EXCHANGE).portions == (Portion(None, 2_000_020),)


def test_nothing_is_parted_into_nothing() -> None:
    assert part(Rule.RETURN, [], GIVERS, exchange=EXCHANGE).portions == ()


def test_a_rule_that_moves_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="no next event"):
        part(Rule.MOVE, LEFT, GIVERS, exchange=EXCHANGE)


@given(
    st.lists(st.builds(Part, st.sampled_from([10, 20, 30]), st.integers(1, 10**15)), max_size=30),
    st.sampled_from(list(Rule)),
)
def test_not_a_gram_is_lost_whatever_lies_there(left: list[Part], rule: Rule) -> None:
    parting = part(rule, left, GIVERS, exchange=EXCHANGE, next_event=NEXT)
    total = sum(each.amount_grams for each in left)
    assert (parting.amount_grams, sum(parting.shares.values())) == (total, total)
    receivers = [portion.account for portion in parting.portions]
    assert all(before != after for before, after in itertools.pairwise(receivers))
