"""The ledger as tables to take home, row by row, however long: what is asked next begins behind the last row."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from credits.ledger import GRAMS_PER_UNIT
from credits.models import Account, Batch, BatchMark, PoolBlock, Retirement, RetirementSlice, Transfer
from credits.picture import State, UnitRun, unit_runs
from credits.public_queries.totals import BatchFigures, figures_of
from credits.serials import SerialBlock, parse_serial_block

Row = dict[str, Any]
ROWS_A_QUERY = 2_000
BATCHES_A_QUERY = 100

# Climate Action Data Trust, data model version 2, table unit: its field names, and of its list of statuses those
# that a batch here can have. Grams that were set apart are still held in our name, so no other status is true.
UNIT_FIELDS = (
    *("unit_serial_id", "unit_start_block", "unit_end_block", "unit_count", "unit_type", "unit_vintage_year"),
    *("unit_status", "unit_status_reason", "unit_status_date", "unit_retirement_detail"),
    *("unit_retirement_beneficiary", "unit_retirement_beneficiary_id", "unit_link", "unit_metric"),
    *("unit_current_owner", "unit_itmos_reference_id", "cad_trust_issuance_id"),
)
UNIT_STATUS = {
    State.HELD: "Held",
    State.RETIRED: "Retired",
    State.CANCELLED: "Cancelled",
    State.SET_APART: "Held",
}
TRANSFER_FIELDS = (
    *("id", "group", "kind", "made_at", "debit", "credit", "batch", "from_gram", "to_gram", "amount_grams"),
    *("first_unit", "last_unit", "log_index"),
)
RETIREMENT_FIELDS = (
    *("retirement", "retired_at", "account", "batch", "from_gram", "to_gram", "amount_grams"),
    *("first_unit", "last_unit", "log_index"),
)


def units() -> Iterator[Row]:
    """All units of all batches in runs of one status, by UNIT_FIELDS. Nobody's name: beneficiaries stay empty."""
    last = 0
    while rows := list(Batch.objects.filter(pk__gt=last).order_by("pk")[:BATCHES_A_QUERY]):
        names = dict(Account.objects.values_list("pk", "code"))
        outside: dict[int, list[PoolBlock]] = {}
        blocks = PoolBlock.objects.filter(batch__in=rows, pool__withdrawal=None)
        for block in blocks.select_related("pool").defer("evidence"):
            outside.setdefault(block.batch_id, []).append(block)
        reasons = dict(
            BatchMark.objects.filter(batch__in=rows, kind=BatchMark.Kind.IMPAIRED).values_list(
                "batch_id", "reason"
            )
        )
        for figures in figures_of(rows):
            yield from _units_of(figures, outside.get(figures.batch.pk, []), names, reasons)
        last = rows[-1].pk


def _units_of(
    figures: BatchFigures, outside: list[PoolBlock], names: dict[int, str], reasons: dict[int, str]
) -> Iterator[Row]:
    batch = figures.batch
    whole = parse_serial_block(batch.registry, batch.serial_block)
    edges = {block.first_unit - batch.block_start for block in outside}
    edges |= {block.last_unit + 1 - batch.block_start for block in outside}
    for run in unit_runs(figures.segments, edges):
        serial = whole.sub_block(batch.block_start + run.first, batch.block_start + run.last)
        pool = next((row for row in outside if row.first_unit <= serial.start <= row.last_unit), None)
        yield {
            "unit_serial_id": serial.canonical,
            "unit_start_block": serial.start,
            "unit_end_block": serial.end,
            "unit_count": serial.unit_count,
            "unit_type": batch.unit_type,
            "unit_vintage_year": batch.vintage_start.year,
            "unit_status": UNIT_STATUS[run.state],
            "unit_status_reason": _reason(run, pool, reasons.get(batch.pk)),
            "unit_status_date": pool.retired_on.isoformat() if pool and run.state is State.RETIRED else "",
            "unit_retirement_detail": f"pool {pool.pool.number}: {pool.reference}" if pool else "",
            "unit_retirement_beneficiary": "",
            "unit_retirement_beneficiary_id": "",
            "unit_link": serial_address(serial),
            "unit_metric": "tCO2e",
            "unit_current_owner": "; ".join(names[holder] for holder in run.holders),
            "unit_itmos_reference_id": "",
            "cad_trust_issuance_id": str(batch.public_id),
        }


def serial_address(serial: SerialBlock) -> str:
    """The permanent address of a serial block's page, in full."""
    address: str = settings.PUBLIC_URL + reverse("credits:serial", args=[serial.canonical])
    return address


def _reason(run: UnitRun, pool: PoolBlock | None, impaired: str | None) -> str:
    """Why the status is what it is, where that is not plain; in English, as the field names are."""
    parts = [f"{state.value} {grams} g" for state, grams in run.grams]
    if run.state is State.SET_APART:
        parts.append("set apart")
    if impaired is not None:
        parts.append(f"batch impaired: {impaired}")
    if pool is not None and run.state is not State.RETIRED:
        parts.append(f"retired in the registry in advance on {pool.retired_on.isoformat()}")
    return "; ".join(parts)


def transfers() -> Iterator[Row]:
    """All transfers in their order, by TRANSFER_FIELDS. What a settlement retires out of a lot is one row."""
    columns = ("public_id", "group", "kind", "made_at", "debit_account__code", "credit_account__code")
    rest = ("batch__public_id", "batch__block_start", "batch_from", "amount_grams", "leaf_index")
    after = 0
    while True:
        rows = Transfer.objects.filter(pk__gt=after).order_by("pk").values_list("pk", *columns, *rest)
        found = list(rows[:ROWS_A_QUERY])
        if not found:
            return
        for pk, *values in found:
            id_, group, kind, made_at, debit, credit, batch, block_start, start, amount, leaf = values
            yield {
                "id": str(id_),
                "group": str(group),
                "kind": kind,
                "made_at": _utc(made_at),
                "debit": debit,
                "credit": credit,
                "batch": str(batch),
                **_grams(block_start, start, start + amount),
                "log_index": "" if leaf is None else leaf,
            }
            after = pk


def retirements(*, from_leaf: int = 0) -> Iterator[Row]:
    """Retired ranges in the log's order, by RETIREMENT_FIELDS: a retirement has one or more. For whom is not said."""
    while True:
        rows = Retirement.objects.filter(leaf_index__gte=from_leaf).select_related("account")
        found = list(rows.order_by("leaf_index")[:ROWS_A_QUERY])
        if not found:
            return
        slices: dict[int, list[RetirementSlice]] = {row.pk: [] for row in found}
        for part in (
            RetirementSlice.objects.filter(retirement__in=slices).select_related("batch").order_by("pk")
        ):
            slices[part.retirement_id].append(part)
        for row in found:
            for part in slices[row.pk]:
                yield {
                    "retirement": str(row.public_id),
                    "retired_at": _utc(row.retired_at),
                    "account": row.account.code,
                    "batch": str(part.batch.public_id),
                    **_grams(part.batch.block_start, part.batch_from, part.batch_to),
                    "log_index": row.leaf_index,
                }
        from_leaf = found[-1].leaf_index + 1


def _grams(block_start: int, start: int, end: int) -> Row:
    return {
        "from_gram": start,
        "to_gram": end,
        "amount_grams": end - start,
        "first_unit": block_start + start // GRAMS_PER_UNIT,
        "last_unit": block_start + (end - 1) // GRAMS_PER_UNIT,
    }


def _utc(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
