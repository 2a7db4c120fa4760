import pytest
from django.contrib.auth.models import Group, Permission

from people.actions import give_role, sync_roles
from people.errors import PeopleError, UnknownPermissionError, UnknownRoleError
from people.models import User
from people.phrases import ROLE_NAMES, ROLE_PURPOSES
from people.roles import ROLES


def permissions_of(role: str) -> set[str]:
    rows = Permission.objects.filter(group__name=role).values_list("content_type__app_label", "codename")
    return {f"{app_label}.{codename}" for app_label, codename in rows}


def test_each_role_becomes_a_group_with_exactly_its_permissions(db: None) -> None:
    sync_roles()
    assert {role: permissions_of(role) for role in ROLES} == {
        role: set(names) for role, names in ROLES.items()
    }


def test_what_was_added_by_hand_is_gone_and_what_was_lost_is_back(db: None) -> None:
    sync_roles()
    group = Group.objects.get(name="support")
    group.permissions.set([Permission.objects.get(codename="delete_user")])
    sync_roles()
    assert permissions_of("support") == set(ROLES["support"])


def test_syncing_again_keeps_who_has_a_role(db: None, first_clerk: User) -> None:
    sync_roles()
    give_role(user=first_clerk, role="exchange clerk")
    sync_roles()
    assert [group.name for group in first_clerk.groups.all()] == ["exchange clerk"]
    assert Group.objects.count() == len(ROLES)


@pytest.mark.parametrize(
    "name", ["events.fly_event", "nowhere.view_event", "events.view_event.twice", "view_event"]
)
def test_an_unknown_permission_refuses_all_roles_together(
    db: None, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(ROLES, "support", (*ROLES["support"], name))
    with pytest.raises(UnknownPermissionError) as refusal:
        sync_roles()
    assert refusal.value.name == name
    assert Group.objects.count() == 0


def test_a_role_is_given_once_however_often(db: None, first_clerk: User) -> None:
    sync_roles()
    for _ in range(2):
        give_role(user=first_clerk, role="verifier")
    assert first_clerk.groups.count() == 1
    assert first_clerk.has_perm("credits.view_transfer")


def test_an_unknown_role_is_refused_and_makes_no_group(db: None, first_clerk: User) -> None:
    with pytest.raises(UnknownRoleError) as refusal:
        give_role(user=first_clerk, role="emperor")
    assert refusal.value.role == "emperor"
    assert isinstance(refusal.value, PeopleError)
    assert Group.objects.count() == 0


def test_every_role_has_words(db: None) -> None:
    assert set(ROLE_NAMES) == set(ROLE_PURPOSES) == set(ROLES)


@pytest.mark.parametrize(
    ("last", "first", "shown"),
    [("林", "小满", "林小满"), ("Stone", "Audrey", "Audrey Stone"), ("", "", "lin"), ("", "Mei", "Mei")],
)
def test_a_person_is_called_as_in_their_own_script(last: str, first: str, shown: str) -> None:
    assert User(username="lin", last_name=last, first_name=first).shown_name == shown
