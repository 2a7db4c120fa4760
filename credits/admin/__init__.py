"""The ledger for staff. Nothing in it can be changed or deleted; what is added comes of an action, and what cannot be
undone takes two people.
"""

from credits.admin.accounts import AccountAdmin, TransferAdmin
from credits.admin.batches import BatchAdmin, BatchMarkAdmin
from credits.admin.examinations import AuditRunAdmin, ReconciliationAdmin
from credits.admin.log import CheckpointAdmin, CosignatureAdmin, LogKeyAdmin, WitnessAdmin
from credits.admin.pools import PoolAdmin, PoolClosingAdmin, PoolWithdrawalAdmin
from credits.admin.proposals import ProposalAdmin
from credits.admin.retirements import (
    HoldAdmin,
    RetirementAdmin,
    RetirementRefusalAdmin,
    RetirementRequestAdmin,
)

__all__ = [
    "AccountAdmin",
    "AuditRunAdmin",
    "BatchAdmin",
    "BatchMarkAdmin",
    "CheckpointAdmin",
    "CosignatureAdmin",
    "HoldAdmin",
    "LogKeyAdmin",
    "PoolAdmin",
    "PoolClosingAdmin",
    "PoolWithdrawalAdmin",
    "ProposalAdmin",
    "ReconciliationAdmin",
    "RetirementAdmin",
    "RetirementRefusalAdmin",
    "RetirementRequestAdmin",
    "TransferAdmin",
    "WitnessAdmin",
]
