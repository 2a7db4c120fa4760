from celery import shared_task

import certificates.papers
import certificates.proving
from diandian.lib import messages

# These give their message back before they begin. A worker that loses Redis with a message in its hands
# may end for it (kombu 5.7), and drawing takes long; what it leaves undone, the sweeper finds.


@shared_task(name="certificates.tasks.render_certificate", acks_late=False)
def render_certificate(certificate_id: int, with_poster: bool = False) -> None:
    """Make the paper of one certificate; the sweeper finds those whose message was lost.

    With `with_poster` its picture is made too, later on: its holder is likely to ask for it.
    """
    certificates.papers.render(certificate_id=certificate_id)
    if with_poster:
        messages.send(draw_poster, certificate_id)


@shared_task(name="certificates.tasks.render_group", acks_late=False)
def render_group(certificate_ids: list[int]) -> int:
    """Make the papers of many certificates; returns how many became ready."""
    return certificates.papers.render_group(certificate_ids=certificate_ids)


@shared_task(name="certificates.tasks.draw_poster", acks_late=False)
def draw_poster(certificate_id: int) -> None:
    """Make the picture of one certificate before it is asked for. Where this is lost, it is made then."""
    certificates.papers.draw_poster(certificate_id=certificate_id)


@shared_task(name="certificates.tasks.prove_waiting", acks_late=False)
def prove_waiting() -> int:
    """Make the documents that the last checkpoint allows, follow closed pools; returns how many were made."""
    made = certificates.proving.prove_waiting()
    certificates.proving.follow_pools()
    return made


@shared_task(name="certificates.tasks.render_waiting", acks_late=False)
def render_waiting() -> int:
    """Make the papers that still wait; returns how many were made."""
    return certificates.papers.render_waiting()
