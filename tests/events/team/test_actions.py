"""Who comes onto a team and who leaves it: by whom, as what, and what neither code nor database lets through."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.tokens import default_token_generator
from django.db import DatabaseError, transaction
from django.utils import timezone

import people.actions
from events.models import Event, Membership
from events.team import actions
from events.team.access import LONGEST, Role
from events.team.actions import NewMember
from events.team.errors import (
    AlreadyMemberError,
    ExchangeAddsError,
    InactiveUserError,
    LastDayError,
    LastOrganiserError,
    LoginInUseError,
    NamedByOthersError,
    NotAllowedError,
    OtherRoleError,
    SameOrganizationError,
    UsernameTakenError,
)
from events.team.queries import events_of, last_day_of, role_of
from people.models import Organization, User
from tests.events.course.stage import Cast, cast_of

pytestmark = pytest.mark.django_db
THIRD = "a verifier or auditor is of another organisation than the organiser"


@pytest.fixture
def cast() -> Cast:
    return cast_of()


@pytest.fixture
def house(cast: Cast) -> Organization:
    return Organization.objects.get(slug="verifying-house")


def today() -> date:
    return timezone.localdate()


def in_days(count: int) -> date:
    return today() + timedelta(days=count)


def new(user: User, role: Role, of: Organization, last_day: date | None = None) -> NewMember:
    return NewMember(user, role, of, last_day)


def test_an_organiser_adds_a_colleague_who_then_organises_too(cast: Cast) -> None:
    added = actions.add(
        event=cast.event, new=new(cast.stranger, Role.ORGANISER, cast.event.organiser), by=cast.organiser
    )
    assert (added.added_by, added.valid_until) == (cast.organiser, None)
    assert role_of(cast.stranger, cast.event) == Role.ORGANISER
    assert list(events_of(cast.stranger)) == [cast.event]


@pytest.mark.parametrize("who", ["verifier", "auditor", "stranger"])
def test_who_may_not_set_up_names_nobody(cast: Cast, house: Organization, who: str) -> None:
    friend = User.objects.create(username="friend")
    with pytest.raises(NotAllowedError):
        actions.add(event=cast.event, new=new(friend, Role.ORGANISER, house), by=getattr(cast, who))
    assert not Membership.objects.filter(user=friend).exists()


def test_only_the_exchange_names_and_ends_a_verifier(cast: Cast, house: Organization) -> None:
    named = new(cast.stranger, Role.VERIFIER, house)
    with pytest.raises(NamedByOthersError):
        actions.add(event=cast.event, new=named, by=cast.organiser)
    membership = actions.add(event=cast.event, new=named, by=cast.clerk)
    for act in (actions.end, actions.new_login_key):
        with pytest.raises(NamedByOthersError):
            act(membership=membership, by=cast.organiser)
    with pytest.raises(NamedByOthersError):
        actions.change_last_day(membership=membership, last_day=today(), by=cast.organiser)
    assert role_of(cast.stranger, cast.event) == Role.VERIFIER
    actions.end(membership=membership, by=cast.clerk)
    assert role_of(cast.stranger, cast.event) is None


@pytest.mark.parametrize(("has", "becomes"), [("organiser", Role.VERIFIER), ("verifier", Role.ORGANISER)])
def test_a_person_has_one_role_at_an_event_even_after_its_end(
    cast: Cast, house: Organization, has: str, becomes: Role
) -> None:
    person: User = getattr(cast, has)
    colleague = new(cast.stranger, Role.ORGANISER, cast.event.organiser)
    actions.add(event=cast.event, new=colleague, by=cast.clerk)
    for end_first in (False, True):
        if end_first:
            actions.end(membership=Membership.objects.get(event=cast.event, user=person), by=cast.clerk)
        with pytest.raises(OtherRoleError) as refused:
            actions.add(event=cast.event, new=new(person, becomes, house), by=cast.clerk)
        assert refused.value.role == has
    assert Membership.objects.get(event=cast.event, user=person).role == has


def test_nor_does_the_database_give_a_person_a_second_role(cast: Cast, house: Organization) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Membership.objects.create(
            event=cast.event, user=cast.organiser, role="verifier", organization=house, added_by=cast.clerk
        )
    with pytest.raises(DatabaseError, match="one role at an event"), transaction.atomic():
        Membership.objects.filter(event=cast.event, user=cast.verifier).update(role="organiser")


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.VERIFIER, Role.AUDITOR])
@pytest.mark.parametrize("who", ["organiser", "clerk"])
def test_the_exchanges_own_people_get_no_second_role(
    cast: Cast, house: Organization, role: Role, who: str
) -> None:
    if (who, role) == ("organiser", Role.VERIFIER):
        return  # no organiser names a verifier at all
    named = new(cast.colleague, role, house, in_days(9))
    with pytest.raises(OtherRoleError) as refused:
        actions.add(event=cast.event, new=named, by=getattr(cast, who))
    assert refused.value.role == Role.CLERK
    assert role_of(cast.colleague, cast.event) == Role.CLERK


@pytest.mark.parametrize("who", ["verifier", "staff"])
def test_the_exchange_alone_brings_people_of_third_parties_to_an_event(
    cast: Cast, house: Organization, who: str
) -> None:
    person = cast_of("other").verifier
    if who == "staff":
        person = User.objects.create(username="finance", is_staff=True)
    named = new(person, Role.ORGANISER, cast.event.organiser)
    with pytest.raises(ExchangeAddsError):
        actions.add(event=cast.event, new=named, by=cast.organiser)
    assert role_of(person, cast.event) is None
    actions.add(event=cast.event, new=replace(named, role=Role.VERIFIER, organization=house), by=cast.clerk)
    assert role_of(person, cast.event) == Role.VERIFIER


@pytest.mark.parametrize("role", [Role.VERIFIER, Role.AUDITOR])
def test_a_third_party_is_not_of_the_organisers_own_organisation(cast: Cast, role: Role) -> None:
    own = new(cast.stranger, role, cast.event.organiser, in_days(9))
    with pytest.raises(SameOrganizationError):
        actions.add(event=cast.event, new=own, by=cast.clerk)
    assert role_of(cast.stranger, cast.event) is None


@pytest.mark.parametrize("role", ["verifier", "auditor"])
def test_nor_does_the_database_take_one_in_whichever_row_changes(
    cast: Cast, house: Organization, role: str
) -> None:
    own = {"organization": cast.event.organiser, "added_by": cast.clerk, "valid_until": timezone.now()}
    with pytest.raises(DatabaseError, match=THIRD), transaction.atomic():
        Membership.objects.create(event=cast.event, user=cast.stranger, role=role, **own)
    with pytest.raises(DatabaseError, match=THIRD), transaction.atomic():
        Membership.objects.filter(event=cast.event, role=role).update(organization=cast.event.organiser)
    judge = Membership.objects.get(event=cast.event, role=role).organization
    with pytest.raises(DatabaseError, match=THIRD), transaction.atomic():
        Event.objects.filter(pk=cast.event.pk).update(organiser=judge)
    assert Membership.objects.filter(event=cast.event, role="organiser").update(organization=house) == 1


def test_an_auditor_needs_a_last_day_within_a_year(cast: Cast, house: Organization) -> None:
    for last_day in (None, in_days(-1), today() + LONGEST + timedelta(days=1)):
        with pytest.raises(LastDayError):
            actions.add(
                event=cast.event, new=new(cast.stranger, Role.AUDITOR, house, last_day), by=cast.organiser
            )
    added = actions.add(
        event=cast.event, new=new(cast.stranger, Role.AUDITOR, house, in_days(3)), by=cast.organiser
    )
    assert last_day_of(added) == in_days(3)
    with pytest.raises(LastDayError):
        actions.change_last_day(membership=added, last_day=None, by=cast.organiser)
    longer = actions.change_last_day(membership=added, last_day=in_days(30), by=cast.organiser)
    assert last_day_of(longer) == in_days(30)


def test_an_auditor_sees_the_event_to_the_end_of_the_last_day_and_not_a_second_longer(
    cast: Cast, house: Organization
) -> None:
    start = datetime(2026, 9, 1, 9, tzinfo=timezone.get_current_timezone())
    with time_machine.travel(start, tick=False) as clock:
        actions.add(
            event=cast.event,
            new=new(cast.stranger, Role.AUDITOR, house, date(2026, 9, 3)),
            by=cast.organiser,
        )
        clock.move_to(start.replace(day=3, hour=23, minute=59, second=59))
        assert role_of(cast.stranger, cast.event) == Role.AUDITOR
        clock.shift(1)
        assert (role_of(cast.stranger, cast.event), list(events_of(cast.stranger))) == (None, [])


def test_who_ended_comes_back_in_the_same_role_and_the_history_says_so(cast: Cast) -> None:
    of = cast.event.organiser
    added = actions.add(event=cast.event, new=new(cast.stranger, Role.ORGANISER, of), by=cast.organiser)
    with pytest.raises(AlreadyMemberError):
        actions.add(event=cast.event, new=new(cast.stranger, Role.ORGANISER, of), by=cast.organiser)
    ended = actions.end(membership=added, by=cast.clerk)
    assert (ended.ended_by, role_of(cast.stranger, cast.event)) == (cast.clerk, None)
    assert actions.end(membership=added, by=cast.organiser).ended_at == ended.ended_at
    back = actions.add(event=cast.event, new=new(cast.stranger, Role.ORGANISER, of), by=cast.organiser)
    assert (back.pk, back.ended_by, role_of(cast.stranger, cast.event)) == (added.pk, None, Role.ORGANISER)
    noted = LogEntry.objects.filter(object_id=str(added.pk), content_type__model="membership")
    assert [entry.user for entry in noted.order_by("pk")] == [cast.organiser, cast.clerk, cast.organiser]


def test_the_last_organiser_cannot_leave_the_event_to_nobody(cast: Cast) -> None:
    only = Membership.objects.get(event=cast.event, user=cast.organiser)
    with pytest.raises(LastOrganiserError):
        actions.end(membership=only, by=cast.organiser)
    assert actions.end(membership=only, by=cast.clerk).ended_by == cast.clerk


def test_a_closed_login_is_not_added(cast: Cast) -> None:
    User.objects.filter(pk=cast.stranger.pk).update(is_active=False)
    cast.stranger.refresh_from_db()
    with pytest.raises(InactiveUserError):
        actions.add(
            event=cast.event, new=new(cast.stranger, Role.ORGANISER, cast.event.organiser), by=cast.clerk
        )


# --- New logins -------------------------------------------------------------------------------------------


def login_of(cast: Cast, name: str = "newcomer") -> tuple[Membership, actions.LoginKey]:
    member = new(User(username=name), Role.ORGANISER, cast.event.organiser)
    return actions.add_with_login(event=cast.event, new=member, by=cast.organiser)


def test_a_new_login_has_no_password_and_a_key_that_opens_once(cast: Cast) -> None:
    membership, key = login_of(cast)
    user = membership.user
    assert (user.has_usable_password(), user.is_staff) == (False, False)
    assert default_token_generator.check_token(user, key.token)
    user.set_password("chosen by the newcomer")
    user.save()
    assert not default_token_generator.check_token(user, key.token)


@pytest.mark.parametrize("name", ["stranger", "STRANGER"])
def test_a_name_that_somebody_has_makes_no_login(cast: Cast, name: str) -> None:
    before = User.objects.count()
    with pytest.raises(UsernameTakenError):
        login_of(cast, name)
    assert User.objects.count() == before


def test_a_refused_member_leaves_no_login_behind(cast: Cast, house: Organization) -> None:
    member = new(User(username="newcomer"), Role.AUDITOR, cast.event.organiser, in_days(1))
    with pytest.raises(SameOrganizationError):
        actions.add_with_login(event=cast.event, new=member, by=cast.organiser)
    assert not User.objects.filter(username="newcomer").exists()


def test_a_lost_key_is_made_anew_until_a_password_is_chosen(cast: Cast) -> None:
    membership, _key = login_of(cast)
    again = actions.new_login_key(membership=membership, by=cast.organiser)
    assert default_token_generator.check_token(membership.user, again.token)
    membership.user.set_password("chosen by the newcomer")
    membership.user.save()
    with pytest.raises(LoginInUseError):
        actions.new_login_key(membership=membership, by=cast.organiser)


@pytest.mark.parametrize("elsewhere", ["staff", "role", "another event", "signed in"])
def test_no_colleague_makes_a_key_for_somebody_with_rights_elsewhere(cast: Cast, elsewhere: str) -> None:
    membership, _key = login_of(cast)
    user = membership.user
    if elsewhere == "staff":
        User.objects.filter(pk=user.pk).update(is_staff=True)
    elif elsewhere == "role":
        people.actions.give_role(user=user, role="support")
    elif elsewhere == "another event":
        other = cast_of("other")
        member = new(user, Role.ORGANISER, other.event.organiser)
        actions.add(event=other.event, new=member, by=other.organiser)
    else:
        User.objects.filter(pk=user.pk).update(last_login=timezone.now())
    with pytest.raises(LoginInUseError):
        actions.new_login_key(membership=Membership.objects.get(pk=membership.pk), by=cast.organiser)
