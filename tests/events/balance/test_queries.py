"""The figures of the balance come from the ledger, and retiring for the event takes two."""

import uuid
from datetime import timedelta
from uuid import UUID

import pytest
from django.contrib.auth.models import Permission
from django.db import DatabaseError, transaction
from django.utils import timezone

import credits.actions
import credits.queries
import events.actions
import events.balance.actions
from credits.errors import InsufficientCreditsError, ProposalDecidedError, SamePersonError
from credits.models import Batch, Retirement
from events.balance.errors import NotOpenedError
from events.balance.queries import (
    Progress,
    balance_of,
    event_retirements,
    retired_for_event,
    spectators_batches,
)
from events.models import Event, EventRetirement, Journey
from events.team.errors import NotAllowedError
from people.models import User
from tests.conftest import at_once, clerks, issued, journey_from, new_batch, replaced_by_two
from tests.events.course.shortcut import put_at
from tests.events.course.stage import (
    EMITTED,
    GIVEN,
    TONNE,
    Cast,
    cast_of,
    closed,
    donated,
    opened,
    retired,
    verified,
)

pytestmark = pytest.mark.django_db


def propose(cast: Cast, grams: int = TONNE, by: User | None = None) -> EventRetirement:
    return events.balance.actions.propose_retirement(
        event=cast.event, amount_grams=grams, purpose="x", key=uuid.uuid4(), by=by or cast.organiser
    )


def approve(cast: Cast, row: EventRetirement, by: User) -> None:
    events.balance.actions.approve_retirement(event=cast.event, proposal_id=row.proposal_id, by=by)


def test_offered_confirmed_and_retired_are_different_numbers(cast: Cast) -> None:
    verified(cast)
    donated(cast)
    account = credits.queries.account("donor:donor-company")
    events.actions.offer_donation(
        event=cast.event, account=account, amount_grams=5 * TONNE, note="", by=cast.clerk
    )
    retired(cast, 2 * TONNE)
    balance = balance_of(cast.event)
    assert (balance.verified_grams, balance.offered_grams) == (EMITTED, 5 * TONNE)
    assert (balance.confirmed_grams, balance.retired_event_grams) == (GIVEN - 2 * TONNE, 2 * TONNE)
    assert (balance.counted_grams, balance.surplus_grams) == (2 * TONNE, 2 * TONNE - EMITTED)


@pytest.mark.parametrize("counts", [False, True])
def test_spectators_count_where_it_was_agreed(universiade: Event, counts: bool) -> None:
    put_at(universiade, "planned")
    Event.objects.update(counts_spectators=counts)
    put_at(universiade, "open")
    journey = journey_from(universiade)
    holder = events.actions.Holder(name="", name_is_public=False, language="en")
    events.actions.neutralise_free(journey=journey, holder=holder)
    universiade.refresh_from_db()
    assert balance_of(universiade).retired_spectators_grams == 0
    credits.actions.settle_pending()
    balance = balance_of(universiade)
    grams = Journey.objects.get().amount_grams
    assert (balance.retired_spectators_grams, balance.retired_event_grams) == (grams, 0)
    assert balance.counted_grams == (grams if counts else 0)
    assert sum(each.grams for each in spectators_batches(universiade)) == grams
    assert balance.confirmed_grams == 1_000 * TONNE - grams


def test_what_was_found_flawed_counts_no_more_until_it_is_replaced(cast: Cast) -> None:
    opened(cast)
    donated(cast, 2 * TONNE)
    retired(cast, 2 * TONNE)
    donated(cast, 2 * TONNE, first_unit=101)
    batch = Batch.objects.order_by("pk")[0]
    credits.actions.impair(batch=batch, reason="not additional", by=cast.clerk)
    assert balance_of(cast.event).retired_event_grams == 0
    proposal = credits.actions.propose_replacement(
        retirement=Retirement.objects.get(), account=cast.event.donated_account, purpose="x",
        key=uuid.uuid4(), by=cast.clerk,
    )  # fmt: skip
    credits.actions.approve(proposal=proposal, by=cast.colleague)
    credits.actions.settle_pending()
    assert balance_of(cast.event).retired_event_grams == 2 * TONNE


def replaced(cast: Cast, batch: Batch, retirement: Retirement) -> Retirement:
    """What a retirement has of a batch, found flawed and retired anew out of the event's account."""
    credits.actions.impair(batch=batch, reason="not additional", by=cast.clerk)
    request = replaced_by_two(retirement, cast.event.donated_account)
    credits.actions.settle_pending()
    return Retirement.objects.get(request=request)


def listed(event: Event) -> list[tuple[UUID, int]]:
    """The retirements that count for the event, with the grams of their slices."""
    found = retired_for_event(event, timezone.localdate())
    return [(each.retirement, sum(piece.amount_grams for piece in each.pieces)) for each in found]


def test_what_took_a_place_may_be_flawed_itself_and_counts_no_more_either(cast: Cast) -> None:
    opened(cast)
    donated(cast, 2 * TONNE)
    retired(cast, 2 * TONNE)
    last = Retirement.objects.get()
    for first_unit in (101, 201):
        donated(cast, 2 * TONNE, first_unit=first_unit)
        last = replaced(cast, last.slices.get().batch, last)
        assert balance_of(cast.event).retired_event_grams == 2 * TONNE
        assert listed(cast.event) == [(last.public_id, 2 * TONNE)]
    credits.actions.impair(batch=last.slices.get().batch, reason="nor this", by=cast.clerk)
    assert (balance_of(cast.event).retired_event_grams, listed(cast.event)) == (0, [])


def test_the_sound_part_of_a_retirement_is_listed_beside_what_replaced_the_rest(cast: Cast) -> None:
    opened(cast)
    donated(cast, TONNE)
    donated(cast, 3 * TONNE, first_unit=101)
    retired(cast, 2 * TONNE)
    first = Retirement.objects.get()
    flawed = Batch.objects.order_by("pk")[0]
    second = replaced(cast, flawed, first)
    assert listed(cast.event) == [(first.public_id, TONNE), (second.public_id, TONNE)]
    assert balance_of(cast.event, until=timezone.localdate()).retired_event_grams == 2 * TONNE
    assert flawed.public_id not in {
        piece.facts.batch
        for each in retired_for_event(cast.event, timezone.localdate())
        for piece in each.pieces
    }


def test_spectators_batches_add_up_to_what_spectators_have_in_the_balance(universiade: Event) -> None:
    journey = journey_from(universiade)
    holder = events.actions.Holder(name="", name_is_public=False, language="en")
    events.actions.neutralise_free(journey=journey, holder=holder)
    credits.actions.settle_pending()
    retirement = Retirement.objects.get()
    flawed = retirement.slices.get().batch
    credits.actions.impair(batch=flawed, reason="not additional", by=clerks()[0])
    assert spectators_batches(universiade) == []
    assert balance_of(universiade).retired_spectators_grams == 0
    issued(new_batch(5001, 10), account := universiade.sale_account)
    replaced_by_two(retirement, account)
    credits.actions.settle_pending()
    (row,) = spectators_batches(universiade)
    assert row.batch != str(flawed.public_id)
    assert row.grams == balance_of(universiade).retired_spectators_grams == retirement.amount_grams


def test_the_figures_of_a_day_leave_out_what_came_later(cast: Cast) -> None:
    opened(cast)
    donated(cast)
    retired(cast)
    day = Retirement.objects.get().retired_at.date()
    before = balance_of(cast.event, until=day.replace(year=day.year - 1))
    assert (before.retired_event_grams, before.confirmed_grams) == (0, 0)


def test_what_is_held_is_that_of_the_day_too(cast: Cast) -> None:
    opened(cast)
    today = timezone.localdate()
    donated(cast)
    retired(cast)
    held = GIVEN - EMITTED
    assert (
        balance_of(cast.event, until=today).confirmed_grams == balance_of(cast.event).confirmed_grams == held
    )
    assert credits.queries.held_at_the_end_of(today - timedelta(days=1), cast.event.donated_account) == 0


# --- Retiring for the event -------------------------------------------------------------------------------


def test_a_second_person_retires_and_its_serials_are_listed(cast: Cast) -> None:
    opened(cast)
    donated(cast)
    row = propose(cast, TONNE + 1)
    (waiting,) = event_retirements(cast.event)
    assert (waiting.progress, waiting.pieces, waiting.proposed_by) == (
        Progress.WAITS,
        (),
        "organiser-of-games",
    )
    approve(cast, row, cast.clerk)
    assert event_retirements(cast.event)[0].progress is Progress.ACCEPTED
    credits.actions.settle_pending()
    (done,) = event_retirements(cast.event)
    assert (done.progress, done.amount_grams, done.decided_by) == (Progress.RETIRED, TONNE + 1, "clerk-wang")
    assert [(piece.serials, piece.amount_grams) for piece in done.pieces] == [
        ("CDCER-CD-2022-7-1-2", TONNE + 1)
    ]
    retirement = Retirement.objects.get()
    assert retirement.beneficiary == credits.queries.event_beneficiary(cast.event.donated_account)


def test_a_clerk_does_not_approve_what_the_same_clerk_proposed(cast: Cast) -> None:
    opened(cast)
    donated(cast)
    row = propose(cast, by=cast.clerk)
    with pytest.raises(SamePersonError):
        approve(cast, row, cast.clerk)
    assert Retirement.objects.count() == 0


@pytest.mark.parametrize("name", ["organiser", "verifier", "auditor", "stranger"])
def test_only_the_exchange_decides(cast: Cast, name: str) -> None:
    opened(cast)
    donated(cast)
    with pytest.raises(NotAllowedError):
        approve(cast, propose(cast, by=cast.clerk), getattr(cast, name))


def test_a_clerk_who_may_not_decide_in_the_ledger_does_not_here(cast: Cast) -> None:
    opened(cast)
    donated(cast)
    half = User.objects.create(username="half-a-clerk")
    half.user_permissions.add(Permission.objects.get(codename="work_at_every_event"))
    with pytest.raises(NotAllowedError):
        approve(cast, propose(cast), half)


def test_a_planned_event_retires_nothing_and_no_more_than_is_there(cast: Cast) -> None:
    with pytest.raises(NotOpenedError):
        propose(cast)
    opened(cast)
    with pytest.raises(InsufficientCreditsError):
        propose(cast)
    assert EventRetirement.objects.count() == 0


def test_a_proposal_of_another_event_is_not_decided_here(cast: Cast) -> None:
    opened(cast)
    donated(cast)
    other = cast_of("cup")
    with pytest.raises(NotAllowedError):
        approve(other, propose(cast), cast.clerk)


def test_a_form_that_is_sent_twice_proposes_once(cast: Cast) -> None:
    opened(cast)
    donated(cast)
    key = uuid.uuid4()
    rows = [
        events.balance.actions.propose_retirement(
            event=cast.event, amount_grams=5, purpose="x", key=key, by=cast.organiser
        )
        for _time in range(2)
    ]
    assert rows[0] == rows[1]


def test_whoever_proposed_may_withdraw_and_a_clerk_reject(cast: Cast) -> None:
    opened(cast)
    donated(cast)
    for by in (cast.organiser, cast.clerk):
        row = propose(cast)
        events.balance.actions.reject_retirement(
            event=cast.event, proposal_id=row.proposal_id, reason="not yet", by=by
        )
    assert [each.progress for each in event_retirements(cast.event)] == [Progress.REJECTED] * 2
    with pytest.raises(NotAllowedError):
        events.balance.actions.reject_retirement(
            event=cast.event, proposal_id=propose(cast).proposal_id, reason="x", by=cast.verifier
        )


@pytest.mark.django_db(transaction=True)
def test_two_who_approve_at_once_retire_once() -> None:
    cast = closed(cast_of())
    donated(cast)
    row = propose(cast)

    def press(by: User) -> str:
        try:
            approve(cast, row, by)
        except ProposalDecidedError:
            return "decided"
        return "approved"

    answers = at_once(lambda: press(cast.clerk), lambda: press(cast.colleague))
    credits.actions.settle_pending()
    assert sorted(map(str, answers)) == ["approved", "decided"]
    assert (Retirement.objects.count(), balance_of(cast.event).retired_event_grams) == (1, TONNE)


def test_the_database_takes_no_other_proposal_for_a_retirement(cast: Cast) -> None:
    donated(cast)
    proposal = Batch.objects.get().proposal
    with pytest.raises(DatabaseError), transaction.atomic():
        EventRetirement.objects.create(event=cast.event, proposal=proposal)
