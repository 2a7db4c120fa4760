"""How footprints are counted at an event: chosen while it is planned, the same for all its spectators."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

import events.queries
from events.models import Event, Venue
from footprint.calculation import FlightMethod, Options
from tests.events.course.shortcut import put_at

MESSAGE = "what is agreed before an event opens stays as it is"
METER = "how footprints are counted is fixed once the event is open"


@pytest.mark.parametrize(
    "change",
    [
        {"factor_library": "world"},
        {"allows_weak_factors": False},
        {"flight_method": "icao"},
        {"counts_non_co2": False},
    ],
    ids=lambda change: next(iter(change)),
)
@pytest.mark.parametrize("state", ["open", "closed"])
def test_the_database_keeps_the_settings_of_an_open_event(
    universiade: Event, state: str, change: dict[str, object]
) -> None:
    put_at(universiade, state)
    with pytest.raises(DatabaseError, match=MESSAGE), transaction.atomic():
        Event.objects.update(**change)
    put_at(universiade, "planned")
    assert Event.objects.update(**change) == 1


@pytest.mark.parametrize("was", [None, Decimal("0.5")])
@pytest.mark.parametrize("becomes", [Decimal("0.9"), None])
def test_the_database_keeps_the_meter_of_an_open_event(
    universiade: Event, was: Decimal | None, becomes: Decimal | None
) -> None:
    put_at(universiade, "planned")
    Venue.objects.update(kwh_per_seat=was)
    put_at(universiade, "open")
    assert Venue.objects.update(local_distance_km=3) == Venue.objects.count()
    if was == becomes:
        return
    with pytest.raises(DatabaseError, match=METER), transaction.atomic():
        Venue.objects.update(kwh_per_seat=becomes)


@pytest.mark.parametrize(
    "change", [{"factor_library": "moon"}, {"flight_method": "magic"}], ids=["library", "method"]
)
def test_the_database_refuses_what_nobody_can_count_by(universiade: Event, change: dict[str, str]) -> None:
    put_at(universiade, "planned")
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Venue.objects.update(kwh_per_seat=-1)


def test_a_site_carries_what_the_organiser_chose(universiade: Event) -> None:
    put_at(universiade, "planned")
    Event.objects.update(
        factor_library="world", allows_weak_factors=False, flight_method="china-average", counts_non_co2=False
    )
    Venue.objects.update(kwh_per_seat=Decimal("0.731"))
    site = events.queries.site_of(Venue.objects.select_related("event")[0])
    assert (site.library, site.kwh_per_seat) == ("world", Decimal("0.731"))
    assert site.options == Options(FlightMethod.CHINA_AVERAGE, with_non_co2=False, allow_weak=False)


def test_the_demonstration_uses_weak_factors_and_says_so(universiade: Event) -> None:
    assert (universiade.factor_library, universiade.allows_weak_factors) == ("china", True)
