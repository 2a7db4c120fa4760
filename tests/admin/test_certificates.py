"""Clerks issue a badge and put one certificate in the place of another; everybody else only looks."""

import re
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from certificates import hooks, keys
from certificates.document import Fact
from certificates.models import Certificate, Supersession
from tests.admin.conftest import FAIR, log_in
from tests.certificates.kinds import issue_badge

pytestmark = pytest.mark.usefixtures("_fair")
ADD = "/admin/certificates/certificate/add/"
TYPED = {
    "event": "fair",
    "holder_name": "韩梅",
    "language": "zh-hans",
    "label_zh_1": "行动",
    "label_en_1": "Action",
    "value_zh_1": "乘地铁到场",
    "value_en_1": "Came by metro",
}


@pytest.fixture
def badges(db: None) -> tuple[Certificate, Certificate]:
    return issue_badge(), issue_badge(holder_name="韩梅梅")


def typed(**changes: Any) -> dict[str, Any]:
    return {"key": str(uuid.uuid4()), **TYPED, **changes}


def errors_of(response: Any) -> str:
    """The words in red."""
    return " ".join(re.findall(r'<ul class="errorlist[^>]*>(.*?)</ul>', response.content.decode(), re.DOTALL))


def supersede_address(row: Certificate) -> str:
    return f"/admin/certificates/certificate/{row.pk}/supersede/"


def test_a_badge_is_looked_at_once_more_and_issued_once(clerk: Client) -> None:
    values = typed()
    preview = clerk.post(ADD, values)
    assert (preview.status_code, Certificate.objects.count()) == (200, 0)
    text = preview.content.decode()
    assert [part in text for part in ("The Fair · fair", "韩梅", "乘地铁到场", "Issue it")] == [True] * 4
    answers = [clerk.post(ADD, {**values, "confirmed": "1"}) for _ in range(2)]
    badge = Certificate.objects.get()
    assert [answer.headers["Location"] for answer in answers] == [
        f"/admin/certificates/certificate/{badge.pk}/change/"
    ] * 2
    assert badge.stated is not None
    assert (badge.kind, badge.state, badge.holder_name, badge.event_name_zh) == (
        "badge",
        "issued",
        "韩梅",
        "博览会",
    )
    assert badge.stated.facts == (Fact("行动", "Action", "乘地铁到场", "Came by metro"),)
    assert badge.name_is_public is False
    assert LogEntry.objects.filter(object_id=str(badge.pk)).exists()


def test_whoever_keeps_a_name_private_is_given_the_link_that_opens_its_paper(clerk: Client) -> None:
    shown = clerk.post(ADD, typed(confirmed="1"), follow=True)
    badge = Certificate.objects.get()
    (said,) = [str(message) for message in shown.context["messages"]]
    address, key = said.rsplit(" ", 1)[1].split("?")
    assert address.endswith(f"/c/{badge.number}/")
    paper = f"/c/{badge.number}.pdf"
    # Refused to a stranger; for the holder it is being made.
    assert (Client().get(paper).status_code, Client().get(f"{paper}?{key}").status_code) == (403, 409)
    public = clerk.post(ADD, typed(confirmed="1", name_is_public="on"), follow=True)
    assert [str(message) for message in public.context["messages"]] == [
        "Issued. Its paper is made within seconds."
    ]


def test_a_badge_is_as_real_as_its_event(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "has_live_key", lambda: True)
    for event in (FAIR, replace(FAIR, is_demonstration=True)):
        monkeypatch.setattr(hooks, "occasions", lambda event=event: [event])
        clerk.post(ADD, typed(confirmed="1"))
    made = Certificate.objects.order_by("pk")
    assert [(row.is_demonstration, row.number[0] == "d") for row in made] == [(False, False), (True, True)]


def test_a_form_that_was_used_is_not_used_for_another_badge(clerk: Client) -> None:
    values = typed(confirmed="1")
    clerk.post(ADD, values)
    again = clerk.post(ADD, {**values, "holder_name": "韩梅梅"})
    assert errors_of(again).endswith(
        "This form was used before for something else. Please open it anew.</li>"
    )
    assert Certificate.objects.get().holder_name == "韩梅"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"holder_name": "\u16a0"}, "We cannot print"),
        ({"holder_name": "名" * 121}, "The name has 121 characters. A certificate takes 120."),
        ({"value_zh_1": "字" * 120}, "The facts take more lines than the paper has"),
        (
            {"label_zh_2": "只有一半"},
            "A certificate needs a fact at least, each with its words in both languages.",
        ),
        (
            {"value_zh_1": "碳 中和观众"},
            "“碳中和”: no certificate of this kind calls anybody or anything neutral.",
        ),
        ({"value_en_1": "Carbon-neutral spectator"}, "“carbonneutral”: no certificate of this kind"),
        ({"value_en_1": ""}, "This field is required."),
        ({"event": "another"}, "Select a valid choice"),
        ({"language": "fr"}, "Select a valid choice"),
        ({"key": "x"}, "This form is too old."),
    ],
)
def test_what_would_be_refused_is_said_before_anything_is_issued(
    clerk: Client, changes: dict[str, str], said: str
) -> None:
    for more in ({}, {"confirmed": "1"}):
        response = clerk.post(ADD, typed(**changes, **more))
        assert (response.status_code, said in errors_of(response)) == (200, True)
    assert Certificate.objects.count() == 0


def test_a_certificate_is_replaced_from_its_page(
    clerk: Client, badges: tuple[Certificate, Certificate]
) -> None:
    old, new = badges
    page = clerk.get(f"/admin/certificates/certificate/{old.pk}/change/").content.decode()
    assert f'<a href="{supersede_address(old)}">Replace it by a newer certificate</a>' in page
    values = {"key": str(uuid.uuid4()), "successor": str(new), "reason": "Her name was misspelt."}
    preview = clerk.post(supersede_address(old), values)
    assert ("Her name was misspelt." in preview.content.decode(), Supersession.objects.count()) == (True, 0)
    clerk.post(supersede_address(old), {**values, "confirmed": "1"})
    made = Supersession.objects.get()
    assert (made.certificate, made.successor, made.made_by.username) == (old, new, "clerk-wang")
    page = clerk.get(f"/admin/certificates/certificate/{old.pk}/change/").content.decode()
    assert "Her name was misspelt. (clerk-wang)" in page
    assert supersede_address(old) not in page
    assert clerk.get(supersede_address(old)).status_code == 302


@pytest.mark.parametrize(
    ("successor", "said"),
    [
        ("7kq3mzh4w9az", "There is no certificate with this number."),
        ("itself", "A certificate cannot take its own place."),
        ("elsewhere", "The newer certificate is of another event."),
    ],
)
def test_a_successor_that_does_not_fit_is_named(
    clerk: Client, badges: tuple[Certificate, Certificate], successor: str, said: str
) -> None:
    old, _new = badges
    others = {
        "itself": lambda: old,
        "elsewhere": lambda: issue_badge(event_code="elsewhere"),
    }
    number = others[successor]().number if successor in others else successor
    values = {"key": str(uuid.uuid4()), "successor": number, "reason": "x"}
    response = clerk.post(supersede_address(old), values)
    assert (response.status_code, said in errors_of(response)) == (200, True)
    assert Supersession.objects.count() == 0


@pytest.mark.parametrize("role", ["organiser", "support", "verifier"])
def test_only_clerks_act(role: str, badges: tuple[Certificate, Certificate]) -> None:
    client = log_in(role)
    old, new = badges
    values = {"key": str(uuid.uuid4()), "successor": new.number, "reason": "x", "confirmed": "1"}
    answers = [
        client.get(ADD),
        client.post(ADD, typed(confirmed="1")),
        client.get(supersede_address(old)),
        client.post(supersede_address(old), values),
    ]
    assert [answer.status_code for answer in answers] == [403] * 4
    assert (Certificate.objects.count(), Supersession.objects.count()) == (2, 0)


def test_a_row_that_is_not_there_is_not_found(clerk: Client) -> None:
    assert clerk.get("/admin/certificates/certificate/99999999/supersede/").status_code == 404
