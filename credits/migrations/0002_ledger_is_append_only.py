from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diandian.lib.triggers import refuse_change, refuse_delete, refuse_insert, refuse_overlap

APPEND_ONLY = [
    "credits_batch",
    "credits_transfer",
    "credits_lot",
    "credits_hold",
    "credits_holdclosure",
    "credits_retirementrequest",
    "credits_retirement",
    "credits_retirementslice",
]
BATCH_GRAMS = (
    "(SELECT (batch.block_end - batch.block_start + 1) * 1000000 FROM credits_batch batch WHERE batch.id = NEW.batch_id)"
)


def make_append_only(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    statements = [sql for table in APPEND_ONLY for sql in refuse_change(vendor, table)]
    statements += refuse_overlap(
        vendor, "credits_retirementslice", owner="batch_id", start="batch_from", end="batch_to"
    )
    statements += refuse_overlap(vendor, "credits_lot", owner="account_id", start="tape_from", end="tape_to")
    statements += refuse_insert(
        vendor,
        "credits_retirementslice",
        "credits_retirementslice_in_batch",
        when=f"NEW.batch_to > {BATCH_GRAMS}",
        message="a slice may not reach beyond its batch",
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
    statements += refuse_delete(
        vendor,
        "credits_pendingretirement",
        "credits_pendingretirement_waits",
        when=(
            "NOT EXISTS (SELECT 1 FROM credits_retirement retirement "
            "WHERE retirement.request_id = OLD.request_id)"
        ),
        message="a request waits until it is retired",
    )
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("credits", "0001_ledger")]
    operations = [migrations.RunPython(make_append_only, migrations.RunPython.noop, elidable=False)]
