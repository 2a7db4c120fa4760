"""What is asked about verifications."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

import events.course.queries
import events.team.queries
from events.inventory.queries import rows_of
from events.models import (
    Event,
    Finding,
    Inventory,
    InventoryLine,
    LineCheck,
    Membership,
    Verification,
    VerificationStatement,
)
from events.organise.waits import Waiting
from events.team.access import Role
from events.verification.sampling import Drawn, Weighed, draw
from people.models import Organization, User

State = Verification.State


@dataclass(frozen=True, slots=True)
class SampledLine:
    """A line of the sample, why it is in it, and the verifier's tick if it has one."""

    line: InventoryLine
    why: str
    check: LineCheck | None


@dataclass(frozen=True, slots=True)
class Told:
    """A finding with its replies in their order."""

    finding: Finding
    replies: tuple[Finding, ...]

    @property
    def is_settled(self) -> bool:
        return any(reply.settles for reply in self.replies)

    @property
    def last_word(self) -> Finding:
        return self.replies[-1] if self.replies else self.finding


def statement_of(event: Event) -> VerificationStatement | None:
    """The statement on the current verified version; None while a newer version waits, or under review."""
    return events.course.queries.current_statement(event)


def subject_of(event: Event) -> Inventory | None:
    """What can be verified or was: the newest version of the actual emissions, if it is submitted or verified."""
    newest = events.course.queries.newest_version(event)
    return None if newest is None or newest.state == Inventory.State.DRAFT else newest


def verifications_of(event: Event) -> QuerySet[Verification]:
    """All of an event, the latest first."""
    rows = Verification.objects.filter(inventory__event=event)
    return rows.select_related("inventory", "verifier", "opened_by", "statement").order_by("-pk")


def weighed(inventory: Inventory) -> list[Weighed]:
    """What the draw needs to know of a version's lines."""
    rows = inventory.lines.values_list("line_id", "amount_grams")
    return [Weighed(str(line_id), grams) for line_id, grams in rows]


def drawn(verification: Verification) -> tuple[Drawn, ...]:
    """The sample, drawn again: the same ids as those that are kept."""
    return draw(verification.seed, weighed(verification.inventory))


def sample_of(verification: Verification) -> list[SampledLine]:
    """The lines to check, in the order of the draw."""
    lines = {str(line.line_id): line for line in rows_of(verification.inventory)}
    checks = checks_of(verification)
    return [
        SampledLine(lines[each.line_id], each.why, checks.get(lines[each.line_id].pk))
        for each in drawn(verification)
    ]


def checks_of(verification: Verification) -> Mapping[int, LineCheck]:
    """The ticks, by the line's key."""
    return {check.line_id: check for check in verification.checks.select_related("by")}


def unchecked_count(verification: Verification) -> int:
    """How many lines of the sample nobody has ticked."""
    ticked = {str(line_id) for line_id in verification.checks.values_list("line__line_id", flat=True)}
    return len(set(verification.sample) - ticked)


def findings_of(verification: Verification) -> list[Told]:
    """What the verifier found, in the order of time, each with what was said of it."""
    rows = Finding.objects.filter(verification=verification, answers=None).select_related("line", "by")
    return [
        Told(row, tuple(row.replies.all())) for row in rows.prefetch_related("replies__by").order_by("pk")
    ]


def open_count(verification: Verification, grade: str) -> int:
    """Findings of a grade that are not settled."""
    settled = Finding.objects.filter(answers=OuterRef("pk"), settles=True)
    return Finding.objects.filter(Q(grade=grade) & ~Exists(settled), verification=verification).count()


def house_of(user: User, event: Event) -> Organization | None:
    """As whose verifier a user works here now."""
    rows = Membership.objects.filter(
        events.team.queries.running(), event=event, user=user, role=Role.VERIFIER.value
    )
    row = rows.select_related("organization").first()
    return None if row is None else row.organization


# --- Waiting for me ---------------------------------------------------------------------------------------


def waiting_for(user: User, event: Event | None) -> list[Waiting]:
    """For a verifier: versions to verify and answers to read. For an organiser: findings and returned versions."""
    found: list[Waiting] = []
    known = events.team.queries.events_of(user).filter(state=Event.State.DRAFTED)
    for each in known if event is None else known.filter(pk=event.pk):
        found += _waiting_at(user, each)
    return found


def _waiting_at(user: User, event: Event) -> list[Waiting]:
    subject, role = subject_of(event), events.team.queries.role_of(user, event)
    if subject is None or subject.submitted_at is None or subject.state != Inventory.State.SUBMITTED:
        return []
    work = Verification.objects.filter(inventory=subject).first()
    if work is None:
        words = gettext("Version %(number)s of the inventory is submitted for verification")
        submitted = _waiting(event, words % {"number": subject.number}, subject.submitted_at)
        return [submitted] if role == Role.VERIFIER else []
    if role == Role.VERIFIER:
        return _for_verifier(event, work, house_of(user, event))
    return _for_organiser(event, work) if role == Role.ORGANISER else []


def _for_verifier(event: Event, work: Verification, house: Organization | None) -> list[Waiting]:
    if work.state != State.OPEN or house != work.verifier:
        return []
    unsettled, organisers = _unsettled(work), _organisers(event)
    answered = [each for each in unsettled if each.last_word.by_id in organisers]
    if answered:
        words = gettext("Findings were answered: %(count)s")
        return [_waiting(event, words % {"count": len(answered)}, _oldest(answered), work)]
    if unsettled:
        return []
    return [_waiting(event, gettext("A verification is under way"), work.opened_at, work)]


def _for_organiser(event: Event, work: Verification) -> list[Waiting]:
    if work.state == State.RETURNED:
        words = gettext("The verifier returned the inventory: a new version is needed")
        return [_waiting(event, words, work.ended_at or work.opened_at)]
    organisers = _organisers(event)
    waiting = [each for each in _unsettled(work) if each.last_word.by_id not in organisers]
    if work.state != State.OPEN or not waiting:
        return []
    words = gettext("Findings of the verifier wait for an answer: %(count)s")
    return [_waiting(event, words % {"count": len(waiting)}, _oldest(waiting), work)]


def _unsettled(work: Verification) -> list[Told]:
    """Findings that ask for something: a remark waits for nobody."""
    return [
        each for each in findings_of(work) if each.finding.grade != Finding.Grade.NOTE and not each.is_settled
    ]


def _oldest(found: list[Told]) -> datetime:
    return min(each.last_word.at for each in found)


def _organisers(event: Event) -> set[int]:
    rows = Membership.objects.filter(event=event, role=Role.ORGANISER.value)
    return set(rows.values_list("user_id", flat=True))


def _waiting(event: Event, what: str, since: datetime, work: Verification | None = None) -> Waiting:
    """It leads to the work itself where there is one to do it in."""
    room = reverse("organise:verification", args=[event.slug])
    there = room if work is None else reverse("organise:verification_work", args=[event.slug, work.pk])
    return Waiting(event.name, what, since, there)
