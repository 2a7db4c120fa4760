from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diandian.lib.triggers import refuse_change, refuse_insert, refuse_update

TABLE = "certificates_certificate"
DEMONSTRATION_LETTER = "d"


def keep_proofs(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    in_range = f"(SUBSTR(NEW.number, 1, 1) = '{DEMONSTRATION_LETTER}')"
    statements = [
        *refuse_insert(
            vendor,
            TABLE,
            f"{TABLE}_number_is_in_its_range",
            when=f"NEW.is_demonstration <> {in_range}",
            message="demonstrations have numbers of their own",
        ),
        *refuse_insert(
            vendor,
            TABLE,
            f"{TABLE}_begins_without_document",
            when="NEW.document IS NOT NULL",
            message="a certificate has no document when it begins",
        ),
        *refuse_update(
            vendor,
            TABLE,
            f"{TABLE}_document_made_once",
            when=f"OLD.document IS NOT NULL AND NEW.document {differs} OLD.document",
            message="a document stays as it was first made",
        ),
        *refuse_update(
            vendor,
            TABLE,
            f"{TABLE}_document_proves_a_statement",
            when="NEW.document IS NOT NULL AND NEW.statement IS NULL",
            message="a document proves a statement",
        ),
        *refuse_change(vendor, "certificates_signingkey"),
        *refuse_change(vendor, "certificates_plate"),
    ]
    if vendor == "postgresql":
        # Papers and plates are compressed already: trying again costs time and saves nothing.
        statements += [
            "ALTER TABLE certificates_rendering ALTER COLUMN content SET STORAGE EXTERNAL",
            "ALTER TABLE certificates_plate ALTER COLUMN body SET STORAGE EXTERNAL",
        ]
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0003_proofs")]
    operations = [migrations.RunPython(keep_proofs, migrations.RunPython.noop, elidable=False)]
