from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diandian.lib.triggers import refuse_update

TABLE = "certificates_certificate"
KEPT = ['"group"', "movement"]  # beside what migration 0002 keeps


def keep_kinds(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in KEPT)
    statements = [
        *refuse_update(
            vendor,
            TABLE,
            f"{TABLE}_stays_together",
            when=f"OLD.statement IS NOT NULL AND ({changed})",
            message="a stated certificate is never changed",
        ),
        *refuse_update(
            vendor,
            TABLE,
            f"{TABLE}_keeps_its_kind",
            when="OLD.statement IS NULL AND OLD.kind <> NEW.kind",
            message="a certificate stays of its kind",
        ),
    ]
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0007_kinds")]
    operations = [migrations.RunPython(keep_kinds, migrations.RunPython.noop, elidable=False)]
