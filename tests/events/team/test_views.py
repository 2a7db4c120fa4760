"""The room of the team: adding somebody, the link for a first password, ending."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from events.models import Membership
from people.models import Organization, User
from tests.admin.conftest import in_english
from tests.events.course.stage import Cast, cast_of
from tests.events.signed_in import signed_in

pytestmark = pytest.mark.django_db
TEAM = "/organise/events/games/team/"
PASSWORD = "a long way to the stadium"


@pytest.fixture
def cast() -> Cast:
    return cast_of()


def typed(cast: Cast, **changes: object) -> dict[str, object]:
    return {
        "login": "existing",
        "username": "stranger",
        "last_name": "",
        "first_name": "",
        "role": "organiser",
        "organization": cast.event.organiser_id,
        "last_day": "",
        **changes,
    }


def errors_of(cast: Cast, by: User, **changes: object) -> dict[str, list[str]]:
    """What the form says, in English; what was typed still stands in it."""
    answer = signed_in(by).post(f"{TEAM}add/", typed(cast, **changes))
    assert answer.status_code == 422
    if "username" in changes:
        assert answer.context["form"]["username"].value() == changes["username"]
    return in_english(answer.context["form"].errors)


def test_the_page_shows_who_works_here_and_who_did(cast: Cast) -> None:
    membership = Membership.objects.get(event=cast.event, user=cast.auditor)
    signed_in(cast.clerk).post(f"{TEAM}{membership.pk}/end/")
    rows = signed_in(cast.verifier).get(TEAM).context["members"]
    shown = [(row.membership.user, row.is_running, row.may_change) for row in rows]
    assert shown == [
        (cast.organiser, True, False),
        (cast.verifier, True, False),
        (cast.auditor, False, False),
    ]


def test_an_existing_user_is_added_by_name(cast: Cast) -> None:
    answer = signed_in(cast.organiser).post(f"{TEAM}add/", typed(cast), follow=True)
    assert "stranger works on this event from now on." in answer.content.decode()
    assert signed_in(cast.stranger).get("/organise/events/games/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"username": "nobody"}, "username", "Nobody has this user name."),
        ({"username": "games\0"}, "username", "Enter a valid username."),
        ({"login": "new", "username": "a b"}, "username", "Enter a valid username."),
        (
            {"login": "new", "username": "stranger"},
            "username",
            "Somebody has the user name “stranger”. Add that person, or choose another name.",
        ),
        ({"role": "auditor", "organization": "house"}, "last_day", "An auditor needs a last day."),
        (
            {"role": "verifier"},
            "role",
            "Select a valid choice. verifier is not one of the available choices.",
        ),
        (
            {"role": "auditor", "last_day": "soon"},
            "last_day",
            "A verifier or an auditor is a third party. Choose an organisation other than the organiser’s.",
        ),
        (
            {"organization": "elsewhere"},
            "organization",
            "Select a valid choice. That choice is not one of the available choices.",
        ),
    ],
)
def test_a_wrong_member_is_refused_in_words(
    cast: Cast, changes: dict[str, object], field: str, sentence: str
) -> None:
    elsewhere = Organization.objects.create(slug="x", kind="organiser", name_zh_hans="甲", name_en="X")
    named = {
        "house": Organization.objects.get(slug="verifying-house").pk,
        "elsewhere": elsewhere.pk,
        "soon": (timezone.localdate() + timedelta(days=9)).isoformat(),
    }
    values = {key: named.get(str(value), value) for key, value in changes.items()}
    found = errors_of(cast, cast.organiser, **values)
    where = "organization" if "third party" in sentence else field
    assert list(found) == [where]
    assert sentence in found[where][0]


def test_an_organiser_does_not_learn_who_organises_other_events(cast: Cast) -> None:
    cast_of("other")
    Organization.objects.filter(slug="committee-other").update(name_en="Secret committee")
    assert "Secret committee" not in signed_in(cast.organiser).get(f"{TEAM}add/").content.decode()
    assert "Secret committee" in signed_in(cast.clerk).get(f"{TEAM}add/").content.decode()


def test_a_verifier_who_organises_is_refused_on_the_page(cast: Cast) -> None:
    house = Organization.objects.get(slug="verifying-house").pk
    found = errors_of(cast, cast.clerk, username="organiser-of-games", role="verifier", organization=house)
    assert found["__all__"] == [
        "This person is or was here as “Organiser”. One person has one role at an event, so that nobody verifies "
        "what they made."
    ]


def made_link(cast: Cast) -> tuple[Client, str]:
    """The browser of an organiser who added a newcomer, and the path of the link that the page showed."""
    browser = signed_in(cast.organiser)
    page = browser.post(f"{TEAM}add/", typed(cast, login="new", username="newcomer", last_name="林"))
    assert page.headers["Cache-Control"] == ("max-age=0, no-cache, no-store, must-revalidate, private")
    found = re.search(r'value="[^"]*(/organise/welcome/[^"]+)"', page.content.decode())
    assert found is not None
    return browser, found[1]


def test_a_newcomer_chooses_a_password_by_the_link_once_and_signs_in(cast: Cast) -> None:
    organiser, link = made_link(cast)
    assert link not in organiser.get(TEAM).content.decode()
    browser = Client(headers={"accept-language": "en"})
    page = browser.get(link, follow=True)
    assert (page.status_code, page.redirect_chain[-1][0].endswith("/set-password/")) == (200, True)
    address = page.redirect_chain[-1][0]
    short = browser.post(address, {"new_password1": "12345", "new_password2": "12345"})
    assert list(short.context["form"].errors) == ["new_password2"]
    set_now = browser.post(address, {"new_password1": PASSWORD, "new_password2": PASSWORD}, follow=True)
    assert "Your password is set, newcomer." in set_now.content.decode()
    assert "This link has been used" in Client(headers={"accept-language": "en"}).get(link).content.decode()
    values = {"username": "newcomer", "password": PASSWORD, "next": "/organise/events/games/"}
    assert browser.post("/organise/sign-in/", values).headers["Location"] == "/organise/events/games/"


def test_a_new_link_is_offered_until_a_password_is_chosen(cast: Cast) -> None:
    organiser, _link = made_link(cast)
    membership = Membership.objects.get(user__username="newcomer")
    address = f"{TEAM}{membership.pk}/link/"
    assert address in organiser.get(TEAM).content.decode()
    assert "/organise/welcome/" in organiser.post(address).content.decode()
    membership.user.set_password(PASSWORD)
    membership.user.save()
    assert address not in organiser.get(TEAM).content.decode()
    answer = organiser.post(address, follow=True)
    assert "No link is made for this person" in answer.content.decode()


def test_nobody_makes_a_link_for_an_existing_colleague(cast: Cast) -> None:
    cast.stranger.set_password(PASSWORD)
    cast.stranger.save()
    organiser = signed_in(cast.organiser)
    organiser.post(f"{TEAM}add/", typed(cast))
    membership = Membership.objects.get(user=cast.stranger)
    answer = organiser.post(f"{TEAM}{membership.pk}/link/", follow=True)
    assert "/organise/welcome/" not in answer.content.decode()


def test_ending_asks_first_and_then_shows_the_door(cast: Cast) -> None:
    signed_in(cast.organiser).post(f"{TEAM}add/", typed(cast))
    membership = Membership.objects.get(user=cast.stranger)
    address = f"{TEAM}{membership.pk}/end/"
    organiser, colleague = signed_in(cast.organiser), signed_in(cast.stranger)
    assert "End the work of stranger here?" in organiser.get(address).content.decode()
    assert colleague.get(TEAM).status_code == 200
    organiser.post(address)
    assert colleague.get(TEAM).status_code == 404


def test_the_last_day_is_moved_on_its_own_page(cast: Cast) -> None:
    membership = Membership.objects.get(event=cast.event, user=cast.auditor)
    address = f"{TEAM}{membership.pk}/last-day/"
    organiser = signed_in(cast.organiser)
    refused = organiser.post(address, {"last_day": "2001-01-01"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["last_day"])
    chosen = (timezone.localdate() + timedelta(days=20)).isoformat()
    organiser.post(address, {"last_day": chosen})
    shown = {row.membership.user: row.last_day for row in organiser.get(TEAM).context["members"]}
    assert shown[cast.auditor].isoformat() == chosen


def test_a_member_of_another_event_is_not_found(cast: Cast) -> None:
    other = cast_of("other")
    theirs = Membership.objects.get(event=other.event, user=other.organiser)
    for page in ("end", "last-day", "link"):
        assert signed_in(cast.organiser).post(f"{TEAM}{theirs.pk}/{page}/").status_code == 404
    assert Membership.objects.get(pk=theirs.pk).ended_at is None
