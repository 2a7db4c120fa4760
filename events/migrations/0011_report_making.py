"""Reports that a worker makes: one of a kind at a time, a heart that beats, and what was made stays as it was made."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diandian.lib.triggers import refuse_delete, refuse_update


def keep(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    statements = [
        *refuse_update(
            vendor,
            "events_report",
            "events_report_stays_as_made",
            when="OLD.state = 'ready'",
            message="a report stays as it was made",
        ),
        *refuse_update(
            vendor,
            "events_report",
            "events_report_numbers_are_frozen",
            when=f"OLD.numbers IS NOT NULL AND OLD.numbers {differs} NEW.numbers",
            message="the numbers of a report are frozen when its making starts",
        ),
        *refuse_delete(
            vendor, "events_report", "events_report_is_kept", message="a report that was asked for is kept"
        ),
    ]
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("events", "0010_course")]

    operations = [
        migrations.AddField(
            model_name="report",
            name="beats_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["waiting", "making"])),
                fields=("event", "kind", "language"),
                name="one_report_of_a_kind_is_on_its_way",
            ),
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
