"""Texts and places are set up by those who may, and what is agreed before an event opens stays as it is."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.db import DatabaseError, transaction

import credits.actions
import events.actions
from events.models import Event, Placement, Venue, Zone
from events.posters import actions
from events.posters.errors import FixedSettingError
from events.posters.queries import Counts, counts_elsewhere, counts_of, placements_of
from events.team.errors import NotAllowedError
from people.models import User
from tests.conftest import journey_from
from tests.events.course.stage import Cast, advanced, cast_of, opened

pytestmark = pytest.mark.django_db
TEXT = {"name_zh_hans": "北门", "name_en": "North gate"}
LABEL = {"label_zh_hans": "座椅贴", "label_en": "Seat sticker"}


@pytest.fixture
def cast() -> Cast:
    return cast_of()


@pytest.fixture
def venue(cast: Cast) -> Venue:
    return Venue.objects.select_related("event").get(event=cast.event)


def test_an_organiser_sets_everything_up(cast: Cast) -> None:
    by = cast.organiser
    others = {"slug": "hijacked", "leftover_rule": "retire"}  # each has a way of its own, or none
    actions.change_event(event=cast.event, values={"name_en": "Greener Games", **others}, by=by)
    where = {"latitude": Decimal("30.1"), "longitude": Decimal("104.1"), "local_distance_km": 9}
    hall = actions.add_venue(event=cast.event, slug="hall", values={**TEXT, **where}, by=by)
    zone = actions.add_zone(venue=hall, values=TEXT, by=by)
    placement = actions.add_placement(zone=zone, values=LABEL, by=by)
    after = cast.now()
    assert (after.name_en, after.slug, after.leftover_rule) == ("Greener Games", "games", "return")
    assert (hall.slug, zone.name_en, placement.label_en, placement.is_active) == (
        "hall", "North gate", "Seat sticker", True
    )  # fmt: skip
    assert len(placement.code) == 8


@pytest.mark.parametrize("who", ["verifier", "auditor", "stranger"])
def test_nobody_else_sets_anything_up(cast: Cast, venue: Venue, who: str) -> None:
    zone = Zone.objects.create(venue=venue, **TEXT)
    placement = Placement.objects.create(zone=zone, code="abc2345", **LABEL)
    by: User = getattr(cast, who)
    tried = (
        lambda: actions.change_event(event=cast.event, values={"name_en": "X"}, by=by),
        lambda: actions.add_venue(event=cast.event, slug="x", values=TEXT, by=by),
        lambda: actions.change_venue(venue=venue, values=TEXT, by=by),
        lambda: actions.add_zone(venue=venue, values=TEXT, by=by),
        lambda: actions.change_zone(zone=zone, values={"name_en": "X"}, by=by),
        lambda: actions.add_placement(zone=zone, values=LABEL, by=by),
        lambda: actions.change_placement(placement=placement, values={"is_active": False}, by=by),
    )
    for attempt in tried:
        with pytest.raises(NotAllowedError):
            attempt()
    assert (Venue.objects.count(), Zone.objects.count(), Placement.objects.get().is_active) == (1, 1, True)


def test_an_organiser_of_another_event_changes_nothing_here(cast: Cast, venue: Venue) -> None:
    elsewhere = cast_of("other").organiser
    with pytest.raises(NotAllowedError):
        actions.change_venue(venue=venue, values=TEXT, by=elsewhere)


@pytest.mark.parametrize(
    "change",
    [
        {"factor_library": "world"},
        {"allows_weak_factors": False},
        {"flight_method": "icao"},
        {"counts_non_co2": False},
        {"counts_spectators": True},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_is_agreed_is_chosen_before_the_event_opens_and_stays(
    cast: Cast, change: dict[str, object]
) -> None:
    before = {name: getattr(cast.event, name) for name in change}
    actions.change_event(event=cast.event, values=change, by=cast.organiser)
    actions.change_event(event=cast.event, values=before, by=cast.organiser)
    opened(cast)
    with pytest.raises(FixedSettingError) as refused:
        actions.change_event(event=cast.event, values={**change, "name_en": "X"}, by=cast.organiser)
    assert refused.value.fields == tuple(change)
    assert cast.now().name_en == "Low-Carbon Games"
    actions.change_event(event=cast.event, values={**before, "name_en": "Later Games"}, by=cast.organiser)
    assert cast.now().name_en == "Later Games"


@pytest.mark.parametrize("field", ["starts_on", "ends_on"])
def test_the_days_of_an_open_event_are_moved_by_the_exchange_and_of_a_closed_one_by_nobody(
    cast: Cast, field: str
) -> None:
    def moved(by: User, days: int) -> None:
        later = getattr(cast.now(), field) + timedelta(days=days)
        actions.change_event(event=cast.event, values={field: later}, by=by)

    first = getattr(cast.event, field)
    moved(cast.organiser, 1)
    opened(cast)
    with pytest.raises(FixedSettingError) as refused:
        moved(cast.organiser, 1)
    assert refused.value.fields == (field,)
    moved(cast.clerk, 1)
    advanced(cast, "closed")
    for by in (cast.organiser, cast.clerk):
        with pytest.raises(FixedSettingError):
            moved(by, 1)
        actions.change_event(event=cast.event, values={field: first + timedelta(days=2)}, by=by)
    with pytest.raises(DatabaseError, match="days of an event that is closed"), transaction.atomic():
        Event.objects.update(**{field: first})
    assert getattr(cast.now(), field) == first + timedelta(days=2)


def test_a_venues_meter_is_read_before_the_event_opens(cast: Cast, venue: Venue) -> None:
    read = {"kwh_per_seat": Decimal("0.700")}
    actions.change_venue(venue=venue, values=read, by=cast.organiser)
    opened(cast)
    with pytest.raises(FixedSettingError):
        actions.change_venue(venue=venue, values={"kwh_per_seat": None}, by=cast.organiser)
    actions.change_venue(venue=venue, values={**read, "local_distance_km": 50}, by=cast.organiser)
    venue.refresh_from_db()
    assert (venue.kwh_per_seat, venue.local_distance_km) == (Decimal("0.700"), 50)


def test_each_change_is_noted_with_who_made_it_and_none_where_nothing_changed(
    cast: Cast, venue: Venue
) -> None:
    actions.change_venue(venue=venue, values={"name_en": "Great Stadium"}, by=cast.organiser)
    actions.change_venue(venue=venue, values={"name_en": "Great Stadium"}, by=cast.clerk)
    (noted,) = LogEntry.objects.filter(content_type__model="venue")
    assert (noted.user, json.loads(noted.change_message)) == (
        cast.organiser,
        [{"changed": {"fields": ["name_en"]}}],
    )


def test_scans_started_and_finished_journeys_are_counted_apart_for_each_placement(universiade: Event) -> None:
    first, second = Placement.objects.order_by("pk")[:2]
    for _time in range(3):
        events.actions.count_scan(placement=first, day=universiade.starts_on)
    events.actions.count_scan(placement=first, day=universiade.ends_on)
    for placement, stage in (
        (first, "retired"),
        (first, "computed"),
        (second, "computed"),
        (None, "retired"),
    ):
        journey = journey_from(universiade)
        type(journey).objects.filter(pk=journey.pk).update(placement=placement)
        if stage == "retired":
            holder = events.actions.Holder("Lin", name_is_public=False, language="en")
            events.actions.neutralise_free(journey=journey, holder=holder)
    credits.actions.settle_pending()
    events.actions.bring_forward()
    rows = {
        row.pk: (row.scan_total, row.started_total, row.finished_total) for row in placements_of(universiade)
    }
    assert (rows[first.pk], rows[second.pk]) == ((4, 2, 1), (0, 1, 0))
    assert set(rows.values()) == {(4, 2, 1), (0, 1, 0), (0, 0, 0)}
    assert counts_of(universiade) == Counts(scans=4, started=4, finished=2)
    assert counts_elsewhere(universiade) == Counts(scans=0, started=1, finished=1)
