"""A revoked witness certificate may be replaced by another, and an event's certificate is as real as the event."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diandian.lib.triggers import refuse_insert, refuse_update

EVENT, SEEN, PAPER = "events_event", "events_witnessing", "certificates_certificate"
_NOT_REVOKED = "NOT EXISTS (SELECT 1 FROM events_witnessrevocation back WHERE back.witnessing_id = seen.id)"
_NEWEST_VERSION = (
    "EXISTS (SELECT 1 FROM events_verificationstatement stated "
    "JOIN events_verification work ON work.id = stated.verification_id "
    "JOIN events_inventory version ON version.id = work.inventory_id "
    "WHERE stated.id = said.statement_id AND version.event_id = said.event_id AND version.kind = 'actual' "
    "AND NOT EXISTS (SELECT 1 FROM events_inventory later WHERE later.event_id = version.event_id "
    "AND later.kind = 'actual' AND later.state <> 'draft' AND later.number > version.number))"
)
# Of migration 0010, but for events that were witnessed by a certificate that was revoked: see `_ONE_AT_A_TIME`.
_STANDS = (
    "EXISTS (SELECT 1 FROM events_declaration said JOIN events_event event ON event.id = said.event_id "  # noqa: S608
    f"WHERE said.id = NEW.declaration_id AND event.state IN ('declared', 'witnessed') AND {_NEWEST_VERSION})"
)
_ONE_AT_A_TIME = (
    f"EXISTS (SELECT 1 FROM {SEEN} seen WHERE seen.declaration_id = NEW.declaration_id "  # noqa: S608
    f"AND seen.state <> 'declined' AND {_NOT_REVOKED})"
)
_DOOR = (
    f"EXISTS (SELECT 1 FROM {SEEN} seen JOIN events_declaration said ON said.id = seen.declaration_id "  # noqa: S608
    "JOIN events_event event ON event.id = said.event_id "
    "WHERE seen.key = NEW.key AND seen.state = 'approved' AND seen.certificate_id IS NULL "
    "AND event.state IN ('declared', 'witnessed') AND event.slug = NEW.event_code)"
)
_OWN_CERTIFICATE = (
    f"EXISTS (SELECT 1 FROM {PAPER} paper JOIN events_declaration said ON said.id = NEW.declaration_id "  # noqa: S608
    "JOIN events_event event ON event.id = said.event_id "
    "WHERE paper.id = NEW.certificate_id AND paper.key = NEW.key AND paper.kind = 'witness' "
    "AND paper.is_demonstration = event.is_demonstration)"
)
_EVENT_LOCKED = (
    f"SELECT 1 FROM {EVENT} WHERE id = "  # noqa: S608
    "(SELECT event_id FROM events_declaration WHERE id = NEW.declaration_id) FOR UPDATE"
)
FIRST, DECLARED, OWN = f"{SEEN}_is_proposed_first", f"{SEEN}_of_a_declared_event", f"{SEEN}_has_its_own_paper"
REAL = f"{PAPER}_of_a_real_witness"
# Made anew, under the name that they had.
REPLACED = ((FIRST, SEEN), (DECLARED, SEEN), (OWN, SEEN), (REAL, PAPER))


def _forgotten(vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [
            text
            for name, table in REPLACED
            for text in (f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()")
        ]
    return [f"DROP TRIGGER {name}" for name, _table in REPLACED]


def _statements(vendor: str) -> list[str]:
    return [
        *_forgotten(vendor),
        *refuse_insert(
            vendor,
            SEEN,
            FIRST,
            when=f"NEW.state <> 'proposed' OR NEW.certificate_id IS NOT NULL OR NOT {_STANDS}",
            message="a witnessing is proposed first, of an event that is declared",
        ),
        *refuse_insert(
            vendor,
            SEEN,
            f"{SEEN}_is_one_at_a_time",
            when=_ONE_AT_A_TIME,
            message="a declaration has one witnessing that waits or holds",
            writers_lock=_EVENT_LOCKED,
        ),
        *refuse_update(
            vendor,
            SEEN,
            DECLARED,
            when=f"OLD.state = 'proposed' AND NEW.state = 'approved' AND NOT {_STANDS}",
            message="a witnessing is approved while its event is declared, on the newest version",
        ),
        *refuse_update(
            vendor,
            SEEN,
            OWN,
            when=f"NEW.certificate_id IS NOT NULL AND NOT (NEW.state = 'approved' AND {_OWN_CERTIFICATE})",
            message="a witnessing has the certificate that was made from its key, as real as its event",
        ),
        *refuse_insert(
            vendor,
            PAPER,
            REAL,
            when=f"NEW.kind = 'witness' AND NOT NEW.is_demonstration AND NOT {_DOOR}",
            message="a real witness certificate needs a witnessing that two people decided, of a declared event",
        ),
    ]


def keep(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("events", "0013_dates_and_drafts")]

    operations = [
        # An index on both databases: no table is made anew, and no trigger gets lost.
        migrations.RemoveConstraint(model_name="witnessing", name="a_declaration_is_witnessed_once"),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
