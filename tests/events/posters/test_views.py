"""The room of places in a browser: forms that lose nothing, what is fixed shown as fixed, posters to take along."""

import io
import zipfile
from urllib.parse import unquote

import pytest
from django.test import Client

from events.models import Event, Placement, Venue, Zone
from events.posters.actions import in_both
from tests.admin.conftest import in_english
from tests.events.course.stage import Cast, brought_to, cast_of, opened
from tests.events.signed_in import signed_in

pytestmark = pytest.mark.django_db
PLACES = "/organise/events/games/places/"
HALL = {
    "name_zh_hans": "体操馆",
    "name_en": "Gymnastics Hall",
    "sport_zh_hans": "",
    "sport_en": "",
    "district_zh_hans": "",
    "district_en": "",
    "slug": "",
    "latitude": "30.1",
    "longitude": "104.1",
    "local_distance_km": "9",
    "kwh_per_seat": "",
}


@pytest.fixture
def cast() -> Cast:
    return cast_of()


@pytest.fixture
def organiser(cast: Cast) -> Client:
    return signed_in(cast.organiser)


@pytest.fixture
def placement(cast: Cast) -> Placement:
    zone = Zone.objects.create(
        venue=Venue.objects.get(event=cast.event), name_zh_hans="北看台", name_en="North stand"
    )
    return Placement.objects.create(
        zone=zone, code="7kq3mz9a", label_zh_hans="座椅贴", label_en="Seat sticker"
    )


def typed(event: Event, **changes: object) -> dict[str, object]:
    """The settings as they stand, as a browser sends them."""
    texts = {
        name: getattr(event, name) or ""
        for name in in_both("name", "zone_title", "place", "introduction", "boundary")
    }
    chosen = {"factor_library": "china", "flight_method": "desnz", "allows_weak_factors": "on"}
    dates = {"starts_on": event.starts_on.isoformat(), "ends_on": event.ends_on.isoformat()}
    return {**texts, **dates, **chosen, "host_place": "成都", "counts_non_co2": "on", **changes}


# --- Texts and settings -----------------------------------------------------------------------------------


def test_texts_and_settings_are_kept_while_the_event_is_planned(cast: Cast, organiser: Client) -> None:
    changes = {
        "name_en": "Greener Games",
        "flight_method": "icao",
        "counts_spectators": "on",
        "host_place": "杭州",
    }
    answer = organiser.post(f"{PLACES}settings/", typed(cast.event, **changes))
    assert answer.headers["Location"] == PLACES
    after = cast.now()
    assert (after.name_en, after.flight_method, after.counts_spectators, after.host_place) == (
        "Greener Games", "icao", True, "cn-hangzhou"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"ends_on": "2001-01-01"}, "ends_on", "The last day lies before the first."),
        (
            {"host_place": "Numenor"},
            "host_place",
            "We do not know this city. Please type the nearest larger one.",
        ),
        ({"name_zh_hans": ""}, "name_zh_hans", "This field is required."),
        ({"name_en": "Games 🏃"}, "name_en", "We cannot print 🏃. Please leave it out."),
    ],
)
def test_a_wrong_setting_is_refused_in_words_and_nothing_typed_is_lost(
    cast: Cast, organiser: Client, changes: dict[str, object], field: str, sentence: str
) -> None:
    answer = organiser.post(f"{PLACES}settings/", typed(cast.event, place_en="Typed once", **changes))
    assert answer.status_code == 422
    assert in_english(answer.context["form"].errors) == {field: [sentence]}
    assert 'value="Typed once"' in answer.content.decode()
    assert Event.objects.values_list("place_en", flat=True).get() == "Chengdu"


def test_what_is_fixed_stands_there_as_fixed_and_cannot_be_smuggled_in(cast: Cast, organiser: Client) -> None:
    opened(cast)
    page = organiser.get(f"{PLACES}settings/")
    assert [
        name for name in ("flight_method", "counts_spectators") if name in page.context["form"].fields
    ] == []
    facts = dict(page.context["facts"])
    assert facts["Method for flights"].startswith("UK DESNZ")
    organiser.post(f"{PLACES}settings/", typed(cast.event, flight_method="icao", name_en="Later Games"))
    after = cast.now()
    assert (after.flight_method, after.name_en) == ("desnz", "Later Games")


@pytest.mark.parametrize(("who", "state", "is_typed"), [
    ("organiser", "open", False), ("clerk", "open", True), ("clerk", "closed", False),
])  # fmt: skip
def test_days_are_typed_while_they_can_be_moved_and_read_from_then_on(
    cast: Cast, who: str, state: str, is_typed: bool
) -> None:
    brought_to(cast, state)
    browser = signed_in(getattr(cast, who))
    page = browser.get(f"{PLACES}settings/")
    assert ("ends_on" in page.context["form"].fields) == is_typed
    assert ("Last day" in dict(page.context["facts"])) != is_typed
    before = cast.now().ends_on
    browser.post(f"{PLACES}settings/", typed(cast.event, ends_on="2999-01-01"))
    assert (cast.now().ends_on != before) == is_typed


def test_the_exchanges_terms_are_read_and_not_typed(cast: Cast, organiser: Client) -> None:
    terms = {"price_fen_per_tonne": "1", "slug": "elsewhere", "state": "open", "is_demonstration": ""}
    organiser.post(f"{PLACES}settings/", typed(cast.event, **terms))
    after = cast.now()
    assert (after.price_fen_per_tonne, after.slug, after.state, after.is_demonstration) == (
        8_000, "games", "planned", True
    )  # fmt: skip
    facts = dict(organiser.get(f"{PLACES}settings/").context["facts"])
    assert facts["Price of a tonne"] == "¥80.00"


# --- Places -----------------------------------------------------------------------------------------------


def test_a_venue_gets_a_short_name_of_its_english_one(cast: Cast, organiser: Client) -> None:
    organiser.post(f"{PLACES}venues/add/", HALL)
    hall = Venue.objects.get(slug="gymnastics-hall")
    assert (hall.event, hall.name_zh_hans, hall.sport) == (cast.event, "体操馆", "")


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"slug": "stadium"}, "slug", "Another venue of this event has this short name."),
        ({"name_en": "体操馆"}, "slug", "Type a short name of Latin letters and digits."),
        ({"latitude": "91"}, "latitude", "Ensure this value is less than or equal to 90."),
        ({"kwh_per_seat": "-1"}, "kwh_per_seat", "Ensure this value is greater than or equal to 0."),
        ({"name_en": "Hall 🏟"}, "name_en", "We cannot print 🏟. Please leave it out."),
    ],
)
def test_a_wrong_venue_is_refused_in_words(
    cast: Cast, organiser: Client, changes: dict[str, str], field: str, sentence: str
) -> None:
    answer = organiser.post(f"{PLACES}venues/add/", {**HALL, **changes})
    assert in_english(answer.context["form"].errors) == {field: [sentence]}
    assert Venue.objects.count() == 1


def test_two_zones_of_one_venue_have_two_names(cast: Cast, organiser: Client, placement: Placement) -> None:
    zone, venue = placement.zone, Venue.objects.get()
    address = f"{PLACES}venues/{venue.pk}/zones/add/"
    answer = organiser.post(address, {"name_zh_hans": "南看台", "name_en": "north STAND"})
    taken = "Another zone of this venue has this name."
    assert in_english(answer.context["form"].errors) == {"name_en": [taken]}
    assert Zone.objects.get() == zone
    own = {"name_zh_hans": "北看台", "name_en": "North Stand"}
    assert organiser.post(f"{PLACES}zones/{zone.pk}/", own).status_code == 302


def test_zones_and_placements_are_added_below_their_venue(cast: Cast, organiser: Client) -> None:
    venue = Venue.objects.get()
    organiser.post(f"{PLACES}venues/{venue.pk}/zones/add/", {"name_zh_hans": "东", "name_en": "East"})
    zone = Zone.objects.get()
    half = organiser.post(f"{PLACES}zones/{zone.pk}/placements/add/", {"label_zh_hans": "座椅贴"})
    assert in_english(half.context["form"].errors) == {"label_en": ["This field is required."]}
    organiser.post(f"{PLACES}zones/{zone.pk}/placements/add/", {"label_zh_hans": "贴", "label_en": "Sticker"})
    placement = Placement.objects.get()
    text = organiser.get(PLACES).content.decode()
    assert [words in text for words in ("Main Stadium", "East", "Sticker")] == [True, True, True]
    assert f"/s/{placement.code}" in organiser.get(f"{PLACES}placements/{placement.pk}/").content.decode()


def test_a_placement_is_taken_out_of_use_and_keeps_its_address(
    organiser: Client, placement: Placement
) -> None:
    address = f"{PLACES}placements/{placement.pk}/"
    organiser.post(address, {"label_zh_hans": "座椅贴", "label_en": "Sticker", "code": "other"})
    placement.refresh_from_db()
    assert (placement.code, placement.label_en, placement.is_active) == ("7kq3mz9a", "Sticker", False)


def test_who_only_reads_has_the_numbers_and_no_way_to_change(cast: Cast, placement: Placement) -> None:
    text = signed_in(cast.auditor).get(PLACES).content.decode()
    assert ["7KQ3-MZ9A" in text, "placements/add" in text, "settings/" in text] == [True, False, False]


# --- Posters ----------------------------------------------------------------------------------------------


def test_one_poster_is_a_pdf_named_after_its_place(organiser: Client, placement: Placement) -> None:
    answer = organiser.get(f"{PLACES}placements/{placement.pk}/sticker.pdf")
    assert (answer.headers["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert "North stand · Seat sticker 7kq3mz9a sticker.pdf" in unquote(answer.headers["Content-Disposition"])
    assert organiser.get(f"{PLACES}placements/{placement.pk}/a5.pdf").status_code == 404


def test_all_posters_in_use_come_as_one_zip(organiser: Client, placement: Placement) -> None:
    Placement.objects.create(
        zone=placement.zone, code="abcd2345", label_zh_hans="旧", label_en="Old", is_active=False
    )
    answer = organiser.get(f"{PLACES}posters/all.zip")
    assert answer.streaming
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as packed:
        assert [name.split("/")[0] for name in packed.namelist()] == ["a3", "a4", "sticker"]


def test_without_a_code_or_with_a_text_that_no_font_has_the_room_says_why(
    organiser: Client, placement: Placement
) -> None:
    Placement.objects.update(label_en="Gate 🏟")
    answer = organiser.get(f"{PLACES}posters/a4.zip", follow=True)
    assert "We cannot print 🏟." in answer.content.decode()
    Placement.objects.update(is_active=False)
    answer = organiser.get(f"{PLACES}posters/a4.zip", follow=True)
    assert "No code is in use: add a placement first." in answer.content.decode()
