"""What documents say: nothing that is not among the numbers, and no claim before the state of the event allows it."""

import json
from typing import Any

import pytest
from django.core.management import call_command

import credits.actions
import events.reports.actions
from credits.models import Batch
from events import finished_demonstration
from events.balance.claims import claims_in
from events.models import Event
from events.reports.blocks import Paragraph
from events.reports.documents import document_of, titles_of
from events.reports.leaves import mass, shown
from events.reports.making import json_of
from events.reports.numbers import numbers_of
from tests.events.inventory.stage import organiser_of
from tests.events.reports import stage
from tests.events.reports.reading import numbers_in, numbers_of_json, said_by

KINDS = ("plan", "verification", "hosting")
LANGUAGES = ("zh-hans", "en", "both")


def stored(event: Event, kind: str) -> dict[str, Any]:
    """The numbers as the database gives them back."""
    found: dict[str, Any] = json.loads(json_of(numbers_of(event, kind)))
    return found


def text_of(event: Event, kind: str, language: str = "both") -> str:
    return "\n".join(said_by(document_of(stored(event, kind), language)))


def test_every_digit_of_every_document_is_in_its_json(universiade: Event) -> None:
    event = stage.witnessed(universiade)
    for kind in KINDS:
        numbers = stored(event, kind)
        known = numbers_of_json(json_of(numbers))
        for language in LANGUAGES:
            said = numbers_in("\n".join(said_by(document_of(numbers, language))))
            assert said - known == set(), (kind, language)


def test_nothing_is_claimed_of_a_verified_event(universiade: Event) -> None:
    event = stage.verified(universiade)
    for kind in KINDS:
        assert claims_in(text_of(event, kind)) == []
    assert titles_of(stored(event, "verification")) == (
        "碳排放核查与抵销报告",
        "Report on verified emissions and offsets",
    )


def test_a_declared_event_may_be_called_what_was_declared(universiade: Event) -> None:
    event = stage.declared(universiade)
    assert titles_of(stored(event, "verification")) == (
        "碳中和核查报告",
        "Carbon-neutrality verification report",
    )
    assert "实现碳中和" in text_of(event, "verification", "zh-hans")


def test_a_correction_takes_the_claim_back_and_says_what_is_under_review(universiade: Event) -> None:
    event = stage.corrected(universiade)
    numbers = stored(event, "verification")
    assert [row["version"]["count"] for row in numbers["under_review"]] == [1]
    assert not numbers["may_claim"]
    assert titles_of(numbers)[1] == "Report on verified emissions and offsets"
    for language in LANGUAGES:
        said = "\n".join(said_by(document_of(numbers, language)))
        assert claims_in(said) == []
    english = "\n".join(said_by(document_of(numbers, "en")))
    assert "Being corrected: version 1 of the inventory (31 t) is under review." in english
    assert "What was declared on it does not hold until then." in english


def test_a_declaration_that_flawed_credits_leave_uncovered_is_said_not_to_hold(universiade: Event) -> None:
    event = stage.declared(universiade)
    assert "found flawed since" not in text_of(event, "verification", "en")
    for batch in Batch.objects.all():
        credits.actions.impair(batch=batch, reason="not additional", by=stage.clerk("first"))
    document = document_of(stored(event, "verification"), "en")
    sections = {section.title: section for _number, section in document.parts[0].numbered()}
    (notice,) = [
        block.text
        for block in sections["Declaration and witness"].blocks
        if isinstance(block, Paragraph) and block.is_notice
    ]
    assert "found flawed since" in notice
    assert claims_in(text_of(event, "verification")) == []


def test_a_registry_is_named_in_the_language_of_the_document(universiade: Event) -> None:
    call_command("load_finished_demo", verbosity=0)
    event = Event.objects.get(slug=finished_demonstration.SLUG)
    assert "House notation" in text_of(event, "verification", "en")
    assert "House notation" not in text_of(event, "verification", "zh-hans")


def test_what_was_corrected_is_history_once_the_next_version_is_verified_and_declared(
    universiade: Event,
) -> None:
    event = stage.corrected(universiade)
    stage.stated(event, stage.submitted_anew(event), "SX-2023-078")
    event.refresh_from_db()
    verified = stored(event, "verification")
    assert (verified["under_review"], verified["declaration"]["is_under_review"]) == ([], True)
    said = "\n".join(said_by(document_of(verified, "en")))
    assert "has been corrected since. Until it is declared anew it does not hold." in said
    assert not verified["may_claim"]
    stage.witnessed_as_it_stands(stage.declared_as_it_stands(event))
    again = stored(event, "verification")
    assert (again["under_review"], again["declaration"]["is_under_review"]) == ([], False)
    assert again["may_claim"]
    said = "\n".join(said_by(document_of(again, "en")))
    for words in ("Being corrected", "Parts are under review", "does not hold"):
        assert words not in said


def test_what_was_never_done_has_avoided_nothing(universiade: Event) -> None:
    stage.two_not_done(universiade)
    event = stage.verified(universiade)
    document = document_of(stored(event, "hosting"), "en")
    (table,) = [each for each in document.tables if each.name == "measures_energy"]
    shown_by = {row[0]: [shown(cell) for cell in row[3:5]] for row in table.rows}
    assert shown_by == {
        "Green power for all venues": ["812.4 t", "—"],
        "Cool roofs": ["—", "7 t"],
        "Own wind farm": ["—", "—"],
    }
    assert [shown(cell) for cell in (table.total or [])[3:5]] == ["812.4 t", "7 t"]


def test_how_a_figure_was_found_is_said_as_it_was(universiade: Event) -> None:
    event = stage.verified(universiade)
    assert "All of it is counted item by item." in text_of(event, "hosting", "en")
    numbers = stored(event, "hosting")
    numbers["inventory"] |= {"scaled": mass(5_000_000), "extrapolated": mass(2_000_000)}
    said = "\n".join(said_by(document_of(numbers, "en")))
    assert "5 t is scaled from spectators’ answers, of it 2 t where nobody answered; the rest is" in said
    assert "from what was actually used." in text_of(event, "verification", "en")
    assert "expected to be used" in text_of(event, "plan", "en")
    assert "actually used" not in text_of(event, "plan", "en")


def test_a_plan_before_anything_was_entered_says_so(universiade: Event) -> None:
    said = text_of(universiade, "plan", "en")
    assert "No inventory was submitted, so there is no figure." in said
    assert "No measure was entered yet." in said
    assert claims_in(said) == []


def test_a_plan_has_owners_deadlines_accepted_credits_and_the_day_until_which_it_is_offset(
    universiade: Event,
) -> None:
    stage.with_measures(universiade)
    stage.with_forecast(universiade)
    said = text_of(universiade, "plan", "en")
    for words in ("Green power for all venues", "2023-07-20", "CCER", "2024-08-08", "41.5 t"):
        assert words in said


def test_what_the_organiser_writes_stands_in_its_section_in_both_languages(universiade: Event) -> None:
    event = stage.verified(universiade)
    events.reports.actions.write(
        event=event, kind="hosting", section="legacy", texts=("场馆留用。", ""), by=organiser_of(event)
    )
    for language in ("zh-hans", "en"):
        assert text_of(event, "hosting", language).count("场馆留用。") == 1


def test_a_section_without_words_and_measures_says_so(universiade: Event) -> None:
    event = stage.verified(universiade)
    assert "The organiser has reported nothing under this heading." in text_of(event, "hosting", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_in_both_languages_has_its_appendices_once(universiade: Event, language: str) -> None:
    document = document_of(stored(stage.verified(universiade), "verification"), language)
    letters = [number for part in document.parts for number, _section in part.numbered() if number.isalpha()]
    assert letters == ["A", "B", "C", "D"]
    assert len(document.parts) == (3 if language == "both" else 1)
