"""Who logs in, and with which roles."""

from django.contrib.auth.models import Group
from django.test import Client

import credits.actions
import people.actions
from people.models import Organization, User

USER = "/admin/people/user/"


def test_a_user_is_added_and_given_a_role(root: Client) -> None:
    people.actions.sync_roles()
    secret = "plum-rain-9-mountain"
    values = {"username": "zhao", "usable_password": "true", "password1": secret, "password2": secret}
    root.post(f"{USER}add/", values)
    user = User.objects.get(username="zhao")
    role = Group.objects.get(name="verifier")
    page = root.get(f"{USER}{user.pk}/change/")
    assert "Sees events, factors and the ledger, and changes nothing." in page.content.decode()
    role_given = {"username": "zhao", "is_active": "on", "is_staff": "on", "groups": [role.pk]}
    assert root.post(f"{USER}{user.pk}/change/", role_given).status_code == 302
    user.refresh_from_db()
    assert (user.is_staff, user.has_perm("credits.view_transfer")) == (True, True)


def test_permissions_are_not_given_one_by_one(root: Client) -> None:
    user = User.objects.create_user("zhao")
    fields = root.get(f"{USER}{user.pk}/change/").context["adminform"].form.fields
    assert "user_permissions" not in fields


def test_the_list_says_names_and_roles(root: Client) -> None:
    people.actions.sync_roles()
    user = User.objects.create_user("zhao", first_name="敏", last_name="赵")
    people.actions.give_role(user=user, role="verifier")
    text = root.get(USER).content.decode()
    assert [words in text for words in ("赵敏", "Verifier")] == [True, True]


def test_the_short_name_of_an_organisation_is_chosen_once(root: Client, donor_company: Organization) -> None:
    values = {"name_zh_hans": "新名", "name_en": "New name", "slug": "other", "kind": "exchange"}
    root.post(f"/admin/people/organization/{donor_company.pk}/change/", values)
    after = Organization.objects.get(pk=donor_company.pk)
    assert (after.name_en, after.slug, after.kind) == ("New name", "donor-company", "donor")


def test_an_organisation_with_an_account_is_kept(root: Client, donor_company: Organization) -> None:
    credits.actions.open_account(code="donor:new", kind="donor", organization=donor_company)
    address = f"/admin/people/organization/{donor_company.pk}/delete/"
    assert root.get(address).context["protected"] == ["Accounts: 1"]
    root.post(address, {"post": "yes"})
    assert Organization.objects.filter(pk=donor_company.pk).exists()


def test_nobody_is_deleted(root: Client) -> None:
    user = User.objects.create_user("zhao")
    assert root.post(f"{USER}{user.pk}/delete/", {"post": "yes"}).status_code == 403
