import uuid
from io import StringIO
from typing import TYPE_CHECKING, cast

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

import credits.actions
import credits.queries
import events.actions
import events.course.actions
import people.actions
from diandian.lib import codes
from events import demonstration as demo
from events.management.demo_rows import account, columns, new_batch, new_zones, organization
from events.models import Donation, Event, Placement
from people.models import Organization, User

if TYPE_CHECKING:
    from credits.models import Batch

NAMESPACE = uuid.UUID("5d7c2f0e-6f3a-5c0b-9c52-0d1a4d5e0a01")  # of the keys of all demonstration rows
CLERKS = ("clerk-one", "clerk-two")


class Command(BaseCommand):
    help = "Load the demonstration event. Loading it again changes nothing."

    def handle(self, *args: object, **options: object) -> None:
        call_command("load_factors", stdout=StringIO())
        people.actions.sync_roles()
        with transaction.atomic():
            first, second = (_clerk(name) for name in CLERKS)
            event = _event()
            _batches(first, second)
            _donations(event, first, second)
            for position, venue in enumerate(demo.VENUES):
                _venue(event, venue, position)
            if event.state == Event.State.PLANNED:
                events.course.actions.advance(event=event, to=Event.State.OPEN, why="", by=first)


def _key(what: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, what)


def _clerk(name: str) -> User:
    user, created = User.objects.get_or_create(username=name, defaults={"is_staff": True})
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        people.actions.give_role(user=user, role="exchange clerk")
    return user


def _event() -> Event:
    organiser = organization("games-committee", Organization.Kind.ORGANISER, demo.ORGANISER)
    exchange = organization("exchange", Organization.Kind.EXCHANGE, demo.EXCHANGE)
    row, _created = Event.objects.get_or_create(
        slug=demo.SLUG,
        defaults={
            **columns(
                name=demo.NAME,
                zone_title=demo.ZONE_TITLE,
                place=demo.PLACE,
                introduction=demo.INTRODUCTION,
                boundary=demo.BOUNDARY,
            ),
            "starts_on": demo.STARTS_ON,
            "ends_on": demo.ENDS_ON,
            "organiser": organiser,
            "host_place": "cn-chengdu",
            "donated_account": account(f"event:{demo.SLUG}", "event", organiser, demo.NAME),
            "sale_account": account(demo.INVENTORY, "inventory", exchange, demo.INVENTORY_NAME),
            "price_fen_per_tonne": demo.PRICE_FEN_PER_TONNE,
            "is_demonstration": True,
            "factor_library": demo.FACTOR_LIBRARY,
            "allows_weak_factors": demo.ALLOWS_WEAK_FACTORS,
            "flight_method": demo.FLIGHT_METHOD,
            "counts_non_co2": demo.COUNTS_NON_CO2,
        },
    )
    return row


def _batches(first: User, second: User) -> None:
    for donation in demo.DONATIONS:
        donor = organization(donation.donor_slug, Organization.Kind.DONOR, donation.donor)
        account(f"donor:{donation.donor_slug}", "donor", donor, donation.donor)
    for batch in demo.BATCHES:
        proposal = credits.actions.propose_issue(
            batch=new_batch(batch),
            to=credits.queries.account(batch.issued_to),
            key=_key(f"issue {batch.serial_block}"),
            by=first,
        )
        entered = cast("Batch", credits.actions.approve(proposal=proposal, by=second))
        if batch is demo.BATCHES[0]:
            _pool(entered, first)


def _donations(event: Event, first: User, second: User) -> None:
    for given in demo.DONATIONS:
        donor_account = credits.queries.account(f"donor:{given.donor_slug}")
        if Donation.objects.filter(event=event, account=donor_account).exists():
            continue
        if given.from_inventory:
            credits.actions.move(
                debit=event.sale_account,
                credit=donor_account,
                amount_grams=given.amount_grams,
                key=_key(f"purchase {given.donor_slug}"),
                reason="purchase by the donor (demonstration)",
                by=first,
            )
        donation = events.actions.offer_donation(
            event=event,
            account=donor_account,
            amount_grams=given.amount_grams,
            note="演示 / demonstration",
            by=first,
        )
        events.actions.confirm_donation(donation=donation, by=second)


def _pool(batch: "Batch", clerk: User) -> None:
    """Units that the outside registry retired beforehand: what spectators retire out of the batch gathers there."""
    if batch.pools.exists():
        return
    pool = credits.actions.open_pool(batch=batch, by=clerk)
    evidence = credits.actions.Evidence(reference=demo.POOL_REFERENCE, retired_on=demo.STARTS_ON)
    credits.actions.attach_block(pool=pool, serial_block=demo.POOL_BLOCK, evidence=evidence, by=clerk)


def _venue(event: Event, given: demo.DemoVenue, position: int) -> None:
    for zone_position, zone in enumerate(new_zones(event, given)):
        for label_position, label in enumerate(demo.LABELS):
            Placement.objects.create(
                zone=zone,
                code=_placement_code(position, zone_position, label_position),
                **columns(label=label),
            )


def _placement_code(*positions: int) -> str:
    """Codes of the demonstration are the same on every machine, so that printed examples stay true."""
    number = _key(f"placement {positions}").int
    body = ""
    for _ in range(events.actions.PLACEMENT_CODE_LENGTH - 1):
        number, index = divmod(number, len(codes.ALPHABET))
        body += codes.ALPHABET[index]
    return body + codes.check_character(body)
