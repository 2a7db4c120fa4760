from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diandian.lib.triggers import refuse_delete, refuse_update

NEVER_DELETED = [
    "payments_order",
    "payments_paymentattempt",
    "payments_refund",
    "payments_gatewaynotification",
]
# All columns of a notification but its outcome and the reason for it.
NOTIFICATION_FROZEN = [
    "id",
    "gateway",
    "notification_id",
    "attempt_number",
    "headers",
    "body",
    "verified",
    "received_at",
]
# What was agreed upon when the order was placed; only how it stands may change.
ORDER_FROZEN = [
    "id",
    "number",
    "address_code",
    "key",
    "input_digest",
    "account_code",
    "amount_grams",
    "amount_fen",
    "beneficiary",
    "hold_id",
    "created_at",
]
# What was taken is written once.
ATTEMPT_FROZEN_ONCE_TAKEN = "(OLD.paid_fen <> 0 AND OLD.paid_fen <> NEW.paid_fen)"
ATTEMPT_FROZEN = ["id", "order_id", "gateway", "number", "amount_fen", "opened_at"]
REFUND_FROZEN = ["id", "order_id", "attempt_id", "number", "key", "amount_fen", "requested_at"]
FROZEN = {
    "payments_gatewaynotification": NOTIFICATION_FROZEN,
    "payments_order": ORDER_FROZEN,
    "payments_paymentattempt": ATTEMPT_FROZEN,
    "payments_refund": REFUND_FROZEN,
}


def keep_traces(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    for table in NEVER_DELETED:
        for statement in refuse_delete(vendor, table, f"{table}_no_delete", message=f"{table}: rows stay"):
            schema_editor.execute(statement)
    for table, columns in FROZEN.items():
        when = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in columns)
        if table == "payments_paymentattempt":
            when = f"{when} OR {ATTEMPT_FROZEN_ONCE_TAKEN}"
        for statement in refuse_update(
            vendor, table, f"{table}_frozen", when=when, message=f"{table}: history is not rewritten"
        ):
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_orders")]
    operations = [migrations.RunPython(keep_traces, migrations.RunPython.noop, elidable=False)]
