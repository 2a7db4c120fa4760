"""What may happen at an event: a scan, a journey, its neutralisation, a donation."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

import certificates.actions
import credits.actions
import credits.queries
import events.donating.queries
import events.queries
import footprint.actions
import payments.actions
import payments.queries
from diandian.lib import codes, messages
from diandian.lib.digest import input_digest
from diandian.lib.mass import format_grams
from diandian.lib.money import price_fen
from events.certifying import Holder as Holder
from events.certifying import (
    News,
    Promise,
    certify,
    certify_gift,
    each_by_itself,
    news_of,
    record,
)
from events.errors import (
    AlreadyPledgedError,
    DemonstrationCreditsError,
    DonationDecidedError,
    EventNotOpenError,
    KeyReusedError,
    LeftoversSettledError,
    NothingToNeutraliseError,
    SamePersonError,
)
from events.models import Donation, Event, Journey, Placement, ScanCount, Venue
from events.queries import REFUND_STATES, site_of
from events.tasks import advance
from footprint.calculation import Answers
from payments.errors import OrderNotWithdrawableError
from people.models import User

if TYPE_CHECKING:
    from certificates.models import Certificate
    from credits.models import Account
    from payments.models import Order

JOURNEY_CODE_LENGTH = 12
PLACEMENT_CODE_LENGTH = 8
# From these a journey may be neutralised, or neutralised anew.
UNPLEDGED = frozenset(
    {Journey.Stage.COMPUTED, Journey.Stage.LAPSED, Journey.Stage.REFUNDED, Journey.Stage.REFUSED}
)


def count_scan(*, placement: Placement, day: date) -> None:
    """Count one scan of a placement. Nothing is kept of who scanned."""
    changed = ScanCount.objects.filter(placement=placement, day=day).update(scan_count=F("scan_count") + 1)
    if changed:
        return
    try:
        with transaction.atomic():
            ScanCount.objects.create(placement=placement, day=day, scan_count=1)
    except IntegrityError:
        ScanCount.objects.filter(placement=placement, day=day).update(scan_count=F("scan_count") + 1)


def start_journey(
    *, venue: Venue, placement: Placement | None, answers: Answers, language: str, key: uuid.UUID
) -> Journey:
    """Record a spectator's answers and their footprint, and open the journey that leads to a certificate.

    Refuses with EventNotOpenError, KeyReusedError and the errors of footprint.actions.record_assessment. Same
    key and same answers: the journey that is there already.
    """
    if venue.event.state != Event.State.OPEN:
        raise EventNotOpenError(venue.event.state)
    digest = input_digest(venue=venue.pk, answers=repr(answers))
    existing = Journey.objects.filter(key=key).first()
    if existing is not None:
        return _same(existing, digest)
    try:
        with transaction.atomic():
            assessment = footprint.actions.record_assessment(answers=answers, site=site_of(venue), key=key)
            return Journey.objects.create(
                code=codes.random_code(JOURNEY_CODE_LENGTH),
                key=key,
                input_digest=digest,
                event=venue.event,
                venue=venue,
                placement=placement,
                assessment=assessment,
                amount_grams=assessment.total_grams,
                language=language,
            )
    except IntegrityError:
        existing = Journey.objects.filter(key=key).first()
        if existing is None:
            raise
        return _same(existing, digest)


def pledge_way_home(*, journey: Journey, way_home: str) -> None:
    """Keep how the spectator means to travel home. May be repeated and changed; it never changes a gram."""
    Journey.objects.filter(pk=journey.pk).update(way_home=Journey.WayHome(way_home))


def neutralise_free(*, journey: Journey, holder: Holder) -> Journey:
    """Pledge the journey's grams from credits that donors gave, and open its certificate.

    Refuses with EventNotOpenError, NothingToNeutraliseError, AlreadyPledgedError (it is being bought, or a lapsed
    purchase was paid in this very moment),
    credits.errors.InsufficientCreditsError (the donated credits have run out) and
    certificates.errors.UnprintableNameError. Repeated: the pledge that is there already.
    """
    with _pledge(journey, Journey.Funding.DONATED) as row:
        if row.stage == Journey.Stage.COMPUTED:
            row.try_count += 1
            row.certificate = _certify(row, holder, Journey.Funding.DONATED)
            row.retirement_request = credits.actions.retire(
                account=row.event.donated_account,
                amount_grams=row.amount_grams,
                beneficiary=row.beneficiary,
                purpose=_purpose(row.event),
                key=_key(row, "retirement"),
                may_split=row.event.splits_over_batches,
            )
            row.stage, row.funding = Journey.Stage.PLEDGED, Journey.Funding.DONATED
            row.save()
            transaction.on_commit(lambda: messages.send_soon(advance))
    return row


def neutralise_bought(*, journey: Journey, holder: Holder) -> Journey:
    """Set the journey's grams aside for sale, and open its order and its certificate.

    Refuses like `neutralise_free`. Repeated while the order is open or paid: the order that is there already.
    """
    with _pledge(journey, Journey.Funding.BOUGHT) as row:
        if row.stage == Journey.Stage.COMPUTED:
            row.try_count += 1
            row.certificate = _certify(row, holder, Journey.Funding.BOUGHT)
            row.order = payments.actions.place_order(
                order=payments.actions.NewOrder(
                    account_code=row.event.sale_account.code,
                    amount_grams=row.amount_grams,
                    amount_fen=price_fen(row.amount_grams, row.event.price_fen_per_tonne),
                    beneficiary=row.beneficiary,
                    purpose=_purpose(row.event),
                    reference=str(row.beneficiary),  # never the code: it opens the journey
                    description=f"{row.event.zone_title} · {format_grams(row.amount_grams)}",
                    return_path=f"/j/{row.code}/",
                ),
                key=_key(row, "order"),
            )
            row.stage, row.funding = Journey.Stage.PLEDGED, Journey.Funding.BOUGHT
            row.save()
    return row


def withdraw_purchase(*, journey: Journey) -> Journey:
    """Give an unpaid purchase up, so that the journey can be neutralised another way. May be repeated.

    Refuses with payments.errors.OrderNotWithdrawableError (it is paid by now) and GatewayUnavailableError.
    """
    if journey.order is None or journey.stage not in {Journey.Stage.PLEDGED, Journey.Stage.LAPSED}:
        return journey
    # Outside of our lock: the gateway is asked over the network whether the money is on its way.
    payments.actions.withdraw(order=journey.order)
    with transaction.atomic():
        row = events.queries.journeys_on_their_way().select_for_update(of=("self",)).get(pk=journey.pk)
        if row.stage == Journey.Stage.PLEDGED:
            _step(row, News())
        return row


def bring_forward(*, limit: int = 20) -> int:
    """Carry journeys that can move one step on, from what the ledger and the payments say; returns how many.

    May be repeated and run by several workers at once: rows that another one has are passed over. A journey
    that cannot be carried on is logged, left as it is and put behind the others: it stops nobody.
    """
    with transaction.atomic():
        rows = list(
            events.queries.journeys_that_can_move()
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("failed_steps", "pk")[:limit]
        )
        news = news_of(pk for row in rows if (pk := _request_id(row)))
        moved, failed = each_by_itself(rows, lambda row: _step(row, news))
        Journey.objects.filter(pk__in=[row.pk for row in failed]).update(failed_steps=F("failed_steps") + 1)
    return len(moved)


def offer_donation(*, event: Event, account: "Account", amount_grams: int, note: str, by: User) -> Donation:
    """Enter what a donor offers. Nothing moves yet. Refuses with credits.errors.InvalidAmountError."""
    if account.organization is None:
        raise ValueError("A donor's account belongs to an organisation.")
    return Donation.objects.create(
        event=event,
        donor=account.organization,
        account=account,
        amount_grams=amount_grams,
        note=note,
        offered_by=by,
    )


def confirm_donation(*, donation: Donation, by: User) -> Donation:
    """Move the donated grams to the event's account, signed by a second person.

    The donor's certificate is issued with it. Refuses with SamePersonError, DonationDecidedError (declined),
    LeftoversSettledError (no more comes to this event than it is short of), DemonstrationCreditsError (the event is
    real), credits.errors.InsufficientCreditsError. A confirmed donation stays as it is.
    """
    with transaction.atomic():
        row = Donation.objects.select_for_update().get(pk=donation.pk)
        if row.state == Donation.State.CONFIRMED:
            return row
        # Its leftovers are settled under the same lock; journeys, which only refer to it, are not held up.
        Event.objects.select_for_update(of=("self",), no_key=True).get(pk=row.event_id)
        room = events.donating.queries.room_for(row.event)
        if room is not None and row.amount_grams > room:
            raise LeftoversSettledError(room)
        _decide(row, Donation.State.CONFIRMED, by)
        moves = credits.actions.move(
            debit=row.account,
            credit=row.event.donated_account,
            amount_grams=row.amount_grams,
            key=row.key,
            reason=f"donation {row.pk}",
            by=by,
        )
        if not row.event.is_demonstration and any(move.batch.is_demonstration for move in moves):
            raise DemonstrationCreditsError
        certify_gift(donation=row, movement=moves[0].group)
        return row


def decline_donation(*, donation: Donation, by: User) -> Donation:
    """Close the offer without moving anything. Refuses with SamePersonError, DonationDecidedError."""
    with transaction.atomic():
        row = Donation.objects.select_for_update().get(pk=donation.pk)
        _decide(row, Donation.State.DECLINED, by)
        return row


def _decide(row: Donation, state: Donation.State, by: User) -> None:
    if row.state != Donation.State.OFFERED:
        raise DonationDecidedError(row.state)
    if row.offered_by_id == by.pk:
        raise SamePersonError
    row.state, row.decided_by, row.decided_at = state, by, timezone.now()
    row.save(update_fields=["state", "decided_by", "decided_at"])


@contextmanager
def _pledge(journey: Journey, funding: str) -> Iterator[Journey]:
    """The journey, locked, if it may be neutralised this way now; a lapsed or refunded one may be anew."""
    with transaction.atomic():
        row = Journey.objects.select_for_update().get(pk=journey.pk)
        if row.stage == Journey.Stage.LAPSED and row.order is not None:
            _withdraw_lapsed(row.order)
        if row.stage in UNPLEDGED:
            row.stage, row.order, row.retirement_request = Journey.Stage.COMPUTED, None, None
        if row.stage == Journey.Stage.COMPUTED:
            if row.event.state != Event.State.OPEN:
                raise EventNotOpenError(row.event.state)
            if row.amount_grams == 0:
                raise NothingToNeutraliseError
        elif row.funding != funding:
            raise AlreadyPledgedError
        yield row


def _withdraw_lapsed(order: "Order") -> None:
    """From now on money for the lapsed order goes back: the journey takes another way."""
    try:
        payments.actions.withdraw(order=order)
    except OrderNotWithdrawableError:
        raise AlreadyPledgedError from None


def _certify(row: Journey, holder: Holder, funding: str) -> "Certificate":
    promise = Promise(row.amount_grams, row.beneficiary, row.assessment.factor_set.method, funding)
    return certify(event=row.event, holder=holder, promise=promise, key=_key(row, "certificate"))


def _key(row: Journey, what: str) -> uuid.UUID:
    """An idempotency key of this journey's present try: the same after a crash as before it."""
    return uuid.uuid5(row.beneficiary, f"{what} {row.try_count}")


def _purpose(event: Event) -> str:
    return f"Footprint of a spectator of {event.slug}"


def _same(existing: Journey, digest: str) -> Journey:
    if existing.input_digest != digest:
        raise KeyReusedError
    return existing


def _request_id(row: Journey) -> int | None:
    if row.order is not None:
        return row.order.retirement_request_id
    return row.retirement_request_id


def _step(row: Journey, news: News) -> bool:
    """One journey one step on; True if it moved. A retirement is final, whatever becomes of the money after."""
    certificate, order, request_id = row.certificate, row.order, _request_id(row)
    assert certificate is not None  # noqa: S101  the database refuses a pledged journey without one
    before = (row.stage, row.retirement_request_id)
    if request_id is not None:
        if order is not None and row.retirement_request_id is None:
            certificate = certificates.actions.mark_paid(certificate=certificate)
            row.retirement_request_id, row.stage = request_id, Journey.Stage.PLEDGED
        row.stage = record(certificate, request_id, news) or row.stage
        if order is not None and row.stage == Journey.Stage.REFUNDED:
            payments.actions.refund_order(order=order, reason="the ledger could not retire what was paid for")
    elif order is not None and order.state in REFUND_STATES:
        if certificate.state == "pledged":
            certificate = certificates.actions.mark_lapsed(certificate=certificate)
        certificates.actions.mark_refunded(certificate=certificate)
        row.stage = Journey.Stage.REFUNDED
    elif order is not None and order.state == "expired" and row.stage == Journey.Stage.PLEDGED:
        certificates.actions.mark_lapsed(certificate=certificate)
        row.stage = Journey.Stage.LAPSED
    row.save(update_fields=["stage", "retirement_request"])
    return (row.stage, row.retirement_request_id) != before
