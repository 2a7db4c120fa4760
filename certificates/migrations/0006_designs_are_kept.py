from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diandian.lib.triggers import refuse_delete, refuse_insert, refuse_update

TABLE = "certificates_design"


def keep_designs(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    statements = [
        *refuse_insert(
            vendor,
            TABLE,
            f"{TABLE}_begins_as_draft",
            when="NEW.published_at IS NOT NULL",
            message="a design begins as a draft",
        ),
        *refuse_update(
            vendor,
            TABLE,
            f"{TABLE}_stays_as_published",
            when="OLD.published_at IS NOT NULL",
            message="a published design is never changed",
        ),
        *refuse_delete(
            vendor,
            TABLE,
            f"{TABLE}_published_stays",
            when="OLD.published_at IS NOT NULL",
            message="a published design is never deleted",
        ),
    ]
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0005_designs")]
    operations = [migrations.RunPython(keep_designs, migrations.RunPython.noop, elidable=False)]
