"""Two people for what cannot be undone: one proposes, another approves, and that carries it out."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

import credits.ledger
from credits.actions.batches import (
    NewBatch,
    batch_with,
    check_not_closed,
    checked_block,
    enter_batch,
)
from credits.actions.keys import once
from credits.actions.pools import close_pool, closing_of
from credits.actions.promises import Intake, accept
from credits.errors import (
    AccountKindError,
    ForeignBatchError,
    InsufficientCreditsError,
    ProposalDecidedError,
    SamePersonError,
)
from credits.log import Appender
from credits.models import (
    Account,
    Batch,
    Decision,
    Pool,
    PoolClosing,
    Proposal,
    Reconciliation,
    RetirementRequest,
    Transfer,
)
from credits.reconciliation import Report
from credits.tape import CANCELLED, OWN_KINDS, Movement, carry, leave_gaps, locked, own_account, spans_of
from diandian.lib.digest import input_digest
from people.models import User

Outcome = Batch | list[Transfer] | RetirementRequest | PoolClosing | Reconciliation


def propose_issue(*, batch: NewBatch, to: Account, key: uuid.UUID, by: User) -> Proposal:
    """Propose to enter a registry's serial block and credit all of its grams to `to`.

    Refuses with SerialNotReadableError, SerialBlockError, WrongRegistryError, InvalidAmountError (more grams than a
    ledger can count), SerialBlockOverlapError, AccountKindError, KeyReusedError. Same key and same input: the
    proposal that is there already.
    """
    _check_kind(to)
    digest = input_digest(to=to.code, registry=batch.registry, serial_block=batch.serial_block)

    def write() -> Proposal:
        checked_block(batch)
        return _proposal(Proposal.Kind.ISSUE, {"batch": batch.as_body(), "to": to.code}, key, digest, by)

    return once(Proposal, key, digest, write)


def propose_cancel(
    *, account: Account, batch: Batch, amount_grams: int, reason: str, key: uuid.UUID, by: User
) -> Proposal:
    """Propose to cancel grams of a batch: they leave for good, and are never a claim.

    Refuses with InvalidAmountError, AccountKindError, BatchClosedError, ForeignBatchError (the account has fewer of
    this batch), InsufficientCreditsError (they are promised), KeyReusedError.
    """
    credits.ledger.checked_amount(amount_grams)
    _check_kind(account)
    body = {
        "account": account.code,
        "batch": str(batch.public_id),
        "amount_grams": amount_grams,
        "reason": reason,
    }
    digest = input_digest(account=account.code, batch=str(batch.public_id), amount_grams=amount_grams)

    def write() -> Proposal:
        check_not_closed(batch)
        _check_has(account, batch, amount_grams)
        return _proposal(Proposal.Kind.CANCEL, body, key, digest, by)

    return once(Proposal, key, digest, write)


def propose_event_retirement(
    *, account: Account, amount_grams: int, beneficiary: uuid.UUID, purpose: str, key: uuid.UUID, by: User
) -> Proposal:
    """Propose to retire grams for an event itself. They are set aside when it is approved.

    Refuses with InvalidAmountError, AccountKindError, InsufficientCreditsError, KeyReusedError.
    """
    credits.ledger.checked_amount(amount_grams)
    _check_kind(account)
    body = {
        "account": account.code,
        "amount_grams": amount_grams,
        "beneficiary": str(beneficiary),
        "purpose": purpose,
    }
    digest = input_digest(
        account=account.code, amount_grams=amount_grams, beneficiary=str(beneficiary), kind="event"
    )

    def write() -> Proposal:
        _check_available(account, amount_grams)
        return _proposal(Proposal.Kind.RETIRE_FOR_EVENT, body, key, digest, by)

    return once(Proposal, key, digest, write)


def propose_pool_closing(*, pool: Pool, residual_from: Account | None, key: uuid.UUID, by: User) -> Proposal:
    """Propose to close a pool. What its block has over comes out of `residual_from`, and is cancelled.

    Refuses with PoolClosedError, PoolWithoutBlockError, PoolEmptyError, ResidualNotBackedError, KeyReusedError.
    """
    code = residual_from.code if residual_from is not None else None
    digest = input_digest(pool=pool.number, residual_from=code)
    body = {"pool": pool.number, "residual_from": code}

    def write() -> Proposal:
        closing_of(pool, residual_from)
        return _proposal(Proposal.Kind.CLOSE_POOL, body, key, digest, by)

    return once(Proposal, key, digest, write)


def propose_reconciliation(*, report: dict[str, Any], key: uuid.UUID, by: User) -> Proposal:
    """Propose to sign a comparison with an outside registry's list: `report` is its Report as JSON.

    Refuses with credits.reconciliation's ReportNotReadableError for anything else, KeyReusedError.
    """
    Report.from_json(report)
    digest = input_digest(registry=report["registry"], file_digest=report["file_digest"])
    return once(Proposal, key, digest, lambda: _proposal(Proposal.Kind.RECONCILE, report, key, digest, by))


def approve(*, proposal: Proposal, by: User) -> Outcome:
    """Approve and carry out, in one transaction: both or neither. The same person may repeat it.

    Returns what came of it: the batch, the transfers, the retirement request, the closing or the reconciliation.
    Refuses with SamePersonError, ProposalDecidedError, and like the `propose_` function where the ledger has
    changed since, ClockBehindError.
    """
    with transaction.atomic():
        row = Proposal.objects.select_for_update().get(pk=proposal.pk)
        decision = Decision.objects.filter(proposal=row).first()
        if decision is not None:
            if decision.outcome == Decision.Outcome.APPROVED and decision.decided_by_id == by.pk:
                return outcome_of(row)
            raise ProposalDecidedError(decision.outcome)
        if row.proposed_by_id == by.pk:
            raise SamePersonError(row.public_id)
        _decide(row, Decision.Outcome.APPROVED, by, "")
        return _carry_out(row, by)


def reject(*, proposal: Proposal, by: User, reason: str) -> Decision:
    """End a proposal without carrying it out; whoever made it may withdraw it so. Refuses with ProposalDecidedError."""
    with transaction.atomic():
        row = Proposal.objects.select_for_update().get(pk=proposal.pk)
        decision = Decision.objects.filter(proposal=row).first()
        if decision is not None:
            raise ProposalDecidedError(decision.outcome)
        return _decide(row, Decision.Outcome.REJECTED, by, reason)


def outcome_of(proposal: Proposal) -> Outcome:
    """What came of an approved proposal."""
    kind = proposal.kind
    if kind == Proposal.Kind.ISSUE:
        return Batch.objects.get(proposal=proposal)
    if kind == Proposal.Kind.CANCEL:
        return list(Transfer.objects.filter(proposal=proposal))
    if kind == Proposal.Kind.RETIRE_FOR_EVENT:
        return RetirementRequest.objects.get(proposal=proposal)
    if kind == Proposal.Kind.CLOSE_POOL:
        return PoolClosing.objects.get(proposal=proposal)
    return Reconciliation.objects.get(proposal=proposal)


def _carry_out(proposal: Proposal, by: User) -> Outcome:
    kind = proposal.kind
    if kind == Proposal.Kind.ISSUE:
        return enter_batch(proposal, by)
    if kind == Proposal.Kind.CANCEL:
        return _cancel(proposal, by)
    if kind == Proposal.Kind.RETIRE_FOR_EVENT:
        return _retire_for_event(proposal)
    if kind == Proposal.Kind.CLOSE_POOL:
        return close_pool(proposal, by)
    return _sign_reconciliation(proposal)


def _cancel(proposal: Proposal, by: User) -> list[Transfer]:
    body = proposal.body
    batch = batch_with(body["batch"])
    check_not_closed(batch)
    log = Appender()
    log.check_clock()
    account = Account.objects.get(code=body["account"])
    accounts = locked(account, own_account(CANCELLED))
    account = accounts[account.code]
    _check_has(account, batch, body["amount_grams"])
    parts = credits.ledger.last_parts(spans_of(account), batch.pk, body["amount_grams"])
    movement = Movement(
        Transfer.Kind.CANCEL,
        account,
        accounts[CANCELLED],
        by=by,
        reason=body["reason"],
        proposal=proposal,
    )
    transfers = carry(log, movement, parts)
    leave_gaps(transfers, parts)
    log.write()
    return transfers


def _retire_for_event(proposal: Proposal) -> RetirementRequest:
    body = proposal.body
    wish = Intake(
        Account.objects.get(code=body["account"]),
        body["amount_grams"],
        uuid.UUID(body["beneficiary"]),
        body["purpose"],
        kind=RetirementRequest.Kind.EVENT,
        proposal=proposal,
    )
    return accept(wish, proposal.key, proposal.input_digest)


def _sign_reconciliation(proposal: Proposal) -> Reconciliation:
    body = proposal.body
    return Reconciliation.objects.create(
        proposal=proposal,
        registry=body["registry"],
        file_digest=body["file_digest"],
        matched_units=body["matched_units"],
        unmatched_units=body["unmatched_units"],
        signed_at=timezone.now(),
    )


def _proposal(kind: Proposal.Kind, body: dict[str, Any], key: uuid.UUID, digest: str, by: User) -> Proposal:
    return Proposal.objects.create(
        key=key, input_digest=digest, kind=kind, body=body, proposed_by=by, proposed_at=timezone.now()
    )


def _decide(row: Proposal, outcome: Decision.Outcome, by: User, reason: str) -> Decision:
    return Decision.objects.create(
        proposal=row, outcome=outcome, reason=reason, decided_by=by, decided_at=timezone.now()
    )


def _check_kind(account: Account) -> None:
    if account.kind in OWN_KINDS:
        raise AccountKindError(account.code, account.kind)


def _check_available(account: Account, amount_grams: int) -> None:
    account.refresh_from_db()
    available = account.credited_grams - account.debited_grams - account.held_grams
    if available < amount_grams:
        raise InsufficientCreditsError(account.code, needed_grams=amount_grams, available_grams=available)


def _check_has(account: Account, batch: Batch, amount_grams: int) -> None:
    account.refresh_from_db()  # the caller's may be old, and the tape would be read from where it stood then
    of_batch = sum(span.amount_grams for span in spans_of(account) if span.batch_id == batch.pk)
    if of_batch < amount_grams:
        raise ForeignBatchError(
            account.code, batch.serial_block, needed_grams=amount_grams, available_grams=of_batch
        )
    _check_available(account, amount_grams)
