"""The rooms of the course and of the balance over HTTP, and what the public reads of it; in both languages."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

import credits.actions
import events.balance.actions
import events.balance.queries
from certificates.models import Certificate
from credits.models import Batch
from events.models import CourseStep, Declaration, Event, EventRetirement, Inventory, Reminder, Witnessing
from people.models import User
from tests.events.balance.reading import BALANCE, COURSE, SAID, client_of, text_of, visible
from tests.events.course.stage import (
    EMITTED,
    TONNE,
    Cast,
    closed,
    covered,
    declare,
    declared,
    donated,
    opened,
    proposed,
    stated,
    submitted,
    verified,
    witnessed,
)

pytestmark = pytest.mark.django_db


# --- Who may see and do -----------------------------------------------------------------------------------

PAGES = [
    COURSE,
    f"{COURSE}correct/",
    BALANCE,
    f"{BALANCE}retire/",
    f"{BALANCE}declare/",
    f"{BALANCE}witness/",
]


@pytest.mark.parametrize("address", PAGES)
def test_strangers_find_nothing_and_a_login_is_asked_for(cast: Cast, address: str) -> None:
    assert client_of(cast.stranger).get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (f"{COURSE}correct/", "clerk"),
        (f"{COURSE}correct/", "verifier"),
        (f"{BALANCE}retire/", "verifier"),
        (f"{BALANCE}declare/", "clerk"),
        (f"{BALANCE}declare/", "auditor"),
        (f"{BALANCE}witness/", "organiser"),
        (f"{BALANCE}witness/", "auditor"),
    ],
)
def test_a_role_without_the_right_is_told_so(cast: Cast, address: str, name: str) -> None:
    assert client_of(getattr(cast, name)).get(address).status_code == 403


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("name", ["organiser", "verifier", "auditor", "clerk"])
def test_everybody_at_work_sees_both_rooms(cast: Cast, name: str, language: str) -> None:
    witnessed(cast)
    client = client_of(getattr(cast, name), language)
    row = Witnessing.objects.get()
    for address in (COURSE, BALANCE, f"{BALANCE}witness/{row.pk}/"):
        assert "<h2" in text_of(client, address)


# --- The course -------------------------------------------------------------------------------------------


def test_the_page_says_what_is_missing_and_where_to_put_it_right(cast: Cast) -> None:
    cast.event.venues.all().delete()
    page = text_of(client_of(cast.clerk), COURSE)
    assert 'href="/organise/events/games/places/">Put it right' in page
    answer = client_of(cast.clerk).post(f"{COURSE}step/", {"to": "open", "why": "tomorrow"})
    assert answer.status_code == 422
    again = answer.content.decode()
    assert "Not yet. What is missing: It has a venue." in visible(again)
    assert 'value="tomorrow"' in again


def test_a_step_is_taken_and_stands_in_the_history(cast: Cast) -> None:
    client = client_of(cast.organiser)
    answer = client.post(f"{COURSE}step/", {"to": "open", "why": "all is agreed"}, follow=True)
    page = visible(answer.content.decode())
    assert "The event is “Open” now." in page
    assert "1 · Planned → Open" in page
    assert "all is agreed" in page
    assert (cast.now().state, CourseStep.objects.get().by) == ("open", cast.organiser)


@pytest.mark.parametrize("to", ["closed", "witnessed", "", "nonsense"])
def test_a_step_that_does_not_follow_is_refused_in_words(cast: Cast, to: str) -> None:
    answer = client_of(cast.clerk).post(f"{COURSE}step/", {"to": to, "why": "x"})
    assert answer.status_code == 422
    assert "The event is “Planned” now." in visible(answer.content.decode())


def test_a_verifier_has_no_button_for_a_step_of_others(cast: Cast) -> None:
    page = text_of(client_of(cast.verifier), COURSE)
    assert f"{COURSE}step/" not in page
    assert client_of(cast.verifier).post(f"{COURSE}step/", {"to": "open"}).status_code == 422
    assert cast.now().state == "planned"


def test_an_event_that_is_not_over_asks_why_it_closes(cast: Cast) -> None:
    opened(cast)
    Event.objects.update(ends_on="2999-01-01")
    client = client_of(cast.clerk)
    assert client.post(f"{COURSE}step/", {"to": "closed", "why": ""}).status_code == 422
    assert client.post(f"{COURSE}step/", {"to": "closed", "why": "a typhoon"}).status_code == 302
    assert cast.now().state == "closed"


def test_a_correction_is_asked_for_and_tells_what_comes_under_review(cast: Cast) -> None:
    witnessed(cast)
    client = client_of(cast.organiser)
    assert "witness certificate will say at once" in visible(text_of(client, f"{COURSE}correct/"))
    assert client.post(f"{COURSE}correct/", {"reason": ""}).status_code == 422
    assert client.post(f"{COURSE}correct/", {"reason": "a meter was read twice"}).status_code == 302
    assert (cast.now().state, Inventory.objects.count()) == ("drafted", 2)
    assert "Under review" in text_of(client, COURSE)
    assert "Version 1 is under review" in visible(text_of(client, BALANCE))
    submitted(cast)
    stated(cast)
    assert "Under review" in text_of(client, COURSE)


def test_the_course_says_that_a_declaration_is_not_covered_any_more(cast: Cast) -> None:
    declared(cast)
    client = client_of(cast.organiser)
    assert "Not covered" not in text_of(client, COURSE)
    credits.actions.impair(batch=Batch.objects.get(), reason="not additional", by=cast.clerk)
    assert "Not covered" in text_of(client, COURSE)


# --- The balance ------------------------------------------------------------------------------------------


def test_the_balance_stands_to_the_gram_with_a_table_beside_the_picture(cast: Cast) -> None:
    verified(cast)
    donated(cast)
    page = text_of(client_of(cast.auditor), BALANCE)
    assert "<svg" in page
    said = visible(page)
    for words in (
        "7,000,000 g",
        "10,000,000 g",
        "Shortfall of 7,000,000 g",
        "does not count towards the event",
    ):
        assert words in said


def test_two_people_retire_for_the_event(cast: Cast) -> None:
    verified(cast)
    donated(cast)
    User.objects.filter(pk=cast.organiser.pk).update(last_name="林", first_name="小雨")
    organiser, clerk = client_of(cast.organiser), client_of(cast.clerk)
    form = organiser.get(f"{BALANCE}retire/").context["form"]
    assert form.initial["amount_grams"] == f"{EMITTED} g"
    values = {"key": form.initial["key"], "purpose": "Emissions of the Games"}
    assert organiser.post(f"{BALANCE}retire/", {**values, "amount_grams": "7"}).status_code == 422
    too_much = organiser.post(f"{BALANCE}retire/", {**values, "amount_grams": "99 t"})
    assert (too_much.status_code, EventRetirement.objects.count()) == (422, 0)
    assert 'value="99 t"' in too_much.content.decode()
    assert organiser.post(f"{BALANCE}retire/", {**values, "amount_grams": "7 t"}).status_code == 302
    row = EventRetirement.objects.get()
    address = f"{BALANCE}retire/{row.proposal_id}/approve/"
    assert address not in text_of(organiser, BALANCE)
    organiser.post(address)
    assert address in text_of(clerk, BALANCE)
    clerk.post(address)
    credits.actions.settle_pending()
    said = visible(text_of(organiser, BALANCE))
    assert "CDCER-CD-2022-7-1-7" in said
    assert "林小雨 · clerk-wang" in said
    assert "Surplus of 0 g" in said


def test_a_proposal_is_withdrawn_with_a_reason(cast: Cast) -> None:
    opened(cast)
    donated(cast)
    row = events.balance.actions.propose_retirement(
        event=cast.event,
        amount_grams=TONNE,
        purpose="x",
        key=uuid.uuid4(),
        by=cast.organiser,
    )
    client = client_of(cast.organiser)
    address = f"{BALANCE}retire/{row.proposal_id}/reject/"
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "too early"}).status_code == 302
    assert "Rejected: nothing was retired too early" in visible(text_of(client, BALANCE))


def test_the_deadline_is_a_notice_once_it_is_over(cast: Cast) -> None:
    Event.objects.update(starts_on="2020-01-01", ends_on="2020-01-02")
    closed(cast)
    page = visible(text_of(client_of(cast.organiser), BALANCE))
    assert "The event is not declared yet." in page
    assert "2021-01-02" in page
    assert "offset within a year of the last day. The deadline was" in text_of(client_of(cast.clerk), COURSE)


def test_a_declared_event_is_told_of_no_deadline(cast: Cast) -> None:
    declared(cast)
    pages = [visible(text_of(client_of(cast.organiser), address)) for address in (COURSE, BALANCE)]
    assert [words for page in pages for words in ("are left", "deadline was") if words in page] == []


# --- Declaring and witnessing -----------------------------------------------------------------------------


def declaration_values(cast: Cast) -> dict[str, Any]:
    return {
        "claimant": cast.event.organiser.pk, "subject_zh": "低碳运动会", "subject_en": "The Games",
        "standard": "《大型活动碳中和实施指南（试行）》", "confirmation": "body",
    }  # fmt: skip


def test_the_organiser_declares_with_a_form_that_takes_the_rest_from_the_version(cast: Cast) -> None:
    covered(cast)
    client = client_of(cast.organiser)
    assert "Preparation, holding and wrap-up" in text_of(client, f"{BALANCE}declare/")
    blank = client.post(f"{BALANCE}declare/", {**declaration_values(cast), "subject_en": ""})
    assert (blank.status_code, Declaration.objects.count()) == (422, 0)
    assert client.post(f"{BALANCE}declare/", declaration_values(cast)).status_code == 302
    assert (cast.now().state, Declaration.objects.count()) == ("declared", 1)


def test_an_event_that_is_not_covered_has_no_form(cast: Cast) -> None:
    verified(cast)
    client = client_of(cast.organiser)
    page = text_of(client, f"{BALANCE}declare/")
    assert 'name="standard"' not in page
    assert client.post(f"{BALANCE}declare/", declaration_values(cast)).status_code == 422
    assert Declaration.objects.count() == 0


def test_what_was_typed_stays_where_credits_are_found_flawed_meanwhile(cast: Cast) -> None:
    covered(cast)
    credits.actions.impair(batch=Batch.objects.get(), reason="not additional", by=cast.clerk)
    answer = client_of(cast.organiser).post(f"{BALANCE}declare/", declaration_values(cast))
    assert answer.status_code == 422
    assert "What was retired and counts is no less than the verified emissions." in visible(
        answer.content.decode()
    )
    assert 'value="《大型活动碳中和实施指南（试行）》"' in answer.content.decode()


def test_two_of_the_exchange_witness_in_the_browser(cast: Cast) -> None:
    declared(cast)
    first, second = client_of(cast.clerk), client_of(cast.colleague)
    form = first.get(f"{BALANCE}witness/").context["form"]
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    values["witness"] = cast.exchange.pk
    assert first.post(f"{BALANCE}witness/", {**values, "capacity_en": ""}).status_code == 422
    assert first.post(f"{BALANCE}witness/", values).status_code == 302
    row = Witnessing.objects.get()
    address = f"{BALANCE}witness/{row.pk}/approve/"
    assert address not in text_of(first, f"{BALANCE}witness/{row.pk}/")
    first.post(address)
    assert cast.now().state == "declared"
    assert "CDCER-CD-2022-7-1-7" in text_of(second, f"{BALANCE}witness/{row.pk}/")
    second.post(address)
    assert cast.now().state == "witnessed"


def test_whoever_is_late_to_propose_reads_that_somebody_did(cast: Cast) -> None:
    proposed(declared(cast))
    client = client_of(cast.colleague)
    for answer in (client.get(f"{BALANCE}witness/"), client.post(f"{BALANCE}witness/")):
        page = visible(answer.content.decode())
        assert "This declaration has a witness certificate already, or one is proposed." in page
        assert "Only an event that is declared" not in page


def test_a_second_person_declines_with_a_reason(cast: Cast) -> None:
    row = proposed(declared(cast))
    client = client_of(cast.colleague)
    assert client.post(f"{BALANCE}witness/{row.pk}/decline/", {"reason": "a typo"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.decline_reason) == ("declined", "a typo")
    page = text_of(client_of(cast.clerk), BALANCE)
    assert "Environment Exchange · Declined · a typo" in visible(page)
    assert f"{BALANCE}witness/{row.pk}/" in page


def test_a_revoked_certificate_says_so_on_its_page_and_on_the_declaration(cast: Cast) -> None:
    witnessed(cast)
    row = Witnessing.objects.get()
    clerk = client_of(cast.clerk)
    values = {"reason_zh": "数据有误", "reason_en": "the figure was wrong"}
    assert clerk.post(f"{BALANCE}witness/{row.pk}/revoke/", values).status_code == 302
    paper = Certificate.objects.get(kind="witness")
    for language, words in (("en", "the figure was wrong"), ("zh-hans", "数据有误")):
        reader = Client(headers={"accept-language": language})
        assert words in text_of(reader, f"/c/{paper.number}/")
        assert words in text_of(reader, SAID)


# --- What waits -------------------------------------------------------------------------------------------


def test_what_waits_in_the_room_of_the_balance(cast: Cast) -> None:
    def waits(user: User) -> list[str]:
        with override("en"):
            return [each.what for each in events.balance.queries.waiting_for(user, cast.event)]

    covered(cast)
    assert waits(cast.organiser) == ["The event is covered: it can be declared."]
    events.balance.actions.propose_retirement(
        event=cast.event,
        amount_grams=TONNE,
        purpose="x",
        key=uuid.uuid4(),
        by=cast.clerk,
    )
    assert waits(cast.clerk) == []
    assert waits(cast.colleague) == ["1 t are to be retired for the event: approve or reject it."]
    declare(cast)
    assert waits(cast.clerk) == ["The event is declared: the witness certificate can be proposed."]
    row = proposed(cast)
    assert waits(cast.colleague)[-1] == "A witness certificate is proposed: issue or decline it."
    events.balance.actions.approve_witnessing(witnessing=row, by=cast.colleague)
    assert waits(cast.organiser) == []


def test_a_reminder_waits_for_the_organiser_until_the_event_is_declared(cast: Cast) -> None:
    closed(cast)
    row = Reminder.objects.create(event=cast.event, days_before=30)
    (only,) = events.balance.queries.waiting_for(cast.organiser, None)
    assert (only.since, only.address) == (row.sent_at, BALANCE)
    assert events.balance.queries.waiting_for(cast.verifier, cast.event) == []
