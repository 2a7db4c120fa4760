"""What the database keeps of an event's course, whoever writes: its moves, what is declared, and who witnesses."""

import itertools

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diandian.lib.triggers import refuse_delete, refuse_insert, refuse_update

STATES = ("planned", "open", "closed", "drafted", "verified", "covered", "declared", "witnessed")
CORRECTABLE = STATES[4:]
MOVES = (*itertools.pairwise(STATES), *((state, "drafted") for state in CORRECTABLE))

EVENT, STEP, SAID, SEEN = "events_event", "events_coursestep", "events_declaration", "events_witnessing"
# Fixed from the proposal on.
PROPOSED = (
    *("key", "declaration_id", "witness_id", "capacity_zh", "capacity_en", "cut_off_on"),
    *("not_checked_zh", "not_checked_en", "body", "digest", "proposed_by_id", "proposed_at"),
)
DECIDED = ("state", "decided_by_id", "decided_at", "decline_reason")


def _differs(column: str) -> str:
    """Whether a column changes; NULL is a value like another."""
    old, new = f"OLD.{column}", f"NEW.{column}"
    return f"({old} <> {new} OR ({old} IS NULL) <> ({new} IS NULL))"


def _any(columns: tuple[str, ...]) -> str:
    return "(" + " OR ".join(_differs(column) for column in columns) + ")"


def _is_move(before: str, after: str) -> str:
    return "(" + " OR ".join(f"({before} = '{old}' AND {after} = '{new}')" for old, new in MOVES) + ")"


# A declaration that rests on the verified, newest version of its event's actual emissions.
_NEWEST_VERSION = (
    "EXISTS (SELECT 1 FROM events_verificationstatement stated "
    "JOIN events_verification work ON work.id = stated.verification_id "
    "JOIN events_inventory version ON version.id = work.inventory_id "
    "WHERE stated.id = {statement} AND version.event_id = {event} AND version.kind = 'actual' "
    "AND NOT EXISTS (SELECT 1 FROM events_inventory later WHERE later.event_id = version.event_id "
    "AND later.kind = 'actual' AND later.state <> 'draft' AND later.number > version.number))"
)
_DECLARED_ON_NEWEST = (
    "EXISTS (SELECT 1 FROM events_declaration said WHERE said.event_id = NEW.id AND "  # noqa: S608
    f"{_NEWEST_VERSION.format(statement='said.statement_id', event='NEW.id')})"
)
_WITNESSED_ON_NEWEST = (
    "EXISTS (SELECT 1 FROM events_witnessing seen JOIN events_declaration said ON said.id = seen.declaration_id "  # noqa: S608
    "WHERE said.event_id = NEW.id AND seen.state = 'approved' AND seen.certificate_id IS NOT NULL "
    "AND NOT EXISTS (SELECT 1 FROM events_witnessrevocation back WHERE back.witnessing_id = seen.id) AND "
    f"{_NEWEST_VERSION.format(statement='said.statement_id', event='NEW.id')})"
)
# The declaration of a witnessing stands, and its event has not gone on or back since.
_STANDS = (
    "EXISTS (SELECT 1 FROM events_declaration said JOIN events_event event ON event.id = said.event_id "  # noqa: S608
    "WHERE said.id = NEW.declaration_id AND event.state = 'declared' AND "
    f"{_NEWEST_VERSION.format(statement='said.statement_id', event='said.event_id')})"
)
_DOOR = (
    "EXISTS (SELECT 1 FROM events_witnessing seen JOIN events_declaration said ON said.id = seen.declaration_id "
    "JOIN events_event event ON event.id = said.event_id "
    "WHERE seen.key = NEW.key AND seen.state = 'approved' AND seen.certificate_id IS NULL "
    "AND event.state = 'declared' AND event.slug = NEW.event_code)"
)
_OWN_CERTIFICATE = (
    "EXISTS (SELECT 1 FROM certificates_certificate paper WHERE paper.id = NEW.certificate_id "
    "AND paper.key = NEW.key AND paper.kind = 'witness')"
)


def _of_course(vendor: str) -> list[str]:
    return [
        *refuse_insert(
            vendor,
            EVENT,
            f"{EVENT}_begins_planned",
            when="NEW.state <> 'planned'",
            message="an event begins planned",
        ),
        *refuse_update(
            vendor,
            EVENT,
            f"{EVENT}_keeps_its_course",
            when=f"OLD.state <> NEW.state AND NOT {_is_move('OLD.state', 'NEW.state')}",
            message="an event skips no state of its course and goes back to none",
        ),
        *refuse_update(
            vendor,
            EVENT,
            f"{EVENT}_is_declared_first",
            when=f"OLD.state = 'covered' AND NEW.state = 'declared' AND NOT {_DECLARED_ON_NEWEST}",
            message="an event is declared by a declaration on its newest verified version",
        ),
        *refuse_update(
            vendor,
            EVENT,
            f"{EVENT}_is_witnessed_first",
            when=f"OLD.state = 'declared' AND NEW.state = 'witnessed' AND NOT {_WITNESSED_ON_NEWEST}",
            message="an event is witnessed by a certificate that two people issued",
        ),
        *refuse_insert(
            vendor,
            STEP,
            f"{STEP}_follows",
            when=f"NEW.from_state <> (SELECT state FROM {EVENT} WHERE id = NEW.event_id) "  # noqa: S608
            f"OR NEW.number <> 1 + (SELECT COUNT(*) FROM {STEP} step WHERE step.event_id = NEW.event_id) "
            f"OR NOT {_is_move('NEW.from_state', 'NEW.to_state')} "
            "OR NEW.is_correction <> (NEW.to_state = 'drafted' AND NEW.from_state <> 'closed')",
            message="a step begins where its event stands, and is one of its course",
        ),
    ]


def _of_claims(vendor: str) -> list[str]:
    on_newest = _NEWEST_VERSION.format(statement="NEW.statement_id", event="NEW.event_id")
    is_covered = f"(SELECT state FROM {EVENT} WHERE id = NEW.event_id) = 'covered'"  # noqa: S608
    return [
        *refuse_insert(
            vendor,
            SAID,
            f"{SAID}_is_of_a_covered_event",
            when=f"NOT ({is_covered} AND {on_newest})",
            message="only a covered event is declared, on its newest verified version",
        ),
        *refuse_insert(
            vendor,
            "events_eventretirement",
            "events_eventretirement_is_one",
            when="(SELECT kind FROM credits_proposal WHERE id = NEW.proposal_id) <> 'retire-for-event'",
            message="only a proposal to retire for an event is one",
        ),
    ]


def _of_witnessings(vendor: str) -> list[str]:
    return [
        *refuse_insert(
            vendor,
            SEEN,
            f"{SEEN}_is_proposed_first",
            when=f"NEW.state <> 'proposed' OR NEW.certificate_id IS NOT NULL OR NOT {_STANDS}",
            message="a witnessing is proposed first, of an event that is declared",
        ),
        *refuse_update(
            vendor,
            SEEN,
            f"{SEEN}_stays_as_proposed",
            when=f"{_any(PROPOSED)} OR (OLD.state <> 'proposed' AND {_any(DECIDED)}) "
            f"OR (OLD.certificate_id IS NOT NULL AND {_differs('certificate_id')})",
            message="what was proposed and decided of a witnessing stays",
        ),
        *refuse_update(
            vendor,
            SEEN,
            f"{SEEN}_of_a_declared_event",
            when=f"OLD.state = 'proposed' AND NEW.state = 'approved' AND NOT {_STANDS}",
            message="a witnessing is approved while its event is declared, on the newest version",
        ),
        *refuse_update(
            vendor,
            SEEN,
            f"{SEEN}_has_its_own_paper",
            when=f"NEW.certificate_id IS NOT NULL AND NOT (NEW.state = 'approved' AND {_OWN_CERTIFICATE})",
            message="a witnessing has the certificate that was made from its key",
        ),
        *refuse_delete(vendor, SEEN, f"{SEEN}_is_kept", message="a witnessing is declined, never deleted"),
        *refuse_insert(
            vendor,
            "events_witnessrevocation",
            "events_witnessrevocation_of_an_issued_one",
            when=f"NOT EXISTS (SELECT 1 FROM {SEEN} seen WHERE seen.id = NEW.witnessing_id "  # noqa: S608
            "AND seen.certificate_id IS NOT NULL)",
            message="only an issued witness certificate is revoked",
        ),
        *refuse_insert(
            vendor,
            "certificates_certificate",
            "certificates_certificate_of_a_real_witness",
            when=f"NEW.kind = 'witness' AND NOT NEW.is_demonstration AND NOT {_DOOR}",
            message="a real witness certificate needs a witnessing that two people decided, of a declared event",
        ),
    ]


def keep(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    for statement in (*_of_course(vendor), *_of_claims(vendor), *_of_witnessings(vendor)):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0010_witness_has_a_door"),
        ("credits", "0003_cancelled_as_proposed_retired_in_slices"),
        ("events", "0009_verification"),
    ]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
