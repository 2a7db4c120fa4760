"""What may happen in the ledger: the only code that writes it. See README.md for the words."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, ExpressionWrapper, F
from django.utils import timezone

import credits.ledger
import credits.serials
from credits.errors import (
    HoldClosedError,
    HoldExpiredError,
    InsufficientCreditsError,
    KeyReusedError,
    SameAccountError,
    SerialBlockOverlapError,
)
from credits.models import (
    GRAMS_PER_UNIT,
    Account,
    Batch,
    Hold,
    HoldClosure,
    Lot,
    PendingRetirement,
    RetirementRequest,
    Transfer,
)
from credits.settlement import lot_spans, settle_pending
from diandian.lib.digest import input_digest
from people.models import Organization, User

__all__ = [
    "NewBatch",
    "hold",
    "issue",
    "move",
    "open_account",
    "release",
    "release_expired",
    "retire",
    "retire_hold",
    "settle_pending",
]

OUTSIDE = "outside"
RETIRED = "retired"

Keyed = TypeVar("Keyed", Hold, RetirementRequest, Transfer)


@dataclass(frozen=True, slots=True)
class NewBatch:
    """A serial block as its registry describes it, ready to be entered."""

    registry: str
    serial_block: str
    project_code: str
    project_name_zh: str
    project_name_en: str
    methodology: str
    vintage_start: date
    vintage_end: date
    is_demonstration: bool = False


def open_account(*, code: str, kind: str, organization: Organization | None = None) -> Account:
    """The account with this code, opened if it is new. May be repeated."""
    account, _created = Account.objects.get_or_create(
        code=code, defaults={"kind": kind, "organization": organization}
    )
    return account


def issue(*, batch: NewBatch, to: Account, key: uuid.UUID, by: User | None) -> Batch:
    """Enter a registry's serial block and credit all of its grams to `to`.

    Refuses with SerialNotReadableError, SerialBlockError, InvalidAmountError (a block of more grams than a ledger
    can count), SerialBlockOverlapError, KeyReusedError.
    Same key and same input: the batch that is there already.
    """
    block = credits.serials.parse_serial_block(batch.registry, batch.serial_block)
    credits.ledger.checked_amount(block.unit_count * GRAMS_PER_UNIT)
    digest = input_digest(to=to.code, registry=batch.registry, serial_block=batch.serial_block)

    def write() -> Transfer:
        # The row of the outside world is locked by every issue, so no two blocks are compared with a stale view.
        accounts = _locked(open_account(code=OUTSIDE, kind=Account.Kind.OUTSIDE), to)
        overlapping = Batch.objects.filter(
            registry=batch.registry,
            series=block.series,
            block_start__lte=block.end,
            block_end__gte=block.start,
        ).first()
        if overlapping is not None:
            raise SerialBlockOverlapError(overlapping.serial_block)
        row = Batch.objects.create(
            registry=batch.registry,
            serial_block=batch.serial_block.strip(),
            series=block.series,
            block_start=block.start,
            block_end=block.end,
            project_code=batch.project_code,
            project_name_zh_hans=batch.project_name_zh,
            project_name_en=batch.project_name_en,
            methodology=batch.methodology,
            vintage_start=batch.vintage_start,
            vintage_end=batch.vintage_end,
            is_demonstration=batch.is_demonstration,
            issued_by=by,
        )
        transfer = _first_row(key, digest, Transfer.Kind.ISSUE, row, by)
        transfer.debit_account, transfer.credit_account = accounts[OUTSIDE], accounts[to.code]
        transfer.save()
        _lay(accounts[to.code], transfer, batch_from=0)
        Account.objects.filter(code=OUTSIDE).update(debited_grams=F("debited_grams") + row.amount_grams)
        return transfer

    return _once(Transfer, key, digest, write).batch


def move(
    *, debit: Account, credit: Account, amount_grams: int, key: uuid.UUID, reason: str, by: User | None
) -> list[Transfer]:
    """Move grams from one account to another, first in first out; one transfer a batch and lot touched.

    Refuses with InvalidAmountError, SameAccountError, InsufficientCreditsError, KeyReusedError.
    Same key and same input: the transfers that are there already.
    """
    credits.ledger.checked_amount(amount_grams)
    if debit.pk == credit.pk:
        raise SameAccountError(debit.code)
    digest = input_digest(debit=debit.code, credit=credit.code, amount_grams=amount_grams)

    def write() -> Transfer:
        accounts = _locked(debit, credit)
        giver, taker = accounts[debit.code], accounts[credit.code]
        available = giver.credited_grams - giver.debited_grams - giver.held_grams
        if available < amount_grams:
            raise InsufficientCreditsError(giver.code, needed_grams=amount_grams, available_grams=available)
        (slices,) = credits.ledger.plan_slices(
            lot_spans(giver, amount_grams), giver.debited_grams, [amount_grams]
        )
        group = uuid.uuid4()
        first: Transfer | None = None
        for part in slices:
            transfer = Transfer.objects.create(
                group=group,
                key=key if first is None else None,
                input_digest=digest if first is None else "",
                kind=Transfer.Kind.MOVE,
                debit_account=giver,
                credit_account=taker,
                batch_id=part.batch_id,
                amount_grams=part.amount_grams,
                reason=reason,
                made_at=timezone.now(),
                made_by=by,
            )
            _lay(taker, transfer, batch_from=part.batch_from)
            first = first or transfer
        Account.objects.filter(pk=giver.pk).update(debited_grams=F("debited_grams") + amount_grams)
        assert first is not None  # noqa: S101  an amount of at least one gram has at least one slice
        return first

    first = _once(Transfer, key, digest, write)
    return list(Transfer.objects.filter(group=first.group))


def hold(*, account: Account, amount_grams: int, expires_at: datetime | None, key: uuid.UUID) -> Hold:
    """Set grams aside until `expires_at` (for ever if None): nobody else can be promised them.

    Refuses with InvalidAmountError, InsufficientCreditsError, KeyReusedError. Same key and same amount and
    account: the hold that is there already, whatever became of it.
    """
    credits.ledger.checked_amount(amount_grams)
    digest = input_digest(account=account.code, amount_grams=amount_grams)

    def write() -> Hold:
        row = Hold.objects.create(
            key=key,
            input_digest=digest,
            account=account,
            amount_grams=amount_grams,
            expires_at=expires_at,
            made_at=timezone.now(),
        )
        _set_aside(account, amount_grams)
        return row

    return _once(Hold, key, digest, write)


def release(*, hold: Hold, outcome: str = HoldClosure.Outcome.RELEASED) -> None:
    """Give the grams of a hold back to its account. May be repeated. HoldClosedError if it was used."""
    try:
        with transaction.atomic():
            HoldClosure.objects.create(hold=hold, outcome=outcome, closed_at=timezone.now())
            Account.objects.filter(pk=hold.account_id).update(held_grams=F("held_grams") - hold.amount_grams)
    except IntegrityError:
        closure = HoldClosure.objects.filter(hold=hold).first()
        if closure is None:
            raise
        if closure.outcome == HoldClosure.Outcome.USED:
            raise HoldClosedError(closure.outcome) from None


def release_expired(*, now: datetime) -> int:
    """Release every hold that expired before `now`; returns how many. May be repeated and run twice at once."""
    expired = Hold.objects.filter(expires_at__lte=now, closure=None).select_related("account")[:1000]
    count = 0
    for row in expired:
        try:
            release(hold=row, outcome=HoldClosure.Outcome.EXPIRED)
            count += 1
        except HoldClosedError:
            continue  # it was used in this very moment: then it is not ours to release
    return count


def retire(
    *, account: Account, amount_grams: int, beneficiary: uuid.UUID, purpose: str, key: uuid.UUID
) -> RetirementRequest:
    """Accept a retirement: its grams are set aside now, and retired for good by the next settlement.

    Refuses with InvalidAmountError, InsufficientCreditsError, KeyReusedError. Same key and same input: the
    request that is there already.
    """
    credits.ledger.checked_amount(amount_grams)
    digest = input_digest(account=account.code, amount_grams=amount_grams, beneficiary=str(beneficiary))

    def write() -> RetirementRequest:
        row = _intake(key, digest, account.pk, amount_grams, beneficiary, purpose)
        _set_aside(account, amount_grams)
        return row

    return _once(RetirementRequest, key, digest, write)


def retire_hold(*, hold: Hold, beneficiary: uuid.UUID, purpose: str, key: uuid.UUID) -> RetirementRequest:
    """Accept the retirement of all that `hold` has set aside.

    Refuses with HoldExpiredError from its last moment on (swept or not), HoldClosedError, KeyReusedError. Same
    key and same input: the request that is there already.
    """
    digest = input_digest(hold=str(hold.public_id), beneficiary=str(beneficiary))
    existing = RetirementRequest.objects.filter(key=key).first()
    if existing is not None:
        return _same(existing, key, digest)
    now = timezone.now()
    if hold.expires_at is not None and now >= hold.expires_at:
        raise HoldExpiredError(hold.expires_at)

    def write() -> RetirementRequest:
        HoldClosure.objects.create(hold=hold, outcome=HoldClosure.Outcome.USED, closed_at=now)
        return _intake(key, digest, hold.account_id, hold.amount_grams, beneficiary, purpose, hold)

    try:
        return _once(RetirementRequest, key, digest, write)
    except IntegrityError:
        closure = HoldClosure.objects.filter(hold=hold).first()
        if closure is None:
            raise
        raise HoldClosedError(closure.outcome) from None


def _once(model: type[Keyed], key: uuid.UUID, digest: str, write: Callable[[], Keyed]) -> Keyed:
    """Write under an idempotency key. The key's UNIQUE decides between two that come at once."""
    existing = model.objects.filter(key=key).first()
    if existing is not None:
        return _same(existing, key, digest)
    try:
        with transaction.atomic():
            return write()
    except IntegrityError:
        existing = model.objects.filter(key=key).first()
        if existing is None:
            raise
        return _same(existing, key, digest)


def _same(existing: Keyed, key: uuid.UUID, digest: str) -> Keyed:
    if existing.input_digest != digest:
        raise KeyReusedError(key)
    return existing


def _set_aside(account: Account, amount_grams: int) -> None:
    """The only hot row of an intake, touched last: one conditional UPDATE."""
    # Named as what it is: Django takes a difference of large integers for a small one, and compares no more.
    free = ExpressionWrapper(
        F("credited_grams") - F("debited_grams") - F("held_grams"), output_field=BigIntegerField()
    )
    changed = (
        Account.objects.annotate(free_grams=free)
        .filter(pk=account.pk, free_grams__gte=amount_grams)
        .update(held_grams=F("held_grams") + amount_grams)
    )
    if not changed:
        account.refresh_from_db()
        available = account.credited_grams - account.debited_grams - account.held_grams
        raise InsufficientCreditsError(account.code, needed_grams=amount_grams, available_grams=available)


def _intake(
    key: uuid.UUID,
    digest: str,
    account_id: int,
    amount_grams: int,
    beneficiary: uuid.UUID,
    purpose: str,
    hold: Hold | None = None,
) -> RetirementRequest:
    row = RetirementRequest.objects.create(
        key=key,
        input_digest=digest,
        account_id=account_id,
        hold=hold,
        amount_grams=amount_grams,
        beneficiary=beneficiary,
        purpose=purpose,
        requested_at=timezone.now(),
    )
    PendingRetirement.objects.create(request=row)
    return row


def _locked(*accounts: Account) -> dict[str, Account]:
    """The accounts by code, locked in id order for the rest of the transaction."""
    rows = Account.objects.select_for_update().filter(pk__in=[row.pk for row in accounts]).order_by("pk")
    return {row.code: row for row in rows}


def _first_row(key: uuid.UUID, digest: str, kind: str, batch: Batch, by: User | None) -> Transfer:
    return Transfer(
        group=uuid.uuid4(),
        key=key,
        input_digest=digest,
        kind=kind,
        batch=batch,
        amount_grams=batch.amount_grams,
        made_at=timezone.now(),
        made_by=by,
    )


def _lay(account: Account, transfer: Transfer, *, batch_from: int) -> None:
    """Lay what `transfer` brought at the end of the (locked) account's tape."""
    Lot.objects.create(
        account=account,
        transfer=transfer,
        batch_id=transfer.batch_id,
        tape_from=account.credited_grams,
        tape_to=account.credited_grams + transfer.amount_grams,
        batch_from=batch_from,
    )
    account.credited_grams += transfer.amount_grams
    Account.objects.filter(pk=account.pk).update(credited_grams=account.credited_grams)
