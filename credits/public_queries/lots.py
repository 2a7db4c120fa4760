"""Lots, and what became of them: for those who follow somebody's grams from account to account.

Each lot came out of one other lot, whole or in part; what is retired is added up in the database, so that it costs
few queries however many retirements there are.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, QuerySet, Sum, Value, When

from credits.ledger import LotSpan, free_spans
from credits.models import (
    Account,
    Batch,
    BatchMark,
    Lot,
    Proposal,
    RetirementRequest,
    RetirementSlice,
    TapeGap,
)
from credits.provenance import givers

# What two people propose to retire; everything else is retired for persons.
_PROPOSED = (Proposal.Kind.RETIRE_FOR_EVENT, Proposal.Kind.REPLACE)


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot as it was laid: grams `[batch_from, batch_to)` of a batch on an account, out of the giver's account.

    `transfer` grows with time. `kind` is the transfer's: issue, move, reverse, cancel, set-apart or return.
    """

    id: int
    account: int
    batch: int
    batch_from: int
    batch_to: int
    transfer: int
    kind: str
    giver: int

    @property
    def amount_grams(self) -> int:
        return self.batch_to - self.batch_from


@dataclass(frozen=True, slots=True)
class Tape:
    """What lies on an account still: parts of lots in the order in which they leave, so many grams of them promised."""

    account: int
    held_grams: int
    free: tuple[LotSpan, ...]


@dataclass(frozen=True, slots=True)
class RetiredParts:
    """What was retired out of some lots, in whole grams, and by how many retirements."""

    person_grams: int = 0
    person_count: int = 0
    event_grams: int = 0
    replacement_grams: int = 0

    @property
    def amount_grams(self) -> int:
        return self.person_grams + self.event_grams + self.replacement_grams


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account's code and kind, and whose it is."""

    id: int
    code: str
    kind: str
    organization: int | None


@dataclass(frozen=True, slots=True)
class BatchRow:
    """What a list of batches says of one."""

    id: int
    public_id: UUID
    registry_name: str
    serial_block: str
    project_code: str
    project_name_zh: str
    project_name_en: str
    is_impaired: bool
    is_demonstration: bool


def lots_beside(accounts: Collection[int]) -> list[LotRow]:
    """All lots, anywhere, of every batch that ever lay on one of these accounts. One query."""
    return lots_of(Lot.objects.filter(account_id__in=accounts).order_by().values("batch_id"))


def lots_of(batches: Collection[int] | QuerySet[Lot, Any]) -> list[LotRow]:
    """All lots, anywhere, of these batches. One query."""
    rows = Lot.objects.filter(batch_id__in=batches).order_by("transfer_id")
    size = F("tape_to") - F("tape_from")
    found = rows.values_list(
        *("pk", "account_id", "batch_id", "batch_from", F("batch_from") + size),
        *("transfer_id", "transfer__kind", "transfer__debit_account_id"),
    )
    return [LotRow(*row) for row in found]


def event_accounts(lots: Iterable[LotRow]) -> set[int]:
    """Which of those that gave these lots are events' accounts: they pass on what others gave. One query."""
    rows = Account.objects.filter(pk__in={lot.giver for lot in lots}, kind=Account.Kind.EVENT)
    return set(rows.values_list("pk", flat=True))


def givers_of(batches: Collection[int]) -> dict[int, int | None]:
    """For each lot of these batches the account that gave its grams, past events that passed them on. Two queries."""
    lots = lots_of(batches)
    return givers(lots, event_accounts(lots))


def tapes_of(accounts: Collection[int]) -> dict[int, Tape]:
    """What lies on these accounts now. Three queries, however many they are."""
    rows = Account.objects.filter(pk__in=accounts).values_list("pk", "tape_position", "held_grams")
    stood = {pk: (position, held) for pk, position, held in rows}
    ahead = Lot.objects.filter(account_id__in=stood, tape_to__gt=F("account__tape_position"))
    lots: dict[int, list[LotSpan]] = {pk: [] for pk in stood}
    columns = ("account_id", "pk", "batch_id", "tape_from", "tape_to", "batch_from")
    for account, *span in ahead.order_by("tape_from").values_list(*columns):
        lots[account].append(LotSpan(*span))
    holes: dict[int, list[tuple[int, int]]] = {pk: [] for pk in stood}
    gaps = TapeGap.objects.filter(account_id__in=stood, tape_to__gt=F("account__tape_position"))
    for account, start, end in gaps.order_by("tape_from").values_list("account_id", "tape_from", "tape_to"):
        holes[account].append((start, end))
    return {
        pk: Tape(pk, held, tuple(free_spans(lots[pk], holes[pk], position)))
        for pk, (position, held) in stood.items()
    }


def retired_out_of(groups: Sequence[Collection[int]], batches: Collection[int]) -> list[RetiredParts]:
    """What was retired out of each group of lots of these batches; a retirement counts once a group. Two queries."""
    chosen = [When(lot_id__in=list(lots), then=Value(number)) for number, lots in enumerate(groups) if lots]
    if not chosen:
        return [RetiredParts() for _group in groups]
    inside = {lot for lots in groups for lot in lots}
    slices = RetirementSlice.objects.filter(batch_id__in=batches, lot_id__in=inside).order_by()
    slices = slices.annotate(group=Case(*chosen, output_field=IntegerField()))
    proposed = RetirementRequest.objects.filter(proposal__kind__in=_PROPOSED).order_by().values("pk")
    every = _summed(slices, "group")
    apart = _summed(slices.filter(retirement_id__in=proposed), "group", "retirement__request__kind")
    return [_parts(number, every, apart) for number in range(len(groups))]


_Sums = Mapping[tuple[object, ...], tuple[int, int]]


def _summed(slices: QuerySet[RetirementSlice], *by: str) -> _Sums:
    """Grams and the number of retirements, by the values of these columns."""
    size, count = Sum(F("batch_to") - F("batch_from")), Count("retirement_id", distinct=True)
    rows = slices.values_list(*by).annotate(grams=size, retirements=count)
    return {tuple(row[:-2]): (row[-2], row[-1]) for row in rows}


def _parts(number: int, every: _Sums, apart: _Sums) -> RetiredParts:
    grams, count = every.get((number,), (0, 0))
    for_event = apart.get((number, RetirementRequest.Kind.EVENT.value), (0, 0))
    in_place = apart.get((number, RetirementRequest.Kind.REPLACEMENT.value), (0, 0))
    return RetiredParts(
        person_grams=grams - for_event[0] - in_place[0],
        person_count=count - for_event[1] - in_place[1],
        event_grams=for_event[0],
        replacement_grams=in_place[0],
    )


def account_rows(accounts: Collection[int]) -> dict[int, AccountRow]:
    """These accounts by id. One query."""
    rows = Account.objects.filter(pk__in=accounts).order_by()
    return {row[0]: AccountRow(*row) for row in rows.values_list("pk", "code", "kind", "organization_id")}


def donor_accounts(organization: int | None = None) -> dict[int, int]:
    """The accounts of donors, or of this one, with the organisation that each belongs to."""
    rows = Account.objects.filter(kind=Account.Kind.DONOR, organization__isnull=False).order_by()
    if organization is not None:
        rows = rows.filter(organization_id=organization)
    return {pk: owner for pk, owner in rows.values_list("pk", "organization_id") if owner is not None}


def batch_rows(batches: Collection[int]) -> dict[int, BatchRow]:
    """These batches by id, in the order in which they were entered. Two queries."""
    marks = BatchMark.objects.filter(batch_id__in=batches, kind=BatchMark.Kind.IMPAIRED)
    impaired = set(marks.values_list("batch_id", flat=True))
    return {
        row.pk: BatchRow(
            id=row.pk,
            public_id=row.public_id,
            registry_name=row.get_registry_display(),
            serial_block=row.serial_block,
            project_code=row.project_code,
            project_name_zh=row.project_name_zh_hans,
            project_name_en=row.project_name_en,
            is_impaired=row.pk in impaired,
            is_demonstration=row.is_demonstration,
        )
        for row in Batch.objects.filter(pk__in=batches).order_by("pk")
    }
