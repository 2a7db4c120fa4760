
import django.db.models.deletion
import uuid
from django.conf import settings
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


_TRIGGERS: list[tuple[str, str]] = []


def set_triggers_aside(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite makes a table anew to change it: its triggers go with it, and those that name it are in the way."""
    if schema_editor.connection.vendor == "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'events_%'")
        _TRIGGERS[:] = cursor.fetchall()
    for name, _sql in _TRIGGERS:
        schema_editor.execute(f'DROP TRIGGER "{name}"')


def put_triggers_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    while _TRIGGERS:
        schema_editor.execute(_TRIGGERS.pop()[1])


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0009_rendered_with_the_paper'),
        ('credits', '0003_cancelled_as_proposed_retired_in_slices'),
        ('events', '0003_guests'),
        ('footprint', '0002_published_sets_and_assessments_stay'),
        ('people', '0001_people'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(set_triggers_aside, migrations.RunPython.noop),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('people', models.PositiveIntegerField(verbose_name='people')),
                ('source', models.CharField(max_length=200, verbose_name='counted by')),
            ],
            options={
                'verbose_name': 'attendance',
                'verbose_name_plural': 'attendances',
                'ordering': ['event', 'day', 'zone'],
            },
        ),
        migrations.CreateModel(
            name='CourseStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('from_state', models.CharField(max_length=10, verbose_name='from')),
                ('to_state', models.CharField(max_length=10, verbose_name='to')),
                ('is_correction', models.BooleanField(default=False, verbose_name='correction')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='at')),
                ('why', models.CharField(max_length=500, verbose_name='why')),
            ],
            options={
                'verbose_name': 'step of an event',
                'verbose_name_plural': 'steps of events',
                'ordering': ['event', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Declaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('standard', models.CharField(max_length=200, verbose_name='standard')),
                ('confirmation', models.CharField(choices=[('self', 'Confirmed by the organiser itself'), ('body', 'Confirmed by a third party')], max_length=8, verbose_name='method of confirmation')),
                ('body', models.JSONField(editable=False)),
                ('digest', models.CharField(max_length=64, verbose_name='SHA-256 of what was declared')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='declared')),
            ],
            options={
                'verbose_name': 'declaration',
                'verbose_name_plural': 'declarations',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='DonationOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(editable=False, unique=True)),
                ('reference', models.CharField(max_length=16, unique=True, verbose_name='reference')),
                ('company_zh', models.CharField(max_length=200, verbose_name='company in Chinese')),
                ('company_en', models.CharField(blank=True, max_length=200, verbose_name='company in English')),
                ('contact_name', models.CharField(max_length=120, verbose_name='contact')),
                ('contact_email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('amount_grams', models.BigIntegerField(verbose_name='amount, g')),
                ('registry', models.CharField(blank=True, max_length=40, verbose_name='registry')),
                ('serials', models.CharField(blank=True, max_length=300, verbose_name='serial numbers')),
                ('message', models.TextField(blank=True, max_length=2000, verbose_name='message')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('state', models.CharField(choices=[('new', 'New'), ('taken-up', 'Taken up'), ('declined', 'Declined')], default='new', max_length=10, verbose_name='state')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='answered')),
                ('decline_reason', models.CharField(blank=True, max_length=500, verbose_name='declined because')),
                ('offered_at', models.DateTimeField(auto_now_add=True, verbose_name='offered')),
            ],
            options={
                'verbose_name': 'offer of a donation',
                'verbose_name_plural': 'offers of donations',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='EventRetirement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': 'retirement for an event',
                'verbose_name_plural': 'retirements for events',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='EvidenceFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('file_name', models.CharField(max_length=200, verbose_name='file')),
                ('media_type', models.CharField(max_length=100, verbose_name='kind of file')),
                ('size_bytes', models.PositiveIntegerField(verbose_name='size, bytes')),
                ('digest', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('content', models.BinaryField()),
                ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='uploaded')),
            ],
            options={
                'verbose_name': 'evidence file',
                'verbose_name_plural': 'evidence files',
                'ordering': ['event', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('grade', models.CharField(blank=True, choices=[('major', 'Must be corrected'), ('minor', 'Should be corrected'), ('note', 'Remark')], max_length=8, verbose_name='grade')),
                ('settles', models.BooleanField(default=False, verbose_name='settles the finding')),
                ('text', models.TextField(max_length=4000, verbose_name='text')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='at')),
            ],
            options={
                'verbose_name': 'finding',
                'verbose_name_plural': 'findings',
                'ordering': ['verification', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Inventory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('forecast', 'Forecast'), ('actual', 'Actual')], max_length=8, verbose_name='kind')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('reason', models.CharField(max_length=500, verbose_name='why this version')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('verified', 'Verified')], default='draft', max_length=10, verbose_name='state')),
                ('boundary_zh', models.TextField(max_length=1000, verbose_name='boundary in Chinese')),
                ('boundary_en', models.TextField(max_length=1000, verbose_name='boundary in English')),
                ('exclusions_zh', models.TextField(blank=True, max_length=1000, verbose_name='what is left out, in Chinese')),
                ('exclusions_en', models.TextField(blank=True, max_length=1000, verbose_name='what is left out, in English')),
                ('total_grams', models.BigIntegerField(null=True, verbose_name='total, g')),
                ('content_digest', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 of its content')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='begun')),
                ('submitted_at', models.DateTimeField(null=True, verbose_name='submitted')),
            ],
            options={
                'verbose_name': 'inventory',
                'verbose_name_plural': 'inventories',
                'ordering': ['event', 'kind', 'number'],
            },
        ),
        migrations.CreateModel(
            name='InventoryLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('position', models.PositiveIntegerField(verbose_name='number')),
                ('source', models.CharField(max_length=24, verbose_name='source')),
                ('phase', models.CharField(choices=[('prepare', 'Preparation'), ('hold', 'Holding'), ('wrap-up', 'Wrap-up')], default='hold', max_length=8, verbose_name='phase')),
                ('name_zh', models.CharField(max_length=200, verbose_name='name in Chinese')),
                ('name_en', models.CharField(max_length=200, verbose_name='name in English')),
                ('quantity', models.DecimalField(decimal_places=6, max_digits=24, verbose_name='activity')),
                ('unit', models.CharField(max_length=40, verbose_name='unit')),
                ('factor_code', models.CharField(blank=True, max_length=120, verbose_name='factor')),
                ('factor_grams', models.DecimalField(decimal_places=9, max_digits=24, verbose_name='factor, g a unit')),
                ('factor_source', models.CharField(max_length=500, verbose_name='source of the factor')),
                ('amount_grams', models.BigIntegerField(verbose_name='emissions, g')),
                ('evidence_class', models.CharField(choices=[('measured', 'A: measured'), ('billed', 'B: from bills or records'), ('stated', 'C: stated by a supplier or participant'), ('calculated', 'D: calculated from other figures'), ('assumed', 'E: assumed')], max_length=12, verbose_name='evidence')),
                ('uncertainty_percent', models.DecimalField(decimal_places=2, default=0, max_digits=6, verbose_name='uncertainty, ± %')),
                ('origin', models.CharField(choices=[('hand', 'By hand'), ('import', 'Imported'), ('spectators', "From spectators' answers")], default='hand', max_length=12, verbose_name='origin')),
                ('method', models.CharField(blank=True, max_length=500, verbose_name='method')),
                ('sample_size', models.PositiveIntegerField(null=True, verbose_name='answers')),
                ('extrapolated_grams', models.BigIntegerField(default=0, verbose_name='extrapolated, g')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
            ],
            options={
                'verbose_name': 'inventory line',
                'verbose_name_plural': 'inventory lines',
                'ordering': ['inventory', 'position'],
            },
        ),
        migrations.CreateModel(
            name='LeftoverSettlement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('rule', models.CharField(max_length=8, verbose_name='rule')),
                ('body', models.JSONField(editable=False)),
                ('proposed_at', models.DateTimeField(auto_now_add=True, verbose_name='proposed')),
                ('state', models.CharField(choices=[('proposed', 'Waits for a second person'), ('done', 'Carried out'), ('declined', 'Declined')], default='proposed', max_length=10, verbose_name='state')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
            ],
            options={
                'verbose_name': 'settlement of leftovers',
                'verbose_name_plural': 'settlements of leftovers',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phase', models.CharField(choices=[('source', 'Reduce at the source'), ('process', 'Control on the way')], max_length=8, verbose_name='phase')),
                ('category', models.CharField(choices=[('energy', 'Low-carbon energy'), ('venues', 'Low-carbon venues'), ('transport', 'Low-carbon transport'), ('operations', 'Low-carbon operations'), ('participation', 'Low-carbon participation')], max_length=16, verbose_name='category')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('title_zh_hans', models.CharField(max_length=120, null=True, verbose_name='title')),
                ('title_en', models.CharField(max_length=120, null=True, verbose_name='title')),
                ('description', models.TextField(blank=True, max_length=2000, verbose_name='description')),
                ('description_zh_hans', models.TextField(blank=True, max_length=2000, null=True, verbose_name='description')),
                ('description_en', models.TextField(blank=True, max_length=2000, null=True, verbose_name='description')),
                ('owner', models.CharField(max_length=120, verbose_name='responsible')),
                ('due_on', models.DateField(verbose_name='deadline')),
                ('status', models.CharField(choices=[('planned', 'Planned'), ('started', 'Under way'), ('done', 'Done'), ('dropped', 'Dropped')], default='planned', max_length=8, verbose_name='status')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='entered')),
            ],
            options={
                'verbose_name': 'measure',
                'verbose_name_plural': 'measures',
                'ordering': ['event', 'phase', 'category', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='MeasureStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('planned', 'Planned'), ('started', 'Under way'), ('done', 'Done'), ('dropped', 'Dropped')], max_length=8, verbose_name='status')),
                ('avoided_grams', models.BigIntegerField(null=True, verbose_name='avoided, g')),
                ('method', models.CharField(blank=True, max_length=500, verbose_name='by which method')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='at')),
            ],
            options={
                'verbose_name': 'step of a measure',
                'verbose_name_plural': 'steps of measures',
                'ordering': ['measure', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('organiser', 'Organiser'), ('verifier', 'Verifier'), ('auditor', 'Auditor')], max_length=10, verbose_name='role')),
                ('valid_until', models.DateTimeField(blank=True, null=True, verbose_name='valid until')),
                ('added_at', models.DateTimeField(auto_now_add=True, verbose_name='added')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
            ],
            options={
                'verbose_name': 'member',
                'verbose_name_plural': 'members',
                'ordering': ['event', 'role', 'pk'],
                'permissions': [('work_at_every_event', 'Can work at every event, for the exchange'), ('witness_event', 'Can propose and approve witness certificates')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days_before', models.SmallIntegerField(verbose_name='days before the deadline')),
                ('sent_at', models.DateTimeField(auto_now_add=True, verbose_name='sent')),
            ],
            options={
                'verbose_name': 'reminder',
                'verbose_name_plural': 'reminders',
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('plan', 'Carbon-neutrality work plan'), ('verification', 'Neutrality verification report'), ('hosting', 'Low-carbon hosting report'), ('pack', "Auditor's pack")], max_length=12, verbose_name='kind')),
                ('language', models.CharField(choices=[('both', 'Chinese and English'), ('zh-hans', 'Chinese'), ('en', 'English')], default='both', max_length=8, verbose_name='language')),
                ('state', models.CharField(choices=[('waiting', 'Waits for a worker'), ('making', 'Being made'), ('ready', 'Ready'), ('failed', 'Failed')], default='waiting', max_length=8, verbose_name='state')),
                ('progress_percent', models.PositiveSmallIntegerField(default=0, verbose_name='progress, %')),
                ('numbers', models.JSONField(editable=False, null=True)),
                ('failed_tries', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('asked_at', models.DateTimeField(auto_now_add=True, verbose_name='asked for')),
                ('ready_at', models.DateTimeField(null=True, verbose_name='ready')),
            ],
            options={
                'verbose_name': 'report',
                'verbose_name_plural': 'reports',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='ReportFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('format', models.CharField(max_length=8, verbose_name='format')),
                ('file_name', models.CharField(max_length=200, verbose_name='file')),
                ('content', models.BinaryField()),
                ('size_bytes', models.PositiveIntegerField(verbose_name='size, bytes')),
                ('digest', models.CharField(max_length=64, verbose_name='SHA-256')),
            ],
            options={
                'verbose_name': 'file of a report',
                'verbose_name_plural': 'files of reports',
                'ordering': ['report', 'format'],
            },
        ),
        migrations.CreateModel(
            name='ReportText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('plan', 'Carbon-neutrality work plan'), ('verification', 'Neutrality verification report'), ('hosting', 'Low-carbon hosting report'), ('pack', "Auditor's pack")], max_length=12, verbose_name='report')),
                ('section', models.CharField(max_length=24, verbose_name='section')),
                ('text_zh', models.TextField(blank=True, max_length=20000, verbose_name='in Chinese')),
                ('text_en', models.TextField(blank=True, max_length=20000, verbose_name='in English')),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
            ],
            options={
                'verbose_name': 'text of a report',
                'verbose_name_plural': 'texts of reports',
            },
        ),
        migrations.CreateModel(
            name='Verification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seed', models.CharField(max_length=64, verbose_name='seed of the sample')),
                ('sample', models.JSONField(default=list, verbose_name='lines to check')),
                ('state', models.CharField(choices=[('open', 'Under way'), ('stated', 'Stated'), ('returned', 'Returned: a new version is needed')], default='open', max_length=10, verbose_name='state')),
                ('return_reason', models.CharField(blank=True, max_length=500, verbose_name='returned because')),
                ('stated_otherwise_grams', models.BigIntegerField(null=True, verbose_name='figure of the verifier, g')),
                ('opened_at', models.DateTimeField(auto_now_add=True, verbose_name='begun')),
            ],
            options={
                'verbose_name': 'verification',
                'verbose_name_plural': 'verifications',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='VerificationStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('statement_number', models.CharField(max_length=80, verbose_name='number of the statement')),
                ('stated_on', models.DateField(verbose_name='date')),
                ('standard', models.CharField(max_length=200, verbose_name='standard')),
                ('assurance', models.CharField(choices=[('reasonable', 'Reasonable assurance'), ('limited', 'Limited assurance')], max_length=12, verbose_name='assurance')),
                ('figure_grams', models.BigIntegerField(verbose_name='verified emissions, g')),
                ('body', models.TextField(editable=False)),
                ('digest', models.CharField(max_length=64, verbose_name='SHA-256 of what was signed')),
                ('seal', models.TextField(editable=False)),
                ('signed_at', models.DateTimeField(auto_now_add=True, verbose_name='signed')),
            ],
            options={
                'verbose_name': 'verification statement',
                'verbose_name_plural': 'verification statements',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Witnessing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('capacity_zh', models.CharField(max_length=100, verbose_name='in what capacity, in Chinese')),
                ('capacity_en', models.CharField(max_length=100, verbose_name='in what capacity, in English')),
                ('cut_off_on', models.DateField(verbose_name='cut-off date')),
                ('not_checked_zh', models.CharField(max_length=200, verbose_name='what was not checked, in Chinese')),
                ('not_checked_en', models.CharField(max_length=200, verbose_name='what was not checked, in English')),
                ('body', models.JSONField(editable=False)),
                ('digest', models.CharField(max_length=64, verbose_name='SHA-256 of what was observed')),
                ('state', models.CharField(choices=[('proposed', 'Waits for a second person'), ('approved', 'Issued'), ('declined', 'Declined')], default='proposed', max_length=10, verbose_name='state')),
                ('proposed_at', models.DateTimeField(auto_now_add=True, verbose_name='proposed')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('decline_reason', models.CharField(blank=True, max_length=500, verbose_name='declined because')),
            ],
            options={
                'verbose_name': 'witnessing',
                'verbose_name_plural': 'witnessings',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='WitnessRevocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason_zh', models.CharField(max_length=300, verbose_name='why, in Chinese')),
                ('reason_en', models.CharField(max_length=300, verbose_name='why, in English')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='revoked')),
            ],
            options={
                'verbose_name': 'revocation of a witness certificate',
                'verbose_name_plural': 'revocations of witness certificates',
            },
        ),
        migrations.AddField(
            model_name='event',
            name='counts_spectators',
            field=models.BooleanField(default=False, help_text="Spectators' travel is inside the event's boundary. Either what they retired counts here and is labelled so, or the event covers their travel once more.", verbose_name="spectators' retirements count towards the event's balance"),
        ),
        migrations.AddField(
            model_name='event',
            name='leftover_rule',
            field=models.CharField(choices=[('return', 'They go back to their donors'), ('retire', 'They are retired for the event'), ('move', 'They move to the next event')], default='return', max_length=8, verbose_name='what becomes of donated credits that are left'),
        ),
        migrations.AddField(
            model_name='event',
            name='next_event',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.event', verbose_name='the next event, if they move there'),
        ),
        migrations.AlterField(
            model_name='event',
            name='state',
            field=models.CharField(choices=[('planned', 'Planned'), ('open', 'Open'), ('closed', 'Closed'), ('drafted', 'Inventory drafted'), ('verified', 'Verified'), ('covered', 'Covered'), ('declared', 'Declared'), ('witnessed', 'Witnessed')], default='planned', max_length=10, verbose_name='state'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'open', 'closed', 'drafted', 'verified', 'covered', 'declared', 'witnessed'])), name='event_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('leftover_rule__in', ['return', 'retire']), models.Q(('leftover_rule', 'move'), ('next_event__isnull', False), models.Q(('next_event', models.F('id')), _negated=True)), _connector='OR'), name='event_leftovers_have_somewhere_to_go'),
        ),
        migrations.AddField(
            model_name='attendance',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by'),
        ),
        migrations.AddField(
            model_name='attendance',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='events.event', verbose_name='event'),
        ),
        migrations.AddField(
            model_name='attendance',
            name='zone',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='events.zone', verbose_name='zone'),
        ),
        migrations.AddField(
            model_name='coursestep',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='coursestep',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='course_steps', to='events.event', verbose_name='event'),
        ),
        migrations.AddField(
            model_name='declaration',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='declared by'),
        ),
        migrations.AddField(
            model_name='declaration',
            name='claimant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organization', verbose_name='who declares'),
        ),
        migrations.AddField(
            model_name='declaration',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='events.event', verbose_name='event'),
        ),
        migrations.AddField(
            model_name='donationoffer',
            name='answered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by'),
        ),
        migrations.AddField(
            model_name='donationoffer',
            name='donation',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offer', to='events.donation', verbose_name='donation'),
        ),
        migrations.AddField(
            model_name='donationoffer',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='events.event', verbose_name='event'),
        ),
        migrations.AddField(
            model_name='eventretirement',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='event_retirements', to='events.event', verbose_name='event'),
        ),
        migrations.AddField(
            model_name='eventretirement',
            name='proposal',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='credits.proposal', verbose_name='proposal'),
        ),
        migrations.AddField(
            model_name='evidencefile',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence_files', to='events.event', verbose_name='event'),
        ),
        migrations.AddField(
            model_name='evidencefile',
            name='uploaded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by'),
        ),
        migrations.AddField(
            model_name='donationoffer',
            name='evidence',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.evidencefile', verbose_name='evidence'),
        ),
        migrations.AddField(
            model_name='donation',
            name='evidence',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.evidencefile', verbose_name='evidence'),
        ),
        migrations.AddField(
            model_name='finding',
            name='answers',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='events.finding', verbose_name='answer to'),
        ),
        migrations.AddField(
            model_name='finding',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='inventory',
            name='based_on',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.inventory', verbose_name='made from'),
        ),
        migrations.AddField(
            model_name='inventory',
            name='created_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='begun by'),
        ),
        migrations.AddField(
            model_name='inventory',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inventories', to='events.event', verbose_name='event'),
        ),
        migrations.AddField(
            model_name='inventory',
            name='factor_set',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='footprint.factorset', verbose_name='factors'),
        ),
        migrations.AddField(
            model_name='inventory',
            name='submitted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='submitted by'),
        ),
        migrations.AddField(
            model_name='coursestep',
            name='inventory',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.inventory', verbose_name='inventory version it rests on'),
        ),
        migrations.AddField(
            model_name='inventoryline',
            name='evidence',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.evidencefile', verbose_name='evidence file'),
        ),
        migrations.AddField(
            model_name='inventoryline',
            name='inventory',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='events.inventory', verbose_name='inventory'),
        ),
        migrations.AddField(
            model_name='finding',
            name='line',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.inventoryline', verbose_name='line'),
        ),
        migrations.AddField(
            model_name='leftoversettlement',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='leftoversettlement',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leftovers', to='events.event', verbose_name='event'),
        ),
        migrations.AddField(
            model_name='leftoversettlement',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by'),
        ),
        migrations.AddField(
            model_name='measure',
            name='created_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by'),
        ),
        migrations.AddField(
            model_name='measure',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='events.event', verbose_name='event'),
        ),
        migrations.AddField(
            model_name='measure',
            name='evidence',
            field=models.ManyToManyField(blank=True, to='events.evidencefile', verbose_name='evidence'),
        ),
        migrations.AddField(
            model_name='measurestep',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='measurestep',
            name='measure',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='events.measure', verbose_name='measure'),
        ),
        migrations.AddField(
            model_name='membership',
            name='added_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='added by'),
        ),
        migrations.AddField(
            model_name='membership',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by'),
        ),
        migrations.AddField(
            model_name='membership',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='events.event', verbose_name='event'),
        ),
        migrations.AddField(
            model_name='membership',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organization', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='membership',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='user'),
        ),
        migrations.AddField(
            model_name='reminder',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='events.event', verbose_name='event'),
        ),
        migrations.AddField(
            model_name='report',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked for by'),
        ),
        migrations.AddField(
            model_name='report',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='events.event', verbose_name='event'),
        ),
        migrations.AddField(
            model_name='reportfile',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='events.report', verbose_name='report'),
        ),
        migrations.AddField(
            model_name='reporttext',
            name='changed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='changed by'),
        ),
        migrations.AddField(
            model_name='reporttext',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='report_texts', to='events.event', verbose_name='event'),
        ),
        migrations.AddField(
            model_name='verification',
            name='inventory',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='verification', to='events.inventory', verbose_name='inventory'),
        ),
        migrations.AddField(
            model_name='verification',
            name='opened_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='begun by'),
        ),
        migrations.AddField(
            model_name='verification',
            name='verifier',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organization', verbose_name='verifier'),
        ),
        migrations.AddField(
            model_name='finding',
            name='verification',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='events.verification', verbose_name='verification'),
        ),
        migrations.AddField(
            model_name='verificationstatement',
            name='file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.evidencefile', verbose_name="the statement's file"),
        ),
        migrations.AddField(
            model_name='verificationstatement',
            name='signed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='signed by'),
        ),
        migrations.AddField(
            model_name='verificationstatement',
            name='verification',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='statement', to='events.verification', verbose_name='verification'),
        ),
        migrations.AddField(
            model_name='declaration',
            name='statement',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='declaration', to='events.verificationstatement', verbose_name='verification statement'),
        ),
        migrations.AddField(
            model_name='witnessing',
            name='certificate',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='certificates.certificate', verbose_name='certificate'),
        ),
        migrations.AddField(
            model_name='witnessing',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='witnessing',
            name='declaration',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='witnessings', to='events.declaration', verbose_name='declaration'),
        ),
        migrations.AddField(
            model_name='witnessing',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by'),
        ),
        migrations.AddField(
            model_name='witnessing',
            name='witness',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organization', verbose_name='witness'),
        ),
        migrations.AddField(
            model_name='witnessrevocation',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='revoked by'),
        ),
        migrations.AddField(
            model_name='witnessrevocation',
            name='witnessing',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='revocation', to='events.witnessing', verbose_name='witnessing'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(fields=('zone', 'day'), name='one_attendance_a_zone_and_day'),
        ),
        migrations.AddConstraint(
            model_name='evidencefile',
            constraint=models.UniqueConstraint(fields=('event', 'digest'), name='a_file_is_kept_once_an_event'),
        ),
        migrations.AddConstraint(
            model_name='evidencefile',
            constraint=models.CheckConstraint(condition=models.Q(('size_bytes__gt', 0)), name='an_evidence_file_is_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='donationoffer',
            constraint=models.CheckConstraint(condition=models.Q(('amount_grams__gt', 0)), name='offer_amount_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='donationoffer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_by', None), ('donation', None), ('state', 'new')), models.Q(('answered_by__isnull', False), ('donation__isnull', False), ('state', 'taken-up')), models.Q(('answered_by__isnull', False), ('donation', None), ('state', 'declined')), _connector='OR'), name='an_answered_offer_says_by_whom'),
        ),
        migrations.AddConstraint(
            model_name='inventory',
            constraint=models.UniqueConstraint(fields=('event', 'kind', 'number'), name='inventory_versions_are_numbered'),
        ),
        migrations.AddConstraint(
            model_name='inventory',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('event', 'kind'), name='one_draft_inventory_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='inventory',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('content_digest', ''), ('state', 'draft'), ('submitted_by', None), ('total_grams', None)), models.Q(('state__in', ['submitted', 'verified']), ('submitted_by__isnull', False), ('total_grams__gte', 0), ('submitted_at__isnull', False), models.Q(('content_digest', ''), _negated=True)), _connector='OR'), name='a_submitted_inventory_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='inventory',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'verified'), _negated=True), ('kind', 'actual'), _connector='OR'), name='only_actual_emissions_are_verified'),
        ),
        migrations.AddConstraint(
            model_name='coursestep',
            constraint=models.UniqueConstraint(fields=('event', 'number'), name='course_steps_are_numbered'),
        ),
        migrations.AddConstraint(
            model_name='coursestep',
            constraint=models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='a_course_step_says_why'),
        ),
        migrations.AddConstraint(
            model_name='inventoryline',
            constraint=models.UniqueConstraint(fields=('inventory', 'position'), name='inventory_lines_are_numbered'),
        ),
        migrations.AddConstraint(
            model_name='inventoryline',
            constraint=models.UniqueConstraint(fields=('inventory', 'line_id'), name='a_line_stands_once_in_a_version'),
        ),
        migrations.AddConstraint(
            model_name='inventoryline',
            constraint=models.CheckConstraint(condition=models.Q(('amount_grams__gte', 0), ('factor_grams__gte', 0), ('quantity__gte', 0), ('uncertainty_percent__gte', 0), ('uncertainty_percent__lte', 1000), ('extrapolated_grams__gte', 0)), name='inventory_line_is_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='leftoversettlement',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['proposed', 'done'])), fields=('event',), name='leftovers_are_settled_once'),
        ),
        migrations.AddConstraint(
            model_name='leftoversettlement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by', None), ('state', 'proposed')), models.Q(('decided_by__isnull', False), ('state', 'declined')), models.Q(('decided_by__isnull', False), ('state', 'done'), models.Q(('decided_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='a_second_person_settles_leftovers'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.CheckConstraint(condition=models.Q(('phase__in', ['source', 'process'])), name='measure_phase_is_known'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['planned', 'started', 'done', 'dropped'])), name='measure_status_is_known'),
        ),
        migrations.AddConstraint(
            model_name='measurestep',
            constraint=models.CheckConstraint(condition=models.Q(('avoided_grams', None), models.Q(('avoided_grams__gte', 0), models.Q(('method', ''), _negated=True)), _connector='OR'), name='avoided_grams_have_a_method'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('event', 'user'), name='one_role_a_person_and_event'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['organiser', 'verifier', 'auditor'])), name='membership_role_is_known'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role', 'auditor'), _negated=True), ('valid_until__isnull', False), _connector='OR'), name='an_auditor_has_a_last_day'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='an_ended_membership_says_by_whom'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(fields=('event', 'days_before'), name='a_reminder_is_sent_once'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'making'])), fields=['id'], name='report_on_its_way'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('progress_percent__lte', 100)), name='report_progress_is_a_percentage'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), _negated=True), ('ready_at__isnull', False), _connector='OR'), name='a_ready_report_says_when'),
        ),
        migrations.AddConstraint(
            model_name='reportfile',
            constraint=models.UniqueConstraint(fields=('report', 'format'), name='one_file_a_format'),
        ),
        migrations.AddConstraint(
            model_name='reporttext',
            constraint=models.UniqueConstraint(fields=('event', 'kind', 'section'), name='one_text_a_section'),
        ),
        migrations.AddConstraint(
            model_name='verification',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), models.Q(('return_reason', ''), _negated=True)), models.Q(models.Q(('state', 'returned'), _negated=True), ('return_reason', ''), ('stated_otherwise_grams', None)), _connector='OR'), name='a_returned_verification_says_why'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answers', None), ('settles', False), models.Q(('grade', ''), _negated=True)), models.Q(('answers__isnull', False), ('grade', '')), _connector='OR'), name='a_finding_has_a_grade_and_an_answer_has_none'),
        ),
        migrations.AddConstraint(
            model_name='verificationstatement',
            constraint=models.UniqueConstraint(fields=('verification', 'statement_number'), name='a_statement_number_is_used_once'),
        ),
        migrations.AddConstraint(
            model_name='witnessing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('state', 'proposed')), models.Q(('decided_by__isnull', False), ('state', 'declined')), models.Q(('decided_by__isnull', False), ('state', 'approved'), models.Q(('decided_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='a_second_person_witnesses'),
        ),
        migrations.AddConstraint(
            model_name='witnessing',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['proposed', 'approved'])), fields=('declaration',), name='a_declaration_is_witnessed_once'),
        ),
        migrations.RunPython(put_triggers_back, migrations.RunPython.noop),
    ]
