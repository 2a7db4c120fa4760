"""What the database keeps of the organiser's side, whoever writes: rows that only add up, and terms that stay."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diandian.lib.triggers import refuse_change, refuse_delete, refuse_update

ADDED_ONLY = (
    "events_coursestep",
    "events_evidencefile",
    "events_measurestep",
    "events_finding",
    "events_verificationstatement",
    "events_eventretirement",
    "events_declaration",
    "events_witnessrevocation",
    "events_reportfile",
)
# Migration 0002's settings, and what is agreed before an event opens.
AGREED = (
    "factor_library",
    "allows_weak_factors",
    "flight_method",
    "counts_non_co2",
    "counts_spectators",
    "leftover_rule",
    "next_event_id",
)


def _differs(column: str) -> str:
    """Whether a column changes; NULL is a value like another."""
    old, new = f"OLD.{column}", f"NEW.{column}"
    return f"({old} <> {new} OR ({old} IS NULL) <> ({new} IS NULL))"


def keep(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    statements = [statement for table in ADDED_ONLY for statement in refuse_change(vendor, table)]
    name = "events_event_counts_alike"
    on_table = " ON events_event" if vendor == "postgresql" else ""
    statements += [f"DROP TRIGGER IF EXISTS {name}{on_table}"]
    if vendor == "postgresql":
        statements += [f"DROP FUNCTION IF EXISTS {name}()"]
    changed = " OR ".join(_differs(column) for column in AGREED)
    statements += refuse_update(
        vendor,
        "events_event",
        name,
        when=f"OLD.state <> 'planned' AND ({changed})",
        message="what is agreed before an event opens stays as it is",
    )
    statements += refuse_update(
        vendor,
        "events_membership",
        "events_membership_keeps_its_role",
        when="OLD.role <> NEW.role OR OLD.user_id <> NEW.user_id OR OLD.event_id <> NEW.event_id",
        message="a person has one role at an event, for good",
    )
    statements += refuse_delete(
        vendor, "events_membership", "events_membership_stays", message="a membership is ended, never deleted"
    )
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("events", "0004_organising")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
