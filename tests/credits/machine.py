"""A machine that does anything the ledger knows, in any order, and holds it against the model after each step."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import TestCase
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

import credits.actions
import credits.audit
import credits.errors
from credits.models import (
    Batch,
    Hold,
    Pool,
    Proposal,
    Retirement,
    RetirementRequest,
    Transfer,
)
from tests.conftest import clerks, new_batch
from tests.credits.model import UNIT, Refusal
from tests.credits.model_pools import WholeModel

BEGIN = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
CODES = {"donor:a": "donor", "event:b": "event", "event:c": "event", "inventory": "inventory"}
FEW = st.sampled_from([1, 250_000, 400_000, UNIT - 1, UNIT, UNIT + 1, 2_500_000])
CODE = st.sampled_from(list(CODES))
ANY = st.integers(0, 999)  # which of those that are there, counted round
Act = Callable[[], Any]


class Ledger(RuleBasedStateMachine):
    """Each rule asks the model first, then the ledger: both do it, or both refuse for the same reason."""

    steps = 0  # of all runs, for `make soak`

    def __init__(self) -> None:
        super().__init__()
        self._atomic = transaction.atomic()
        self._atomic.__enter__()
        self._travel = time_machine.travel(BEGIN, tick=False)
        self._clock = self._travel.start()
        self.clerks = clerks()
        self.accounts = {
            code: credits.actions.open_account(code=code, kind=kind) for code, kind in CODES.items()
        }
        self.model = WholeModel(CODES, int(BEGIN.timestamp()))
        self.batches: list[Batch] = []
        self.blocks: list[int] = []  # the first unit of each
        self.proposed_units = 0
        self.holds: list[Hold] = []
        self.moves: list[Transfer] = []
        self.requests: list[RetirementRequest] = []
        self.pools: list[Pool] = []
        self.proposals: list[
            tuple[Proposal, Act, Callable[[Any], object]]
        ] = []  # what the model does, what is kept
        self.done: list[tuple[Act, Any]] = []  # acts under a key, and what they gave

    def teardown(self) -> None:
        try:
            assert credits.audit.breaches() == []
        finally:
            self._travel.stop()
            transaction.set_rollback(True)
            self._atomic.__exit__(None, None, None)

    def both(self, expected: Act, real: Act, kept: Callable[[Any], object] = lambda _outcome: None) -> None:
        """Let the model act, then the ledger; `kept` gets what the ledger gave."""
        type(self).steps += 1
        try:
            expected()
        except Refusal as refusal:
            with pytest.raises(getattr(credits.errors, str(refusal))), transaction.atomic():
                real()
        else:
            with TestCase.captureOnCommitCallbacks(execute=True):
                kept(real())

    def keyed(self, expected: Act, real: Callable[[uuid.UUID], Any], kept: Callable[[Any], object]) -> None:
        """The same under an idempotency key, to be repeated later."""
        key = uuid.uuid4()

        def keep(outcome: Any) -> None:
            self.done.append((lambda: real(key), outcome))
            kept(outcome)

        self.both(expected, lambda: real(key), keep)

    # --- Credits ----------------------------------------------------------------------------------------

    @initialize(units=st.integers(1, 3), to=CODE)
    def begin(self, units: int, to: str) -> None:
        self.propose_issue(units, to)
        self.approve(0)

    @precondition(lambda self: len(self.batches) < 6)
    @rule(units=st.integers(1, 3), to=CODE)
    def propose_issue(self, units: int, to: str) -> None:
        self.proposed_units += 10
        first = self.proposed_units

        def keep(batch: Batch) -> None:
            self.batches.append(batch)
            self.blocks.append(first)

        self._propose(
            lambda: None,
            lambda key: credits.actions.propose_issue(
                batch=new_batch(first, units), to=self.accounts[to], key=key, by=self.clerks[0]
            ),
            lambda: self.model.issue(units, to),
            keep,
        )

    def _propose(
        self,
        check: Act,
        real: Callable[[uuid.UUID], Proposal],
        carried_out: Act,
        kept: Callable[[Any], object] = lambda _outcome: None,
    ) -> None:
        self.keyed(check, real, lambda proposal: self.proposals.append((proposal, carried_out, kept)))

    @precondition(lambda self: self.proposals)
    @rule(which=ANY)
    def approve(self, which: int) -> None:
        proposal, carried_out, kept = self.proposals[which % len(self.proposals)]

        def keep(outcome: Any) -> None:
            self.proposals.remove((proposal, carried_out, kept))
            self.done.append((approve, outcome))
            kept(outcome)

        def approve() -> Any:
            return credits.actions.approve(proposal=proposal, by=self.clerks[1])

        self.both(carried_out, approve, keep)

    @precondition(lambda self: self.proposals)
    @rule(which=ANY, is_own=st.booleans())
    def refuse_or_approve_ones_own(self, which: int, is_own: bool) -> None:
        proposal, *_acts = self.proposals[which % len(self.proposals)]
        if is_own:
            with pytest.raises(credits.errors.SamePersonError):
                credits.actions.approve(proposal=proposal, by=self.clerks[0])
        else:
            credits.actions.reject(proposal=proposal, by=self.clerks[0], reason="x")
            del self.proposals[which % len(self.proposals)]
            with pytest.raises(credits.errors.ProposalDecidedError):
                credits.actions.approve(proposal=proposal, by=self.clerks[1])

    @rule(debit=CODE, credit=CODE, grams=FEW)
    def move(self, debit: str, credit: str, grams: int) -> None:
        self.keyed(
            lambda: self.model.move(debit, credit, grams),
            lambda key: credits.actions.move(
                debit=self.accounts[debit],
                credit=self.accounts[credit],
                amount_grams=grams,
                key=key,
                reason="x",
                by=None,
            ),
            lambda rows: self.moves.append(rows[0]),
        )

    @precondition(lambda self: self.moves)
    @rule(which=ANY)
    def reverse(self, which: int) -> None:
        number = which % len(self.moves)
        self._propose(
            lambda: self.model.check_reversal(number),
            lambda key: credits.actions.propose_reversal(
                transfer=self.moves[number], key=key, reason="x", by=self.clerks[0]
            ),
            lambda: self.model.reverse(number),
        )

    @rule(code=CODE, which=ANY, grams=FEW)
    def propose_cancel(self, code: str, which: int, grams: int) -> None:
        number = which % len(self.batches)
        self._propose(
            lambda: self.model.check_cancel(code, number, grams),
            lambda key: credits.actions.propose_cancel(
                account=self.accounts[code],
                batch=self.batches[number],
                amount_grams=grams,
                reason="x",
                key=key,
                by=self.clerks[0],
            ),
            lambda: self.model.cancel(code, number, grams),
        )

    @rule(which=ANY, is_flawed=st.booleans())
    def mark(self, which: int, is_flawed: bool) -> None:
        number = which % len(self.batches)
        verb = credits.actions.impair if is_flawed else credits.actions.close_batch
        expected = self.model.impair if is_flawed else self.model.close_batch
        self.both(
            lambda: expected(number),
            lambda: verb(batch=self.batches[number], reason="x", by=self.clerks[0]),
        )

    # --- Promises ---------------------------------------------------------------------------------------

    @rule(code=CODE, grams=FEW, minutes=st.sampled_from([None, -1, 0, 15, 60]))
    def hold(self, code: str, grams: int, minutes: int | None) -> None:
        end = None if minutes is None else self.model.now + 60 * minutes
        self.keyed(
            lambda: self.model.hold(code, grams, end),
            lambda key: credits.actions.hold(
                account=self.accounts[code],
                amount_grams=grams,
                expires_at=None if end is None else datetime.fromtimestamp(end, UTC),
                key=key,
            ),
            self.holds.append,
        )

    @precondition(lambda self: self.holds)
    @rule(which=ANY)
    def release(self, which: int) -> None:
        number = which % len(self.holds)
        self.both(
            lambda: self.model.release(number), lambda: credits.actions.release(hold=self.holds[number])
        )

    @rule()
    def release_expired(self) -> None:
        now = datetime.fromtimestamp(self.model.now, UTC)
        expected: list[int] = []
        self.both(
            lambda: expected.append(self.model.release_expired()),
            lambda: credits.actions.release_expired(now=now),
            lambda count: self._equal(expected, [count]),
        )

    @rule(code=CODE, grams=FEW, may_split=st.booleans())
    def retire(self, code: str, grams: int, may_split: bool) -> None:
        beneficiary = uuid.uuid4()
        self.keyed(
            lambda: self.model.retire(code, grams, may_split),
            lambda key: credits.actions.retire(
                account=self.accounts[code],
                amount_grams=grams,
                beneficiary=beneficiary,
                purpose="x",
                key=key,
                may_split=may_split,
            ),
            self.requests.append,
        )

    @rule(code=CODE, grams=FEW)
    def propose_event_retirement(self, code: str, grams: int) -> None:
        def check() -> None:
            if self.model.accounts[code].free < grams:
                raise Refusal("InsufficientCreditsError")

        self._propose(
            check,
            lambda key: credits.actions.propose_event_retirement(
                account=self.accounts[code],
                amount_grams=grams,
                beneficiary=uuid.UUID(int=7),
                purpose="x",
                key=key,
                by=self.clerks[0],
            ),
            lambda: self.model.retire(code, grams, True),
            self.requests.append,
        )

    @precondition(lambda self: self.holds)
    @rule(which=ANY)
    def retire_hold(self, which: int) -> None:
        number, beneficiary = which % len(self.holds), uuid.uuid4()
        self.keyed(
            lambda: self.model.retire_hold(number),
            lambda key: credits.actions.retire_hold(
                hold=self.holds[number], beneficiary=beneficiary, purpose="x", key=key
            ),
            self.requests.append,
        )

    @precondition(lambda self: any(row.state == "retired" for row in self.model.requests))
    @rule(which=ANY, code=CODE)
    def replace(self, which: int, code: str) -> None:
        retired = [n for n, row in enumerate(self.model.requests) if row.state == "retired"]
        number = retired[which % len(retired)]
        self._propose(
            lambda: self.model.check_replacement(number, code),
            lambda key: credits.actions.propose_replacement(
                retirement=Retirement.objects.get(pk=self.requests[number].pk),
                account=self.accounts[code],
                purpose="x",
                key=key,
                by=self.clerks[0],
            ),
            lambda: self.model.replace(number, code),
            self.requests.append,
        )

    @rule()
    def settle(self) -> None:
        expected: list[int] = []
        self.both(
            lambda: expected.append(self.model.settle()),
            credits.actions.settle_pending,
            lambda count: self._equal(expected, [count]),
        )

    def _equal(self, expected: object, found: object) -> None:
        assert found == expected
