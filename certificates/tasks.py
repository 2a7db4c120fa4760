from celery import shared_task

import certificates.actions


@shared_task(name="certificates.tasks.render_certificate")
def render_certificate(certificate_id: int) -> None:
    """Make the papers of one certificate; the sweeper finds those whose message was lost."""
    certificates.actions.render(certificate_id=certificate_id)


@shared_task(name="certificates.tasks.render_waiting")
def render_waiting() -> int:
    """Make the papers that still wait; returns how many were made."""
    return certificates.actions.render_waiting()
