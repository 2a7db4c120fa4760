"""What may be asked of offers, donations and leftovers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext

import certificates.queries
import credits.public_queries.lots as ledger
import credits.queries
import events.balance.queries
import events.team.queries
from credits.provenance import givers
from credits.public_queries.pasted import PastedSerials, pasted_serials, read_pasted
from credits.public_queries.totals import unmoved
from diandian.lib import codes
from diandian.lib.mass import format_grams
from events.certifying import gift_key
from events.donating.leftovers import OpenPromises, Parting, Rule, part
from events.donating.trace import donors as donors
from events.donating.trace import donors_trace as donors_trace
from events.models import Donation, DonationOffer, Event, GuestList, LeftoverSettlement
from events.organise.waits import Waiting
from events.team.access import RIGHTS, Right
from people.models import Organization, User

if TYPE_CHECKING:
    from credits.models import Account

OFFERS_WAITING_MAX = 500  # of an event, before no more are taken without a login
TWINS_LOOKED_AT = 200
# From the first plan until the event is declared: a shortfall may be covered after it.
TAKES_OFFERS = frozenset(
    {
        *(Event.State.PLANNED, Event.State.OPEN, Event.State.CLOSED),
        *(Event.State.DRAFTED, Event.State.VERIFIED, Event.State.COVERED),
    }
)


# --- Offers -----------------------------------------------------------------------------------------------


def takes_offers(event: Event) -> bool:
    """Whether donors may offer something to this event now: after its leftovers, only while it is short of grams."""
    return event.state in TAKES_OFFERS and room_for(event) != 0


def event_for_donors(slug: str) -> Event | None:
    """The event with this short name: donors are asked while it is still planned."""
    return Event.objects.select_related("organiser", "next_event").filter(slug=slug).first()


def offers_of(event: Event) -> QuerySet[DonationOffer]:
    """What was offered to the event without a login, the newest first."""
    rows = DonationOffer.objects.filter(event=event).order_by("-pk")
    return rows.select_related("donation__donor", "answered_by", "evidence").defer("evidence__content")


def offer_by(event: Event, reference: str) -> DonationOffer | None:
    """The offer of this reference, however it was typed."""
    normal = codes.normalized(reference)
    return offers_of(event).filter(reference=normal).first() if normal is not None else None


def serials_of(offer: DonationOffer) -> PastedSerials:
    """What the offer's serials say, and which blocks of the ledger share a unit with them."""
    return pasted_serials(offer.serials, offer.registry)


def twins_of(offer: DonationOffer, serials: PastedSerials) -> list[DonationOffer]:
    """Other offers, to any event, that name some of the same units: they are promised twice."""
    others = DonationOffer.objects.exclude(pk=offer.pk).exclude(state=DonationOffer.State.DECLINED)
    rows = others.exclude(serials="").select_related("event").order_by("-pk")[:TWINS_LOOKED_AT]
    return [row for row in rows if serials.blocks and serials.overlaps(read_pasted(row.serials))]


def told_of(twins: Sequence[DonationOffer], user: User) -> list[DonationOffer]:
    """Those that this person answers too. Of the others nobody is told more than that there are some."""
    role_of = events.team.queries.role_of
    roles = [(row, role_of(user, row.event)) for row in twins]
    return [row for row, role in roles if role is not None and Right.ENTER_DONATION in RIGHTS[role]]


# --- Donations --------------------------------------------------------------------------------------------


def donations_of(event: Event) -> QuerySet[Donation]:
    """The event's donations, the newest first."""
    rows = Donation.objects.filter(event=event).order_by("-pk")
    related = ("event", "donor", "account", "offered_by", "decided_by", "evidence", "offer")
    return rows.select_related(*related).defer("evidence__content")


def certificate_numbers(donations: Sequence[Donation]) -> dict[int, str]:
    """The number of each donation's certificate, by donation; one query for all."""
    keys = {gift_key(row): row.pk for row in donations}
    return {keys[key]: number for key, number in certificates.queries.numbers_by_key(keys).items()}


def donors_accounts() -> "QuerySet[Account]":
    """The accounts of donors, with what is needed to name them."""
    accounts: Any = Donation._meta.get_field("account").related_model
    rows: QuerySet[Account] = accounts.objects.filter(kind="donor").exclude(organization=None)
    return rows.select_related("organization").order_by("organization__slug", "pk")


def account_of(organization: Organization) -> "Account | None":
    """The account from which this donor gives, if it has one."""
    return donors_accounts().filter(organization=organization).first()


# --- Leftovers --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Share:
    """How much of what is left was given by whom: a donor's names, or those of the exchange's account."""

    account: str
    slug: str
    name_zh: str
    name_en: str
    amount_grams: int


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What is left of an event's donated credits, and how the rule parts it. Accounts by code."""

    rule: str
    available_grams: int
    portions: tuple[tuple[str | None, int], ...]
    shares: tuple[Share, ...]

    def as_body(self) -> dict[str, Any]:
        """As it is kept with the proposal; amounts in whole grams."""
        portions = [{"account": code, "amount_grams": grams} for code, grams in self.portions]
        shares = [
            {
                "account": share.account,
                "slug": share.slug,
                "name_zh": share.name_zh,
                "name_en": share.name_en,
                "amount_grams": share.amount_grams,
            }
            for share in self.shares
        ]
        return {
            "rule": self.rule,
            "available_grams": self.available_grams,
            "portions": portions,
            "shares": shares,
        }


def open_promises(event: Event) -> OpenPromises:
    """What waits: grams on hold, guest lists, donations, proposed retirements, leftovers of events before it."""
    lists = GuestList.objects.filter(event=event)
    retirements = credits.queries.event_proposals(event.donated_account).filter(decision=None)
    return OpenPromises(
        held_grams=credits.queries.balance_of(event.donated_account).held_grams,
        guest_lists=lists.exclude(state__in=[GuestList.State.DECLINED, GuestList.State.DONE]).count(),
        donations=Donation.objects.filter(event=event, state=Donation.State.OFFERED).count(),
        retirements=retirements.count(),
        events=_events_before(event),
    )


def _events_before(event: Event) -> int:
    """How many events have credits left that their rule moves here: once this one is settled they could not."""
    settled = LeftoverSettlement.objects.filter(state=LeftoverSettlement.State.DONE).values("event")
    rows = Event.objects.filter(leftover_rule=Rule.MOVE, next_event=event).exclude(pk__in=settled)
    accounts = (row.donated_account for row in rows.select_related("donated_account"))
    return sum(credits.queries.balance_of(account).balance_grams > 0 for account in accounts)


def leftovers_of(event: Event) -> Leftovers:
    """What is left on the event's tape, whose it is, and where the rule sends it."""
    parting = unmoved(lambda: _parting(event))
    ids = {each.account for each in parting.portions} | set(parting.shares)
    rows = ledger.account_rows({each for each in ids if each is not None})
    owners = Organization.objects.in_bulk([row.organization for row in rows.values() if row.organization])
    shares = []
    for account, grams in parting.shares.items():
        owner = owners.get(rows[account].organization or 0)
        code = rows[account].code
        names = (owner.slug, owner.name_zh_hans, owner.name_en) if owner is not None else ("", code, code)
        shares.append(Share(code, *names, grams))
    portions = tuple(
        (rows[each.account].code if each.account is not None else None, each.amount_grams)
        for each in parting.portions
    )
    return Leftovers(event.leftover_rule, parting.amount_grams, portions, tuple(shares))


def _parting(event: Event) -> Parting:
    account = event.donated_account_id
    lots = ledger.lots_beside([account])
    tape = ledger.tapes_of([account])[account]
    return part(
        Rule(event.leftover_rule),
        tape.free,
        givers(lots, ledger.event_accounts(lots)),
        exchange=event.sale_account_id,
        next_event=event.next_event.donated_account_id if event.next_event is not None else None,
    )


def is_settled(event: Event) -> bool:
    """Whether the event's leftovers are settled: nothing comes to it any more that could be left over again."""
    return LeftoverSettlement.objects.filter(event=event, state=LeftoverSettlement.State.DONE).exists()


def room_for(event: Event) -> int | None:
    """How many grams donors may still give the event; None, as many as they like, until its leftovers are settled.

    After that as many as it is short of and does not hold: a correction raised its figure, or a batch was found
    flawed.
    """
    if not is_settled(event):
        return None
    short = events.balance.queries.balance_of(event).shortfall_grams
    return max(0, short - credits.queries.balance_of(event.donated_account).available_grams)


def possible_next_events(event: Event, user: User) -> QuerySet[Event]:
    """The events to which leftovers may move: not before this one, and as real as it.

    This person works on them too, and none of them moves its own here.
    """
    others = events.team.queries.events_of(user).exclude(pk=event.pk)
    others = others.exclude(leftover_rule=Rule.MOVE, next_event=event)
    same = others.filter(starts_on__gte=event.starts_on, is_demonstration=event.is_demonstration)
    return same.order_by("starts_on", "pk")


def settlement_of(event: Event) -> LeftoverSettlement | None:
    """The settlement of the event's leftovers that waits, or was carried out."""
    rows = LeftoverSettlement.objects.filter(event=event).exclude(state=LeftoverSettlement.State.DECLINED)
    return rows.select_related("proposed_by", "decided_by").first()


# --- What waits -------------------------------------------------------------------------------------------


def waiting_for(user: User, event: Event | None) -> list[Waiting]:
    """Offers to answer, and donations and leftovers that a colleague entered and this person may decide on."""
    if event is None:
        found = list(events.team.queries.events_of(user))
        roles = events.team.queries.roles_of(user, found)
    else:
        role = events.team.queries.role_of(user, event)
        roles = {event.pk: role} if role is not None else {}

    def at(right: Right) -> list[int]:
        return [pk for pk, role in roles.items() if right in RIGHTS[role]]

    offers = DonationOffer.objects.filter(event__in=at(Right.ENTER_DONATION), state=DonationOffer.State.NEW)
    donations = Donation.objects.filter(event__in=at(Right.DECIDE_DONATION), state=Donation.State.OFFERED)
    settlements = LeftoverSettlement.objects.filter(
        event__in=at(Right.DECIDE_RETIREMENT), state=LeftoverSettlement.State.PROPOSED
    )
    waits = [
        *(_offer_waits(row) for row in offers.select_related("event")),
        *(
            _donation_waits(row)
            for row in donations.exclude(offered_by=user).select_related("event", "donor")
        ),
        *(_leftovers_wait(row) for row in settlements.exclude(proposed_by=user).select_related("event")),
    ]
    return sorted(waits, key=lambda each: each.since)


def _offer_waits(row: DonationOffer) -> Waiting:
    words = gettext("%(company)s offers %(amount)s")
    what = words % {"company": row.company_zh, "amount": format_grams(row.amount_grams)}
    address = reverse("organise:donation_offer", args=[row.event.slug, row.reference])
    return Waiting(row.event.name, what, row.offered_at, address)


def _donation_waits(row: Donation) -> Waiting:
    words = gettext("Donation of %(amount)s by %(donor)s to confirm or decline")
    what = words % {"donor": row.donor.name, "amount": format_grams(row.amount_grams)}
    return Waiting(
        row.event.name, what, row.offered_at, reverse("organise:donation", args=[row.event.slug, row.pk])
    )


def _leftovers_wait(row: LeftoverSettlement) -> Waiting:
    words = gettext("Leftover credits, %(amount)s, to settle by the rule")
    what = words % {"amount": format_grams(row.body["available_grams"])}
    return Waiting(
        row.event.name, what, row.proposed_at, reverse("organise:leftovers", args=[row.event.slug])
    )
