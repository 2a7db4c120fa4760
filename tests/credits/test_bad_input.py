"""What the ledger refuses, each by its own error, with nothing written."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

import credits.actions
import credits.audit
import credits.queries
from credits.actions.batches import batch_with
from credits.errors import (
    AccountKindError,
    BatchClosedError,
    BatchNotEmptyError,
    ExpiryPassedError,
    ForeignBatchError,
    GramsMovedOnError,
    HoldClosedError,
    HoldExpiredError,
    InsufficientCreditsError,
    InvalidAmountError,
    KeyReusedError,
    NotReversibleError,
    SerialBlockError,
    SerialBlockOverlapError,
    SerialNotReadableError,
    UnknownBatchError,
    WrongRegistryError,
)
from credits.models import Account, Batch, LogState, Proposal, RetirementRequest, Transfer
from tests.conftest import cancelled_by_two, clerks, issued, new_batch, reversed_by_two
from tests.credits.history import TONNE, moved, retired

Verb = Callable[[Account, Any], object]
VERBS: dict[str, Verb] = {
    "hold": lambda account, amount: credits.actions.hold(
        account=account, amount_grams=amount, expires_at=None, key=uuid.uuid4()
    ),
    "retire": lambda account, amount: credits.actions.retire(
        account=account, amount_grams=amount, beneficiary=uuid.uuid4(), purpose="x", key=uuid.uuid4()
    ),
    "move": lambda account, amount: credits.actions.move(
        debit=account,
        credit=Account.objects.get_or_create(code="inventory", kind="inventory")[0],
        amount_grams=amount,
        key=uuid.uuid4(),
        reason="x",
        by=None,
    ),
    "cancel": lambda account, amount: credits.actions.propose_cancel(
        account=account,
        batch=Batch.objects.get(),
        amount_grams=amount,
        reason="x",
        key=uuid.uuid4(),
        by=clerks()[0],
    ),
    "event": lambda account, amount: credits.actions.propose_event_retirement(
        account=account,
        amount_grams=amount,
        beneficiary=uuid.uuid4(),
        purpose="x",
        key=uuid.uuid4(),
        by=clerks()[0],
    ),
}


@pytest.mark.parametrize("amount", [0, -1, 0.5, "5", None, True, 9_000_000_000_000_001, 10**30])
@pytest.mark.parametrize("verb", VERBS)
def test_an_absurd_amount_is_refused_by_every_verb(event_account: Account, verb: str, amount: object) -> None:
    with pytest.raises(InvalidAmountError) as refusal:
        VERBS[verb](event_account, amount)
    assert refusal.value.amount is amount
    assert credits.queries.balance_of(event_account).available_grams == 10 * TONNE


@pytest.mark.parametrize(
    ("verb", "error"),
    [
        ("hold", InsufficientCreditsError),
        ("retire", InsufficientCreditsError),
        ("move", InsufficientCreditsError),
        ("event", InsufficientCreditsError),
        ("cancel", ForeignBatchError),
    ],
)
def test_a_gram_more_than_there_is_is_refused_by_every_verb(
    event_account: Account, verb: str, error: type[Exception]
) -> None:
    with pytest.raises(error) as refusal:
        VERBS[verb](event_account, 10 * TONNE + 1)
    assert (
        vars(refusal.value).items() >= {"needed_grams": 10 * TONNE + 1, "available_grams": 10 * TONNE}.items()
    )
    assert credits.queries.balance_of(event_account).available_grams == 10 * TONNE


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("kind", ["outside", "retired", "cancelled", "impaired"])
def test_the_ledgers_own_accounts_are_reached_by_no_verb(
    event_account: Account, verb: str, kind: str
) -> None:
    own = Account.objects.get_or_create(code=kind, kind=kind)[0]
    with pytest.raises(AccountKindError) as refusal:
        VERBS[verb](own, 5)
    assert (refusal.value.code, refusal.value.kind) == (kind, kind)


def test_nothing_is_issued_to_the_ledgers_own_accounts(db: None) -> None:
    own = Account.objects.get(code="retired")
    with pytest.raises(AccountKindError):
        issued(new_batch(), own)


VERRA = "19381-941412555-941441125-VCS-VCU-1310-VER-CN-13-3005-01012022-31102022-0"


# --- Serial blocks --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("registry", "serial_block", "error"),
    [
        ("cdcer", "CDCER-CD-2022-07-10-9", SerialBlockError),
        ("cdcer", "CDCER-CD-2022-07-1.5-9", SerialNotReadableError),
        ("cdcer", "nonsense", SerialNotReadableError),
        ("verra", "GS1-1-KE-GS11603-16-2024-30255-485-12623", WrongRegistryError),
        ("gold-standard", VERRA, WrongRegistryError),
        ("cdcer", "CDCER-CD-2022-07-10-19", SerialBlockOverlapError),
        ("cdcer", "CDCER-CD-2022-07-1-11", SerialBlockOverlapError),
        ("cdcer", "CDCER-CD-2022-07-1-10000000000", InvalidAmountError),
    ],
)
def test_a_block_that_cannot_be_is_refused(
    event_account: Account, registry: str, serial_block: str, error: type[Exception]
) -> None:
    if error is InvalidAmountError:
        serial_block = serial_block.replace("-07-1-", "-08-1-")  # a series that nothing overlaps
    batch = credits.actions.NewBatch(
        registry=registry,
        serial_block=serial_block,
        project_code="x",
        project_name_zh="x",
        project_name_en="x",
        methodology="x",
        vintage_start=date(2022, 1, 1),
        vintage_end=date(2022, 12, 31),
    )
    with pytest.raises(error):
        credits.actions.propose_issue(batch=batch, to=event_account, key=uuid.uuid4(), by=clerks()[0])
    assert (Batch.objects.count(), Proposal.objects.count()) == (1, 1)


def test_two_proposals_of_one_block_issue_it_once(inventory: Account) -> None:
    first, second = (
        credits.actions.propose_issue(batch=new_batch(), to=inventory, key=uuid.uuid4(), by=clerks()[0])
        for _ in range(2)
    )
    credits.actions.approve(proposal=first, by=clerks()[1])
    with pytest.raises(SerialBlockOverlapError):
        credits.actions.approve(proposal=second, by=clerks()[1])
    assert (Batch.objects.count(), LogState.objects.get().size) == (1, 1)


# --- Batches --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("public_id", [uuid.UUID(int=1), "nonsense", "", None])
def test_an_unknown_batch_is_refused(db: None, public_id: object) -> None:
    with pytest.raises(UnknownBatchError):
        batch_with(public_id)


def test_a_batch_of_another_account_is_refused(event_account: Account, inventory: Account) -> None:
    other = issued(new_batch(100, 1), inventory)
    with pytest.raises(ForeignBatchError) as refusal:
        cancelled_by_two(event_account, other, 5)
    assert (refusal.value.needed_grams, refusal.value.available_grams) == (5, 0)


def test_a_closed_batch_is_refused(event_account: Account) -> None:
    batch = Batch.objects.get()
    first = clerks()[0]
    with pytest.raises(BatchNotEmptyError) as refusal:
        credits.actions.close_batch(batch=batch, reason="x", by=first)
    assert refusal.value.left_grams == 10 * TONNE
    cancelled_by_two(event_account, batch, 10 * TONNE)
    mark = credits.actions.close_batch(batch=batch, reason="x", by=first)
    assert credits.actions.close_batch(batch=batch, reason="again", by=first) == mark
    with pytest.raises(BatchClosedError):
        credits.actions.impair(batch=batch, reason="x", by=first)
    with pytest.raises(BatchClosedError):
        credits.actions.open_pool(batch=batch, by=first)
    with pytest.raises(BatchClosedError):
        cancelled_by_two(event_account, batch, 5)


def test_a_batch_with_a_retirement_in_no_pool_stays_open(event_account: Account) -> None:
    batch = Batch.objects.get()
    retired(event_account, 10)
    credits.actions.settle_pending()
    cancelled_by_two(event_account, batch, 10 * TONNE - 10)
    with pytest.raises(BatchNotEmptyError) as refusal:
        credits.actions.close_batch(batch=batch, reason="x", by=clerks()[0])
    assert (refusal.value.left_grams, refusal.value.unpooled_grams) == (0, 10)


# --- Keys and holds -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["hold", "retire", "move"])
def test_a_key_is_not_used_for_two_things(event_account: Account, inventory: Account, verb: str) -> None:
    key = uuid.uuid4()

    def act(amount: int) -> object:
        if verb == "hold":
            return credits.actions.hold(account=event_account, amount_grams=amount, expires_at=None, key=key)
        if verb == "retire":
            return credits.actions.retire(
                account=event_account, amount_grams=amount, beneficiary=uuid.UUID(int=1), purpose="x", key=key
            )
        return credits.actions.move(
            debit=event_account, credit=inventory, amount_grams=amount, key=key, reason="", by=None
        )

    assert act(5) == act(5)
    with pytest.raises(KeyReusedError) as refusal:
        act(6)
    assert refusal.value.key == key


def test_a_retirement_that_may_not_be_split_is_another_input(event_account: Account) -> None:
    key = uuid.uuid4()

    def act(may_split: bool) -> RetirementRequest:
        return credits.actions.retire(
            account=event_account,
            amount_grams=5,
            beneficiary=uuid.UUID(int=1),
            purpose="x",
            key=key,
            may_split=may_split,
        )

    act(False)
    with pytest.raises(KeyReusedError):
        act(True)


def test_a_proposal_repeated_after_it_was_carried_out_is_the_same(event_account: Account) -> None:
    key, batch = uuid.uuid4(), Batch.objects.get()

    def propose() -> Proposal:
        return credits.actions.propose_cancel(
            account=event_account,
            batch=batch,
            amount_grams=10 * TONNE,
            reason="x",
            key=key,
            by=clerks()[0],
        )

    proposal = propose()
    credits.actions.approve(proposal=proposal, by=clerks()[1])
    assert propose() == proposal


@pytest.mark.parametrize("seconds", [0, -1, -3600])
def test_a_promise_that_is_over_already_is_not_made(event_account: Account, seconds: int) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False), pytest.raises(ExpiryPassedError):
        credits.actions.hold(
            account=event_account,
            amount_grams=5,
            expires_at=now + timedelta(seconds=seconds),
            key=uuid.uuid4(),
        )
    assert credits.queries.balance_of(event_account).held_grams == 0


def test_a_hold_expires_at_its_last_moment_and_not_before(event_account: Account) -> None:
    end = timezone.now() + timedelta(minutes=15)
    holds = [
        credits.actions.hold(account=event_account, amount_grams=5, expires_at=end, key=uuid.uuid4())
        for _ in range(2)
    ]
    with time_machine.travel(end - timedelta(seconds=1), tick=False):
        assert credits.actions.release_expired(now=timezone.now()) == 0
        credits.actions.retire_hold(hold=holds[0], beneficiary=uuid.uuid4(), purpose="x", key=uuid.uuid4())
    with time_machine.travel(end, tick=False):
        with pytest.raises(HoldExpiredError):
            credits.actions.retire_hold(
                hold=holds[1], beneficiary=uuid.uuid4(), purpose="x", key=uuid.uuid4()
            )
        assert credits.actions.release_expired(now=timezone.now()) == 1
    assert credits.queries.balance_of(event_account).held_grams == 5  # what was used waits for settlement


def test_a_hold_that_was_used_is_refused_with_what_became_of_it(event_account: Account) -> None:
    held = credits.actions.hold(account=event_account, amount_grams=5, expires_at=None, key=uuid.uuid4())
    credits.actions.retire_hold(hold=held, beneficiary=uuid.uuid4(), purpose="x", key=uuid.uuid4())
    with pytest.raises(HoldClosedError) as refusal:
        credits.actions.retire_hold(hold=held, beneficiary=uuid.uuid4(), purpose="x", key=uuid.uuid4())
    assert refusal.value.outcome == "used"


# --- Reversals ------------------------------------------------------------------------------------------------


def reverse(transfer: Transfer, key: uuid.UUID | None = None) -> list[Transfer]:
    return reversed_by_two(transfer, key)


def test_a_move_is_reversed_once(event_account: Account, inventory: Account) -> None:
    moved(event_account, inventory, 5)
    transfer, key = moved(event_account, inventory, 7), uuid.uuid4()
    (back,) = reverse(transfer, key)
    assert reverse(transfer, key) == [back]
    assert (back.reverses, back.batch_from, back.amount_grams) == (transfer, 5, 7)
    with pytest.raises(NotReversibleError):
        reverse(transfer)
    assert credits.queries.balance_of(inventory).balance_grams == 5
    assert credits.audit.breaches() == []


def test_an_issue_a_reversal_and_a_retirement_are_not_reversed(
    event_account: Account, inventory: Account
) -> None:
    reverse(moved(event_account, inventory, 5))
    retired(event_account, 5)
    credits.actions.settle_pending()
    for kind in ("issue", "reverse", "retire"):
        with pytest.raises(NotReversibleError) as refusal:
            reverse(Transfer.objects.get(kind=kind))
        assert refusal.value.kind == kind


def test_grams_that_moved_on_or_are_promised_do_not_come_back(
    event_account: Account, inventory: Account
) -> None:
    first, second = moved(event_account, inventory, 5), moved(event_account, inventory, 7)
    moved(inventory, event_account, 1)
    with pytest.raises(GramsMovedOnError):
        reverse(first)
    credits.actions.hold(account=inventory, amount_grams=5, expires_at=None, key=uuid.uuid4())
    with pytest.raises(GramsMovedOnError):
        reverse(second)
    assert credits.queries.balance_of(inventory).balance_grams == 11
