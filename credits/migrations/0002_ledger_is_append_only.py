from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diandian.lib.triggers import (
    refuse_added,
    refuse_change,
    refuse_delete,
    refuse_insert,
    refuse_overlap,
    refuse_removed,
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
    "credits_poolwithdrawal",
    "credits_proposal",
    "credits_reconciliation",
    "credits_retirement",
    "credits_retirementrefusal",
    "credits_retirementrequest",
    "credits_retirementslice",
    "credits_tapegap",
    "credits_transfer",
]
# Whoever writes holds the lock of the log; who goes round the code waits for it here.
WRITERS_LOCK = "SELECT 1 FROM credits_logstate WHERE id = 1 FOR UPDATE"
GRAMS_OF_BATCH = "(SELECT (batch.block_end - batch.block_start + 1) * 1000000 FROM credits_batch batch WHERE batch.id = {row}.batch_id)"
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
    ("credits_retirementrequest", "NEW.kind = 'replacement' AND ", "'replace'"),
    ("credits_transfer", "NEW.kind = 'issue' AND ", "'issue'"),
    ("credits_transfer", "NEW.kind = 'reverse' AND ", "'reverse'"),
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
        statements += refuse_overlap(
            vendor, table, owner=owner, start=start, end=end, writers_lock=WRITERS_LOCK
        )
    # What is retired lies in a lot, and so within its batch too.
    statements += refuse_insert(
        vendor,
        "credits_lot",
        "credits_lot_in_batch",
        when=f"NEW.batch_from + NEW.tape_to - NEW.tape_from > {GRAMS_OF_BATCH.format(row='NEW')}",
        message="a lot may not reach beyond its batch",
    )
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
            "EXISTS (SELECT 1 FROM credits_poolblock other LEFT JOIN credits_poolwithdrawal withdrawal "
            "ON withdrawal.pool_id = other.pool_id WHERE other.batch_id = NEW.batch_id AND withdrawal.id IS NULL "
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


RETIREMENTS, SLICES = "credits_retirement", "credits_retirementslice"
REQUEST_SAYS = (
    "request.account_id = {row}.account_id AND request.amount_grams = {row}.amount_grams "
    "AND request.beneficiary = {row}.beneficiary"
)
LIES_IN_LOT = (
    "lot.batch_id = {row}.batch_id AND lot.account_id = retirement.account_id "
    "AND lot.batch_from <= {row}.batch_from "
    "AND lot.batch_from + lot.tape_to - lot.tape_from >= {row}.batch_to"
)
SLICES_SUM = (
    "COALESCE((SELECT SUM(slice.batch_to - slice.batch_from) FROM credits_retirementslice slice "
    "WHERE slice.retirement_id = {row}.retirement_id), 0)"
)


def retirements(vendor: str) -> list[str]:
    """A retirement is what was asked for, and its slices are its grams, out of lots of its account.

    In place of foreign keys, which look each row up for themselves: a statement at a time, and at more than ids.
    """
    asked, lot = "a retirement is what was asked for", "a slice lies in a lot of its account and batch"
    whole = "the slices of a retirement are its grams"
    if vendor == "postgresql":
        return [
            *refuse_added(
                RETIREMENTS,
                f"{RETIREMENTS}_as_requested",
                rows="added LEFT JOIN credits_retirementrequest request ON request.id = added.request_id",
                when=f"({REQUEST_SAYS.format(row='added')}) IS NOT TRUE",
                message=asked,
            ),
            *refuse_added(
                SLICES,
                f"{SLICES}_in_lot",
                rows=(
                    "added LEFT JOIN credits_lot lot ON lot.id = added.lot_id "
                    "LEFT JOIN credits_retirement retirement ON retirement.request_id = added.retirement_id"
                ),
                when=f"({LIES_IN_LOT.format(row='added')}) IS NOT TRUE",
                message=lot,
            ),
            *refuse_added(
                SLICES,
                f"{SLICES}_are_whole",
                rows="added JOIN credits_retirement retirement ON retirement.request_id = added.retirement_id",
                when=f"retirement.amount_grams <> {SLICES_SUM.format(row='added')}",
                message=whole,
            ),
        ]
    known = f"EXISTS (SELECT 1 FROM credits_retirementrequest request WHERE request.id = NEW.request_id AND {REQUEST_SAYS.format(row='NEW')})"
    lies = (
        "EXISTS (SELECT 1 FROM credits_lot lot, credits_retirement retirement WHERE lot.id = NEW.lot_id "
        f"AND retirement.request_id = NEW.retirement_id AND {LIES_IN_LOT.format(row='NEW')})"
    )
    more = (
        f"NEW.batch_to - NEW.batch_from + {SLICES_SUM.format(row='NEW')} > (SELECT retirement.amount_grams "
        "FROM credits_retirement retirement WHERE retirement.request_id = NEW.retirement_id)"
    )
    return [
        *refuse_insert(
            vendor, RETIREMENTS, f"{RETIREMENTS}_as_requested", when=f"NOT {known}", message=asked
        ),
        *refuse_insert(vendor, SLICES, f"{SLICES}_in_lot", when=f"NOT {lies}", message=lot),
        # Row by row the last slice is not known as such: no more than the grams, and the audit asks for all of them.
        *refuse_insert(vendor, SLICES, f"{SLICES}_are_whole", when=more, message=whole),
    ]


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
    for number, (table, condition, kinds) in enumerate(PROPOSED):
        statements += refuse_insert(
            vendor,
            table,
            f"{table}_was_approved_{number}",
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
    statements += refuse_update(
        vendor,
        "credits_account",
        "credits_account_is_credited_by_lots",
        when=(
            "NEW.credited_grams <> OLD.credited_grams AND NEW.kind NOT IN ('outside', 'retired') AND NOT EXISTS "
            "(SELECT 1 FROM credits_lot lot WHERE lot.account_id = NEW.id AND lot.tape_to = NEW.credited_grams)"
        ),
        message="an account is credited by what lies on its tape",
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
            "ON closing.pool_id = other.id LEFT JOIN credits_poolwithdrawal withdrawal "
            "ON withdrawal.pool_id = other.id WHERE other.batch_id = NEW.batch_id "
            "AND closing.id IS NULL AND withdrawal.id IS NULL)"
        ),
        message="one pool of a batch is open at a time",
    )
    return statements


NOT_ENDED = (
    "NOT EXISTS (SELECT 1 FROM credits_retirement retirement WHERE retirement.request_id = {row}.request_id) "
    "AND NOT EXISTS (SELECT 1 FROM credits_retirementrefusal refusal WHERE refusal.request_id = {row}.request_id)"
)


def queue(vendor: str) -> list[str]:
    """What waits, waits until it ends; what has ended never waits again."""
    waiting, name = "credits_pendingretirement", "credits_pendingretirement_waits"
    message = "a request waits until it is retired or refused"
    if vendor == "postgresql":
        statements = refuse_removed(waiting, name, when=NOT_ENDED.format(row="removed"), message=message)
    else:
        statements = refuse_delete(vendor, waiting, name, when=NOT_ENDED.format(row="OLD"), message=message)
    statements += refuse_update(
        vendor,
        "credits_pendingretirement",
        "credits_pendingretirement_stays",
        when="1 = 1",
        message="a place in the queue is not changed",
    )
    statements += refuse_insert(
        vendor,
        "credits_pendingretirement",
        "credits_pendingretirement_once",
        when=(
            "EXISTS (SELECT 1 FROM credits_retirement retirement WHERE retirement.request_id = NEW.request_id) "
            "OR EXISTS (SELECT 1 FROM credits_retirementrefusal refusal WHERE refusal.request_id = NEW.request_id)"
        ),
        message="what has ended does not wait",
    )
    statements += refuse_insert(
        vendor,
        "credits_retirementrequest",
        "credits_retirementrequest_replaces_no_more",
        when=(
            "NEW.replaces_id IS NOT NULL AND NEW.amount_grams + COALESCE((SELECT SUM(other.amount_grams) "
            "FROM credits_retirementrequest other LEFT JOIN credits_retirementrefusal refusal "
            "ON refusal.request_id = other.id WHERE other.replaces_id = NEW.replaces_id "
            "AND refusal.id IS NULL), 0) > (SELECT retirement.amount_grams FROM credits_retirement retirement "
            "WHERE retirement.request_id = NEW.replaces_id)"
        ),
        message="no more is replaced than was retired",
    )
    return statements


LEAVES = "credits_poolleaf"
# Leaves come before the closing of their pool, and a retirement's leaves never exceed what it has of the batch.
LEAF_IS_LATE = (
    "EXISTS (SELECT 1 FROM credits_poolclosing closing WHERE closing.pool_id = {row}.pool_id) "
    "OR EXISTS (SELECT 1 FROM credits_poolwithdrawal withdrawal WHERE withdrawal.pool_id = {row}.pool_id)"
)
LEAF_IS_TOO_MUCH = (
    "{own}(SELECT COALESCE(SUM(other.amount_grams), 0) FROM credits_poolleaf other "
    "JOIN credits_pool others ON others.id = other.pool_id "
    "JOIN credits_pool own ON own.id = {row}.pool_id AND own.batch_id = others.batch_id "
    "WHERE other.retirement_id = {row}.retirement_id) > "
    "(SELECT COALESCE(SUM(slice.batch_to - slice.batch_from), 0) FROM credits_retirementslice slice "
    "JOIN credits_pool own ON own.id = {row}.pool_id AND own.batch_id = slice.batch_id "
    "WHERE slice.retirement_id = {row}.retirement_id)"
)


def pool_leaves(vendor: str) -> list[str]:
    """No gram is counted in two pools, or in a pool of another batch; a closed pool stays as it is."""
    late, much = "a closed pool takes no leaf", "a leaf has no more than its retirement has of the batch"
    if vendor == "postgresql":
        return [
            *refuse_added(LEAVES, f"{LEAVES}_in_time", when=LEAF_IS_LATE.format(row="added"), message=late),
            # After the insert: the leaf itself is among those that are summed.
            *refuse_added(
                LEAVES, f"{LEAVES}_no_more", when=LEAF_IS_TOO_MUCH.format(row="added", own=""), message=much
            ),
        ]
    return [
        *refuse_insert(
            vendor, LEAVES, f"{LEAVES}_in_time", when=LEAF_IS_LATE.format(row="NEW"), message=late
        ),
        *refuse_insert(
            vendor,
            LEAVES,
            f"{LEAVES}_no_more",
            when=LEAF_IS_TOO_MUCH.format(row="NEW", own="NEW.amount_grams + "),
            message=much,
        ),
    ]


def make_append_only(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    statements = [sql for table in APPEND_ONLY for sql in refuse_change(vendor, table)]
    for statement in [
        *statements,
        *ranges(vendor),
        *retirements(vendor),
        *two_people(vendor),
        *one_way(vendor),
        *queue(vendor),
        *pool_leaves(vendor),
    ]:
        schema_editor.execute(statement)


def open_log(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("credits", "LogState").objects.create(id=1)
    # The ledger's own accounts are there before anybody could open one of another kind under their code.
    for code in ("outside", "retired", "cancelled", "impaired"):
        apps.get_model("credits", "Account").objects.create(code=code, kind=code)


class Migration(migrations.Migration):
    dependencies = [("credits", "0001_ledger")]
    operations = [
        migrations.RunPython(open_log, migrations.RunPython.noop, elidable=False),
        migrations.RunPython(make_append_only, migrations.RunPython.noop, elidable=False),
    ]
