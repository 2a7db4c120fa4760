from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diandian.lib.triggers import refuse_change, refuse_delete, refuse_update

TABLE = "certificates_certificate"
# What was stated stays stated. State, its date, the successor and the choice to show the name may still move.
KEPT = [
    "number",
    "key",
    "input_digest",
    "kind",
    "language",
    "holder_name",
    "beneficiary",
    "event_code",
    "event_name_zh",
    "event_name_en",
    "boundary_zh",
    "boundary_en",
    "method",
    "amount_grams",
    "funding",
    "is_demonstration",
    "pledged_at",
    "retirement_request_id",
    "statement",
]


def keep_certificates(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in KEPT)
    statements = [
        *refuse_delete(vendor, TABLE, f"{TABLE}_no_delete", message="a certificate is never deleted"),
        *refuse_update(
            vendor,
            TABLE,
            f"{TABLE}_stays_as_stated",
            when=f"OLD.statement IS NOT NULL AND ({changed})",
            message="a stated certificate is never changed",
        ),
        *refuse_change(vendor, "certificates_rendering"),
    ]
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_certificates")]
    operations = [migrations.RunPython(keep_certificates, migrations.RunPython.noop, elidable=False)]
