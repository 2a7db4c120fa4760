from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diandian.lib.triggers import refuse_added, refuse_delete, refuse_insert, refuse_unfinished

# Whoever writes holds the lock of the log; who goes round the code waits for it here.
WRITERS_LOCK = "SELECT 1 FROM credits_logstate WHERE id = 1 FOR UPDATE"
# What a body says, and a batch's id as a body writes it.
BODY = {
    "postgresql": {
        "text": "proposal.body->>'{}'",
        "number": "(proposal.body->>'{}')::bigint",
        "batch": "batch.public_id::text = proposal.body->>'batch'",
    },
    "sqlite": {
        "text": "json_extract(proposal.body, '$.{}')",
        "number": "json_extract(proposal.body, '$.{}')",
        "batch": "batch.public_id = REPLACE(json_extract(proposal.body, '$.batch'), '-', '')",
    },
}
AGREED = (
    "EXISTS (SELECT 1 FROM credits_proposal proposal "
    "JOIN credits_account account ON account.id = NEW.debit_account_id"
)
CANCELLED_WITH_IT = (
    "(NEW.amount_grams + COALESCE((SELECT SUM(other.amount_grams) FROM credits_transfer other "
    "WHERE other.proposal_id = NEW.proposal_id AND other.kind = 'cancel'), 0))"
)
# What a pool's block has over, once its leaves are there: they come before what is given up.
RESIDUAL = (
    "((block.last_unit - block.first_unit + 1) * 1000000 - COALESCE((SELECT SUM(leaf.amount_grams) "
    "FROM credits_poolleaf leaf WHERE leaf.pool_id = block.pool_id), 0))"
)


def cancellations(vendor: str) -> list[str]:
    """What is cancelled is what two people agreed on: that account, that batch, so many grams and no more."""
    said = BODY[vendor]
    text, number = said["text"].format, said["number"].format
    itself = (
        f"{AGREED} JOIN credits_batch batch ON batch.id = NEW.batch_id "
        f"WHERE proposal.id = NEW.proposal_id AND proposal.kind = 'cancel' AND account.code = {text('account')} "
        f"AND {said['batch']} AND {CANCELLED_WITH_IT} <= {number('amount_grams')})"
    )
    residual = (
        f"{AGREED} JOIN credits_pool pool ON pool.number = {number('pool')} "
        "JOIN credits_poolblock block ON block.pool_id = pool.id "
        "WHERE proposal.id = NEW.proposal_id AND proposal.kind = 'close-pool' "
        f"AND account.code = {text('residual_from')} AND pool.batch_id = NEW.batch_id "
        f"AND {CANCELLED_WITH_IT} <= {RESIDUAL})"
    )
    return refuse_insert(
        vendor,
        "credits_transfer",
        "credits_transfer_cancels_as_proposed",
        when=f"NEW.kind = 'cancel' AND NOT {itself} AND NOT {residual}",
        message="no more is cancelled than was proposed, and nothing else",
        writers_lock=WRITERS_LOCK,
    )


RETIREMENTS, SLICES, WAITING = "credits_retirement", "credits_retirementslice", "credits_pendingretirement"
SLICES_SUM = (
    "(SELECT SUM(slice.batch_to - slice.batch_from) FROM credits_retirementslice slice "
    "WHERE slice.retirement_id = {row}.request_id)"
)
LIES_IN_LOT = (
    "lot.batch_id = added.batch_id AND lot.account_id = retirement.account_id "
    "AND lot.batch_from <= added.batch_from "
    "AND lot.batch_from + lot.tape_to - lot.tape_from >= added.batch_to"
)
IS_WHOLE = (
    "EXISTS (SELECT 1 FROM credits_retirement retirement WHERE retirement.request_id = OLD.request_id "  # noqa: S608
    f"AND retirement.amount_grams = {SLICES_SUM.format(row='retirement')})"
)
IS_REFUSED = (
    "EXISTS (SELECT 1 FROM credits_retirementrefusal refusal WHERE refusal.request_id = OLD.request_id)"
)


def slices(vendor: str) -> list[str]:
    """A retirement comes with its slices, which are its grams."""
    return slices_at_the_end() if vendor == "postgresql" else slices_before_the_queue_is_left()


def slices_at_the_end() -> list[str]:
    """PostgreSQL sums the slices of each new retirement when its transaction ends, and no more after each statement.

    So that none is left out, a slice comes in the transaction of its retirement: it is among those noted there.
    """
    name = f"{RETIREMENTS}_is_its_slices"
    return [
        *refuse_unfinished(
            RETIREMENTS,
            name,
            number="leaf_index",
            when=f"(added.amount_grams = {SLICES_SUM.format(row='added')}) IS NOT TRUE",
            message="the slices of a retirement are its grams",
        ),
        f"DROP FUNCTION {SLICES}_are_whole CASCADE",
        f"DROP FUNCTION {SLICES}_in_lot CASCADE",
        *refuse_added(
            SLICES,
            f"{SLICES}_in_lot",
            rows=(
                "added LEFT JOIN credits_lot lot ON lot.id = added.lot_id "
                "LEFT JOIN credits_retirement retirement ON retirement.request_id = added.retirement_id "
                f"LEFT JOIN {name}_notes note ON retirement.leaf_index BETWEEN note.first AND note.last"
            ),
            when=f"({LIES_IN_LOT} AND note.first IS NOT NULL) IS NOT TRUE",
            message="a slice lies in a lot of its account and batch, and comes with its retirement",
        ),
    ]


def slices_before_the_queue_is_left() -> list[str]:
    """SQLite asks nothing when a transaction ends. But whoever waits does so until the slices are there as well."""
    name = f"{WAITING}_waits"
    return [
        f"DROP TRIGGER {name}",
        *refuse_delete(
            "sqlite",
            WAITING,
            name,
            when=f"NOT {IS_WHOLE} AND NOT {IS_REFUSED}",
            message="a request waits until it is retired or refused",
        ),
    ]


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    for statement in [*cancellations(vendor), *slices(vendor)]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("credits", "0002_ledger_is_append_only")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop, elidable=False)]
