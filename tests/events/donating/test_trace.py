"""Where a donor's grams are: it adds up to the gram, whatever happened, and costs the same however much did."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

import hypothesis
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import strategies as st

import credits.actions
from credits.errors import CreditsError
from credits.models import Account, Batch, Transfer
from events.donating.provenance import Flow
from events.donating.queries import donors, donors_trace
from events.donating.trace import covered_grams
from events.models import Event
from events.queries import gifts_to
from tests.conftest import cancelled_by_two, clerks, issued, new_batch, reversed_by_two
from tests.events.donating.stage import TONNE, donor, event_named, given, promised, retired, settled


def flow_of(slug: str, event: Event) -> Flow:
    trace = donors_trace(slug)
    assert trace is not None
    return next(stay.flow for stay in trace.stays if stay.event == event)


def retired_for(event: Event, grams: int) -> None:
    """Grams retired for the event itself, by two people."""
    first, second = clerks()
    proposal = credits.actions.propose_event_retirement(
        account=event.donated_account,
        amount_grams=grams,
        beneficiary=uuid.uuid4(),
        purpose="the event",
        key=uuid.uuid4(),
        by=first,
    )
    credits.actions.approve(proposal=proposal, by=second)
    settled()


def moved(debit: Account, credit: Account, grams: int) -> list[Transfer]:
    first, _second = clerks()
    return credits.actions.move(
        debit=debit, credit=credit, amount_grams=grams, key=uuid.uuid4(), reason="", by=first
    )


# --- One after another ------------------------------------------------------------------------------------


def test_a_gift_is_all_left_at_first(games: Event, qinghe: Account) -> None:
    given(games, qinghe, 5 * TONNE)
    assert flow_of("qinghe", games) == Flow(given_grams=5 * TONNE, left_grams=5 * TONNE)


def test_each_donor_sees_whom_its_own_grams_served(games: Event, qinghe: Account, jiangyun: Account) -> None:
    given(games, qinghe, 2 * TONNE)
    given(games, jiangyun, 3 * TONNE)
    retired(games, 1_500_000)
    retired(games, TONNE)  # half a tonne of either
    retired_for(games, 1_000)
    promised(games, 500)
    assert flow_of("qinghe", games) == Flow(given_grams=2 * TONNE, person_grams=2 * TONNE, person_count=2)
    assert flow_of("jiangyun", games) == Flow(
        given_grams=3 * TONNE,
        person_grams=500_000,
        person_count=1,
        event_grams=1_000,
        held_grams=500,
        left_grams=3 * TONNE - 501_500,
    )


def test_a_retirement_out_of_two_gifts_is_one_person(games: Event, qinghe: Account) -> None:
    given(games, qinghe, TONNE)
    given(games, qinghe, TONNE)
    retired(games, 1_500_000)
    assert flow_of("qinghe", games) == Flow(
        given_grams=2 * TONNE, person_grams=1_500_000, person_count=1, left_grams=500_000
    )


def test_what_moves_to_the_next_event_is_still_the_donors(games: Event, qinghe: Account) -> None:
    following = event_named("next")
    given(games, qinghe, 4 * TONNE)
    moved(games.donated_account, following.donated_account, 3 * TONNE)
    retired(following, TONNE)
    assert flow_of("qinghe", games) == Flow(given_grams=4 * TONNE, left_grams=TONNE, moved_on_grams=3 * TONNE)
    assert flow_of("qinghe", following) == Flow(
        moved_here_grams=3 * TONNE, person_grams=TONNE, person_count=1, left_grams=2 * TONNE
    )
    trace = donors_trace("qinghe")
    assert trace is not None
    assert trace.total == Flow(
        given_grams=4 * TONNE, person_grams=TONNE, person_count=1, left_grams=3 * TONNE
    )


def test_a_donor_gave_to_the_events_to_which_it_gave(games: Event, qinghe: Account) -> None:
    """Neither where its leftovers moved on to is one, nor where they came by mistake."""
    following, mistaken = event_named("next"), event_named("mistaken")
    given(games, qinghe, 4 * TONNE)
    moved(games.donated_account, following.donated_account, TONNE)
    for row in moved(games.donated_account, mistaken.donated_account, TONNE):
        reversed_by_two(row)
    trace = donors_trace("qinghe")
    assert trace is not None
    assert ([stay.event for stay in trace.stays], trace.event_count) == ([games, following], 1)
    assert [giver.event_count for giver in donors()] == [1]


def test_the_next_event_names_the_donor_and_not_the_event_before_it(games: Event, qinghe: Account) -> None:
    following = event_named("next")
    given(games, qinghe, 4 * TONNE)
    given(following, qinghe, TONNE)
    moved(games.donated_account, following.donated_account, 3 * TONNE)
    assert [(gift.giver.slug, gift.amount_grams) for gift in gifts_to(following)] == [("qinghe", 4 * TONNE)]
    assert [(gift.giver.slug, gift.amount_grams) for gift in gifts_to(games)] == [("qinghe", 4 * TONNE)]


def test_a_gift_that_was_taken_back_is_given_back(games: Event, qinghe: Account) -> None:
    given(games, qinghe, TONNE)
    reversed_by_two(Transfer.objects.get(kind="move"))
    assert flow_of("qinghe", games) == Flow(given_grams=TONNE, given_back_grams=TONNE)


def test_the_crumb_of_a_batch_goes_back_to_its_donor(games: Event, qinghe: Account) -> None:
    given(games, qinghe, TONNE)
    other = issued(new_batch(501, 1), games.donated_account)
    retired(games, 999_000)
    credits.actions.retire(
        account=games.donated_account,
        amount_grams=2_000,
        beneficiary=uuid.uuid4(),
        purpose="",
        key=uuid.uuid4(),
        may_split=False,
    )
    settled()
    assert other.unit_count == 1
    assert flow_of("qinghe", games) == Flow(
        given_grams=TONNE, person_grams=999_000, person_count=1, given_back_grams=1_000
    )


def test_a_flawed_batch_is_set_apart_and_said_so(games: Event, qinghe: Account) -> None:
    given(games, qinghe, 2 * TONNE)
    promised(games, TONNE)
    first, _second = clerks()
    credits.actions.impair(batch=Batch.objects.get(), reason="withdrawn", by=first)
    assert flow_of("qinghe", games) == Flow(given_grams=2 * TONNE, held_grams=TONNE, set_apart_grams=TONNE)
    trace = donors_trace("qinghe")
    assert trace is not None
    assert [(part.batch.is_impaired, part.amount_grams) for part in trace.batches] == [(True, 2 * TONNE)]


def test_who_gave_nothing_has_no_page(games: Event, qinghe: Account) -> None:
    assert (donors_trace("qinghe"), donors_trace("committee"), donors_trace("nobody"), donors()) == (
        None,
        None,
        None,
        [],
    )


def test_a_page_says_which_batches_and_certificates(games: Event, qinghe: Account) -> None:
    given(games, qinghe, TONNE)
    given(games, qinghe, 2 * TONNE)
    trace = donors_trace("qinghe")
    assert trace is not None
    batch = Batch.objects.get()
    assert [(part.batch.serial_block, part.amount_grams) for part in trace.batches] == [
        (batch.serial_block, 3 * TONNE)
    ]
    assert [(each.event, each.amount_grams) for each in trace.certificates] == [
        (games, TONNE),
        (games, 2 * TONNE),
    ]


def test_donors_are_listed_by_what_they_gave(games: Event, qinghe: Account, jiangyun: Account) -> None:
    given(games, qinghe, TONNE)
    given(games, jiangyun, 2 * TONNE)
    given(event_named("next"), qinghe, 3_000)
    retired(games, 300)
    found = [
        (each.donor.slug, each.total.given_grams, each.total.retired_grams, each.event_count)
        for each in donors()
    ]
    assert found == [("jiangyun", 2 * TONNE, 0, 1), ("qinghe", TONNE + 3_000, 300, 2)]


def test_grams_that_were_given_twice_are_covered_once() -> None:
    assert covered_grams([(10, 20), (0, 5), (15, 30), (12, 13)]) == 25
    assert covered_grams([]) == 0


# --- What it costs ----------------------------------------------------------------------------------------


def queries_of(read: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        read()
    return len(captured)


def test_it_costs_the_same_after_three_gifts_to_three_events(games: Event, qinghe: Account) -> None:
    given(games, qinghe, TONNE)
    retired(games, 10)
    once = queries_of(lambda: donors_trace("qinghe")), queries_of(donors)
    for name in ("second", "third"):
        event = event_named(name)
        given(event, qinghe, TONNE)
        for grams in (20, 30):
            retired(event, grams)
        given(event, donor(f"donor-{name}", 1_000 + len(name) * 100), TONNE)
    assert (queries_of(lambda: donors_trace("qinghe")), queries_of(donors)) == once
    assert max(once) <= 20


# --- Whatever happens -------------------------------------------------------------------------------------


@dataclass(slots=True)
class History:
    """Two donors, two events, the exchange, and what random steps do with them."""

    events: list[Event]
    donors: list[Account]
    inventory: Account
    moves: list[Transfer] = field(default_factory=list)

    def step(self, verb: str, which: int, grams: int) -> None:
        """A step that the ledger refuses changes nothing."""
        try:
            with transaction.atomic():
                getattr(self, verb)(which, grams)
        except CreditsError:
            pass

    def give(self, which: int, grams: int) -> None:
        given(self.events[which % 2], self.donors[which // 2 % 2], grams)

    def promise(self, which: int, grams: int) -> None:
        promised(self.events[which % 2], grams)

    def promise_whole(self, which: int, grams: int) -> None:
        """Out of one batch or not at all: the end of a batch goes back."""
        credits.actions.retire(
            account=self.events[which % 2].donated_account,
            amount_grams=grams,
            beneficiary=uuid.uuid4(),
            purpose="",
            key=uuid.uuid4(),
            may_split=False,
        )

    def settle(self, which: int, grams: int) -> None:
        settled()

    def retire_event(self, which: int, grams: int) -> None:
        retired_for(self.events[which % 2], grams)

    def move_on(self, which: int, grams: int) -> None:
        here, there = self.events[which % 2], self.events[(which + 1) % 2]
        self.moves += moved(here.donated_account, there.donated_account, grams)

    def give_back(self, which: int, grams: int) -> None:
        self.moves += moved(self.events[which % 2].donated_account, self.donors[which // 2 % 2], grams)

    def lend(self, which: int, grams: int) -> None:
        self.moves += moved(self.events[which % 2].donated_account, self.inventory, grams)

    def bring_in(self, which: int, grams: int) -> None:
        moved(self.inventory, self.events[which % 2].donated_account, grams)

    def reverse(self, which: int, grams: int) -> None:
        if self.moves:
            reversed_by_two(self.moves[which % len(self.moves)])

    def cancel(self, which: int, grams: int) -> None:
        cancelled_by_two(self.events[which % 2].donated_account, self._batch(which), grams)

    def impair(self, which: int, grams: int) -> None:
        if which == 3:  # seldom: what is flawed stays so
            first, _second = clerks()
            credits.actions.impair(batch=self._batch(grams), reason="withdrawn", by=first)

    def _batch(self, which: int) -> Batch:
        return list(Batch.objects.order_by("pk"))[which % 3]


VERBS = [
    *("give", "give", "promise", "promise", "promise_whole", "settle", "settle", "retire_event"),
    *("move_on", "give_back", "lend", "bring_in", "reverse", "cancel", "impair"),
]
STEPS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 3), st.integers(1, 1_200_000)), min_size=4, max_size=25
)


@pytest.mark.django_db
@hypothesis.given(STEPS)
@hypothesis.settings(max_examples=40)
def test_every_gram_of_a_donor_is_somewhere_whatever_happens(steps: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        history = History(
            [event_named("first"), event_named("second")],
            [donor("qinghe", 1, 2), donor("jiangyun", 101, 2)],
            credits.actions.open_account(code="inventory", kind="inventory"),
        )
        issued(new_batch(201, 2), history.inventory)
        given(history.events[0], history.donors[0], 1_000_000)
        for verb, which, grams in steps:
            history.step(verb, which, grams)
        _adds_up(history)
        transaction.set_rollback(True)


def _adds_up(history: History) -> None:
    traces = [trace for slug in ("qinghe", "jiangyun") if (trace := donors_trace(slug)) is not None]
    flows = [(stay.event, stay.flow) for trace in traces for stay in trace.stays]
    assert [flow for _event, flow in flows if not flow.is_whole] == []
    assert [trace.total for trace in traces if not trace.total.is_whole] == []
    assert [
        flow for _event, flow in flows if min(flow.came_grams, flow.left_grams, flow.moved_on_grams) < 0
    ] == []
    listed = {giver.donor.slug: giver.total for giver in donors()}
    for trace in traces:
        short, full = listed[trace.donor.slug], trace.total
        assert (short.given_grams, short.retired_grams, short.left_grams, short.held_grams) == (
            full.given_grams,
            full.retired_grams,
            full.left_grams,
            full.held_grams,
        )
    if "inventory" in {debit.code for debit in _givers(history)}:
        return  # then the exchange has a share in what lies there and what was retired
    for event in history.events:
        account = Account.objects.get(pk=event.donated_account_id)
        mine = [flow for other, flow in flows if other == event]
        assert sum(flow.retired_grams for flow in mine) == account.retired_grams
        assert sum(flow.held_grams for flow in mine) == account.held_grams
        lying = account.credited_grams - account.debited_grams
        assert sum(flow.held_grams + flow.left_grams for flow in mine) == lying


def _givers(history: History) -> list[Account]:
    ids = [event.donated_account_id for event in history.events]
    rows = Transfer.objects.filter(credit_account__in=ids, kind="move").select_related("debit_account")
    return [row.debit_account for row in rows]
