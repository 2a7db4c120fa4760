"""Donations, offers and settlements of leftovers stay as they were decided, on the terms on which they were made."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diandian.lib.triggers import refuse_delete, refuse_insert, refuse_update

DONATION, OFFER, LEFTOVERS = "events_donation", "events_donationoffer", "events_leftoversettlement"
TERMS = {
    DONATION: ("event_id", "donor_id", "account_id", "amount_grams", "key", "offered_by_id"),
    OFFER: (
        *("event_id", "key", "reference", "company_zh", "company_en", "amount_grams"),
        *("registry", "serials", "evidence_id", "language"),
    ),
    LEFTOVERS: ("event_id", "key", "rule", "body", "proposed_by_id"),
}
UNDECIDED = {DONATION: "offered", OFFER: "new", LEFTOVERS: "proposed"}
CONTACT = ("contact_name", "contact_email", "message")


def _differs(column: str) -> str:
    """Whether a column changes; NULL is a value like another."""
    old, new = f"OLD.{column}", f"NEW.{column}"
    return f"({old} <> {new} OR ({old} IS NULL) <> ({new} IS NULL))"


def _any(columns: tuple[str, ...]) -> str:
    return "(" + " OR ".join(_differs(column) for column in columns) + ")"


def keep(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    statements: list[str] = []
    for table, terms in TERMS.items():
        statements += refuse_update(
            vendor, table, f"{table}_keeps_its_terms", when=_any(terms), message="the terms stay as they were"
        )
        answer = ("state", "donation_id", "answered_by_id", "answered_at", "decline_reason")
        decision = answer if table == OFFER else ("state", "decided_by_id", "decided_at")
        statements += refuse_update(
            vendor,
            table,
            f"{table}_is_decided_once",
            when=f"OLD.state <> '{UNDECIDED[table]}' AND {_any(decision)}",
            message="what was decided stays decided",
        )
        statements += refuse_delete(vendor, table, f"{table}_stays", message="it is declined, never deleted")
    blank = " AND ".join(f"NEW.{column} = ''" for column in CONTACT)
    statements += refuse_update(
        vendor,
        OFFER,
        "events_donationoffer_contact",
        when=f"{_any(CONTACT)} AND NOT (OLD.state <> 'new' AND {blank})",
        message="contacts are erased after the answer, and never changed",
    )
    statements += refuse_insert(
        vendor,
        LEFTOVERS,
        "events_leftovers_are_proposed_first",
        when="NEW.state <> 'proposed'",
        message="leftovers are proposed before they are settled",
    )
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("events", "0006_third_parties")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
