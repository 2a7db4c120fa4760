"""Anything in any order: after each step the database says what the model says, and at the end the audit is clean."""

import logging
import os
import uuid
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

import credits.actions
import credits.errors
from credits.ledger import LotSpan, free_spans
from credits.models import (
    Account,
    Hold,
    LogLeaf,
    LogState,
    Lot,
    PendingRetirement,
    PoolClosing,
    PoolLeaf,
    RetirementRefusal,
    RetirementRequest,
    RetirementSlice,
    TapeGap,
)
from tests.credits.machine import ANY, CODE, CODES, Ledger
from tests.credits.model import UNIT, total

STEPS = int(os.environ.get("SOAK_STEPS", "40"))
EXAMPLES = 12  # of a change
SOAK_EXAMPLES = int(os.environ.get("SOAK_EXAMPLES", "2000"))


class WholeLedger(Ledger):
    """With pools, the clock, repetitions and wrong input."""

    @rule(which=ANY)
    def open_pool(self, which: int) -> None:
        number = which % len(self.batches)
        self.both(
            lambda: self.model.open_pool(number),
            lambda: credits.actions.open_pool(batch=self.batches[number], by=self.clerks[0]),
            self.pools.append,
        )

    @precondition(lambda self: self.pools)
    @rule(which=ANY, first=st.integers(0, 3), more=st.integers(0, 1))
    def attach_block(self, which: int, first: int, more: int) -> None:
        number = which % len(self.pools)
        begin = self.blocks[self.model.pools[number].batch] + first
        self.both(
            lambda: self.model.attach_block(number, first, first + more),
            lambda: credits.actions.attach_block(
                pool=self.pools[number],
                serial_block=f"CDCER-CD-2022-07-{begin}-{begin + more}",
                evidence=credits.actions.Evidence("R", date(2026, 11, 20)),
                by=self.clerks[0],
            ),
        )

    @precondition(lambda self: self.pools)
    @rule(which=ANY, code=st.one_of(st.none(), CODE))
    def propose_pool_closing(self, which: int, code: str | None) -> None:
        number = which % len(self.pools)
        leaves: list[tuple[int, int]] = []

        def keep(closing: PoolClosing) -> None:
            rows = PoolLeaf.objects.filter(pool=closing.pool_id).order_by("position")
            found = list(rows.values_list("retirement_id", "amount_grams"))
            assert found == [(self.requests[request].pk, grams) for request, grams in leaves]

        self._propose(
            lambda: self.model.leaves_of(number, code),
            lambda key: credits.actions.propose_pool_closing(
                pool=self.pools[number],
                residual_from=self.accounts[code] if code else None,
                key=key,
                by=self.clerks[0],
            ),
            lambda: leaves.extend(self.model.close_pool(number, code)),
            keep,
        )

    @rule(minutes=st.sampled_from([1, 20, 90]), is_back=st.booleans())
    def let_the_clock_jump(self, minutes: int, is_back: bool) -> None:
        step = -60 * minutes if is_back else 60 * minutes
        self._clock.shift(timedelta(seconds=step))
        self.model.now += step

    @rule()
    def correct_the_clock(self) -> None:
        self.both(self.model.correct_clock, credits.actions.correct_clock)

    @rule()
    def publish_a_checkpoint(self) -> None:
        published = credits.actions.publish_checkpoint()
        assert (published.size if published else 0) == self.model.leaves

    @precondition(lambda self: self.done)
    @rule(which=ANY)
    def repeat(self, which: int) -> None:
        act, outcome = self.done[which % len(self.done)]
        assert act() == outcome

    @precondition(lambda self: self.holds or self.requests)
    @rule(which=ANY, code=CODE)
    def reuse_a_key(self, which: int, code: str) -> None:
        rows: list[Hold | RetirementRequest] = [*self.holds, *self.requests]
        row = rows[which % len(rows)]
        other = row.amount_grams + 1
        account = self.accounts[code]

        def reuse() -> None:
            if isinstance(row, Hold):
                credits.actions.hold(account=account, amount_grams=other, expires_at=None, key=row.key)
            else:
                credits.actions.retire(
                    account=account, amount_grams=other, beneficiary=uuid.uuid4(), purpose="x", key=row.key
                )

        with pytest.raises(credits.errors.KeyReusedError):
            reuse()

    @rule(amount=st.sampled_from([0, -1, 0.5, 10**16, True]), code=CODE)
    def ask_for_nonsense(self, amount: int, code: str) -> None:
        account, key = self.accounts[code], uuid.uuid4()
        with pytest.raises(credits.errors.InvalidAmountError):
            credits.actions.hold(account=account, amount_grams=amount, expires_at=None, key=key)
        with pytest.raises(credits.errors.InvalidAmountError):
            credits.actions.retire(
                account=account, amount_grams=amount, beneficiary=uuid.uuid4(), purpose="x", key=key
            )

    # --- What holds after every step --------------------------------------------------------------------

    @invariant()
    def every_tape_is_the_models(self) -> None:
        gaps, lots = self._by_account(TapeGap), self._by_account(Lot, "batch_id", "batch_from")
        for row in Account.objects.filter(code__in=CODES):
            spans = [
                LotSpan(0, batch, start, end, first) for start, end, batch, first in lots.get(row.pk, [])
            ]
            ahead = [span for span in spans if span.tape_to > row.tape_position]
            free = free_spans(ahead, [(start, end) for start, end in gaps.get(row.pk, [])], row.tape_position)
            expected = self.model.accounts[row.code]
            assert [(span.batch_id, span.batch_from, span.batch_to) for span in free] == [
                (self.batches[run.batch].pk, run.start, run.end) for run in expected.tape
            ]
            assert row.credited_grams - row.debited_grams == total(expected.tape)
            assert row.held_grams == expected.held
            assert expected.free >= 0

    def _by_account(self, model: type, *more: str) -> dict[int, list[tuple[int, ...]]]:
        found: dict[int, list[tuple[int, ...]]] = {}
        rows = model.objects.order_by("tape_from")  # type: ignore[attr-defined]
        for account, *rest in rows.values_list("account_id", "tape_from", "tape_to", *more):
            found.setdefault(account, []).append(tuple(rest))
        return found

    @invariant()
    def every_request_came_to_what_the_model_says(self) -> None:
        slices: dict[int, list[tuple[int, int, int]]] = {}
        numbers = {batch.pk: number for number, batch in enumerate(self.batches)}
        for request, batch, *grams in RetirementSlice.objects.order_by("pk").values_list(
            "retirement_id", "batch_id", "batch_from", "batch_to"
        ):
            slices.setdefault(request, []).append((numbers[batch], grams[0], grams[1]))
        waiting = set(PendingRetirement.objects.values_list("pk", flat=True))
        refused = set(RetirementRefusal.objects.values_list("request_id", flat=True))
        for row, expected in zip(self.requests, self.model.requests, strict=True):
            assert slices.get(row.pk, []) == expected.slices
            assert (row.pk in waiting, row.pk in refused) == (
                expected.state == "waits",
                expected.state == "refused",
            )

    @invariant()
    def every_batch_is_whole(self) -> None:
        for number, batch in enumerate(self.model.batches):
            held = sum(
                run.grams
                for account in self.model.accounts.values()
                for run in account.tape
                if run.batch == number
            )
            retired = sum(grams for _request, grams in batch.retired)
            assert held + retired + batch.cancelled + batch.apart == batch.units * UNIT

    @invariant()
    def no_gram_is_retired_twice(self) -> None:
        ranges = sorted(part for row in self.model.requests for part in row.slices)
        assert all(left[0] != right[0] or left[2] <= right[1] for left, right in pairwise(ranges))

    @invariant()
    def the_log_has_all_its_leaves(self) -> None:
        size = LogState.objects.values_list("size", flat=True).get()
        assert (size, LogLeaf.objects.count()) == (self.model.leaves, self.model.leaves)


def test_the_ledger_does_what_the_model_does(db: None, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="credits.settlement")  # the clock jumps in here, and it says so
    is_soak = hypothesis.settings.get_current_profile_name() == "soak"
    settings = hypothesis.settings(
        stateful_step_count=STEPS,
        suppress_health_check=list(hypothesis.HealthCheck),
        print_blob=True,
        max_examples=SOAK_EXAMPLES if is_soak else EXAMPLES,
    )
    run_state_machine_as_test(WholeLedger, settings=settings)
    assert WholeLedger.steps >= EXAMPLES
    if is_soak:
        counted = Path(os.environ["SOAK_COUNT"])
        counted.write_text(f"{WholeLedger.steps}\n")
