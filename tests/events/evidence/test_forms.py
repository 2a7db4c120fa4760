"""A file is chosen from the event's, or sent along."""

import pytest
from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

import events.evidence.actions
from events.evidence.forms import EvidenceField
from events.models import Event, EvidenceFile
from tests.events.evidence import samples
from tests.events.verification.stage import Stage, new_event, staged

pytestmark = pytest.mark.django_db


class LineForm(forms.Form):
    evidence = EvidenceField(required=False)

    def __init__(self, *args: object, event: Event, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["evidence"].offer(event)  # type: ignore[attr-defined]


@pytest.fixture
def stage() -> Stage:
    return staged()


@pytest.fixture
def file(stage: Stage) -> EvidenceFile:
    upload = ContentFile(samples.PDF, "bill.pdf")
    return events.evidence.actions.keep(event=stage.event, title="Bill", upload=upload, by=stage.organiser)


def cleaned(form: forms.Form) -> object:
    assert form.is_valid(), form.errors
    return form.cleaned_data["evidence"]


def test_nothing_chosen_and_nothing_sent_is_none(stage: Stage) -> None:
    assert cleaned(LineForm({"evidence": ""}, event=stage.event)) is None


def test_a_file_is_chosen(stage: Stage, file: EvidenceFile) -> None:
    assert cleaned(LineForm({"evidence": str(file.pk)}, event=stage.event)) == file


def test_a_sent_file_wins(stage: Stage, file: EvidenceFile) -> None:
    sent = SimpleUploadedFile("new.txt", b"text")
    form = LineForm({"evidence": str(file.pk)}, {"evidence_new": sent}, event=stage.event)
    assert cleaned(form) is sent


def test_another_events_file_cannot_be_chosen(stage: Stage, file: EvidenceFile) -> None:
    other = new_event(stage.event.organiser, "other-games")
    assert not LineForm({"evidence": str(file.pk)}, event=other).is_valid()


def test_each_form_offers_its_own_events_files(stage: Stage, file: EvidenceFile) -> None:
    other = new_event(stage.event.organiser, "other-games")
    pages = [
        LineForm(event=stage.event).as_p(),
        LineForm(event=other).as_p(),
        LineForm(event=stage.event).as_p(),
    ]
    assert ["Bill · bill.pdf" in page for page in pages] == [True, False, True]


def test_the_kept_file_is_shown_as_chosen(stage: Stage, file: EvidenceFile) -> None:
    page = LineForm(initial={"evidence": file}, event=stage.event).as_p()
    assert f'<option value="{file.pk}" selected>' in page
    assert 'for="id_evidence_0"' in page


def test_an_empty_file_is_refused(stage: Stage) -> None:
    form = LineForm({}, {"evidence_new": SimpleUploadedFile("new.txt", b"")}, event=stage.event)
    assert not form.is_valid()
