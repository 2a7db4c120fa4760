"""The workspace: signing in, one's events, what waits for one, and an event at a glance."""

import re
import uuid

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import translation

import credits.actions
import credits.queries
from credits.models import Proposal
from events.actions import count_scan
from events.models import Event, Placement, Venue, Zone
from events.organise.waiting import for_user
from events.organise.waits import Waiting
from events.team.access import Role
from events.team.phrases import ROLE_NAMES
from people.models import User
from tests.conftest import new_batch
from tests.events.course.shortcut import put_at
from tests.events.course.stage import Cast, cast_of, donated, opened
from tests.events.guests.stage import entered, guests
from tests.events.signed_in import signed_in

pytestmark = pytest.mark.django_db
SIGN_IN = "/organise/sign-in/"
OVERVIEW = "/organise/events/games/"


@pytest.fixture
def cast() -> Cast:
    return cast_of()


@pytest.fixture
def other() -> Cast:
    """Another event, of which nobody of `cast` but the exchange may learn."""
    found = cast_of("secret-cup")
    Event.objects.filter(pk=found.event.pk).update(name_zh_hans="秘密杯", name_en="Secret Cup")
    found.event.refresh_from_db()
    return found


# --- Signing in and out -----------------------------------------------------------------------------------


def test_who_signs_in_goes_on_to_where_they_wanted(cast: Cast) -> None:
    cast.organiser.set_password("right horse")
    cast.organiser.save()
    browser = Client(headers={"accept-language": "en"})
    asked = browser.get(OVERVIEW)
    assert asked.headers["Location"] == f"{SIGN_IN}?next={OVERVIEW}"
    values = {"username": cast.organiser.username, "password": "wrong", "next": OVERVIEW}
    refused = browser.post(SIGN_IN, values)
    assert "User name and password do not fit each other." in refused.content.decode()
    assert browser.post(SIGN_IN, {**values, "password": "right horse"}).headers["Location"] == OVERVIEW
    assert browser.get(SIGN_IN).headers["Location"] == "/organise/"


def test_signing_in_leads_to_no_other_site(cast: Cast) -> None:
    cast.organiser.set_password("right horse")
    cast.organiser.save()
    values = {"username": cast.organiser.username, "password": "right horse", "next": "https://evil.example/"}
    assert Client().post(SIGN_IN, values).headers["Location"] == "/organise/"


def test_after_ten_guesses_the_page_says_how_long_to_wait(cast: Cast) -> None:
    browser = Client(headers={"accept-language": "en"})
    for number in range(10):
        browser.post(SIGN_IN, {"username": "organiser-of-games", "password": str(number)})
    page = browser.post(SIGN_IN, {"username": "organiser-of-games", "password": "again"})
    assert "Please wait a quarter of an hour" in page.content.decode()


def test_signing_out_stands_on_every_page_and_ends_the_visit(cast: Cast) -> None:
    browser = signed_in(cast.organiser)
    assert 'action="/organise/sign-out/"' in browser.get(OVERVIEW).content.decode()
    assert browser.get("/organise/sign-out/").status_code == 405
    assert browser.post("/organise/sign-out/").headers["Location"] == SIGN_IN
    assert browser.get(OVERVIEW).status_code == 302


def test_pages_of_the_workspace_are_kept_nowhere_and_found_by_no_search(cast: Cast) -> None:
    page = signed_in(cast.organiser).get(OVERVIEW)
    assert "no-store" in page.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in page.content.decode()


# --- One's events -----------------------------------------------------------------------------------------


def test_the_list_has_ones_own_events_with_role_and_next_step(cast: Cast, other: Cast) -> None:
    page = signed_in(cast.verifier).get("/organise/")
    rows = [(event.slug, role, address) for event, role, _words, address in page.context["rows"]]
    assert rows == [("games", ROLE_NAMES[Role.VERIFIER], "/organise/events/games/course/")]
    assert "Secret Cup" not in page.content.decode()
    everywhere = signed_in(cast.clerk).get("/organise/").context["rows"]
    assert {(event.slug, role) for event, role, *_next in everywhere} == {
        ("games", ROLE_NAMES[Role.CLERK]),
        ("secret-cup", ROLE_NAMES[Role.CLERK]),
    }


def test_who_works_on_nothing_is_told_how_to_begin(cast: Cast) -> None:
    text = signed_in(cast.stranger).get("/organise/").content.decode()
    assert "You work on no event yet." in text
    assert "Low-Carbon Games" not in text


# --- An event at a glance ---------------------------------------------------------------------------------


def test_the_ladder_shows_the_steps_that_were_taken_and_by_whom(cast: Cast) -> None:
    opened(cast)
    rungs = signed_in(cast.auditor).get(OVERVIEW).context["ladder"]
    assert [rung.standing for rung in rungs] == ["done", "now", *["ahead"] * 6]
    assert [rung.step.by if rung.step else None for rung in rungs] == [None, cast.clerk, *[None] * 6]


@pytest.mark.parametrize("state", Event.State.values)
def test_every_state_has_a_next_step_and_an_overview(cast: Cast, state: str) -> None:
    put_at(cast.event, state)
    page = signed_in(cast.organiser).get(OVERVIEW)
    standings = [rung.standing for rung in page.context["ladder"]]
    here = Event.State.values.index(state)
    assert standings == ["done"] * here + ["now"] + ["ahead"] * (7 - here)
    assert f'<a href="{page.context["next_address"]}">' in page.content.decode()


def test_the_key_figures_are_those_of_the_rooms(cast: Cast) -> None:
    opened(cast)
    placement = _placement(cast.event)
    for _time in range(3):
        count_scan(placement=placement, day=cast.event.starts_on)
    page = signed_in(cast.organiser).get(OVERVIEW)
    with translation.override("en"):
        figures = {str(each.words): each.value for each in page.context["figures"]}
    assert (figures["scans"], figures["journeys started"], figures["donated"]) == ("3", "0", "0 g")
    assert figures["verified emissions"] == "—"


def _placement(event: Event) -> Placement:
    zone = Zone.objects.create(venue=Venue.objects.get(event=event), name_zh_hans="北", name_en="North")
    return Placement.objects.create(zone=zone, code="abc2345", label_zh_hans="门", label_en="Gate")


@pytest.mark.parametrize(("language", "heading"), [("zh-hans", "低碳运动会"), ("en", "Low-Carbon Games")])
def test_each_reader_has_the_page_in_their_language(cast: Cast, language: str, heading: str) -> None:
    assert f"<h1>{heading}</h1>" in signed_in(cast.organiser, language).get(OVERVIEW).content.decode()


def test_changing_the_language_keeps_the_page(cast: Cast) -> None:
    browser = signed_in(cast.organiser)
    page = browser.get("/organise/events/games/team/add/?from=here").content.decode()
    link = re.search(r'class="tongue" href="([^"]+)"', page)
    assert link is not None
    assert link[1] == "?from=here&amp;lang=zh-hans"
    answer = browser.get("/organise/events/games/team/add/?from=here&lang=zh-hans")
    assert answer.headers["Content-Language"] == "zh-hans"
    assert browser.get(OVERVIEW).headers["Content-Language"] == "zh-hans"


# --- What waits -------------------------------------------------------------------------------------------


def test_what_a_colleague_proposed_waits_for_the_other_and_not_for_oneself(cast: Cast) -> None:
    addresses = _proposal_and_list(cast)
    User.objects.filter(pk__in=[cast.clerk.pk, cast.colleague.pk]).update(is_staff=True)
    clerk, colleague = (User.objects.get(pk=user.pk) for user in (cast.clerk, cast.colleague))
    assert {each.address for each in for_user(colleague)} >= addresses
    assert not {each.address for each in for_user(clerk)} & addresses
    assert not {each.address for each in for_user(cast.organiser)} & addresses
    page = signed_in(colleague).get("/organise/waiting/").content.decode()
    assert [address in page for address in sorted(addresses)] == [True, True]


def _proposal_and_list(cast: Cast) -> set[str]:
    """A batch and a guest list that the first clerk entered; where the other decides on them."""
    opened(cast)
    proposal = credits.actions.propose_issue(
        batch=new_batch(), to=cast.event.donated_account, key=uuid.uuid4(), by=cast.clerk
    )
    guest_list = entered(cast.event, guests(2))
    return {
        f"/admin/credits/proposal/{proposal.pk}/change/",
        f"/admin/events/guestlist/{guest_list.pk}/change/",
    }


def test_each_thing_waits_once_the_oldest_first(cast: Cast, other: Cast) -> None:
    _proposal_and_list(cast)
    User.objects.filter(pk=cast.colleague.pk).update(is_staff=True)
    waits: list[Waiting] = for_user(User.objects.get(pk=cast.colleague.pk))
    assert len({(each.address, each.what) for each in waits}) == len(waits)
    assert [each.since for each in waits] == sorted(each.since for each in waits)


def _proposed_in_the_admin(event: Event, by: User) -> Proposal:
    """A retirement for the event that nobody entered in the workspace."""
    return credits.actions.propose_event_retirement(
        account=event.donated_account,
        amount_grams=1_000_000,
        beneficiary=credits.queries.event_beneficiary(event.donated_account),
        purpose="Emissions of the Games",
        key=uuid.uuid4(),
        by=by,
    )


def test_a_retirement_for_an_event_waits_in_its_balance_wherever_it_was_proposed(cast: Cast) -> None:
    donated(cast)
    proposal = _proposed_in_the_admin(cast.event, by=cast.clerk)
    User.objects.filter(pk=cast.colleague.pk).update(is_staff=True)
    found = [each.address for each in for_user(User.objects.get(pk=cast.colleague.pk))]
    admin = f"/admin/credits/proposal/{proposal.pk}/change/"
    assert (found.count(f"{OVERVIEW}balance/"), found.count(admin)) == (1, 0)


def test_who_decides_on_proposals_but_works_at_no_event_finds_it_in_the_admin(cast: Cast) -> None:
    donated(cast)
    proposal = _proposed_in_the_admin(cast.event, by=cast.clerk)
    keeper = User.objects.create_user("keeper", is_staff=True)
    keeper.user_permissions.add(Permission.objects.get(codename="decide_proposal"))
    found = [each.address for each in for_user(keeper)]
    assert found == [f"/admin/credits/proposal/{proposal.pk}/change/"]


def test_what_waits_at_another_event_is_told_to_nobody_of_this_one(cast: Cast, other: Cast) -> None:
    opened(other)
    for user in (cast.organiser, cast.verifier, cast.auditor, cast.stranger):
        assert [each for each in for_user(user) if each.event_name == "秘密杯"] == []
        assert "secret-cup" not in signed_in(user).get("/organise/waiting/").content.decode()
