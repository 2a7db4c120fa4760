"""What donors see without a login: the form, how an offer stands, and where credits are."""

import uuid
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

import events.donating.actions as actions
import events.donating.public_views as views
from credits.models import Account
from events.donating.actions import NewDonor
from events.models import DonationOffer, Event, EvidenceFile
from tests.events.donating.stage import (
    TONNE,
    People,
    event_named,
    given,
    letter,
    moved_to,
    new_offer,
    of_size,
    promised,
    retired,
    typed,
)

FORM = "/z/games/donate/"
CONTACTS = ("陈晨", "chen@example.com", "13800000000")


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return unescape(response.content.decode())


def sent(client: Client, **changes: object) -> DonationOffer:
    """An offer, sent through the form."""
    response = client.post(FORM + "?send", typed(uuid.uuid4(), **changes))
    assert response.status_code == 302, response.content.decode()
    return DonationOffer.objects.get(reference=response["Location"].rstrip("/").rsplit("/", 1)[1])


def errors_of(client: Client, **changes: object) -> dict[str, list[str]]:
    response = client.post(FORM + "?send&lang=en", {**typed(uuid.uuid4()), **changes})
    assert (response.status_code, DonationOffer.objects.count()) == (422, 0)
    with translation.override("en"):
        return {name: list(words) for name, words in response.context["form"].errors.items()}


# --- The form ---------------------------------------------------------------------------------------------


def test_the_form_needs_no_script_no_login_and_no_cookie(client: Client, games: Event) -> None:
    response = client.get(FORM)
    page = response.content.decode()
    assert ("<script" in page, "csrfmiddlewaretoken" in page, list(response.cookies)) == (False, False, [])
    assert 'enctype="multipart/form-data"' in page


@pytest.mark.parametrize(
    ("language", "name", "words"),
    [
        ("zh-hans", "赛事 games", "执委会"),
        ("en", "Games games", "goes back to their donors"),
    ],
)
def test_the_form_says_in_both_languages_what_becomes_of_leftovers(
    client: Client, games: Event, language: str, name: str, words: str
) -> None:
    page = text_of(client, f"{FORM}?lang={language}")
    assert (name in page, words in page) == (True, True)


def test_an_offer_leads_to_its_own_page(client: Client, games: Event) -> None:
    row = sent(client, evidence=letter())
    assert (row.amount_grams, row.contact_email, row.evidence is not None) == (
        2_500_000,
        "chen@example.com",
        True,
    )
    page = text_of(client, f"{FORM}{row.reference}/?lang=en")
    assert "Your offer of 2.5 t" in page


def test_a_button_pressed_three_times_is_one_offer(client: Client, games: Event) -> None:
    values = typed(uuid.uuid4())
    found = {client.post(FORM + "?send", values)["Location"] for _time in range(3)}
    assert (len(found), DonationOffer.objects.count()) == (1, 1)


def test_what_was_typed_is_kept_when_something_is_wrong(client: Client, games: Event) -> None:
    response = client.post(FORM + "?send", typed(uuid.uuid4(), amount_grams="a lot", serials="ABC-1-2"))
    page = unescape(response.content.decode())
    assert response.status_code == 422
    for value in ("云山科技", "Yunshan Technology", "a lot", "ABC-1-2", *CONTACTS):
        assert value in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("company_zh", "", "This field is required."),
        ("company_zh", "x" * 201, "at most 200 characters"),
        ("company_zh", "云\x00山", "invisible characters"),
        ("amount_grams", "2.5", "Type a number and its unit"),
        ("amount_grams", "-1 t", "Type a number and its unit"),
        ("amount_grams", "0 t", "at least 1 g"),
        ("amount_grams", "0.0000001 t", "A part of a gram is not possible"),
        ("amount_grams", "99999999999 t", "at most 9,000,000,000 t"),
        ("registry", "nobody", "Select a valid choice"),
        ("serials", "x" * 301, "at most 300 characters"),
        ("contact_name", " ", "This field is required."),
        ("contact_email", "chen", "valid email"),
        ("message", "x" * 2001, "at most 2000 characters"),
        ("website", "https://spam.example.com", "leave this field empty"),
        ("key", "", "too old"),
        ("key", "1", "too old"),
    ],
)
def test_bad_input_is_answered_beside_its_field(
    client: Client, games: Event, field: str, value: str, words: str
) -> None:
    found = errors_of(client, **{field: value})
    assert list(found) == [field]
    assert words in found[field][0]


def test_more_than_the_serial_numbers_hold_is_refused(client: Client, games: Event) -> None:
    serials = "CDCER-CD-2022-07-1-2"
    found = errors_of(client, serials=serials, amount_grams="2.000001 t")
    assert found == {"amount_grams": ["The serial numbers hold only 2 t."]}
    assert sent(client, serials=serials, amount_grams="2 t").amount_grams == 2 * TONNE


def test_a_file_that_is_not_what_it_says_is_refused(client: Client, games: Event) -> None:
    program = SimpleUploadedFile("letter.pdf", b"MZ\x90\x00" * 100, content_type="application/pdf")
    assert list(errors_of(client, evidence=program)) == ["evidence"]
    assert EvidenceFile.objects.count() == 0


def test_a_file_of_more_than_ten_megabytes_is_refused(client: Client, games: Event) -> None:
    assert list(errors_of(client, evidence=of_size(10_500_000))) == ["evidence"]


def test_an_address_that_sends_too_much_is_told_to_wait(
    client: Client, games: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "OFFERS_AT_ONCE_MAX", 1)
    sent(client)
    response = client.post(FORM + "?send&lang=en", typed(uuid.uuid4()))
    assert (response.status_code, DonationOffer.objects.count()) == (422, 1)
    assert "Many offers came from where you are." in response.content.decode()
    assert client.post(FORM + "?send", typed(uuid.uuid4()), REMOTE_ADDR="192.0.2.9").status_code == 302


def test_a_body_that_is_far_too_large_is_not_read(
    client: Client, games: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "BODY_BYTES_MAX", 1_000)
    response = client.post(FORM + "?send", typed(uuid.uuid4(), message="x" * 1_000))
    assert (response.status_code, DonationOffer.objects.count()) == (413, 0)


def test_a_length_that_is_no_number_is_answered_in_words(client: Client, games: Event) -> None:
    response = client.post(FORM + "?send", typed(uuid.uuid4()), CONTENT_LENGTH="many")
    assert (response.status_code, DonationOffer.objects.count()) == (422, 0)


def test_too_many_waiting_offers_are_said_so(
    client: Client, games: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "OFFERS_WAITING_MAX", 0)
    found = errors_of(client)
    assert found == {
        "__all__": ["Too many offers wait for an answer at the moment. Please try again in a few days."]
    }


def test_a_planned_event_asks_donors_already_and_a_declared_one_no_more(client: Client, games: Event) -> None:
    event_named("soon", state="planned")
    assert "may still be changed" in text_of(client, "/z/soon/donate/?lang=en")
    moved_to(games, "declared")
    assert "takes no more donations" in text_of(client, f"{FORM}?lang=en", 409)
    assert client.post(FORM, typed(uuid.uuid4())).status_code == 409


def test_an_event_that_is_not_there_is_not_found(client: Client, games: Event) -> None:
    assert [client.get(f"/z/nowhere/donate/{more}").status_code for more in ("", "abc2345/")] == [404, 404]


# --- The offer's own page ---------------------------------------------------------------------------------


def test_no_page_without_a_login_shows_who_offered(client: Client, games: Event, cast: People) -> None:
    row = sent(client, company_en="Yunshan")
    donation = actions.take_up(offer=row, donor=NewDonor("yunshan", "云山科技", "Yunshan"), by=cast.first)
    assert donation.donor.slug == "yunshan"
    for address in (f"{FORM}{row.reference}/", FORM, "/z/games/", "/donors/"):
        page = text_of(client, address)
        assert [each for each in CONTACTS if each in page] == []


def test_an_offers_page_follows_it_to_the_end(
    client: Client, games: Event, cast: People, qinghe: Account
) -> None:
    row = sent(client)
    address = f"{FORM}{row.reference}/?lang=en"
    assert "What became of it" not in text_of(client, address)
    donation = actions.take_up(offer=row, donor=qinghe, by=cast.first)
    actions.confirm(donation=donation, by=cast.second)
    page = text_of(client, address)
    assert ('href="/donors/qinghe/"' in page, "Your certificate" in page) == (True, True)


@pytest.mark.parametrize("who", ["offer", "donation"])
def test_a_declined_offer_says_so(
    client: Client, games: Event, cast: People, qinghe: Account, who: str
) -> None:
    row = sent(client)
    if who == "offer":
        actions.decline_offer(offer=row, reason="已经足够", by=cast.first)
    else:
        actions.decline(donation=actions.take_up(offer=row, donor=qinghe, by=cast.first), by=cast.second)
    page = text_of(client, f"{FORM}{row.reference}/?lang=en")
    words = "已经足够" if who == "offer" else "The donation was declined."
    assert words in page


@pytest.mark.parametrize(
    ("serials", "registry", "words"),
    [
        ("CDCER-CD-2022-07-10-12", "cdcer", "Units of CDCER-CD-2022-07-1-10, which is in the ledger already"),
        ("five hundred", "", "in no registry's notation"),
        ("GS1-1-KE-GS11603-16-2024-30255-485-12623", "verra", "look like those of Gold Standard"),
    ],
)
def test_odd_serials_are_kept_and_warned_of(
    client: Client, games: Event, qinghe: Account, serials: str, registry: str, words: str
) -> None:
    row = sent(client, serials=serials, registry=registry)
    assert words in text_of(client, f"{FORM}{row.reference}/?lang=en")


def test_good_serials_are_not_warned_of(client: Client, games: Event) -> None:
    row = sent(client, serials="CDCER-CD-2022-07-1-10", registry="cdcer")
    assert "About the serial numbers" not in text_of(client, f"{FORM}{row.reference}/?lang=en")


@pytest.mark.parametrize("reference", ["abc2345", "nothing", "x" * 200, "%3Cscript%3E"])
def test_an_unknown_reference_is_not_found(client: Client, games: Event, reference: str) -> None:
    response = client.get(f"{FORM}{reference}/?lang=en")
    page = response.content.decode()
    assert (response.status_code, "There is no such offer" in page, "<script" in page) == (404, True, False)


def test_an_offer_to_another_event_is_not_found(client: Client, games: Event) -> None:
    event_named("other")
    row = actions.offer(new=new_offer(games), key=uuid.uuid4())
    assert client.get(f"/z/other/donate/{row.reference}/").status_code == 404


# --- The donor's page -------------------------------------------------------------------------------------


@pytest.fixture
def served(games: Event, qinghe: Account) -> Event:
    """Of four tonnes 1.5 are retired for two spectators, and half a tonne is promised."""
    given(games, qinghe, 4 * TONNE)
    retired(games, TONNE)
    retired(games, 500_000)
    promised(games, 500_000)
    return games


@pytest.mark.parametrize(
    ("language", "name", "words"),
    [
        ("en", "Donor qinghe", "1.5 t of it were retired for 2 people."),
        ("zh-hans", "捐赠 qinghe", "湿地固碳"),
    ],
)
def test_a_donors_page_adds_up_to_the_gram(
    client: Client, served: Event, language: str, name: str, words: str
) -> None:
    page = text_of(client, f"/donors/qinghe/?lang={language}")
    assert (name in page, words in page) == (True, True)
    for grams in ("1,500,000 g", "500,000 g", "2,000,000 g", "4,000,000 g"):
        assert grams in page


def test_a_donors_page_has_a_dot_a_tonne_and_leads_into_the_ledger(client: Client, served: Event) -> None:
    page = text_of(client, "/donors/qinghe/?lang=en")
    picture = page.split('<svg class="tonnes"')[1].split("</svg>")[0]
    assert (picture.count("h0"), "A dot is a tonne" in page) == (4, True)
    assert ("/ledger/batches/" in page, "CDCER-CD-2022-07-1-10" in page, 'href="/c/' in page) == (
        True,
        True,
        True,
    )


def test_the_list_of_donors_and_the_zone_lead_to_the_page(client: Client, served: Event) -> None:
    for address in ("/donors/", "/z/games/"):
        assert 'href="/donors/qinghe/"' in text_of(client, address)


def test_who_gave_nothing_has_no_page(client: Client, games: Event, qinghe: Account) -> None:
    for slug in ("qinghe", "committee", "nobody"):
        assert client.get(f"/donors/{slug}/").status_code == 404
    assert "Nobody has given anything yet." in text_of(client, "/donors/?lang=en")
