"""The pages of an event, as a browser without JavaScript sees them."""

import base64
import gzip
import hashlib
import html
import re
import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

import credits.actions
import credits.queries
import events.queries
import payments.actions
from events.models import Event, Journey, Placement, ScanCount
from events.tasks import advance
from events.templatetags.footprint_words import ANCHORS
from footprint.calculation import LineKey
from tests.conftest import journey_from, spectators_certificates
from tests.events.course.shortcut import put_at

ZONE = "/z/low-carbon-universiade/"
QUESTIONS = f"{ZONE}footprint/"
FROM_BEIJING = {
    "venue": "donganhu-stadium",
    "home": "far",
    "origin": "beijing",
    "mode": "hsr",
    "occupants": "1",
    "local_mode": "metro",
    "nights": "2",
    "sharers": "1",
    "meals": "4",
    "diet": "white",
}
WEIGHT_MAX = 14 * 1024


@pytest.fixture
def phone() -> Client:
    """A phone that speaks English."""
    return Client(headers={"accept-language": "en-GB,en;q=0.9"})


def answered(phone: Client, **changes: str) -> Journey:
    response = phone.post(QUESTIONS, FROM_BEIJING | {"key": str(uuid.uuid4())} | changes)
    assert response.status_code == 303, response.content.decode()
    return Journey.objects.get(code=response["Location"].split("/")[2])


# --- The zone ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_first_view_is_one_light_answer_without_a_cookie(universiade: Event, language: str) -> None:
    placement = Placement.objects.all()[0]
    for address in (ZONE, f"/s/{placement.code}"):
        response = Client(headers={"accept-language": language, "accept-encoding": "gzip"}).get(address)
        assert (response.status_code, response.cookies.output()) == (200, "")
        page = gzip.decompress(response.content).decode()
        needed = re.findall(r'<(?:link[^>]*rel="stylesheet"|script|img)[^>]*>', page)
        assert needed == []
        assert len(response.content) <= WEIGHT_MAX


def test_a_scan_answers_at_once_and_is_counted(universiade: Event, phone: Client) -> None:
    placement = Placement.objects.all()[0]
    for code in (placement.code, placement.code.upper()):
        response = phone.get(f"/s/{code}")
        assert response.status_code == 200
        assert placement.zone.venue.name_en in html.unescape(response.content.decode())
    assert ScanCount.objects.get(placement=placement).scan_count == 2


@pytest.mark.parametrize("code", ["abc", "2222222", "x" * 300, "%00", "<script>"])
def test_an_unknown_code_is_a_404_that_says_what_to_do(universiade: Event, phone: Client, code: str) -> None:
    response = phone.get(f"/s/{code}")
    assert response.status_code == 404
    assert b"This code leads nowhere" in response.content
    assert b"<script>" not in response.content


def test_a_placement_out_of_use_is_unknown(universiade: Event, phone: Client) -> None:
    placement = Placement.objects.all()[0]
    Placement.objects.update(is_active=False)
    assert phone.get(f"/s/{placement.code}").status_code == 404


def test_the_phone_s_language_decides_until_the_reader_does(universiade: Event) -> None:
    reader = Client(headers={"accept-language": "zh-CN,zh;q=0.9"})
    assert "计算我的碳足迹" in reader.get(ZONE).content.decode()
    assert "Compute my footprint" in reader.get(f"{ZONE}?lang=en").content.decode()
    assert "Compute my footprint" in reader.get(ZONE).content.decode()
    assert reader.get(f"{ZONE}?lang=tlh").status_code == 200


def test_a_planned_event_is_not_there_yet(universiade: Event, phone: Client) -> None:
    put_at(universiade, "planned")
    placement = Placement.objects.all()[0]
    assert [phone.get(address).status_code for address in (ZONE, QUESTIONS, f"/s/{placement.code}")] == [
        404
    ] * 3


def test_an_event_that_is_over_says_so(universiade: Event, phone: Client, lin: Journey) -> None:
    Event.objects.update(state=Event.State.CLOSED)
    assert b"This event is over" in phone.get(ZONE).content
    assert phone.get(QUESTIONS).status_code == 409
    response = phone.post(QUESTIONS, FROM_BEIJING | {"key": str(uuid.uuid4())})
    assert (response.status_code, Journey.objects.count()) == (409, 1)
    response = phone.post(f"/j/{lin.code}/neutralise/", {"way": "free"})
    assert (response.status_code, spectators_certificates().count()) == (409, 0)


# --- The questions ----------------------------------------------------------------------------------------


def test_answers_become_a_journey_with_its_result(universiade: Event, phone: Client) -> None:
    journey = answered(phone)
    page = phone.get(f"/j/{journey.code}/").content.decode()
    assert "High-speed rail" in page
    assert (journey.language, journey.amount_grams > 100_000) == ("en", True)


def test_every_line_of_the_result_explains_itself(universiade: Event, phone: Client) -> None:
    journey = answered(phone, mode="plane")
    page = html.unescape(phone.get(f"/j/{journey.code}/").content.decode())
    method = journey.assessment.factor_set.method
    for line in journey.assessment.lines:
        for code in line["factors"]:
            assert f'href="/factors/{method}/{code}/"' in page
    assert page.count("<details>") == len(journey.assessment.lines)
    assert '<th scope="row">Flight</th>' in page
    assert "by high-speed rail" in page
    assert "driving a petrol car for" in page
    assert "This sum adds numbers with different boundaries" in page
    assert "Weak figures, for want of better ones" in page


def test_every_kind_of_line_has_its_section_on_the_page_of_methods(universiade: Event, phone: Client) -> None:
    sections = set(re.findall(r'id="([\w-]+)"', phone.get("/methods/").content.decode()))
    assert {ANCHORS.get(key, key.value) for key in LineKey} - sections == set()


def test_who_lives_here_has_no_long_way_and_no_hotel(universiade: Event, phone: Client) -> None:
    journey = answered(phone, home="local")
    assert {line["key"] for line in journey.assessment.lines} == {"metro", "meals", "venue"}
    assert answered(phone, origin="成都").amount_grams == journey.amount_grams


def test_a_scanned_placement_stays_with_the_journey(universiade: Event, phone: Client) -> None:
    placement = Placement.objects.all()[0]
    assert answered(phone, p=placement.code).placement == placement


def test_the_same_form_sent_again_leads_to_the_same_journey(universiade: Event, phone: Client) -> None:
    key = str(uuid.uuid4())
    places = {phone.post(QUESTIONS, FROM_BEIJING | {"key": key})["Location"] for _ in range(3)}
    assert (len(places), Journey.objects.count()) == (1, 1)


def test_back_and_other_answers_lead_to_another_journey(universiade: Event, phone: Client) -> None:
    key = str(uuid.uuid4())
    first = phone.post(QUESTIONS, FROM_BEIJING | {"key": key})["Location"]
    second = phone.post(QUESTIONS, FROM_BEIJING | {"key": key, "nights": "3"})["Location"]
    assert first != second


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"origin": ""}, "Please type the city that you came from."),
        ({"origin": "Numenor"}, "We do not know this city."),
        ({"origin": "x" * 5_000}, "That is too long for a city."),
        ({"origin": "伦敦", "mode": "hsr"}, "From there nobody can come that way."),
        ({"mode": "rocket"}, "Please choose one of the answers."),
        ({"nights": "-1"}, "Please enter a whole number in this range: 0–60"),
        ({"mode": "plane", "cabin": "wing"}, "Please choose one of the answers."),
        ({"mode": "car", "fuel": "steam"}, "Please choose one of the answers."),
        ({"meals": "1e9"}, "Please enter a whole number in this range: 0–200"),
        ({"mode": "car", "occupants": "0"}, "Please enter a whole number in this range: 1–9"),
        ({"key": "not-a-key"}, "This form is too old."),
    ],
)
def test_a_wrong_answer_is_named_and_nothing_typed_is_lost(
    universiade: Event, phone: Client, changes: dict[str, str], words: str
) -> None:
    response = phone.post(QUESTIONS, FROM_BEIJING | {"key": str(uuid.uuid4())} | changes)
    page = response.content.decode()
    assert (response.status_code, Journey.objects.count()) == (422, 0)
    assert words in page
    assert 'value="vegan"' in page
    if "meals" not in changes:
        assert re.search(r'name="meals"[^>]* value="4"', page)


def test_a_misspelt_city_is_offered_again(universiade: Event, phone: Client) -> None:
    page = phone.post(
        QUESTIONS, FROM_BEIJING | {"key": str(uuid.uuid4()), "origin": "Shangai"}
    ).content.decode()
    assert '<button class="button button--quiet" name="origin" value="Shanghai">' in page


def test_the_tables_add_up_to_the_result(universiade: Event, phone: Client) -> None:
    table = f"{QUESTIONS}table.json"
    stay = phone.get(table, {"venue": "donganhu-stadium"}).json()
    ways = phone.get(table, {"venue": "donganhu-stadium", "origin": "beijing"}).json()
    assert (ways["is_host"], ways["usual"]) == (False, "plane")
    assert set(ways["modes"]) == {"plane", "hsr", "coach", "car"}
    here = stay["local"]["metro"] + stay["hotel"][0][2] + stay["meals"]["white"][4] + stay["seat"]
    assert answered(phone).amount_grams == ways["modes"]["hsr"] + here
    changes = {"mode": "car", "fuel": "electric", "occupants": "3"}
    assert answered(phone, **changes).amount_grams == ways["modes"]["car"]["electric"][2] + here
    changes = {"mode": "plane", "cabin": "business"}
    assert answered(phone, **changes).amount_grams == ways["modes"]["plane"]["business"] + here


def test_a_table_may_be_kept_by_anybody(universiade: Event, phone: Client) -> None:
    response = phone.get(f"{QUESTIONS}table.json", {"venue": "fenghuangshan", "origin": "伦敦"})
    assert (response["Cache-Control"], response.cookies.output()) == ("public, max-age=3600", "")
    assert list(response.json()["modes"]) == ["plane"]
    assert phone.get(f"{QUESTIONS}table.json", {"venue": "nowhere"}).status_code == 422
    host = phone.get(f"{QUESTIONS}table.json", {"venue": "fenghuangshan", "origin": "Chengdu"}).json()
    assert host == {"is_host": True, "modes": {}}


def test_another_way_of_counting_asks_for_other_tables(universiade: Event) -> None:
    venues = list(universiade.venues.select_related("event"))
    before = events.queries.counting_version(venues)
    assert events.queries.counting_version(venues) == before
    venues[0].local_distance_km += 1
    assert events.queries.counting_version(venues) != before


def test_what_only_weak_factors_could_count_is_left_out(universiade: Event, phone: Client) -> None:
    put_at(universiade, "planned")
    Event.objects.update(allows_weak_factors=False)
    put_at(universiade, "open")
    page = phone.get(QUESTIONS).content.decode()
    assert "Your seat's share" not in html.unescape(page)
    journey = answered(phone)
    assert {line["key"] for line in journey.assessment.lines} == {"hsr", "metro", "hotel", "meals"}
    assert "weak" not in phone.get(f"/j/{journey.code}/").content.decode().lower()


def test_an_impossible_way_names_the_possible_ones(universiade: Event, phone: Client) -> None:
    form = FROM_BEIJING | {"key": str(uuid.uuid4()), "origin": "重庆", "mode": "local"}
    page = phone.post(QUESTIONS, form).content.decode()
    assert "These ways exist: High-speed rail, Plane, Coach, Car." in page


def test_places_are_found_in_three_scripts(universiade: Event) -> None:
    reader = Client(headers={"accept-language": "zh-CN"})
    for text in ("成都", "chengdu", "Chengdu"):
        assert reader.get("/api/v1/places/", {"q": text}).json()["results"][0]["code"] == "cn-chengdu"
    first = reader.get("/api/v1/places/", {"q": "suzhou"}).json()["results"][0]
    assert [first[name] for name in ("name", "city", "region")] == ["苏州 · 江苏", "苏州", "江苏"]
    assert reader.get("/api/v1/places/", {"q": "x" * 9_000}).status_code == 200


# --- The journey ------------------------------------------------------------------------------------------


def test_the_way_home_is_kept_and_can_be_changed(universiade: Event, phone: Client, lin: Journey) -> None:
    for way in ("metro", "rail"):
        phone.post(f"/j/{lin.code}/way-home/", {"way_home": way})
        lin.refresh_from_db()
        assert lin.way_home == way
    assert b"Your pledge is kept" in phone.get(f"/j/{lin.code}/").content
    phone.post(f"/j/{lin.code}/way-home/", {"way_home": "teleport"})
    lin.refresh_from_db()
    assert lin.way_home == "rail"


def test_a_free_pledge_leads_to_its_certificate(phone: Client, lin: Journey) -> None:
    form = {"way": "free", "name": "Zoë", "show_name": "yes"}
    places = {phone.post(f"/j/{lin.code}/neutralise/", form)["Location"] for _ in range(3)}
    (place,) = places
    assert b"Zo\xc3\xab" in phone.get(place).content
    assert spectators_certificates().count() == 1
    assert phone.get(f"/j/{lin.code}/neutralise/")["Location"] == place


def test_a_private_name_is_shown_to_its_holder_only(phone: Client, lin: Journey) -> None:
    place = phone.post(f"/j/{lin.code}/neutralise/", {"way": "free", "name": "Zoë", "show_name": "no"})[
        "Location"
    ]
    address, _, key = place.partition("?")
    assert key.startswith("key=")
    assert b"Zo\xc3\xab" in phone.get(place).content
    assert b"Zo\xc3\xab" not in phone.get(address).content


def test_buying_leads_to_the_checkout_and_back_to_it(phone: Client, lin: Journey) -> None:
    place = phone.post(f"/j/{lin.code}/neutralise/", {"way": "buy"})["Location"]
    assert place.startswith("/pay/")
    assert place in phone.get(f"/j/{lin.code}/").content.decode()
    response = phone.post(f"/j/{lin.code}/withdraw/")
    assert response["Location"] == f"/j/{lin.code}/neutralise/"
    assert phone.get(response["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "Please choose one of the answers."),
        ({"way": "steal"}, "Please choose one of the answers."),
        ({"way": "free", "name": "Zoë"}, "Please choose whether strangers may read your name."),
        ({"way": "free", "name": "🦄", "show_name": "yes"}, "We cannot print 🦄. Please leave it out."),
        ({"way": "free", "name": "a" * 121, "show_name": "yes"}, "Please use at most 120 characters."),
        ({"way": "free", "name": "a" * 4_000, "show_name": "yes"}, "This name is too long for the paper."),
    ],
)
def test_a_pledge_that_cannot_be_kept_is_explained(
    phone: Client, lin: Journey, form: dict[str, str], words: str
) -> None:
    response = phone.post(f"/j/{lin.code}/neutralise/", form)
    assert (response.status_code, spectators_certificates().count()) == (422, 0)
    assert words in response.content.decode()


def test_an_empty_pool_in_the_middle_of_a_pledge_is_explained(phone: Client, lin: Journey) -> None:
    assert b'value="free"' in phone.get(f"/j/{lin.code}/neutralise/").content
    account = lin.event.donated_account
    free = credits.queries.balance_of(account).available_grams
    credits.actions.hold(account=account, amount_grams=free, expires_at=None, key=uuid.uuid4())
    response = phone.post(f"/j/{lin.code}/neutralise/", {"way": "free", "name": "Zoë", "show_name": "yes"})
    page = response.content.decode()
    assert (response.status_code, spectators_certificates().count()) == (409, 0)
    assert "These credits have just run out." in page
    assert 'value="Zoë"' in page
    assert 'value="free"' not in page
    assert phone.post(f"/j/{lin.code}/neutralise/", {"way": "buy"}).status_code == 303


def test_a_lapsed_purchase_says_so_and_can_be_tried_anew(phone: Client, lin: Journey) -> None:
    phone.post(f"/j/{lin.code}/neutralise/", {"way": "buy"})
    payments.actions.expire(now=timezone.now() + timedelta(days=2))
    advance()
    assert b"because no payment had arrived" in phone.get(f"/j/{lin.code}/").content
    assert phone.post(f"/j/{lin.code}/neutralise/", {"way": "free"}).status_code == 303


def test_a_journey_is_found_by_its_code_however_typed(phone: Client, lin: Journey) -> None:
    typed = f" {lin.code[:4].upper()} {lin.code[4:8]}-{lin.code[8:]} "
    assert phone.get("/j/", {"code": typed})["Location"] == f"/j/{lin.code}/"
    response = phone.get("/j/", {"code": "<b>nobody</b>"})
    assert response.status_code == 404
    assert b"&lt;b&gt;nobody" in response.content


@pytest.mark.parametrize("page", ["", "neutralise/"])
def test_an_unknown_journey_is_a_404(universiade: Event, phone: Client, page: str) -> None:
    assert phone.get(f"/j/2222222223/{page}").status_code == 404


def test_a_journey_s_pages_are_never_kept_by_a_cache(phone: Client, lin: Journey) -> None:
    for page in ("", "neutralise/"):
        assert "no-store" in phone.get(f"/j/{lin.code}/{page}")["Cache-Control"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_zone_costs_the_same_however_many_took_part(
    universiade: Event, count: int, django_assert_num_queries: object
) -> None:
    for _ in range(count):
        journey_from(universiade)
    with django_assert_num_queries(4):  # type: ignore[operator]
        Client().get(ZONE)


def test_the_style_sheet_in_the_page_is_the_one_that_the_policy_allows(universiade: Event) -> None:
    response = Client().get(ZONE)
    digest = base64.b64encode(hashlib.sha256(settings.STYLE_SHEET.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in response["Content-Security-Policy"]
    assert f"<style>{settings.STYLE_SHEET}</style>" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "errors"),
    [
        ("Zoë", []),
        ("", []),
        ("阿卜杜·热合曼", []),
        ("Zoë 🦄", ["We cannot print 🦄. Please leave it out."]),
        ("a" * 121, ["This name is too long for the paper. Please use at most 120 characters."]),
    ],
)
def test_a_name_is_looked_at_before_the_pledge_is_sent(
    phone: Client, lin: Journey, name: str, errors: list[str]
) -> None:
    response = phone.post(f"/j/{lin.code}/name/", {"name": name})
    assert (response.status_code, response.json()) == (200, {"errors": errors})
    assert (spectators_certificates().count(), phone.get(f"/j/{lin.code}/name/").status_code) == (0, 405)
