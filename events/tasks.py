from celery import shared_task


@shared_task(name="events.tasks.advance")
def advance() -> None:
    """Settle what is pending in the ledger, then bring the journeys that waited for it forward."""
    import credits.actions  # noqa: PLC0415  actions enqueue this task, so they cannot be imported before it
    import events.actions  # noqa: PLC0415

    while credits.actions.settle_pending():
        pass
    while events.actions.bring_forward():
        pass
