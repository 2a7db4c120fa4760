import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FactorSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, verbose_name='code')),
                ('version', models.CharField(max_length=20, verbose_name='version')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_zh_hans', models.CharField(max_length=120, null=True, verbose_name='name')),
                ('name_en', models.CharField(max_length=120, null=True, verbose_name='name')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('superseded', 'Superseded')], default='draft', max_length=12, verbose_name='state')),
                ('content_digest', models.CharField(blank=True, editable=False, max_length=64, verbose_name='fingerprint')),
                ('published_at', models.DateTimeField(editable=False, null=True, verbose_name='published')),
                ('published_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by')),
            ],
            options={
                'verbose_name': 'factor set',
                'verbose_name_plural': 'factor sets',
                'ordering': ['code', '-version'],
                'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='factor_set_version_is_unique'), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('code',), name='one_factor_set_is_in_force'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'published', 'superseded'])), name='factor_set_state_is_known'), models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('published_at__isnull', False), models.Q(('content_digest', ''), _negated=True)), _connector='OR'), name='published_factor_set_has_date_and_fingerprint')],
            },
        ),
        migrations.CreateModel(
            name='Factor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=80, verbose_name='code')),
                ('category', models.CharField(max_length=24, verbose_name='category')),
                ('activity', models.CharField(max_length=200, verbose_name='activity')),
                ('activity_zh_hans', models.CharField(max_length=200, null=True, verbose_name='activity')),
                ('activity_en', models.CharField(max_length=200, null=True, verbose_name='activity')),
                ('region', models.CharField(help_text='Where the figure comes from: CN, CN-SC, GB … or world', max_length=6, verbose_name='region')),
                ('unit', models.CharField(max_length=24, verbose_name='unit')),
                ('grams_per_unit', models.DecimalField(decimal_places=5, max_digits=14, verbose_name='g CO2e per unit')),
                ('gases', models.CharField(choices=[('co2', 'CO₂ only'), ('co2e', 'all greenhouse gases, as CO₂e'), ('not-stated', 'gases not stated')], max_length=12, verbose_name='gases')),
                ('boundary', models.CharField(choices=[('direct', 'direct emissions'), ('upstream', 'making the fuel'), ('well-to-wheel', 'direct emissions and making the fuel'), ('operation', 'operation with its electricity'), ('life-cycle', 'life cycle'), ('non-co2', 'effects other than CO₂'), ('not-stated', 'boundary not stated')], max_length=16, verbose_name='boundary')),
                ('includes_non_co2', models.BooleanField(default=False, verbose_name='includes non-CO2 effects of flight')),
                ('use', models.SlugField(blank=True, db_index=False, max_length=40, verbose_name='use')),
                ('serves', models.CharField(blank=True, help_text='CN-SC, CN …; empty for anywhere', max_length=6, verbose_name='serves')),
                ('grade', models.CharField(choices=[('A', 'A: official table, checked against a second copy'), ('A-', 'A−: official table, seen in several copies'), ('B', "B: the publisher's own database or package"), ('C', 'C: an article by the authors'), ('D', 'D: second-hand, the original was not seen'), ('E', 'E: derived, or a rough guess')], max_length=2, verbose_name='grade')),
                ('uncertainty_percent', models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True, verbose_name='uncertainty, ± %')),
                ('uncertainty_is_judgement', models.BooleanField(default=True, verbose_name='uncertainty is our judgement')),
                ('source', models.CharField(max_length=300, verbose_name='source')),
                ('source_year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('locator', models.CharField(max_length=300, verbose_name='where in the source')),
                ('licence', models.CharField(max_length=120, verbose_name='licence')),
                ('factor_set', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='footprint.factorset', verbose_name='factor set')),
            ],
            options={
                'verbose_name': 'factor',
                'verbose_name_plural': 'factors',
                'ordering': ['factor_set', 'category', 'code'],
                'constraints': [models.UniqueConstraint(fields=('factor_set', 'code'), name='factor_code_is_unique_in_its_set'), models.CheckConstraint(condition=models.Q(models.Q(('source', ''), _negated=True), models.Q(('locator', ''), _negated=True), models.Q(('licence', ''), _negated=True)), name='factor_names_its_source'), models.CheckConstraint(condition=models.Q(('grams_per_unit__gte', 0)), name='factor_is_not_negative'), models.CheckConstraint(condition=models.Q(('uncertainty_percent__isnull', True), models.Q(('uncertainty_percent__gte', 0), ('uncertainty_percent__lte', 300)), _connector='OR'), name='factor_uncertainty_is_a_percentage'), models.CheckConstraint(condition=models.Q(('uncertainty_percent__isnull', False), ('uncertainty_is_judgement', True), _connector='OR'), name='factor_without_uncertainty_quotes_no_publisher'), models.UniqueConstraint(condition=models.Q(('use', ''), _negated=True), fields=('factor_set', 'use', 'serves', 'boundary'), name='factor_part_is_unique_in_its_use'), models.CheckConstraint(condition=models.Q(('serves', ''), models.Q(('use', ''), _negated=True), _connector='OR'), name='factor_serves_a_region_by_its_use')],
            },
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('key', models.UUIDField(unique=True, verbose_name='key')),
                ('input_digest', models.CharField(max_length=64)),
                ('answers', models.JSONField(verbose_name='answers')),
                ('lines', models.JSONField(verbose_name='lines')),
                ('total_grams', models.BigIntegerField(verbose_name='footprint, g')),
                ('low_grams', models.BigIntegerField(verbose_name='at least, g')),
                ('high_grams', models.BigIntegerField(verbose_name='at most, g')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='counted')),
                ('factor_set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='footprint.factorset', verbose_name='factor set')),
            ],
            options={
                'verbose_name': 'footprint',
                'verbose_name_plural': 'footprints',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('high_grams__gte', models.F('total_grams')), ('low_grams__gte', 0), ('total_grams__gte', models.F('low_grams'))), name='assessment_total_is_in_its_range')],
            },
        ),
    ]
