"""Races without a kill: what many processes do at the same moment, and what must have come of it."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import credits.actions
import credits.audit
import credits.settlement
from credits.actions import Evidence
from credits.errors import CreditsError, InsufficientCreditsError
from credits.models import (
    Account,
    Batch,
    BatchMark,
    Decision,
    Hold,
    HoldClosure,
    Pool,
    PoolClosing,
    Proposal,
    Retirement,
    RetirementRequest,
)
from people.models import User
from tests.conftest import issued, new_batch

Facts = dict[str, Any]


@dataclass(frozen=True)
class Race:
    """`begin` makes what they compete for; `act` is what process `number` does; `judge` tells what came of it."""

    processes: int
    begin: Callable[[int], Facts]
    act: Callable[[Facts, int], str]
    judge: Callable[[Facts], Any]


# --- The jobs of the nursery -------------------------------------------------------------------------------


def prepare(name: str, first_unit: int) -> Facts:
    return RACES[name].begin(first_unit)


def compete(name: str, facts: Facts, number: int, begin: float) -> str:
    """Do it at the moment `begin` of the monotonic clock; the name of the refusal, or what was done."""
    known = User.objects.count()  # the connection stands before the start
    assert known
    time.sleep(max(0.0, begin - time.monotonic()))
    try:
        return RACES[name].act(facts, number)
    except CreditsError as refusal:
        return type(refusal).__name__


def judge(name: str, facts: Facts) -> Any:
    return RACES[name].judge(facts)


# --- What they compete for ---------------------------------------------------------------------------------


def clerk(number: int) -> User:
    return User.objects.get_or_create(username=f"clerk-{number}")[0]


def funded(first_unit: int, units: int = 1) -> Account:
    """An account of its own with so many tonnes, a batch a tonne."""
    clerk(0)
    account = credits.actions.open_account(code=f"event:race-{first_unit}", kind=Account.Kind.EVENT)
    for unit in range(first_unit, first_unit + units):
        issued(new_batch(unit, 1), account)
    return account


def account_of(facts: Facts) -> Account:
    return Account.objects.get(code=facts["account"])


def retire(account: Account, grams: int, key: uuid.UUID | None = None) -> str:
    credits.actions.retire(
        account=account,
        amount_grams=grams,
        beneficiary=uuid.UUID(int=1),
        purpose="x",
        key=key or uuid.uuid4(),
    )
    return "done"


def settle() -> int:
    total = 0
    while ended := credits.settlement.settle_pending(limit=7):
        total += ended
    return total


# --- Many on one account -----------------------------------------------------------------------------------


def begin_many(first_unit: int) -> Facts:
    return {"account": funded(first_unit).code}


def act_many(facts: Facts, number: int) -> str:
    """Five retirements of 20 kg out of a tonne, which holds fifty of them for sixteen processes."""
    account, done = account_of(facts), 0
    for _ in range(5):
        try:
            retire(account, 20_000)
            done += 1
        except CreditsError:
            continue
    return str(done)


def judge_many(facts: Facts) -> Any:
    settle()
    account = account_of(facts)
    return [account.retired_grams, account.retirement_count, account.held_grams]


# --- One key -----------------------------------------------------------------------------------------------


def begin_key(first_unit: int) -> Facts:
    return {"account": funded(first_unit).code, "key": str(uuid.uuid4())}


def act_same_key(facts: Facts, number: int) -> str:
    return retire(account_of(facts), 23_000, uuid.UUID(facts["key"]))


def act_key_reused(facts: Facts, number: int) -> str:
    """Half of them want another amount under the same key."""
    return retire(account_of(facts), 23_000 + number % 2, uuid.UUID(facts["key"]))


def judge_key(facts: Facts) -> Any:
    requests = RetirementRequest.objects.filter(key=facts["key"])
    held = account_of(facts).held_grams
    return [requests.count(), held == requests.get().amount_grams]


# --- One hold ----------------------------------------------------------------------------------------------


def begin_hold(first_unit: int) -> Facts:
    key = uuid.uuid4()
    account = funded(first_unit)
    credits.actions.hold(account=account, amount_grams=5_000, expires_at=None, key=key)
    return {"account": account.code, "hold": str(key)}


def act_hold(facts: Facts, number: int) -> str:
    hold = Hold.objects.select_related("account").get(key=facts["hold"])
    if number % 2:
        credits.actions.release(hold=hold)
        return "released"
    credits.actions.retire_hold(hold=hold, beneficiary=uuid.UUID(int=1), purpose="x", key=uuid.uuid4())
    return "used"


def judge_hold(facts: Facts) -> Any:
    """Its one end, how many requests came of it, and what is still held."""
    hold = Hold.objects.get(key=facts["hold"])
    ends = list(HoldClosure.objects.filter(hold=hold).values_list("outcome", flat=True))
    return [ends, RetirementRequest.objects.filter(hold=hold).count(), account_of(facts).held_grams]


# --- One proposal ------------------------------------------------------------------------------------------


def begin_proposal(first_unit: int) -> Facts:
    account = credits.actions.open_account(code=f"event:race-{first_unit}", kind=Account.Kind.EVENT)
    for number in range(9):
        clerk(number)
    proposal = credits.actions.propose_issue(
        batch=new_batch(first_unit, 1), to=account, key=uuid.uuid4(), by=clerk(0)
    )
    return {"account": account.code, "proposal": proposal.pk}


def act_approve(facts: Facts, number: int) -> str:
    """Eight other people approve."""
    credits.actions.approve(proposal=Proposal.objects.get(pk=facts["proposal"]), by=clerk(1 + number))
    return "approved"


def act_approve_again(facts: Facts, number: int) -> str:
    """One other person presses the button eight times."""
    credits.actions.approve(proposal=Proposal.objects.get(pk=facts["proposal"]), by=clerk(1))
    return "approved"


def act_decide(facts: Facts, number: int) -> str:
    """Half of them approve, half reject."""
    proposal = Proposal.objects.get(pk=facts["proposal"])
    if number % 2:
        credits.actions.reject(proposal=proposal, by=clerk(1 + number), reason="x")
        return "rejected"
    credits.actions.approve(proposal=proposal, by=clerk(1 + number))
    return "approved"


def judge_proposal(facts: Facts) -> Any:
    decisions = list(Decision.objects.filter(proposal=facts["proposal"]).values_list("outcome", flat=True))
    batches = Batch.objects.filter(proposal=facts["proposal"]).count()
    return [decisions, batches, account_of(facts).credited_grams]


# --- One serial block --------------------------------------------------------------------------------------


def begin_overlap(first_unit: int) -> Facts:
    """Two proposals whose blocks share one unit, made when neither was there."""
    facts = begin_proposal(first_unit)
    other = credits.actions.propose_issue(
        batch=new_batch(first_unit, 2), to=account_of(facts), key=uuid.uuid4(), by=clerk(0)
    )
    return {**facts, "proposals": [facts["proposal"], other.pk]}


def act_overlap(facts: Facts, number: int) -> str:
    chosen = facts["proposals"][number % 2]
    credits.actions.approve(proposal=Proposal.objects.get(pk=chosen), by=clerk(1 + number % 2))
    return "approved"


def judge_overlap(facts: Facts) -> Any:
    return Batch.objects.filter(proposal__in=facts["proposals"]).count()


# --- One pool ----------------------------------------------------------------------------------------------


def begin_pool(first_unit: int) -> Facts:
    return {"batch": Batch.objects.get(proposal__body__to=funded(first_unit).code).pk}


def act_open_pool(facts: Facts, number: int) -> str:
    credits.actions.open_pool(batch=Batch.objects.get(pk=facts["batch"]), by=clerk(0))
    return "opened"


def judge_pool(facts: Facts) -> Any:
    return Pool.objects.filter(batch=facts["batch"]).count()


def begin_closing(first_unit: int) -> Facts:
    """A pool with its block and its grams, and two proposals to close it."""
    account = funded(first_unit)
    for number in range(3):
        clerk(number)
    batch = Batch.objects.get(proposal__body__to=account.code)
    retire(account, 400_000)
    settle()
    pool = credits.actions.open_pool(batch=batch, by=clerk(0))
    evidence = Evidence(reference="R-1", retired_on=date(2023, 7, 28), address="https://registry.example/R-1")
    credits.actions.attach_block(pool=pool, serial_block=batch.serial_block, evidence=evidence, by=clerk(0))
    proposals = [
        credits.actions.propose_pool_closing(pool=pool, residual_from=account, key=uuid.uuid4(), by=clerk(0))
        for _ in range(2)
    ]
    return {"account": account.code, "pool": pool.pk, "proposals": [row.pk for row in proposals]}


def judge_closing(facts: Facts) -> Any:
    """How often it closed, with how much residual, and what left the account."""
    closings = PoolClosing.objects.filter(pool=facts["pool"]).values_list("residual_grams", flat=True)
    return [list(closings), account_of(facts).debited_grams]


# --- Settlers, audits, and a batch found impaired ----------------------------------------------------------


def begin_settling(first_unit: int) -> Facts:
    """70 requests that wait, out of two batches."""
    account = funded(first_unit, 2)
    for _ in range(70):
        retire(account, 26_000)
    return {"account": account.code, "first_unit": first_unit}


def act_settling(facts: Facts, number: int) -> str:
    """Two audits among four settlers."""
    if number % 3 == 2:
        return ", ".join(breach.rule for _ in range(3) for breach in credits.audit.breaches()) or "clean"
    settle()
    return "settled"


def judge_settling(facts: Facts) -> Any:
    account = account_of(facts)
    return [account.retired_grams, account.retirement_count, account.held_grams]


def act_impairing(facts: Facts, number: int) -> str:
    """Somebody finds the second batch impaired while four settle and one still asks."""
    if number == 0:
        time.sleep(0.05)
        batch = Batch.objects.get(serial_block=_second_block(facts))
        credits.actions.impair(batch=batch, reason="x", by=clerk(0))
        return "impaired"
    if number == 1:
        return str(_as_many_as_there_are(account_of(facts)))
    settle()
    return "settled"


def _as_many_as_there_are(account: Account) -> int:
    """Ask for up to five grams; how many were accepted before the rest was set apart."""
    for count in range(5):
        try:
            retire(account, 1)
        except InsufficientCreditsError:
            return count
    return 5


def judge_impairing(facts: Facts) -> Any:
    """How much was retired out of it after its mark, and what waits once replacement grams are there."""
    account = account_of(facts)
    mark = BatchMark.objects.get(batch__serial_block=_second_block(facts))
    after = Retirement.objects.filter(leaf_index__gt=mark.leaf_index, slices__batch=mark.batch_id).count()
    giver = credits.actions.open_account(
        code=f"inventory:race-{facts['first_unit']}", kind=Account.Kind.INVENTORY
    )
    issued(new_batch(facts["first_unit"] + 10, 1), giver)
    credits.actions.move(
        debit=giver, credit=account, amount_grams=1_000_000, key=uuid.uuid4(), reason="x", by=clerk(0)
    )
    settle()
    account.refresh_from_db()
    return [after, account.retired_grams, account.held_grams]


def _second_block(facts: Facts) -> str:
    return new_batch(facts["first_unit"] + 1, 1).serial_block


RACES = {
    "many on one account": Race(16, begin_many, act_many, judge_many),
    "one key": Race(16, begin_key, act_same_key, judge_key),
    "one key for two amounts": Race(8, begin_key, act_key_reused, judge_key),
    "one hold": Race(8, begin_hold, act_hold, judge_hold),
    "eight approve": Race(8, begin_proposal, act_approve, judge_proposal),
    "one approves eight times": Race(8, begin_proposal, act_approve_again, judge_proposal),
    "approve and reject": Race(8, begin_proposal, act_decide, judge_proposal),
    "overlapping blocks": Race(2, begin_overlap, act_overlap, judge_overlap),
    "open a pool": Race(8, begin_pool, act_open_pool, judge_pool),
    "close a pool": Race(2, begin_closing, act_overlap, judge_closing),
    "settlers and audits": Race(6, begin_settling, act_settling, judge_settling),
    "impaired while settling": Race(6, begin_settling, act_impairing, judge_impairing),
}
