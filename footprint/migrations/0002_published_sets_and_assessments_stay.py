from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diandian.lib.triggers import refuse_change

SETS, FACTORS = "footprint_factorset", "footprint_factor"
FROZEN_COLUMNS = ["code", "version", "name", "name_zh_hans", "name_en", "content_digest", "published_at", "published_by_id"]
SET_IS_CLOSED = "a published factor set never changes"

# A published set may do one thing: be superseded.
UNLAWFUL_CHANGE = "OLD.state <> 'draft' AND (NEW.state <> 'superseded' OR {changed})"

POSTGRESQL = """
CREATE FUNCTION footprint_factor_of_a_draft() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    set_id bigint;
    set_state text;
BEGIN
    FOREACH set_id IN ARRAY CASE TG_OP
        WHEN 'INSERT' THEN ARRAY[NEW.factor_set_id]
        WHEN 'DELETE' THEN ARRAY[OLD.factor_set_id]
        ELSE ARRAY[OLD.factor_set_id, NEW.factor_set_id] END
    LOOP
        -- The lock keeps a publication that runs at the same time waiting until these factors are in it.
        SELECT state INTO set_state FROM footprint_factorset WHERE id = set_id FOR SHARE;
        IF set_state <> 'draft' THEN RAISE EXCEPTION '{message}'; END IF;
    END LOOP;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $body$;
CREATE TRIGGER footprint_factor_of_a_draft BEFORE INSERT OR UPDATE OR DELETE ON footprint_factor
    FOR EACH ROW EXECUTE FUNCTION footprint_factor_of_a_draft();
CREATE FUNCTION footprint_factorset_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN RAISE EXCEPTION '{message}'; END IF;
        RETURN OLD;
    END IF;
    IF {unlawful} THEN RAISE EXCEPTION '{message}'; END IF;
    RETURN NEW;
END $body$;
CREATE TRIGGER footprint_factorset_stays BEFORE UPDATE OR DELETE ON footprint_factorset
    FOR EACH ROW EXECUTE FUNCTION footprint_factorset_stays();
"""


def _sqlite_statements(unlawful: str) -> list[str]:
    abort = f"BEGIN SELECT RAISE(ABORT, '{SET_IS_CLOSED}'); END"
    closed = f"EXISTS (SELECT 1 FROM {SETS} WHERE id = {{row}}.factor_set_id AND state <> 'draft')"
    rows = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}
    return [
        *(
            f"CREATE TRIGGER {FACTORS}_no_{event.lower()}_when_published BEFORE {event} ON {FACTORS} "
            f"WHEN {' OR '.join(closed.format(row=row) for row in touched)} {abort}"
            for event, touched in rows.items()
        ),
        f"CREATE TRIGGER {SETS}_no_update_when_published BEFORE UPDATE ON {SETS} WHEN {unlawful} {abort}",
        f"CREATE TRIGGER {SETS}_no_delete_when_published BEFORE DELETE ON {SETS} WHEN OLD.state <> 'draft' {abort}",
    ]


def make_triggers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in ["id", *FROZEN_COLUMNS])
    unlawful = UNLAWFUL_CHANGE.format(changed=changed)
    if vendor == "postgresql":
        schema_editor.execute(POSTGRESQL.format(message=SET_IS_CLOSED, unlawful=unlawful))
    else:
        for statement in _sqlite_statements(unlawful):
            schema_editor.execute(statement)
    for statement in refuse_change(vendor, "footprint_assessment"):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("footprint", "0001_factors")]
    operations = [migrations.RunPython(make_triggers, migrations.RunPython.noop, elidable=False)]
