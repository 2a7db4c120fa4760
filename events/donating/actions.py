"""What may happen to offers and donations. Confirming moves the credits to the organiser's account."""

import hashlib
import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone

import credits.actions
import credits.queries
import events.actions
import events.donating.queries
import events.evidence.actions
import events.team.queries
import people.attempts
from credits.errors import InsufficientCreditsError
from diandian.lib import codes
from diandian.lib.digest import input_digest
from events.donating.errors import (
    NoReasonError,
    NotADonorError,
    OfferAnsweredError,
    OfferNotAnsweredError,
    OffersClosedError,
    TooManyOffersError,
    TooOftenError,
    TwinDonationError,
)
from events.donating.queries import OFFERS_WAITING_MAX, room_for, takes_offers
from events.errors import LeftoversSettledError
from events.models import Donation, DonationOffer, Event, EvidenceFile
from events.team.access import Right
from people.models import Organization, User

if TYPE_CHECKING:
    from credits.models import Account

REFERENCE_LENGTH = 12
OFFERS_AT_ONCE_MAX = 10  # from one address within a quarter of an hour
REASON_LENGTH = 500
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class NewOffer:
    """What somebody typed into the public form, checked by it."""

    event: Event
    company_zh: str
    company_en: str
    contact_name: str
    contact_email: str
    amount_grams: int
    language: str
    registry: str = ""
    serials: str = ""
    message: str = ""
    upload: "File[Any] | None" = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class NewDonor:
    """A company that has no account yet; the slug is its public address for ever."""

    slug: str
    name_zh: str
    name_en: str


def offer(*, new: NewOffer, key: uuid.UUID, address: str = "") -> DonationOffer:
    """Keep what was typed into the form. The same form with the same content is one offer, however often it is sent.

    `address` is where it came from; it is not kept with the offer. Refuses with OffersClosedError, TooManyOffersError,
    TooOftenError, and the errors of events.evidence.actions.keep.
    """
    if not takes_offers(new.event):
        raise OffersClosedError(new.event.state)
    own = uuid.uuid5(key, _content_of(new))
    existing = DonationOffer.objects.filter(key=own).first()
    if existing is not None:
        return existing
    try:
        with transaction.atomic():
            _lock(new.event)
            waiting = DonationOffer.objects.filter(event=new.event, state=DonationOffer.State.NEW)
            if waiting.count() >= OFFERS_WAITING_MAX:
                raise TooManyOffersError(OFFERS_WAITING_MAX)
            if address and people.attempts.recently("offer", address) >= OFFERS_AT_ONCE_MAX:
                raise TooOftenError(OFFERS_AT_ONCE_MAX)
            if address:
                people.attempts.count("offer", address)
            return _write(new, own)
    except IntegrityError:
        return DonationOffer.objects.get(key=own)


def _content_of(new: NewOffer) -> str:
    """A digest of all that was typed and of the file."""
    file = hashlib.sha256()
    if new.upload is not None:
        new.upload.seek(0)
        for chunk in new.upload.chunks():
            file.update(chunk)
    typed = (new.company_zh, new.company_en, new.contact_name, new.contact_email, new.registry)
    rest = (new.amount_grams, new.serials, new.message, new.event.pk)
    return input_digest(typed=repr((typed, rest)), file=file.hexdigest())


def _write(new: NewOffer, key: uuid.UUID) -> DonationOffer:
    evidence = None
    if new.upload is not None:
        evidence = events.evidence.actions.keep(
            event=new.event, title=new.company_zh, upload=new.upload, by=None
        )
    return DonationOffer.objects.create(
        key=key,
        event=new.event,
        reference=codes.random_code(REFERENCE_LENGTH),
        company_zh=new.company_zh,
        company_en=new.company_en,
        contact_name=new.contact_name,
        contact_email=new.contact_email,
        amount_grams=new.amount_grams,
        registry=new.registry,
        serials=new.serials,
        message=new.message,
        evidence=evidence,
        language=new.language,
    )


# --- Answering an offer -----------------------------------------------------------------------------------


def take_up(*, offer: DonationOffer, donor: "Account | NewDonor", by: User) -> Donation:
    """Make a donation of an offer, which a second person decides on. The same person may repeat it.

    The donor's credits may come into its account later: what is missing is said when it is confirmed. Refuses with
    NotAllowedError, OfferAnsweredError, NotADonorError, LeftoversSettledError.
    """
    events.team.queries.check(by, offer.event, Right.ENTER_DONATION)
    with transaction.atomic():
        row = DonationOffer.objects.select_for_update().get(pk=offer.pk)
        if row.donation is not None and row.answered_by_id == by.pk:
            return row.donation
        _refuse_answered(row)
        _lock(row.event)
        _refuse_settled(row.event, row.amount_grams)
        account = _opened(donor, row.event) if isinstance(donor, NewDonor) else donor
        row.donation = _entered(row.event, account, row.amount_grams, note=row.reference, by=by)
        if row.evidence is not None:
            Donation.objects.filter(pk=row.donation.pk).update(evidence=row.evidence)
        _answer(row, DonationOffer.State.TAKEN_UP, by)
        return row.donation


def decline_offer(*, offer: DonationOffer, reason: str, by: User) -> DonationOffer:
    """Say no to an offer, with a reason that the donor reads.

    Refuses with NotAllowedError, NoReasonError, OfferAnsweredError.
    """
    events.team.queries.check(by, offer.event, Right.ENTER_DONATION)
    words = " ".join(reason.split())
    if not words or len(words) > REASON_LENGTH:
        raise NoReasonError
    with transaction.atomic():
        row = DonationOffer.objects.select_for_update().get(pk=offer.pk)
        _refuse_answered(row)
        row.decline_reason = words
        _answer(row, DonationOffer.State.DECLINED, by)
        return row


def decline_offers(*, event: Event, references: Collection[str], reason: str, by: User) -> int:
    """Say no to several of the event's offers with one reason; those answered meanwhile stay. How many it were.

    Refuses with NotAllowedError, NoReasonError.
    """
    events.team.queries.check(by, event, Right.ENTER_DONATION)
    waiting = DonationOffer.objects.filter(
        event=event, reference__in=references, state=DonationOffer.State.NEW
    )
    with transaction.atomic():
        rows = list(waiting.order_by("pk").select_for_update())
        for row in rows:
            decline_offer(offer=row, reason=reason, by=by)
    return len(rows)


def erase_contact(*, offer: DonationOffer, by: User) -> DonationOffer:
    """Forget who offered: the name, the address and the message. For good, and may be repeated.

    Refuses with NotAllowedError, OfferNotAnsweredError.
    """
    events.team.queries.check(by, offer.event, Right.ENTER_DONATION)
    with transaction.atomic():
        row = DonationOffer.objects.select_for_update().get(pk=offer.pk)
        if row.state == DonationOffer.State.NEW:
            raise OfferNotAnsweredError
        row.contact_name = row.contact_email = row.message = ""
        row.save(update_fields=["contact_name", "contact_email", "message"])
        return row


def _refuse_answered(row: DonationOffer) -> None:
    if row.state != DonationOffer.State.NEW:
        raise OfferAnsweredError(row.state)


def _answer(row: DonationOffer, state: str, by: User) -> None:
    row.state, row.answered_by, row.answered_at = state, by, timezone.now()
    row.save(update_fields=["state", "donation", "answered_by", "answered_at", "decline_reason"])


def _opened(donor: NewDonor, event: Event) -> "Account":
    """The account of a new donor, opened with the organisation, or of the donor that has this short name already.

    Whoever is first heard of at a demonstration is one.
    """
    if not _SLUG.fullmatch(donor.slug) or not donor.name_zh or not donor.name_en:
        raise NotADonorError(donor.slug)
    organization, _created = Organization.objects.get_or_create(
        slug=donor.slug,
        defaults={
            "kind": Organization.Kind.DONOR,
            "name_zh_hans": donor.name_zh,
            "name_en": donor.name_en,
            "is_demonstration": event.is_demonstration,
        },
    )
    if organization.kind != Organization.Kind.DONOR or organization.name_zh_hans != donor.name_zh:
        raise NotADonorError(donor.slug)
    existing = events.donating.queries.account_of(organization)
    return existing or credits.actions.open_account(
        code=f"donor:{organization.slug}", kind="donor", organization=organization
    )


# --- Donations --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewDonation:
    """What a colleague enters for a donor."""

    event: Event
    account: "Account"
    amount_grams: int
    note: str = ""
    evidence: EvidenceFile | None = None


def enter(*, new: NewDonation, by: User) -> Donation:
    """Enter what a donor offers in a letter. Nothing moves yet.

    Refuses with NotAllowedError, NotADonorError, InsufficientCreditsError (more than the donor's account has free),
    TwinDonationError, LeftoversSettledError.
    """
    events.team.queries.check(by, new.event, Right.ENTER_DONATION)
    free = credits.queries.balance_of(new.account).available_grams
    if new.amount_grams > free:
        raise InsufficientCreditsError(new.account.code, needed_grams=new.amount_grams, available_grams=free)
    with transaction.atomic():
        _lock(new.event)
        _refuse_settled(new.event, new.amount_grams)
        row = _entered(new.event, new.account, new.amount_grams, note=new.note, by=by)
        if new.evidence is not None:
            row.evidence = new.evidence
            row.save(update_fields=["evidence"])
        return row


def confirm(*, donation: Donation, by: User) -> Donation:
    """Move the donated grams to the organiser's account, as a second person. May be repeated.

    Refuses like events.actions.confirm_donation, and with NotAllowedError.
    """
    events.team.queries.check(by, donation.event, Right.DECIDE_DONATION)
    return events.actions.confirm_donation(donation=donation, by=by)


def decline(*, donation: Donation, by: User) -> Donation:
    """Close a donation without moving anything. Refuses with NotAllowedError, SamePersonError, DonationDecidedError."""
    events.team.queries.check(by, donation.event, Right.DECIDE_DONATION)
    return events.actions.decline_donation(donation=donation, by=by)


def _entered(event: Event, account: "Account", amount_grams: int, *, note: str, by: User) -> Donation:
    if account.kind != "donor" or account.organization is None:
        raise NotADonorError(account.code)
    same = Donation.objects.filter(event=event, account=account, amount_grams=amount_grams, note=note)
    twin = same.filter(state=Donation.State.OFFERED).select_related("offered_by").first()
    if twin is not None:
        raise TwinDonationError(twin.offered_by.get_username())
    return events.actions.offer_donation(
        event=event, account=account, amount_grams=amount_grams, note=note, by=by
    )


def _lock(event: Event) -> None:
    """One after another on this event; who only refers to it, as journeys do, is not held up."""
    Event.objects.select_for_update(of=("self",), no_key=True).get(pk=event.pk)


def _refuse_settled(event: Event, amount_grams: int) -> None:
    room = room_for(event)
    if room is not None and amount_grams > room:
        raise LeftoversSettledError(room)
