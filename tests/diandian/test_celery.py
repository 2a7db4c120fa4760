"""Which queue a message goes to, and how long beat's messages are worth anything."""

import pytest
from django.conf import settings

from diandian.celery import app
from scripts import stack

LEDGER = settings.CELERY_TASK_DEFAULT_QUEUE
PAPERS, BULK = f"{LEDGER}-papers", f"{LEDGER}-bulk"


@pytest.mark.parametrize(
    ("task", "queue"),
    [
        ("events.tasks.advance", LEDGER),
        ("payments.tasks.expire", LEDGER),
        ("certificates.tasks.prove_waiting", PAPERS),
        ("certificates.tasks.render_certificate", PAPERS),
        ("certificates.tasks.render_waiting", PAPERS),
        ("certificates.tasks.render_group", BULK),
        ("certificates.tasks.draw_poster", BULK),
    ],
)
def test_papers_have_a_queue_of_their_own(task: str, queue: str) -> None:
    assert app.amqp.router.route({}, task)["queue"].name == queue


def test_a_worker_that_draws_has_no_message_in_its_hands() -> None:
    """Losing Redis with one there may end it; a lost message costs a paper fifteen seconds."""
    app.loader.import_default_modules()
    drawing = [name for name in app.tasks if name.startswith("certificates.")]
    assert {name: app.tasks[name].acks_late for name in drawing} == {
        "certificates.tasks.prove_waiting": False,
        "certificates.tasks.render_certificate": False,
        "certificates.tasks.render_group": False,
        "certificates.tasks.draw_poster": False,
        "certificates.tasks.render_waiting": False,
    }
    assert "--disable-prefetch" in stack.PAPERS


def test_a_sweep_is_worth_nothing_once_the_next_one_is_due() -> None:
    schedule = app.conf.beat_schedule
    assert {entry["task"]: entry["schedule"] for entry in schedule.values()} == {
        "events.tasks.advance": 1.0,
        "credits.tasks.publish_checkpoint": 5.0,
        "certificates.tasks.prove_waiting": 5.0,
        "certificates.tasks.render_waiting": 5.0,
        "payments.tasks.expire": 10.0,
        "credits.tasks.audit": 3600.0,
        "events.tasks.make_waiting_reports": 10.0,
        "events.tasks.remind_of_deadlines": 3600.0,
    }
    assert all(entry["options"] == {"expires": entry["schedule"]} for entry in schedule.values())
