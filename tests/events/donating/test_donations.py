"""Donations in the workspace: entered by one, confirmed by another, moved to the organiser's account."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction

import events.donating.actions as actions
from credits.errors import InsufficientCreditsError
from credits.models import Account, Transfer
from events.donating.actions import NewDonation
from events.donating.queries import certificate_numbers, donations_of, waiting_for
from events.errors import DonationDecidedError, SamePersonError
from events.models import Donation, Event
from events.team.errors import NotAllowedError
from tests.conftest import at_once
from tests.events.donating.stage import People, free_grams, given


@pytest.fixture
def entered(games: Event, cast: People, qinghe: Account) -> Donation:
    """Four of ten tonnes, entered by the first clerk."""
    return actions.enter(new=NewDonation(games, qinghe, 4_000_000, "letter of May"), by=cast.first)


def test_entering_moves_nothing(entered: Donation) -> None:
    assert (entered.state, free_grams("donor:qinghe"), free_grams("event:games")) == (
        "offered",
        10_000_000,
        0,
    )


def test_a_colleague_confirms_and_the_grams_are_the_organisers(entered: Donation, cast: People) -> None:
    row = actions.confirm(donation=entered, by=cast.second)
    assert (row.state, free_grams("donor:qinghe"), free_grams("event:games")) == (
        "confirmed",
        6_000_000,
        4_000_000,
    )
    assert list(certificate_numbers([row])) == [row.pk]


def test_confirming_twice_moves_once(entered: Donation, cast: People) -> None:
    actions.confirm(donation=entered, by=cast.second)
    actions.confirm(donation=entered, by=cast.second)
    assert free_grams("event:games") == 4_000_000


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_two_who_confirm_at_once_move_once(entered: Donation, cast: People) -> None:
    """Two connections that write: SQLite has one writer at a time."""
    at_once(*[lambda: actions.confirm(donation=entered, by=cast.second)] * 2)
    assert (free_grams("event:games"), Transfer.objects.filter(kind="move").count()) == (4_000_000, 1)


def test_nobody_decides_on_their_own(entered: Donation, cast: People) -> None:
    with pytest.raises(SamePersonError):
        actions.confirm(donation=entered, by=cast.first)
    with pytest.raises(SamePersonError):
        actions.decline(donation=entered, by=cast.first)


def test_a_donation_larger_than_the_donors_batch_is_not_entered(
    games: Event, cast: People, qinghe: Account
) -> None:
    with pytest.raises(InsufficientCreditsError) as refused:
        actions.enter(new=NewDonation(games, qinghe, 10_000_001), by=cast.first)
    assert (refused.value.available_grams, Donation.objects.count()) == (10_000_000, 0)


def test_a_donation_that_became_larger_than_the_account_stays_offered(
    games: Event, entered: Donation, cast: People, qinghe: Account
) -> None:
    given(games, qinghe, 7_000_000)
    with pytest.raises(InsufficientCreditsError):
        actions.confirm(donation=entered, by=cast.second)
    entered.refresh_from_db()
    assert (entered.state, entered.decided_by, free_grams("event:games")) == ("offered", None, 7_000_000)


def test_a_declined_donation_is_decided(entered: Donation, cast: People) -> None:
    actions.decline(donation=entered, by=cast.second)
    with pytest.raises(DonationDecidedError):
        actions.confirm(donation=entered, by=cast.second)
    assert free_grams("event:games") == 0


@pytest.mark.parametrize("who", ["organiser", "verifier"])
def test_only_the_exchange_enters_and_decides(
    games: Event, entered: Donation, cast: People, qinghe: Account, who: str
) -> None:
    user = getattr(cast, who)
    acts: list[Callable[[], object]] = [
        lambda: actions.enter(new=NewDonation(games, qinghe, 1), by=user),
        lambda: actions.confirm(donation=entered, by=user),
        lambda: actions.decline(donation=entered, by=user),
    ]
    for act in acts:
        with pytest.raises(NotAllowedError):
            act()


def test_a_donation_waits_for_everybody_but_who_entered_it(
    games: Event, entered: Donation, cast: People
) -> None:
    address = f"/organise/events/games/donations/{entered.pk}/"
    assert [each.address for each in waiting_for(cast.second, games)] == [address]
    assert (waiting_for(cast.first, games), waiting_for(cast.organiser, games)) == ([], [])
    assert list(donations_of(games)) == [entered]


def test_the_database_keeps_what_was_decided(entered: Donation, cast: People) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Donation.objects.filter(pk=entered.pk).update(amount_grams=9_000_000)
    actions.confirm(donation=entered, by=cast.second)
    with pytest.raises(DatabaseError), transaction.atomic():
        Donation.objects.filter(pk=entered.pk).update(state="declined")
    with pytest.raises(DatabaseError), transaction.atomic():
        Donation.objects.filter(pk=entered.pk)._raw_delete("default")
