"""The reports room's pages: in both languages, for those who may, and nobody else."""

import hashlib

import pytest
from django.test import Client

import events.course.actions
import events.reports.queries
from events.models import Event, Report, ReportFile, ReportText
from events.reports.leaves import mass
from events.reports.making import make
from people.models import User
from tests.events.course.stage import cast_of
from tests.events.inventory.stage import member, organiser_of
from tests.events.reports import stage
from tests.events.reports.test_actions import asked


def room(event: Event, rest: str = "") -> str:
    return f"/organise/events/{event.slug}/reports/{rest}"


@pytest.fixture
def organiser(universiade: Event, client: Client) -> User:
    user = organiser_of(universiade)
    client.force_login(user)
    return user


def with_files(row: Report) -> Report:
    """The report as if a worker had made it."""
    source = {
        "words": {"zh": "观众交通", "en": "Travel"}, "line_count": {"count": 1, "shown": "1"},
        "mass": mass(31_000_000), "share": None, "extrapolated": mass(0),
    }  # fmt: skip
    inventory = {
        "total": mass(31_000_000), "by_source": [source], "extrapolated": mass(0),
        "line_count": {"count": 1, "shown": "1"},
    }  # fmt: skip
    Report.objects.filter(pk=row.pk).update(
        state="ready", ready_at=row.asked_at, progress_percent=100, numbers={"inventory": inventory}
    )
    content = b"%PDF-1.7"
    ReportFile.objects.create(
        report=row, format="pdf", file_name="大运 plan.pdf", content=content, size_bytes=len(content),
        digest=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", ["第三方陈述排放量之后即可生成。", "活动结束之后即可生成。"]),
        ("en", ["Possible once a third party has stated a figure.", "Possible once the event is closed."]),
    ],
)
def test_the_room_offers_what_can_be_made_and_says_why_the_rest_cannot(
    language: str, words: list[str], universiade: Event, organiser: User, client: Client
) -> None:
    content = client.get(room(universiade), {"lang": language}).content.decode()
    assert content.count('name="kind"') == 2
    assert [content.count(each) for each in words] == [1, 1]
    for kind in ("plan", "pack"):
        assert f'value="{kind}"' in content
    for kind in ("plan", "verification", "hosting"):
        assert room(universiade, f"texts/{kind}/") in content


def test_asking_leads_to_the_page_that_looks_again_until_it_is_ready(
    universiade: Event, organiser: User, client: Client
) -> None:
    answer = client.post(room(universiade, "ask/"), {"kind": "plan", "language": "en"})
    row = Report.objects.get()
    assert answer.headers["Location"] == room(universiade, f"{row.pk}/")
    Report.objects.filter(pk=row.pk).update(state="making", progress_percent=35, failed_tries=1)
    content = client.get(room(universiade, f"{row.pk}/"), {"lang": "en"}).content.decode()
    assert '<meta http-equiv="refresh"' in content
    assert "The pages are being set." in content
    assert '<progress class="report-progress" max="100" value="35"' in content
    assert "It failed 1 time" in content
    with_files(row)
    content = client.get(room(universiade, f"{row.pk}/"), {"lang": "en"}).content.decode()
    assert "refresh" not in content
    assert "31 t" in content
    assert content.count('role="img"') == 1
    assert room(universiade, f"{row.pk}/pdf/") in content


def test_what_failed_says_so(universiade: Event, organiser: User, client: Client) -> None:
    row = asked(universiade)
    Report.objects.filter(pk=row.pk).update(state="failed")
    content = client.get(room(universiade, f"{row.pk}/"), {"lang": "en"}).content.decode()
    assert "It could not be made" in content
    assert "refresh" not in content


@pytest.mark.parametrize("form", [{"kind": "hosting", "language": "en"}, {"kind": "poem"}, {}])
def test_what_cannot_be_made_is_refused_with_words(
    form: dict[str, str], universiade: Event, organiser: User, client: Client
) -> None:
    answer = client.post(room(universiade, "ask/"), form, follow=True)
    assert answer.redirect_chain == [(room(universiade), 302)]
    assert 'class="notice bad"' in answer.content.decode()
    assert Report.objects.count() == 0


def test_a_file_is_handed_out_as_it_was_made(universiade: Event, organiser: User, client: Client) -> None:
    row = with_files(asked(universiade))
    answer = client.get(room(universiade, f"{row.pk}/pdf/"))
    assert answer.content == b"%PDF-1.7"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename*=UTF-8''%E5%A4%A7%E8%BF%90%20plan.pdf"
    )
    assert client.get(room(universiade, f"{row.pk}/xlsx/")).status_code == 404
    for rest in (f"{10**30}/", f"{10**30}/pdf/"):
        assert client.get(room(universiade, rest)).status_code == 404


@pytest.mark.parametrize("role", ["verifier", "auditor"])
def test_who_may_look_may_download_and_have_the_pack_made(
    role: str, universiade: Event, client: Client
) -> None:
    row = with_files(asked(universiade))
    client.force_login(member(universiade, role))
    assert client.get(room(universiade, f"{row.pk}/pdf/")).status_code == 200
    assert client.get(room(universiade, "texts/plan/")).status_code == 403
    content = client.get(room(universiade)).content.decode()
    assert content.count('name="kind"') == 1
    answer = client.post(room(universiade, "ask/"), {"kind": "plan", "language": "en"}, follow=True)
    assert 'class="notice bad"' in answer.content.decode()
    assert client.post(room(universiade, "ask/"), {"kind": "pack", "language": "both"}).status_code == 302
    assert set(Report.objects.values_list("kind", flat=True)) == {"plan", "pack"}


def test_of_the_events_of_others_nothing_is_said(universiade: Event, client: Client) -> None:
    row = with_files(asked(universiade))
    client.force_login(User.objects.create_user(username="stranger"))
    for rest in ("", f"{row.pk}/", f"{row.pk}/pdf/", "texts/plan/"):
        assert client.get(room(universiade, rest)).status_code == 404
    assert client.post(room(universiade, "ask/"), {"kind": "pack", "language": "both"}).status_code == 404


def test_the_report_of_another_event_is_not_found_under_this_one(
    universiade: Event, organiser: User, client: Client
) -> None:
    other = cast_of("other")
    theirs = with_files(asked(other.event, by=other.organiser))
    mine = with_files(asked(universiade))
    for rest in ("", "pdf/"):
        assert client.get(room(universiade, f"{mine.pk}/{rest}")).status_code == 200
        assert client.get(room(universiade, f"{theirs.pk}/{rest}")).status_code == 404
        assert client.get(room(other.event, f"{theirs.pk}/{rest}")).status_code == 404
    for rest in ("texts/pack/", "texts/poem/"):
        assert client.get(room(universiade, rest)).status_code == 404


def test_what_rests_on_a_version_that_was_corrected_says_so(
    universiade: Event, organiser: User, client: Client
) -> None:
    event = stage.declared(universiade)
    for kind in ("plan", "hosting"):
        assert make(report_id=asked(event, kind, "en").pk)
    hosting, plan = Report.objects.all()
    assert events.reports.queries.under_review(event) == set()
    events.course.actions.correct(event=event, reason="一笔电费遗漏", by=organiser)
    assert events.reports.queries.under_review(event) == {hosting.pk}
    assert client.get(room(event), {"lang": "en"}).content.decode().count("Under review</span>") == 1
    words = "is being corrected, or was"
    assert words in client.get(room(event, f"{hosting.pk}/"), {"lang": "en"}).content.decode()
    assert words not in client.get(room(event, f"{plan.pk}/"), {"lang": "en"}).content.decode()


def test_texts_are_kept_whole_or_come_back_with_what_is_wrong(
    universiade: Event, organiser: User, client: Client
) -> None:
    typed = {"legacy_zh": "场馆留用。\n\n设备捐赠。", "legacy_en": "Venues \U0001f600 stay."}
    answer = client.post(room(universiade, "texts/hosting/"), typed)
    content = answer.content.decode()
    assert answer.status_code == 200
    assert "场馆留用。" in content
    assert 'aria-invalid="true"' in content
    assert ReportText.objects.count() == 0
    answer = client.post(room(universiade, "texts/hosting/"), {**typed, "legacy_en": "Venues stay."})
    assert answer.headers["Location"] == room(universiade)
    row = ReportText.objects.get()
    assert (row.section, row.text_en, row.changed_by) == ("legacy", "Venues stay.", organiser)
    content = client.get(room(universiade, "texts/hosting/"), {"lang": "en"}).content.decode()
    assert "Venues stay." in content


def test_only_sections_that_changed_are_written(universiade: Event, organiser: User, client: Client) -> None:
    client.post(room(universiade, "texts/plan/"), {"foreword_en": "First."})
    client.post(room(universiade, "texts/plan/"), {"foreword_en": "First.", "offsets_en": "CCER."})
    assert sorted(ReportText.objects.values_list("section", flat=True)) == ["foreword", "offsets"]
