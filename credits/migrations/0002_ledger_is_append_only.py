from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diandian.lib.triggers import (
    refuse_added,
    refuse_change,
    refuse_delete,
    refuse_insert,
    refuse_overlap,
    refuse_update,
)

APPEND_ONLY = [
    "credits_auditrun",
    "credits_batch",
    "credits_batchmark",
    "credits_checkpoint",
    "credits_cosignature",
    "credits_decision",
    "credits_hold",
    "credits_holdclosure",
    "credits_logkey",
    "credits_logleaf",
    "credits_logtile",
    "credits_lot",
    "credits_pool",
    "credits_poolblock",
    "credits_poolclosing",
    "credits_poolleaf",
    "credits_proposal",
    "credits_reconciliation",
    "credits_retirement",
    "credits_retirementrefusal",
    "credits_retirementrequest",
    "credits_retirementslice",
    "credits_tapegap",
    "credits_transfer",
]
GRAMS_OF_BATCH = (
    "(SELECT (batch.block_end - batch.block_start + 1) * 1000000 FROM credits_batch batch WHERE batch.id = {row}.batch_id)"
)
APPROVED = (
    "EXISTS (SELECT 1 FROM credits_proposal proposal "
    "JOIN credits_decision decision ON decision.proposal_id = proposal.id "
    "WHERE proposal.id = NEW.proposal_id AND proposal.kind IN ({kinds}) AND decision.outcome = 'approved' "
    "AND decision.decided_by_id <> proposal.proposed_by_id)"
)
# What may only come of an approved proposal: table, when, the kinds of proposal.
PROPOSED = [
    ("credits_batch", "", "'issue'"),
    ("credits_poolclosing", "", "'close-pool'"),
    ("credits_reconciliation", "", "'reconcile'"),
    ("credits_retirementrequest", "NEW.kind = 'event' AND ", "'retire-for-event'"),
    ("credits_transfer", "NEW.kind = 'cancel' AND ", "'cancel', 'close-pool'"),
]
# Columns of an account that only grow, and those that never change.
GROWING = ["credited_grams", "debited_grams", "retired_grams", "retirement_count", "tape_position"]
FIXED = ["id", "code", "kind"]


def ranges(vendor: str) -> list[str]:
    """Ranges of grams and units never overlap, and stay inside what they are ranges of."""
    statements = []
    for table, owner, start, end in (
        ("credits_retirementslice", "batch_id", "batch_from", "batch_to"),
        ("credits_lot", "account_id", "tape_from", "tape_to"),
        ("credits_tapegap", "account_id", "tape_from", "tape_to"),
    ):
        statements += refuse_overlap(vendor, table, owner=owner, start=start, end=end)
    slices, message = "credits_retirementslice", "a slice may not reach beyond its batch"
    if vendor == "postgresql":
        beyond = f"added.batch_to > {GRAMS_OF_BATCH.format(row='added')}"
        statements += refuse_added(slices, f"{slices}_in_batch", when=beyond, message=message)
    else:
        beyond = f"NEW.batch_to > {GRAMS_OF_BATCH.format(row='NEW')}"
        statements += refuse_insert(vendor, slices, f"{slices}_in_batch", when=beyond, message=message)
    statements += refuse_insert(
        vendor,
        "credits_batch",
        "credits_batch_no_overlap",
        when=(
            "EXISTS (SELECT 1 FROM credits_batch other WHERE other.registry = NEW.registry "
            "AND other.series = NEW.series AND other.block_start <= NEW.block_end "
            "AND other.block_end >= NEW.block_start)"
        ),
        message="serial blocks may not overlap",
    )
    statements += refuse_insert(
        vendor,
        "credits_poolblock",
        "credits_poolblock_no_overlap",
        when=(
            "EXISTS (SELECT 1 FROM credits_poolblock other WHERE other.batch_id = NEW.batch_id "
            "AND other.first_unit <= NEW.last_unit AND other.last_unit >= NEW.first_unit)"
        ),
        message="units are retired outside once",
    )
    statements += refuse_insert(
        vendor,
        "credits_poolblock",
        "credits_poolblock_in_batch",
        when=(
            "NOT EXISTS (SELECT 1 FROM credits_batch batch JOIN credits_pool pool ON pool.batch_id = batch.id "
            "WHERE batch.id = NEW.batch_id AND pool.id = NEW.pool_id "
            "AND NEW.first_unit >= batch.block_start AND NEW.last_unit <= batch.block_end)"
        ),
        message="a pool retires units of its own batch",
    )
    return statements


def two_people(vendor: str) -> list[str]:
    """Who proposes never approves, and what needs two people does not come without."""
    statements = refuse_insert(
        vendor,
        "credits_decision",
        "credits_decision_by_another",
        when=(
            "NEW.outcome = 'approved' AND EXISTS (SELECT 1 FROM credits_proposal proposal "
            "WHERE proposal.id = NEW.proposal_id AND proposal.proposed_by_id = NEW.decided_by_id)"
        ),
        message="who proposes does not approve",
    )
    for table, condition, kinds in PROPOSED:
        statements += refuse_insert(
            vendor,
            table,
            f"{table}_was_approved",
            when=f"{condition}NOT {APPROVED.format(kinds=kinds)}",
            message=f"{table} needs a proposal that another person approved",
        )
    return statements


def one_way(vendor: str) -> list[str]:
    """What moves, moves one way only."""
    shrinks = " OR ".join(f"NEW.{column} < OLD.{column}" for column in GROWING)
    changes = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in FIXED)
    statements = refuse_update(
        vendor,
        "credits_account",
        "credits_account_only_grows",
        when=f"{shrinks} OR {changes}",
        message="totals of an account only grow",
    )
    statements += refuse_delete(
        vendor, "credits_account", "credits_account_stays", message="an account stays"
    )
    statements += refuse_update(
        vendor,
        "credits_logstate",
        "credits_logstate_only_grows",
        when="NEW.size < OLD.size",
        message="the log only grows",
    )
    statements += refuse_delete(vendor, "credits_logstate", "credits_logstate_stays", message="the log stays")
    statements += refuse_update(
        vendor,
        "credits_witness",
        "credits_witness_keeps_its_key",
        when="NEW.name <> OLD.name OR NEW.public_key <> OLD.public_key",
        message="a witness keeps its key",
    )
    statements += refuse_delete(vendor, "credits_witness", "credits_witness_stays", message="a witness stays")
    statements += refuse_delete(
        vendor,
        "credits_pendingretirement",
        "credits_pendingretirement_waits",
        when=(
            "NOT EXISTS (SELECT 1 FROM credits_retirement retirement WHERE retirement.request_id = OLD.request_id) "
            "AND NOT EXISTS (SELECT 1 FROM credits_retirementrefusal refusal WHERE refusal.request_id = OLD.request_id)"
        ),
        message="a request waits until it is retired or refused",
    )
    statements += refuse_insert(
        vendor,
        "credits_retirementrefusal",
        "credits_retirementrefusal_of_what_waits",
        when="NOT EXISTS (SELECT 1 FROM credits_pendingretirement pending WHERE pending.request_id = NEW.request_id)",
        message="only a request that waits is refused",
    )
    statements += refuse_insert(
        vendor,
        "credits_pool",
        "credits_pool_one_open",
        when=(
            "EXISTS (SELECT 1 FROM credits_pool other LEFT JOIN credits_poolclosing closing "
            "ON closing.pool_id = other.id WHERE other.batch_id = NEW.batch_id AND closing.id IS NULL)"
        ),
        message="one pool of a batch is open at a time",
    )
    return statements


def make_append_only(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    statements = [sql for table in APPEND_ONLY for sql in refuse_change(vendor, table)]
    for statement in [*statements, *ranges(vendor), *two_people(vendor), *one_way(vendor)]:
        schema_editor.execute(statement)


def open_log(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("credits", "LogState").objects.create(id=1)


class Migration(migrations.Migration):
    dependencies = [("credits", "0001_ledger")]
    operations = [
        migrations.RunPython(open_log, migrations.RunPython.noop, elidable=False),
        migrations.RunPython(make_append_only, migrations.RunPython.noop, elidable=False),
    ]
