"""What the papers of a guest list say of the event is kept with the list, and agreed on with it."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diandian.lib.triggers import refuse_insert, refuse_update

LISTS = "events_guestlist"


def keep(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    names = ("event_name_zh", "event_name_en")
    unsaid = " OR ".join(f"COALESCE(NEW.{each}, '') = ''" for each in (*names, "boundary_zh", "boundary_en"))
    for statement in (
        *refuse_insert(
            vendor,
            LISTS,
            "events_guestlist_says_what_papers_say",
            when=unsaid,
            message="a guest list has the words of its papers",
        ),
        *refuse_update(
            vendor,
            LISTS,
            "events_guestlist_keeps_names",
            when=" OR ".join(f"OLD.{each} {differs} NEW.{each}" for each in names),
            message="a guest list stays as it was entered and decided",
        ),
    ):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("events", "0011_report_making")]

    # The columns may be empty, so that SQLite adds them where the table is, and its triggers stay.
    operations = [
        migrations.AddField(
            model_name="guestlist",
            name="event_name_zh",
            field=models.CharField(max_length=200, null=True, verbose_name="event in Chinese"),
        ),
        migrations.AddField(
            model_name="guestlist",
            name="event_name_en",
            field=models.CharField(max_length=200, null=True, verbose_name="event in English"),
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
