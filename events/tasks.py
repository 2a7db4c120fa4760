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


@shared_task(name="events.tasks.make_report", acks_late=False)
def make_report(report_id: int) -> bool:
    """Make a report or an auditor's pack that somebody asked for; the sweeper finds those whose message was lost."""
    import events.reports.making  # noqa: PLC0415

    return events.reports.making.make(report_id=report_id)


@shared_task(name="events.tasks.make_waiting_reports", acks_late=False)
def make_waiting_reports() -> int:
    """Make the reports that still wait, or that a dead worker left; returns how many became ready."""
    import events.reports.making  # noqa: PLC0415

    return events.reports.making.make_waiting()


@shared_task(name="events.tasks.remind_of_deadlines")
def remind_of_deadlines() -> None:
    """Tell organisers how near the deadline of their event is; each reminder is sent once."""
    import events.balance.actions  # noqa: PLC0415  they enqueue this module's tasks

    events.balance.actions.remind()
