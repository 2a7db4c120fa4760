"""An event with its people, and inventories, as the tests of evidence, measures and verification need them."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.utils import timezone

import credits.actions
import events.evidence.actions
import events.inventory.queries
import events.verification.actions
from credits.models import Account
from events.models import Event, EvidenceFile, Inventory, InventoryLine, Membership, Verification
from events.verification.actions import NewStatement
from footprint.models import FactorSet
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
    event = Event.objects.create(
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
        organiser=organiser,
        host_place="cn-chengdu",
        donated_account=donated,
        sale_account=sale,
        price_fen_per_tonne=6000,
        is_demonstration=True,
    )
    return in_state(event, state)


def in_state(event: Event, state: str) -> Event:
    """The event where a test needs it to stand: past the course's conditions, by the moves that are possible."""
    states = [str(each) for each in Event.State.values]
    for each in states[states.index(event.state) + 1 : states.index(state) + 1]:
        Event.objects.filter(pk=event.pk).update(state=each)
    event.refresh_from_db()
    return event


def version(event: Event, by: User, *grams: int) -> Inventory:
    """A submitted version of the actual emissions, a line for each mass, numbered on from those before."""
    factors, _created = FactorSet.objects.get_or_create(code="china", version="0", name="China 0")
    number = Inventory.objects.filter(event=event, kind="actual").count() + 1
    row = Inventory.objects.create(
        event=event,
        kind="actual",
        number=number,
        reason="count",
        factor_set=factors,
        created_by=by,
        boundary_zh="全过程",
        boundary_en="From beginning to end",
    )
    InventoryLine.objects.bulk_create(_line(row, place, mass) for place, mass in enumerate(grams, start=1))
    row.total_grams, row.content_digest = sum(grams), events.inventory.queries.digest_now(row)
    row.state, row.submitted_by, row.submitted_at = Inventory.State.SUBMITTED, by, timezone.now()
    row.save()
    return row


def _line(inventory: Inventory, place: int, grams: int) -> InventoryLine:
    """The line's id is the same in every version, and in every test."""
    return InventoryLine(
        inventory=inventory,
        line_id=uuid.uuid5(uuid.NAMESPACE_OID, str(place)),
        position=place,
        source="power-heat",
        name_zh=f"用电 {place}",
        name_en=f"Power {place}",
        quantity=Decimal(grams),
        unit="g",
        factor_grams=Decimal(1),
        factor_source="Supplier's bill",
        amount_grams=grams,
        evidence_class="billed",
    )


def ticked(work: Verification, by: User) -> None:
    """Every line of the sample is looked at."""
    for line in work.inventory.lines.filter(line_id__in=work.sample):
        events.verification.actions.check_line(verification=work, line=line, note="bill seen", by=by)


def paper(event: Event, by: User) -> EvidenceFile:
    """The verifier's own statement, as a file."""
    upload = ContentFile(b"%PDF-1.7\n%%EOF\n", "statement.pdf")
    return events.evidence.actions.keep(event=event, title="Statement", upload=upload, by=by)


def new_statement(work: Verification, by: User, **changes: object) -> NewStatement:
    given = {
        "statement_number": "VS-2026-07",
        "stated_on": date(2026, 9, 1),
        "standard": "ISO 14064-3:2019",
        "assurance": "limited",
        "figure_grams": work.inventory.total_grams,
        "file": paper(work.inventory.event, by),
    }
    return NewStatement(**(given | changes))  # type: ignore[arg-type]


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
