from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diandian.lib.triggers import refuse_change

TABLES = ("certificates_card", "certificates_supersession")


def keep_rows(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for table in TABLES:
        for statement in refuse_change(schema_editor.connection.vendor, table):
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0011_cards_and_successors")]
    operations = [migrations.RunPython(keep_rows, migrations.RunPython.noop, elidable=False)]
