"""Who may have what made, when, and that the same is made once at a time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction

import events.reports.actions
import events.reports.queries
from events.models import Event, Report, ReportText
from events.reports.errors import ReportTooEarlyError, UnknownReportError
from events.team.errors import NotAllowedError
from people.models import User
from tests.events.inventory.stage import in_state, member, organiser_of
from tests.events.reports import stage


def asked(event: Event, kind: str = "plan", language: str = "both", by: User | None = None) -> Report:
    return events.reports.actions.ask(event=event, kind=kind, language=language, by=by or organiser_of(event))


def test_asked_twice_is_the_one_that_is_on_its_way(universiade: Event) -> None:
    first = asked(universiade)
    assert asked(universiade, by=stage.clerk("first")) == first
    assert asked(universiade, language="en") != first
    Report.objects.filter(pk=first.pk).update(state="failed")
    assert asked(universiade) != first


def test_the_database_lets_one_of_a_kind_be_on_its_way(universiade: Event) -> None:
    row = asked(universiade)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(
            event=universiade, kind="plan", language="both", state="making", asked_by=row.asked_by
        )


def test_a_worker_is_told_after_the_commit(
    universiade: Event, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks() as told:
        asked(universiade)
        asked(universiade)
    assert len(told) == 1


@pytest.mark.parametrize("role", ["verifier", "auditor"])
def test_who_may_only_look_has_the_pack_made_and_nothing_else(role: str, universiade: Event) -> None:
    by = member(universiade, role)
    with pytest.raises(NotAllowedError):
        asked(universiade, by=by)
    with pytest.raises(NotAllowedError):
        events.reports.actions.write(
            event=universiade, kind="plan", section="foreword", texts=("a", "b"), by=by
        )
    assert asked(universiade, "pack", "en", by).language == "both"


def test_who_only_looks_has_one_pack_a_day_made(universiade: Event) -> None:
    auditor, verifier = member(universiade, "auditor"), member(universiade, "verifier")
    first = asked(universiade, "pack", by=auditor)
    Report.objects.filter(pk=first.pk).update(state="ready", ready_at=first.asked_at)
    assert [asked(universiade, "pack", by=auditor).pk for _time in range(3)] == [first.pk] * 3
    assert Report.objects.count() == 1
    theirs = asked(universiade, "pack", by=verifier)
    Report.objects.filter(pk=theirs.pk).update(state="ready", ready_at=first.asked_at)
    assert asked(universiade, "pack").pk > theirs.pk > first.pk
    Report.objects.filter(asked_by=organiser_of(universiade)).update(state="failed")
    with time_machine.travel(first.asked_at + timedelta(days=1, seconds=1)):
        assert asked(universiade, "pack", by=auditor).pk > theirs.pk


def test_a_stranger_has_nothing_made(universiade: Event) -> None:
    stranger = User.objects.create_user(username="stranger")
    with pytest.raises(NotAllowedError):
        asked(universiade, "pack", by=stranger)


def test_what_has_nothing_to_speak_of_yet_is_refused(universiade: Event) -> None:
    for kind in ("verification", "hosting"):
        with pytest.raises(ReportTooEarlyError):
            asked(universiade, kind)
    assert events.reports.queries.possible_kinds(universiade) == {"plan", "pack"}
    in_state(universiade, "closed")
    assert asked(universiade, "hosting").kind == "hosting"
    with pytest.raises(ReportTooEarlyError):
        asked(universiade, "verification")


@pytest.mark.parametrize(("kind", "language"), [("poem", "en"), ("plan", "fr")])
def test_what_there_is_not_is_refused(kind: str, language: str, universiade: Event) -> None:
    with pytest.raises(UnknownReportError):
        asked(universiade, kind, language)


def test_the_latest_words_of_a_section_count(universiade: Event) -> None:
    by = organiser_of(universiade)
    for words in ("one", " two "):
        events.reports.actions.write(
            event=universiade, kind="hosting", section="legacy", texts=("", words), by=by
        )
    assert [(row.text_zh, row.text_en) for row in ReportText.objects.all()] == [("", "two")]
    with pytest.raises(UnknownReportError):
        events.reports.actions.write(event=universiade, kind="plan", section="legacy", texts=("", "x"), by=by)


def test_a_report_that_failed_waits_for_who_asked_until_it_is_asked_for_anew(universiade: Event) -> None:
    row = asked(universiade)
    Report.objects.filter(pk=row.pk).update(state="failed", failed_tries=3)
    waits = events.reports.queries.waiting_for(row.asked_by, universiade)
    assert [each.address for each in waits] == [f"/organise/events/{universiade.slug}/reports/{row.pk}/"]
    assert events.reports.queries.waiting_for(stage.clerk("first"), universiade) == []
    asked(universiade)
    assert events.reports.queries.waiting_for(row.asked_by, None) == []


def test_nobody_deletes_a_report_that_was_asked_for(universiade: Event) -> None:
    row = asked(universiade)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()
