"""Inventories as tests need them: the Universiade with an organiser's team, and versions with lines."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

import events.inventory.actions
from events.inventory.entering import Entered
from events.inventory.sources import Source
from events.models import Event, Inventory, InventoryLine, Membership
from people.models import Organization, User

TONNE = 1_000_000
BOUNDARY = {"boundary_zh": "筹备、举办、收尾全过程", "boundary_en": "Preparation, holding and wrap-up"}
EXCLUSIONS = {"exclusions_zh": "其余来源未发生", "exclusions_en": "Nothing else occurred"}


def member(event: Event, role: str) -> User:
    """A person with this role at the event; the same one each time."""
    user, _created = User.objects.get_or_create(username=f"{role}-of-{event.slug}")
    organization, _created = Organization.objects.get_or_create(
        slug=f"{role}-house", defaults={"kind": "organiser", "name_zh_hans": role, "name_en": role}
    )
    Membership.objects.get_or_create(
        event=event,
        user=user,
        defaults={
            "role": role,
            "organization": event.organiser if role == "organiser" else organization,
            "added_by": user,
            "valid_until": timezone.now() + timedelta(days=30) if role == "auditor" else None,
        },
    )
    return user


def organiser_of(event: Event) -> User:
    return member(event, "organiser")


def in_state(event: Event, state: str) -> Event:
    """The event where a test needs it to stand, past the course's conditions and the database's guards."""
    for each in _states_on_the_way(event.state, state):
        Event.objects.filter(pk=event.pk).update(state=each)
    event.refresh_from_db()
    return event


def _states_on_the_way(start: str, end: str) -> list[str]:
    states = [str(each) for each in Event.State.values]
    return states[states.index(start) + 1 : states.index(end) + 1]


def entered(**changes: object) -> Entered:
    """A line of power by the own factor of a supplier: 1,000 kWh at 500.5 g."""
    usual = {
        "source": Source.POWER_HEAT.value,
        "name_zh": "主体育场用电",
        "name_en": "Power of the main stadium",
        "quantity": Decimal(1000),
        "unit": "kWh",
        "factor_grams": Decimal("500.5"),
        "factor_source": "Supplier's bill",
        "evidence_class": "billed",
        "uncertainty_percent": Decimal(5),
    }
    return Entered(**{**usual, **changes})  # type: ignore[arg-type]


def weighing(grams: int, source: str = Source.POWER_HEAT, **changes: object) -> Entered:
    """A line that weighs so much: whole grams of an amount that somebody else counted."""
    return entered(
        source=str(source),
        quantity=Decimal(grams),
        unit="g CO2e",
        factor_grams=Decimal(1),
        note="as published",
        **changes,
    )


def draft(event: Event, kind: str = "actual", *, reason: str = "first count", **terms: str) -> Inventory:
    """An empty draft with its boundary."""
    by = organiser_of(event)
    version = events.inventory.actions.begin_version(event=event, kind=kind, reason=reason, by=by)
    texts = {**BOUNDARY, **EXCLUSIONS, **terms}
    return events.inventory.actions.state_terms(inventory=version, texts=texts, by=by)


def with_lines(inventory: Inventory, *lines: Entered) -> list[InventoryLine]:
    by = organiser_of(inventory.event)
    return [events.inventory.actions.add_line(inventory=inventory, entered=each, by=by) for each in lines]


def submitted(event: Event, *lines: Entered, kind: str = "actual") -> Inventory:
    """A submitted version with these lines, or with one. Actual emissions are those of an event that is over."""
    if kind == "actual" and event.state in ("planned", "open"):
        in_state(event, "closed")
    version = draft(event, kind)
    with_lines(version, *(lines or (entered(),)))
    return events.inventory.actions.submit(inventory=version, by=organiser_of(event))
