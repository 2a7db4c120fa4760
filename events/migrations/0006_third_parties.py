"""Whoever verifies or audits an event is of another organisation than its organiser, whoever writes, and stays so."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diandian.lib.triggers import refuse_insert, refuse_update

_IS_ORGANISERS_OWN = (
    "NEW.role IN ('verifier', 'auditor') AND NEW.organization_id = "
    "(SELECT organiser_id FROM events_event WHERE id = NEW.event_id)"
)
_BECOMES_ITS_OWN_JUDGE = (
    "OLD.organiser_id <> NEW.organiser_id AND EXISTS (SELECT 1 FROM events_membership member "
    "WHERE member.event_id = NEW.id AND member.role IN ('verifier', 'auditor') "
    "AND member.organization_id = NEW.organiser_id)"
)
_MESSAGE = "a verifier or auditor is of another organisation than the organiser"


def keep(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    table = "events_membership"
    for statement in (
        *refuse_insert(
            vendor, table, "events_membership_third_party", when=_IS_ORGANISERS_OWN, message=_MESSAGE
        ),
        *refuse_update(
            vendor, table, "events_membership_stays_third_party", when=_IS_ORGANISERS_OWN, message=_MESSAGE
        ),
        *refuse_update(
            vendor,
            "events_event",
            "events_event_is_judged_by_others",
            when=_BECOMES_ITS_OWN_JUDGE,
            message=_MESSAGE,
        ),
    ):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("events", "0005_organising_guards")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
