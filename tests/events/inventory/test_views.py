"""The room's pages, in both languages, for those who may and those who may not."""

import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

import events.inventory.actions as actions
from events.inventory.queries import current, digest_now, draft_of, lines_of
from events.models import Event, EvidenceFile
from people.models import User
from tests.events.inventory.stage import (
    BOUNDARY,
    draft,
    entered,
    member,
    organiser_of,
    submitted,
    with_lines,
)

LANGUAGES = ("zh-hans", "en")


def page_of(event: Event, rest: str = "") -> str:
    return f"/organise/events/{event.slug}/inventory/{rest}"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def client_of(over: Event) -> Client:
    return signed_in(organiser_of(over))


LINE = {
    "source": "power-heat",
    "phase": "hold",
    "name_zh": "主体育场用电",
    "name_en": "Power of the stadium",
    "quantity": "1000",
    "factor_code": "cn-grid-2022-sichuan",
    "evidence_class": "billed",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_opens_in_both_languages(over: Event, client_of: Client, language: str) -> None:
    first = submitted(over, entered())
    second = actions.begin_version(event=over, kind="actual", reason="again", by=organiser_of(over))
    (line,) = lines_of(second)
    rests = [
        "",
        "actual/1/",
        "actual/2/",
        "actual/2/terms/",
        "actual/2/submit/",
        "actual/2/changes/",
        f"actual/2/changes/?since={first.pk}",
        "actual/2/spectators/",
        "actual/2/import/",
        "actual/2/lines/",
        "actual/2/lines/?source=lodging",
        f"actual/2/lines/{line.line_id}/",
        "attendance/",
        "attendance/import/",
    ]
    for rest in rests:
        joint = "&" if "?" in rest else "?"
        answer = client_of.get(page_of(over, f"{rest}{joint}lang={language}"), follow=True)
        assert answer.status_code == 200, rest
        text = answer.content.decode()
        assert "<style" not in text
        assert " style=" not in text
        assert len(re.findall("<h1", text)) == 1


def test_a_stranger_is_told_nothing_and_a_reader_writes_nothing(over: Event) -> None:
    version = draft(over)
    with_lines(version, entered())
    stranger = signed_in(User.objects.create(username="stranger"))
    verifier = signed_in(member(over, "verifier"))
    reading = ["", "actual/1/", "actual/1/changes/", "attendance/", "actual/1/inventory.csv"]
    writing = [
        "actual/1/terms/",
        "actual/1/submit/",
        "actual/1/lines/",
        "actual/1/import/",
        "attendance/import/",
    ]
    for rest in [*reading, *writing]:
        assert stranger.get(page_of(over, rest)).status_code == 404
    assert [verifier.get(page_of(over, rest)).status_code for rest in reading] == [200, 200, 302, 200, 200]
    assert {verifier.get(page_of(over, rest)).status_code for rest in writing} == {403}
    assert Client().get(page_of(over)).status_code == 302
    answer = verifier.post(page_of(over), {"kind": "forecast", "reason": "x", "based_on": ""})
    assert answer.status_code == 200
    assert draft_of(over, "forecast") is None
    assert verifier.get(page_of(over, "actual/7/")).status_code == 404
    assert verifier.get(page_of(over, "nonsense/1/")).status_code == 404


def test_an_organiser_draws_an_inventory_up_from_begin_to_submit(over: Event, client_of: Client) -> None:
    client_of.post(page_of(over), {"kind": "actual", "reason": "first count", "based_on": ""})
    version = draft_of(over, "actual")
    assert version is not None
    refused = client_of.post(page_of(over, "actual/1/submit/?lang=en"), {"rounded_to": "1"})
    assert "There is no line yet." in refused.content.decode()
    added = client_of.post(page_of(over, "actual/1/lines/"), LINE)
    assert added.status_code == 302
    refused = client_of.post(page_of(over, "actual/1/submit/?lang=en"), {"rounded_to": "1"})
    assert "a figure without its boundary says nothing" in refused.content.decode()
    client_of.post(page_of(over, "actual/1/terms/"), {"reason": "first", **BOUNDARY})
    refused = client_of.post(page_of(over, "actual/1/submit/?lang=en"), {"rounded_to": "1"})
    assert "Of these sources there is no line: Stationary fuel, Mobile fuel" in refused.content.decode()
    terms = {"reason": "first", **BOUNDARY, "exclusions_zh": "无", "exclusions_en": "None"}
    client_of.post(page_of(over, "actual/1/terms/"), terms)
    wrong = {"stated_total": "140.5 kg", "rounded_to": "1"}
    refused = client_of.post(page_of(over, "actual/1/submit/?lang=en"), wrong)
    assert "The stated total is 140.5 kg, but the lines add up to 140.4 kg." in refused.content.decode()
    near = {"stated_total": "140.5 kg", "rounded_to": "1000", "seen": digest_now(version)}
    refused = client_of.post(page_of(over, "actual/1/submit/?lang=en"), near)
    assert "That may come from rounding" in refused.content.decode()
    client_of.post(page_of(over, "actual/1/submit/"), {**near, "accept_rounding": "on"})
    found = current(over)
    assert found is not None
    assert (found.total_grams, found.state, found.reason) == (140_400, "submitted", "first")
    closed = client_of.get(page_of(over, "actual/1/terms/?lang=en"), follow=True)
    assert "This version was submitted: it never changes." in closed.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"quantity": "-3"}, "is less than 0"),
        ({"quantity": "twelve"}, "Enter a number."),
        ({"factor_code": "nosuch"}, "This version&#x27;s factor set has no “nosuch”."),
        ({"factor_code": "", "unit": "kWh"}, "Nothing is entered."),
        ({"source": "other"}, "say in the note why it is counted"),
        ({"unit": "MWh"}, "This factor counts kWh."),
    ],
)
def test_a_refused_line_comes_back_as_it_was_typed(
    over: Event, client_of: Client, changes: dict[str, str], words: str
) -> None:
    version = draft(over)
    answer = client_of.post(page_of(over, "actual/1/lines/?lang=en"), {**LINE, **changes})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert words in text
    assert 'value="主体育场用电"' in text
    assert version.lines.count() == 0


def test_a_line_is_changed_with_a_file_sent_along_and_removed(over: Event, client_of: Client) -> None:
    version = draft(over)
    (line,) = with_lines(version, entered())
    address = page_of(over, f"actual/1/lines/{line.line_id}/")
    form = client_of.get(f"{address}?lang=en").content.decode()
    assert 'value="500.5"' in form
    file = SimpleUploadedFile("bill.csv", b"month,kWh\nJuly,1000\n", "text/csv")
    sent = {**LINE, "quantity": "7", "evidence_new": file, "evidence": ""}
    assert client_of.post(address, sent).status_code == 302
    changed = version.lines.get()
    assert (changed.line_id, changed.amount_grams) == (line.line_id, 983)
    assert changed.evidence is not None
    assert changed.evidence == EvidenceFile.objects.get()
    client_of.post(f"{address}remove/")
    assert version.lines.count() == 0
    gone = client_of.post(f"{address}remove/?lang=en", follow=True)
    assert "This line is no longer there." in gone.content.decode()


def test_another_factor_brings_its_own_uncertainty(over: Event, client_of: Client) -> None:
    version = draft(over)
    with_lines(version, entered(factor_code=LINE["factor_code"], factor_grams=None, uncertainty_percent=None))
    address = page_of(over, f"actual/1/lines/{version.lines.get().line_id}/")
    assert client_of.get(address).context["form"]["uncertainty_percent"].value() is None
    client_of.post(address, {**LINE, "factor_code": "desnz25-car-petrol"})
    assert version.lines.get().uncertainty_percent == Decimal(20)


def test_a_version_shows_its_total_its_range_and_a_chart_with_its_table(
    over: Event, client_of: Client
) -> None:
    version = draft(over)
    with_lines(version, entered(), entered(source="lodging", quantity=Decimal(10_000)))
    text = client_of.get(page_of(over, "actual/1/?lang=en")).content.decode()
    assert "5.51 t" in text
    assert text.count("<rect") == 2
    assert "Purchased power and heat" in text
    assert "GHG guide for operators of public buildings" in text
    assert "(our choice)" in text


def test_an_export_imports_again_and_changes_nothing(over: Event, client_of: Client) -> None:
    version = draft(over)
    with_lines(version, entered(), entered(quantity=Decimal("0.000001"), note="tiny"))
    before = digest_now(version)
    for ending in ("csv", "xlsx"):
        for language in LANGUAGES:
            exported = client_of.get(page_of(over, f"actual/1/inventory.{ending}?lang={language}"))
            file = SimpleUploadedFile(f"x.{ending}", exported.content)
            shown = client_of.post(page_of(over, "actual/1/import/"), {"file": file, "mode": "replace"})
            assert shown.context["counts"] == {"added": 0, "changed": 0, "removed": 0}
            assert shown.context["same"] == 2
            done = client_of.post(
                page_of(over, "actual/1/import/"),
                {
                    "carried": shown.context["form"].data["carried"],
                    "mode": "replace",
                    "seen": shown.context["seen_now"],
                    "confirmed": "yes",
                },
            )
            assert (done.status_code, digest_now(version)) == (302, before)


def test_an_import_is_looked_at_before_it_is_written(over: Event, client_of: Client) -> None:
    version = draft(over)
    with_lines(version, entered())
    table = "source,name in chinese,name in english,activity,factor code,evidence class\n"
    table += "住宿,酒店,Hotel,12,desnz25-hotel-cn,B\n"
    file = SimpleUploadedFile("x.csv", table.encode())
    shown = client_of.post(page_of(over, "actual/1/import/"), {"file": file, "mode": "replace"})
    assert shown.context["counts"] == {"added": 1, "changed": 0, "removed": 1}
    assert version.lines.get().name_en == "Power of the main stadium"
    sent = {
        "carried": shown.context["form"].data["carried"],
        "mode": "replace",
        "seen": shown.context["seen_now"],
        "confirmed": "yes",
    }
    with_lines(version, entered(quantity=Decimal(3)))  # a colleague adds a line meanwhile
    late = client_of.post(page_of(over, "actual/1/import/"), sent)
    assert (late.status_code, version.lines.count()) == (200, 2)
    assert late.context["counts"] == {"added": 1, "changed": 0, "removed": 2}
    again = {"carried": late.context["form"].data["carried"], "seen": late.context["seen_now"]}
    assert f'value="{again["carried"]}"' in late.content.decode()
    done = client_of.post(page_of(over, "actual/1/import/"), {**sent, **again})
    assert done.status_code == 302
    assert [(line.source, line.origin) for line in lines_of(version)] == [("lodging", "import")]


def test_a_refused_file_names_row_column_and_reason_and_writes_nothing(
    over: Event, client_of: Client
) -> None:
    version = draft(over)
    table = "排放源,中文名称,英文名称,活动数据,因子代码,证据等级\n住宿,酒店,Hotel,-1,desnz25-hotel-cn,Z\n"
    file = SimpleUploadedFile("x.csv", table.encode())
    answer = client_of.post(page_of(over, "actual/1/import/?lang=en"), {"file": file, "mode": "add"})
    with translation.override("en"):
        lines = answer.context["form"].refusal_lines
    assert lines == [
        (2, "Evidence class", "“Z” is no evidence class: enter A, B, C, D or E."),
        (2, "Activity", "“-1” is less than 0. Reductions and credits are not lines of an inventory."),
    ]
    assert version.lines.count() == 0
    assert answer.context["form"].data["carried"] == ""


def test_rows_that_somebody_forged_on_the_way_are_not_taken(over: Event, client_of: Client) -> None:
    version = draft(over)
    sent = {"carried": "forged:by:hand", "mode": "add", "confirmed": "yes"}
    answer = client_of.post(page_of(over, "actual/1/import/"), sent)
    assert (answer.status_code, version.lines.count()) == (200, 0)
    nothing = client_of.post(page_of(over, "actual/1/import/"), {"mode": "add"})
    assert nothing.context["form"].errors.keys() == {"file"}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_template_left_empty_holds_nothing_and_filled_in_it_is_taken(
    over: Event, client_of: Client, ending: str
) -> None:
    draft(over)
    content = client_of.get(page_of(over, f"template.{ending}")).content
    file = SimpleUploadedFile(f"t.{ending}", content)
    answer = client_of.post(page_of(over, "actual/1/import/"), {"file": file, "mode": "add"})
    assert [each.reason for each in answer.context["form"].refusals] == ["no-rows"]
    assert client_of.get(page_of(over, "template.pdf")).status_code == 404
    assert client_of.get(page_of(over, "actual/1/inventory.pdf")).status_code == 404


def test_a_difference_is_read_line_by_line(over: Event, client_of: Client) -> None:
    submitted(over, entered())
    by = organiser_of(over)
    second = actions.begin_version(event=over, kind="actual", reason="a meter was read again", by=by)
    (line,) = lines_of(second)
    actions.change_line(
        inventory=second, line_id=line.line_id, entered=entered(quantity=Decimal(1100)), by=by
    )
    text = client_of.get(page_of(over, "actual/2/changes/?lang=en")).content.decode()
    assert "<del>1000</del> → <ins>1100</ins>" in text
    assert "+50 kg" in text
