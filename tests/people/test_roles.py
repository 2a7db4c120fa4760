"""What no role may ever hold, whoever edits people/roles.py next."""

import pytest

from people.roles import ROLES

KEPT_APPS = ("credits", "payments", "certificates")


@pytest.mark.parametrize("role", ROLES)
def test_no_role_changes_or_deletes_what_is_kept(role: str) -> None:
    writing = {name for name in ROLES[role] if name.split(".")[0] in KEPT_APPS and ".view_" not in name}
    acting = {name for name in writing if name.startswith("credits.add_")}  # each through an action
    # Drafts of designs are nobody's certificate yet; once published the database keeps them.
    drafts = {f"certificates.{verb}_design" for verb in ("add", "change", "delete", "publish")}
    assert writing - acting - drafts <= {
        *("credits.decide_proposal", "credits.change_witness", "payments.refund_order"),
        # Each adds beside: a badge, or a certificate in the place of another.
        *("certificates.issue_badge", "certificates.supersede_certificate"),
    }


@pytest.mark.parametrize("role", ROLES)
def test_no_role_adds_what_takes_two_people(role: str) -> None:
    """A clerk proposes it, and another approves: nobody adds the row itself."""
    two_people = {"transfer", "retirementrequest", "retirement", "poolclosing", "decision", "reconciliation"}
    assert {f"credits.add_{model}" for model in two_people} & set(ROLES[role]) == set()


@pytest.mark.parametrize("role", ROLES)
def test_no_role_names_a_permission_twice_or_gives_itself_more(role: str) -> None:
    assert len(set(ROLES[role])) == len(ROLES[role])
    assert [name for name in ROLES[role] if name.endswith(("_user", "_group", "_permission"))] == []


@pytest.mark.parametrize("role", ["verifier", "support"])
def test_who_only_looks_has_only_permissions_to_look(role: str) -> None:
    assert [name for name in ROLES[role] if ".view_" not in name] == []
