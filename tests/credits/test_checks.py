"""What is refused early, by name, before the database would refuse it late."""

import dataclasses
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

import credits.actions
from credits.errors import AccountKindError, FieldError, KeyReusedError
from credits.models import Account, Batch, Decision, Proposal, RetirementRequest
from tests.conftest import clerks, new_batch
from tests.credits.history import retired

LONG = "x" * 501


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("project_code", "x" * 61),
        ("project_code", ""),
        ("project_name_zh", "两行\n"),
        ("project_name_en", " padded"),
        ("methodology", "x\x00"),
        ("country", "CHN"),
        ("country", "cn"),
        ("unit_type", "junk"),
        ("registry", "junk"),
        ("vintage_end", date(2021, 12, 31)),
        ("serial_block", "CDCER-" + "9" * 150 + "-1-10"),
    ],
)
def test_a_batch_that_could_not_be_stored_is_not_proposed(
    inventory: Account, field: str, value: object
) -> None:
    batch = dataclasses.replace(new_batch(), **{field: value})  # type: ignore[arg-type]
    with pytest.raises(FieldError) as refusal:
        credits.actions.propose_issue(batch=batch, to=inventory, key=uuid.uuid4(), by=clerks()[0])
    assert refusal.value.field == field
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize("purpose", ["x" * 201, "two\nlines", " padded "])
def test_a_purpose_that_could_not_be_stored_is_refused(event_account: Account, purpose: str) -> None:
    with pytest.raises(FieldError):
        credits.actions.retire(
            account=event_account, amount_grams=5, beneficiary=uuid.uuid4(), purpose=purpose, key=uuid.uuid4()
        )
    assert RetirementRequest.objects.count() == 0


def test_a_reason_that_could_not_be_stored_is_refused(event_account: Account) -> None:
    batch = Batch.objects.get()
    first, second = clerks()
    acts: list[Callable[[], Any]] = [
        lambda: credits.actions.impair(batch=batch, reason=LONG, by=first),
        lambda: credits.actions.impair(batch=batch, reason="", by=first),
        lambda: credits.actions.close_batch(batch=batch, reason=LONG, by=first),
        lambda: credits.actions.propose_cancel(
            account=event_account, batch=batch, amount_grams=5, reason=LONG, key=uuid.uuid4(), by=first
        ),
        lambda: credits.actions.reject(proposal=Proposal.objects.get(), by=second, reason=LONG),
    ]
    for act in acts:
        with pytest.raises(FieldError):
            act()
    assert (Decision.objects.count(), batch.marks.count()) == (1, 0)


@pytest.mark.parametrize(
    ("code", "kind"), [("impaired", "inventory"), ("mine", "retired"), ("outside", "outside")]
)
def test_nobody_opens_an_account_of_the_ledgers_own(db: None, code: str, kind: str) -> None:
    with pytest.raises(AccountKindError):
        credits.actions.open_account(code=code, kind=kind)


def test_an_account_does_not_change_its_kind(inventory: Account) -> None:
    with pytest.raises(AccountKindError):
        credits.actions.open_account(code=inventory.code, kind=Account.Kind.DONOR)


@pytest.mark.parametrize(
    "changed",
    [{"project_name_en": "Another"}, {"is_demonstration": False}, {"vintage_end": date(2022, 6, 30)}],
)
def test_a_proposal_is_not_repeated_with_another_content(inventory: Account, changed: dict[str, Any]) -> None:
    key, batch, by = uuid.uuid4(), new_batch(), clerks()[0]
    credits.actions.propose_issue(batch=batch, to=inventory, key=key, by=by)
    with pytest.raises(KeyReusedError):
        credits.actions.propose_issue(
            batch=dataclasses.replace(batch, **changed), to=inventory, key=key, by=by
        )
    with pytest.raises(KeyReusedError):
        credits.actions.propose_issue(batch=batch, to=inventory, key=key, by=clerks()[1])


def test_a_retirement_and_a_hold_are_not_repeated_with_another_content(event_account: Account) -> None:
    key, someone = uuid.uuid4(), uuid.uuid4()

    def retire(purpose: str) -> RetirementRequest:
        return credits.actions.retire(
            account=event_account, amount_grams=5, beneficiary=someone, purpose=purpose, key=key
        )

    assert retire("a") == retire("a")
    with pytest.raises(KeyReusedError):
        retire("b")


def test_an_event_retirement_is_approved_although_its_key_was_used_for_another(
    event_account: Account,
) -> None:
    first, second = clerks()
    proposal = credits.actions.propose_event_retirement(
        account=event_account,
        amount_grams=5,
        beneficiary=uuid.uuid4(),
        purpose="x",
        key=uuid.uuid4(),
        by=first,
    )
    credits.actions.retire(
        account=event_account, amount_grams=6, beneficiary=uuid.uuid4(), purpose="", key=proposal.key
    )
    request = credits.actions.approve(proposal=proposal, by=second)
    assert isinstance(request, RetirementRequest)
    assert (request.amount_grams, request.proposal) == (5, proposal)
    retired(event_account, 7)
