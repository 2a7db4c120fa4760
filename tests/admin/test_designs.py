"""Designs in the admin: begun from what is in force, edited, looked at, refused with reasons, mended and published."""

import re
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client

from certificates import designing, pages, rendering
from certificates.admin import designs as design_pages
from certificates.designing import draft_of
from certificates.designs.drafts import Draft, DrawingRefusedError, Finding
from certificates.designs.errors import DesignProblem, PlateProblem, SlotCountProblem
from certificates.designs.workshop import WorkshopBusyError
from certificates.models import Design
from tests.admin.conftest import FAIR, SUPERUSER, log_in

pytestmark = pytest.mark.usefixtures("_fair")
LIST, ADD = "/admin/certificates/design/", "/admin/certificates/design/add/"
TYPED = {"kind": "honour", "name": "Gold", "event_code": ""}
MISSING = SlotCountProblem(None, slot="number", count=0, least=1, most=1)


class FakeWorkshop:
    """Stands in for the real one, which has tests of its own and takes seconds."""

    def __init__(self) -> None:
        self.problems: list[DesignProblem] = []

    def findings(self, draft: Draft) -> list[Finding]:
        return [Finding("paper", problem) for problem in self.problems]

    def picture(self, draft: Draft, sheet: str, key: str, language: str) -> tuple[str, bytes]:
        if self.problems:
            raise DrawingRefusedError(self.problems)
        return "image/png", f"{sheet} {key} {language}".encode()


@pytest.fixture(autouse=True)
def workshop(monkeypatch: pytest.MonkeyPatch) -> FakeWorkshop:
    fake = FakeWorkshop()
    monkeypatch.setattr(designing, "WORKSHOP", fake)
    monkeypatch.setattr(design_pages, "WORKSHOP", fake)
    return fake


@pytest.fixture
def clerk(db: None) -> Client:
    return log_in("exchange clerk")


@pytest.fixture
def draft(clerk: Client) -> Design:
    clerk.post(ADD, TYPED)
    return Design.objects.get()


def page_of(design: Design, what: str = "change") -> str:
    return f"{LIST}{design.pk}/{what}/"


def told(page: str) -> list[str]:
    """The reasons that a page tells."""
    section = re.search(r'class="errornote refusals".*?</section>', page, re.S)
    return re.findall(r"<li>(.*?)</li>", unescape(section[0])) if section else []


def publish(client: Client, design: Design) -> HttpResponse:
    """The button below the preview."""
    shown = client.get(page_of(design, "preview")).content.decode()
    seen = re.findall(r'name="previewed" value="(\w+)"', shown)
    return client.post(page_of(design, "publish"), {"previewed": seen[0] if seen else ""})  # type: ignore[return-value]


def edited(design: Design, **changes: str) -> dict[str, str]:
    fields = ("name", "event_code", "paper", "poster")
    return {field: getattr(design, field) for field in fields} | changes | {"_continue": "x"}


def test_a_draft_begins_with_the_texts_in_force_and_opens_to_be_edited(clerk: Client) -> None:
    answer = clerk.post(ADD, TYPED)
    design = Design.objects.get()
    assert answer["Location"] == page_of(design)
    assert (design.made_by.username, design.paper) == ("a-exchange-clerk", pages.source_of(rendering.PAPER))
    shown = clerk.get(page_of(design)).content.decode()
    assert unescape(re.findall(r"<textarea[^>]*>\r?\n(.*?)</textarea>", shown, re.S)[0]) == design.paper
    assert "The holder’s name, once" in shown
    assert told(shown) == []


def test_an_edited_draft_is_kept_and_says_at_once_what_the_text_has_wrong(
    clerk: Client, draft: Design
) -> None:
    paper = draft.paper.replace("</style>", "</style>\n{% load static %}")
    as_sent = paper.replace("\n", "\r\n")  # as browsers do
    assert clerk.post(page_of(draft), edited(draft, paper=as_sent, name="Amber")).status_code == 302
    draft.refresh_from_db()
    assert (draft.name, draft.paper) == ("Amber", paper.strip())
    line = paper[: paper.index("{% load")].count("\n") + 1
    assert told(clerk.get(page_of(draft)).content.decode()) == [
        f"Paper, line {line}: {{% load %}} is not for designs: they know if, for and include, and nothing else."
    ]


def test_nobody_unknowingly_writes_over_a_colleagues_texts(clerk: Client, draft: Design) -> None:
    opened = clerk.get(page_of(draft)).context["adminform"].form["opened"].value()
    clerk.post(page_of(draft), edited(draft, paper="<p>theirs</p>", opened=opened))
    mine = edited(draft, paper="<p>mine</p>", opened=opened)
    refused = clerk.post(page_of(draft), mine)
    form = refused.context["adminform"].form
    assert (refused.status_code, form["paper"].value()) == (200, "<p>mine</p>")
    assert "A colleague changed this draft meanwhile." in unescape(refused.content.decode())
    draft.refresh_from_db()
    assert draft.paper == "<p>theirs</p>"
    once_more = {**mine, "opened": form["opened"].value()}
    assert [clerk.post(page_of(draft), once_more).status_code for _press in range(2)] == [302, 302]
    draft.refresh_from_db()
    assert draft.paper == "<p>mine</p>"


def test_the_preview_has_a_picture_of_each_sample_in_both_languages(clerk: Client, draft: Design) -> None:
    page = clerk.get(page_of(draft, "preview")).content.decode()
    addresses = re.findall(r'data-picture="([^"?]*)\?v=', page)
    assert len(addresses) == len(set(addresses)) == 8 * 2 * 2
    bodies = [clerk.get(address).content.decode() for address in addresses[:3]]
    assert bodies == ["paper short zh-hans", "paper short en", "poster short zh-hans"]


def test_a_picture_that_cannot_be_made_says_why(clerk: Client, draft: Design, workshop: FakeWorkshop) -> None:
    workshop.problems = [PlateProblem(None, "name", "a name needs a block with a height", "thai")]
    answer = clerk.get(f"{LIST}{draft.pk}/paper/thai/en/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert answer.content.decode() == (
        "The slot “name”: The name needs a block with a height. (Seen with: A name in Thai.)"
    )


@pytest.mark.parametrize("what", ["paper/short/fr", "paper/tall/en", "screen/short/en"])
def test_there_is_no_picture_of_what_is_no_sample(clerk: Client, draft: Design, what: str) -> None:
    assert clerk.get(f"{LIST}{draft.pk}/{what}/").status_code == 404


def test_publishing_is_refused_with_the_reasons_and_then_goes_through(
    clerk: Client, draft: Design, workshop: FakeWorkshop
) -> None:
    workshop.problems = [MISSING]
    refused = publish(clerk, draft)
    assert refused.status_code == 422
    assert told(refused.content.decode()) == ["Paper: The slot “number” is missing."]
    draft.refresh_from_db()
    assert draft.is_draft
    workshop.problems = []
    assert publish(clerk, draft)["Location"] == page_of(draft)
    draft.refresh_from_db()
    assert draft.published_by is not None
    assert (draft.is_draft, draft.published_by.username) == (False, "a-exchange-clerk")


def test_what_changed_since_it_was_seen_is_not_published(clerk: Client, draft: Design) -> None:
    seen = draft_of(draft).digest
    clerk.post(page_of(draft), edited(draft, paper=draft.paper + "<!-- -->"))
    answer = clerk.post(page_of(draft, "publish"), {"previewed": seen}, follow=True)
    assert "This draft is another one than you have seen." in unescape(answer.content.decode())
    draft.refresh_from_db()
    assert draft.is_draft


def test_a_design_is_for_an_event_of_the_list_or_for_all(clerk: Client) -> None:
    choices = clerk.get(ADD).content.decode().partition('name="event_code"')[2].partition("</select>")[0]
    assert re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)<', choices) == [
        ("", "every event"),
        ("fair", "The Fair · fair"),
    ]
    refused = clerk.post(ADD, TYPED | {"event_code": "fiar"})
    assert (refused.status_code, Design.objects.count()) == (200, 0)
    clerk.post(ADD, TYPED | {"event_code": "fair"})
    assert draft_of(Design.objects.get()).occasion == FAIR


def test_a_published_design_is_only_looked_at(clerk: Client, draft: Design) -> None:
    publish(clerk, draft)
    shown = clerk.get(page_of(draft)).content.decode()
    assert "<textarea" not in shown
    assert "Check and publish" not in clerk.get(page_of(draft, "preview")).content.decode()
    assert clerk.post(page_of(draft), edited(draft, name="b")).status_code == 403
    assert clerk.post(page_of(draft, "delete"), {"post": "yes"}).status_code == 403
    assert clerk.post(page_of(draft, "publish"))["Location"] == page_of(draft, "preview")
    assert Design.objects.get().name == "Gold"


def test_a_draft_can_be_thrown_away(clerk: Client, draft: Design) -> None:
    assert clerk.post(page_of(draft, "delete"), {"post": "yes"})["Location"] == LIST
    assert Design.objects.count() == 0


def test_who_may_edit_need_not_be_who_may_publish(clerk: Client, draft: Design) -> None:
    organiser, support = log_in("organiser"), log_in("support")
    assert organiser.post(page_of(draft), edited(draft, name="Ours")).status_code == 302
    assert "Check and publish" not in organiser.get(page_of(draft, "preview")).content.decode()
    assert organiser.post(page_of(draft, "publish")).status_code == 403
    assert support.get(page_of(draft, "preview")).status_code == 200
    assert support.post(page_of(draft), edited(draft)).status_code == 403
    assert support.get(ADD).status_code == 403
    draft.refresh_from_db()
    assert (draft.name, draft.is_draft) == ("Ours", True)


def test_nobody_publishes_by_a_link_or_without_logging_in(clerk: Client, draft: Design) -> None:
    assert clerk.get(page_of(draft, "publish")).status_code == 405
    for what in ("preview", "publish", "paper/short/en"):
        assert "/admin/login/" in Client().post(page_of(draft, what))["Location"]


def test_the_list_says_what_is_a_draft_and_what_is_published(clerk: Client, draft: Design) -> None:
    clerk.post(ADD, TYPED | {"name": "Own", "event_code": "fair"})
    publish(clerk, draft)
    boss = log_in(SUPERUSER)
    assert "Own" in boss.get(LIST, {"state": "draft"}).content.decode()
    shown = boss.get(LIST, {"state": "published"}).content.decode()
    assert ("Gold</a>" in shown, "Own</a>" in shown, "every event" in shown) == (True, False, True)


def test_while_another_page_is_drawn_one_is_asked_to_try_again(
    clerk: Client, draft: Design, workshop: FakeWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_about: object) -> None:
        raise WorkshopBusyError

    monkeypatch.setattr(workshop, "picture", busy)
    monkeypatch.setattr(workshop, "findings", busy)
    for answer in (clerk.get(f"{LIST}{draft.pk}/paper/thai/en/"), publish(clerk, draft)):
        assert (answer.status_code, answer["Retry-After"]) == (503, "3")
        assert "Another page is being drawn just now." in answer.content.decode()
    draft.refresh_from_db()
    assert draft.is_draft
