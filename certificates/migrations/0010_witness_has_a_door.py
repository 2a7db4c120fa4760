"""A real witness certificate is possible from now on. `events` makes the database ask for what it rests on."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "certificates_certificate"
_triggers: list[str] = []  # SQLite makes a table anew to change its constraints, and drops its triggers


def remember_triggers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _triggers.clear()
    if schema_editor.connection.vendor == "sqlite":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
            _triggers.extend(row[0] for row in cursor.fetchall())


def put_triggers_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for trigger in _triggers:
        schema_editor.execute(trigger)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0009_rendered_with_the_paper")]

    operations = [
        migrations.RunPython(remember_triggers, migrations.RunPython.noop, elidable=False),
        migrations.RemoveConstraint(
            model_name="certificate", name="certificate_of_witness_is_a_demonstration"
        ),
        migrations.RunPython(put_triggers_back, migrations.RunPython.noop, elidable=False),
    ]
