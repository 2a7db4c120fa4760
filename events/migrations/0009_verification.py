"""What the database keeps of a verification, whoever writes: it ends once, on the figure that it verified."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diandian.lib.triggers import refuse_change, refuse_delete, refuse_insert, refuse_update

_FIXED = ("inventory_id", "verifier_id", "seed", "sample", "opened_by_id", "opened_at")
_MOVES = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in _FIXED)
_INVENTORY = "SELECT {} FROM events_inventory version WHERE version.id = NEW.inventory_id"
_OF_VERIFICATION = "SELECT {} FROM events_verification work WHERE work.id = NEW.verification_id"
_LINE_OF_ANOTHER = (
    f"(SELECT line.inventory_id FROM events_inventoryline line WHERE line.id = NEW.line_id) <> "  # noqa: S608
    f"({_OF_VERIFICATION.format('work.inventory_id')})"
)
_IS_OVER = f"({_OF_VERIFICATION.format('work.state')}) <> 'open'"
_ANSWERS_ASTRAY = (
    "NEW.answers_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM events_finding asked "
    "WHERE asked.id = NEW.answers_id AND asked.answers_id IS NULL "
    "AND asked.verification_id = NEW.verification_id)"
)
_MAJOR_IS_OPEN = (
    "EXISTS (SELECT 1 FROM events_finding asked WHERE asked.verification_id = NEW.verification_id "
    "AND asked.grade = 'major' AND NOT EXISTS "
    "(SELECT 1 FROM events_finding reply WHERE reply.answers_id = asked.id AND reply.settles))"
)
_OTHER_FIGURE = (
    "NEW.figure_grams <> (SELECT version.total_grams FROM events_inventory version "  # noqa: S608
    f"WHERE version.id = ({_OF_VERIFICATION.format('work.inventory_id')}))"
)
_NOT_STATED = (
    "NEW.state = 'stated' AND NOT EXISTS "
    "(SELECT 1 FROM events_verificationstatement said WHERE said.verification_id = NEW.id)"
)


def keep(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Guards, with the triggers' names and what they say."""
    vendor = schema_editor.connection.vendor
    of, found = "events_verification", "events_finding"
    for statement in (
        *refuse_insert(
            vendor,
            of,
            f"{of}_of_a_submitted_version",
            when=f"NEW.state <> 'open' OR ({_INVENTORY.format('version.state')}) <> 'submitted' "
            f"OR ({_INVENTORY.format('version.kind')}) <> 'actual'",
            message="a verification begins open, with a submitted version of the actual emissions",
        ),
        *refuse_update(
            vendor,
            of,
            f"{of}_ends_once",
            when=f"OLD.state <> 'open' OR NEW.state NOT IN ('stated', 'returned') OR {_MOVES} "
            f"OR NEW.ended_by_id IS NULL OR NEW.ended_at IS NULL OR ({_NOT_STATED})",
            message="a verification ends once, stated or returned, and its sample and seed stay",
        ),
        *refuse_delete(vendor, of, f"{of}_stays", message="a verification is never deleted"),
        *refuse_insert(
            vendor,
            found,
            f"{found}_belongs",
            when=f"{_IS_OVER} OR ({_ANSWERS_ASTRAY}) OR (NEW.line_id IS NOT NULL AND {_LINE_OF_ANOTHER})",
            message="a finding is of an open verification, of its lines or its findings",
        ),
        *refuse_change(vendor, "events_linecheck"),
        *refuse_insert(
            vendor,
            "events_linecheck",
            "events_linecheck_belongs",
            when=f"{_IS_OVER} OR {_LINE_OF_ANOTHER}",
            message="a check is of an open verification, and of one of its lines",
        ),
        *refuse_insert(
            vendor,
            "events_verificationstatement",
            "events_verificationstatement_holds",
            when=f"{_IS_OVER} OR {_MAJOR_IS_OPEN} OR {_OTHER_FIGURE}",
            message="a statement is of an open verification without an open major finding, and says its total",
        ),
    ):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0008_inventory_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LineCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="what was looked at")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="events.inventoryline",
                        verbose_name="line",
                    ),
                ),
                (
                    "verification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="events.verification",
                        verbose_name="verification",
                    ),
                ),
            ],
            options={
                "verbose_name": "check of a line",
                "verbose_name_plural": "checks of lines",
                "ordering": ["verification", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("verification", "line"), name="a_line_is_ticked_once")
                ],
            },
        ),
        # Both may be empty, so that SQLite adds them to the table and does not make it anew.
        migrations.AddField(
            model_name="verification",
            name="ended_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ended by",
            ),
        ),
        migrations.AddField(
            model_name="verification",
            name="ended_at",
            field=models.DateTimeField(null=True, verbose_name="ended"),
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
