from celery import shared_task

from diandian.lib import messages

GUESTS_SECONDS = (
    10.0  # then the message goes to the end of the queue, so that spectators never wait for a list
)


@shared_task(name="events.tasks.advance")
def advance() -> None:
    """Settle what is pending in the ledger, then bring those forward who waited for it: journeys, then guests."""
    import credits.actions  # noqa: PLC0415  actions enqueue this task, so they cannot be imported before it
    import events.actions  # noqa: PLC0415
    import events.guests.issuing  # noqa: PLC0415

    while credits.actions.settle_pending():
        pass
    while events.actions.bring_forward():
        pass
    while events.guests.issuing.record_retirements():
        pass
    events.guests.issuing.issue_waiting()


@shared_task(name="events.tasks.issue_guests")
def issue_guests(list_id: int) -> None:
    """Take an approved guest list on; what is left, and what a dying worker leaves, comes again."""
    import events.guests.issuing  # noqa: PLC0415

    if events.guests.issuing.issue(list_id=list_id, seconds=GUESTS_SECONDS):
        messages.send(issue_guests, list_id)
