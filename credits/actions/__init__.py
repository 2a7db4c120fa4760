"""What may happen in the ledger: the only code that writes it. See README.md for the words."""

from credits.actions.accounts import move, open_account, reverse
from credits.actions.batches import NewBatch, close_batch, impair, set_apart_impaired
from credits.actions.checkpoints import add_cosignature, correct_clock, publish_checkpoint
from credits.actions.pools import Evidence, attach_block, open_pool
from credits.actions.promises import hold, release, release_expired, replace, retire, retire_hold
from credits.actions.proposals import (
    approve,
    propose_cancel,
    propose_event_retirement,
    propose_issue,
    propose_pool_closing,
    propose_reconciliation,
    reject,
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
    "publish_checkpoint",
    "reject",
    "release",
    "release_expired",
    "replace",
    "retire",
    "retire_hold",
    "reverse",
    "set_apart_impaired",
    "settle_pending",
]
