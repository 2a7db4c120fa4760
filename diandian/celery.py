"""The Celery application, and the beat schedule as one visible table."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diandian.settings")

app = Celery("diandian")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Messages only make things quick. Each line below is a sweeper: it finds the rows that are still waiting, so
# that a lost message, a lost Redis or a killed worker loses nothing.
app.conf.beat_schedule = {
    "settle what is pending and bring journeys forward": {"task": "events.tasks.advance", "schedule": 1.0},
    "sign the log as it has become": {"task": "credits.tasks.publish_checkpoint", "schedule": 5.0},
    "prove what the log covers, follow closed pools": {
        "task": "certificates.tasks.prove_waiting",
        "schedule": 5.0,
    },
    "render what is still unrendered": {"task": "certificates.tasks.render_waiting", "schedule": 5.0},
    "release holds and close orders that have expired": {"task": "payments.tasks.expire", "schedule": 10.0},
    "remind organisers of their deadlines": {"task": "events.tasks.remind_of_deadlines", "schedule": 3600.0},
    "make reports that still wait": {"task": "events.tasks.make_waiting_reports", "schedule": 10.0},
    "look the whole ledger through": {"task": "credits.tasks.audit", "schedule": 3600.0},
}
for sweep in app.conf.beat_schedule.values():
    # A sweep that has not begun when the next one is due is not needed: where workers are busy or away,
    # sweeps do not pile up. So the clocks of beat's machine and the workers' must agree to a second.
    sweep["options"] = {"expires": sweep["schedule"]}
