"""Settlement: pending retirements become final, a group in one database transaction."""

import logging
import uuid
from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

import credits.ledger
from credits.models import (
    Account,
    Lot,
    PendingRetirement,
    Retirement,
    RetirementRequest,
    RetirementSlice,
    Transfer,
)

logger = logging.getLogger(__name__)


def settle_pending(*, limit: int = 500) -> int:
    """Retire the oldest requests that wait, at most `limit` of them; returns how many.

    May be repeated, and run by several workers at once: rows that another one has are passed over, and the
    locks on the accounts, taken in id order, let one writer at a time onto a tape. A crash leaves the rows in
    the queue. No refusal is possible here: the grams were set aside when the request was accepted.
    """
    with transaction.atomic():
        pending = list(
            PendingRetirement.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("request")
            .order_by("request_id")[:limit]
        )
        if not pending:
            return 0
        by_account: defaultdict[int, list[RetirementRequest]] = defaultdict(list)
        for row in pending:
            by_account[row.request.account_id].append(row.request)
        retired, _created = Account.objects.get_or_create(
            code="retired", defaults={"kind": Account.Kind.RETIRED}
        )
        accounts = Account.objects.select_for_update().filter(pk__in=[*by_account, retired.pk]).order_by("pk")
        now = timezone.now()
        settled: list[int] = []
        for account in [row for row in accounts if row.pk != retired.pk]:
            requests = by_account[account.pk]
            try:
                with transaction.atomic():
                    _settle_account(account, retired, requests, now)
                settled += [request.pk for request in requests]
            except ValueError:
                # A broken tape is never papered over, and stops nobody else; the audit names it.
                logger.exception("Account %s cannot be settled.", account.code)
        PendingRetirement.objects.filter(pk__in=settled).delete()
        return len(settled)


def lot_spans(account: Account, amount_grams: int) -> list[credits.ledger.LotSpan]:
    """The lots from which the (locked) account's next `amount_grams` come, in tape order."""
    consumed = account.debited_grams
    lots = Lot.objects.filter(
        account=account, tape_to__gt=consumed, tape_from__lt=consumed + amount_grams
    ).order_by("tape_from")
    return [
        credits.ledger.LotSpan(lot.pk, lot.batch_id, lot.tape_from, lot.tape_to, lot.batch_from)
        for lot in lots
    ]


def _settle_account(
    account: Account, retired: Account, requests: list[RetirementRequest], now: datetime
) -> None:
    total = sum(request.amount_grams for request in requests)
    consumed = account.debited_grams
    plan = credits.ledger.plan_slices(
        lot_spans(account, total), consumed, [request.amount_grams for request in requests]
    )
    retirements = Retirement.objects.bulk_create(
        Retirement(
            public_id=uuid.uuid4(),
            request=request,
            account=account,
            amount_grams=request.amount_grams,
            beneficiary=request.beneficiary,
            purpose=request.purpose,
            retired_at=now,
        )
        for request in requests
    )
    parts = [(row, part) for row, slices in zip(retirements, plan, strict=True) for part in slices]
    RetirementSlice.objects.bulk_create(
        RetirementSlice(
            retirement=row,
            batch_id=part.batch_id,
            lot_id=part.lot_id,
            batch_from=part.batch_from,
            batch_to=part.batch_to,
        )
        for row, part in parts
    )
    Transfer.objects.bulk_create(
        Transfer(
            group=row.public_id,
            kind=Transfer.Kind.RETIRE,
            debit_account=account,
            credit_account=retired,
            batch_id=part.batch_id,
            amount_grams=part.amount_grams,
            reason=row.purpose,
            made_at=now,
        )
        for row, part in parts
    )
    Account.objects.filter(pk=account.pk).update(
        debited_grams=F("debited_grams") + total,
        held_grams=F("held_grams") - total,
        retired_grams=F("retired_grams") + total,
        retirement_count=F("retirement_count") + len(requests),
    )
    Account.objects.filter(pk=retired.pk).update(credited_grams=F("credited_grams") + total)
