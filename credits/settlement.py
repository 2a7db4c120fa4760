"""Settlement: pending retirements become final, a group in one database transaction."""

import logging
import os
import uuid
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast

from credits.bulk import delete_rows, insert_rows, random_ids
from credits.ledger import LotSpan, Plan, Refused, Wish, plan_retirements
from credits.log import Appender
from credits.models import (
    Account,
    Batch,
    Lot,
    PendingRetirement,
    Retirement,
    RetirementRefusal,
    RetirementRequest,
    RetirementSlice,
    Transfer,
)
from credits.proofs.entries import (
    RANGES_MAX,
    SALT_BYTES,
    RetirementEncoder,
    commitment,
    merged_ranges,
    retirement_commitment,
)
from credits.proofs.errors import ProofError
from credits.public_queries.lots import givers_of
from credits.tape import RETIRED, Movement, carry, impaired_batches, own_account, set_apart, spans_of

logger = logging.getLogger(__name__)

_RETIREMENT = (
    *("request_id", "public_id", "account_id", "amount_grams", "beneficiary", "purpose"),
    *("retired_at", "salt", "leaf_index"),
)
_WAITING = (
    *("pk", "account_id", "amount_grams", "purpose", "may_split", "replaces_id"),
    Cast("beneficiary", TextField()),  # as letters: hundreds of objects cost more than what is done with them
)
_SLICE = ("retirement_id", "batch_id", "lot_id", "batch_from", "batch_to")
_REFUSAL = ("request_id", "reason", "rest_grams", "refused_at")
_TRANSFER = (
    *("public_id", "group", "input_digest", "kind", "debit_account_id", "credit_account_id", "batch_id"),
    *("amount_grams", "batch_from", "reason", "made_at"),
)


class _Waiting(NamedTuple):
    """A request as settlement needs it."""

    request_id: int
    account_id: int
    amount_grams: int
    purpose: str
    may_split: bool
    replaces_id: int | None
    beneficiary: str  # 32 letters of a UUID


class _Entry(NamedTuple):
    """A retirement's id, salt and encoded entry, before it is written."""

    public_id: str  # 32 letters of a UUID
    salt: bytes
    text: bytes


def settle_pending(*, limit: int = 500) -> int:
    """Retire the oldest requests that wait, at most `limit` of them; returns how many came to an end.

    May be repeated, and run by several workers at once: the lock on the log lets one settle at a time, in the
    order in which requests were accepted. A crash leaves the rows in the queue. What ends a request is its
    retirement, or its refusal where it may not be split and its batch ends in the middle of it. A request whose
    grams were found impaired waits until others take their place.
    """
    # By the index: behind its beginning lie what was settled before, until the next vacuum.
    if PendingRetirement.objects.order_by("request_id").values_list("request_id").first() is None:
        return 0
    with transaction.atomic():
        log = Appender()
        if log.is_clock_wrong:
            logger.error(
                "The clock is far from the log's time: nothing is settled until one of them is right."
            )
            return 0
        settlement = _Settlement(log)
        # Once more without those that cannot be settled, which else might stand before everybody for ever.
        while by_account := _oldest(limit, settlement):
            failed_before = len(settlement.failed)
            accounts = Account.objects.select_for_update().filter(pk__in=by_account).order_by("pk")
            for account in accounts:
                settlement.settle(account, by_account[account.pk])
            if len(settlement.failed) == failed_before or settlement.ended:
                break
        settlement.write()
        return len(settlement.ended)


def _oldest(limit: int, settlement: "_Settlement") -> dict[int, list[_Waiting]]:
    """Who waits longest, by account. Whoever waits for an impaired batch's replacement does not stand before others."""
    waiting = PendingRetirement.objects.order_by("request_id").values("request_id")
    if settlement.failed:
        waiting = waiting.exclude(request__account_id__in=settlement.failed)
    short = _accounts_with_grams_of(settlement.impaired)
    rows = _requests(waiting.exclude(request__account_id__in=short) if short else waiting, limit)
    for account_id in short:
        rows += _requests(waiting.filter(request__account_id=account_id), limit)
    by_account: dict[int, list[_Waiting]] = {}
    for row in rows:
        by_account.setdefault(row.account_id, []).append(row)
    return by_account


def _requests(waiting: QuerySet[PendingRetirement, Any], limit: int) -> list[_Waiting]:
    # Cut first and joined afterwards: a database that guesses the queue's length wrong would else read every
    # request that there ever was. No lock is needed: requests never change, and the log's lock keeps others out.
    rows = RetirementRequest.objects.filter(pk__in=waiting[:limit]).order_by("pk")
    found = rows.values_list(*_WAITING)
    return [_Waiting._make((*row, letters.replace("-", ""))) for *row, letters in found]


def _accounts_with_grams_of(impaired: Collection[int]) -> list[int]:
    if not impaired:
        return []
    accounts = Account.objects.filter(
        held_grams__gt=0, lots__batch_id__in=impaired, lots__tape_to__gt=F("tape_position")
    )
    return list(accounts.values_list("pk", flat=True).distinct())


class _Settlement:
    """One settlement: what it decides for each account, and all that it writes at its end."""

    def __init__(self, log: Appender) -> None:
        self.ended: list[int] = []
        self.failed: set[int] = set()  # accounts that cannot be settled
        self._log = log
        self._made_at = log.made_at
        self._group = uuid.uuid4()
        self._retired = own_account(RETIRED)
        self.impaired = impaired_batches()
        self._batches: dict[int, str] = {}  # public ids, as the log writes them
        self._refusals: list[tuple[object, ...]] = []
        self._retirements: list[tuple[object, ...]] = []
        self._slices: list[tuple[object, ...]] = []
        self._transfers: list[tuple[object, ...]] = []
        self._retired_grams = 0

    def settle(self, account: Account, waiting: Sequence[_Waiting]) -> None:
        """Settle the requests that wait on one locked account."""
        try:
            plan = self._plan(account, waiting)
            entries = self._entries(account, waiting, plan)
        except (ValueError, ProofError):
            # A broken tape is never papered over, and stops nobody else; the audit names it.
            logger.exception("Account %s cannot be settled.", account.code)
            self.failed.add(account.pk)
            return
        by_lot: dict[int, list[LotSpan]] = {}
        first_leaf = self._log.append_all([entry.text for entry in entries if entry is not None])
        refused_grams = retirement_count = 0
        for row, outcome, entry in zip(waiting, plan.outcomes, entries, strict=False):
            self.ended.append(row.request_id)
            if isinstance(outcome, Refused):
                self._refuse(row, outcome)
                refused_grams += row.amount_grams
                continue
            assert entry is not None  # noqa: S101  whatever is not refused has its entry
            self._retire(row, outcome, entry, first_leaf + retirement_count)
            retirement_count += 1
            for part in outcome:
                by_lot.setdefault(part.lot_id, []).append(part)
        retired_grams = sum(part.amount_grams for parts in by_lot.values() for part in parts)
        for parts in by_lot.values():
            self._post(account, parts)
        self._retired_grams += retired_grams
        Account.objects.filter(pk=account.pk).update(
            debited_grams=F("debited_grams") + retired_grams,
            held_grams=F("held_grams") - retired_grams - refused_grams,
            retired_grams=F("retired_grams") + retired_grams,
            retirement_count=F("retirement_count") + retirement_count,
            tape_position=plan.position,
        )
        if plan.crumbs:
            self._return(account, plan)
        if refused_grams and self.impaired:
            account.refresh_from_db()
            set_apart(self._log, account, self.impaired)  # a refusal gave grams back

    def write(self) -> None:
        """Write all rows, in the order in which they stand on one another."""
        for model, columns, rows in (
            (RetirementRefusal, _REFUSAL, self._refusals),
            (Retirement, _RETIREMENT, self._retirements),
            (RetirementSlice, _SLICE, self._slices),
            (Transfer, _TRANSFER, self._transfers),
        ):
            if rows:
                insert_rows(model, columns, rows)
        delete_rows(PendingRetirement, "request_id", self.ended)
        Account.objects.filter(pk=self._retired.pk).update(
            credited_grams=F("credited_grams") + self._retired_grams
        )
        self._log.write()

    def _plan(self, account: Account, waiting: Sequence[_Waiting]) -> Plan:
        spans = spans_of(account, sum(row.amount_grams for row in waiting))
        self._name_batches({span.batch_id for span in spans})
        is_split = all(row.may_split for row in waiting)
        return plan_retirements(
            spans,
            account.tape_position,
            [Wish(row.amount_grams, row.may_split) for row in waiting],
            impaired=self.impaired,
            may_return=() if is_split else _givers(account, {span.lot_id for span in spans}),
            pieces_max=RANGES_MAX,
        )

    def _name_batches(self, ids: set[int]) -> None:
        if unknown := ids - self._batches.keys():
            rows = Batch.objects.filter(pk__in=unknown).values_list("pk", "public_id")
            self._batches.update({pk: str(public_id) for pk, public_id in rows})

    def _refuse(self, row: _Waiting, refused: Refused) -> None:
        reasons = RetirementRefusal.Reason
        reason = reasons.TOO_MANY_PIECES if refused.in_too_many_pieces else reasons.BATCH_ENDED
        self._refusals.append((row.request_id, reason.value, refused.rest_grams, self._made_at))

    def _entries(self, account: Account, waiting: Sequence[_Waiting], plan: Plan) -> list[_Entry | None]:
        """For each outcome its entry in the log, encoded but not yet appended; None for a refusal."""
        salts, ids = os.urandom(SALT_BYTES * len(plan.outcomes)), random_ids(len(plan.outcomes))
        replaced = self._replaced_commitments(waiting)
        encoder = RetirementEncoder(self._log.at, account.code)
        entries: list[_Entry | None] = []
        for number, (row, parts) in enumerate(zip(waiting, plan.outcomes, strict=False)):
            if isinstance(parts, Refused):
                entries.append(None)
                continue
            salt, public_id = salts[SALT_BYTES * number : SALT_BYTES * (number + 1)], ids[number]
            ranges = [(self._batches[part.batch_id], part.batch_from, part.batch_to) for part in parts]
            text = encoder.entry(
                row.amount_grams,
                merged_ranges(ranges) if len(ranges) > 1 else ranges,
                commitment(salt, bytes.fromhex(public_id + row.beneficiary)),
                replaced.get(row.replaces_id) if row.replaces_id else None,
            )
            entries.append(_Entry(public_id, salt, text))
        return entries

    def _retire(self, row: _Waiting, parts: list[LotSpan], entry: _Entry, leaf_index: int) -> None:
        self._retirements.append(
            (
                *(row.request_id, entry.public_id, row.account_id, row.amount_grams, row.beneficiary),
                *(row.purpose, self._made_at, entry.salt, leaf_index),
            )
        )
        for part in parts:
            self._slices.append((row.request_id, part.batch_id, part.lot_id, part.batch_from, part.batch_to))

    def _post(self, account: Account, parts: list[LotSpan]) -> None:
        """One transfer for all that leaves a lot: the slices are its detail."""
        amount = sum(part.amount_grams for part in parts)
        self._transfers.append(
            (
                *(uuid.uuid4(), self._group, "", Transfer.Kind.RETIRE.value, account.pk, self._retired.pk),
                *(parts[0].batch_id, amount, parts[0].batch_from, "", self._made_at),
            )
        )

    def _return(self, account: Account, plan: Plan) -> None:
        """The ends of batches that refusals left over go back to who gave them."""
        account.refresh_from_db()
        givers = _givers(account, {part.lot_id for part in plan.crumbs})
        for part in plan.crumbs:
            giver = Account.objects.select_for_update().get(pk=givers[part.lot_id])
            carry(self._log, Movement(Transfer.Kind.RETURN, account, giver, group=self._group), [part])
            set_apart(self._log, giver, self.impaired)

    def _replaced_commitments(self, waiting: Sequence[_Waiting]) -> dict[int, bytes]:
        ids = [row.replaces_id for row in waiting if row.replaces_id is not None]
        rows = Retirement.objects.filter(pk__in=ids) if ids else ()
        return {row.pk: commitment_of(row) for row in rows}


def commitment_of(row: Retirement) -> bytes:
    """The salted commitment under which a retirement stands in the log and in its pool."""
    return retirement_commitment(bytes(row.salt), row.public_id, row.beneficiary)


def _givers(account: Account, lot_ids: set[int]) -> dict[int, int]:
    """For each lot, who gets what a refusal leaves of it: whoever gave it, else the exchange, if it has one inventory.

    An event that passed it on did not give it. What was given back or returned to this account before has no giver.
    """
    rows = Lot.objects.filter(pk__in=lot_ids, transfer__kind=Transfer.Kind.MOVE)
    moved = {lot.pk: lot for lot in rows.select_related("transfer__debit_account")}
    givers: dict[int, int | None] = {pk: lot.transfer.debit_account_id for pk, lot in moved.items()}
    if passed_on := {
        lot.batch_id for lot in moved.values() if lot.transfer.debit_account.kind == Account.Kind.EVENT
    }:
        givers |= {lot: giver for lot, giver in givers_of(passed_on).items() if lot in moved}
    inventories = list(Account.objects.filter(kind=Account.Kind.INVENTORY).exclude(pk=account.pk)[:2])
    exchange = inventories[0].pk if len(inventories) == 1 else None
    takers = {lot: exchange if givers.get(lot) in (None, account.pk) else givers[lot] for lot in lot_ids}
    return {lot: taker for lot, taker in takers.items() if taker is not None}
