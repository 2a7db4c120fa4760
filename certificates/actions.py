"""What may happen to a certificate: the only code that writes it."""

from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

import certificates.queries
from certificates import keys
from certificates.document import LANGUAGES, RETIRING_KINDS, Kind, Statement, clean_name, rooms
from certificates.document.numbers import new_number
from certificates.document.rooms import LINES as LINES
from certificates.errors import (
    ForbiddenMoveError,
    GroupMismatchError,
    RetirementMismatchError,
    TextTooLongError,
    UnknownChoiceError,
)
from certificates.issuing import NewIssue as NewIssue
from certificates.issuing import address_of, check_amount, checked_name, created, same, stated_time
from certificates.issuing import check_issue as check_issue
from certificates.issuing import issue as issue
from certificates.issuing import lines_of as lines_of
from certificates.models import Certificate
from certificates.papers import draw_poster as draw_poster
from certificates.papers import poster as poster
from certificates.papers import remade as remade
from certificates.papers import render as render
from certificates.papers import render_group as render_group
from certificates.papers import render_waiting as render_waiting
from certificates.superseding import supersede as supersede
from credits.queries import RetirementFacts
from diandian.lib.digest import input_digest

State = Certificate.State

# From each state, the states that may follow. Whatever is not here is refused.
MOVES: dict[str, frozenset[str]] = {
    State.PLEDGED: frozenset({State.PAID, State.RETIRED, State.LAPSED}),
    State.PAID: frozenset({State.RETIRED, State.REFUNDED}),
    State.LAPSED: frozenset({State.PAID, State.REFUNDED}),  # money that arrives after the time was up
    State.RETIRED: frozenset({State.SETTLED, State.SUPERSEDED}),
    State.SETTLED: frozenset({State.SUPERSEDED}),
    State.ISSUED: frozenset({State.SUPERSEDED}),
    State.REFUNDED: frozenset(),
    State.SUPERSEDED: frozenset(),
}
ONLY_WHEN_BOUGHT = frozenset({State.PAID, State.REFUNDED})

# What the Statement takes over from the certificate as it is.
_COPIED = (
    "number",
    "kind",
    "language",
    "holder_name",
    "amount_grams",
    "event_code",
    "event_name_zh",
    "event_name_en",
    "boundary_zh",
    "boundary_en",
    "method",
    "funding",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCertificate:
    """A certificate as it is ordered at the pledge. `holder_name` may be empty.

    `group` is with whom, for a member of a family: 林家, the Lin family.
    """

    kind: str
    amount_grams: int
    holder_name: str
    name_is_public: bool
    language: str
    beneficiary: UUID
    event_code: str
    event_name_zh: str
    event_name_en: str
    boundary_zh: str
    boundary_en: str
    method: str
    funding: str
    is_demonstration: bool
    group: str = ""


def certify(*, order: NewCertificate, key: UUID) -> Certificate:
    """A certificate in the state "pledged"; its page exists from now on.

    Repeatable: the same key with the same order gives the first certificate again. Refuses with
    InvalidAmountError, UnknownChoiceError, GroupMismatchError, TextTooLongError, UnprintableNameError,
    NameTooLongError, KeyReusedError.
    """
    name = _checked(order)
    cleaned = {**asdict(order), "holder_name": name, "group": clean_name(order.group)}
    digest = input_digest(**{**cleaned, "beneficiary": str(order.beneficiary)})
    if found := same(key, digest):
        return found
    now = timezone.now()
    values = {**cleaned, "pledged_at": now, "state_changed_at": now}
    values["is_demonstration"] = is_demonstration = order.is_demonstration or not keys.has_live_key()
    return created(key, digest, number=new_number(is_demonstration=is_demonstration), **values)


def mark_paid(*, certificate: Certificate) -> Certificate:
    """The money has come. Repeatable; ForbiddenMoveError from a state it cannot follow, or for a gift."""
    return _move(certificate, State.PAID)


def mark_lapsed(*, certificate: Certificate) -> Certificate:
    """The time to pay is over. Repeatable; ForbiddenMoveError from a state that it cannot follow."""
    return _move(certificate, State.LAPSED)


def mark_refunded(*, certificate: Certificate) -> Certificate:
    """The money went back. Repeatable; ForbiddenMoveError from a state it cannot follow, or for a gift."""
    return _move(certificate, State.REFUNDED)


def record_retirement(
    *, certificate: Certificate, retirement_request_id: int, facts: RetirementFacts
) -> None:
    """Freeze the Statement and move to "retired"; its proof and its papers follow once the log is signed.

    Repeatable with the same retirement. RetirementMismatchError when the grams are others, or not real while the
    certificate and its number are, or another retirement was recorded before; ForbiddenMoveError from a state that
    retirement cannot follow.
    """
    if facts.amount_grams != certificate.amount_grams:
        raise RetirementMismatchError("amount_grams", certificate.amount_grams, facts.amount_grams)
    with transaction.atomic():
        row = Certificate.objects.select_for_update().get(pk=certificate.pk)
        if row.statement is not None:
            if row.retirement_request_id != retirement_request_id:
                raise RetirementMismatchError(
                    "retirement_request_id", row.retirement_request_id, retirement_request_id
                )
        else:
            # Its number was given at the pledge, and says already whether it is real.
            if any(piece.is_demonstration for piece in facts.slices) and not row.is_demonstration:
                raise RetirementMismatchError("is_demonstration", row.is_demonstration, True)
            _refuse_move(row, State.RETIRED)
            row.statement = _statement(row, facts).to_json()
            row.retirement_request_id = retirement_request_id
            row.state = State.RETIRED
            row.state_changed_at = timezone.now()
            row.save(update_fields=["statement", "retirement_request", "state", "state_changed_at"])
    _copy_state(row, certificate)


def _checked(order: NewCertificate) -> str:
    """The cleaned name of an order in which nothing is to be refused."""
    check_amount(order.amount_grams)
    funding = [Certificate.Funding.DONATED, Certificate.Funding.BOUGHT]
    choices = {"kind": sorted(RETIRING_KINDS), "language": LANGUAGES, "funding": funding}
    for field, allowed in choices.items():
        if getattr(order, field) not in allowed:
            raise UnknownChoiceError(field, getattr(order, field))
    group = clean_name(order.group)
    if bool(group) != (order.kind == Kind.FAMILY):
        raise GroupMismatchError(order.kind, group)
    texts = {"group": group} | {field: getattr(order, field) for field in rooms.TEXTS}
    if limits := rooms.too_long(texts):
        raise TextTooLongError(limits)
    return checked_name(order.holder_name, printed=texts.values())


def _move(certificate: Certificate, wanted: State) -> Certificate:
    with transaction.atomic():
        row = Certificate.objects.select_for_update().get(pk=certificate.pk)
        if row.state != wanted:
            _refuse_move(row, wanted)
            row.state = wanted
            row.state_changed_at = timezone.now()
            row.save(update_fields=["state", "state_changed_at"])
    _copy_state(row, certificate)
    return certificate


def _refuse_move(certificate: Certificate, wanted: State) -> None:
    is_gift = certificate.funding == Certificate.Funding.DONATED
    if wanted not in MOVES[certificate.state] or (is_gift and wanted in ONLY_WHEN_BOUGHT):
        raise ForbiddenMoveError(certificate.state, wanted)


def _copy_state(row: Certificate, certificate: Certificate) -> None:
    """Let the caller's object say what the database says now."""
    for field in ("state", "state_changed_at", "statement", "retirement_request_id"):
        setattr(certificate, field, getattr(row, field))


def _statement(certificate: Certificate, facts: RetirementFacts) -> Statement:
    copied = {field: getattr(certificate, field) for field in _COPIED}
    retired_at, retired_on = stated_time(facts.retired_at)
    return Statement(
        **copied,
        address=address_of(certificate.number),
        beneficiary=str(certificate.beneficiary),
        is_demonstration=certificate.is_demonstration,
        retirement_id=str(facts.retirement_id),
        retired_at=retired_at,
        retired_on=retired_on,
        slices=certificates.queries.stated_slices(facts.slices),
        group=certificate.group or None,
    )
