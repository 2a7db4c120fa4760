"""The room of donations in the workspace: who sees it, who answers, who decides."""

import uuid
from html import unescape

import pytest
from django.test import Client

import events.donating.actions as actions
from credits.models import Account
from diandian.lib import codes
from events.donating.actions import NewDonation
from events.models import Donation, DonationOffer, Event, LeftoverSettlement, Membership
from people.models import User
from tests.events.donating.stage import (
    PASSWORD,
    TONNE,
    People,
    event_named,
    free_grams,
    given,
    letter,
    moved_to,
    new_offer,
    people,
    retired,
)

ROOM = "/organise/events/games/donations/"


def as_user(user: User) -> Client:
    client = Client()
    assert client.login(username=user.username, password=PASSWORD)
    return client


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return unescape(response.content.decode())


def shown_on(page: str) -> str:
    """The settlement on which a page asks to decide."""
    return page.split('name="settlement" value="')[1].split('"')[0]


def said(client: Client, address: str, **values: object) -> list[str]:
    """What is said after a form was sent."""
    response = client.post(address + "?lang=en", values, follow=True)
    assert response.status_code == 200, unescape(response.content.decode())
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def offer(games: Event) -> DonationOffer:
    return actions.offer(
        new=new_offer(games, upload=letter(), serials="CDCER-CD-2022-07-1-5"), key=uuid.uuid4()
    )


@pytest.fixture
def entered(games: Event, cast: People, qinghe: Account) -> Donation:
    return actions.enter(new=NewDonation(games, qinghe, 4 * TONNE), by=cast.first)


def addresses(offer: DonationOffer, donation: Donation) -> list[str]:
    more = ("", "enter/", "leftovers/", f"offers/{offer.reference}/", f"{donation.pk}/")
    return [ROOM + each for each in more]


# --- Who sees it ------------------------------------------------------------------------------------------


def test_strangers_find_nothing_and_visitors_are_asked_to_sign_in(
    client: Client, offer: DonationOffer, entered: Donation
) -> None:
    stranger = User.objects.create_user("stranger", password=PASSWORD)
    for address in addresses(offer, entered):
        assert as_user(stranger).get(address).status_code == 404
        assert client.get(address).status_code == 302


@pytest.mark.parametrize("who", ["organiser", "verifier"])
def test_members_see_everything_but_contacts_and_decide_nothing(
    cast: People, offer: DonationOffer, entered: Donation, who: str
) -> None:
    client = as_user(getattr(cast, who))
    for address in addresses(offer, entered):
        if address.endswith("enter/"):
            assert client.get(address).status_code == 403
            continue
        page = text_of(client, address)
        assert ("chen@example.com" in page, "陈晨" in page, "13800000000" in page) == (False, False, False)
    for address in (f"{ROOM}offers/{offer.reference}/", f"{ROOM}{entered.pk}/"):
        assert client.post(address, {"what": "confirm"}).status_code == 403


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Offers from the public form"), ("zh-hans", "公开表单收到的捐赠意向")]
)
def test_the_room_speaks_both_languages(
    cast: People, offer: DonationOffer, entered: Donation, language: str, words: str
) -> None:
    assert words in text_of(as_user(cast.first), f"{ROOM}?lang={language}")


def test_an_offer_or_donation_of_another_event_is_not_found(cast: People, entered: Donation) -> None:
    event_named("other")
    other = actions.offer(new=new_offer(event_named("third")), key=uuid.uuid4())
    client = as_user(cast.first)
    assert client.get(f"/organise/events/other/donations/{entered.pk}/").status_code == 404
    assert client.get(f"{ROOM}offers/{other.reference}/").status_code == 404


# --- Offers -----------------------------------------------------------------------------------------------


def test_an_offer_is_read_with_its_contact_by_who_answers(cast: People, offer: DonationOffer) -> None:
    page = text_of(as_user(cast.first), f"{ROOM}offers/{offer.reference}/?lang=en")
    assert ("chen@example.com" in page, "letter.pdf" in page, "陈晨" in page) == (True, True, True)


def test_an_offer_elsewhere_is_told_to_who_answers_there_and_to_nobody_else(
    cast: People, offer: DonationOffer
) -> None:
    new = new_offer(event_named("other"), company_zh="别家公司", serials="CDCER-CD-2022-07-5-9")
    other = actions.offer(new=new, key=uuid.uuid4())
    for user, names, hints in ((cast.first, True, False), (cast.organiser, False, True)):
        page = text_of(as_user(user), f"{ROOM}offers/{offer.reference}/?lang=en")
        assert ("别家公司 offered some of the same units (Games other)." in page) == names
        assert ("Some of these units are also offered elsewhere." in page) == hints
        assert ("别家公司" in page, codes.spaced(other.reference) in page) == (names, False)


def test_who_answers_here_but_not_there_learns_nothing_of_there(cast: People, offer: DonationOffer) -> None:
    elsewhere = event_named("other")
    new = new_offer(elsewhere, company_zh="别家公司", serials="CDCER-CD-2022-07-5-9")
    actions.offer(new=new, key=uuid.uuid4())
    Membership.objects.create(
        event=elsewhere,
        user=cast.second,
        role="organiser",
        organization=elsewhere.organiser,
        added_by=cast.first,
    )
    page = text_of(as_user(cast.second), f"{ROOM}offers/{offer.reference}/?lang=en")
    assert ("别家公司" in page, "also offered elsewhere" in page) == (False, True)


def test_an_offer_is_taken_up_for_a_new_donor(cast: People, offer: DonationOffer) -> None:
    client, address = as_user(cast.first), f"{ROOM}offers/{offer.reference}/"
    values = {"account": "", "slug": "yunshan", "name_zh": "云山科技", "name_en": "Yunshan"}
    assert said(client, address, what="take-up", **values) == [
        "Taken up. The donation waits for a second person."
    ]
    row = Donation.objects.get()
    assert (row.donor.slug, row.account.code, row.offered_by) == ("yunshan", "donor:yunshan", cast.first)


def test_a_new_donor_needs_its_names(cast: People, offer: DonationOffer) -> None:
    client, address = as_user(cast.first), f"{ROOM}offers/{offer.reference}/"
    response = client.post(
        address, {"what": "take-up", "account": "", "slug": "", "name_zh": "云山", "name_en": ""}
    )
    assert (response.status_code, sorted(response.context["take_up"].errors)) == (400, ["name_en", "slug"])
    assert "云山" in response.content.decode()


def test_an_offer_is_declined_with_a_reason_and_its_contact_erased(
    cast: People, offer: DonationOffer
) -> None:
    client, address = as_user(cast.first), f"{ROOM}offers/{offer.reference}/"
    assert client.post(address, {"what": "decline", "reason": ""}).status_code == 400
    assert said(client, address, what="decline", reason="已经足够") == [
        "The offer is declined; the donor reads why."
    ]
    assert "chen@example.com" in text_of(client, address)
    assert said(client, address, what="erase") == ["Name, address and message are erased."]
    page = text_of(client, address)
    assert [each for each in ("chen@example.com", "陈晨", "13800000000") if each in page] == []


def test_a_contact_is_not_erased_before_the_answer(cast: People, offer: DonationOffer) -> None:
    words = said(as_user(cast.first), f"{ROOM}offers/{offer.reference}/", what="erase")
    assert words == ["First answer the offer: without its contact nobody could be asked."]


# --- Donations --------------------------------------------------------------------------------------------


def test_a_donation_is_entered_with_its_letter(games: Event, cast: People, qinghe: Account) -> None:
    values = {"account": qinghe.pk, "amount_grams": "4 t", "note": "May", "evidence_new": letter()}
    words = said(as_user(cast.first), f"{ROOM}enter/", **values)
    row = Donation.objects.get()
    assert words == ["Entered. The donation waits for a second person."]
    assert (row.amount_grams, row.evidence is not None, row.offered_by) == (4 * TONNE, True, cast.first)


def test_more_than_the_batch_is_refused_in_words(games: Event, cast: People, qinghe: Account) -> None:
    values = {"account": qinghe.pk, "amount_grams": "10.000001 t", "note": ""}
    response = as_user(cast.first).post(f"{ROOM}enter/?lang=en", values)
    words = "The donor's account has only 10 t available. Nothing was moved."
    found = response.context["form"].errors
    assert (response.status_code, list(found), words in found["amount_grams"][0]) == (
        400,
        ["amount_grams"],
        True,
    )
    assert ("10.000001 t" in response.content.decode(), Donation.objects.count()) == (True, 0)


def test_a_second_person_confirms(cast: People, entered: Donation) -> None:
    address = f"{ROOM}{entered.pk}/"
    assert "Confirm: move the credits" in text_of(as_user(cast.second), f"{address}?lang=en")
    words = said(as_user(cast.second), address, what="confirm")
    assert (words, free_grams("event:games")) == (["4 t are on the organiser's account now."], 4 * TONNE)
    assert "/c/" in text_of(as_user(cast.second), address)


def test_ones_own_is_refused_in_words(cast: People, entered: Donation) -> None:
    address = f"{ROOM}{entered.pk}/"
    page = text_of(as_user(cast.first), f"{address}?lang=en")
    assert ("Confirm: move the credits" in page, "A colleague has to decide on it." in page) == (False, True)
    words = said(as_user(cast.first), address, what="confirm")
    assert (words, free_grams("event:games")) == (
        ["You entered this yourself. A colleague has to decide on it."],
        0,
    )


def test_an_account_that_has_less_by_now_is_said_so(
    games: Event, cast: People, entered: Donation, qinghe: Account
) -> None:
    given(games, qinghe, 7 * TONNE)
    client, address = as_user(cast.second), f"{ROOM}{entered.pk}/"
    assert "has only 3 t available" in text_of(client, f"{address}?lang=en")
    words = said(client, address, what="confirm")
    assert "has only 3 t available" in words[0]
    entered.refresh_from_db()
    assert entered.state == "offered"


def test_a_donation_is_decided_once(cast: People, entered: Donation) -> None:
    address = f"{ROOM}{entered.pk}/"
    assert said(as_user(cast.second), address, what="decline") == [
        "The donation is declined. Nothing was moved."
    ]
    assert said(as_user(cast.second), address, what="confirm") == ["This donation has been decided already."]


def test_several_offers_are_declined_in_the_browser(cast: People, games: Event, offer: DonationOffer) -> None:
    client, address = as_user(cast.first), f"{ROOM}offers/decline/"
    assert "Decline several at once" not in text_of(client, f"{ROOM}?lang=en")
    more = [actions.offer(new=new_offer(games), key=uuid.uuid4()) for _time in range(2)]
    assert "Decline several at once" in text_of(client, f"{ROOM}?lang=en")
    chosen = [row.reference for row in more]
    for wrong in (
        {"offers": chosen, "reason": ""},
        {"offers": [], "reason": "no"},
        {"offers": ["x"], "reason": "no"},
    ):
        assert client.post(address, wrong).status_code == 400
    assert said(client, address, offers=chosen, reason="junk") == ["2 offers are declined."]
    states = DonationOffer.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["new", "declined", "declined"]
    assert as_user(cast.organiser).post(address, {"offers": chosen}).status_code == 403


# --- Leftovers --------------------------------------------------------------------------------------------


def test_the_rule_is_chosen_in_the_room_before_the_event(db: None) -> None:
    event = event_named("games", state="planned")
    client = as_user(people(event).organiser)
    assert said(client, f"{ROOM}rule/", rule="retire") == ["The rule for leftovers is chosen."]
    event.refresh_from_db()
    assert event.leftover_rule == "retire"
    assert client.post(f"{ROOM}rule/", {"rule": "move", "next_event": ""}).status_code == 400


def test_two_people_settle_what_is_left(games: Event, cast: People, qinghe: Account) -> None:
    given(games, qinghe, 4 * TONNE)
    retired(games, TONNE)
    first, second, address = as_user(cast.organiser), as_user(cast.second), f"{ROOM}leftovers/"
    assert said(first, address, what="propose") == ["Leftovers are settled once the event is declared."]
    moved_to(games, "declared")
    page = text_of(first, f"{address}?lang=en")
    assert ("Donor qinghe" in page, "3,000,000 g" in page) == (True, True)
    assert said(first, address, what="propose") == ["Proposed. A second person carries it out."]
    shown = shown_on(text_of(second, address))
    assert said(first, address, what="approve", settlement=shown) == [
        "You have no right to do this at this event."
    ]
    assert said(second, address, what="approve", settlement=shown) == ["The leftovers are settled."]
    assert (LeftoverSettlement.objects.get().state, free_grams("donor:qinghe")) == ("done", 9 * TONNE)
    assert "3,000,000 g" in text_of(second, address)


def test_an_old_page_approves_nothing_but_what_it_shows(games: Event, cast: People, qinghe: Account) -> None:
    given(games, qinghe, 4 * TONNE)
    moved_to(games, "declared")
    first, second, address = as_user(cast.organiser), as_user(cast.second), f"{ROOM}leftovers/"
    said(first, address, what="propose")
    shown = shown_on(text_of(second, address))
    said(first, address, what="decline", settlement=shown)
    retired(games, TONNE)
    said(first, address, what="propose")
    assert said(second, address, what="approve", settlement=shown) == [
        "A colleague has decided on this already."
    ]
    states = LeftoverSettlement.objects.order_by("pk").values_list("state", flat=True)
    assert (list(states), free_grams("donor:qinghe")) == (["declined", "proposed"], 6 * TONNE)


def test_what_comes_first_is_said(games: Event, cast: People, entered: Donation, qinghe: Account) -> None:
    given(games, qinghe, TONNE)
    moved_to(games, "declared")
    words = said(as_user(cast.organiser), f"{ROOM}leftovers/", what="propose")
    assert words == ["Something comes before the leftovers: 1 donation waits for a decision."]
    page = text_of(as_user(cast.organiser), f"{ROOM}leftovers/?lang=en")
    assert "<li>1 donation waits for a decision.</li>" in page


@pytest.mark.parametrize("settlement", ["", "1", "x"])
def test_nothing_is_decided_where_nothing_was_proposed(games: Event, cast: People, settlement: str) -> None:
    sent = {"what": "approve", "settlement": settlement}
    assert as_user(cast.second).post(f"{ROOM}leftovers/", sent).status_code == 404


def test_who_does_not_say_what_decides_nothing(cast: People, offer: DonationOffer, entered: Donation) -> None:
    answered = actions.decline_offer(offer=offer, reason="junk", by=cast.first)
    client = as_user(cast.second)
    for address in (f"{entered.pk}/", f"offers/{answered.reference}/", "leftovers/"):
        assert client.post(ROOM + address, {}).status_code == 404
    entered.refresh_from_db()
    answered.refresh_from_db()
    assert (entered.state, answered.contact_email) == ("offered", "chen@example.com")
