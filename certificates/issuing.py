"""Actions: certificates without a retirement. They are issued with their Statement, all at once."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

import certificates.hooks
import certificates.queries
import credits.queries
from certificates import fonts, keys
from certificates.checking import verify
from certificates.document import (
    LANGUAGES,
    NAME_LIMIT,
    Fact,
    Funding,
    Kind,
    Slice,
    Statement,
    clean_name,
    is_too_long,
    name_length,
    rooms,
)
from certificates.document.claims import claims_in
from certificates.document.numbers import new_number
from certificates.errors import (
    ClaimingFactError,
    InvalidAmountError,
    InvalidFactError,
    KeyReusedError,
    NameTooLongError,
    NoMovementError,
    TooManyPiecesError,
    UnknownChoiceError,
    UnprintableNameError,
    WitnessNotUnlockedError,
)
from certificates.models import Certificate
from diandian.lib.digest import input_digest

_FUNDING = {Kind.DONOR: Funding.DONATED, Kind.BADGE: Funding.NONE, Kind.WITNESS: Funding.NONE}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIssue:
    """A certificate without a retirement, as it is ordered.

    A donor's names the `movement` of its gift, the group of the ledger's transfers; all grams come from there.
    """

    kind: str
    holder_name: str
    name_is_public: bool
    language: str
    event_code: str
    event_name_zh: str
    event_name_en: str
    facts: tuple[Fact, ...] = ()
    movement: UUID | None = None
    amount_grams: int = 0  # what a witness saw retired; 0 for the other kinds
    is_demonstration: bool = False
    slices: tuple[Slice, ...] = ()  # of what a witness saw retired, where all of it is listed


@dataclass(frozen=True, slots=True)
class _Gift:
    """What stands behind a certificate: grams, where they lie, and to which account they were moved."""

    amount_grams: int
    account: str | None = None
    slices: tuple[Slice, ...] = ()
    is_demonstration: bool = False


def issue(*, order: NewIssue, key: UUID) -> Certificate:
    """A certificate in the state "issued", with its Statement; its proof and its papers follow.

    Repeatable: the same key with the same order gives the first certificate again. Refuses with UnknownChoiceError,
    InvalidAmountError, UnprintableNameError, NameTooLongError, InvalidFactError, ClaimingFactError, NoMovementError,
    TooManyPiecesError, KeyReusedError, and a real witness certificate with WitnessNotUnlockedError unless
    `hooks.may_witness` says that this key may; the database asks anew.
    """
    name = _checked(order)
    ordered = {**asdict(order), "movement": str(order.movement), "holder_name": name}
    if not order.slices:
        del ordered["slices"]  # so that an order without them has the digest that it always had
    digest = input_digest(**ordered)
    if found := same(key, digest):
        return found
    is_real_witness = order.kind == Kind.WITNESS and not order.is_demonstration
    if is_real_witness and not certificates.hooks.may_witness(key, order.event_code):
        raise WitnessNotUnlockedError(order.event_code)
    gift = _gift(order)
    is_demonstration = order.is_demonstration or gift.is_demonstration or not keys.has_live_key()
    now = timezone.now()
    number = new_number(is_demonstration=is_demonstration)
    statement = _statement(order, gift, _Issued(number, name, is_demonstration, now))
    values = {
        field: getattr(statement, field)
        for field in ("kind", "language", "event_code", "event_name_zh", "event_name_en", "funding", "amount_grams")
    }  # fmt: skip
    return created(
        key,
        digest,
        **values,
        number=number,
        holder_name=name,
        name_is_public=order.name_is_public,
        movement=order.movement,
        is_demonstration=is_demonstration,
        state=Certificate.State.ISSUED,
        statement=statement.to_json(),
        pledged_at=now,
        state_changed_at=now,
    )


def check_issue(*, order: NewIssue) -> None:
    """Refuse what `issue` would refuse of an order's words and amounts, and write nothing."""
    _checked(order)


# --- For all certificates -----------------------------------------------------------------------------------


def checked_name(text: str, *, printed: Iterable[str]) -> str:
    """The cleaned name, if it and all that is `printed` beside it can be. NameTooLongError, UnprintableNameError."""
    name = clean_name(text)
    # The length comes first: naming each bad character of a megabyte helps nobody.
    if is_too_long(name):
        raise NameTooLongError(length=name_length(name), limit=NAME_LIMIT)
    if missing := [one for text in (name, *printed) for one in fonts.missing_characters(text)]:
        raise UnprintableNameError(missing)
    return name


def check_amount(amount: object) -> None:
    """Only a positive number of grams that every reader of a Statement keeps exact. InvalidAmountError for others."""
    if type(amount) is not int or not 0 < amount <= verify.INTEGER_MAX:
        raise InvalidAmountError(amount)


def same(key: UUID, digest: str) -> Certificate | None:
    """The certificate that this key made before, None if it is new. KeyReusedError when its input was another."""
    found = Certificate.objects.filter(key=key).first()
    if found is not None and found.input_digest != digest:
        raise KeyReusedError(found.key)
    return found


def created(key: UUID, digest: str, **values: Any) -> Certificate:
    """The certificate with these values, or the one that another request with this key made first."""
    try:
        with transaction.atomic():
            return Certificate.objects.create(key=key, input_digest=digest, **values)
    except IntegrityError:
        # Another request with this key came first. Without such a row the refusal is about something else.
        if found := same(key, digest):
            return found
        raise


def stated_time(moment: datetime) -> tuple[str, str]:
    """A moment as a Statement says it: in UTC to the second, and as the date here."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ"), timezone.localdate(moment).isoformat()


def address_of(number: str) -> str:
    """The permanent address of a certificate's page."""
    return f"{settings.PUBLIC_URL}/c/{number}/"


# --- Of those that are issued -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Issued:
    number: str
    holder_name: str
    is_demonstration: bool
    at: datetime


def _checked(order: NewIssue) -> str:
    """The cleaned name of an order in which nothing is to be refused."""
    choices = {"kind": [kind.value for kind in _FUNDING], "language": LANGUAGES}
    for field, allowed in choices.items():
        if getattr(order, field) not in allowed:
            raise UnknownChoiceError(field, getattr(order, field))
    # A gift's grams are those of its movement, and a badge stands for none.
    if order.kind == Kind.WITNESS:
        check_amount(order.amount_grams)
    elif type(order.amount_grams) is not int or order.amount_grams != 0:
        raise InvalidAmountError(order.amount_grams)
    parts = [part for fact in order.facts for part in asdict(fact).values()]
    for part in parts:
        if not part.strip():
            raise InvalidFactError(part)
    # What a badge says is typed freely; whoever else is issued a paper says what is known of the event.
    if order.kind == Kind.BADGE and (found := [claim for part in parts for claim in claims_in(part)]):
        raise ClaimingFactError(found)
    most, length = rooms.LINES[Kind(order.kind)]
    lines = sum(lines_of(fact, length) for fact in order.facts)
    if lines > most or (order.kind != Kind.DONOR and not lines):
        raise InvalidFactError(lines)
    return checked_name(order.holder_name, printed=(order.event_name_zh, order.event_name_en, *parts))


def lines_of(fact: Fact, length: int) -> int:
    """How many lines of this length a fact takes, in the language that needs more."""
    texts = (f"{fact.label_zh} {fact.value_zh}", f"{fact.label_en} {fact.value_en}")
    return max(rooms.lines(text, length) for text in texts)


def _gift(order: NewIssue) -> _Gift:
    if order.kind != Kind.DONOR:
        if order.movement is not None:
            raise NoMovementError(order.movement)
        return _Gift(order.amount_grams, slices=order.slices)
    facts = credits.queries.movement_facts(order.movement) if order.movement else None
    if facts is None:
        raise NoMovementError(order.movement)
    if len(facts.slices) > verify.PARTS_MAX:
        raise TooManyPiecesError(count=len(facts.slices), limit=verify.PARTS_MAX)
    is_demonstration = any(piece.is_demonstration for piece in facts.slices)
    slices = certificates.queries.stated_slices(facts.slices)
    return _Gift(facts.amount_grams, facts.account, slices, is_demonstration)


def _statement(order: NewIssue, gift: _Gift, issued: _Issued) -> Statement:
    issued_at, issued_on = stated_time(issued.at)
    return Statement(
        number=issued.number,
        kind=order.kind,
        language=order.language,
        address=address_of(issued.number),
        holder_name=issued.holder_name,
        beneficiary=None,
        amount_grams=gift.amount_grams,
        event_code=order.event_code,
        event_name_zh=order.event_name_zh,
        event_name_en=order.event_name_en,
        boundary_zh="",
        boundary_en="",
        method="",
        funding=_FUNDING[Kind(order.kind)].value,
        is_demonstration=issued.is_demonstration,
        retirement_id=None,
        retired_at=None,
        retired_on=None,
        slices=gift.slices,
        issued_at=issued_at,
        issued_on=issued_on,
        account=gift.account,
        facts=order.facts,
    )
