"""What people may do with a guest list: enter it, decide on it, let it go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Sum
from django.utils import timezone

import credits.queries
from certificates.document import clean_name
from certificates.document.rooms import too_long
from certificates.errors import GroupMismatchError, TextTooLongError
from credits.errors import InsufficientCreditsError
from diandian.lib import messages
from diandian.lib.digest import input_digest
from events.errors import EventNotOpenError, SamePersonError
from events.guests.errors import GuestListDecidedError, IncompleteListError, TwinListError
from events.models import Event, Guest, GuestList
from events.tasks import issue_guests
from people.models import User

if TYPE_CHECKING:
    from events.guests.rows import NewGuest

State, Stage = GuestList.State, Guest.Stage
_ROWS_AT_A_TIME = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGuestList:
    """A list as it is entered. `guests` were judged by `events.guests.rows`. Empty boundaries: the event's own."""

    event: Event
    title: str
    kind: str
    method: str
    guests: Sequence["NewGuest"]
    boundary_zh: str = ""
    boundary_en: str = ""

    @property
    def amount_grams(self) -> int:
        return sum(guest.amount_grams for guest in self.guests)

    @property
    def texts(self) -> dict[str, str]:
        """What stands on every certificate of the list, as it is now: the event's own words where it has none."""
        return {
            "event_name_zh": self.event.name_zh_hans,
            "event_name_en": self.event.name_en,
            "boundary_zh": self.boundary_zh or self.event.boundary_zh_hans,
            "boundary_en": self.boundary_en or self.event.boundary_en,
            "method": self.method,
        }

    @property
    def group(self) -> str:
        """The family of a family's certificates; empty for others, on whose papers the title does not stand."""
        return clean_name(self.title) if self.kind == GuestList.Kind.FAMILY else ""

    @property
    def content_digest(self) -> str:
        """The same for the same guests in the same order on the same papers, whatever the list is called."""
        guests = repr([tuple(guest) for guest in self.guests])
        return input_digest(kind=self.kind, group=self.group, guests=guests, **self.texts)


def enter(*, new: NewGuestList, by: User) -> GuestList:
    """Keep a list and its guests, all or none. Nothing is set aside before a second person approves it.

    Its papers will say what is kept here, whatever becomes of the event's own words. Refuses with EventNotOpenError
    (it is only planned: what its boundary is may still change), TextTooLongError, GroupMismatchError (a family
    without a name) and TwinListError.
    """
    if new.event.state == Event.State.PLANNED:
        raise EventNotOpenError(new.event.state)
    if limits := too_long({**new.texts, "group": new.group}):
        raise TextTooLongError(limits)
    if new.kind == GuestList.Kind.FAMILY and not new.group:
        raise GroupMismatchError(new.kind, new.group)
    digest = new.content_digest
    _refuse_twin(new.event, digest)
    try:
        with transaction.atomic():
            row = GuestList.objects.create(
                event=new.event,
                title=new.title,
                kind=new.kind,
                **new.texts,
                guest_count=len(new.guests),
                amount_grams=new.amount_grams,
                content_digest=digest,
                entered_by=by,
            )
            guests = [
                Guest(list=row, position=position, **guest._asdict())
                for position, guest in enumerate(new.guests, start=1)
            ]
            Guest.objects.bulk_create(guests, batch_size=_ROWS_AT_A_TIME)
            return row
    except IntegrityError:
        _refuse_twin(new.event, digest)
        raise


def approve(*, guest_list: GuestList, by: User) -> GuestList:
    """Let the list's certificates be made, as a second person. Repeated by the same person: as it is.

    Refuses with SamePersonError, GuestListDecidedError, IncompleteListError, EventNotOpenError and
    credits.errors.InsufficientCreditsError, if the donated credits are not enough for all of it now.
    """
    with transaction.atomic():
        row = _locked(guest_list.pk)
        if row.decided_by_id == by.pk and row.state not in (State.ENTERED, State.DECLINED):
            return row
        if row.state != State.ENTERED:
            raise GuestListDecidedError(row.state)
        if row.entered_by_id == by.pk:
            raise SamePersonError
        if row.event.state == Event.State.PLANNED:
            raise EventNotOpenError(row.event.state)
        _refuse_changed(row)
        _refuse_short(row.event, row.amount_grams)
        row.state, row.decided_by, row.decided_at = State.ISSUING, by, timezone.now()
        row.save(update_fields=["state", "decided_by", "decided_at"])
        transaction.on_commit(messages.sender(issue_guests, row.pk))
        return row


def decline(*, guest_list: GuestList, by: User) -> GuestList:
    """Close a list without making anything, and forget its guests. Who entered it may do so too. May be repeated.

    Refuses with GuestListDecidedError once it was approved.
    """
    with transaction.atomic():
        row = _locked(guest_list.pk)
        if row.state == State.DECLINED:
            return row
        if row.state != State.ENTERED:
            raise GuestListDecidedError(row.state)
        row.state, row.decided_by, row.decided_at = State.DECLINED, by, timezone.now()
        row.save(update_fields=["state", "decided_by", "decided_at"])
        row.guests.all().delete()
        return row


def resume(*, guest_list: GuestList) -> GuestList:
    """Let a list go on that stopped, or try its refused guests once more. On its way already: as it is.

    Refuses with GuestListDecidedError (not approved, or nobody is left) and InsufficientCreditsError.
    """
    with transaction.atomic():
        row = _locked(guest_list.pk)
        if row.state == State.ISSUING:
            return row
        left = row.guests.filter(stage__in=[Stage.WAITING, Stage.REFUSED])
        owed = left.aggregate(count=Count("pk"), grams=Sum("amount_grams"))
        accepted = row.guests.filter(stage=Stage.ACCEPTED).exists()
        if row.state not in (State.STOPPED, State.DONE) or not (owed["count"] or accepted):
            raise GuestListDecidedError(row.state)
        _refuse_short(row.event, owed["grams"] or 0)
        # A refusal is final, so what follows is another try, under other keys.
        row.guests.filter(stage=Stage.REFUSED).update(
            stage=Stage.WAITING,
            refusal="",
            certificate=None,
            retirement_request=None,
            try_count=F("try_count") + 1,
        )
        row.state, row.stopped_because, row.failed_tries = State.ISSUING, "", 0
        row.save(update_fields=["state", "stopped_because", "failed_tries"])
        transaction.on_commit(messages.sender(issue_guests, row.pk))
        return row


def _locked(pk: int) -> GuestList:
    rows = GuestList.objects.select_related("event__donated_account")
    return rows.select_for_update(of=("self",)).get(pk=pk)


def _refuse_twin(event: Event, digest: str) -> None:
    rows = GuestList.objects.exclude(state=State.DECLINED).select_related("entered_by")
    if twin := rows.filter(event=event, content_digest=digest).first():
        raise TwinListError(twin.title, twin.entered_by.get_username(), twin.entered_at)


def _refuse_changed(row: GuestList) -> None:
    """What is approved is what was entered: nobody has slipped a row in, or taken one out, since."""
    found = row.guests.aggregate(count=Count("pk"), grams=Sum("amount_grams"))
    if (found["count"], found["grams"]) != (row.guest_count, row.amount_grams):
        raise IncompleteListError


def _refuse_short(event: Event, needed_grams: int) -> None:
    free = credits.queries.balance_of(event.donated_account).available_grams
    if free < needed_grams:
        raise InsufficientCreditsError(
            event.donated_account.code, needed_grams=needed_grams, available_grams=free
        )
