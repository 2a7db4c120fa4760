from celery import shared_task

import certificates.actions
import certificates.proving

# These give their message back before they begin. A worker that loses Redis with a message in its hands
# may end for it (kombu 5.7), and drawing takes long; what it leaves undone, the sweeper finds.


@shared_task(name="certificates.tasks.render_certificate", acks_late=False)
def render_certificate(certificate_id: int) -> None:
    """Make the papers of one certificate; the sweeper finds those whose message was lost."""
    certificates.actions.render(certificate_id=certificate_id)


@shared_task(name="certificates.tasks.prove_waiting", acks_late=False)
def prove_waiting() -> int:
    """Make the documents that the last checkpoint allows, follow closed pools; returns how many were made."""
    made = certificates.proving.prove_waiting()
    certificates.proving.follow_pools()
    return made


@shared_task(name="certificates.tasks.render_waiting", acks_late=False)
def render_waiting() -> int:
    """Make the papers that still wait; returns how many were made."""
    return certificates.actions.render_waiting()
