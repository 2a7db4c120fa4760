"""Staff make an event with no code, hang QR codes, and see what came of them."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

import events.actions
from credits.models import Account
from diandian.lib import codes
from events.models import Event, Journey, Placement, Venue, Zone
from people.models import Organization
from tests.admin.conftest import in_english, log_in

EVENT, VENUE, ZONE, PLACEMENT = (f"/admin/events/{name}/" for name in ("event", "venue", "zone", "placement"))


def typed(event: Event, **changes: str) -> dict[str, str]:
    """Another event, as a clerk types it."""
    return {
        "name_zh_hans": "天府马拉松",
        "name_en": "Tianfu Marathon",
        "zone_title_zh_hans": "低碳马拉松",
        "zone_title_en": "Low-carbon marathon",
        "slug": "tianfu-marathon",
        "starts_on": "2027-03-06",
        "ends_on": "2027-03-07",
        "place_zh_hans": "成都",
        "place_en": "Chengdu",
        "host_place": "成都",
        "introduction_zh_hans": "",
        "introduction_en": "",
        "boundary_zh_hans": "观众本人一天",
        "boundary_en": "One spectator's day",
        "organiser": str(event.organiser.pk),
        "sale_account": str(event.sale_account.pk),
        "price_fen_per_tonne": "79.90",
        "factor_library": "china",
        "flight_method": "desnz",
        **changes,
    }


def errors_of(client: Client, address: str, values: dict[str, str]) -> dict[str, list[str]]:
    return in_english(client.post(address, values).context["adminform"].form.errors)


def test_a_new_event_has_an_account_of_its_own_and_a_price_in_whole_fen(
    clerk: Client, universiade: Event
) -> None:
    assert clerk.post(f"{EVENT}add/", typed(universiade)).status_code == 302
    event = Event.objects.get(slug="tianfu-marathon")
    assert (event.donated_account.code, event.donated_account.kind) == ("event:tianfu-marathon", "event")
    assert (event.price_fen_per_tonne, event.host_place) == (7_990, "cn-chengdu")


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"ends_on": "2027-03-05"}, "ends_on", "The last day lies before the first."),
        (
            {"host_place": "Numenor"},
            "host_place",
            "We do not know this city. Please type the nearest larger one.",
        ),
        (
            {"price_fen_per_tonne": "0"},
            "price_fen_per_tonne",
            "Ensure this value is greater than or equal to 0.01.",
        ),
        (
            {"price_fen_per_tonne": "1.234"},
            "price_fen_per_tonne",
            "Ensure that there are no more than 2 decimal places.",
        ),
        ({"name_en": ""}, "name_en", "This field is required."),
        ({"name_en": "Games 🏃"}, "name_en", "We cannot print 🏃. Please leave it out."),
        (
            {"slug": "low-carbon-universiade"},
            "slug",
            "Event with this Short name in addresses already exists.",
        ),
    ],
)
def test_a_wrong_event_is_refused_in_words(
    clerk: Client, universiade: Event, changes: dict[str, str], field: str, sentence: str
) -> None:
    assert errors_of(clerk, f"{EVENT}add/", typed(universiade, **changes)) == {field: [sentence]}
    assert (Event.objects.count(), Account.objects.filter(code="event:tianfu-marathon").count()) == (1, 0)


def test_an_organiser_changes_the_texts_but_not_the_terms(universiade: Event) -> None:
    client = log_in("organiser")
    elsewhere = Organization.objects.create(slug="x", kind="organiser", name_zh_hans="甲", name_en="X")
    terms = {
        "organiser": str(elsewhere.pk),
        "price_fen_per_tonne": "1",
        "slug": "elsewhere",
        "is_demonstration": "",
    }
    values = typed(universiade, name_en="The Games", **terms)
    assert client.post(f"{EVENT}{universiade.pk}/change/", values).status_code == 302
    after = Event.objects.get(pk=universiade.pk)
    assert after.name_en == "The Games"
    kept = ("organiser_id", "price_fen_per_tonne", "slug", "is_demonstration", "donated_account_id")
    assert {name: getattr(after, name) for name in kept} == {
        name: getattr(universiade, name) for name in kept
    }


def test_how_footprints_are_counted_is_chosen_before_the_event_opens(
    clerk: Client, universiade: Event
) -> None:
    chosen = {"factor_library": "world", "flight_method": "icao", "allows_weak_factors": "on"}
    clerk.post(f"{EVENT}add/", typed(universiade, **chosen))
    planned = Event.objects.get(slug="tianfu-marathon")
    assert _counting_of(planned) == ("world", "icao", True, False)
    assert clerk.post(f"{EVENT}{planned.pk}/change/", typed(universiade)).status_code == 302
    planned.refresh_from_db()
    assert _counting_of(planned) == ("china", "desnz", False, False)

    before = _counting_of(universiade)
    values = typed(universiade, **chosen)
    assert clerk.post(f"{EVENT}{universiade.pk}/change/", values).status_code == 302
    after = Event.objects.get(pk=universiade.pk)
    assert (after.name_en, _counting_of(after)) == ("Tianfu Marathon", before)


def _counting_of(event: Event) -> tuple[str, str, bool, bool]:
    return event.factor_library, event.flight_method, event.allows_weak_factors, event.counts_non_co2


def test_an_event_goes_its_course_in_the_workspace_and_not_here(clerk: Client, universiade: Event) -> None:
    assert clerk.post(f"{EVENT}add/", typed(universiade, state="open")).status_code == 302
    planned = Event.objects.get(slug="tianfu-marathon")
    assert planned.state == "planned"
    clerk.post(f"{EVENT}{planned.pk}/change/", typed(universiade, state="closed"))
    planned.refresh_from_db()
    assert planned.state == "planned"
    page = clerk.get(f"{EVENT}{planned.pk}/change/").content.decode()
    assert '<a href="/organise/events/tianfu-marathon/course/">Planned: see its course</a>' in page


def test_a_city_is_shown_by_its_name_and_kept_by_its_code(clerk: Client, universiade: Event) -> None:
    page = clerk.get(f"{EVENT}{universiade.pk}/change/")
    assert page.context["adminform"].form["host_place"].value() == "Chengdu"


@pytest.mark.parametrize(("latitude", "longitude"), [("91", "104"), ("30", "181"), ("-91", "0")])
def test_a_venue_stands_on_this_planet(
    clerk: Client, universiade: Event, latitude: str, longitude: str
) -> None:
    values = {"latitude": latitude, "longitude": longitude}
    wrong = set(errors_of(clerk, f"{VENUE}add/", {**values, **_no_zones()})) & set(values)
    assert len(wrong) == 1


def _no_zones() -> dict[str, str]:
    return {"zones-TOTAL_FORMS": "0", "zones-INITIAL_FORMS": "0"}


def test_a_zone_is_added_below_its_venue_in_both_languages(clerk: Client, universiade: Event) -> None:
    venue = Venue.objects.create(
        event=universiade,
        slug="hall",
        name_zh_hans="馆",
        name_en="Hall",
        latitude=30,
        longitude=104,
        local_distance_km=1,
    )
    texts = {"name_zh_hans": "馆", "name_en": "Hall"}
    empty = dict.fromkeys(("sport_zh_hans", "sport_en", "district_zh_hans", "district_en"), "")
    where = {"latitude": "30", "longitude": "104", "local_distance_km": "1"}
    zone = {"zones-TOTAL_FORMS": "1", "zones-INITIAL_FORMS": "0", "zones-0-name_zh_hans": "看台"}
    values = texts | empty | where | zone
    address = f"{VENUE}{venue.pk}/change/"
    refused = clerk.post(address, values)
    (errors,) = refused.context["inline_admin_formsets"][0].formset.errors
    assert in_english(errors) == {"name_en": ["This field is required."]}
    assert clerk.post(address, {**values, "zones-0-name_en": "Stand"}).status_code == 302
    assert list(venue.zones.values_list("name_zh_hans", "name_en")) == [("看台", "Stand")]


def test_a_placement_gets_a_code_that_never_changes(clerk: Client, universiade: Event) -> None:
    zone = Zone.objects.earliest("pk")
    values = {"zone": str(zone.pk), "label_zh_hans": "北门", "label_en": "North gate", "is_active": "on"}
    clerk.post(f"{PLACEMENT}add/", values)
    placement = Placement.objects.latest("pk")
    assert codes.normalized(placement.code) == placement.code
    address = f"{PLACEMENT}{placement.pk}/change/"
    clerk.post(address, {**values, "label_en": "South gate", "code": "abc", "zone": "2"})
    after = Placement.objects.get(pk=placement.pk)
    assert (after.code, after.zone, after.label_en) == (placement.code, zone, "South gate")
    assert Client().get(f"/s/{placement.code}").status_code == 200


def test_a_placement_shows_its_code_and_the_address_to_print(
    clerk: Client, universiade: Event, settings: object
) -> None:
    settings.PUBLIC_URL = "https://diandian.example"  # type: ignore[attr-defined]
    placement = Placement.objects.earliest("pk")
    text = clerk.get(f"{PLACEMENT}{placement.pk}/change/").content.decode()
    assert f'aria-label="https://diandian.example/s/{placement.code}"' in text
    assert f'href="/s/{placement.code}">https://diandian.example/s/{placement.code}</a>' in text


def test_scans_and_finished_journeys_are_counted_apart(clerk: Client, in_full_swing: Event) -> None:
    placement = Placement.objects.earliest("pk")
    events.actions.count_scan(placement=placement, day=date(2023, 7, 29))
    assert Journey.objects.filter(placement=placement, stage="retired").count() == 3
    rows = clerk.get(PLACEMENT).context["cl"].queryset
    row = rows.get(pk=placement.pk)
    assert (row.scan_total, row.finished_total) == (4, 3)


def test_a_code_is_found_as_it_is_read_out(clerk: Client, universiade: Event) -> None:
    placement = Placement.objects.earliest("pk")
    page = clerk.get(PLACEMENT, {"q": codes.spaced(placement.code).upper()})
    assert list(page.context["cl"].result_list) == [placement]


def test_a_venue_with_journeys_is_kept_and_the_page_says_why(clerk: Client, lin: Journey) -> None:
    address = f"{VENUE}{lin.venue.pk}/delete/"
    text = clerk.get(address).content.decode()
    assert "cannot be deleted: other records stand on it, and they are kept." in text
    assert ["<li>Journeys: 1</li>" in text, "<li>Zones: 3</li>" in text, lin.code in text] == [
        True,
        True,
        False,
    ]
    clerk.post(address, {"post": "yes"})
    several = {"action": "delete_selected", "_selected_action": [lin.venue.pk], "post": "yes"}
    assert "cannot be deleted together" in clerk.post(VENUE, several).content.decode()
    assert Venue.objects.filter(pk=lin.venue.pk).exists()


def test_a_zone_entered_by_mistake_can_go(clerk: Client, universiade: Event) -> None:
    zone = Zone.objects.create(venue=Venue.objects.earliest("pk"), name_zh_hans="错", name_en="Mistake")
    clerk.post(f"{ZONE}{zone.pk}/delete/", {"post": "yes"})
    assert not Zone.objects.filter(pk=zone.pk).exists()


def test_without_a_live_key_a_new_event_is_a_demonstration(root: Client, settings: Any) -> None:
    def is_ticked() -> bool:
        return bool(root.get(f"{EVENT}add/").context["adminform"].form["is_demonstration"].initial)

    without_key = is_ticked()
    settings.CERTIFICATE_SIGNING_KEY = "one"
    assert (without_key, is_ticked()) == (True, False)
