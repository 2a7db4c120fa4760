"""What may be asked of the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Subquery, Sum

from credits.errors import UnknownAccountError
from credits.ledger import Balance
from credits.ledger_phrases import serials_of_grams
from credits.models import (
    Account,
    Batch,
    BatchMark,
    Lot,
    Proposal,
    Retirement,
    RetirementRefusal,
    RetirementRequest,
    RetirementSlice,
    Transfer,
)
from credits.provenance import BACK
from credits.public_queries.lots import givers_of
from credits.tape import spans_of
from people.models import Organization, User

# Every retirement for an event names the same beneficiary: the event itself, by its account.
EVENTS = UUID("6f1d2b0e-5a0c-4b6e-9a53-2c7d6f0e8a11")


@dataclass(frozen=True, slots=True)
class SliceFacts:
    """Grams `[batch_from, batch_to)` of a serial block, and who gave them (None: they were bought)."""

    registry_name: str
    project_code: str
    project_name_zh: str
    project_name_en: str
    serial_block: str
    batch_from: int
    batch_to: int
    donor_zh: str | None
    donor_en: str | None
    is_demonstration: bool
    batch: UUID  # under which the log knows it


@dataclass(frozen=True, slots=True)
class RetirementFacts:
    """All that a certificate says of a retirement. No name of a person is among it."""

    retirement_id: UUID
    amount_grams: int
    retired_at: datetime
    slices: tuple[SliceFacts, ...]


@dataclass(frozen=True, slots=True)
class WaitingProposal:
    """A proposal that nobody has decided on: its key, what it would do in words, and since when."""

    proposal_id: int
    kind: str
    proposed_at: datetime


@dataclass(frozen=True, slots=True)
class MovementFacts:
    """What one movement took to an account. Its slices name no donor: the movement is the gift."""

    account: str  # its code, as the log writes it
    amount_grams: int
    moved_at: datetime
    slices: tuple[SliceFacts, ...]


@dataclass(frozen=True, slots=True)
class RetiredTotal:
    """What was retired out of an account, in whole grams, and by how many retirements."""

    amount_grams: int
    retirement_count: int


def account(code: str) -> Account:
    """The account with this code; UnknownAccountError if there is none."""
    try:
        return Account.objects.get(code=code)
    except Account.DoesNotExist:
        raise UnknownAccountError(code) from None


def event_beneficiary(account: Account) -> UUID:
    """Whom every retirement for an event names: the event itself, by its account."""
    return uuid5(EVENTS, account.code)


def balance_of(account: Account) -> Balance:
    """The account's totals as they are stored now."""
    row = Account.objects.values("credited_grams", "debited_grams", "held_grams").get(pk=account.pk)
    return Balance(**row)


def retirement_facts(request_id: int) -> RetirementFacts | None:
    """What became of the retirement request, or None while it waits."""
    return retirement_facts_of([request_id]).get(request_id)


def retirement_facts_of(request_ids: Iterable[int]) -> dict[int, RetirementFacts]:
    """The facts of those requests that are settled, by request id.

    Two queries however many there are; three more where grams came by way of an event, or had been away.
    """
    retirements = {row.pk: row for row in Retirement.objects.filter(request_id__in=list(request_ids))}
    slices: dict[int, list[SliceFacts]] = {pk: [] for pk in retirements}
    rows = (
        RetirementSlice.objects.filter(retirement_id__in=retirements)
        .select_related("batch", "lot__transfer__debit_account__organization")
        .order_by("retirement_id", "pk")
    )
    donors = _donors_of([row.lot for row in rows])
    for row in rows:
        piece = _piece(row.batch, row.batch_from, row.batch_to, donors.get(row.lot_id))
        slices[row.retirement_id].append(piece)
    return {
        row.request_id: RetirementFacts(row.public_id, row.amount_grams, row.retired_at, tuple(slices[pk]))
        for pk, row in retirements.items()
    }


def movement_facts(group: UUID) -> MovementFacts | None:
    """What the moves of this group took to their account; None if there are none, or one of them was reversed."""
    moves = Transfer.objects.filter(group=group, kind=Transfer.Kind.MOVE).select_related(
        "credit_account", "batch"
    )
    rows = list(moves.order_by("pk"))
    if not rows or Transfer.objects.filter(reverses__in=rows).exists():
        return None
    slices = tuple(_piece(row.batch, row.batch_from, row.batch_from + row.amount_grams) for row in rows)
    grams = sum(row.amount_grams for row in rows)
    return MovementFacts(rows[0].credit_account.code, grams, rows[0].made_at, slices)


@dataclass(frozen=True, slots=True)
class Impairment:
    """So many grams of a retirement lie in batches found impaired since; others took their place, or not yet."""

    amount_grams: int
    serial_blocks: tuple[str, ...]
    is_replaced: bool


def impairment_of(request_id: int) -> Impairment | None:
    """What of this request's retirement is impaired; None where nothing is."""
    slices = RetirementSlice.objects.filter(
        retirement_id=request_id, batch__marks__kind=BatchMark.Kind.IMPAIRED
    ).select_related("batch")
    grams = sum(row.batch_to - row.batch_from for row in slices)
    if not grams:
        return None
    blocks = tuple(dict.fromkeys(row.batch.serial_block for row in slices))
    is_replaced = Retirement.objects.filter(request__replaces_id=request_id).exists()
    return Impairment(grams, blocks, is_replaced)


def refused_among(request_ids: Iterable[int]) -> dict[int, int]:
    """Of those requests, the ones that settlement refused whole, with how many grams their batch had left."""
    rows = RetirementRefusal.objects.filter(request_id__in=list(request_ids))
    return dict(rows.values_list("request_id", "rest_grams"))


def retired_in_place_of(request_ids: Iterable[int]) -> dict[int, str]:
    """The requests that were retired in place of these, and in place of those in turn, each with its purpose."""
    found: dict[int, str] = {}
    asked = list(request_ids)
    while asked:
        rows = RetirementRequest.objects.filter(replaces_id__in=asked, retirement__isnull=False)
        asked = [pk for pk in rows.order_by("pk").values_list("pk", flat=True) if pk not in found]
        found |= dict(RetirementRequest.objects.filter(pk__in=asked).values_list("pk", "purpose"))
    return found


def worthless_batches(*, counts_demonstration: bool) -> QuerySet[Batch]:
    """Batches of which nothing counts for a claim: those found impaired, and demonstrations where these do not."""
    impaired = Q(pk__in=BatchMark.objects.filter(kind=BatchMark.Kind.IMPAIRED).values("batch_id"))
    return Batch.objects.filter(impaired if counts_demonstration else impaired | Q(is_demonstration=True))


def held_at_the_end_of(day: date, account: Account) -> int:
    """What lay on the account at the end of that day here, in whole grams."""
    later = Transfer.objects.filter(made_at__date__gt=day).order_by()
    row = balance_of(account)
    came = later.filter(credit_account=account).aggregate(total=Sum("amount_grams"))["total"] or 0
    left = later.filter(debit_account=account).aggregate(total=Sum("amount_grams"))["total"] or 0
    return row.credited_grams - row.debited_grams - came + left


def has_demonstration_credits(account: Account) -> bool:
    """Whether grams of a demonstration's batch lie on the account now."""
    lying = {span.batch_id for span in spans_of(Account.objects.get(pk=account.pk))}
    return Batch.objects.filter(pk__in=lying, is_demonstration=True).exists()


def _donors_of(lots: Iterable[Lot]) -> dict[int, Organization]:
    """The donor of each lot that has one: an event only passes on what it was given, and what came back had a giver."""
    givers: dict[int, Account | None] = {}
    followed: set[int] = set()
    for lot in lots:
        giver = givers[lot.pk] = lot.transfer.debit_account
        if giver.kind == Account.Kind.EVENT or lot.transfer.kind in BACK:
            followed.add(lot.batch_id)
    if followed:
        found = givers_of(followed)
        accounts = Account.objects.select_related("organization").in_bulk(set(found.values()) - {None})
        givers |= {lot: accounts.get(giver) for lot, giver in found.items() if lot in givers}
    return {
        lot: giver.organization
        for lot, giver in givers.items()
        if giver is not None and giver.kind == Account.Kind.DONOR and giver.organization is not None
    }


def _piece(batch: Batch, batch_from: int, batch_to: int, donor: Organization | None = None) -> SliceFacts:
    return SliceFacts(
        registry_name=batch.get_registry_display(),
        project_code=batch.project_code,
        project_name_zh=batch.project_name_zh_hans,
        project_name_en=batch.project_name_en,
        serial_block=batch.serial_block,
        batch_from=batch_from,
        batch_to=batch_to,
        donor_zh=donor.name_zh_hans if donor else None,
        donor_en=donor.name_en if donor else None,
        is_demonstration=batch.is_demonstration,
        batch=batch.public_id,
    )


def received_by(account: Account) -> list[Transfer]:
    """The moves that credited `account` and were not reversed since, oldest first, with giver and batch."""
    return list(
        Transfer.objects.filter(credit_account=account, kind=Transfer.Kind.MOVE, reversed_by=None)
        .select_related("debit_account__organization", "batch")
        .order_by("pk")
    )


def given_and_retired(account: Account) -> tuple[int, RetiredTotal]:
    """Grams that others gave `account`, and what was retired out of it. One query: the zone's page asks it.

    A move that was reversed since is no gift, nor is one of its own that came back.
    """
    taken_back = Q(reversed_by__isnull=False) | Q(kind=Transfer.Kind.REVERSE)
    rows = (
        Transfer.objects.filter(taken_back, credit_account=OuterRef("pk")).order_by().values("credit_account")
    )
    back = Subquery(rows.annotate(total=Sum("amount_grams")).values("total"), output_field=BigIntegerField())
    row = Account.objects.annotate(back_grams=back).get(pk=account.pk)
    given = row.credited_grams - (row.back_grams or 0)
    return given, RetiredTotal(row.retired_grams, row.retirement_count)


def serials_of(pieces: Iterable[SliceFacts]) -> list[str]:
    """The serials of the units in which each of these ranges lies, as its registry writes them. One query."""
    asked = list(pieces)
    batches = {
        row.public_id: row for row in Batch.objects.filter(public_id__in={each.batch for each in asked})
    }
    return [serials_of_grams(batches[each.batch], each.batch_from, each.batch_to) for each in asked]


def waiting_proposals(user: User) -> list[WaitingProposal]:
    """What others proposed and this person may decide on, the oldest first."""
    if not user.has_perm("credits.decide_proposal"):
        return []
    rows = Proposal.objects.filter(decision=None).exclude(proposed_by=user).order_by("pk")
    return [WaitingProposal(row.pk, row.get_kind_display(), row.proposed_at) for row in rows]


def event_proposals(account: Account) -> QuerySet[Proposal]:
    """Every proposal to retire out of an event's account for the event itself, wherever it was made."""
    rows = Proposal.objects.filter(kind=Proposal.Kind.RETIRE_FOR_EVENT, body__account=account.code)
    return rows.select_related("proposed_by", "decision__decided_by", "retirement_request__refusal")
