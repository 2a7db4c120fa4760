"""What each role may do with each table, tried over HTTP. This table is the contract; people/roles.py fulfils it."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client

from people.roles import ROLES
from tests.admin.conftest import MODELS, SUPERUSER, address_of, log_in

LEDGER = (
    *("Account", "Transfer", "Hold", "RetirementRequest", "RetirementRefusal", "Retirement", "Batch"),
    *("BatchMark", "Proposal", "Pool", "PoolClosing", "PoolWithdrawal", "Reconciliation"),
    *("AuditRun", "Checkpoint", "Witness", "Cosignature", "LogKey"),
)
MONEY = ("Order", "PaymentAttempt", "Refund", "GatewayNotification")
SEE_EVENTS = dict.fromkeys(
    ("Event", "Venue", "Zone", "Placement", "Donation", "GuestList", "Journey", "ScanCount"), "v"
)
SEE_LEDGER = dict.fromkeys(LEDGER, "v")
# A row of the ledger is added through an action, and never changed; a witness alone gets another title.
ACT_IN_LEDGER = dict.fromkeys(("Batch", "Pool", "Reconciliation", "Cosignature"), "va") | {"Witness": "vac"}
SEE_MONEY = dict.fromkeys(MONEY, "v")
SEE_FACTORS = dict.fromkeys(("FactorSet", "Factor", "Assessment"), "v")
KEEP_PLACES = {"Venue": "vacd", "Zone": "vacd", "Placement": "vac"}

CLERK = (
    SEE_EVENTS
    | KEEP_PLACES
    | SEE_LEDGER
    | SEE_MONEY
    | SEE_FACTORS
    | ACT_IN_LEDGER
    | {"Event": "vac", "Donation": "va", "GuestList": "va", "Organization": "vac"}
    | {"Membership": "v"}
    | {"Certificate": "va", "Design": "vacd", "SigningKey": "v", "Plate": "v", "FollowedPool": "v"}
)

# v: view, a: add, c: change, d: delete. A table that is not named is not there for this role.
MAY: dict[str, dict[str, str]] = {
    "organiser": SEE_EVENTS
    | KEEP_PLACES
    | SEE_FACTORS
    | {"Event": "vc", "GuestList": "va", "Organization": "v"}
    | {"Certificate": "v", "Design": "vacd", "SigningKey": "v", "FollowedPool": "v"},
    "exchange clerk": CLERK,
    "verifier": SEE_EVENTS | SEE_LEDGER | SEE_FACTORS | {"Organization": "v"},
    "factor editor": SEE_FACTORS | {"FactorSet": "vacd", "Factor": "vacd"},
    "support": SEE_EVENTS
    | SEE_MONEY
    | {"Certificate": "v", "Design": "v", "SigningKey": "v", "FollowedPool": "v"},
    SUPERUSER: CLERK
    | {"FactorSet": "vacd", "Factor": "vacd", "Organization": "vacd", "User": "vac", "Group": "v"},
}


def test_every_role_and_every_table_stands_in_the_contract() -> None:
    assert set(MAY) == {*ROLES, SUPERUSER}
    assert {*admin.site._registry} == {*MODELS}


@pytest.mark.parametrize("role", MAY)
def test_a_role_may_do_exactly_what_the_table_says(role: str, row_of: Callable[[type[Model]], Model]) -> None:
    rows = {model: row_of(model) for model in MODELS}
    client = log_in(role)
    tried = {model.__name__: _tried(client, model, row) for model, row in rows.items()}
    assert tried == {model.__name__: MAY[role].get(model.__name__, "") for model in MODELS}


def _tried(client: Client, model: type[Model], row: Model) -> str:
    """The letters of what is open, each from its own address; what is closed answers 403 to GET and POST alike."""
    change = address_of(model, f"{row.pk}/change/")
    page = client.get(change)
    doors = {
        "v": [client.get(address_of(model)), page],
        "a": [client.get(address_of(model, "add/"))],
        "d": [client.get(address_of(model, f"{row.pk}/delete/"))],
    }
    statuses = {letter: {response.status_code for response in doors[letter]} for letter in doors}
    assert all(found in ({200}, {403}) for found in statuses.values()), (model, statuses)
    may_change = page.status_code == 200 and page.context["has_change_permission"]
    if not may_change:
        assert client.post(change, {"_save": "1"}).status_code == 403
    if statuses["a"] == {403}:
        assert client.post(address_of(model, "add/"), {"_save": "1"}).status_code == 403
    if statuses["d"] == {403}:
        assert client.post(address_of(model, f"{row.pk}/delete/"), {"post": "yes"}).status_code == 403
    open_doors = {letter for letter, found in statuses.items() if found == {200}} | (
        {"c"} if may_change else set()
    )
    return "".join(letter for letter in "vacd" if letter in open_doors)


def test_no_list_of_kept_rows_offers_to_delete_them(
    root: Client, row_of: Callable[[type[Model]], Model]
) -> None:
    kept = [model for model in MODELS if model.__name__ in {*LEDGER, *MONEY, "Journey", "Membership"}]
    for model in kept:
        row = row_of(model)
        values = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        root.post(address_of(model), values)
        assert model._default_manager.filter(pk=row.pk).exists(), model


def test_a_stranger_and_a_user_who_is_no_staff_only_see_the_login(
    client: Client, row_of: Callable[[type[Model]], Model]
) -> None:
    for model in MODELS:
        response = client.get(address_of(model, f"{row_of(model).pk}/change/"))
        assert (response.status_code, response.headers["Location"].split("?")[0]) == (302, "/admin/login/")
