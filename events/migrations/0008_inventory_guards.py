"""What the database keeps of inventories: what was submitted never changes, and its total is that of its lines."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diandian.lib.triggers import refuse_delete, refuse_insert, refuse_update

VERSIONS, LINES = "events_inventory", "events_inventoryline"
# A draft's own, from its first moment on.
GIVEN = ("event_id", "kind", "number", "based_on_id", "created_by_id", "created_at")
# All of a submitted version but its state.
SUBMITTED = (
    *GIVEN,
    *("reason", "boundary_zh", "boundary_en", "exclusions_zh", "exclusions_en", "factor_set_id"),
    *("total_grams", "content_digest", "submitted_by_id", "submitted_at"),
)
_LOCK = f"SELECT 1 FROM {VERSIONS} WHERE id = NEW.inventory_id FOR UPDATE"


def _differs(column: str) -> str:
    """Whether a column changes; NULL is a value like another."""
    old, new = f"OLD.{column}", f"NEW.{column}"
    return f"({old} <> {new} OR ({old} IS NULL) <> ({new} IS NULL))"


def _changed(columns: tuple[str, ...]) -> str:
    return " OR ".join(_differs(column) for column in columns)


def _closed(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM {VERSIONS} v WHERE v.id = {row}.inventory_id AND v.state <> 'draft')"


def keep(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    stays = "what was submitted of an inventory never changes"
    sum_of_lines = f"(SELECT COALESCE(SUM(l.amount_grams), 0) FROM {LINES} l WHERE l.inventory_id = NEW.id)"
    next_state = (
        "(OLD.state = 'draft' AND NEW.state = 'submitted') OR (OLD.state = 'submitted' AND NEW.state = 'verified')"
    )
    statements = [
        *refuse_insert(
            vendor,
            VERSIONS,
            f"{VERSIONS}_begins_as_a_draft",
            when="NEW.state <> 'draft'",
            message="an inventory begins as a draft",
        ),
        *refuse_update(
            vendor,
            VERSIONS,
            f"{VERSIONS}_stays",
            when=f"({_changed(GIVEN)}) OR (OLD.state <> 'draft' AND ({_changed(SUBMITTED)})) "
            f"OR (OLD.state <> NEW.state AND NOT ({next_state}))",
            message=stays,
        ),
        *refuse_update(
            vendor,
            VERSIONS,
            f"{VERSIONS}_adds_up",
            when=f"OLD.state = 'draft' AND NEW.state = 'submitted' AND (NEW.total_grams <> {sum_of_lines} "
            "OR NEW.boundary_zh = '' OR NEW.boundary_en = '')",
            message="a submitted inventory adds up and names its boundary",
        ),
        *refuse_delete(vendor, VERSIONS, f"{VERSIONS}_is_kept", message="a version of an inventory is kept"),
        *refuse_insert(
            vendor,
            LINES,
            f"{LINES}_into_drafts_only",
            when=_closed("NEW"),
            message=stays,
            writers_lock=_LOCK,
        ),
        *refuse_update(
            vendor,
            LINES,
            f"{LINES}_stays",
            when=f"{_closed('OLD')} OR OLD.inventory_id <> NEW.inventory_id OR OLD.line_id <> NEW.line_id",
            message=stays,
        ),
        *refuse_delete(vendor, LINES, f"{LINES}_is_kept", message=stays, when=_closed("OLD")),
    ]
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("events", "0007_donating_guards")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
