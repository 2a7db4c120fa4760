"""What may be asked of an event."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

import credits.queries
import events.donating.trace
import footprint.queries
from diandian.lib import codes
from diandian.lib.digest import input_digest
from events.admission import Offer, offer
from events.models import Event, Journey, Placement, Venue
from footprint.calculation import FlightMethod, Options, Point, Site
from footprint.calculation.table import StayTable
from people.models import Organization

REFUND_STATES = ("refund_due", "refunded")  # of an order


@dataclass(frozen=True, slots=True)
class Tally:
    """Donated, held and retired: three different numbers, in whole grams, and a count of people."""

    donated_grams: int
    held_grams: int
    retired_grams: int
    left_grams: int
    neutralised_count: int


def open_events() -> list[Event]:
    """The events whose zone can be entered, latest first."""
    return list(Event.objects.filter(state=Event.State.OPEN))


def event(slug: str) -> Event | None:
    """The event with this short name, unless it is only planned."""
    return (
        Event.objects.exclude(state=Event.State.PLANNED)
        .select_related("organiser", "donated_account", "sale_account")
        .filter(slug=slug)
        .first()
    )


def venues_of(event: Event) -> list[Venue]:
    return list(event.venues.all())


def placement(code: str) -> Placement | None:
    """The placement of a scanned code, however it was typed; None if there is none or it is out of use."""
    normal = codes.normalized(code)
    if normal is None:
        return None
    return (
        Placement.objects.select_related(
            "zone__venue__event__organiser", "zone__venue__event__donated_account"
        )
        .exclude(zone__venue__event__state=Event.State.PLANNED)
        .filter(code=normal, is_active=True)
        .first()
    )


def journey(code: str) -> Journey | None:
    """The journey of a resume code, however it was typed."""
    normal = codes.normalized(code)
    if normal is None:
        return None
    return (
        Journey.objects.select_related(
            "event__donated_account",
            "event__sale_account",
            "venue",
            "assessment__factor_set",
            "certificate",
            "order",
        )
        .filter(code=normal)
        .first()
    )


def journeys_on_their_way() -> QuerySet[Journey]:
    """Journeys with what a step needs to know of them."""
    return Journey.objects.select_related("certificate", "order")


def journeys_that_can_move() -> QuerySet[Journey]:
    """The journeys for which the ledger or the payments have news. Those that only wait are not among them."""
    noted = Q(retirement_request__isnull=False)
    given = Q(order=None) & (
        Q(retirement_request__retirement__isnull=False) | Q(retirement_request__refusal__isnull=False)
    )
    paid = Q(order__retirement_request__isnull=False) & (
        ~noted
        | Q(order__retirement_request__retirement__isnull=False)
        | Q(order__retirement_request__refusal__isnull=False)
    )
    going_back = Q(order__state__in=REFUND_STATES, order__retirement_request=None)
    return journeys_on_their_way().filter(
        Q(stage=Journey.Stage.PLEDGED) & (given | paid | going_back | Q(order__state="expired"))
        | Q(stage=Journey.Stage.LAPSED) & (paid | going_back)
    )


def site_of(venue: Venue) -> Site:
    """Where a journey leads to, in the words of the calculation."""
    event = venue.event
    return Site(
        host=footprint.queries.place(event.host_place),
        point=Point(venue.latitude, venue.longitude),
        library=event.factor_library,
        options=Options(
            flight_method=FlightMethod(event.flight_method),
            with_non_co2=event.counts_non_co2,
            allow_weak=event.allows_weak_factors,
        ),
        kwh_per_seat=venue.kwh_per_seat,
    )


def stay_table(venue: Venue) -> StayTable:
    """Grams of everything at this venue that does not hang on where a spectator came from."""
    return footprint.queries.stay_table(site=site_of(venue), local_km=venue.local_distance_km)


def counting_version(venues: Iterable[Venue]) -> str:
    """Changes whenever a table of these venues may: with the factor set, the settings and the venues."""
    sites = [(site_of(venue), venue.local_distance_km) for venue in venues]
    sets = sorted({footprint.queries.current_factor_set(site.library).content_digest for site, _km in sites})
    return input_digest(sites=repr(sites), sets=repr(sets))[:12]


def offer_for(journey: Journey) -> Offer:
    """The ways of neutralising that are open to this journey at this moment."""
    event = journey.event
    return offer(
        amount_grams=journey.amount_grams,
        donated_free_grams=credits.queries.balance_of(event.donated_account).available_grams,
        sale_free_grams=credits.queries.balance_of(event.sale_account).available_grams,
        price_fen_per_tonne=event.price_fen_per_tonne,
    )


def tally_of(event: Event) -> Tally:
    """What donors gave the event, what is promised, what is retired, and for how many spectators."""
    balance = credits.queries.balance_of(event.donated_account)
    given_grams, retired = credits.queries.given_and_retired(event.donated_account)
    return Tally(
        donated_grams=given_grams,
        held_grams=balance.held_grams,
        retired_grams=retired.amount_grams,
        left_grams=balance.available_grams,
        neutralised_count=retired.retirement_count,
    )


@dataclass(frozen=True, slots=True)
class Gift:
    """How many grams an organisation gave to an event. Donors have a page."""

    giver: Organization
    amount_grams: int


def gifts_to(event: Event) -> list[Gift]:
    """Who gave to the event, in the order of the first gift. What was given back since is no gift."""
    given: dict[Organization, int] = {}
    from_events = False
    for transfer in credits.queries.received_by(event.donated_account):
        account = transfer.debit_account
        if account.kind == "event":
            from_events = True
        elif account.organization is not None:
            given[account.organization] = given.get(account.organization, 0) + transfer.amount_grams
    if from_events:  # leftovers of an event before: they are their donors' still
        for giver, grams in events.donating.trace.moved_here(event).items():
            given[giver] = given.get(giver, 0) + grams
    return [Gift(giver, grams) for giver, grams in given.items()]


def donors_of(event: Event) -> list[tuple[str, str, int]]:
    """Who gave to the event: name in Chinese, in English, grams; in the order of the first gift."""
    return [(gift.giver.name_zh_hans, gift.giver.name_en, gift.amount_grams) for gift in gifts_to(event)]
