"""Accounts, and credits that change theirs."""

import uuid
from dataclasses import dataclass

import credits.ledger
from credits.actions.batches import batch_with, check_not_closed
from credits.actions.checks import REASON_LENGTH, check_has, check_kind, checked_text
from credits.actions.keys import once
from credits.errors import (
    AccountKindError,
    GramsMovedOnError,
    InsufficientCreditsError,
    NotReversibleError,
    SameAccountError,
)
from credits.ledger import LotSpan
from credits.log import Appender
from credits.models import Account, Lot, Proposal, Transfer
from credits.tape import (
    CANCELLED,
    OWN_KINDS,
    Movement,
    carry,
    carry_last,
    impaired_batches,
    leave_gaps,
    locked,
    own_account,
    pass_over,
    set_apart,
    spans_of,
)
from diandian.lib.digest import input_digest
from people.models import Organization, User


def open_account(
    *,
    code: str,
    kind: str,
    organization: Organization | None = None,
    name_zh: str | None = None,
    name_en: str | None = None,
) -> Account:
    """The account with this code, opened if it is new. May be repeated; a name given later is taken.

    Refuses with AccountKindError a code or kind of the ledger's own accounts, and a code that has another kind.
    """
    if kind in OWN_KINDS or code in OWN_KINDS:
        raise AccountKindError(code, kind)
    names = {"name_zh_hans": name_zh, "name_en": name_en}
    account, created = Account.objects.get_or_create(
        code=code, defaults={"kind": kind, "organization": organization, **names}
    )
    if account.kind != kind:
        raise AccountKindError(code, account.kind)
    given = {field: name for field, name in names.items() if name and getattr(account, field) != name}
    if given and not created:
        Account.objects.filter(pk=account.pk).update(**given)
        account.refresh_from_db()
    return account


def move(
    *, debit: Account, credit: Account, amount_grams: int, key: uuid.UUID, reason: str, by: User | None
) -> list[Transfer]:
    """Move grams from one account to another, first in first out; one transfer a batch and lot touched.

    Refuses with InvalidAmountError, SameAccountError, AccountKindError (the ledger's own accounts), FieldError (the
    reason), InsufficientCreditsError, ClockBehindError, ClockAheadError, KeyReusedError. Same key and same input:
    the transfers that are there already.
    """
    credits.ledger.checked_amount(amount_grams)
    if debit.pk == credit.pk:
        raise SameAccountError(debit.code)
    for account in (debit, credit):
        check_kind(account)
    checked_text("reason", reason, limit=REASON_LENGTH, may_be_empty=True)
    digest = input_digest(debit=debit.code, credit=credit.code, amount_grams=amount_grams)

    def write() -> Transfer:
        log = Appender()
        log.check_clock()
        accounts = locked(debit, credit)
        giver, taker = accounts[debit.code], accounts[credit.code]
        impaired = impaired_batches()
        set_apart(log, giver, impaired)
        available = giver.credited_grams - giver.debited_grams - giver.held_grams
        if available < amount_grams:
            raise InsufficientCreditsError(giver.code, needed_grams=amount_grams, available_grams=available)
        parts = credits.ledger.first_parts(spans_of(giver, amount_grams), amount_grams)
        movement = Movement(Transfer.Kind.MOVE, giver, taker, by=by, reason=reason, key=key, digest=digest)
        transfers = carry(log, movement, parts)
        pass_over(giver, parts)
        set_apart(log, taker, impaired)  # what came may take the place of what was promised and impaired
        log.write()
        return transfers[0]

    first = once(Transfer, key, digest, write)
    return list(Transfer.objects.filter(group=first.group, kind=Transfer.Kind.MOVE))


@dataclass(frozen=True, slots=True)
class _Returning:
    """A transfer to reverse, and where its grams lie now."""

    transfer: Transfer
    parts: list[LotSpan]


def check_reversible(transfer: Transfer) -> None:
    """NotReversibleError for another kind than a move, and for a move that was reversed before."""
    rows = Transfer.objects.filter(group=transfer.group, kind=transfer.kind)
    if transfer.kind != Transfer.Kind.MOVE or Transfer.objects.filter(reverses__in=rows).exists():
        raise NotReversibleError(transfer.kind)


def check_still_there(transfer: Transfer) -> None:
    """GramsMovedOnError unless every gram of the whole movement lies where it was moved to, and is free."""
    rows = Transfer.objects.filter(group=transfer.group, kind=transfer.kind).order_by("pk")
    _still_there(Account.objects.get(pk=transfer.credit_account_id), list(rows))


def reverse(proposal: Proposal, by: User) -> list[Transfer]:
    """Carry out an approved proposal to reverse a move: exactly its grams go back to where they came from.

    The whole compound movement is reversed, by a new one beside it. Refuses with NotReversibleError,
    GramsMovedOnError (a gram has left the account since, or is promised), ClockBehindError, ClockAheadError.
    """
    transfer = Transfer.objects.select_related("debit_account", "credit_account").get(
        public_id=proposal.body["transfer"]
    )
    log = Appender()
    log.check_clock()
    check_reversible(transfer)
    rows = list(Transfer.objects.filter(group=transfer.group, kind=transfer.kind).order_by("pk"))
    accounts = locked(transfer.debit_account, transfer.credit_account)
    giver, taker = accounts[transfer.credit_account.code], accounts[transfer.debit_account.code]
    movement = Movement(
        Transfer.Kind.REVERSE, giver, taker, by=by, reason=proposal.body["reason"], proposal=proposal
    )
    written: list[Transfer] = []
    for one in _still_there(giver, rows):
        transfers = carry(log, movement, one.parts, reverses=[one.transfer])
        leave_gaps(transfers, one.parts)
        written += transfers
    set_apart(log, taker, impaired_batches())
    log.write()
    return written


def cancel(proposal: Proposal, by: User) -> list[Transfer]:
    """Carry out an approved proposal to cancel grams of a batch.

    Refuses like `propose_cancel`, and with ClockBehindError, ClockAheadError.
    """
    body = proposal.body
    batch = batch_with(body["batch"])
    log = Appender()
    log.check_clock()
    check_not_closed(batch)
    account = Account.objects.get(code=body["account"])
    accounts = locked(account, own_account(CANCELLED))
    account = accounts[account.code]
    check_has(account, batch, body["amount_grams"])
    movement = Movement(
        Transfer.Kind.CANCEL, account, accounts[CANCELLED], by=by, reason=body["reason"], proposal=proposal
    )
    transfers = carry_last(log, movement, batch.pk, body["amount_grams"])
    log.write()
    return transfers


def _still_there(giver: Account, rows: list[Transfer]) -> list[_Returning]:
    spans = spans_of(giver)
    lots = {lot.transfer_id: lot.pk for lot in Lot.objects.filter(transfer__in=rows)}
    returning = []
    for row in rows:
        end = row.batch_from + row.amount_grams
        parts = credits.ledger.whole_parts(spans, lots[row.pk], row.batch_from, end)
        # Nothing of a lot that is untouched lies in more than one piece.
        if parts is None or len(parts) != 1:
            raise GramsMovedOnError(giver.code)
        returning.append(_Returning(row, parts))
    total = sum(row.amount_grams for row in rows)
    if giver.credited_grams - giver.debited_grams - giver.held_grams < total:
        raise GramsMovedOnError(giver.code)
    return returning
