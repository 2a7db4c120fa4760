"""What two people decided, beside what came of it."""

from collections import defaultdict
from typing import Any

from credits.audit.findings import Findings
from credits.audit.reading import rows_of
from credits.models import Decision, Proposal

RULE = "what came of a proposal is what was proposed"
RULES = (RULE,)

_CANCELLED = """
    SELECT t.proposal_id, a.code, SUM(t.amount_grams) FROM credits_transfer t
    JOIN credits_account a ON a.id = t.debit_account_id WHERE t.kind = 'cancel' GROUP BY t.proposal_id, a.code"""
_ISSUED = """
    SELECT b.proposal_id, a.code, t.amount_grams FROM credits_batch b
    JOIN credits_transfer t ON t.batch_id = b.id AND t.kind = 'issue'
    JOIN credits_account a ON a.id = t.credit_account_id WHERE t.proposal_id = b.proposal_id"""
_RETIRED = """
    SELECT r.proposal_id, a.code, r.amount_grams FROM credits_retirementrequest r
    JOIN credits_account a ON a.id = r.account_id WHERE r.kind = 'event'"""
_CLOSED = """
    SELECT c.proposal_id, p.number, c.residual_grams FROM credits_poolclosing c
    JOIN credits_pool p ON p.id = c.pool_id"""
_SOURCES = {
    Proposal.Kind.CANCEL: _CANCELLED,
    Proposal.Kind.ISSUE: _ISSUED,
    Proposal.Kind.RETIRE_FOR_EVENT: _RETIRED,
    Proposal.Kind.CLOSE_POOL: _CLOSED,
}


def examine(found: Findings) -> None:
    """Hold what was carried out against the proposals that were approved."""
    came: dict[str, dict[int, list[tuple[Any, int]]]] = {}
    for kind, sql in _SOURCES.items():
        came[kind] = defaultdict(list)
        for proposal, what, grams in rows_of(sql):
            came[kind][proposal].append((what, grams))
    approved = Proposal.objects.filter(decision__outcome=Decision.Outcome.APPROVED, kind__in=list(_SOURCES))
    for row in approved.order_by("pk").iterator():
        outcomes = came[row.kind][row.pk]
        if len(outcomes) != 1 or not _is_as_proposed(row, *outcomes[0]):
            found.add(RULE, row.public_id)


def _is_as_proposed(row: Proposal, what: object, grams: int) -> bool:
    body = row.body
    if row.kind == Proposal.Kind.ISSUE:
        return bool(body["to"] == what)
    if row.kind == Proposal.Kind.CLOSE_POOL:
        return bool(body["pool"] == what)
    return (body["account"], body["amount_grams"]) == (what, grams)
