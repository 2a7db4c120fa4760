"""The pages of a draft that is given up, or that somebody else changed meanwhile."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from events.inventory.queries import digest_now
from events.inventory.views import files
from events.models import Event, Inventory
from tests.events.inventory.stage import draft, entered, in_state, organiser_of, submitted, with_lines
from tests.events.inventory.test_views import LINE, page_of, signed_in


@pytest.fixture
def client_of(over: Event) -> Client:
    return signed_in(organiser_of(over))


def test_a_draft_is_given_up_after_a_question(over: Event, client_of: Client) -> None:
    version = draft(over)
    with_lines(version, entered())
    address = page_of(over, "actual/1/give-up/")
    assert address in client_of.get(page_of(over, "actual/1/"), {"lang": "en"}).content.decode()
    assert "Its 1 line goes with it" in client_of.get(address, {"lang": "en"}).content.decode()
    assert Inventory.objects.count() == 1
    assert client_of.post(address).headers["Location"] == page_of(over)
    assert Inventory.objects.count() == 0
    submitted(over)
    assert client_of.post(address).headers["Location"] == page_of(over, "actual/1/")
    assert Inventory.objects.count() == 1


def test_a_draft_that_is_there_is_begun_by_nobody_a_second_time(over: Event, client_of: Client) -> None:
    version = draft(over, reason="in doubt")
    in_state(over, "verified")
    typed = {"kind": "actual", "reason": "anew", "based_on": "nothing"}
    answer = client_of.post(f"{page_of(over)}?lang=en", typed)
    assert "Version 1 is a draft still. Submit it or give it up first." in answer.content.decode()
    version.refresh_from_db()
    assert version.reason == "in doubt"


def test_what_changed_meanwhile_is_looked_at_anew_and_then_submitted(over: Event, client_of: Client) -> None:
    version = draft(over)
    with_lines(version, entered())
    seen, address = digest_now(version), page_of(over, "actual/1/submit/")
    with_lines(version, entered())
    typed = {"stated_total": "1001 kg", "rounded_to": "1"}
    page = client_of.post(f"{address}?lang=en", {**typed, "seen": seen})
    assert "Somebody else changed this draft meanwhile." in page.content.decode()
    shown = {name: page.context["form"][name].value() for name in ("stated_total", "rounded_to", "seen")}
    assert shown == {**typed, "seen": digest_now(version)}
    client_of.post(address, shown)
    assert Inventory.objects.get().state == "submitted"


def test_a_file_that_says_more_than_a_page_carries_is_told_so(
    over: Event, client_of: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft(over)
    monkeypatch.setattr(files, "MAX_CARRIED_CHARACTERS", 20)
    upload = SimpleUploadedFile(
        "x.csv", "排放源,中文名称,英文名称,活动数据,证据等级\n住宿,酒店,Hotel,1,A\n".encode()
    )
    page = client_of.post(page_of(over, "actual/1/import/"), {"file": upload, "mode": "add"})
    assert [each.reason for each in page.context["form"].refusals] == ["too-much-text"]


def test_a_number_beyond_all_bounds_is_refused_in_the_form(over: Event, client_of: Client) -> None:
    draft(over)
    typed = {**LINE, "quantity": "-1e-999999999", "uncertainty_percent": "1e-999999999"}
    page = client_of.post(page_of(over, "actual/1/lines/"), typed)
    assert set(page.context["form"].errors) == {"quantity", "uncertainty_percent"}
