"""An account's tape in the database: what is free on it, and how grams leave one tape and lie on another."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import cast

from django.db.models import F

from credits.ledger import LotSpan, free_spans, last_parts
from credits.log import Appender
from credits.models import Account, Batch, BatchMark, Lot, Proposal, TapeGap, Transfer
from credits.proofs.entries import TransferEntry, TransferType, transfer_entry
from people.models import User

OUTSIDE = "outside"
RETIRED = "retired"
CANCELLED = "cancelled"
IMPAIRED = "impaired"
# The ledger's own accounts: only their own verbs reach them.
OWN_KINDS = frozenset(
    {Account.Kind.OUTSIDE, Account.Kind.RETIRED, Account.Kind.CANCELLED, Account.Kind.IMPAIRED}
)


@dataclass(frozen=True, slots=True)
class Movement:
    """What the transfers of one compound movement have in common. `key` and `digest` mark its first row."""

    kind: Transfer.Kind
    debit: Account
    credit: Account
    by: User | None = None
    reason: str = ""
    key: uuid.UUID | None = None
    digest: str = ""
    proposal: Proposal | None = None
    group: uuid.UUID = field(default_factory=uuid.uuid4)


def own_account(code: str) -> Account:
    """One of the ledger's own accounts, whose code is its kind; opened when it is first needed."""
    return Account.objects.get_or_create(code=code, defaults={"kind": code})[0]


def locked(*accounts: Account) -> dict[str, Account]:
    """The accounts by code, locked in id order for the rest of the transaction."""
    rows = Account.objects.select_for_update().filter(pk__in=[row.pk for row in accounts]).order_by("pk")
    return {row.code: row for row in rows}


def impaired_batches() -> set[int]:
    """Batches whose grams nobody may use any more."""
    return set(BatchMark.objects.filter(kind=BatchMark.Kind.IMPAIRED).values_list("batch_id", flat=True))


def spans_of(account: Account, amount_grams: int | None = None) -> list[LotSpan]:
    """What is free on the (locked) account's tape, in tape order: enough for `amount_grams`, or all of it.

    Raises ValueError where the tape has a hole.
    """
    position = account.tape_position
    gaps = TapeGap.objects.filter(account=account, tape_to__gt=position).order_by("tape_from")
    holes = list(gaps.values_list("tape_from", "tape_to"))
    lots = Lot.objects.filter(account=account, tape_to__gt=position)
    if amount_grams is not None:
        reach = position + amount_grams + sum(end - max(begin, position) for begin, end in holes)
        lots = lots.filter(tape_from__lt=reach)
    rows = lots.order_by("tape_from").values_list("pk", "batch_id", "tape_from", "tape_to", "batch_from")
    return free_spans([LotSpan(*row) for row in rows], holes, position)


def carry(
    log: Appender, movement: Movement, parts: Sequence[LotSpan], *, reverses: Sequence[Transfer] = ()
) -> list[Transfer]:
    """Carry parts of one (locked) account's tape to the end of another's: a transfer, a lot and a leaf each.

    Follow it with `pass_over` where the parts are the first on the tape, else with `leave_gaps`.
    """
    batches = Batch.objects.in_bulk({part.batch_id for part in parts})
    transfers = []
    for number, part in enumerate(parts):
        grams = part.batch_from, part.batch_to
        reversed_row = reverses[number] if reverses else None
        row = record(log, movement, batches[part.batch_id], grams, reversed_row, is_first=not number)
        lay(movement.credit, row)
        transfers.append(row)
    total = sum(part.amount_grams for part in parts)
    Account.objects.filter(pk=movement.debit.pk).update(debited_grams=F("debited_grams") + total)
    movement.debit.debited_grams += total
    return transfers


def pass_over(account: Account, parts: Sequence[LotSpan]) -> None:
    """The tape goes on behind the last of the parts."""
    account.tape_position = parts[-1].tape_to
    Account.objects.filter(pk=account.pk).update(tape_position=account.tape_position)


def leave_gaps(transfers: Sequence[Transfer], parts: Sequence[LotSpan]) -> None:
    """What left out of turn is no longer there when the tape comes to it."""
    for transfer, part in zip(transfers, parts, strict=True):
        TapeGap.objects.create(
            account=transfer.debit_account, transfer=transfer, tape_from=part.tape_from, tape_to=part.tape_to
        )


def carry_last(log: Appender, movement: Movement, batch_id: int, amount_grams: int) -> list[Transfer]:
    """Carry the last `amount_grams` of a batch, or all there are of it, out of turn to another account."""
    parts = last_parts(spans_of(movement.debit), batch_id, amount_grams)
    transfers = carry(log, movement, parts)
    leave_gaps(transfers, parts)
    return transfers


def record(
    log: Appender,
    movement: Movement,
    batch: Batch,
    grams: tuple[int, int],
    reverses: Transfer | None = None,
    *,
    is_first: bool = True,
) -> Transfer:
    """Write one transfer of grams `[from, to)` of a batch, and its leaf."""
    row = Transfer(
        group=movement.group,
        key=movement.key if is_first else None,
        input_digest=movement.digest if is_first else "",
        kind=movement.kind,
        debit_account=movement.debit,
        credit_account=movement.credit,
        batch=batch,
        amount_grams=grams[1] - grams[0],
        batch_from=grams[0],
        reverses=reverses,
        reason=movement.reason,
        proposal=movement.proposal,
        made_at=log.made_at,
        made_by=movement.by,
    )
    row.leaf_index = log.append(transfer_entry(entry_of(row)))
    row.save()
    return row


def entry_of(transfer: Transfer) -> TransferEntry:
    """What the log says of a transfer. The row's accounts and batch must be at hand."""
    return TransferEntry(
        type=cast(TransferType, transfer.kind),  # their words are the same
        id=transfer.public_id,
        group=transfer.group,
        at=int(transfer.made_at.timestamp()),
        debit=transfer.debit_account.code,
        credit=transfer.credit_account.code,
        batch=str(transfer.batch.public_id),
        from_gram=transfer.batch_from,
        to_gram=transfer.batch_from + transfer.amount_grams,
        serials=transfer.batch.serial_block if transfer.kind == Transfer.Kind.ISSUE else None,
    )


def lay(account: Account, transfer: Transfer) -> None:
    """Lay what `transfer` brought at the end of the (locked) account's tape."""
    Lot.objects.create(
        account=account,
        transfer=transfer,
        batch_id=transfer.batch_id,
        tape_from=account.credited_grams,
        tape_to=account.credited_grams + transfer.amount_grams,
        batch_from=transfer.batch_from,
    )
    account.credited_grams += transfer.amount_grams
    Account.objects.filter(pk=account.pk).update(credited_grams=account.credited_grams)


def set_apart(log: Appender, account: Account, impaired: Collection[int]) -> None:
    """Take from a locked account what lies there of impaired batches, as far as its promises allow."""
    held_lots = Lot.objects.filter(account=account, batch_id__in=impaired, tape_to__gt=account.tape_position)
    if not impaired or not held_lots.exists():
        return
    spans = spans_of(account)
    for batch_id in sorted({span.batch_id for span in spans} & set(impaired)):
        free = account.credited_grams - account.debited_grams - account.held_grams
        parts = last_parts(spans, batch_id, free)
        if not parts:
            continue
        aside = locked(own_account(IMPAIRED))[IMPAIRED]
        transfers = carry(log, Movement(Transfer.Kind.SET_APART, account, aside), parts)
        leave_gaps(transfers, parts)
