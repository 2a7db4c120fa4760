from celery import shared_task

import credits.actions


@shared_task(name="credits.tasks.publish_checkpoint")
def publish_checkpoint() -> None:
    """Sign the log as it is now, if it has grown since the last checkpoint."""
    credits.actions.publish_checkpoint()


@shared_task(name="credits.tasks.settle")
def settle() -> int:
    """Drain the queue of retirements, group by group; returns how many were settled."""
    total = 0
    while settled := credits.actions.settle_pending():
        total += settled
    return total
