"""Grams set aside, and retirements accepted: what a request may do while somebody waits for its answer.

None of these takes the log's lock; each touches one row that others want too, its account's, and that last.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, ExpressionWrapper, F
from django.utils import timezone

import credits.ledger
from credits.actions.batches import set_apart_impaired
from credits.actions.keys import once, same
from credits.errors import (
    AccountKindError,
    BatchNotImpairedError,
    ExpiryPassedError,
    HoldClosedError,
    HoldExpiredError,
    InsufficientCreditsError,
    RetirementReplacedError,
)
from credits.intake import insert_request
from credits.models import (
    Account,
    Hold,
    HoldClosure,
    PendingRetirement,
    Proposal,
    Retirement,
    RetirementRequest,
)
from credits.tape import OWN_KINDS, impaired_batches
from diandian.lib.digest import input_digest


def hold(*, account: Account, amount_grams: int, expires_at: datetime | None, key: uuid.UUID) -> Hold:
    """Set grams aside until `expires_at` (for ever if None): nobody else can be promised them.

    Refuses with InvalidAmountError, AccountKindError, ExpiryPassedError, InsufficientCreditsError, KeyReusedError.
    Same key and same amount and account: the hold that is there already, whatever became of it.
    """
    credits.ledger.checked_amount(amount_grams)
    _check_kind(account)
    digest = input_digest(account=account.code, amount_grams=amount_grams)

    def write() -> Hold:
        now = timezone.now()
        if expires_at is not None and expires_at <= now:
            raise ExpiryPassedError(expires_at)
        row = Hold.objects.create(
            key=key,
            input_digest=digest,
            account=account,
            amount_grams=amount_grams,
            expires_at=expires_at,
            made_at=now,
        )
        _set_aside(account, amount_grams)
        return row

    return once(Hold, key, digest, write)


def release(*, hold: Hold, outcome: str = HoldClosure.Outcome.RELEASED) -> None:
    """Give the grams of a hold back to its account. May be repeated. HoldClosedError if it was used."""
    try:
        with transaction.atomic():
            HoldClosure.objects.create(hold=hold, outcome=outcome, closed_at=timezone.now())
            Account.objects.filter(pk=hold.account_id).update(held_grams=F("held_grams") - hold.amount_grams)
            # What is impaired may be free now. Afterwards: it takes the log's lock, which comes before all others.
            transaction.on_commit(set_apart_impaired)
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
    set_apart_impaired()  # also what a release could not, because a clock was behind
    return count


def retire(
    *,
    account: Account,
    amount_grams: int,
    beneficiary: uuid.UUID,
    purpose: str,
    key: uuid.UUID,
    may_split: bool = True,
) -> RetirementRequest:
    """Accept a retirement: its grams are set aside now, and retired for good by the next settlement.

    Where `may_split` is False its grams come from one batch, or settlement refuses it whole. Refuses with
    InvalidAmountError, AccountKindError, InsufficientCreditsError, KeyReusedError. Same key and same input: the
    request that is there already.
    """
    wish = Intake(account, amount_grams, beneficiary, purpose, may_split=may_split)
    digest = input_digest(
        account=account.code,
        amount_grams=amount_grams,
        beneficiary=str(beneficiary),
        may_split=may_split,
    )
    return accept(wish, key, digest)


def retire_hold(*, hold: Hold, beneficiary: uuid.UUID, purpose: str, key: uuid.UUID) -> RetirementRequest:
    """Accept the retirement of all that `hold` has set aside. It may come from two batches: it was paid for.

    Refuses with HoldExpiredError from its last moment on (swept or not), HoldClosedError, KeyReusedError. Same
    key and same input: the request that is there already.
    """
    digest = input_digest(hold=str(hold.public_id), beneficiary=str(beneficiary))
    existing = RetirementRequest.objects.filter(key=key).first()
    if existing is not None:
        return same(existing, key, digest)
    now = timezone.now()
    if hold.expires_at is not None and now >= hold.expires_at:
        raise HoldExpiredError(hold.expires_at)

    def write() -> RetirementRequest:
        HoldClosure.objects.create(hold=hold, outcome=HoldClosure.Outcome.USED, closed_at=now)
        row = Intake(hold.account, hold.amount_grams, beneficiary, purpose, hold=hold).row(key, digest)
        row.save(force_insert=True)
        PendingRetirement.objects.create(request=row)
        return row

    try:
        return once(RetirementRequest, key, digest, write)
    except IntegrityError:
        closure = HoldClosure.objects.filter(hold=hold).first()
        if closure is None:
            raise
        raise HoldClosedError(closure.outcome) from None


def replace(*, retirement: Retirement, account: Account, purpose: str, key: uuid.UUID) -> RetirementRequest:
    """Accept a second retirement in place of what one has out of impaired batches, for the same beneficiary.

    The first stays as it is: both are seen. Refuses with BatchNotImpairedError, RetirementReplacedError,
    AccountKindError, InsufficientCreditsError, KeyReusedError. Same key and same input: the request that is there
    already.
    """
    slices = retirement.slices.filter(batch_id__in=impaired_batches())
    amount = sum(row.batch_to - row.batch_from for row in slices)
    if not amount:
        raise BatchNotImpairedError(retirement.public_id)
    digest = input_digest(account=account.code, replaces=str(retirement.public_id))
    kind = RetirementRequest.Kind.REPLACEMENT
    wish = Intake(account, amount, retirement.beneficiary, purpose, kind=kind, replaces=retirement)
    try:
        return accept(wish, key, digest)
    except IntegrityError:
        raise RetirementReplacedError(retirement.public_id) from None


@dataclass(frozen=True, slots=True)
class Intake:
    """What is to be retired, out of which account, for whom."""

    account: Account
    amount_grams: int
    beneficiary: uuid.UUID
    purpose: str
    may_split: bool = True
    kind: RetirementRequest.Kind = RetirementRequest.Kind.PERSON
    hold: Hold | None = None
    replaces: Retirement | None = None
    proposal: Proposal | None = None

    def row(self, key: uuid.UUID, digest: str) -> RetirementRequest:
        """The request, not yet written."""
        return RetirementRequest(
            key=key,
            input_digest=digest,
            kind=self.kind.value,
            account=self.account,
            hold=self.hold,
            amount_grams=self.amount_grams,
            beneficiary=self.beneficiary,
            purpose=self.purpose,
            may_split=self.may_split,
            replaces=self.replaces,
            proposal=self.proposal,
            requested_at=timezone.now(),
        )


def accept(wish: Intake, key: uuid.UUID, digest: str) -> RetirementRequest:
    """Write the request and set its grams aside. Refuses like `retire`."""
    credits.ledger.checked_amount(wish.amount_grams)
    _check_kind(wish.account)
    row = wish.row(key, digest)
    with transaction.atomic():
        is_promised = insert_request(row)
        if row.pk is not None and not is_promised:
            raise _insufficient(wish.account, wish.amount_grams)
    return row if row.pk is not None else same(RetirementRequest.objects.get(key=key), key, digest)


def _check_kind(account: Account) -> None:
    if account.kind in OWN_KINDS:
        raise AccountKindError(account.code, account.kind)


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
        raise _insufficient(account, amount_grams)


def _insufficient(account: Account, amount_grams: int) -> InsufficientCreditsError:
    account.refresh_from_db()
    available = account.credited_grams - account.debited_grams - account.held_grams
    return InsufficientCreditsError(account.code, needed_grams=amount_grams, available_grams=available)
