"""An event's days stay once it is closed, and a draft of an inventory may be given up."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diandian.lib.triggers import refuse_delete, refuse_update

EVENTS, VERSIONS = "events_event", "events_inventory"
KEPT = f"{VERSIONS}_is_kept"  # of migration 0008: it kept drafts too
_FROM_CLOSED = "OLD.state NOT IN ('planned', 'open')"


def _forget_kept(vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [
            statement
            for name in (KEPT, f"{KEPT}_whole")
            for statement in (f"DROP TRIGGER {name} ON {VERSIONS}", f"DROP FUNCTION {name}()")
        ]
    return [f"DROP TRIGGER {KEPT}"]


def keep(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    statements = [
        *refuse_update(
            vendor,
            EVENTS,
            f"{EVENTS}_days_stay",
            when=f"{_FROM_CLOSED} AND (OLD.starts_on <> NEW.starts_on OR OLD.ends_on <> NEW.ends_on)",
            message="the days of an event that is closed stay as they are",
        ),
        *_forget_kept(vendor),
        *refuse_delete(
            vendor,
            VERSIONS,
            KEPT,
            when="OLD.state <> 'draft'",
            message="a submitted version of an inventory is kept",
        ),
    ]
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("events", "0012_guest_texts")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
