"""Entering a guest list and deciding on it: two people, and the database behind them."""

import uuid

import pytest
from django.db import DatabaseError, transaction

import credits.actions
import credits.queries
import events.guests.actions
from credits.errors import InsufficientCreditsError
from events.errors import EventNotOpenError, SamePersonError
from events.guests.errors import GuestListDecidedError, TwinListError
from events.models import Event, Guest, GuestList
from people.models import User
from tests.events.guests.stage import NAMES, approved, entered, guests, new_list


def test_a_list_keeps_its_guests_in_the_order_of_the_file(universiade: Event, first_clerk: User) -> None:
    row = events.guests.actions.enter(new=new_list(universiade, guests(3)), by=first_clerk)
    assert (row.state, row.guest_count, row.amount_grams) == ("entered", 3, 60_003)
    assert list(row.guests.order_by("position").values_list("position", "name")) == [
        *enumerate(NAMES, start=1)
    ]


def test_entering_sets_nothing_aside(universiade: Event) -> None:
    before = credits.queries.balance_of(universiade.donated_account)
    entered(universiade, guests(3))
    assert credits.queries.balance_of(universiade.donated_account) == before


def test_the_same_guests_are_entered_once(universiade: Event, second_clerk: User) -> None:
    first = entered(universiade, guests(3))
    with pytest.raises(TwinListError):
        events.guests.actions.enter(new=new_list(universiade, guests(3), "again"), by=second_clerk)
    events.guests.actions.decline(guest_list=first, by=second_clerk)
    again = events.guests.actions.enter(new=new_list(universiade, guests(3), "again"), by=second_clerk)
    assert again.guests.count() == 3


def test_a_planned_event_takes_no_list(universiade: Event, first_clerk: User) -> None:
    universiade.state = Event.State.PLANNED
    with pytest.raises(EventNotOpenError):
        events.guests.actions.enter(new=new_list(universiade, guests(1)), by=first_clerk)


def test_who_entered_a_list_cannot_approve_it(universiade: Event, first_clerk: User) -> None:
    with pytest.raises(SamePersonError):
        events.guests.actions.approve(guest_list=entered(universiade, guests(1)), by=first_clerk)


def test_a_second_person_approves_once(universiade: Event, second_clerk: User) -> None:
    row = approved(universiade, guests(1))
    again = events.guests.actions.approve(guest_list=row, by=second_clerk)
    assert (again.state, again.decided_by, again.decided_at) == ("issuing", second_clerk, row.decided_at)


def test_declining_forgets_the_names_and_who_entered_may_do_it(universiade: Event, first_clerk: User) -> None:
    row = events.guests.actions.decline(guest_list=entered(universiade, guests(2)), by=first_clerk)
    assert (row.state, row.guest_count, Guest.objects.count()) == ("declined", 2, 0)
    with pytest.raises(GuestListDecidedError):
        events.guests.actions.approve(guest_list=row, by=User.objects.create(username="third"))


def test_what_was_approved_cannot_be_declined(universiade: Event, first_clerk: User) -> None:
    with pytest.raises(GuestListDecidedError):
        events.guests.actions.decline(guest_list=approved(universiade, guests(1)), by=first_clerk)


def test_more_than_is_donated_is_not_approved(universiade: Event, second_clerk: User) -> None:
    account = universiade.donated_account
    free = credits.queries.balance_of(account).available_grams
    credits.actions.hold(account=account, amount_grams=free - 60_002, expires_at=None, key=uuid.uuid4())
    row = entered(universiade, guests(3))
    with pytest.raises(InsufficientCreditsError) as refused:
        events.guests.actions.approve(guest_list=row, by=second_clerk)
    assert (refused.value.needed_grams, refused.value.available_grams) == (60_003, 60_002)
    row.refresh_from_db()
    assert row.state == "entered"


def test_a_list_that_is_on_its_way_needs_no_push(universiade: Event) -> None:
    row = approved(universiade, guests(1))
    assert events.guests.actions.resume(guest_list=row).state == "issuing"


def test_a_list_that_waits_for_approval_cannot_be_resumed(universiade: Event) -> None:
    with pytest.raises(GuestListDecidedError):
        events.guests.actions.resume(guest_list=entered(universiade, guests(1)))


# --- Whoever goes round the code --------------------------------------------------------------------------


def refused_by_the_database(change: object) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        change()  # type: ignore[operator]


def test_the_database_refuses_one_person_alone(universiade: Event, first_clerk: User) -> None:
    row = entered(universiade, guests(1))
    rows = GuestList.objects.filter(pk=row.pk)
    refused_by_the_database(
        lambda: rows.update(state="issuing", decided_by=first_clerk, decided_at=row.entered_at)
    )
    refused_by_the_database(lambda: rows.update(state="issuing"))
    refused_by_the_database(
        lambda: GuestList.objects.create(
            event=universiade,
            title="x",
            method="x",
            guest_count=1,
            amount_grams=1,
            state="issuing",
            entered_by=first_clerk,
            decided_by=User.objects.create(username="third"),
            decided_at=row.entered_at,
        )
    )


@pytest.mark.parametrize(
    "change",
    [{"amount_grams": 1}, {"guest_count": 9}, {"title": "x"}, {"method": "x"}, {"state": "entered"}],
)
def test_the_database_keeps_what_was_approved(universiade: Event, change: dict[str, object]) -> None:
    row = approved(universiade, guests(1))
    refused_by_the_database(lambda: GuestList.objects.filter(pk=row.pk).update(**change))


def test_the_database_lets_no_other_entered_it(universiade: Event, second_clerk: User) -> None:
    row = entered(universiade, guests(1))
    refused_by_the_database(lambda: GuestList.objects.filter(pk=row.pk).update(entered_by=second_clerk))


@pytest.mark.parametrize("change", [{"name": "x"}, {"amount_grams": 1}, {"position": 9}, {"note": "x"}])
def test_the_database_keeps_guests_as_entered(universiade: Event, change: dict[str, object]) -> None:
    entered(universiade, guests(1))
    refused_by_the_database(lambda: Guest.objects.update(**change))


def test_no_guest_is_added_or_taken_out_after_the_approval(universiade: Event) -> None:
    row = approved(universiade, guests(2))
    more = {"name": "x", "language": "en", "amount_grams": 1, "name_is_public": False}
    refused_by_the_database(lambda: Guest.objects.create(list=row, position=3, **more))
    refused_by_the_database(lambda: row.guests.filter(position=2).delete())


def test_a_list_cannot_be_deleted(universiade: Event) -> None:
    row = entered(universiade, guests(1))
    with pytest.raises(DatabaseError), transaction.atomic():
        GuestList.objects.filter(pk=row.pk)._raw_delete("default")


def test_a_guest_moves_only_once_the_list_is_approved(universiade: Event) -> None:
    row = entered(universiade, guests(1))
    refused_by_the_database(lambda: row.guests.update(stage="refused", refusal="paper"))
