"""An event with its people, and inventories, as the tests of evidence, measures and verification need them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.contrib.auth.models import Permission

import credits.actions
from credits.models import Account
from events.models import Event, Membership
from people.models import Organization, User

FAR = datetime(2999, 1, 1, tzinfo=UTC)
PASSWORD = "correct horse battery"


@dataclass(frozen=True, slots=True)
class Stage:
    """An event that is drafted, and one person in each role. `stranger` works at nothing."""

    event: Event
    organiser: User
    verifier: User
    auditor: User
    clerk: User
    stranger: User
    house: Organization  # the verifier's


def person(name: str) -> User:
    return User.objects.create_user(username=name, password=PASSWORD)


def organization(slug: str, kind: str) -> Organization:
    return Organization.objects.create(
        slug=slug, kind=kind, name_zh_hans=f"{slug} 公司", name_en=f"{slug} Ltd"
    )


def new_event(organiser: Organization, slug: str = "games", state: str = Event.State.DRAFTED) -> Event:
    donated = credits.actions.open_account(code=f"event:{slug}", kind=Account.Kind.EVENT)
    sale = credits.actions.open_account(code=f"sale:{slug}", kind=Account.Kind.INVENTORY)
    return Event.objects.create(
        slug=slug,
        name_zh_hans="低碳运动会",
        name_en="Low-Carbon Games",
        zone_title_zh_hans="低碳运动会",
        zone_title_en="Low-Carbon Games",
        place_zh_hans="成都",
        place_en="Chengdu",
        boundary_zh_hans="一名观众",
        boundary_en="One spectator",
        starts_on=date(2026, 7, 28),
        ends_on=date(2026, 8, 8),
        state=state,
        organiser=organiser,
        host_place="cn-chengdu",
        donated_account=donated,
        sale_account=sale,
        price_fen_per_tonne=6000,
        is_demonstration=True,
    )


def member(event: Event, name: str, role: str, of: Organization) -> User:
    user = person(name)
    Membership.objects.create(
        event=event, user=user, role=role, organization=of, added_by=user, valid_until=FAR
    )
    return user


def staged(state: str = Event.State.DRAFTED) -> Stage:
    committee = organization("committee", Organization.Kind.ORGANISER)
    house = organization("verifying-house", Organization.Kind.VERIFIER)
    event = new_event(committee, state=state)
    clerk = person("clerk")
    clerk.user_permissions.add(Permission.objects.get(codename="work_at_every_event"))
    return Stage(
        event=event,
        organiser=member(event, "organiser", "organiser", committee),
        verifier=member(event, "verifier", "verifier", house),
        auditor=member(event, "auditor", "auditor", organization("audit-office", Organization.Kind.VERIFIER)),
        clerk=clerk,
        stranger=person("stranger"),
        house=house,
    )
