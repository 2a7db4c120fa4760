"""What may happen in the ledger: the only code that writes it. See README.md for the words."""

from credits.actions.accounts import move, open_account
from credits.actions.batches import NewBatch, close_batch, impair, set_apart_impaired
from credits.actions.checkpoints import add_cosignature, correct_clock, publish_checkpoint
from credits.actions.pools import Evidence, attach_block, open_pool, withdraw_pool
from credits.actions.promises import hold, release, release_expired, retire, retire_hold
from credits.actions.proposals import approve, reject
from credits.actions.proposing import (
    propose_cancel,
    propose_event_retirement,
    propose_issue,
    propose_pool_closing,
    propose_reconciliation,
    propose_replacement,
    propose_reversal,
)
from credits.settlement import settle_pending

__all__ = [
    "Evidence",
    "NewBatch",
    "add_cosignature",
    "approve",
    "attach_block",
    "close_batch",
    "correct_clock",
    "hold",
    "impair",
    "move",
    "open_account",
    "open_pool",
    "propose_cancel",
    "propose_event_retirement",
    "propose_issue",
    "propose_pool_closing",
    "propose_reconciliation",
    "propose_replacement",
    "propose_reversal",
    "publish_checkpoint",
    "reject",
    "release",
    "release_expired",
    "retire",
    "retire_hold",
    "set_apart_impaired",
    "settle_pending",
    "withdraw_pool",
]
