"""What one person may propose, for another to decide."""

import json
import uuid
from typing import Any

from django.utils import timezone

import credits.ledger
from credits.actions.accounts import check_reversible
from credits.actions.batches import NewBatch, check_not_closed, checked_block
from credits.actions.checks import REASON_LENGTH, check_available, check_has, check_kind, checked_text
from credits.actions.keys import once
from credits.actions.pools import closing_of
from credits.actions.promises import PURPOSE_LENGTH, replaceable_grams
from credits.models import Account, Batch, Pool, Proposal, Retirement, Transfer
from credits.reconciliation import Report
from diandian.lib.digest import input_digest
from people.models import User


def propose_issue(*, batch: NewBatch, to: Account, key: uuid.UUID, by: User) -> Proposal:
    """Propose to enter a registry's serial block and credit all of its grams to `to`.

    Refuses with FieldError, SerialNotReadableError, SerialBlockError, WrongRegistryError, InvalidAmountError (more
    grams than a ledger can count), SerialBlockOverlapError, AccountKindError, KeyReusedError. Same key, input and
    person: the proposal that is there already; so for all others here.
    """
    body = {"batch": batch.as_body(), "to": to.code}
    propose = _Proposing(Proposal.Kind.ISSUE, body, key, by)
    if propose.is_new:
        check_kind(to)
        checked_block(batch)
    return propose.once()


def propose_cancel(
    *, account: Account, batch: Batch, amount_grams: int, reason: str, key: uuid.UUID, by: User
) -> Proposal:
    """Propose to cancel grams of a batch: they leave for good, and are never a claim.

    Refuses with InvalidAmountError, FieldError (the reason), AccountKindError, BatchClosedError, ForeignBatchError
    (the account has fewer of this batch), InsufficientCreditsError (they are promised), KeyReusedError.
    """
    body = {
        "account": account.code,
        "batch": str(batch.public_id),
        "amount_grams": credits.ledger.checked_amount(amount_grams),
        "reason": checked_text("reason", reason, limit=REASON_LENGTH),
    }
    propose = _Proposing(Proposal.Kind.CANCEL, body, key, by)
    if propose.is_new:
        check_kind(account)
        check_not_closed(batch)
        check_has(account, batch, amount_grams)
    return propose.once()


def propose_event_retirement(
    *, account: Account, amount_grams: int, beneficiary: uuid.UUID, purpose: str, key: uuid.UUID, by: User
) -> Proposal:
    """Propose to retire grams for an event itself. They are set aside when it is approved.

    Refuses with InvalidAmountError, FieldError (the purpose), AccountKindError, InsufficientCreditsError,
    KeyReusedError.
    """
    body = {
        "account": account.code,
        "amount_grams": credits.ledger.checked_amount(amount_grams),
        "beneficiary": str(beneficiary),
        "purpose": checked_text("purpose", purpose, limit=PURPOSE_LENGTH),
    }
    propose = _Proposing(Proposal.Kind.RETIRE_FOR_EVENT, body, key, by)
    if propose.is_new:
        check_kind(account)
        check_available(account, amount_grams)
    return propose.once()


def propose_replacement(
    *, retirement: Retirement, account: Account, purpose: str, key: uuid.UUID, by: User
) -> Proposal:
    """Propose a second retirement in place of what one has out of impaired batches, for the same beneficiary.

    The first stays as it is: both are seen. Refuses with FieldError (the purpose), BatchNotImpairedError,
    RetirementReplacedError, AccountKindError, InsufficientCreditsError, KeyReusedError.
    """
    body = {
        "retirement": str(retirement.public_id),
        "account": account.code,
        "purpose": checked_text("purpose", purpose, limit=PURPOSE_LENGTH),
    }
    propose = _Proposing(Proposal.Kind.REPLACE, body, key, by)
    if propose.is_new:
        check_kind(account)
        check_available(account, replaceable_grams(retirement))
    return propose.once()


def propose_reversal(*, transfer: Transfer, reason: str, key: uuid.UUID, by: User) -> Proposal:
    """Propose to give exactly the grams of a move back to where they came from, all of its movement.

    Refuses with FieldError (the reason), NotReversibleError, KeyReusedError.
    """
    body = {
        "transfer": str(transfer.public_id),
        "reason": checked_text("reason", reason, limit=REASON_LENGTH),
    }
    propose = _Proposing(Proposal.Kind.REVERSE, body, key, by)
    if propose.is_new:
        check_reversible(transfer)
    return propose.once()


def propose_pool_closing(*, pool: Pool, residual_from: Account | None, key: uuid.UUID, by: User) -> Proposal:
    """Propose to close a pool. What its block has over comes out of `residual_from`, and is cancelled.

    Refuses with PoolClosedError, PoolWithdrawnError, PoolWithoutBlockError, PoolEmptyError, AccountKindError,
    ResidualNotBackedError, KeyReusedError.
    """
    code = residual_from.code if residual_from is not None else None
    propose = _Proposing(Proposal.Kind.CLOSE_POOL, {"pool": pool.number, "residual_from": code}, key, by)
    if propose.is_new:
        closing_of(pool, residual_from)
    return propose.once()


def propose_reconciliation(*, report: dict[str, Any], key: uuid.UUID, by: User) -> Proposal:
    """Propose to sign a comparison with an outside registry's list: `report` is its Report as JSON.

    Refuses with credits.reconciliation's ReportNotReadableError for anything else, KeyReusedError.
    """
    Report.from_json(report)
    return _Proposing(Proposal.Kind.RECONCILE, report, key, by).once()


class _Proposing:
    """One proposal under its key. The digest holds all of it: nobody approves another text than was sent last."""

    def __init__(self, kind: Proposal.Kind, body: dict[str, Any], key: uuid.UUID, by: User) -> None:
        self._row = Proposal(
            key=key,
            input_digest=input_digest(kind=kind.value, by=by.pk, body=json_text(body)),
            kind=kind,
            body=body,
            proposed_by=by,
            proposed_at=timezone.now(),
        )

    @property
    def is_new(self) -> bool:
        """Whether nothing was proposed under this key: a repeated proposal is not judged anew."""
        return not Proposal.objects.filter(key=self._row.key).exists()

    def once(self) -> Proposal:
        def write() -> Proposal:
            self._row.save(force_insert=True)
            return self._row

        return once(Proposal, self._row.key, self._row.input_digest, write)


def json_text(body: dict[str, Any]) -> str:
    """The same text for the same content, whatever the order of its keys."""
    return json.dumps(body, sort_keys=True, ensure_ascii=False)
