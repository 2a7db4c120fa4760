"""A design is a draft that changes, and then published and kept; it draws what is retired after that, nothing older."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.template.exceptions import TemplateSyntaxError
from django.utils import timezone

from certificates import actions, designing, hooks, pages, rendering
from certificates.designing import (
    NewDesign,
    change_design,
    draft_of,
    drawn,
    in_force,
    publish_design,
    remove_design,
    start_design,
)
from certificates.designs.drafts import Draft, Finding
from certificates.designs.errors import DesignProblem, PagesProblem
from certificates.designs.language import DesignText
from certificates.designs.refusals import DesignChangedError, DesignPublishedError, DesignRefusedError
from certificates.document.samples import Occasion
from certificates.errors import UnknownChoiceError, UnprintableNameError
from certificates.models import Design, Rendering
from certificates.plates import UnfitFillError, UnfitTemplateError
from credits.models import Account
from people.models import User
from tests.certificates.conftest import certify, retire, statement

NEW = NewDesign(kind="honour", name="Gold")
RETIRED_AT = datetime(2026, 11, 22, 9, 31, 59, tzinfo=UTC)
GOLD = "#7A5A00"


class FakeWorkshop:
    """Finds what it is told to find, at once; what a real one finds is told by its own tests."""

    def __init__(self) -> None:
        self.problems: list[DesignProblem] = []
        self.looked_at: list[Draft] = []

    def findings(self, draft: Draft) -> list[Finding]:
        self.looked_at.append(draft)
        return [Finding("paper", problem) for problem in self.problems]


@pytest.fixture(autouse=True)
def workshop(monkeypatch: pytest.MonkeyPatch) -> FakeWorkshop:
    fake = FakeWorkshop()
    monkeypatch.setattr(designing, "WORKSHOP", fake)
    return fake


@pytest.fixture(autouse=True)
def events(monkeypatch: pytest.MonkeyPatch) -> list[Occasion]:
    """The events that there are, as the layer above tells them."""
    known = [Occasion(code, "运动会", "Games", "全程", "all of it") for code in ("universiade", "marathon")]
    monkeypatch.setattr(hooks, "occasions", lambda: known)
    return known


@pytest.fixture
def clerk(db: None) -> User:
    return User.objects.create(username="clerk")


def gold(design: Design) -> Design:
    """The design with its green turned into gold."""
    paper, poster = (text.replace("#0B5D3B", GOLD) for text in (design.paper, design.poster))
    return change_design(
        design=design, name=design.name, event_code=design.event_code, paper=paper, poster=poster
    )


def published(by: User, at: datetime = RETIRED_AT, **changes: str) -> Design:
    """A design that was published at a time of the past."""
    new = NewDesign(**{"kind": "honour", "name": "Gold", **changes})
    design = gold(start_design(new=new, by=by))
    Design.objects.filter(pk=design.pk).update(published_at=at, published_by=by)
    design.refresh_from_db()
    return design


def test_the_first_draft_has_our_own_texts(clerk: User) -> None:
    before = timezone.now()
    design = start_design(new=NEW, by=clerk)
    assert (design.paper, design.poster) == tuple(map(pages.source_of, (rendering.PAPER, rendering.POSTER)))
    assert (design.is_draft, design.made_by, design.name) == (True, clerk, "Gold")
    assert before <= design.made_at <= timezone.now()


def test_the_next_draft_has_the_texts_in_force(clerk: User) -> None:
    first = published(clerk, event_code="universiade")
    here = start_design(new=NewDesign(kind="honour", name="b", event_code="universiade"), by=clerk)
    elsewhere = start_design(new=NewDesign(kind="honour", name="c", event_code="marathon"), by=clerk)
    assert (here.paper, here.poster) == (first.paper, first.poster)
    assert elsewhere.paper == pages.source_of(rendering.PAPER)


def test_there_is_no_design_of_a_kind_that_there_is_not(clerk: User) -> None:
    with pytest.raises(UnknownChoiceError):
        start_design(new=NewDesign(kind="passport", name="a"), by=clerk)
    assert Design.objects.count() == 0


def test_there_is_no_design_for_an_event_that_there_is_not(clerk: User) -> None:
    with pytest.raises(UnknownChoiceError):
        start_design(new=NewDesign(kind="honour", name="a", event_code="universaide"), by=clerk)
    design = start_design(new=NEW, by=clerk)
    with pytest.raises(UnknownChoiceError):
        change_design(design=design, name="a", event_code="universaide", paper="a", poster="b")
    design.refresh_from_db()
    assert (design.event_code, Design.objects.count()) == ("", 1)


def test_a_draft_changes_and_goes_away_freely(clerk: User) -> None:
    design = start_design(new=NEW, by=clerk)
    changed = change_design(design=design, name="b", event_code="universiade", paper="<p>", poster="<b>")
    changed.refresh_from_db()
    assert (changed.name, changed.event_code, changed.paper, changed.poster) == (
        "b",
        "universiade",
        "<p>",
        "<b>",
    )
    remove_design(design=changed)
    assert Design.objects.count() == 0


def test_publishing_looks_at_the_draft_and_says_who_and_when(clerk: User, workshop: FakeWorkshop) -> None:
    design = start_design(new=NEW, by=clerk)
    boss = User.objects.create(username="boss")
    before = timezone.now()
    result = publish_design(design=design, by=boss, previewed=draft_of(design).digest)
    result.refresh_from_db()
    assert workshop.looked_at == [draft_of(design)]
    assert (result.made_by, result.published_by, result.is_draft) == (clerk, boss, False)
    assert result.published_at is not None
    assert before <= result.published_at <= timezone.now()


def test_what_has_something_wrong_stays_a_draft(clerk: User, workshop: FakeWorkshop) -> None:
    design = start_design(new=NEW, by=clerk)
    workshop.problems = [PagesProblem(None, count=2, sample="long")]
    with pytest.raises(DesignRefusedError) as refusal:
        publish_design(design=design, by=clerk, previewed=draft_of(design).digest)
    assert refusal.value.findings == [Finding("paper", workshop.problems[0])]
    design.refresh_from_db()
    assert design.is_draft


def test_a_draft_that_changes_while_it_is_looked_at_is_not_published(
    clerk: User, workshop: FakeWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    design = start_design(new=NEW, by=clerk)

    def slow(draft: Draft) -> list[Finding]:
        change_design(design=design, name="a", event_code="", paper="<p>another", poster=design.poster)
        return []

    monkeypatch.setattr(workshop, "findings", slow)
    with pytest.raises(DesignChangedError):
        publish_design(design=design, by=clerk, previewed=draft_of(design).digest)
    design.refresh_from_db()
    assert design.is_draft


@pytest.mark.parametrize("field", ["paper", "poster", "event_code"])
def test_only_what_was_seen_is_published(clerk: User, field: str) -> None:
    design = start_design(new=NEW, by=clerk)
    seen = draft_of(design).digest
    texts = {"event_code": "", "paper": design.paper, "poster": design.poster} | {field: "universiade"}
    design = change_design(design=design, name=design.name, **texts)
    with pytest.raises(DesignChangedError):
        publish_design(design=design, by=clerk, previewed=seen)
    design.refresh_from_db()
    assert design.is_draft


def test_what_was_seen_with_other_words_of_the_event_is_not_published(
    clerk: User, events: list[Occasion]
) -> None:
    design = start_design(new=NewDesign(kind="honour", name="a", event_code="universiade"), by=clerk)
    seen = draft_of(design).digest
    events[0] = replace(events[0], boundary_zh="别的")
    with pytest.raises(DesignChangedError):
        publish_design(design=design, by=clerk, previewed=seen)


def test_what_is_published_is_never_changed_deleted_or_published_again(clerk: User) -> None:
    stale = start_design(new=NEW, by=clerk)
    design = publish_design(design=stale, by=clerk, previewed=draft_of(stale).digest)
    with pytest.raises(DesignPublishedError):
        change_design(design=design, name="b", event_code="", paper="a", poster="b")
    with pytest.raises(DesignPublishedError):
        remove_design(design=design)
    for one in (design, stale):
        with pytest.raises(DesignPublishedError):
            publish_design(design=one, by=clerk, previewed=draft_of(one).digest)


def test_the_database_keeps_what_is_published(clerk: User) -> None:
    draft = start_design(new=NEW, by=clerk)
    design = publish_design(design=draft, by=clerk, previewed=draft_of(draft).digest)
    rows = Design.objects.filter(pk=design.pk)
    for name, value in [("paper", "a"), ("name", "b"), ("published_at", None), ("event_code", "c")]:
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            rows.update(**{name: value})
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        rows.delete()
    with pytest.raises(DatabaseError, match="begins as a draft"), transaction.atomic():
        Design.objects.create(
            kind="honour", name="a", paper="a", poster="b", made_by=clerk, made_at=timezone.now(),
            published_by=clerk, published_at=timezone.now(),
        )  # fmt: skip


def test_the_events_own_comes_before_the_one_for_every_event_and_the_latest_before_older_ones(
    clerk: User,
) -> None:
    def named(code: str, at: datetime) -> str | None:
        design = in_force("honour", code, at)
        return None if design is None else design.name

    minute = timedelta(minutes=1)
    assert named("universiade", RETIRED_AT) is None
    published(clerk, RETIRED_AT - 3 * minute, name="own, old", event_code="universiade")
    published(clerk, RETIRED_AT - 2 * minute, name="own", event_code="universiade")
    published(clerk, RETIRED_AT - minute, name="every")
    published(clerk, RETIRED_AT + minute, name="later", event_code="universiade")
    start_design(new=NewDesign(kind="honour", name="draft", event_code="universiade"), by=clerk)
    assert named("universiade", RETIRED_AT) == "own"
    assert named("marathon", RETIRED_AT) == "every"
    assert named("universiade", RETIRED_AT - 2 * minute) == "own"
    assert named("universiade", RETIRED_AT - 2.5 * minute) == "own, old"
    assert named("universiade", RETIRED_AT + minute) == "later"
    assert in_force("family", "universiade", RETIRED_AT) is None


def test_a_statement_is_drawn_by_the_design_that_was_in_force_when_it_was_retired(clerk: User) -> None:
    stated = statement()
    ours = drawn(stated, "paper", lambda template: template)
    assert ours == rendering.PAPER
    design = published(clerk)
    assert drawn(stated, "paper", lambda template: template) == DesignText(design.paper)
    assert drawn(stated, "poster", lambda template: template) == DesignText(design.poster)
    published(clerk, RETIRED_AT + timedelta(seconds=1), name="later")
    assert drawn(stated, "paper", lambda template: template) == DesignText(design.paper)


def test_what_a_design_cannot_draw_after_all_is_drawn_by_our_own(
    clerk: User, caplog: pytest.LogCaptureFixture
) -> None:
    design = published(clerk)
    broken = start_design(new=NewDesign(kind="honour", name="broken"), by=clerk)
    broken = change_design(
        design=broken,
        name="a",
        event_code="universiade",
        paper=design.paper.replace("height: 52pt; ", ""),
        poster="x",
    )
    Design.objects.filter(pk=broken.pk).update(published_at=RETIRED_AT, published_by=clerk)
    paper = drawn(statement(), "paper", lambda template: rendering.pdf(statement(), template=template))
    assert paper == rendering.pdf(statement())
    assert "cannot draw certificate 7kq3mzh4w9az" in caplog.text


@pytest.mark.parametrize(
    "error",
    [
        UnfitTemplateError("name", "a"),
        UnfitFillError("name", "a"),
        UnprintableNameError(["a"]),
        TemplateSyntaxError("a"),
        KeyError("a"),
        ZeroDivisionError("a"),
        MemoryError(),
        RecursionError("a"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_whatever_a_design_raises_our_own_is_drawn(
    clerk: User, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    design = published(clerk)

    def draw(template: pages.Template) -> pages.Template:
        if template == DesignText(design.paper):
            raise error
        return template

    assert drawn(statement(), "paper", draw) == rendering.PAPER
    assert "cannot draw certificate 7kq3mzh4w9az" in caplog.text


def test_a_database_that_fails_says_nothing_of_a_design(clerk: User) -> None:
    published(clerk)

    def draw(template: pages.Template) -> pages.Template:
        raise DatabaseError("gone")

    with pytest.raises(DatabaseError):
        drawn(statement(), "paper", draw)


def test_a_certificate_is_drawn_by_the_design_in_force(clerk: User, event_account: Account) -> None:
    design = published(clerk)
    certificate = retire(certify(), event_account)
    actions.render(certificate_id=certificate.pk)
    stated = certificate.stated
    assert stated is not None
    certificate.refresh_from_db()
    stored = actions.poster(certificate=certificate)
    assert stored is not None
    poster = bytes(stored.content)
    assert poster == rendering.poster(stated, template=DesignText(design.poster))
    assert poster != rendering.poster(stated)


def test_a_new_design_never_changes_an_old_paper(clerk: User, event_account: Account) -> None:
    certificate = retire(certify(), event_account)
    actions.render(certificate_id=certificate.pk)
    certificate.refresh_from_db()
    actions.poster(certificate=certificate)
    kept = {row.kind: bytes(row.content) for row in certificate.renderings.all()}
    stated = certificate.stated
    assert stated is not None
    retired_at = datetime.fromisoformat(stated.issued_at)
    published(clerk, retired_at + timedelta(microseconds=1))
    assert {row.kind: bytes(row.content) for row in certificate.renderings.all()} == kept
    # Were the file lost, it would be made again as it was.
    again = drawn(stated, "poster", lambda template: rendering.poster(stated, template=template))
    assert again == kept[Rendering.Kind.POSTER]
