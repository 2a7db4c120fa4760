"""Accounts, and credits that change theirs."""

import uuid
from dataclasses import dataclass

import credits.ledger
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
from credits.models import Account, Lot, Transfer
from credits.tape import (
    OWN_KINDS,
    Movement,
    carry,
    impaired_batches,
    leave_gaps,
    locked,
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
    """The account with this code, opened if it is new. May be repeated; a name given later is taken."""
    names = {"name_zh_hans": name_zh, "name_en": name_en}
    account, created = Account.objects.get_or_create(
        code=code, defaults={"kind": kind, "organization": organization, **names}
    )
    given = {field: name for field, name in names.items() if name and getattr(account, field) != name}
    if given and not created:
        Account.objects.filter(pk=account.pk).update(**given)
        account.refresh_from_db()
    return account


def move(
    *, debit: Account, credit: Account, amount_grams: int, key: uuid.UUID, reason: str, by: User | None
) -> list[Transfer]:
    """Move grams from one account to another, first in first out; one transfer a batch and lot touched.

    Refuses with InvalidAmountError, SameAccountError, AccountKindError (the ledger's own accounts),
    InsufficientCreditsError, ClockBehindError, KeyReusedError. Same key and same input: the transfers that are
    there already.
    """
    credits.ledger.checked_amount(amount_grams)
    if debit.pk == credit.pk:
        raise SameAccountError(debit.code)
    for account in (debit, credit):
        if account.kind in OWN_KINDS:
            raise AccountKindError(account.code, account.kind)
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


def reverse(*, transfer: Transfer, key: uuid.UUID, reason: str, by: User) -> list[Transfer]:
    """Give exactly the grams of a move back to where they came from: a new movement, beside the old one.

    The whole compound movement is reversed. Refuses with NotReversibleError (another kind of transfer, or
    reversed before), GramsMovedOnError (a gram has left the account since, or is promised), ClockBehindError,
    KeyReusedError. Same key and same input: the transfers that are there already.
    """
    digest = input_digest(group=str(transfer.group))

    def write() -> Transfer:
        log = Appender()
        log.check_clock()
        rows = list(
            Transfer.objects.filter(group=transfer.group, kind=transfer.kind)
            .select_related("debit_account", "credit_account", "batch")
            .order_by("pk")
        )
        if transfer.kind != Transfer.Kind.MOVE or Transfer.objects.filter(reverses__in=rows).exists():
            raise NotReversibleError(transfer.kind)
        accounts = locked(transfer.debit_account, transfer.credit_account)
        giver, taker = accounts[transfer.credit_account.code], accounts[transfer.debit_account.code]
        returning = _still_there(giver, rows)
        movement = Movement(Transfer.Kind.REVERSE, giver, taker, by=by, reason=reason, key=key, digest=digest)
        written: list[Transfer] = []
        for one in returning:
            heading = movement if not written else movement.without_key()
            transfers = carry(log, heading, one.parts, reverses=[one.transfer])
            leave_gaps(transfers, one.parts)
            written += transfers
        set_apart(log, taker, impaired_batches())
        log.write()
        return written[0]

    first = once(Transfer, key, digest, write)
    return list(Transfer.objects.filter(group=first.group, kind=Transfer.Kind.REVERSE))


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
