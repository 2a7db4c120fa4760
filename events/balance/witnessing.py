"""《碳中和见证书》: one of the exchange proposes it, another approves it. What it needs is looked at both times."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

import certificates.actions
import certificates.queries
import events.course.actions
import events.course.queries
import events.team.queries
from certificates.actions import LINES, lines_of
from certificates.document import Fact, Kind
from certificates.document.rooms import room
from certificates.errors import CertificatesError
from events.balance import documents, papers, standing
from events.balance.claims import CLAIMING
from events.balance.errors import (
    ChangedSinceError,
    CutOffError,
    DemonstrationPaperError,
    DemonstrationWitnessError,
    NoRoomOnPaperError,
    NotIssuedError,
    NotReadyError,
    UnderReviewError,
    WitnessedAlreadyError,
    WitnessingDecidedError,
)
from events.course import course
from events.course.course import Condition, State
from events.errors import SamePersonError
from events.models import Declaration, Event, Witnessing, WitnessRevocation
from events.team.access import Right
from events.team.errors import NotAllowedError
from people.models import Organization, User

if TYPE_CHECKING:
    from certificates.models import Certificate

WITNESSES = "events.witness_event"
NEEDS = (Condition.STATEMENT, Condition.BALANCE, Condition.DECLARATION)
_LIMITS = {"capacity_zh": 100, "capacity_en": 100, "not_checked_zh": 200, "not_checked_en": 200}
# In Latin letters; a Chinese character takes the room of two.
ROOMS = {"capacity_zh": 80, "capacity_en": 80, "not_checked_zh": 150, "not_checked_en": 150}
_LABELS = {field: papers.WITNESS if field.startswith("capacity") else papers.NOT_CHECKED for field in ROOMS}
_REASON_MAX = 300
_DECLINE_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWitnessing:
    """What the witness says itself; what was observed is read from the statement and the ledger."""

    witness: Organization
    capacity_zh: str
    capacity_en: str
    cut_off_on: date
    not_checked_zh: str
    not_checked_en: str


def propose_witnessing(*, declaration: Declaration, new: NewWitnessing, by: User) -> Witnessing:
    """Freeze what is observed of a declared event, for a second person to look at.

    Refuses with NotAllowedError, MissingTextError, CutOffError, NotReadyError, UnderReviewError, NoRoomOnPaperError,
    DemonstrationWitnessError and WitnessedAlreadyError.
    """
    texts = {name: documents.text(name, getattr(new, name), limit) for name, limit in _LIMITS.items()}
    with transaction.atomic():
        event, said = _locked(declaration)
        _check(by, event)
        _refuse_unready(event, said)
        if standing.valid_witnessings(said).exists():
            raise WitnessedAlreadyError
        if not timezone.localdate(said.at) <= new.cut_off_on <= timezone.localdate():
            raise CutOffError
        if new.witness.is_demonstration and not event.is_demonstration:
            raise DemonstrationWitnessError
        body = documents.observed_body(said, new.witness, new.cut_off_on)
        if body["balance"]["surplus_grams"] < 0:
            raise NotReadyError(event.state, [Condition.BALANCE])
        row = Witnessing(
            declaration=said,
            witness=new.witness,
            cut_off_on=new.cut_off_on,
            body=body,
            digest=documents.digest_of(body),
            proposed_by=by,
            **texts,
        )
        _refuse_unprintable(row)
        row.save(force_insert=True)
        return row


def approve_witnessing(*, witnessing: Witnessing, by: User) -> Witnessing:
    """Issue the certificate as a second person, and bring the event to "witnessed". The same person may repeat it.

    An event whose certificate was revoked is there already, and has another one from now on.

    Refuses with NotAllowedError, SamePersonError, WitnessingDecidedError, NotReadyError, UnderReviewError,
    ChangedSinceError (it is not as it was proposed any more), NoRoomOnPaperError and DemonstrationPaperError.
    """
    with transaction.atomic():
        event, said = _locked(witnessing.declaration)
        _check(by, event)
        row = _undecided(witnessing, by)
        if row.state == Witnessing.State.APPROVED:
            return row
        if row.proposed_by_id == by.pk:
            raise SamePersonError
        _refuse_unready(event, said)
        if documents.observed_body(said, row.witness, row.cut_off_on) != row.body:
            raise ChangedSinceError
        row.state, row.decided_by, row.decided_at = Witnessing.State.APPROVED, by, timezone.now()
        row.save(update_fields=["state", "decided_by", "decided_at"])
        row.certificate = _issued(row, event)
        row.save(update_fields=["certificate"])
        if event.state != State.WITNESSED:
            events.course.actions.advance(event=event, to=State.WITNESSED, why="", by=by)
        return row


def decline_witnessing(*, witnessing: Witnessing, reason: str, by: User) -> Witnessing:
    """End a proposal without a certificate. Whoever made it may do so too.

    Refuses with NotAllowedError, MissingTextError and WitnessingDecidedError.
    """
    text = documents.text("reason", reason, _DECLINE_MAX)
    with transaction.atomic():
        event, _said = _locked(witnessing.declaration)
        _check(by, event)
        row = Witnessing.objects.select_for_update().get(pk=witnessing.pk)
        if row.state != Witnessing.State.PROPOSED:
            raise WitnessingDecidedError(row.state)
        row.state, row.decided_by, row.decided_at = Witnessing.State.DECLINED, by, timezone.now()
        row.decline_reason = text
        row.save(update_fields=["state", "decided_by", "decided_at", "decline_reason"])
        return row


def revoke(*, witnessing: Witnessing, reason_zh: str, reason_en: str, by: User) -> WitnessRevocation:
    """Say on the certificate's page that it holds no more, and why. One person is enough: it only ends a claim.

    Refuses with NotAllowedError, MissingTextError and NotIssuedError (not issued, or revoked already).
    """
    reasons = {
        "reason_zh": documents.text("reason_zh", reason_zh, _REASON_MAX),
        "reason_en": documents.text("reason_en", reason_en, _REASON_MAX),
    }
    with transaction.atomic():
        event, _said = _locked(witnessing.declaration)
        _check(by, event)
        row = Witnessing.objects.select_for_update().get(pk=witnessing.pk)
        if row.certificate_id is None or WitnessRevocation.objects.filter(witnessing=row).exists():
            raise NotIssuedError
        return WitnessRevocation.objects.create(witnessing=row, by=by, **reasons)


def _issued(row: Witnessing, event: Event) -> "Certificate":
    """Its certificate; as real as the event is, or none."""
    try:
        made = certificates.actions.issue(order=papers.order_of(row), key=row.key)
    except CertificatesError:
        raise _no_room(row) from None
    if made.is_demonstration != event.is_demonstration:
        raise DemonstrationPaperError
    return made


def may_witness(key: UUID, event_code: str) -> bool:
    """The door of certificates: whether two people decided, just now, on a witnessing with this key."""
    rows = Witnessing.objects.filter(key=key, state=Witnessing.State.APPROVED, certificate=None)
    return rows.filter(declaration__event__slug=event_code, declaration__event__state__in=CLAIMING).exists()


def _check(by: User, event: Event) -> None:
    events.team.queries.check(by, event, Right.WITNESS)
    if not by.has_perm(WITNESSES):
        raise NotAllowedError(Right.WITNESS)


def _locked(declaration: Declaration) -> tuple[Event, Declaration]:
    """The event locked first, as everywhere; then its declaration as it is stored."""
    event = events.course.actions.locked(declaration.event)
    rows = Declaration.objects.select_related(
        "statement__verification__inventory",
        "statement__verification__verifier",
        "event__organiser",
        "claimant",
    )
    said = rows.get(pk=declaration.pk)
    return event, said


def _undecided(witnessing: Witnessing, by: User) -> Witnessing:
    """The witnessing, locked, if it waits; or as it is, where this person approved it before."""
    rows = Witnessing.objects.select_related(
        "declaration__event__organiser", "declaration__claimant", "witness"
    )
    row = rows.select_for_update(of=("self",)).get(pk=witnessing.pk)
    was_approved_by_same = row.state == Witnessing.State.APPROVED and row.decided_by_id == by.pk
    if row.state != Witnessing.State.PROPOSED and not was_approved_by_same:
        raise WitnessingDecidedError(row.state)
    return row


def _refuse_unready(event: Event, declaration: Declaration) -> None:
    if events.course.queries.is_under_review(declaration.statement.verification.inventory):
        raise UnderReviewError
    facts = events.course.queries.facts_of(event)
    missing = [each for each in NEEDS if not course.holds(each, facts)]
    # An event that is witnessed already is so again only where its certificate was revoked.
    has_valid_paper = standing.valid_witnessings(declaration).exclude(certificate=None).exists()
    if event.state not in CLAIMING or has_valid_paper or missing:
        raise NotReadyError(event.state, missing)


def _refuse_unprintable(row: Witnessing) -> None:
    """Tried before anybody approves: a paper that cannot be made is refused while its texts can be changed."""
    try:
        certificates.actions.check_issue(order=papers.order_of(row))
    except CertificatesError:
        raise _no_room(row) from None
    for field, limit in ROOMS.items():
        if room(getattr(row, field)) > limit:
            raise NoRoomOnPaperError(*_LABELS[field])


def _no_room(row: Witnessing) -> NoRoomOnPaperError:
    """Which fact it is: the one with a sign that no face prints, else the one that takes the most lines."""
    _most, length = LINES[Kind.WITNESS]
    facts = papers.facts_of(row)

    def badness(fact: Fact) -> tuple[bool, int]:
        texts = (fact.value_zh, fact.value_en)
        return any(certificates.queries.unprintable(text) for text in texts), lines_of(fact, length)

    worst = max(facts, key=badness)
    return NoRoomOnPaperError(worst.label_zh, worst.label_en)
