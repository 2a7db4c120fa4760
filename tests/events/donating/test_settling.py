"""The rule for what is left: chosen before the event, carried out after it by two people, whole or not at all."""

import uuid

import pytest
from django.db import DatabaseError, transaction

import credits.actions
import events.donating.actions
import events.donating.settling as settling
from credits.models import Account, Retirement, Transfer
from events.donating.actions import NewDonation
from events.donating.errors import (
    EventNotOverError,
    LeftoversChangedError,
    LeftoversDecidedError,
    LeftoversProposedError,
    NothingLeftError,
    OpenPromisesError,
    RuleFixedError,
)
from events.donating.leftovers import OpenPromises
from events.donating.queries import leftovers_of, waiting_for
from events.errors import LeftoversSettledError, SamePersonError
from events.models import Event, EventRetirement, LeftoverSettlement
from events.team.errors import NotAllowedError
from tests.conftest import at_once, clerks, issued, new_batch
from tests.events.donating.stage import (
    TONNE,
    People,
    carried_out,
    event_named,
    free_grams,
    given,
    moved_to,
    people,
    promised,
    retired,
    settled,
    with_rule,
)
from tests.events.guests.stage import entered, guests


@pytest.fixture
def over(games: Event, cast: People, qinghe: Account, jiangyun: Account) -> Event:
    """Two gave 4 and 3 t; 4.5 t are retired, so that only 2.5 t of the second are left. Then both gave once more."""
    given(games, qinghe, 4 * TONNE)
    given(games, jiangyun, 3 * TONNE)
    retired(games, 4_500_000)
    given(games, qinghe, 1)
    given(games, jiangyun, TONNE)
    moved_to(games, "declared")
    return games


# --- Choosing the rule ------------------------------------------------------------------------------------


def test_the_rule_is_chosen_while_the_event_is_planned(db: None) -> None:
    event, following = event_named("first", state="planned"), event_named("second", state="planned")
    cast = people(event)
    row = settling.choose_rule(event=event, rule="move", next_event=following, by=cast.first)
    assert (row.leftover_rule, row.next_event) == ("move", following)
    row = settling.choose_rule(event=event, rule="retire", next_event=following, by=cast.organiser)
    assert (row.leftover_rule, row.next_event) == ("retire", None)


def test_the_rule_stays_once_the_event_is_open(games: Event, cast: People) -> None:
    with pytest.raises(RuleFixedError):
        settling.choose_rule(event=games, rule="retire", next_event=None, by=cast.first)
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(pk=games.pk).update(leftover_rule="retire")


def test_a_verifier_chooses_no_rule(db: None) -> None:
    event = event_named("first", state="planned")
    with pytest.raises(NotAllowedError):
        settling.choose_rule(event=event, rule="retire", next_event=None, by=people(event).verifier)


# --- Proposing --------------------------------------------------------------------------------------------


def test_what_is_left_is_told_by_whose_it_is(over: Event) -> None:
    found = leftovers_of(over)
    assert found.portions == (
        ("donor:jiangyun", 2_500_000),
        ("donor:qinghe", 1),
        ("donor:jiangyun", TONNE),
    )
    shares = [(share.account, share.amount_grams) for share in found.shares]
    assert (shares, found.available_grams) == (
        [("donor:jiangyun", 3_500_000), ("donor:qinghe", 1)],
        3_500_001,
    )


def test_a_proposal_says_all_that_will_happen_and_moves_nothing(over: Event, cast: People) -> None:
    proposal = settling.propose(event=over, by=cast.organiser)
    assert proposal.body == leftovers_of(over).as_body()
    assert (proposal.state, proposal.rule, free_grams("event:games")) == ("proposed", "return", 3_500_001)
    assert settling.propose(event=over, by=cast.organiser) == proposal


def test_one_proposal_waits_at_a_time(over: Event, cast: People) -> None:
    settling.propose(event=over, by=cast.organiser)
    with pytest.raises(LeftoversProposedError):
        settling.propose(event=over, by=cast.first)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_two_who_propose_at_once_make_one_proposal(over: Event, cast: People) -> None:
    """Two connections that write: SQLite has one writer at a time."""

    def propose(by: object) -> str:
        try:
            return settling.propose(event=over, by=by).state  # type: ignore[arg-type]
        except LeftoversProposedError:
            return "refused"

    found = at_once(lambda: propose(cast.first), lambda: propose(cast.organiser))
    assert (sorted(map(str, found)), LeftoverSettlement.objects.count()) == (["proposed", "refused"], 1)


@pytest.mark.parametrize("state", ["planned", "open", "closed", "drafted", "verified", "covered"])
def test_nothing_is_left_over_before_the_event_is_declared(
    games: Event, cast: People, qinghe: Account, state: str
) -> None:
    """Its figure may still need all of it."""
    given(games, qinghe, TONNE)
    moved_to(games, state)
    with pytest.raises(EventNotOverError):
        settling.propose(event=games, by=cast.organiser)


def test_nothing_left_is_nothing_to_settle(games: Event, cast: People) -> None:
    moved_to(games, "declared")
    with pytest.raises(NothingLeftError):
        settling.propose(event=games, by=cast.organiser)


def test_a_promise_comes_before_the_leftovers(over: Event, cast: People) -> None:
    promised(over, 1_000)
    with pytest.raises(OpenPromisesError) as refused:
        settling.propose(event=over, by=cast.organiser)
    assert refused.value.promises == OpenPromises(held_grams=1_000)
    settled()
    assert settling.propose(event=over, by=cast.organiser).body["available_grams"] == 3_499_001


def test_guests_and_donations_come_before_the_leftovers(over: Event, cast: People, qinghe: Account) -> None:
    new = NewDonation(over, qinghe, TONNE, "a late letter")
    events.donating.actions.enter(new=new, by=cast.first)
    entered(over, guests(2))
    with pytest.raises(OpenPromisesError) as refused:
        settling.propose(event=over, by=cast.organiser)
    assert refused.value.promises == OpenPromises(guest_lists=1, donations=1)


def test_a_proposed_retirement_for_the_event_comes_before_the_leftovers(over: Event, cast: People) -> None:
    """Wherever it was proposed: this one in the ledger's own pages."""
    proposal = credits.actions.propose_event_retirement(
        account=over.donated_account,
        amount_grams=TONNE,
        beneficiary=uuid.uuid4(),
        purpose="the event",
        key=uuid.uuid4(),
        by=cast.first,
    )
    with pytest.raises(OpenPromisesError) as refused:
        settling.propose(event=over, by=cast.organiser)
    assert refused.value.promises == OpenPromises(retirements=1)
    credits.actions.reject(proposal=proposal, by=cast.second, reason="too early")
    assert settling.propose(event=over, by=cast.organiser).state == "proposed"


def test_a_verifier_proposes_nothing(over: Event, cast: People) -> None:
    with pytest.raises(NotAllowedError):
        settling.propose(event=over, by=cast.verifier)


# --- Carrying out -----------------------------------------------------------------------------------------


def test_each_donor_gets_back_its_own_grams(over: Event, cast: People) -> None:
    row = carried_out(over, cast)
    assert (row.state, row.decided_by) == ("done", cast.second)
    assert [free_grams(code) for code in ("event:games", "donor:qinghe", "donor:jiangyun")] == [
        0,
        5_999_999 + 1,
        6 * TONNE + 3_500_000,
    ]
    back = Transfer.objects.filter(debit_account=over.donated_account, kind="move").order_by("pk")
    series = [(each.credit_account.code, each.batch.block_start, each.batch_from) for each in back]
    assert series == [
        ("donor:jiangyun", 101, 500_000),
        ("donor:qinghe", 1, 4_000_000),
        ("donor:jiangyun", 101, 3_000_000),
    ]


def test_carrying_out_twice_moves_once(over: Event, cast: People) -> None:
    row = carried_out(over, cast)
    assert settling.approve(settlement=row, by=cast.second) == row
    with pytest.raises(LeftoversDecidedError):
        settling.approve(settlement=row, by=cast.first)
    assert Transfer.objects.filter(debit_account=over.donated_account, kind="move").count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_two_who_approve_at_once_move_once(over: Event, cast: People) -> None:
    """Two connections that write: SQLite has one writer at a time."""
    proposal = settling.propose(event=over, by=cast.organiser)

    def approve(by: object) -> str:
        try:
            return settling.approve(settlement=proposal, by=by).state  # type: ignore[arg-type]
        except LeftoversDecidedError:
            return "refused"

    found = at_once(lambda: approve(cast.first), lambda: approve(cast.second))
    assert sorted(map(str, found)) == ["done", "refused"]
    assert Transfer.objects.filter(debit_account=over.donated_account, kind="move").count() == 3


def test_nobody_approves_their_own_and_an_organiser_never(over: Event, cast: People) -> None:
    proposal = settling.propose(event=over, by=cast.first)
    with pytest.raises(SamePersonError):
        settling.approve(settlement=proposal, by=cast.first)
    with pytest.raises(NotAllowedError):
        settling.approve(settlement=proposal, by=cast.organiser)
    assert free_grams("event:games") == 3_500_001


def test_the_database_refuses_a_settlement_by_one_person(over: Event, cast: People) -> None:
    row = settling.propose(event=over, by=cast.first)
    with pytest.raises(DatabaseError), transaction.atomic():
        LeftoverSettlement.objects.filter(pk=row.pk).update(state="done", decided_by=cast.first)
    with pytest.raises(DatabaseError), transaction.atomic():
        LeftoverSettlement.objects.filter(pk=row.pk).update(body={})
    with pytest.raises(DatabaseError), transaction.atomic():
        LeftoverSettlement.objects.create(
            event=event_named("other"), rule="return", body={}, proposed_by=cast.first, state="done"
        )


def test_what_changed_since_is_proposed_anew(over: Event, cast: People) -> None:
    proposal = settling.propose(event=over, by=cast.organiser)
    retired(over, 1)
    with pytest.raises(LeftoversChangedError):
        settling.approve(settlement=proposal, by=cast.second)
    settling.decline(settlement=proposal, by=cast.second)
    carried_out(over, cast)
    assert free_grams("event:games") == 0


def test_a_promise_made_in_between_leaves_nothing_half_done(
    over: Event, cast: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the first portion has moved, somebody is promised a gram of the second."""
    proposal, move = settling.propose(event=over, by=cast.organiser), credits.actions.move
    seen: list[int] = []

    def interrupted(**wish: object) -> object:
        if seen:
            promised(over, 1)
        seen.append(1)
        return move(**wish)  # type: ignore[arg-type]

    monkeypatch.setattr(credits.actions, "move", interrupted)
    with pytest.raises(LeftoversChangedError):
        settling.approve(settlement=proposal, by=cast.second)
    proposal.refresh_from_db()
    assert (len(seen), proposal.state, free_grams("donor:jiangyun")) == (3, "proposed", 6 * TONNE)
    assert not Transfer.objects.filter(debit_account=over.donated_account, kind="move").exists()


def test_a_declined_proposal_can_be_made_again_and_withdrawn(over: Event, cast: People) -> None:
    first = settling.propose(event=over, by=cast.organiser)
    settling.decline(settlement=first, by=cast.organiser)
    assert settling.decline(settlement=first, by=cast.organiser).state == "declined"
    with pytest.raises(LeftoversDecidedError):
        settling.approve(settlement=first, by=cast.second)
    assert settling.propose(event=over, by=cast.organiser).pk != first.pk


def test_what_nobody_gave_goes_to_the_exchange(games: Event, cast: People) -> None:
    issued(new_batch(301, 2), games.donated_account)
    issued(new_batch(401, 2), games.sale_account)
    first, _second = clerks()
    credits.actions.move(
        debit=games.sale_account,
        credit=games.donated_account,
        amount_grams=TONNE,
        key=uuid.uuid4(),
        reason="lent",
        by=first,
    )
    moved_to(games, "declared")
    carried_out(games, cast)
    assert (free_grams("event:games"), free_grams("inventory")) == (0, 4 * TONNE)


def test_leftovers_are_retired_for_the_event(qinghe: Account) -> None:
    event = with_rule("retire")
    cast = people(event)
    given(event, qinghe, 2 * TONNE)
    moved_to(event, "declared")
    row = carried_out(event, cast)
    retirement = EventRetirement.objects.get(event=event)
    assert (retirement.proposal.proposed_by, retirement.proposal.decision.decided_by) == (
        cast.organiser,
        cast.second,
    )
    settled()
    kept = Retirement.objects.get(request__proposal=retirement.proposal)
    assert (row.state, kept.amount_grams, free_grams("event:ruled")) == ("done", 2 * TONNE, 0)


def test_no_donation_is_confirmed_after_the_leftovers(over: Event, cast: People, qinghe: Account) -> None:
    carried_out(over, cast)
    row = events.actions.offer_donation(
        event=over, account=qinghe, amount_grams=TONNE, note="late", by=cast.first
    )
    with pytest.raises(LeftoversSettledError):
        events.donating.actions.confirm(donation=row, by=cast.second)
    with pytest.raises(LeftoversSettledError):
        events.donating.actions.enter(new=NewDonation(over, qinghe, TONNE), by=cast.first)


def test_a_settlement_waits_for_a_second_person_of_the_exchange(over: Event, cast: People) -> None:
    settling.propose(event=over, by=cast.first)
    found = waiting_for(cast.second, over)
    assert [each.address for each in found] == ["/organise/events/games/donations/leftovers/"]
    assert (waiting_for(cast.first, over), waiting_for(cast.organiser, over)) == ([], [])
