"""The admin's guest lists: a file, a second look, a second person, a zip."""

import io
import re
import zipfile
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from events.models import Event, Guest, GuestList
from events.tasks import issue_guests
from tests.admin.conftest import in_english, log_in
from tests.events.guests.stage import approved, entered, guests, make_papers

LIST, ADD = "/admin/events/guestlist/", "/admin/events/guestlist/add/"
ROWS = "name,grams,language,name public\n李雷,23400,zh,yes\nMei,1200,en,\n"


def typed(event: Event, **changes: object) -> dict[str, Any]:
    values: dict[str, Any] = {
        "event": str(event.pk),
        "title": "志愿者",
        "kind": "honour",
        "language": "zh-hans",
    }
    return values | {"file": SimpleUploadedFile("guests.csv", ROWS.encode())} | changes


def pressed(page: Any, button: str) -> dict[str, str]:
    """What the browser sends when a button of the preview is pressed."""
    form = page.context["form"]
    names = [name for name in form.fields if name != "file"]
    return {name: str(form[name].value() or "") for name in names} | {button: "x"}


def errors_of(page: Any) -> dict[str, list[str]]:
    return in_english(page.context["form"].errors)


def decide(client: Client, row: GuestList, decision: str) -> list[str]:
    response = client.post(f"{LIST}{row.pk}/decide/", {"decision": decision}, follow=True)
    assert response.redirect_chain == [(f"{LIST}{row.pk}/change/", 302)]
    row.refresh_from_db()
    return [str(message) for message in response.context["messages"]]


# --- Entering ---------------------------------------------------------------------------------------------


def test_a_file_is_looked_at_before_anything_is_kept(clerk: Client, universiade: Event) -> None:
    page = clerk.post(ADD, typed(universiade))
    assert (page.status_code, GuestList.objects.count()) == (200, 0)
    assert (page.context["guest_count"], page.context["amount"]) == (2, "24.6 kg")
    assert "李雷" in page.content.decode()


def test_after_the_second_look_all_of_it_is_kept(clerk: Client, universiade: Event) -> None:
    preview = clerk.post(ADD, typed(universiade))
    response = clerk.post(ADD, pressed(preview, "confirmed"), follow=True)
    row = GuestList.objects.get()
    assert response.redirect_chain == [(f"{LIST}{row.pk}/change/", 302)]
    assert (row.state, row.entered_by.username, row.method) == ("entered", "clerk-wang", "china-2026.1")
    assert list(row.guests.values_list("name", "amount_grams", "language", "name_is_public")) == [
        ("李雷", 23_400, "zh-hans", True),
        ("Mei", 1_200, "en", False),
    ]


def test_a_change_of_mind_keeps_the_file(clerk: Client, universiade: Event) -> None:
    preview = clerk.post(ADD, typed(universiade))
    again = clerk.post(ADD, pressed(preview, "again"))
    assert "Your file is kept." in again.content.decode()
    values = pressed(again, "look") | {"title": "Another title"}
    assert clerk.post(ADD, values).context["new"].title == "Another title"
    assert GuestList.objects.count() == 0


def test_every_refused_row_is_shown_with_its_reason(clerk: Client, universiade: Event) -> None:
    file = SimpleUploadedFile("guests.csv", "name,grams\n李😀雷,5\nMei,-1\n".encode())
    page = clerk.post(ADD, typed(universiade, file=file))
    rows = re.findall(r'<th scope="row">(.)</th><td>(.*?)</td><td>(.*?)</td>', page.content.decode())
    assert rows == [
        ("2", "name", "We cannot print 😀. Please leave it out."),
        ("3", "grams", "“-1”: a certificate is for one gram or more."),
    ]
    assert errors_of(page) == {"file": ["This file is not taken. Nothing was entered."]}
    assert Guest.objects.count() == 0


def test_an_amount_for_each_serves_rows_without_grams(clerk: Client, universiade: Event) -> None:
    file = SimpleUploadedFile("guests.csv", "姓名\n李雷\n韩梅梅\n".encode())
    page = clerk.post(ADD, typed(universiade, file=file, grams_each="23.4 kg"))
    assert [guest.amount_grams for guest in page.context["new"].guests] == [23_400, 23_400]


def test_a_boundary_is_given_in_both_languages_or_in_neither(clerk: Client, universiade: Event) -> None:
    page = clerk.post(ADD, typed(universiade, boundary_zh="往返"))
    assert errors_of(page) == {"boundary_en": ["Please say it in both languages, or in neither."]}


def test_a_familys_name_has_to_be_printable(clerk: Client, universiade: Event) -> None:
    page = clerk.post(ADD, typed(universiade, kind="family", title="林😀家"))
    assert errors_of(page) == {"title": ["We cannot print 😀. Please leave it out."]}
    assert clerk.post(ADD, typed(universiade, title="林😀家")).context["new"].title == "林😀家"


def test_altered_rows_are_not_taken(clerk: Client, universiade: Event) -> None:
    values = pressed(clerk.post(ADD, typed(universiade)), "confirmed")
    page = clerk.post(ADD, values | {"carried": values["carried"][:-1] + "x"})
    assert errors_of(page) == {"file": ["Please choose the file once more."]}
    assert GuestList.objects.count() == 0


def test_the_same_file_sent_twice_is_refused_in_words(clerk: Client, universiade: Event) -> None:
    values = pressed(clerk.post(ADD, typed(universiade)), "confirmed")
    clerk.post(ADD, values)
    page = clerk.post(ADD, values)
    assert errors_of(page)["__all__"] == [
        "The same guests were entered for this event before, by clerk-wang as “志愿者”."
    ]
    assert GuestList.objects.count() == 1


@pytest.mark.parametrize(("language", "heading"), [("en", "name"), ("zh-hans", "姓名")])
def test_templates_are_in_the_readers_language(clerk: Client, language: str, heading: str) -> None:
    clerk.cookies["diandian_language"] = language
    book = openpyxl.load_workbook(io.BytesIO(clerk.get(f"{LIST}template.xlsx").content))
    text = clerk.get(f"{LIST}template.csv").content.decode("utf-8-sig")
    assert (book.worksheets[0]["A1"].value, text.split(",")[0]) == (heading, heading)


# --- Deciding ---------------------------------------------------------------------------------------------


def test_a_colleague_approves_and_who_entered_cannot(
    clerk: Client, other_clerk: Client, universiade: Event
) -> None:
    row = entered(universiade, guests(2))
    assert decide(clerk, row, "approve") == ["You entered this list. A colleague has to approve it."]
    assert row.state == "entered"
    assert decide(other_clerk, row, "approve") == []
    assert (row.state, row.decided_by and row.decided_by.username) == ("issuing", "clerk-zhao")


def test_who_entered_a_list_may_take_it_back(clerk: Client, universiade: Event) -> None:
    row = entered(universiade, guests(2))
    decide(clerk, row, "decline")
    assert (row.state, Guest.objects.count()) == ("declined", 0)


def test_an_organiser_enters_and_does_not_approve(universiade: Event) -> None:
    organiser, row = log_in("organiser"), entered(universiade, guests(2))
    assert organiser.get(ADD).status_code == 200
    assert organiser.post(f"{LIST}{row.pk}/decide/", {"decision": "approve"}).status_code == 403
    assert organiser.post(f"{LIST}{row.pk}/decide/", {"decision": "decline"}).status_code == 403


def test_who_only_looks_sees_no_names_and_takes_no_papers(universiade: Event) -> None:
    row = entered(universiade, guests(2))
    support = log_in("support")
    page = support.get(f"{LIST}{row.pk}/change/")
    assert (page.status_code, "李雷" in page.content.decode()) == (200, False)
    assert support.get(f"{LIST}{row.pk}/papers/").status_code == 403
    assert support.get(f"{LIST}template.csv").status_code == 403


def test_the_first_page_says_what_waits_for_whom(
    clerk: Client, other_clerk: Client, universiade: Event
) -> None:
    entered(universiade, guests(2))
    assert "1 guest list to decide on" in other_clerk.get("/admin/").content.decode()
    assert "to decide on" not in clerk.get("/admin/").content.decode()


# --- Progress and papers ----------------------------------------------------------------------------------


def test_progress_is_shown_while_it_moves(clerk: Client, universiade: Event) -> None:
    row = approved(universiade, guests(3))
    page = clerk.get(f"{LIST}{row.pk}/change/")
    assert page.context["is_moving"]
    assert "data-moving" in page.content.decode()
    issue_guests(row.pk)
    make_papers(row)
    page = clerk.get(f"{LIST}{row.pk}/change/")
    assert (page.context["progress"].papers, page.context["is_moving"]) == (3, False)


def test_papers_are_refused_while_some_are_missing_or_taken_as_they_are(
    clerk: Client, universiade: Event
) -> None:
    row = approved(universiade, guests(3))
    issue_guests(row.pk)
    assert clerk.get(f"{LIST}{row.pk}/papers/?ready=1").status_code == 409
    make_papers(row, leaving=1)
    page = clerk.get(f"{LIST}{row.pk}/papers/")
    assert page.status_code == 409
    assert "2 of 3 papers are ready, 1 are still missing." in page.content.decode()
    assert len(downloaded(clerk, row, "?ready=1").namelist()) == 3


def test_all_papers_come_as_one_zip_under_the_lists_title(clerk: Client, universiade: Event) -> None:
    row = approved(universiade, guests(3))
    issue_guests(row.pk)
    make_papers(row)
    response = clerk.get(f"{LIST}{row.pk}/papers/", headers={"accept-encoding": "gzip"})
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="certificates-{row.pk}.zip"; '
        "filename*=UTF-8''%E5%BF%97%E6%84%BF%E8%80%85.zip"
    )
    papers = downloaded(clerk, row)
    assert (papers.testzip(), len(papers.namelist())) == (None, 4)


def downloaded(client: Client, row: GuestList, query: str = "") -> zipfile.ZipFile:
    response: Any = client.get(f"{LIST}{row.pk}/papers/{query}", headers={"accept-encoding": "gzip"})
    assert (response.status_code, response.streaming) == (200, True)
    return zipfile.ZipFile(io.BytesIO(response.getvalue()))
