"""A small event of two venues and two days in Chengdu, open."""

from datetime import date
from decimal import Decimal

import pytest

import credits.actions
from credits.models import Account
from events.models import Event, Placement, Venue, Zone
from people.models import Organization
from tests.events.course.stage import load_factors
from tests.events.inventory.stage import in_state

FIRST, SECOND = date(2026, 11, 1), date(2026, 11, 2)


@pytest.fixture
def games(db: None) -> Event:
    load_factors()
    accounts = [
        credits.actions.open_account(code=code, kind=kind)
        for code, kind in (("event:cup", Account.Kind.EVENT), ("sale:cup", Account.Kind.INVENTORY))
    ]
    event = Event.objects.create(
        slug="cup",
        name_zh_hans="杯赛",
        name_en="The Cup",
        zone_title_zh_hans="杯赛",
        zone_title_en="The Cup",
        place_zh_hans="成都",
        place_en="Chengdu",
        boundary_zh_hans="一位观众的一天",
        boundary_en="One spectator's day",
        starts_on=FIRST,
        ends_on=SECOND,
        organiser=Organization.objects.create(
            slug="cup-committee", kind="organiser", name_zh_hans="组委会", name_en="Committee"
        ),
        host_place="cn-chengdu",
        donated_account=accounts[0],
        sale_account=accounts[1],
        price_fen_per_tonne=8_000,
        allows_weak_factors=True,
    )
    for slug, zones in (("stadium", ("East", "West")), ("hall", ("Floor",))):
        venue = Venue.objects.create(
            event=event,
            slug=slug,
            name_zh_hans={"stadium": "体育场", "hall": "体育馆"}[slug],
            name_en=slug.capitalize(),
            latitude=Decimal("30.55"),
            longitude=Decimal("104.28"),
            local_distance_km=20,
        )
        for name in zones:
            names = {"East": "东看台", "West": "西看台", "Floor": "场地"}
            zone = Zone.objects.create(venue=venue, name_zh_hans=names[name], name_en=name)
            Placement.objects.create(zone=zone, code=f"{name.upper()}", label_zh_hans="牌", label_en="Board")
    return in_state(event, "open")


@pytest.fixture
def over(games: Event) -> Event:
    """The event, closed."""
    return in_state(games, "closed")
