from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diandian.lib.triggers import refuse_change, refuse_delete, refuse_insert, refuse_update

TABLE = "certificates_certificate"
# What was stated stays stated. State, its date, the successor and the choice to show the name may still move.
KEPT = [
    "number",
    "key",
    "input_digest",
    "kind",
    "language",
    "holder_name",
    "beneficiary",
    "event_code",
    "event_name_zh",
    "event_name_en",
    "boundary_zh",
    "boundary_en",
    "method",
    "amount_grams",
    "funding",
    "is_demonstration",
    "pledged_at",
    "retirement_request_id",
    "statement",
]
PAPERS = 2  # the PDF and the poster


def keep_certificates(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in KEPT)
    papers = f"(SELECT COUNT(*) FROM certificates_rendering r WHERE r.certificate_id = NEW.id) = {PAPERS}"
    statements = [
        *refuse_delete(vendor, TABLE, f"{TABLE}_no_delete", message="a certificate is never deleted"),
        *refuse_update(
            vendor,
            TABLE,
            f"{TABLE}_stays_as_stated",
            when=f"OLD.statement IS NOT NULL AND ({changed})",
            message="a stated certificate is never changed",
        ),
        *refuse_insert(
            vendor,
            TABLE,
            f"{TABLE}_begins_without_papers",
            when="NEW.rendered_at IS NOT NULL",
            message="a certificate has no papers when it begins",
        ),
        *refuse_update(
            vendor,
            TABLE,
            f"{TABLE}_rendered_once",
            when=f"OLD.rendered_at IS NOT NULL AND NEW.rendered_at {differs} OLD.rendered_at",
            message="stored papers stay stored",
        ),
        *refuse_update(
            vendor,
            TABLE,
            f"{TABLE}_rendered_has_papers",
            when=f"OLD.rendered_at IS NULL AND NEW.rendered_at IS NOT NULL AND NOT {papers}",
            message="a certificate is rendered once both its papers are stored",
        ),
        *refuse_change(vendor, "certificates_rendering"),
    ]
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_certificates")]
    operations = [migrations.RunPython(keep_certificates, migrations.RunPython.noop, elidable=False)]
