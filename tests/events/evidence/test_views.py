"""The room's pages, in both languages, and what a browser is told of a file."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

import events.evidence.actions
import events.evidence.phrases
import events.evidence.queries
from events.evidence.kinds import Problem
from events.models import EvidenceFile
from tests.events.evidence import samples
from tests.events.signed_in import signed_in
from tests.events.verification.stage import Stage, new_event, staged

pytestmark = pytest.mark.django_db
PAGE = "/organise/events/games/evidence/"


@pytest.fixture
def stage() -> Stage:
    return staged()


@pytest.fixture
def file(stage: Stage) -> EvidenceFile:
    upload = ContentFile(samples.PDF, "电费 单.pdf")
    return events.evidence.actions.keep(event=stage.event, title="电费", upload=upload, by=stage.organiser)


def test_a_file_is_sent_and_stands_in_the_list(stage: Stage) -> None:
    client = signed_in(stage.organiser)
    sent = {"title": "Bill", "file": SimpleUploadedFile("bill.pdf", samples.PDF)}
    assert client.post(f"{PAGE}?lang=en", sent).status_code == 302
    page = client.get(PAGE, {"lang": "en"}).content.decode()
    assert "“Bill” is kept." in page
    assert EvidenceFile.objects.get().digest in page


def test_the_same_file_again_is_said_to_be_there(stage: Stage, file: EvidenceFile) -> None:
    client = signed_in(stage.organiser)
    client.post(f"{PAGE}?lang=en", {"title": "Twin", "file": SimpleUploadedFile("x.pdf", samples.PDF)})
    assert "This file is here already, as “电费”." in client.get(PAGE, {"lang": "en"}).content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_refused_file_is_answered_with_its_reason_and_the_title_is_not_lost(
    stage: Stage, language: str
) -> None:
    client = signed_in(stage.organiser)
    sent = {"title": "My title", "file": SimpleUploadedFile("bill.pdf", b"MZ\0\1")}
    answer = client.post(f"{PAGE}?lang={language}", sent)
    with override(language):
        words = events.evidence.phrases.problem_words(Problem.UNKNOWN)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert 'value="My title"' in answer.content.decode()
    assert not EvidenceFile.objects.exists()


def test_an_empty_file_and_no_file_are_refused_in_words(stage: Stage) -> None:
    client = signed_in(stage.organiser)
    empty = client.post(f"{PAGE}?lang=en", {"title": "T", "file": SimpleUploadedFile("x.pdf", b"")})
    assert "The file is empty." in empty.content.decode()
    assert client.post(PAGE, {"title": "T"}).status_code == 400


def test_a_download_is_never_opened_in_our_name(stage: Stage, file: EvidenceFile) -> None:
    for role in (stage.organiser, stage.verifier, stage.auditor, stage.clerk):
        answer = signed_in(role).get(f"{PAGE}{file.pk}/")
        assert answer.content == samples.PDF
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"].split("; ")
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"].split("; ")


def test_strangers_learn_of_no_file(stage: Stage, file: EvidenceFile) -> None:
    client = signed_in(stage.stranger)
    assert [client.get(PAGE).status_code, client.get(f"{PAGE}{file.pk}/").status_code] == [404, 404]


def test_another_events_file_is_not_found_here(stage: Stage, file: EvidenceFile) -> None:
    new_event(stage.event.organiser, "other-games")
    answer = signed_in(stage.clerk).get(f"/organise/events/other-games/evidence/{file.pk}/")
    assert answer.status_code == 404


def test_an_auditor_sees_and_sends_nothing(stage: Stage, file: EvidenceFile) -> None:
    client = signed_in(stage.auditor)
    assert '<form method="post" enctype' not in client.get(PAGE).content.decode()
    sent = {"title": "T", "file": SimpleUploadedFile("x.txt", b"text")}
    assert client.post(PAGE, sent).status_code == 403
    assert EvidenceFile.objects.get() == file


def test_the_list_reads_no_content(stage: Stage, file: EvidenceFile) -> None:
    row = events.evidence.queries.files_of(stage.event).get()
    assert "content" in row.get_deferred_fields()
