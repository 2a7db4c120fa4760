"""From an approved list to retirements, a group of guests at a time.

A group is one database transaction, and every key is derived from list, position and try: wherever a worker is
killed, a group was accepted or it was not, and nobody is retired twice or left out.
"""

import itertools
import logging
import time
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, Q

import credits.actions
import credits.queries
from certificates.errors import CertificatesError
from credits.errors import InsufficientCreditsError
from events.certifying import Holder, News, Promise, certify, each_by_itself, news_of, record
from events.models import Guest, GuestList

logger = logging.getLogger(__name__)

GROUP = 100  # guests accepted in one transaction: so long does the event's account wait for its commit
TRIES = 5  # after so many failures in a row a list stops, until somebody has looked

State, Stage = GuestList.State, Guest.Stage


def issue(*, list_id: int, seconds: float, group: int = GROUP) -> bool:
    """Take an approved list on, group by group; True if there is more to do.

    Begins no group after `seconds`. May be repeated and run by several workers at once: a list that another one
    has in its hands is left to it. What fails is counted, and stops the list after a few times.
    """
    give_up_at = time.monotonic() + seconds
    try:
        while accept_group(list_id=list_id, limit=group) and time.monotonic() < give_up_at:
            settle_accepted()
        settle_accepted()
    except Exception:
        logger.exception("Guest list %s cannot be carried on.", list_id)
        _count_failure(list_id)
        return False
    GuestList.objects.filter(pk=list_id, failed_tries__gt=0).update(failed_tries=0)
    _finish(list_id)
    return waits(list_id)


def waits(list_id: int) -> bool:
    """Whether a list on its way has guests whose grams are still to be set aside."""
    return Guest.objects.filter(list_id=list_id, list__state=State.ISSUING, stage=Stage.WAITING).exists()


def issue_waiting() -> None:
    """A group of each list that is on its way, for the sweeper: whatever message was lost, no list is."""
    rows = GuestList.objects.filter(state=State.ISSUING).order_by("failed_tries", "pk")
    for list_id in rows.values_list("pk", flat=True):
        issue(list_id=list_id, seconds=0)


def accept_group(*, list_id: int, limit: int = GROUP) -> int:
    """Set the grams of the next guests aside and open their certificates, all of them or none; how many went on.

    Where the account has not enough for the next guest, the list stops cleanly, and says why.
    """
    try:
        with transaction.atomic():
            row = _mine(list_id)
            if row is None:
                return 0
            waiting = list(row.guests.filter(stage=Stage.WAITING).order_by("position")[:limit])
            affordable = _affordable(row, waiting)
            if waiting and not affordable:
                row.state, row.stopped_because = State.STOPPED, GuestList.Stop.CREDITS
                row.save(update_fields=["state", "stopped_because"])
            _accept(row, affordable)
            return len(affordable)
    except InsufficientCreditsError:
        # Somebody else was given them in this very moment. The next look finds fewer grams, and so fewer guests.
        return accept_group(list_id=list_id, limit=limit)


def settle_accepted() -> None:
    """Retire what waits in the ledger, and let the guests' certificates say so."""
    while credits.actions.settle_pending():
        pass
    while record_retirements():
        pass


def record_retirements(*, limit: int = GROUP) -> int:
    """Carry accepted guests on by what the ledger says of their requests; how many moved. May be repeated."""
    with transaction.atomic():
        ended = Q(retirement_request__retirement__isnull=False) | Q(retirement_request__refusal__isnull=False)
        rows = Guest.objects.filter(ended, stage=Stage.ACCEPTED).select_related("certificate")
        guests = list(
            rows.select_for_update(skip_locked=True, of=("self",)).order_by("failed_steps", "pk")[:limit]
        )
        news = news_of(pk for guest in guests if (pk := guest.retirement_request_id))
        moved, failed = each_by_itself(guests, lambda guest: _step(guest, news))
        for stage, refusal in {(guest.stage, guest.refusal) for guest in moved}:
            alike = [guest.pk for guest in moved if guest.stage == stage]
            Guest.objects.filter(pk__in=alike).update(stage=stage, refusal=refusal)
        Guest.objects.filter(pk__in=[guest.pk for guest in failed]).update(failed_steps=F("failed_steps") + 1)
    for list_id in {guest.list_id for guest in moved}:
        _finish(list_id)
    return len(moved)


def _mine(list_id: int) -> GuestList | None:
    """The list, if it is on its way and in nobody else's hands."""
    rows = GuestList.objects.filter(pk=list_id, state=State.ISSUING).select_related("event__donated_account")
    return rows.select_for_update(skip_locked=True, of=("self",)).first()


def _affordable(row: GuestList, waiting: Sequence[Guest]) -> list[Guest]:
    """Those from the first on for whom the account has enough: nobody is passed over for a smaller one."""
    free = credits.queries.balance_of(row.event.donated_account).available_grams
    sums = itertools.accumulate(guest.amount_grams for guest in waiting)
    return [guest for guest, total in zip(waiting, sums, strict=True) if total <= free]


def _accept(row: GuestList, guests: Sequence[Guest]) -> None:
    """Certificates first, retirements last: the account's row is what everybody at the event waits for."""
    certified = [guest for guest in guests if _certify(row, guest)]
    for guest in certified:
        guest.retirement_request = credits.actions.retire(
            account=row.event.donated_account,
            amount_grams=guest.amount_grams,
            beneficiary=guest.beneficiary,
            purpose=f"Guest of {row.event.slug}",
            key=guest.key_of("retirement"),
            may_split=row.event.splits_over_batches,
        )
        guest.stage = Stage.ACCEPTED
    Guest.objects.bulk_update(guests, ["stage", "refusal", "certificate", "retirement_request"])


def _certify(row: GuestList, guest: Guest) -> bool:
    """Open a guest's certificate; False if it is refused now although the name was fine when it was entered."""
    guest.list = row  # its key is asked for, again and again
    promise = Promise(
        amount_grams=guest.amount_grams,
        beneficiary=guest.beneficiary,
        method=row.method,
        funding="donated",
        kind=row.kind,
        event_name_zh=row.event_name_zh or "",
        event_name_en=row.event_name_en or "",
        boundary_zh=row.boundary_zh,
        boundary_en=row.boundary_en,
        group=row.title if row.kind == GuestList.Kind.FAMILY else "",
    )
    holder = Holder(guest.name, guest.name_is_public, guest.language)
    try:
        guest.certificate = certify(
            event=row.event, holder=holder, promise=promise, key=guest.key_of("certificate")
        )
    except CertificatesError:
        logger.exception("Guest %s cannot be certified.", guest)
        guest.stage, guest.refusal = Stage.REFUSED, Guest.Refusal.CERTIFICATE
        return False
    return True


def _step(guest: Guest, news: News) -> bool:
    assert guest.certificate is not None  # noqa: S101  the database refuses an accepted guest without
    assert guest.retirement_request_id is not None  # noqa: S101  nor without this
    guest.stage = record(guest.certificate, guest.retirement_request_id, news) or guest.stage
    if guest.stage == Stage.REFUSED:
        guest.refusal = Guest.Refusal.BATCH
    return guest.stage != Stage.ACCEPTED


def _finish(list_id: int) -> None:
    """A list of which nobody waits any more is done, also one that had stopped after failures."""
    left = Guest.objects.filter(list_id=list_id, stage__in=[Stage.WAITING, Stage.ACCEPTED])
    if not left.exists():
        rows = GuestList.objects.filter(pk=list_id, state__in=[State.ISSUING, State.STOPPED])
        rows.update(state=State.DONE, stopped_because="", failed_tries=0)


def _count_failure(list_id: int) -> None:
    rows = GuestList.objects.filter(pk=list_id, state=State.ISSUING)
    rows.update(failed_tries=F("failed_tries") + 1)
    rows.filter(failed_tries__gte=TRIES).update(state=State.STOPPED, stopped_because=GuestList.Stop.FAILURE)
