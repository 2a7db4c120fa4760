"""Reminders of the deadline: one year after the last day an event's emissions are to be offset.

MEE announcement No. 19 of 2019 and Guangdong's notice of 22 January 2026: `events.balance.balance` has the sources.
"""

import logging
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

import events.balance.queries
import events.team.queries
from events.balance.balance import days_left, deadline_of, due_reminder
from events.balance.claims import CLAIMING
from events.balance.phrases import reminder_mail
from events.models import Event, Membership, Reminder

logger = logging.getLogger(__name__)


def remind() -> int:
    """Send every reminder that is due today, each once; returns how many. May be repeated and run twice at once.

    Until an event is declared there is something to do.
    """
    rows = Event.objects.exclude(state__in=CLAIMING).select_related("donated_account").order_by("pk")
    return sum(_remind(event) for event in rows)


def _remind(event: Event) -> bool:
    """Write the row, then send: whoever writes second sends nothing, and a mail that fails takes its row along."""
    sent = set(event.reminders.values_list("days_before", flat=True))
    deadline, today = deadline_of(event.ends_on), timezone.localdate()
    days = due_reminder(deadline, today, sent)
    if days is None:
        return False
    try:
        with transaction.atomic():
            Reminder.objects.create(event=event, days_before=days)
            _send(event, days_left(deadline, today))
    except IntegrityError:
        return False
    except OSError:
        logger.exception("The reminder of event %s could not be sent; it is tried again.", event.pk)
        return False
    return True


def _send(event: Event, left: int) -> None:
    """One message a person, so that nobody reads the others' addresses.

    Who is refused by the mail server is passed over: tried again, the others would have the same mail every hour.
    """
    addresses = _addresses(event)
    if not addresses:
        return
    page = settings.PUBLIC_URL + reverse("organise:balance", args=[event.slug])
    subject, text = reminder_mail(event, events.balance.queries.balance_of(event), left, page)
    with get_connection() as connection:
        for address in addresses:
            try:
                EmailMessage(subject, text, to=[address], connection=connection).send()
            except (SMTPRecipientsRefused, SMTPDataError):
                logger.exception("An organiser of event %s could not be reminded by mail.", event.pk)


def _addresses(event: Event) -> list[str]:
    """Of those who can do something about it: the organiser's members."""
    members = Membership.objects.filter(
        events.team.queries.running(), event=event, role=Membership.Role.ORGANISER, user__is_active=True
    )
    found = members.exclude(user__email="").order_by("pk").values_list("user__email", flat=True)
    return list(dict.fromkeys(found))
