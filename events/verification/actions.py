"""What a verifier does, and the one thing an organiser does with it: answer. Nothing else is changed from here.

Each action refuses, locks the event's row, decides and writes.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils import timezone

import events.course.actions
import events.course.queries
import events.inventory.actions
import events.team.queries
import events.verification.queries
from events.models import (
    Event,
    EvidenceFile,
    Finding,
    Inventory,
    InventoryLine,
    LineCheck,
    Measure,
    MeasureStep,
    Membership,
    Verification,
    VerificationStatement,
)
from events.team.access import Right, Role
from events.team.errors import SameOrganizationError
from events.verification import signing
from events.verification.errors import (
    AlreadyBegunError,
    FigureDiffersError,
    ForeignFileError,
    FutureDateError,
    MadeItThemselvesError,
    NoSuchLineError,
    NotCurrentError,
    NotDraftedError,
    NoTextError,
    NumberUsedError,
    OpenFindingsError,
    OtherHouseError,
    SameFigureError,
    SettledError,
    UncheckedLinesError,
    VerificationEndedError,
)
from events.verification.sampling import SEED_DIGITS, draw
from people.models import Organization, User

State, Grade = Verification.State, Finding.Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStatement:
    """A statement as it is typed. The figure is in grams, and the day is the one on the verifier's paper."""

    statement_number: str
    stated_on: date
    standard: str
    assurance: str
    figure_grams: int
    file: EvidenceFile


def begin(*, inventory: Inventory, by: User, seed: str = "") -> Verification:
    """Open the verification of the newest submitted version, for the verifier's organisation, and draw its sample.

    The seed comes from the system's randomness; a test may give one. Refuses with NotAllowedError, NotDraftedError,
    NotCurrentError, AlreadyBegunError, SameOrganizationError and MadeItThemselvesError.
    """
    with transaction.atomic():
        event = events.course.actions.locked(inventory.event)
        house = _independent_house(by, event)
        if event.state != Event.State.DRAFTED:
            raise NotDraftedError(event.state)
        row = _current(event, inventory)
        if Verification.objects.filter(inventory=row).exists():
            raise AlreadyBegunError
        seed = seed or secrets.token_hex(SEED_DIGITS // 2)
        sample = [each.line_id for each in draw(seed, events.verification.queries.weighed(row))]
        return Verification.objects.create(
            inventory=row, verifier=house, seed=seed, sample=sample, opened_by=by
        )


def check_line(*, verification: Verification, line: InventoryLine, note: str, by: User) -> LineCheck:
    """Tick a line: it was looked at, and at what. A line that is ticked already stays as it is.

    Refuses as every step of a verification does (NotAllowedError, OtherHouseError, VerificationEndedError,
    SameOrganizationError, MadeItThemselvesError), and with NoSuchLineError.
    """
    with transaction.atomic():
        work = _at_work(verification, by)
        _refuse_foreign_line(work, line)
        check, _created = LineCheck.objects.get_or_create(
            verification=work, line=line, defaults={"note": " ".join(note.split()), "by": by}
        )
        return check


def add_finding(
    *, verification: Verification, grade: str, text: str, line: InventoryLine | None = None, by: User
) -> Finding:
    """Write down what was found, of a line or of the whole. Refuses as check_line does, and with NoTextError."""
    with transaction.atomic():
        work = _at_work(verification, by)
        if line is not None:
            _refuse_foreign_line(work, line)
        return Finding.objects.create(
            verification=work, grade=Grade(grade).value, text=_text(text), line=line, by=by
        )


def answer(*, finding: Finding, text: str, by: User) -> Finding:
    """Answer a finding: the organiser, or the verifier who asks on. Refuses as settle does."""
    with transaction.atomic():
        event = events.course.actions.locked(finding.verification.inventory.event)
        if events.team.queries.role_of(by, event) == Role.VERIFIER:
            work = _at_work(finding.verification, by)
        else:
            events.team.queries.check(by, event, Right.ANSWER)
            work = _open(finding.verification)
        return _reply(work, finding, text, by, settles=False)


def settle(*, finding: Finding, text: str, by: User) -> Finding:
    """Close a finding, as the verifier, with a word on why.

    Refuses as check_line does, and with NoTextError and SettledError.
    """
    with transaction.atomic():
        return _reply(_at_work(finding.verification, by), finding, text, by, settles=True)


def return_to_organiser(
    *, verification: Verification, reason: str, figure_grams: int | None, by: User
) -> Verification:
    """End the verification without a statement: the organiser makes a new version.

    `figure_grams` is what the verifier came to, if it is a figure. Refuses as check_line does, and with NoTextError
    and SameFigureError.
    """
    with transaction.atomic():
        work = _at_work(verification, by)
        text = _text(reason)
        if figure_grams == work.inventory.total_grams:
            raise SameFigureError
        work.return_reason, work.stated_otherwise_grams = text, figure_grams
        return _ended(work, State.RETURNED, by)


def state_figure(*, verification: Verification, new: NewStatement, by: User) -> VerificationStatement:
    """State the verified figure: it is sealed, the version is frozen, and the event becomes "verified".

    The password is asked by the page. Refuses as check_line does, and with NotCurrentError, NotDraftedError,
    OpenFindingsError, UncheckedLinesError, FigureDiffersError, NumberUsedError, FutureDateError, ForeignFileError,
    and certificates.sealing.KeyPairError where a real event has no key.
    """
    with transaction.atomic():
        work = _at_work(verification, by)
        _refuse_unready(work)
        new = replace(new, statement_number=_line(new.statement_number), standard=_line(new.standard))
        _refuse_statement(work, new)
        statement = VerificationStatement.objects.create(
            verification=work,
            statement_number=new.statement_number,
            stated_on=new.stated_on,
            standard=new.standard,
            assurance=VerificationStatement.Assurance(new.assurance).value,
            figure_grams=new.figure_grams,
            file=new.file,
            signed_by=by,
            **signing.sealed(signing.stated(work, new, by)),
        )
        _ended(work, State.STATED, by)
        _take_the_step(work.inventory, statement, by)
        return statement


# --- What is refused --------------------------------------------------------------------------------------


def _independent_house(user: User, event: Event) -> Organization:
    """The organisation that a verifier works for here: neither the organiser's nor of anybody who organises."""
    events.team.queries.check(user, event, Right.VERIFY)
    house = events.verification.queries.house_of(user, event)
    if house is None:
        raise OtherHouseError
    organisers = Membership.objects.filter(event=event, role=Role.ORGANISER.value)
    if house.pk == event.organiser_id or organisers.filter(organization=house).exists():
        raise SameOrganizationError
    wrote = (
        Inventory.objects.filter(event=event, created_by=user),
        Inventory.objects.filter(event=event, submitted_by=user),
        Measure.objects.filter(event=event, created_by=user),
        MeasureStep.objects.filter(measure__event=event, by=user),
        organisers.filter(user=user),
    )
    if any(rows.exists() for rows in wrote):
        raise MadeItThemselvesError
    return house


def _at_work(verification: Verification, by: User) -> Verification:
    """The verification, locked and open, for someone of the verifier that began it."""
    event = events.course.actions.locked(verification.inventory.event)
    if _independent_house(by, event).pk != verification.verifier_id:
        raise OtherHouseError
    return _open(verification)


def _open(verification: Verification) -> Verification:
    rows = Verification.objects.select_related("inventory__event", "verifier").select_for_update(of=("self",))
    row = rows.get(pk=verification.pk)
    if row.state != State.OPEN:
        raise VerificationEndedError(row.state)
    return row


def _current(event: Event, inventory: Inventory) -> Inventory:
    newest = events.course.queries.newest_version(event)
    if newest is None or newest.pk != inventory.pk or newest.state != Inventory.State.SUBMITTED:
        raise NotCurrentError
    return newest


def _refuse_foreign_line(work: Verification, line: InventoryLine) -> None:
    if line.inventory_id != work.inventory_id:
        raise NoSuchLineError


def _refuse_unready(work: Verification) -> None:
    """Whatever has to be done before a figure is stated."""
    event = work.inventory.event
    if event.state != Event.State.DRAFTED:
        raise NotDraftedError(event.state)
    _current(event, work.inventory)
    if count := events.verification.queries.open_count(work, Grade.MAJOR):
        raise OpenFindingsError(count)
    if count := events.verification.queries.unchecked_count(work):
        raise UncheckedLinesError(count)


def _refuse_statement(work: Verification, new: NewStatement) -> None:
    total = work.inventory.total_grams or 0
    if new.figure_grams != total:
        raise FigureDiffersError(figure_grams=new.figure_grams, total_grams=total)
    if new.stated_on > timezone.localdate():
        raise FutureDateError
    if new.file.event_id != work.inventory.event_id:
        raise ForeignFileError
    # One number of a verifier after another.
    Organization.objects.select_for_update().get(pk=work.verifier_id)
    said = VerificationStatement.objects.filter(verification__verifier_id=work.verifier_id)
    if said.filter(statement_number=new.statement_number).exists():
        raise NumberUsedError


def _text(typed: str) -> str:
    text = "\n".join(" ".join(line.split()) for line in typed.strip().splitlines())
    if not text:
        raise NoTextError
    return text


def _line(typed: str) -> str:
    return " ".join(_text(typed).split())


# --- What is written --------------------------------------------------------------------------------------


def _reply(work: Verification, finding: Finding, text: str, by: User, *, settles: bool) -> Finding:
    if finding.answers_id is not None or finding.verification_id != work.pk:
        raise NoSuchLineError
    if finding.replies.filter(settles=True).exists():
        raise SettledError
    return Finding.objects.create(
        verification=work, answers=finding, line_id=finding.line_id, settles=settles, text=_text(text), by=by
    )


def _ended(work: Verification, state: str, by: User) -> Verification:
    work.state, work.ended_by, work.ended_at = state, by, timezone.now()
    work.save(update_fields=["state", "return_reason", "stated_otherwise_grams", "ended_by", "ended_at"])
    return work


def _take_the_step(inventory: Inventory, statement: VerificationStatement, by: User) -> None:
    """Freeze the version, and let the event be verified."""
    events.inventory.actions.mark_verified(inventory=inventory, by=by)
    events.course.actions.advance(
        event=inventory.event, to=Event.State.VERIFIED, why=statement.statement_number, by=by
    )
