"""A worker makes reports: step by step, whole or not at all, and whatever kills it."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

import events.reports.documents
import events.reports.paper
from events.models import Event, Report, ReportFile
from events.reports import making
from events.reports.errors import LostReportError
from events.reports.making import Claim
from events.reports.progress import Step
from events.tasks import make_report, make_waiting_reports
from tests.events.reports.test_actions import asked


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The steps that were reached; the paper is a small one, since how it is set is told elsewhere."""
    reached: list[str] = []
    reach = Claim.reach

    def noted(claim: Claim, step: Step) -> None:
        reach(claim, step)
        reached.append(step.value)

    monkeypatch.setattr(Claim, "reach", noted)
    monkeypatch.setattr(events.reports.paper, "pdf_of", lambda document, digest: b"%PDF-" + digest.encode())
    return reached


def forgotten(row: Report, **values: Any) -> None:
    """The report as a worker that died two minutes ago left it."""
    long_ago = timezone.now() - timedelta(minutes=2)
    values = {"state": "making", "beats_at": long_ago, **values}
    Report.objects.filter(pk=row.pk).update(**values)


def test_a_report_is_made_of_one_set_of_numbers(universiade: Event, steps: list[str]) -> None:
    row = asked(universiade)
    assert make_report(row.pk)
    row.refresh_from_db()
    files = {file.format: file for file in row.files.all()}
    content = bytes(files["json"].content)
    assert (row.state, row.progress_percent, row.failed_tries) == ("ready", 100, 0)
    assert json.loads(content) == row.numbers
    assert bytes(files["pdf"].content) == b"%PDF-" + hashlib.sha256(content).hexdigest().encode()
    assert set(files) == {"pdf", "xlsx", "json"}
    for file in files.values():
        assert file.digest == hashlib.sha256(bytes(file.content)).hexdigest()
        assert file.size_bytes == len(bytes(file.content))
    assert steps == ["counting", "writing", "setting", "tables", "keeping"]


def test_what_is_ready_is_left_alone_and_stays_as_it_was_made(universiade: Event, steps: list[str]) -> None:
    row = asked(universiade)
    assert (making.make(report_id=row.pk), making.make(report_id=row.pk)) == (True, False)
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.filter(pk=row.pk).update(numbers={})
    with pytest.raises(DatabaseError), transaction.atomic():
        ReportFile.objects.filter(report=row).update(content=b"")
    assert len(steps) == 5


def test_numbers_are_frozen_when_the_making_starts(universiade: Event, steps: list[str]) -> None:
    row = asked(universiade)
    Report.objects.filter(pk=row.pk).update(numbers={"a": 1})
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.filter(pk=row.pk).update(numbers={"a": 2})


def test_a_killed_worker_is_counted_and_another_makes_the_same_document(
    universiade: Event, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(BaseException):
        """What no worker outlives."""

    def die(_document: object, _digest: str) -> bytes:
        raise KilledError

    row = asked(universiade)
    with monkeypatch.context() as killing:
        killing.setattr(events.reports.paper, "pdf_of", die)
        with pytest.raises(KilledError):
            making.make(report_id=row.pk)
    row.refresh_from_db()
    frozen = row.numbers
    assert (row.state, row.failed_tries, frozen is None) == ("making", 0, False)
    assert making.make_waiting() == 0  # its heart may still beat
    forgotten(row)
    assert make_waiting_reports() == 1
    row.refresh_from_db()
    assert (row.state, row.failed_tries) == ("ready", 1)
    assert row.numbers == frozen


def test_one_that_is_being_made_is_left_to_its_worker(universiade: Event, steps: list[str]) -> None:
    row = asked(universiade)
    forgotten(row, beats_at=timezone.now())
    assert not making.make(report_id=row.pk)
    assert steps == []


def test_a_message_that_was_lost_is_found_by_the_sweeper(universiade: Event, steps: list[str]) -> None:
    row = asked(universiade)
    assert making.make_waiting() == 0  # its message may be on its way
    Report.objects.filter(pk=row.pk).update(asked_at=timezone.now() - timedelta(seconds=6))
    assert making.make_waiting() == 1


def test_the_third_failed_try_is_the_last(
    universiade: Event, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_document: object, _digest: str) -> bytes:
        raise ValueError("no paper")

    monkeypatch.setattr(events.reports.paper, "pdf_of", fail)
    row, seen = asked(universiade), []
    for _try in range(4):
        assert not making.make(report_id=row.pk)
        row.refresh_from_db()
        seen.append((row.state, row.failed_tries))
    assert seen == [("waiting", 1), ("waiting", 2), ("failed", 3), ("failed", 3)]
    assert row.files.count() == 0


def test_one_that_kills_each_of_its_workers_is_given_up(universiade: Event, steps: list[str]) -> None:
    row = asked(universiade)
    forgotten(row, failed_tries=2)
    assert making.make_waiting() == 0
    row.refresh_from_db()
    assert (row.state, row.failed_tries) == ("failed", 3)


def test_who_comes_late_writes_nothing_of_what_another_made(universiade: Event, steps: list[str]) -> None:
    row = asked(universiade)
    late = making._claim(row.pk)
    assert late is not None
    forgotten(row)
    assert making.make(report_id=row.pk)
    with pytest.raises(LostReportError):
        late.reach(Step.SETTING)
    with pytest.raises(LostReportError):
        making._keep(late, [])
    making._fail(late, making.TRIES_MAX)
    row.refresh_from_db()
    assert (row.state, row.failed_tries) == ("ready", 1)


def test_a_worker_that_lives_says_so(universiade: Event, steps: list[str]) -> None:
    row = asked(universiade)
    claim = making._claim(row.pk)
    assert claim is not None
    long_ago = timezone.now() - timedelta(minutes=2)
    Report.objects.filter(pk=row.pk).update(beats_at=long_ago)
    claim.update()
    row.refresh_from_db()
    assert row.beats_at is not None
    assert row.beats_at > long_ago


def test_a_document_in_one_language_says_so_in_its_name(universiade: Event, steps: list[str]) -> None:
    row = asked(universiade, language="zh-hans")
    making.make(report_id=row.pk)
    names = sorted(row.files.values_list("file_name", flat=True))
    stem = f"{universiade.slug}-plan-{timezone.localdate()}"
    assert names == [f"{stem}-zh.pdf", f"{stem}-zh.xlsx", f"{stem}.json"]
