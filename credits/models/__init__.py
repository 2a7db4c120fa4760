"""What the ledger stores. Rows are added, never changed: migration 0002 makes the database refuse the rest.

Only these move: the running totals of an account, the queue of retirements that wait for settlement, and the size
of the log.
"""

from credits.ledger import GRAMS_PER_UNIT
from credits.models.accounts import Account, Lot, TapeGap
from credits.models.batches import Batch, BatchMark
from credits.models.examinations import AuditRun, Reconciliation
from credits.models.log import Checkpoint, Cosignature, LogKey, LogLeaf, LogState, LogTile, Witness
from credits.models.pools import Pool, PoolBlock, PoolClosing, PoolLeaf, PoolWithdrawal
from credits.models.promises import Hold, HoldClosure, PendingRetirement, RetirementRefusal, RetirementRequest
from credits.models.proposals import Decision, Proposal
from credits.models.retirements import Retirement, RetirementSlice
from credits.models.transfers import Transfer

__all__ = [
    "GRAMS_PER_UNIT",
    "Account",
    "AuditRun",
    "Batch",
    "BatchMark",
    "Checkpoint",
    "Cosignature",
    "Decision",
    "Hold",
    "HoldClosure",
    "LogKey",
    "LogLeaf",
    "LogState",
    "LogTile",
    "Lot",
    "PendingRetirement",
    "Pool",
    "PoolBlock",
    "PoolClosing",
    "PoolLeaf",
    "PoolWithdrawal",
    "Proposal",
    "Reconciliation",
    "Retirement",
    "RetirementRefusal",
    "RetirementRequest",
    "RetirementSlice",
    "TapeGap",
    "Transfer",
    "Witness",
]
