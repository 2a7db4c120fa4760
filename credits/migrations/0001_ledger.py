import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_people'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('began_at', models.DateTimeField(verbose_name='began')),
                ('ended_at', models.DateTimeField(verbose_name='ended')),
                ('rule_count', models.PositiveIntegerField(verbose_name='rules')),
                ('row_count', models.BigIntegerField(verbose_name='rows')),
                ('log_size', models.BigIntegerField(verbose_name='leaves of the log')),
                ('breaches', models.JSONField(default=list, verbose_name='breaches')),
            ],
            options={
                'verbose_name': 'audit',
                'verbose_name_plural': 'audits',
                'ordering': ['-id'],
                'get_latest_by': 'id',
            },
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('registry', models.CharField(choices=[('verra', 'Verra VCS'), ('gold-standard', 'Gold Standard'), ('acr', 'American Carbon Registry'), ('car', 'Climate Action Reserve'), ('art', 'ART TREES'), ('fcpf', 'FCPF Carbon Fund'), ('cercarbono', 'Cercarbono'), ('cdm', 'CDM CER'), ('ccer', 'CCER'), ('cdcer', 'CDCER 碳惠天府'), ('house', 'House notation')], max_length=24, verbose_name='registry')),
                ('serial_block', models.CharField(max_length=160, unique=True, verbose_name='serial block')),
                ('series', models.CharField(max_length=160, verbose_name='series')),
                ('block_start', models.BigIntegerField(verbose_name='first unit')),
                ('block_end', models.BigIntegerField(verbose_name='last unit')),
                ('unit_type', models.CharField(blank=True, choices=[('Reduction - nature', 'Reduction, nature-based'), ('Reduction - technical', 'Reduction, technical'), ('Removal - nature', 'Removal, nature-based'), ('Removal - technical', 'Removal, technical')], max_length=24, verbose_name='kind of unit')),
                ('project_code', models.CharField(max_length=60, verbose_name='project number')),
                ('project_name', models.CharField(max_length=200, verbose_name='project')),
                ('project_name_zh_hans', models.CharField(max_length=200, null=True, verbose_name='project')),
                ('project_name_en', models.CharField(max_length=200, null=True, verbose_name='project')),
                ('methodology', models.CharField(max_length=80, verbose_name='methodology')),
                ('country', models.CharField(default='CN', max_length=2, verbose_name='country')),
                ('vintage_start', models.DateField(verbose_name='monitoring period from')),
                ('vintage_end', models.DateField(verbose_name='monitoring period to')),
                ('is_demonstration', models.BooleanField(default=False, verbose_name='demonstration')),
                ('issued_at', models.DateTimeField(auto_now_add=True, verbose_name='entered')),
            ],
            options={
                'verbose_name': 'batch',
                'verbose_name_plural': 'batches',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='LogLeaf',
            fields=[
                ('index', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='number')),
                ('entry', models.BinaryField()),
                ('hash', models.BinaryField(max_length=32)),
            ],
            options={
                'verbose_name': 'leaf of the log',
                'verbose_name_plural': 'leaves of the log',
                'ordering': ['index'],
            },
        ),
        migrations.CreateModel(
            name='RetirementRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('person', 'For a person'), ('event', 'For an event'), ('replacement', 'In place of an impaired one')], default='person', max_length=12, verbose_name='kind')),
                ('key', models.UUIDField(unique=True, verbose_name='key')),
                ('input_digest', models.CharField(max_length=64)),
                ('amount_grams', models.BigIntegerField(verbose_name='amount, g')),
                ('beneficiary', models.UUIDField(verbose_name='beneficiary')),
                ('purpose', models.CharField(max_length=200, verbose_name='purpose')),
                ('may_split', models.BooleanField(default=True, verbose_name='may come from two batches')),
                ('requested_at', models.DateTimeField(verbose_name='requested')),
            ],
            options={
                'verbose_name': 'retirement request',
                'verbose_name_plural': 'retirement requests',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('key', models.UUIDField(unique=True, verbose_name='key')),
                ('input_digest', models.CharField(max_length=64)),
                ('kind', models.CharField(choices=[('issue', 'Enter a batch'), ('cancel', 'Cancel credits'), ('retire-for-event', 'Retire for an event'), ('close-pool', 'Close a pool'), ('replace', 'Retire in place of an impaired retirement'), ('reverse', 'Reverse a move'), ('reconcile', 'Sign a reconciliation')], max_length=16, verbose_name='kind')),
                ('body', models.JSONField(verbose_name='content')),
                ('proposed_at', models.DateTimeField(verbose_name='proposed')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
            ],
            options={
                'verbose_name': 'proposal',
                'verbose_name_plural': 'proposals',
                'ordering': ['-id'],
                'permissions': [('decide_proposal', 'Can decide on a proposal')],
            },
        ),
        migrations.CreateModel(
            name='Witness',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True, verbose_name='name')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('title_zh_hans', models.CharField(max_length=200, null=True, verbose_name='title')),
                ('title_en', models.CharField(max_length=200, null=True, verbose_name='title')),
                ('public_key', models.BinaryField(max_length=32)),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('added_at', models.DateTimeField(auto_now_add=True, verbose_name='added')),
            ],
            options={
                'verbose_name': 'witness',
                'verbose_name_plural': 'witnesses',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=80, unique=True, verbose_name='code')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('name_zh_hans', models.CharField(blank=True, max_length=200, null=True, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=200, null=True, verbose_name='name')),
                ('kind', models.CharField(choices=[('outside', 'Outside world (issuance)'), ('inventory', 'Exchange inventory'), ('event', 'Event'), ('donor', 'Donor'), ('retired', 'Retired'), ('cancelled', 'Cancelled'), ('impaired', 'Set apart (impaired)')], max_length=16, verbose_name='kind')),
                ('credited_grams', models.BigIntegerField(default=0, verbose_name='credited, g')),
                ('debited_grams', models.BigIntegerField(default=0, verbose_name='debited, g')),
                ('held_grams', models.BigIntegerField(default=0, verbose_name='on hold, g')),
                ('tape_position', models.BigIntegerField(default=0, verbose_name='position on the tape')),
                ('retired_grams', models.BigIntegerField(default=0, verbose_name='retired, g')),
                ('retirement_count', models.BigIntegerField(default=0, verbose_name='retirements')),
                ('opened_at', models.DateTimeField(auto_now_add=True, verbose_name='opened')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organization', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'account',
                'verbose_name_plural': 'accounts',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='BatchMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('impaired', 'Impaired'), ('closed', 'Closed')], max_length=8, verbose_name='kind')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('leaf_index', models.BigIntegerField(unique=True, verbose_name='number in the log')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='credits.batch', verbose_name='batch')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
            ],
            options={
                'verbose_name': 'mark on a batch',
                'verbose_name_plural': 'marks on batches',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('key', models.UUIDField(unique=True, verbose_name='key')),
                ('input_digest', models.CharField(max_length=64)),
                ('amount_grams', models.BigIntegerField(verbose_name='amount, g')),
                ('expires_at', models.DateTimeField(db_index=True, null=True, verbose_name='expires')),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='credits.account', verbose_name='account')),
            ],
            options={
                'verbose_name': 'hold',
                'verbose_name_plural': 'holds',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='HoldClosure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('used', 'Used for a retirement'), ('released', 'Released'), ('expired', 'Expired')], max_length=8, verbose_name='outcome')),
                ('closed_at', models.DateTimeField(verbose_name='closed')),
                ('hold', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='closure', to='credits.hold')),
            ],
            options={
                'verbose_name': 'end of a hold',
                'verbose_name_plural': 'ends of holds',
            },
        ),
        migrations.CreateModel(
            name='LogKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('key_hash', models.CharField(max_length=8, verbose_name='key id')),
                ('public_key', models.BinaryField(max_length=32)),
                ('first_used_at', models.DateTimeField(verbose_name='first used')),
            ],
            options={
                'verbose_name': 'key of the log',
                'verbose_name_plural': 'keys of the log',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('name', 'public_key'), name='log_key_is_kept_once')],
            },
        ),
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.BigIntegerField(unique=True, verbose_name='leaves')),
                ('root', models.BinaryField(max_length=32)),
                ('note', models.TextField(verbose_name='signed note')),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checkpoints', to='credits.logkey', verbose_name='key')),
            ],
            options={
                'verbose_name': 'checkpoint',
                'verbose_name_plural': 'checkpoints',
                'ordering': ['size'],
                'get_latest_by': 'size',
            },
        ),
        migrations.CreateModel(
            name='LogState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.BigIntegerField(default=0, verbose_name='leaves')),
                ('last_at', models.BigIntegerField(default=0, verbose_name='time of the last leaf')),
            ],
            options={
                'verbose_name': 'state of the log',
                'verbose_name_plural': 'state of the log',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='log_has_one_state')],
            },
        ),
        migrations.CreateModel(
            name='LogTile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(verbose_name='level')),
                ('index', models.BigIntegerField(verbose_name='number')),
                ('hashes', models.BinaryField()),
                ('root', models.BinaryField(max_length=32)),
            ],
            options={
                'verbose_name': 'tile of the log',
                'verbose_name_plural': 'tiles of the log',
                'ordering': ['level', 'index'],
                'constraints': [models.UniqueConstraint(fields=('level', 'index'), name='log_tile_is_written_once')],
            },
        ),
        migrations.CreateModel(
            name='Lot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tape_from', models.BigIntegerField()),
                ('tape_to', models.BigIntegerField()),
                ('batch_from', models.BigIntegerField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lots', to='credits.account')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='credits.batch')),
            ],
            options={
                'verbose_name': 'lot',
                'verbose_name_plural': 'lots',
                'ordering': ['account', 'tape_from'],
            },
        ),
        migrations.CreateModel(
            name='PendingRetirement',
            fields=[
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='pending', serialize=False, to='credits.retirementrequest')),
            ],
            options={
                'verbose_name': 'retirement that waits',
                'verbose_name_plural': 'retirements that wait',
            },
        ),
        migrations.CreateModel(
            name='Retirement',
            fields=[
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('request', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='retirement', serialize=False, to='credits.retirementrequest')),
                ('amount_grams', models.BigIntegerField(verbose_name='amount, g')),
                ('beneficiary', models.UUIDField(verbose_name='beneficiary')),
                ('purpose', models.CharField(max_length=200, verbose_name='purpose')),
                ('retired_at', models.DateTimeField(verbose_name='retired')),
                ('salt', models.BinaryField(max_length=32)),
                ('leaf_index', models.BigIntegerField(unique=True, verbose_name='number in the log')),
            ],
            options={
                'verbose_name': 'retirement',
                'verbose_name_plural': 'retirements',
                'ordering': ['leaf_index'],
            },
        ),
        migrations.AddField(
            model_name='retirementrequest',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='credits.account', verbose_name='account'),
        ),
        migrations.AddField(
            model_name='retirementrequest',
            name='hold',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='retirement_request', to='credits.hold'),
        ),
        migrations.CreateModel(
            name='Pool',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True, verbose_name='number')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('opened_at', models.DateTimeField(verbose_name='opened')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pools', to='credits.batch', verbose_name='batch')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opened by')),
            ],
            options={
                'verbose_name': 'pool',
                'verbose_name_plural': 'pools',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='PoolBlock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('serial_block', models.CharField(max_length=160, verbose_name='serial block')),
                ('first_unit', models.BigIntegerField(verbose_name='first unit')),
                ('last_unit', models.BigIntegerField(verbose_name='last unit')),
                ('reference', models.CharField(max_length=200, verbose_name='reference of the registry')),
                ('retired_on', models.DateField(verbose_name='retired there on')),
                ('evidence_address', models.URLField(blank=True, max_length=500, verbose_name='address of the proof')),
                ('evidence_name', models.CharField(blank=True, max_length=200, verbose_name='file of the proof')),
                ('evidence', models.BinaryField(null=True)),
                ('evidence_digest', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 of the file')),
                ('attached_at', models.DateTimeField(verbose_name='attached')),
                ('attached_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='attached by')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='credits.batch', verbose_name='batch')),
                ('pool', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='block', to='credits.pool', verbose_name='pool')),
            ],
            options={
                'verbose_name': 'block retired outside',
                'verbose_name_plural': 'blocks retired outside',
                'ordering': ['batch', 'first_unit'],
            },
        ),
        migrations.CreateModel(
            name='PoolLeaf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.BigIntegerField(verbose_name='position')),
                ('amount_grams', models.BigIntegerField(verbose_name='amount, g')),
                ('pool', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leaves', to='credits.pool')),
            ],
            options={
                'verbose_name': 'leaf of a pool',
                'verbose_name_plural': 'leaves of pools',
                'ordering': ['pool', 'position'],
            },
        ),
        migrations.CreateModel(
            name='PoolWithdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('withdrawn_at', models.DateTimeField(verbose_name='given up')),
                ('pool', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='credits.pool', verbose_name='pool')),
                ('withdrawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given up by')),
            ],
            options={
                'verbose_name': 'pool given up',
                'verbose_name_plural': 'pools given up',
                'ordering': ['pool'],
            },
        ),
        migrations.AddField(
            model_name='retirementrequest',
            name='proposal',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='retirement_request', to='credits.proposal', verbose_name='proposal'),
        ),
        migrations.CreateModel(
            name='PoolClosing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('root_hash', models.BinaryField(max_length=32)),
                ('blocks', models.BinaryField()),
                ('sum_grams', models.BigIntegerField(verbose_name='sum, g')),
                ('leaf_count', models.BigIntegerField(verbose_name='leaves')),
                ('residual_grams', models.BigIntegerField(verbose_name='residual, g')),
                ('statement', models.TextField(verbose_name='signed statement')),
                ('closed_at', models.DateTimeField(verbose_name='closed')),
                ('leaf_index', models.BigIntegerField(unique=True, verbose_name='number in the log')),
                ('pool', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='closing', to='credits.pool', verbose_name='pool')),
                ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='pool_closing', to='credits.proposal', verbose_name='proposal')),
            ],
            options={
                'verbose_name': 'end of a pool',
                'verbose_name_plural': 'ends of pools',
                'ordering': ['pool'],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('approved', 'Approved'), ('rejected', 'Rejected')], max_length=8, verbose_name='outcome')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('decided_at', models.DateTimeField(verbose_name='decided')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='credits.proposal', verbose_name='proposal')),
            ],
            options={
                'verbose_name': 'decision',
                'verbose_name_plural': 'decisions',
                'ordering': ['-id'],
            },
        ),
        migrations.AddField(
            model_name='batch',
            name='proposal',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='batch', to='credits.proposal', verbose_name='proposal'),
        ),
        migrations.CreateModel(
            name='Reconciliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('registry', models.CharField(choices=[('verra', 'Verra VCS'), ('gold-standard', 'Gold Standard'), ('acr', 'American Carbon Registry'), ('car', 'Climate Action Reserve'), ('art', 'ART TREES'), ('fcpf', 'FCPF Carbon Fund'), ('cercarbono', 'Cercarbono'), ('cdm', 'CDM CER'), ('ccer', 'CCER'), ('cdcer', 'CDCER 碳惠天府'), ('house', 'House notation')], max_length=24, verbose_name='registry')),
                ('file_digest', models.CharField(max_length=64, verbose_name='SHA-256 of the file')),
                ('matched_units', models.BigIntegerField(verbose_name='units that match')),
                ('unmatched_units', models.BigIntegerField(verbose_name='units that do not')),
                ('signed_at', models.DateTimeField(verbose_name='signed')),
                ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reconciliation', to='credits.proposal', verbose_name='proposal')),
            ],
            options={
                'verbose_name': 'reconciliation',
                'verbose_name_plural': 'reconciliations',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='RetirementRefusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('batch-ended', 'The batch ended in the middle of it'), ('too-many-pieces', 'It lies in too many pieces')], max_length=16, verbose_name='reason')),
                ('rest_grams', models.BigIntegerField(verbose_name='rest of the batch, g')),
                ('refused_at', models.DateTimeField(verbose_name='refused')),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='refusal', to='credits.retirementrequest')),
            ],
            options={
                'verbose_name': 'refused retirement',
                'verbose_name_plural': 'refused retirements',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='RetirementSlice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('batch_from', models.BigIntegerField(verbose_name='from gram')),
                ('batch_to', models.BigIntegerField(verbose_name='to gram (not included)')),
                ('batch', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='slices', to='credits.batch', verbose_name='batch')),
                ('lot', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='credits.lot')),
            ],
            options={
                'verbose_name': 'retired range',
                'verbose_name_plural': 'retired ranges',
                'ordering': ['batch', 'batch_from'],
            },
        ),
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('group', models.UUIDField(db_index=True, verbose_name='group')),
                ('key', models.UUIDField(null=True, verbose_name='key')),
                ('input_digest', models.CharField(blank=True, max_length=64)),
                ('kind', models.CharField(choices=[('issue', 'Issue'), ('move', 'Move'), ('reverse', 'Reverse'), ('cancel', 'Cancel'), ('set-apart', 'Set apart'), ('return', 'Return the end of a batch'), ('retire', 'Retire')], max_length=12, verbose_name='kind')),
                ('amount_grams', models.BigIntegerField(verbose_name='amount, g')),
                ('batch_from', models.BigIntegerField(verbose_name='from gram')),
                ('leaf_index', models.BigIntegerField(null=True, unique=True, verbose_name='number in the log')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='credits.batch', verbose_name='batch')),
                ('credit_account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credits', to='credits.account', verbose_name='credit account')),
                ('debit_account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='debits', to='credits.account', verbose_name='debit account')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                ('proposal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='credits.proposal', verbose_name='proposal')),
                ('reverses', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='credits.transfer', verbose_name='reverses')),
            ],
            options={
                'verbose_name': 'transfer',
                'verbose_name_plural': 'transfers',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='TapeGap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tape_from', models.BigIntegerField()),
                ('tape_to', models.BigIntegerField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gaps', to='credits.account')),
                ('transfer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='gap', to='credits.transfer')),
            ],
            options={
                'verbose_name': 'gap on a tape',
                'verbose_name_plural': 'gaps on tapes',
                'ordering': ['account', 'tape_from'],
            },
        ),
        migrations.AddField(
            model_name='lot',
            name='transfer',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lot', to='credits.transfer'),
        ),
        migrations.CreateModel(
            name='Cosignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.CharField(max_length=300, verbose_name='line')),
                ('added_at', models.DateTimeField(auto_now_add=True, verbose_name='added')),
                ('checkpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cosignatures', to='credits.checkpoint')),
                ('witness', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cosignatures', to='credits.witness')),
            ],
            options={
                'verbose_name': 'cosignature',
                'verbose_name_plural': 'cosignatures',
                'ordering': ['checkpoint', 'witness'],
            },
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.CheckConstraint(condition=models.Q(('credited_grams__gte', 0), ('debited_grams__gte', 0), ('held_grams__gte', 0)), name='account_totals_are_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.CheckConstraint(condition=models.Q(('credited_grams__lte', 4611686018427387904), ('debited_grams__lte', 4611686018427387904)), name='account_totals_can_be_counted'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.CheckConstraint(condition=models.Q(('tape_position__gte', 0), models.Q(('kind', 'outside'), ('tape_position__lte', models.F('credited_grams')), _connector='OR')), name='account_position_is_on_its_tape'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'outside'), ('credited_grams__gte', django.db.models.expressions.CombinedExpression(models.F('debited_grams'), '+', models.F('held_grams'))), _connector='OR'), name='account_is_never_overdrawn'),
        ),
        migrations.AddConstraint(
            model_name='batchmark',
            constraint=models.UniqueConstraint(fields=('batch', 'kind'), name='batch_is_marked_once_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='hold',
            constraint=models.CheckConstraint(condition=models.Q(('amount_grams__gt', 0)), name='hold_amount_is_positive'),
        ),
        migrations.AddField(
            model_name='retirementslice',
            name='retirement',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='slices', to='credits.retirement'),
        ),
        migrations.AddField(
            model_name='retirementrequest',
            name='replaces',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replacements', to='credits.retirement', verbose_name='in place of'),
        ),
        migrations.AddField(
            model_name='retirement',
            name='account',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='credits.account', verbose_name='account'),
        ),
        migrations.AddField(
            model_name='poolleaf',
            name='retirement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pool_leaves', to='credits.retirement'),
        ),
        migrations.AddConstraint(
            model_name='poolblock',
            constraint=models.CheckConstraint(condition=models.Q(('first_unit__gte', 0), ('last_unit__gte', models.F('first_unit'))), name='pool_block_is_a_range'),
        ),
        migrations.AddConstraint(
            model_name='poolclosing',
            constraint=models.CheckConstraint(condition=models.Q(('leaf_count__gt', 0), ('residual_grams__gte', 0), ('sum_grams__gt', 0)), name='pool_closing_has_leaves'),
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(fields=['registry', 'series', 'block_start'], name='batch_by_serial'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(('block_end__gte', models.F('block_start')), ('block_start__gte', 0)), name='batch_block_is_a_range'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(('vintage_end__gte', models.F('vintage_start'))), name='batch_period_is_a_range'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(('amount_grams__gt', 0)), name='transfer_amount_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(('debit_account', models.F('credit_account')), _negated=True), name='transfer_is_between_two_accounts'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(('batch_from__gte', 0)), name='transfer_begins_in_its_batch'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'retire'), ('leaf_index', None)), models.Q(models.Q(('kind', 'retire'), _negated=True), ('leaf_index__isnull', False)), _connector='OR'), name='transfer_is_in_the_log'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'cancel'), _negated=True), ('proposal__isnull', False), _connector='OR'), name='transfer_that_cancels_was_proposed'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'reverse'), ('reverses__isnull', False)), models.Q(models.Q(('kind', 'reverse'), _negated=True), ('reverses', None)), _connector='OR'), name='transfer_that_reverses_says_what'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'reverse'), _negated=True), ('proposal__isnull', False), _connector='OR'), name='transfer_that_reverses_was_proposed'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'issue')), fields=('batch',), name='batch_is_issued_once'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.UniqueConstraint(fields=('key',), name='transfer_key_is_used_once'),
        ),
        migrations.AddConstraint(
            model_name='tapegap',
            constraint=models.CheckConstraint(condition=models.Q(('tape_from__gte', 0), ('tape_to__gt', models.F('tape_from'))), name='gap_is_a_range'),
        ),
        migrations.AddConstraint(
            model_name='tapegap',
            constraint=models.UniqueConstraint(fields=('account', 'tape_from'), name='gap_start_is_unique_on_the_tape'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.CheckConstraint(condition=models.Q(('batch_from__gte', 0), ('tape_from__gte', 0), ('tape_to__gt', models.F('tape_from'))), name='lot_is_a_range'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.UniqueConstraint(fields=('account', 'tape_from'), name='lot_start_is_unique_on_the_tape'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.UniqueConstraint(fields=('account', 'tape_to'), name='lot_end_is_unique_on_the_tape'),
        ),
        migrations.AddConstraint(
            model_name='cosignature',
            constraint=models.UniqueConstraint(fields=('checkpoint', 'witness'), name='witness_cosigns_a_checkpoint_once'),
        ),
        migrations.AddConstraint(
            model_name='retirementslice',
            constraint=models.CheckConstraint(condition=models.Q(('batch_from__gte', 0), ('batch_to__gt', models.F('batch_from'))), name='slice_is_a_range'),
        ),
        migrations.AddConstraint(
            model_name='retirementslice',
            constraint=models.UniqueConstraint(fields=('batch', 'batch_from'), name='slice_start_is_unique_in_the_batch'),
        ),
        migrations.AddConstraint(
            model_name='retirementrequest',
            constraint=models.CheckConstraint(condition=models.Q(('amount_grams__gt', 0)), name='request_amount_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='retirementrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'person'), ('proposal', None)), models.Q(models.Q(('kind', 'person'), _negated=True), ('proposal__isnull', False)), _connector='OR'), name='request_of_an_event_or_replacement_was_proposed'),
        ),
        migrations.AddConstraint(
            model_name='retirementrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'replacement'), ('replaces__isnull', False)), models.Q(models.Q(('kind', 'replacement'), _negated=True), ('replaces', None)), _connector='OR'), name='request_in_place_of_another_says_which'),
        ),
        migrations.AddConstraint(
            model_name='retirement',
            constraint=models.CheckConstraint(condition=models.Q(('amount_grams__gt', 0)), name='retirement_amount_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='poolleaf',
            constraint=models.CheckConstraint(condition=models.Q(('amount_grams__gt', 0), ('position__gte', 0)), name='pool_leaf_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='poolleaf',
            constraint=models.UniqueConstraint(fields=('pool', 'position'), name='pool_position_is_taken_once'),
        ),
        migrations.AddConstraint(
            model_name='poolleaf',
            constraint=models.UniqueConstraint(fields=('pool', 'retirement'), name='pool_holds_a_retirement_once'),
        ),
    ]
