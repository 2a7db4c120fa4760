"""Entering a guest list and deciding on it: two people, and the database behind them."""

import uuid
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

import credits.actions
import credits.queries
import events.guests.actions
import events.guests.issuing
from certificates.errors import GroupMismatchError, TextTooLongError
from credits.errors import InsufficientCreditsError
from events.errors import EventNotOpenError, SamePersonError
from events.guests.actions import NewGuestList
from events.guests.errors import GuestListDecidedError, TwinListError
from events.models import Event, Guest, GuestList
from people.models import User
from tests.conftest import clerks
from tests.events.guests.stage import NAMES, approved, certificate_of, entered, guests, new_list


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


def family(event: Event, title: str) -> NewGuestList:
    return replace(new_list(event, guests(2), title), kind="family")


@pytest.mark.parametrize(
    "title", ["Guests of the Lin family of Chengdu and their friends", "成都林家与王家" * 4]
)
def test_a_family_whose_name_has_no_room_is_refused_before_anybody_approves_it(
    universiade: Event, first_clerk: User, title: str
) -> None:
    with pytest.raises(TextTooLongError) as refused:
        events.guests.actions.enter(new=family(universiade, title), by=first_clerk)
    assert refused.value.limits == {"group": 48}
    # On an honour certificate no title stands.
    assert events.guests.actions.enter(new=new_list(universiade, guests(1), title), by=first_clerk).pk


def test_a_family_without_a_name_is_refused(universiade: Event, first_clerk: User) -> None:
    with pytest.raises(GroupMismatchError):
        events.guests.actions.enter(new=family(universiade, " \u3000 "), by=first_clerk)


def test_what_has_no_room_on_the_papers_is_refused(universiade: Event, first_clerk: User) -> None:
    new = replace(
        new_list(universiade, guests(1)), boundary_zh="程" * 71, boundary_en="a" * 141, method="m" * 25
    )
    with pytest.raises(TextTooLongError) as refused:
        events.guests.actions.enter(new=new, by=first_clerk)
    assert refused.value.limits == {"boundary_zh": 140, "boundary_en": 140, "method": 24}


def test_the_same_guests_on_other_papers_are_another_list(universiade: Event) -> None:
    first = new_list(universiade, guests(2))
    others = [
        replace(first, method="china-2026.2"),
        replace(first, boundary_zh="嘉宾往返", boundary_en="The guests' travel"),
        family(universiade, "林家"),
        family(universiade, "王家"),
    ]
    assert len({one.content_digest for one in (first, *others)}) == 5
    assert replace(first, title="again").content_digest == first.content_digest


def test_the_papers_say_what_was_agreed_on_and_not_what_the_event_says_later(universiade: Event) -> None:
    row = entered(universiade, guests(1))
    agreed = (
        universiade.name_zh_hans,
        universiade.name_en,
        universiade.boundary_zh_hans,
        universiade.boundary_en,
    )
    assert (row.event_name_zh, row.event_name_en, row.boundary_zh, row.boundary_en) == agreed
    Event.objects.filter(pk=universiade.pk).update(
        name_zh_hans="别的", name_en="Another", boundary_zh_hans="别的", boundary_en="another one"
    )
    events.guests.actions.approve(guest_list=row, by=clerks()[1])
    events.guests.issuing.issue(list_id=row.pk, seconds=60)
    certificate = certificate_of(row, 1)
    said = (
        certificate.event_name_zh,
        certificate.event_name_en,
        certificate.boundary_zh,
        certificate.boundary_en,
    )
    assert said == agreed


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


def test_the_database_keeps_what_the_papers_say(universiade: Event) -> None:
    rows = GuestList.objects.filter(pk=entered(universiade, guests(1)).pk)
    for change in ({"event_name_zh": "a"}, {"event_name_en": None}, {"boundary_zh": "a"}):
        refused_by_the_database(lambda change=change: rows.update(**change))


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
