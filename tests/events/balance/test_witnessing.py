"""《碳中和见证书》: issued by two of the exchange, when everything before it holds; every way round is tried."""

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

import certificates.actions
import credits.actions
import events.balance.actions
import people.actions
from certificates.actions import NewIssue
from certificates.document import Fact, Kind
from certificates.errors import WitnessNotUnlockedError
from certificates.models import Certificate
from credits.models import Batch, Retirement
from events.balance.errors import (
    ChangedSinceError,
    CutOffError,
    DemonstrationPaperError,
    DemonstrationWitnessError,
    MissingTextError,
    NoRoomOnPaperError,
    NotReadyError,
    UnderReviewError,
    WitnessedAlreadyError,
    WitnessingDecidedError,
)
from events.balance.forms import WitnessForm
from events.course.course import Condition
from events.errors import SamePersonError
from events.models import Declaration, Event, Witnessing
from events.team.errors import NotAllowedError
from people.models import Organization, User
from tests.conftest import at_once, replaced_by_two
from tests.events.balance.stage import approve, witnesses
from tests.events.course.stage import (
    EMITTED,
    Cast,
    advanced,
    brought_to,
    cast_of,
    corrected,
    declare,
    declared,
    donated,
    new_witnessing,
    proposed,
    stated,
    submitted,
    witnessed,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("live_key")]


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_of(is_demonstration=False)


def test_two_of_the_exchange_issue_a_real_certificate(cast: Cast) -> None:
    row = proposed(declared(cast))
    assert (row.state, row.certificate, cast.now().state, witnesses()) == ("proposed", None, "declared", 0)
    row = approve(row, cast.colleague)
    paper = row.certificate
    assert paper is not None
    assert (row.state, row.decided_by, cast.now().state) == ("approved", cast.colleague, "witnessed")
    assert (paper.kind, paper.is_demonstration, paper.amount_grams, paper.key) == (
        "witness",
        False,
        EMITTED,
        row.key,
    )
    assert (paper.event_code, paper.holder_name, paper.state) == ("games", "执委会", "issued")


def test_it_says_who_saw_what_until_when_and_what_not(cast: Cast) -> None:
    row = approve(proposed(declared(cast)), cast.colleague)
    assert row.certificate is not None
    said = row.certificate.stated
    assert said is not None
    today = timezone.localdate().isoformat()
    assert {fact.label_en: fact.value_en for fact in said.facts} == {
        "Witness": "Environment Exchange, as keeper of the ledger",
        "Verified": "7 t, VS-games-1, reasonable assurance",
        "Retired": "for it 7 t; spectators’ 0 g do not count",
        "Held": "3 t, not retired",
        "Surplus": f"0 g, until {today}",
        "Not checked": "journeys as spectators told them",
    }
    assert [(piece.batch_from, piece.batch_to) for piece in said.slices] == [(0, EMITTED)]
    (retirement,) = row.body["retirements"]
    assert retirement["slices"][0]["serials"] == "CDCER-CD-2022-7-1-7"


def test_a_demonstration_has_a_demonstrations_certificate() -> None:
    cast = witnessed(cast_of())
    paper = Certificate.objects.get(kind="witness")
    assert (paper.is_demonstration, paper.number[0], cast.event.state) == (True, "d", "witnessed")


# --- Every way round --------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["planned", "open", "closed", "drafted", "verified", "covered"])
def test_before_the_declaration_there_is_nothing_to_witness(cast: Cast, state: str) -> None:
    brought_to(cast, state)
    order = NewIssue(
        kind="witness",
        holder_name="执委会",
        name_is_public=True,
        language="zh-hans",
        event_code="games",
        event_name_zh="低碳运动会",
        event_name_en="Games",
        facts=(Fact("见证人", "Witness", "甲", "A"),),
        amount_grams=EMITTED,
    )
    with pytest.raises(WitnessNotUnlockedError):
        certificates.actions.issue(order=order, key=uuid.uuid4())
    assert witnesses() == 0


@pytest.mark.parametrize("name", ["organiser", "verifier", "auditor", "stranger"])
def test_nobody_else_witnesses(cast: Cast, name: str) -> None:
    declared(cast)
    said = Declaration.objects.get()
    with pytest.raises(NotAllowedError):
        events.balance.actions.propose_witnessing(
            declaration=said, new=new_witnessing(cast), by=getattr(cast, name)
        )
    row = proposed(cast)
    with pytest.raises(NotAllowedError):
        approve(row, getattr(cast, name))
    assert (Witnessing.objects.get().state, witnesses()) == ("proposed", 0)


def test_one_person_is_not_enough(cast: Cast) -> None:
    row = proposed(declared(cast))
    with pytest.raises(SamePersonError):
        approve(row, cast.clerk)
    with pytest.raises(DatabaseError), transaction.atomic():
        Witnessing.objects.update(state="approved", decided_by=cast.clerk, decided_at=timezone.now())
    assert (cast.now().state, witnesses()) == ("declared", 0)


def test_a_certificate_is_proposed_and_issued_once(cast: Cast) -> None:
    row = proposed(declared(cast))
    with pytest.raises(WitnessedAlreadyError):
        proposed(cast)
    issued = approve(row, cast.colleague)
    assert approve(row, cast.colleague).certificate == issued.certificate
    with pytest.raises(WitnessingDecidedError):
        approve(row, cast.clerk)
    with pytest.raises(NotReadyError):
        proposed(cast)
    assert witnesses() == 1


def test_what_was_declined_is_proposed_anew(cast: Cast) -> None:
    row = proposed(declared(cast))
    with pytest.raises(MissingTextError):
        events.balance.actions.decline_witnessing(witnessing=row, reason=" ", by=cast.colleague)
    done = events.balance.actions.decline_witnessing(witnessing=row, reason="a typo", by=cast.colleague)
    assert (done.state, done.decline_reason) == ("declined", "a typo")
    with pytest.raises(WitnessingDecidedError):
        approve(row, cast.colleague)
    approve(proposed(cast), cast.colleague)
    assert witnesses() == 1


@pytest.mark.parametrize("days", [-1, 1])
def test_the_cut_off_lies_between_the_declaration_and_today(cast: Cast, days: int) -> None:
    declared(cast)
    new = new_witnessing(cast, timezone.localdate() + timedelta(days=days))
    with pytest.raises(CutOffError):
        events.balance.actions.propose_witnessing(
            declaration=Declaration.objects.get(), new=new, by=cast.clerk
        )


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"not_checked_en": ""}, MissingTextError),
        ({"capacity_zh": "字" * 101}, MissingTextError),
        ({"not_checked_zh": "字" * 200}, NoRoomOnPaperError),
        ({"capacity_en": "\u16a0"}, NoRoomOnPaperError),
    ],
)
def test_what_the_paper_cannot_show_is_refused_before_anybody_approves(
    cast: Cast, change: dict[str, str], error: type[Exception]
) -> None:
    declared(cast)
    new = replace(new_witnessing(cast), **change)  # type: ignore[arg-type]
    with pytest.raises(error):
        events.balance.actions.propose_witnessing(
            declaration=Declaration.objects.get(), new=new, by=cast.clerk
        )
    assert Witnessing.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "fits", "label"),
    [
        ("capacity_zh", "字" * 40, "Witness"),
        ("capacity_en", "a b " * 19 + "a bc", "Witness"),
        ("not_checked_zh", "字" * 75, "Not checked"),
        ("not_checked_en", "a b " * 37 + "a", "Not checked"),
        ("capacity_en", "", "Witness"),
    ],
)
def test_a_text_that_is_too_long_is_named(cast: Cast, field: str, fits: str, label: str) -> None:
    declared(cast)

    def propose(text: str) -> None:
        new = replace(new_witnessing(cast), **{field: text})  # type: ignore[arg-type]
        with transaction.atomic():
            events.balance.actions.propose_witnessing(
                declaration=Declaration.objects.get(), new=new, by=cast.clerk
            )

    too_long = f"{fits}\u16a0" if not fits else f"{fits} xx"
    with pytest.raises(NoRoomOnPaperError) as refusal:
        propose(too_long)
    assert refusal.value.label_en == label
    form = WitnessForm({field: too_long}, event=cast.event)
    assert (field in form.errors) == bool(fits)
    if fits:
        propose(fits)
        assert field not in WitnessForm({field: fits}, event=cast.event).errors
        assert Witnessing.objects.count() == 1


def test_a_version_that_is_corrected_meanwhile_is_not_witnessed(cast: Cast) -> None:
    row = proposed(declared(cast))
    corrected(cast)
    with pytest.raises(UnderReviewError):
        approve(row, cast.colleague)
    with pytest.raises(UnderReviewError):
        events.balance.actions.propose_witnessing(
            declaration=row.declaration, new=new_witnessing(cast), by=cast.clerk
        )
    submitted(cast, EMITTED - 1)
    stated(cast)
    advanced(cast, "covered")
    declare(cast)
    with pytest.raises(UnderReviewError):
        approve(row, cast.colleague)
    assert witnesses() == 0
    approve(proposed(cast), cast.colleague)
    assert witnesses() == 1


def test_credits_found_flawed_between_the_two_moments_stop_it(
    cast: Cast,
) -> None:
    row = proposed(declared(cast))
    batch = Batch.objects.get()
    credits.actions.impair(batch=batch, reason="not additional", by=cast.clerk)
    with pytest.raises(NotReadyError) as refusal:
        approve(row, cast.colleague)
    assert refusal.value.conditions == (Condition.BALANCE,)
    assert (cast.now().state, witnesses()) == ("declared", 0)


def test_what_changed_since_it_was_proposed_is_proposed_anew(cast: Cast) -> None:
    """Flawed credits were replaced: the balance is whole, but its retirements are others."""
    row = proposed(declared(cast))
    donated(cast, first_unit=101)
    credits.actions.impair(batch=Batch.objects.order_by("pk")[0], reason="not additional", by=cast.clerk)
    request = replaced_by_two(Retirement.objects.get(), cast.event.donated_account)
    credits.actions.settle_pending()
    with pytest.raises(ChangedSinceError):
        approve(row, cast.colleague)
    assert (witnesses(), Witnessing.objects.get().state) == (0, "proposed")
    events.balance.actions.decline_witnessing(witnessing=row, reason="changed", by=cast.colleague)
    issued = approve(proposed(cast), cast.colleague)
    assert issued.certificate is not None
    assert issued.certificate.stated is not None
    assert [(each.serial_block, each.batch_to) for each in issued.certificate.stated.slices] == [
        (Batch.objects.order_by("pk")[1].serial_block, EMITTED)
    ]
    assert [each["retirement"] for each in issued.body["retirements"]] == [str(request.retirement.public_id)]


def test_the_paper_names_the_event_and_the_claimant_as_they_were_declared(cast: Cast) -> None:
    row = proposed(declared(cast))
    Event.objects.update(name_zh_hans="另一届", name_en="Another")
    Organization.objects.filter(pk=cast.event.organiser_id).update(name_zh_hans="另一家公司")
    paper = approve(row, cast.colleague).certificate
    assert paper is not None
    assert (paper.holder_name, paper.event_name_zh, paper.event_name_en) == (
        "执委会",
        "低碳运动会",
        "Low-Carbon Games",
    )


def test_a_witness_of_another_name_is_proposed_anew(cast: Cast) -> None:
    row = proposed(declared(cast))
    Organization.objects.filter(pk=cast.exchange.pk).update(name_zh_hans="环" * 199)
    with pytest.raises(ChangedSinceError):
        approve(row, cast.colleague)


def test_a_paper_that_cannot_be_made_is_refused_in_words(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = proposed(declared(cast))
    monkeypatch.setitem(certificates.actions.LINES, Kind.WITNESS, (1, 10))
    with pytest.raises(NoRoomOnPaperError):
        approve(row, cast.colleague)
    assert (cast.now().state, witnesses()) == ("declared", 0)


# --- Demonstrations ---------------------------------------------------------------------------------------


def test_a_real_event_is_not_witnessed_by_a_demonstrations_paper(cast: Cast, settings: Any) -> None:
    row = proposed(declared(cast))
    settings.CERTIFICATE_SIGNING_KEY, settings.CERTIFICATE_SIGNING_CERTIFICATE = "", ""
    with pytest.raises(DemonstrationPaperError):
        approve(row, cast.colleague)
    assert (cast.now().state, witnesses()) == ("declared", 0)


def test_a_demonstrations_exchange_witnesses_no_real_event(cast: Cast) -> None:
    Organization.objects.filter(pk=cast.exchange.pk).update(is_demonstration=True)
    cast.exchange.refresh_from_db()
    assert list(WitnessForm(event=cast.event).fields["witness"].queryset) == []  # type: ignore[attr-defined]
    with pytest.raises(DemonstrationWitnessError):
        proposed(declared(cast))
    offered = WitnessForm(event=cast_of("demo").event).fields["witness"].queryset  # type: ignore[attr-defined]
    assert list(offered) == [cast.exchange]


@pytest.mark.django_db(transaction=True)
def test_two_who_approve_at_once_issue_one() -> None:
    cast = cast_of(is_demonstration=False)
    row = proposed(declared(cast))
    third = User.objects.create(username="clerk-qian")
    people.actions.give_role(user=third, role="exchange clerk")

    def press(by: Any) -> object:
        try:
            return str(approve(row, by).state)
        except WitnessingDecidedError as error:
            return error

    answers = at_once(lambda: press(cast.colleague), lambda: press(third))
    assert sorted(type(answer).__name__ for answer in answers) == ["WitnessingDecidedError", "str"]
    assert (witnesses(), cast.now().state) == (1, "witnessed")
