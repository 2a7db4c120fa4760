from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diandian.lib.triggers import refuse_update

TABLE = "certificates_certificate"
BEFORE = f"{TABLE}_rendered_has_papers"  # of migration 0002, when the poster was made beside the paper


def ask_for_the_paper_only(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {BEFORE} ON {TABLE}")
        schema_editor.execute(f"DROP FUNCTION {BEFORE}()")
    else:
        schema_editor.execute(f"DROP TRIGGER {BEFORE}")
    paper = "SELECT 1 FROM certificates_rendering r WHERE r.certificate_id = NEW.id AND r.kind = 'pdf'"
    for statement in refuse_update(
        vendor,
        TABLE,
        f"{TABLE}_rendered_has_its_paper",
        when=f"OLD.rendered_at IS NULL AND NEW.rendered_at IS NOT NULL AND NOT EXISTS ({paper})",
        message="a certificate is rendered once its paper is stored",
    ):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0008_kinds_are_kept")]
    operations = [migrations.RunPython(ask_for_the_paper_only, migrations.RunPython.noop, elidable=False)]
