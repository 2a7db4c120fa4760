"""Reminders: each once, to the organisers, in both languages; and what fails is tried again."""

from collections.abc import Sequence
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

import events.balance.reminding
from events.balance.balance import deadline_of
from events.models import Event, Membership, Reminder
from events.tasks import remind_of_deadlines
from people.models import User
from tests.conftest import at_once
from tests.events.course.shortcut import put_at
from tests.events.course.stage import Cast, cast_of, closed, declared

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return closed(cast_of())


def days_before_deadline(cast: Cast, days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the reminders, so many days before the event's deadline."""
    today = deadline_of(cast.event.ends_on) - timedelta(days=days)
    monkeypatch.setattr(timezone, "localdate", lambda *_args: today)


def test_a_reminder_goes_to_the_organiser_in_both_languages_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://diandian.example"
    days_before_deadline(cast, 30, monkeypatch)
    assert [events.balance.reminding.remind() for _time in range(2)] == [1, 0]
    (message,) = mail.outbox
    assert message.to == ["organiser@games.example"]
    assert "Low-Carbon Games: 30 days are left." in message.subject
    assert "低碳运动会" in message.subject
    assert message.body.count("https://diandian.example/organise/events/games/balance/") == 2
    assert Reminder.objects.get().days_before == 30


def test_the_beat_sends_all_five_over_the_year(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in range(200, -5, -1):
        days_before_deadline(cast, day, monkeypatch)
        remind_of_deadlines()
    assert list(Reminder.objects.order_by("pk").values_list("days_before", flat=True)) == [180, 90, 30, 7, 0]
    assert len(mail.outbox) == 5


def test_whoever_left_or_has_no_address_gets_none(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    Membership.objects.filter(user=cast.organiser).update(ended_at=timezone.now(), ended_by=cast.clerk)
    days_before_deadline(cast, 7, monkeypatch)
    assert (events.balance.reminding.remind(), mail.outbox) == (1, [])
    assert Reminder.objects.count() == 1  # the workspace shows it all the same


def test_a_declared_event_needs_none(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    put_at(cast.event, "declared")
    days_before_deadline(cast, 7, monkeypatch)
    assert (events.balance.reminding.remind(), Reminder.objects.count()) == (0, 0)


def test_a_mail_that_cannot_be_sent_leaves_no_row_and_is_tried_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    days_before_deadline(cast, 7, monkeypatch)

    def refused(*_args: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(events.balance.reminding, "_send", refused)
        assert (events.balance.reminding.remind(), Reminder.objects.count()) == (0, 0)
    assert (events.balance.reminding.remind(), len(mail.outbox)) == (1, 1)


class Picky(EmailBackend):
    """A mail server that knows no organiser@games.example."""

    def send_messages(self, messages: Sequence[mail.EmailMessage]) -> int:
        if messages[0].to == ["organiser@games.example"]:
            raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"unknown")})
        return int(super().send_messages(messages))


def test_an_address_that_is_refused_keeps_the_mail_from_nobody_and_brings_it_to_nobody_twice(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{Picky.__module__}.{Picky.__qualname__}"
    other = User.objects.create(username="other", email="other@games.example")
    Membership.objects.create(
        event=cast.event, user=other, role="organiser", organization=cast.event.organiser, added_by=cast.clerk
    )
    days_before_deadline(cast, 30, monkeypatch)
    assert [events.balance.reminding.remind() for _time in range(2)] == [1, 0]
    assert [message.to for message in mail.outbox] == [["other@games.example"]]


def test_a_name_of_two_lines_stops_no_reminder(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    Event.objects.update(name_en="Low-Carbon\nGames")
    days_before_deadline(cast, 30, monkeypatch)
    assert events.balance.reminding.remind() == 1
    assert "Low-Carbon Games: 30 days are left." in mail.outbox[0].subject


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = closed(cast_of())
    days_before_deadline(cast, 0, monkeypatch)
    answers = at_once(events.balance.reminding.remind, events.balance.reminding.remind)
    assert sorted(map(int, map(str, answers))) == [0, 1]
    assert (Reminder.objects.count(), len(mail.outbox)) == (1, 1)


def test_an_event_that_is_finished_in_time_is_never_late() -> None:
    cast = cast_of()
    Event.objects.update(ends_on=cast.event.ends_on - timedelta(days=700), starts_on="2020-01-01")
    declared(cast)
    assert events.balance.reminding.remind() == 0
