"""What both demonstrations are made of."""

from typing import TYPE_CHECKING

import credits.actions
from events.demonstration import DemoBatch, DemoVenue, Words
from events.models import Event, Venue, Zone
from people.models import Organization

if TYPE_CHECKING:
    from credits.models import Account


def columns(**texts: Words) -> dict[str, str]:
    """Texts as the columns of a row: `name` is `name_zh_hans` and `name_en`."""
    zh = {f"{field}_zh_hans": words.zh for field, words in texts.items()}
    return zh | {f"{field}_en": words.en for field, words in texts.items()}


def organization(slug: str, kind: str, name: Words) -> Organization:
    row, _created = Organization.objects.get_or_create(
        slug=slug, defaults={"kind": kind, "is_demonstration": True, **columns(name=name)}
    )
    return row


def account(code: str, kind: str, organization: Organization, name: Words) -> "Account":
    return credits.actions.open_account(
        code=code, kind=kind, organization=organization, name_zh=name.zh, name_en=name.en
    )


def new_batch(given: DemoBatch) -> credits.actions.NewBatch:
    return credits.actions.NewBatch(
        registry=given.registry,
        serial_block=given.serial_block,
        project_code=given.project_code,
        project_name_zh=given.project.zh,
        project_name_en=given.project.en,
        methodology=given.methodology,
        vintage_start=given.vintage_start,
        vintage_end=given.vintage_end,
        is_demonstration=True,
    )


def new_zones(event: Event, given: DemoVenue) -> list[Zone]:
    """The venue with its zones, which come back; none where the venue is there already."""
    venue, created = Venue.objects.get_or_create(
        event=event,
        slug=given.slug,
        defaults={
            **columns(name=given.name, sport=given.sport, district=given.district),
            "latitude": given.latitude,
            "longitude": given.longitude,
            "local_distance_km": given.local_distance_km,
        },
    )
    return [Zone.objects.create(venue=venue, **columns(name=name)) for name in given.zones] if created else []
