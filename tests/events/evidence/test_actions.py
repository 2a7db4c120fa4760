"""Files are kept once, as they came, by those who bring them."""

import hashlib
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

import events.evidence.actions
from events.errors import EventsError
from events.evidence.errors import FileRefusedError, NoRoomError
from events.evidence.kinds import MAX_BYTES, Problem
from events.evidence.phrases import refusal_words
from events.models import EvidenceFile
from events.team.errors import NotAllowedError
from people.models import User
from tests.events.evidence import samples
from tests.events.verification.stage import Stage, new_event, staged

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return staged()


def keep(
    stage: Stage, content: bytes = samples.PDF, name: str = "bill.pdf", **changes: object
) -> EvidenceFile:
    given = {
        "event": stage.event,
        "title": "Bill",
        "upload": ContentFile(content, name),
        "by": stage.organiser,
    }
    return events.evidence.actions.keep(**(given | changes))  # type: ignore[arg-type]


def test_a_file_is_kept_as_it_came_with_its_digest(stage: Stage) -> None:
    kept = EvidenceFile.objects.get(pk=keep(stage).pk)
    assert bytes(kept.content) == samples.PDF
    assert (kept.title, kept.file_name, kept.media_type) == ("Bill", "bill.pdf", "application/pdf")
    assert (kept.size_bytes, kept.digest) == (len(samples.PDF), hashlib.sha256(samples.PDF).hexdigest())
    assert kept.uploaded_by == stage.organiser


def test_what_a_form_sent_is_kept_too_and_without_a_title_has_its_name(stage: Stage) -> None:
    upload = SimpleUploadedFile("../photo.pdf", samples.picture("PNG"), content_type="text/html")
    kept = keep(stage, upload=upload, title="  ")
    assert (kept.title, kept.file_name, kept.media_type) == ("photo.png", "photo.png", "image/png")


def test_the_same_content_again_is_the_same_row_with_its_first_title(stage: Stage) -> None:
    first, again = keep(stage), keep(stage, name="copy.pdf", title="Copy", by=stage.verifier)
    assert (first.pk, again.title, EvidenceFile.objects.count()) == (again.pk, "Bill", 1)


def test_another_event_keeps_its_own_copy(stage: Stage) -> None:
    other = new_event(stage.event.organiser, "other-games")
    assert keep(stage).pk != keep(stage, event=other, by=None).pk


def test_a_donor_without_a_login_brings_a_file(stage: Stage) -> None:
    assert keep(stage, by=None).uploaded_by is None


@pytest.mark.parametrize("role", ["organiser", "verifier", "clerk"])
def test_whoever_enters_something_brings_files(stage: Stage, role: str) -> None:
    assert keep(stage, by=getattr(stage, role)).uploaded_by == getattr(stage, role)


@pytest.mark.parametrize("role", ["auditor", "stranger"])
def test_nobody_else_does(stage: Stage, role: str) -> None:
    with pytest.raises(NotAllowedError):
        keep(stage, by=getattr(stage, role))
    assert not EvidenceFile.objects.exists()


def test_who_has_left_brings_nothing(stage: Stage) -> None:
    User.objects.filter(pk=stage.organiser.pk).update(is_active=False)
    with pytest.raises(NotAllowedError):
        keep(stage, by=User.objects.get(pk=stage.organiser.pk))


def test_a_refused_file_leaves_nothing(stage: Stage) -> None:
    for content, problem in ((b"MZ\0", Problem.UNKNOWN), (samples.bomb(), Problem.BOMB)):
        with pytest.raises(FileRefusedError) as refused:
            keep(stage, content)
        assert refused.value.problem == problem
    assert not EvidenceFile.objects.exists()


def test_a_file_that_is_too_large_is_not_even_read(stage: Stage) -> None:
    upload = ContentFile(b"%PDF-", "huge.pdf")
    upload.size = MAX_BYTES + 1
    upload.file = None  # type: ignore[assignment]  # whoever reads fails
    with pytest.raises(FileRefusedError) as refused:
        keep(stage, upload=upload)
    assert refused.value.problem == Problem.TOO_LARGE


@pytest.mark.parametrize(("limit", "by"), [("MAX_EVENT_BYTES", "organiser"), ("MAX_ANONYMOUS_BYTES", None)])
def test_an_event_has_room_for_so_many_bytes(
    stage: Stage, limit: str, by: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events.evidence.actions, limit, len(samples.PDF) + len(samples.CSV_TEXT))
    who = None if by is None else stage.organiser
    keep(stage, by=who)
    keep(stage, samples.CSV_TEXT, by=who)
    with pytest.raises(NoRoomError):
        keep(stage, b"one more", by=who)
    assert keep(stage, by=who).digest == hashlib.sha256(samples.PDF).hexdigest()


def test_strangers_cannot_use_up_the_organisers_room(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events.evidence.actions, "MAX_ANONYMOUS_BYTES", len(samples.PDF))
    keep(stage, by=None)
    with pytest.raises(NoRoomError):
        keep(stage, b"one more", by=None)
    assert keep(stage, b"one more").uploaded_by == stage.organiser


@pytest.mark.postgres
def test_a_file_holds_up_nobody_who_only_refers_to_the_event(stage: Stage) -> None:
    """SQLite has no locks on rows. A journey refers to its event, which a lock FOR UPDATE would make it wait for."""
    with CaptureQueriesContext(connection) as asked:
        keep(stage, by=None)
    locks = re.findall(r"FOR (?:NO KEY )?UPDATE", " ".join(each["sql"] for each in asked))
    assert locks == ["FOR NO KEY UPDATE"]


def test_a_chosen_file_is_taken_as_it_is_and_a_sent_one_is_kept(stage: Stage) -> None:
    file = keep(stage)
    chosen: list[object] = [None, file, ContentFile(b"text", "x.txt")]
    kept = [
        events.evidence.actions.keep_chosen(event=stage.event, chosen=each, title="T", by=stage.organiser)  # type: ignore[arg-type]
        for each in chosen
    ]
    assert kept == [None, file, EvidenceFile.objects.get(title="T")]


def test_the_database_changes_and_deletes_no_file(stage: Stage) -> None:
    row = EvidenceFile.objects.filter(pk=keep(stage).pk)
    for change in (lambda: row.update(title="Other"), row.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert row.get().title == "Bill"


def test_every_refusal_has_words(stage: Stage) -> None:
    refusals: list[EventsError] = [FileRefusedError(each) for each in Problem]
    refusals += [NoRoomError(2_000_000_000), NotAllowedError("draft")]
    words = [refusal_words(each) for each in refusals]
    assert len(set(words)) == len(refusals)
    assert "2000 MB" in words[-2]
