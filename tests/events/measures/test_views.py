"""The room's pages in both languages, and who may do what there."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import events.measures.actions
from events.measures.actions import NewStep
from events.models import EvidenceFile, Measure
from tests.events.measures.test_actions import terms
from tests.events.signed_in import signed_in
from tests.events.verification.stage import Stage, new_event, staged

pytestmark = pytest.mark.django_db
PAGE = "/organise/events/games/measures/"
TYPED = {
    "phase": "source",
    "category": "energy",
    "title_zh": "绿电",
    "title_en": "Green power",
    "owner": "Venues",
    "due_on": "2023-07-01",
}


@pytest.fixture
def stage() -> Stage:
    return staged()


@pytest.fixture
def measure(stage: Stage) -> Measure:
    row = events.measures.actions.add(event=stage.event, terms=terms(), by=stage.organiser)
    step = NewStep(status="started", avoided_grams=2_674_000_000, method="metered × factor")
    events.measures.actions.report(measure=row, step=step, by=stage.organiser)
    return row


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["Green power", "2,674 t", "Reduce at the source", "Overdue"]), ("zh-hans", ["绿电", "2,674 t"])],
)
def test_the_list_tells_what_each_measure_avoids(
    stage: Stage, measure: Measure, language: str, words: list[str]
) -> None:
    page = signed_in(stage.auditor).get(PAGE, {"lang": language}).content.decode()
    assert [word for word in words if word not in page] == []


def test_a_measure_is_entered_with_a_new_file(stage: Stage) -> None:
    sent = {**TYPED, "new_file": SimpleUploadedFile("contract.txt", b"signed")}
    answer = signed_in(stage.organiser).post(f"{PAGE}new/", sent)
    row = Measure.objects.get()
    assert answer.headers["Location"] == f"{PAGE}{row.pk}/"
    assert (row.title_en, row.due_on, row.evidence.get()) == (
        "Green power",
        date(2023, 7, 1),
        EvidenceFile.objects.get(),
    )


def test_a_refused_file_loses_nothing_that_was_typed(stage: Stage) -> None:
    sent = {**TYPED, "new_file": SimpleUploadedFile("contract.pdf", b"MZ\0")}
    answer = signed_in(stage.organiser).post(f"{PAGE}new/?lang=en", sent)
    page = answer.content.decode()
    assert (answer.status_code, Measure.objects.count()) == (400, 0)
    assert all(f'value="{value}"' in page for value in ("Green power", "绿电", "Venues", "2023-07-01"))
    assert "none of the kinds that are kept" in page


def test_a_measure_is_corrected(stage: Stage, measure: Measure) -> None:
    client = signed_in(stage.organiser)
    assert 'value="Green power"' in client.get(f"{PAGE}{measure.pk}/edit/").content.decode()
    assert client.post(f"{PAGE}{measure.pk}/edit/", {**TYPED, "owner": "Other"}).status_code == 302
    assert Measure.objects.get().owner == "Other"


def test_a_report_adds_a_version(stage: Stage, measure: Measure) -> None:
    client = signed_in(stage.organiser)
    sent = {"status": "done", "avoided_grams": "2,700 t", "method": "m", "note": "final bill"}
    assert client.post(f"{PAGE}{measure.pk}/report/", sent).status_code == 302
    page = client.get(f"{PAGE}{measure.pk}/", {"lang": "en"}).content.decode()
    assert "2,674 t" in page
    assert "2,700 t" in page


def test_a_refused_report_is_answered_in_words_with_what_was_typed(stage: Stage, measure: Measure) -> None:
    sent = {"status": "done", "avoided_grams": "2,700 t", "method": "my method"}
    answer = signed_in(stage.organiser).post(f"{PAGE}{measure.pk}/report/?lang=en", sent)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Say why in the note" in page
    assert 'value="2,700 t"' in page
    assert measure.steps.count() == 2


@pytest.mark.parametrize("path", ["new/", "{}/edit/", "{}/report/"])
def test_whoever_may_only_look_is_refused_and_strangers_learn_nothing(
    stage: Stage, measure: Measure, path: str
) -> None:
    address = PAGE + path.format(measure.pk)
    people = (stage.verifier, stage.auditor, stage.clerk, stage.stranger)
    assert [signed_in(user).post(address, TYPED).status_code for user in people] == [403, 403, 403, 404]
    assert Measure.objects.count() == 1


def test_another_events_measure_is_not_found_here(stage: Stage, measure: Measure) -> None:
    new_event(stage.event.organiser, "other-games")
    client = signed_in(stage.clerk)
    assert client.get(f"/organise/events/other-games/measures/{measure.pk}/").status_code == 404
    assert client.get(f"{PAGE}{measure.pk}/").status_code == 200
