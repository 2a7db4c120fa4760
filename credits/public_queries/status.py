"""Whether the ledger is well: what was looked through, what waits, how large it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, models
from django.utils import timezone

import credits.log
from credits.log import CLOCK_BEHIND_SECONDS_MAX
from credits.models import (
    Account,
    AuditRun,
    Batch,
    Checkpoint,
    Hold,
    LogLeaf,
    LogState,
    PendingRetirement,
    PoolLeaf,
    Reconciliation,
    Retirement,
    RetirementRequest,
    RetirementSlice,
    Transfer,
)
from credits.public_queries.public_log import last_checkpoint
from credits.tape import OWN_KINDS, impaired_batches, spans_of

WAITING_MAX = 10_000  # more are "more than": nobody waits for a count
_TABLES: tuple[type[models.Model], ...] = (
    *(Account, Batch, Transfer, RetirementRequest, Retirement, RetirementSlice, Hold, PoolLeaf, LogLeaf),
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the ledger, and about how many rows it has."""

    name: str
    label: str
    row_count: int


@dataclass(frozen=True, slots=True)
class Status:
    """How the ledger is at `at`."""

    at: datetime
    audit: AuditRun | None
    checkpoint: Checkpoint | None
    log_size: int
    tables: Sequence[Table]
    waiting_count: int
    oldest_waiting_at: datetime | None
    is_clock_behind: bool
    short_accounts: Sequence[Account]

    @property
    def audit_age(self) -> timedelta | None:
        return self.at - self.audit.ended_at if self.audit is not None else None

    @property
    def checkpoint_age(self) -> timedelta | None:
        return self.at - self.checkpoint.made_at if self.checkpoint is not None else None

    @property
    def oldest_wait(self) -> timedelta | None:
        return self.at - self.oldest_waiting_at if self.oldest_waiting_at is not None else None

    @property
    def uncovered_count(self) -> int:
        """Leaves that no checkpoint vouches for yet."""
        return self.log_size - (self.checkpoint.size if self.checkpoint is not None else 0)

    @property
    def is_more_waiting(self) -> bool:
        return self.waiting_count > WAITING_MAX


def status() -> Status:
    """A dozen small queries, whose cost does not grow with the ledger."""
    state = LogState.objects.filter(id=1).first()
    now = timezone.now()
    last_at = state.last_at if state is not None else 0
    oldest = PendingRetirement.objects.order_by("request_id").values_list("request__requested_at", flat=True)
    return Status(
        at=now,
        audit=AuditRun.objects.order_by("-pk").first(),
        checkpoint=last_checkpoint(),
        log_size=credits.log.size(),
        tables=[
            Table(model._meta.db_table, str(model._meta.verbose_name_plural), count)
            for model, count in _rows()
        ],
        waiting_count=PendingRetirement.objects.all()[: WAITING_MAX + 1].count(),
        oldest_waiting_at=oldest.first(),
        is_clock_behind=now.timestamp() < last_at - CLOCK_BEHIND_SECONDS_MAX,
        short_accounts=accounts_short_of_replacement(),
    )


def accounts_short_of_replacement() -> list[Account]:
    """Accounts that promised grams which were found impaired since, and wait until staff move others in."""
    impaired = impaired_batches()
    if not impaired:
        return []
    rows = Account.objects.filter(held_grams__gt=0, lots__batch_id__in=impaired).exclude(kind__in=OWN_KINDS)
    found = rows.select_related("organization").distinct().order_by("code")
    return [row for row in found if any(span.batch_id in impaired for span in spans_of(row))]


def reconciliations(before: int | None = None) -> tuple[list[Reconciliation], int | None]:
    """Comparisons with outside registries that two people signed, the newest first, fifty a page."""
    rows = Reconciliation.objects.order_by("-pk")
    found = list((rows if before is None else rows.filter(pk__lt=before))[:51])
    return found[:50], found[49].pk if len(found) > 50 else None


def _rows() -> list[tuple[type[models.Model], int]]:
    """About how many rows each table has: from PostgreSQL's statistics, on SQLite the last number given out."""
    if connection.vendor == "postgresql":
        names = [model._meta.db_table for model in _TABLES]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT c.relname, GREATEST(c.reltuples, pg_stat_get_live_tuples(c.oid), 0)::bigint "
                "FROM pg_class c WHERE c.relkind = 'r' AND c.relname = ANY(%s) AND pg_table_is_visible(c.oid)",
                [names],
            )
            counts = dict(cursor.fetchall())
        return [(model, counts.get(model._meta.db_table, 0)) for model in _TABLES]
    result = []
    with connection.cursor() as cursor:
        for model in _TABLES:
            cursor.execute(f"SELECT COALESCE(MAX(rowid), 0) FROM {model._meta.db_table}")  # noqa: S608  our own names
            result.append((model, cursor.fetchone()[0]))
    return result
