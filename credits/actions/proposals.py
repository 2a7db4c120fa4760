"""Two people for what cannot be undone: one proposes, another approves, and that carries it out."""

from django.db import transaction
from django.utils import timezone

from credits.actions.accounts import cancel, reverse
from credits.actions.batches import enter_batch
from credits.actions.checks import checked_text
from credits.actions.pools import close_pool
from credits.actions.promises import replace, retire_for_event
from credits.errors import ProposalDecidedError, SamePersonError
from credits.models import (
    Batch,
    Decision,
    PoolClosing,
    Proposal,
    Reconciliation,
    RetirementRequest,
    Transfer,
)
from people.models import User

Outcome = Batch | list[Transfer] | RetirementRequest | PoolClosing | Reconciliation


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
    """End a proposal without carrying it out; whoever made it may withdraw it so.

    Refuses with FieldError (the reason), ProposalDecidedError.
    """
    checked_text("reason", reason, limit=500, may_be_empty=True)
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
    if kind in {Proposal.Kind.CANCEL, Proposal.Kind.REVERSE}:
        return list(Transfer.objects.filter(proposal=proposal).order_by("pk"))
    if kind in {Proposal.Kind.RETIRE_FOR_EVENT, Proposal.Kind.REPLACE}:
        return RetirementRequest.objects.get(proposal=proposal)
    if kind == Proposal.Kind.CLOSE_POOL:
        return PoolClosing.objects.get(proposal=proposal)
    return Reconciliation.objects.get(proposal=proposal)


def _carry_out(proposal: Proposal, by: User) -> Outcome:
    kind = proposal.kind
    if kind == Proposal.Kind.ISSUE:
        return enter_batch(proposal, by)
    if kind == Proposal.Kind.CANCEL:
        return cancel(proposal, by)
    if kind == Proposal.Kind.REVERSE:
        return reverse(proposal, by)
    if kind == Proposal.Kind.RETIRE_FOR_EVENT:
        return retire_for_event(proposal)
    if kind == Proposal.Kind.REPLACE:
        return replace(proposal)
    if kind == Proposal.Kind.CLOSE_POOL:
        return close_pool(proposal, by)
    return _sign_reconciliation(proposal)


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


def _decide(row: Proposal, outcome: Decision.Outcome, by: User, reason: str) -> Decision:
    return Decision.objects.create(
        proposal=row, outcome=outcome, reason=reason, decided_by=by, decided_at=timezone.now()
    )
