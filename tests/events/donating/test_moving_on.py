"""Leftovers that move to the next event: to which one, when, and still their donors'."""

import pytest

import credits.queries
import events.donating.settling as settling
from credits.models import Account
from events.donating.errors import NextEventError, OpenPromisesError
from events.donating.leftovers import OpenPromises
from events.models import Event
from tests.events.donating.stage import (
    TONNE,
    carried_out,
    event_named,
    free_grams,
    given,
    moved_to,
    people,
    retired,
    with_rule,
)


def test_leftovers_move_only_where_the_same_person_works(db: None) -> None:
    event, strange = event_named("first", state="planned"), event_named("strange", state="planned")
    cast = people(event)
    for following in (strange, event, None):
        with pytest.raises(NextEventError):
            settling.choose_rule(event=event, rule="move", next_event=following, by=cast.organiser)


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_leftovers_of_a_demonstration_do_not_come_to_a_real_event_nor_the_other_way(
    db: None, is_demonstration: bool
) -> None:
    event = event_named("first", state="planned", is_demonstration=is_demonstration)
    other = event_named("second", state="planned", is_demonstration=not is_demonstration)
    with pytest.raises(NextEventError):
        settling.choose_rule(event=event, rule="move", next_event=other, by=people(event).first)


def test_nothing_moves_to_an_event_that_became_a_demonstration_meanwhile(qinghe: Account) -> None:
    following = event_named("next")
    event = with_rule("move", next_event=following)
    cast = people(event)
    given(event, qinghe, TONNE)
    moved_to(event, "declared")
    proposal = settling.propose(event=event, by=cast.organiser)
    Event.objects.filter(pk=following.pk).update(is_demonstration=True)
    with pytest.raises(NextEventError):
        settling.approve(settlement=proposal, by=cast.second)
    assert (free_grams("event:ruled"), free_grams("event:next")) == (TONNE, 0)


def test_two_events_do_not_move_their_leftovers_to_each_other(db: None) -> None:
    first, second = event_named("first", state="planned"), event_named("second", state="planned")
    by = people(first).first
    settling.choose_rule(event=first, rule="move", next_event=second, by=by)
    with pytest.raises(NextEventError):
        settling.choose_rule(event=second, rule="move", next_event=first, by=by)


def test_leftovers_move_to_the_next_event_and_may_be_settled_there(qinghe: Account) -> None:
    following = event_named("next")
    event = with_rule("move", next_event=following)
    cast = people(event)
    given(event, qinghe, 2 * TONNE)
    moved_to(event, "declared")
    carried_out(event, cast)
    assert (free_grams("event:ruled"), free_grams("event:next")) == (0, 2 * TONNE)
    moved_to(following, "declared")
    proposal = settling.propose(event=following, by=cast.first)
    assert proposal.body["portions"] == [{"account": "donor:qinghe", "amount_grams": 2 * TONNE}]
    settling.approve(settlement=proposal, by=cast.second)
    assert free_grams("donor:qinghe") == 10 * TONNE


def test_what_moved_on_names_its_donors_where_it_is_retired(qinghe: Account, jiangyun: Account) -> None:
    """As certificates say it, also of what the next event was given itself."""
    following = event_named("next")
    event = with_rule("move", next_event=following)
    given(event, qinghe, TONNE)
    moved_to(event, "declared")
    carried_out(event, people(event))
    given(following, jiangyun, TONNE)
    facts = credits.queries.retirement_facts(retired(following, 1_500_000).pk)
    assert facts is not None
    assert [
        (piece.donor_zh, piece.donor_en, piece.batch_to - piece.batch_from) for piece in facts.slices
    ] == [
        ("捐赠 qinghe", "Donor qinghe", TONNE),
        ("捐赠 jiangyun", "Donor jiangyun", 500_000),
    ]


def test_nothing_moves_to_an_event_whose_leftovers_are_settled(qinghe: Account, jiangyun: Account) -> None:
    following = event_named("next")
    event = with_rule("move", next_event=following)
    cast = people(event)
    given(following, jiangyun, TONNE)
    moved_to(following, "declared")
    proposal = settling.propose(event=following, by=cast.first)
    settling.approve(settlement=proposal, by=cast.second)
    given(event, qinghe, TONNE)
    moved_to(event, "declared")
    with pytest.raises(NextEventError):
        settling.propose(event=event, by=cast.organiser)


def test_the_next_event_waits_for_the_leftovers_of_the_one_before(qinghe: Account, jiangyun: Account) -> None:
    following = event_named("next")
    event = with_rule("move", next_event=following)
    cast = people(event)
    given(event, qinghe, TONNE)
    given(following, jiangyun, TONNE)
    for each in (event, following):
        moved_to(each, "declared")
    with pytest.raises(OpenPromisesError) as refused:
        settling.propose(event=following, by=cast.first)
    assert refused.value.promises == OpenPromises(events=1)
    carried_out(event, cast)
    assert settling.propose(event=following, by=cast.first).body["available_grams"] == 2 * TONNE
