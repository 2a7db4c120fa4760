"""The declaration: only of a covered event, out of what was verified and retired, frozen."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

import credits.actions
import events.balance.actions
from credits.models import Batch, Retirement
from events.balance import documents, standing
from events.balance.claims import LANGUAGES, Audience, claims_in
from events.balance.errors import MissingTextError, NotReadyError
from events.balance.saying import declared as claimed_by
from events.balance.saying import saying_of
from events.balance.standing import Standing
from events.models import Declaration, VerificationStatement
from events.team.errors import NotAllowedError
from tests.conftest import at_once, replaced_by_two
from tests.events.course.stage import (
    EMITTED,
    TONNE,
    Cast,
    advanced,
    brought_to,
    cast_of,
    corrected,
    covered,
    declare,
    declared,
    donated,
    new_declaration,
    stated,
    submitted,
)

pytestmark = pytest.mark.django_db


def test_it_freezes_what_it_rests_on(cast: Cast) -> None:
    said = declare(covered(cast))
    statement = VerificationStatement.objects.get()
    version = statement.verification.inventory
    body = said.body
    assert (cast.event.state, said.statement, said.by) == ("declared", statement, cast.organiser)
    assert body["inventory"]["sha256"] == version.content_digest
    assert body["verification"]["statement_number"] == "VS-games-1"
    assert body["verification"]["sha256"] == statement.digest
    assert body["boundary"] == {"zh": "筹备、举办、收尾", "en": "Preparation, holding and wrap-up"}
    assert body["claimant"]["en"] == "Organising committee"
    assert body["balance"] == {
        "verified_grams": EMITTED,
        "held_grams": 3 * TONNE,
        "retired_for_event_grams": EMITTED,
        "retired_for_spectators_grams": 0,
        "spectators_count": False,
        "counted_grams": EMITTED,
        "surplus_grams": 0,
    }
    (retirement,) = body["retirements"]
    (piece,) = retirement["slices"]
    assert (retirement["amount_grams"], piece["serials"]) == (EMITTED, "CDCER-CD-2022-7-1-7")
    assert (piece["batch_from"], piece["batch_to"]) == (0, EMITTED)
    assert said.digest == documents.digest_of(body)


@pytest.mark.parametrize("state", ["planned", "open", "closed", "drafted", "verified"])
def test_before_the_cover_nothing_is_declared(cast: Cast, state: str) -> None:
    brought_to(cast, state)
    with pytest.raises(NotReadyError) as refusal:
        declare(cast)
    assert (refusal.value.state, Declaration.objects.count(), cast.now().state) == (state, 0, state)


@pytest.mark.parametrize("name", ["verifier", "auditor", "clerk", "stranger"])
def test_only_the_organiser_declares(cast: Cast, name: str) -> None:
    covered(cast)
    with pytest.raises(NotAllowedError):
        events.balance.actions.declare(event=cast.event, new=new_declaration(cast), by=getattr(cast, name))


@pytest.mark.parametrize("field", ["subject_zh", "subject_en", "standard"])
def test_it_says_what_it_is_about_in_both_languages_and_by_which_standard(cast: Cast, field: str) -> None:
    covered(cast)
    blank: dict[str, Any] = {field: " "}
    with pytest.raises(MissingTextError):
        events.balance.actions.declare(
            event=cast.event, new=replace(new_declaration(cast), **blank), by=cast.organiser
        )
    assert (Declaration.objects.count(), cast.now().state) == (0, "covered")


def test_a_button_pressed_twice_declares_once(cast: Cast) -> None:
    first = declare(covered(cast))
    assert (declare(cast).pk, Declaration.objects.count()) == (first.pk, 1)


@pytest.mark.django_db(transaction=True)
def test_two_who_declare_at_once_declare_once() -> None:
    cast = covered(cast_of())

    def press() -> int:
        new = new_declaration(cast)
        return events.balance.actions.declare(event=cast.event, new=new, by=cast.organiser).pk

    first, second = at_once(press, press)
    assert (first, Declaration.objects.count(), cast.now().state) == (second, 1, "declared")


def test_a_corrected_event_is_declared_anew_and_the_old_one_is_kept(cast: Cast) -> None:
    first = declare(covered(cast))
    corrected(cast)
    assert standing.standing_of(first) is Standing.UNDER_REVIEW
    with pytest.raises(NotReadyError):
        declare(cast)
    submitted(cast, EMITTED - TONNE)
    stated(cast)
    advanced(cast, "covered")
    second = declare(cast)
    assert [standing.standing_of(each) for each in (first, second)] == [Standing.SUPERSEDED, Standing.STANDS]
    assert second.body["balance"]["surplus_grams"] == TONNE
    first.refresh_from_db()
    assert first.digest == documents.digest_of(first.body)


def flawed(cast: Cast) -> None:
    batch = Batch.objects.order_by("pk")[0]
    credits.actions.impair(batch=batch, reason="not additional", by=cast.clerk)


def test_nothing_is_claimed_while_flawed_credits_leave_the_event_uncovered(cast: Cast) -> None:
    said = declare(covered(cast))
    assert claims_in(saying_of(cast.event).to("china", "en")) == ["carbon neutral"]
    flawed(cast)
    assert standing.standing_of(said) is Standing.NOT_COVERED
    for audience in Audience:
        for language in LANGUAGES:
            for words in (
                saying_of(cast.event).to(audience, language),
                claimed_by(said).to(audience, language),
            ):
                assert claims_in(words) == []
    assert "were found flawed since, and the rest does not cover the verified 7" in saying_of(cast.event).to(
        "china", "en"
    )
    donated(cast, first_unit=101)
    replaced_by_two(Retirement.objects.get(), cast.event.donated_account)
    credits.actions.settle_pending()
    assert standing.standing_of(said) is Standing.STANDS
    assert claims_in(saying_of(cast.event).to("china", "en")) == ["carbon neutral"]


def test_flawed_credits_that_were_not_needed_take_no_claim_back(cast: Cast) -> None:
    said = declare(covered(cast))
    donated(cast, first_unit=101)
    batch = Batch.objects.order_by("pk")[1]
    credits.actions.impair(batch=batch, reason="not additional", by=cast.clerk)
    assert standing.standing_of(said) is Standing.STANDS


def test_it_lists_what_took_the_place_of_flawed_credits(cast: Cast) -> None:
    covered(cast)
    donated(cast, first_unit=101)
    flawed(cast)
    request = replaced_by_two(Retirement.objects.get(), cast.event.donated_account)
    credits.actions.settle_pending()
    body = declare(cast).body
    (listed,) = body["retirements"]
    assert listed["retirement"] == str(request.retirement.public_id)
    assert listed["amount_grams"] == body["balance"]["retired_for_event_grams"] == EMITTED
    assert [piece["serials"] for piece in listed["slices"]] == ["CDCER-CD-2022-7-101-107"]


# --- By SQL -----------------------------------------------------------------------------------------------


def row_for(cast: Cast) -> dict[str, Any]:
    return {
        "event": cast.event, "statement": VerificationStatement.objects.order_by("pk").first(),
        "claimant": cast.event.organiser, "standard": "x", "confirmation": "self", "body": {}, "digest": "0" * 64,
        "by": cast.organiser,
    }  # fmt: skip


@pytest.mark.parametrize("state", ["verified", "declared"])
def test_the_database_takes_a_declaration_of_a_covered_event_only(cast: Cast, state: str) -> None:
    brought_to(cast, state)
    with pytest.raises(DatabaseError), transaction.atomic():
        Declaration.objects.create(**row_for(cast))


def test_the_database_takes_none_on_a_superseded_version(cast: Cast) -> None:
    covered(cast)
    old = row_for(cast)
    corrected(cast)
    submitted(cast)
    stated(cast)
    advanced(cast, "covered")
    with pytest.raises(DatabaseError, match="newest verified version"), transaction.atomic():
        Declaration.objects.create(**old)
    newest = VerificationStatement.objects.order_by("pk").last()
    Declaration.objects.create(**{**old, "statement": newest, "at": timezone.now()})


def test_declared_is_frozen(cast: Cast) -> None:
    declared(cast)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Declaration.objects.update(body={})
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Declaration.objects.all().delete()
