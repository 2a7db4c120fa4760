"""Rule 7 of the issue, in the code and going round it: who proposes does not approve."""

import uuid

import pytest

import credits.actions
from credits.errors import ProposalDecidedError, SamePersonError
from credits.models import Batch, Decision, Proposal
from tests.conftest import new_batch
from tests.credits.history import History, copy_of, refused

pytestmark = pytest.mark.django_db

NEW = "(SELECT MAX(id) FROM credits_proposal)"


def propose(history: History, first_unit: int = 900) -> Proposal:
    return credits.actions.propose_issue(
        batch=new_batch(first_unit, 1), to=history.inventory, key=uuid.uuid4(), by=history.clerks[0]
    )


def test_who_proposes_does_not_approve(history: History) -> None:
    proposal = propose(history)
    with pytest.raises(SamePersonError):
        credits.actions.approve(proposal=proposal, by=history.clerks[0])
    assert not Decision.objects.filter(proposal=proposal).exists()
    assert refused(
        copy_of(
            "decision", "outcome = 'approved'", proposal_id=proposal.pk, decided_by_id=history.clerks[0].pk
        )
    )


def test_a_proposal_is_decided_once(history: History) -> None:
    proposal = propose(history)
    batch = credits.actions.approve(proposal=proposal, by=history.clerks[1])
    assert credits.actions.approve(proposal=proposal, by=history.clerks[1]) == batch
    assert Batch.objects.filter(proposal=proposal).count() == 1
    with pytest.raises(ProposalDecidedError) as refusal:
        credits.actions.reject(proposal=proposal, by=history.clerks[1], reason="too late")
    assert refusal.value.outcome == "approved"
    assert refused(copy_of("decision", f"proposal_id = {proposal.pk}"))


def test_who_proposes_may_withdraw(history: History) -> None:
    proposal = propose(history)
    credits.actions.reject(proposal=proposal, by=history.clerks[0], reason="mistaken")
    with pytest.raises(ProposalDecidedError) as refusal:
        credits.actions.approve(proposal=proposal, by=history.clerks[1])
    assert refusal.value.outcome == "rejected"


NEEDS_TWO: dict[str, tuple[str, dict[str, object]]] = {
    "batch": ("1 = 1", {"serial_block": "'x'", "block_start": 7000, "block_end": 7001}),
    "poolclosing": ("1 = 1", {"pool_id": "(SELECT MAX(id) FROM credits_pool)", "leaf_index": 999_999}),
    "reconciliation": ("1 = 1", {}),
    "retirementrequest": ("kind = 'event'", {}),
    "transfer": (
        "id = (SELECT MIN(id) FROM credits_transfer WHERE kind = 'cancel')",
        {"leaf_index": 999_999},
    ),
}
KINDS = {
    "batch": "issue",
    "poolclosing": "close-pool",
    "reconciliation": "reconcile",
    "retirementrequest": "retire-for-event",
    "transfer": "cancel",
}


@pytest.mark.parametrize("table", NEEDS_TWO)
@pytest.mark.parametrize(
    ("kind", "outcome", "is_refused"),
    [
        ("right", "approved", False),
        ("right", "rejected", True),
        ("right", None, True),
        ("wrong", "approved", True),
        (None, None, True),
    ],
)
def test_what_needs_two_people_does_not_come_without(
    history: History, table: str, kind: str | None, outcome: str | None, is_refused: bool
) -> None:
    where, changes = NEEDS_TWO[table]
    proposal = "NULL"
    if kind is not None:
        named = KINDS[table] if kind == "right" else "reject-nothing"
        # What was proposed first, and came of it first.
        first = f"id = (SELECT MIN(id) FROM credits_proposal WHERE kind = '{KINDS[table]}')"
        assert not refused(copy_of("proposal", first, kind=f"'{named}'"))
        proposal = NEW
    if outcome is not None:
        assert not refused(
            copy_of("decision", "outcome = 'approved'", proposal_id=NEW, outcome=f"'{outcome}'")
        )
    assert refused(copy_of(table, where, **{**changes, "proposal_id": proposal})) == is_refused
