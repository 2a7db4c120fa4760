from celery import shared_task

import credits.actions
import credits.audit
import credits.hooks
from credits.public_queries.public_log import published_size


@shared_task(name="credits.tasks.publish_checkpoint")
def publish_checkpoint() -> None:
    """Sign the log as it is now, if it has grown since the last checkpoint."""
    before = published_size()
    checkpoint = credits.actions.publish_checkpoint()
    if checkpoint is not None and checkpoint.size > before:
        credits.hooks.checkpoint_published()


@shared_task(name="credits.tasks.settle")
def settle() -> int:
    """Drain the queue of retirements, group by group; returns how many were settled."""
    total = 0
    while settled := credits.actions.settle_pending():
        total += settled
    return total


@shared_task(name="credits.tasks.audit")
def audit() -> int:
    """Examine the whole ledger, and keep what was found; returns how many rules are breached."""
    return len(credits.audit.audit().breaches)
