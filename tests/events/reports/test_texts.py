"""What the organiser wrote is kept as it was written, and printed only while it may be said."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

import credits.actions
import events.course.actions
import events.reports.actions
from credits.models import Batch
from events.models import Event, Report, ReportText
from events.reports.errors import UnfitTextsError
from events.reports.forms import TextsForm
from events.reports.making import json_of, make
from events.reports.numbers import numbers_of
from events.reports.queries import written_sections
from events.reports.texts import Unfit, claiming_state, unfit
from tests.conftest import clerks
from tests.events.inventory.stage import organiser_of
from tests.events.reports import stage
from tests.events.reports.test_actions import asked
from tests.events.reports.test_views import room
from tests.events.signed_in import signed_in

CLAIM, NONE = "本届赛事已实现碳中和。", "See what was declared."
FOUND = [Unfit("legacy", "zh", ["碳中和"])]


def written(event: Event, zh: str = CLAIM, en: str = NONE) -> None:
    by = organiser_of(event)
    events.reports.actions.write(event=event, kind="hosting", section="legacy", texts=(zh, en), by=by)


def corrected(event: Event) -> Event:
    events.course.actions.correct(event=event, reason="一笔电费遗漏", by=organiser_of(event))
    event.refresh_from_db()
    return event


def impaired(event: Event) -> Event:
    """What was retired lies in batches that were found flawed: nothing covers the verified emissions."""
    for batch in Batch.objects.all():
        credits.actions.impair(batch=batch, reason="not additional", by=clerks()[0])
    return event


@pytest.mark.parametrize("becomes", [corrected, impaired])
def test_what_was_written_while_it_was_declared_is_refused_once_that_holds_no_more(
    becomes: Callable[[Event], Event], universiade: Event
) -> None:
    event = stage.declared(universiade)
    written(event)
    assert asked(event, "hosting", "en").kind == "hosting"
    becomes(event)
    assert claiming_state(event) is None
    with pytest.raises(UnfitTextsError) as refused:
        asked(event, "hosting")
    assert (refused.value.kind, refused.value.found) == ("hosting", FOUND)
    assert Report.objects.filter(language="both").count() == 0
    written(event, "场馆留用。")
    assert asked(event, "hosting").language == "both"


def test_a_worker_looks_again_and_gives_up_at_once(universiade: Event) -> None:
    event = stage.declared(universiade)
    written(event)
    row = asked(event, "hosting")
    corrected(event)
    assert not make(report_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.numbers, row.files.count()) == ("failed", None, 0)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "“Legacy”, in Chinese: 碳中和"), ("zh-hans", "绿色遗产")]
)
def test_who_asks_is_told_which_section_and_led_to_it(language: str, words: str, universiade: Event) -> None:
    event = stage.declared(universiade)
    written(event)
    failed = asked(event, "hosting", "en")
    corrected(event)
    client = signed_in(organiser_of(event), language)
    form = {"kind": "hosting", "language": "both"}
    answer = client.post(room(event, "ask/"), form, follow=True)
    assert answer.redirect_chain == [(room(event, "texts/hosting/"), 302)]
    assert words in answer.content.decode()
    assert not make(report_id=failed.pk)
    page = client.get(room(event, f"{failed.pk}/")).content.decode()
    assert words in page
    assert room(event, "texts/hosting/") in page


def test_what_is_empty_in_english_claims_nothing_there_in_chinese() -> None:
    texts = {"legacy": {"zh": CLAIM, "en": CLAIM}, "energy": {"zh": CLAIM, "en": NONE}}
    assert unfit(texts, "declared") == [Unfit("legacy", "en", ["碳中和"])]
    assert unfit(texts, None) == [*(Unfit("legacy", each, ["碳中和"]) for each in ("zh", "en")),
                                  Unfit("energy", "zh", ["碳中和"])]  # fmt: skip


def test_a_form_says_which_words_english_readers_would_read(universiade: Event) -> None:
    sections = written_sections(universiade, "hosting")
    form = TextsForm(sections, {"legacy_zh": CLAIM}, state="declared")
    assert list(form.errors) == ["legacy_en"]
    with translation.override("en"):
        assert "“碳中和” is a claim that may not be made in this one" in str(form.errors["legacy_en"])
    assert list(TextsForm(sections, {"legacy_zh": CLAIM}, state=None).errors) == ["legacy_zh"]
    assert TextsForm(sections, {"legacy_zh": CLAIM, "legacy_en": NONE}, state="declared").is_valid()


def shown(client: Client, event: Event) -> dict[str, str]:
    """All that the page of texts would send, as a browser reads it."""
    form = client.get(room(event, "texts/hosting/")).context["form"]
    return {
        name: value
        for row in form.rows()
        for field, mark in row["fields"]
        for name, value in ((field.html_name, field.value()), (f"{field.html_name}_seen", mark))
    }


def test_who_leaves_a_text_as_it_was_leaves_what_another_wrote_meanwhile(universiade: Event) -> None:
    client = signed_in(organiser_of(universiade))
    mine = shown(client, universiade)
    written(universiade, "场馆留用。\r\n\r\n设备捐赠。", "Venues stay.")
    answer = client.post(room(universiade, "texts/hosting/"), {**mine, "energy_en": "Green power."})
    assert answer.status_code == 302
    texts = {row.section: (row.text_zh, row.text_en) for row in ReportText.objects.all()}
    assert texts == {
        "legacy": ("场馆留用。\r\n\r\n设备捐赠。", "Venues stay."),
        "energy": ("", "Green power."),
    }


def test_who_changed_what_another_changed_reads_both_and_brings_them_together(universiade: Event) -> None:
    client = signed_in(organiser_of(universiade))
    mine = {**shown(client, universiade), "legacy_en": "Halls stay."}
    written(universiade, "场馆留用。", "Venues stay.")
    answer = client.post(room(universiade, "texts/hosting/"), mine)
    page = answer.content.decode()
    assert ReportText.objects.get().text_en == "Venues stay."
    assert "Halls stay.</textarea>" in page
    assert "wrote here while you did: “Venues stay.”" in page
    marks = {
        f"{field.html_name}_seen": mark
        for row in answer.context["form"].rows()
        for field, mark in row["fields"]
    }
    both = {**mine, **marks, "legacy_en": "Venues and halls stay."}
    assert client.post(room(universiade, "texts/hosting/"), both).status_code == 302
    row = ReportText.objects.get()
    assert (row.text_zh, row.text_en) == ("场馆留用。", "Venues and halls stay.")


def test_numbers_say_whether_anything_may_be_claimed(universiade: Event) -> None:
    event = stage.declared(universiade)
    assert [json.loads(json_of(numbers_of(event, kind)))["may_claim"] for kind in ("plan", "hosting")] == [
        True,
        True,
    ]
    impaired(event)
    assert [numbers_of(event, kind)["may_claim"] for kind in ("plan", "hosting")] == [False, False]
