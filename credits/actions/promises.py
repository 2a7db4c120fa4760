"""Grams set aside, and retirements accepted: what a request may do while somebody waits for its answer.

None of these takes the log's lock; each touches one row that others want too, its account's, and that last.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, ExpressionWrapper, F, Sum
from django.utils import timezone

import credits.ledger
from credits.actions.batches import set_apart_impaired
from credits.actions.checks import check_kind, checked_text
from credits.actions.keys import once, same
from credits.errors import (
    BatchNotImpairedError,
    ExpiryPassedError,
    HoldClosedError,
    HoldExpiredError,
    InsufficientCreditsError,
    RetirementReplacedError,
)
from credits.intake import NotPromisedError, insert_request
from credits.log import Appender
from credits.models import (
    Account,
    Hold,
    HoldClosure,
    PendingRetirement,
    Proposal,
    Retirement,
    RetirementRequest,
)
from credits.tape import impaired_batches, locked, set_apart
from diandian.lib.digest import input_digest

PURPOSE_LENGTH = 200


def hold(*, account: Account, amount_grams: int, expires_at: datetime | None, key: uuid.UUID) -> Hold:
    """Set grams aside until `expires_at` (for ever if None): nobody else can be promised them.

    Refuses with InvalidAmountError, AccountKindError, ExpiryPassedError, InsufficientCreditsError, KeyReusedError.
    Same key, amount, account, and with an end or without: the hold that is there already, whatever became of it.
    """
    credits.ledger.checked_amount(amount_grams)
    check_kind(account)
    # Not the moment itself: whoever repeats it a second later means the same hold.
    digest = input_digest(account=account.code, amount_grams=amount_grams, is_for_ever=expires_at is None)

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
            # What is impaired must not be free for a moment. The log's lock comes before all others.
            log = Appender() if (impaired := impaired_batches()) else None
            HoldClosure.objects.create(hold=hold, outcome=outcome, closed_at=timezone.now())
            Account.objects.filter(pk=hold.account_id).update(held_grams=F("held_grams") - hold.amount_grams)
            if log is not None:
                log.keep_time()
                set_apart(log, locked(hold.account)[hold.account.code], impaired)
                log.write()
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
    set_apart_impaired()  # also what became free while a batch was being marked
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
    InvalidAmountError, AccountKindError, FieldError, InsufficientCreditsError, KeyReusedError. Same key and same
    input: the request that is there already.
    """
    wish = Intake(account, amount_grams, beneficiary, purpose, may_split=may_split)
    digest = input_digest(
        account=account.code,
        amount_grams=amount_grams,
        beneficiary=str(beneficiary),
        purpose=purpose,
        may_split=may_split,
    )
    return accept(wish, key, digest)


def retire_hold(*, hold: Hold, beneficiary: uuid.UUID, purpose: str, key: uuid.UUID) -> RetirementRequest:
    """Accept the retirement of all that `hold` has set aside. It may come from two batches: it was paid for.

    Refuses with HoldExpiredError from its last moment on (swept or not), HoldClosedError, KeyReusedError. Same
    key and same input: the request that is there already.
    """
    digest = input_digest(hold=str(hold.public_id), beneficiary=str(beneficiary), purpose=purpose)
    checked_text("purpose", purpose, limit=PURPOSE_LENGTH, may_be_empty=True)
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


def replaceable_grams(retirement: Retirement) -> int:
    """What a retirement has out of impaired batches and was not replaced yet (refused replacements count as none).

    Refuses with BatchNotImpairedError, RetirementReplacedError.
    """
    slices = retirement.slices.filter(batch_id__in=impaired_batches())
    impaired = sum(row.batch_to - row.batch_from for row in slices)
    if not impaired:
        raise BatchNotImpairedError(retirement.public_id)
    replaced = RetirementRequest.objects.filter(replaces=retirement, refusal=None)
    left: int = impaired - (replaced.aggregate(total=Sum("amount_grams"))["total"] or 0)
    if left < 1:
        raise RetirementReplacedError(retirement.public_id)
    return left


def replace(proposal: Proposal) -> RetirementRequest:
    """Carry out an approved proposal to replace: a second retirement for the same beneficiary, beside the first.

    Refuses like `propose_replacement`.
    """
    body = proposal.body
    # Locked, so that two who replace the same retirement come one after the other.
    retirement = Retirement.objects.select_for_update().get(public_id=body["retirement"])
    wish = Intake(
        Account.objects.get(code=body["account"]),
        replaceable_grams(retirement),
        retirement.beneficiary,
        body["purpose"],
        kind=RetirementRequest.Kind.REPLACEMENT,
        replaces=retirement,
        proposal=proposal,
    )
    return accept(wish, uuid.uuid5(proposal.key, "retire"), proposal.input_digest)


def retire_for_event(proposal: Proposal) -> RetirementRequest:
    """Carry out an approved proposal to retire for an event. Refuses like `propose_event_retirement`."""
    body = proposal.body
    wish = Intake(
        Account.objects.get(code=body["account"]),
        body["amount_grams"],
        uuid.UUID(body["beneficiary"]),
        body["purpose"],
        kind=RetirementRequest.Kind.EVENT,
        proposal=proposal,
    )
    return accept(wish, uuid.uuid5(proposal.key, "retire"), proposal.input_digest)


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
        origin = {"hold": self.hold, "replaces": self.replaces, "proposal": self.proposal}
        return RetirementRequest(
            key=key,
            input_digest=digest,
            kind=self.kind.value,
            account=self.account,
            amount_grams=self.amount_grams,
            beneficiary=self.beneficiary,
            purpose=self.purpose,
            may_split=self.may_split,
            requested_at=timezone.now(),
            **{name: found for name, found in origin.items() if found is not None},
        )


def accept(wish: Intake, key: uuid.UUID, digest: str) -> RetirementRequest:
    """Write the request and set its grams aside. Refuses like `retire`."""
    credits.ledger.checked_amount(wish.amount_grams)
    check_kind(wish.account)
    checked_text("purpose", wish.purpose, limit=PURPOSE_LENGTH, may_be_empty=True)
    row = wish.row(key, digest)
    try:
        is_new = insert_request(row)
    except NotPromisedError:
        raise _insufficient(wish.account, wish.amount_grams) from None
    return row if is_new else same(RetirementRequest.objects.get(key=key), key, digest)


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
