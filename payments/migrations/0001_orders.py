
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('credits', '0002_ledger_is_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='GatewayNotification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gateway', models.CharField(max_length=16, verbose_name='gateway')),
                ('notification_id', models.CharField(blank=True, max_length=80, verbose_name="gateway's notification")),
                ('attempt_number', models.CharField(blank=True, db_index=True, max_length=32, verbose_name='payment attempt')),
                ('headers', models.JSONField(default=dict, verbose_name='headers')),
                ('body', models.BinaryField(verbose_name='raw body')),
                ('verified', models.BooleanField(verbose_name='signature right')),
                ('outcome', models.CharField(choices=[('received', 'Received, not yet decided'), ('accepted', 'Accepted: order paid'), ('late', 'Paid after the order had expired'), ('surplus', 'Second payment, goes back'), ('closed', 'Attempt closed'), ('refunded', 'Refund confirmed'), ('duplicate', 'Known already'), ('out_of_order', 'Overtaken by events'), ('needs_staff', 'Needs staff'), ('unknown', 'Unknown attempt'), ('forged', 'Refused: signature wrong'), ('stale', 'Refused: signed too long ago'), ('unreadable', 'Refused: not readable')], db_index=True, default='received', max_length=16, verbose_name='outcome')),
                ('because', models.CharField(blank=True, max_length=200, verbose_name='why')),
                ('received_at', models.DateTimeField(verbose_name='received at')),
            ],
            options={
                'verbose_name': 'gateway notification',
                'verbose_name_plural': 'gateway notifications',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['verified', 'received_at'], name='notification_flood')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('verified', True)), fields=('gateway', 'notification_id'), name='notification_is_stored_once'), models.CheckConstraint(condition=models.Q(('verified', False), models.Q(('notification_id', ''), _negated=True), _connector='OR'), name='notification_that_is_verified_has_an_id'), models.CheckConstraint(condition=models.Q(('verified', True), ('outcome__in', ['forged', 'stale', 'unreadable']), _connector='OR'), name='notification_not_verified_decides_nothing')],
            },
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=32, unique=True, verbose_name='number')),
                ('address_code', models.CharField(max_length=16, unique=True)),
                ('key', models.UUIDField(unique=True, verbose_name='key')),
                ('input_digest', models.CharField(max_length=64)),
                ('account_code', models.CharField(max_length=80, verbose_name='account')),
                ('amount_grams', models.BigIntegerField(verbose_name='amount, g')),
                ('amount_fen', models.BigIntegerField(verbose_name='price, fen')),
                ('beneficiary', models.UUIDField(verbose_name='beneficiary')),
                ('purpose', models.CharField(max_length=200, verbose_name='purpose')),
                ('reference', models.CharField(blank=True, db_index=True, max_length=64, verbose_name='order reference')),
                ('description', models.CharField(max_length=120, verbose_name='order description')),
                ('return_path', models.CharField(max_length=200, verbose_name='return path')),
                ('is_withdrawn', models.BooleanField(default=False, verbose_name='withdrawn by the buyer')),
                ('state', models.CharField(choices=[('awaiting', 'Awaiting payment'), ('paid', 'Paid'), ('expired', 'Expired'), ('refund_due', 'Refund under way'), ('refunded', 'Refunded')], default='awaiting', max_length=16, verbose_name='state')),
                ('created_at', models.DateTimeField(verbose_name='placed at')),
                ('expires_at', models.DateTimeField(verbose_name='to be paid until')),
                ('paid_at', models.DateTimeField(blank=True, null=True, verbose_name='paid at')),
                ('hold', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='payment_order', to='credits.hold', verbose_name='hold')),
                ('retirement_request', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payment_order', to='credits.retirementrequest', verbose_name='retirement request')),
            ],
            options={
                'verbose_name': 'order',
                'verbose_name_plural': 'orders',
                'ordering': ['-id'],
                'permissions': [('refund_order', 'Can refund what was paid for an order')],
                'indexes': [models.Index(fields=['state', 'expires_at'], name='order_state_expiry')],
                'constraints': [models.CheckConstraint(condition=django.db.models.lookups.GreaterThanOrEqual(django.db.models.functions.text.Length('number'), 6), name='order_number_is_long_enough'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThanOrEqual(django.db.models.functions.text.Length('address_code'), 16), models.Q(('address_code', models.F('number')), _negated=True)), name='order_address_cannot_be_guessed'), models.CheckConstraint(condition=models.Q(('amount_grams__gt', 0)), name='order_amount_is_positive'), models.CheckConstraint(condition=models.Q(('amount_fen__gt', 0)), name='order_price_is_positive'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='order_expires_after_it_is_placed'), models.CheckConstraint(condition=models.Q(('return_path__startswith', '/'), models.Q(('return_path__startswith', '//'), _negated=True)), name='order_return_path_is_local'), models.CheckConstraint(condition=models.Q(('state__in', ['awaiting', 'paid', 'expired', 'refund_due', 'refunded'])), name='order_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('paid_at', None), ('retirement_request', None), ('state__in', ['awaiting', 'expired'])), models.Q(('paid_at__isnull', False), ('retirement_request__isnull', False), ('state', 'paid')), models.Q(('paid_at__isnull', False), ('state__in', ['refund_due', 'refunded'])), _connector='OR'), name='order_is_paid_when_it_says_so')],
            },
        ),
        migrations.CreateModel(
            name='PaymentAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gateway', models.CharField(max_length=16, verbose_name='gateway')),
                ('number', models.CharField(max_length=32, unique=True, verbose_name='number')),
                ('amount_fen', models.BigIntegerField(verbose_name='price, fen')),
                ('paid_fen', models.BigIntegerField(default=0, verbose_name='taken, fen')),
                ('refunded_fen', models.BigIntegerField(default=0, verbose_name='refunded, fen')),
                ('state', models.CharField(choices=[('created', 'Waiting for the payer'), ('paid', 'Paid'), ('mispaid', 'Paid, but another amount'), ('partially_refunded', 'Partly refunded'), ('refunded', 'Refunded'), ('closed', 'Attempt closed')], default='created', max_length=20, verbose_name='state')),
                ('gateway_transaction_id', models.CharField(blank=True, max_length=64, verbose_name="gateway's transaction")),
                ('redirect_url', models.CharField(blank=True, max_length=2000, verbose_name="gateway's page")),
                ('opened_at', models.DateTimeField(verbose_name='opened at')),
                ('times_asked', models.PositiveSmallIntegerField(default=0, verbose_name='times asked')),
                ('ask_at', models.DateTimeField(blank=True, null=True, verbose_name='ask the gateway at')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='payments.order', verbose_name='order')),
            ],
            options={
                'verbose_name': 'payment attempt',
                'verbose_name_plural': 'payment attempts',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['state', 'ask_at'], name='attempt_state_asking')],
                'constraints': [models.CheckConstraint(condition=django.db.models.lookups.GreaterThanOrEqual(django.db.models.functions.text.Length('number'), 6), name='attempt_number_is_long_enough'), models.CheckConstraint(condition=models.Q(('amount_fen__gt', 0)), name='attempt_price_is_positive'), models.CheckConstraint(condition=models.Q(('refunded_fen__gte', 0), ('refunded_fen__lte', models.F('paid_fen'))), name='attempt_refunds_stay_within_what_was_taken'), models.CheckConstraint(condition=models.Q(('state__in', ['created', 'paid', 'mispaid', 'partially_refunded', 'refunded', 'closed'])), name='attempt_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('gateway_transaction_id', ''), ('paid_fen', 0), ('state__in', ['created', 'closed'])), models.Q(('paid_fen__gt', 0), ('state__in', ['paid', 'mispaid', 'partially_refunded', 'refunded']), models.Q(('gateway_transaction_id', ''), _negated=True)), _connector='OR'), name='attempt_with_money_names_its_transaction'), models.CheckConstraint(condition=models.Q(('state__in', ['created', 'closed', 'partially_refunded', 'refunded']), models.Q(('paid_fen', models.F('amount_fen')), ('state', 'paid')), models.Q(('state', 'mispaid'), models.Q(('paid_fen', models.F('amount_fen')), _negated=True)), _connector='OR'), name='attempt_is_paid_by_what_was_asked'), models.UniqueConstraint(condition=models.Q(('gateway_transaction_id', ''), _negated=True), fields=('gateway', 'gateway_transaction_id'), name='gateway_transaction_pays_once'), models.UniqueConstraint(condition=models.Q(('state', 'created')), fields=('order', 'gateway'), name='one_open_attempt_a_gateway')],
            },
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=32, unique=True, verbose_name='number')),
                ('key', models.UUIDField(unique=True, verbose_name='key')),
                ('amount_fen', models.BigIntegerField(verbose_name='refund, fen')),
                ('state', models.CharField(choices=[('requested', 'Refund under way'), ('done', 'Refund done'), ('failed', 'Refused by the gateway')], default='requested', max_length=16, verbose_name='state')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('requested_at', models.DateTimeField(verbose_name='requested at')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done at')),
                ('times_asked', models.PositiveSmallIntegerField(default=0, verbose_name='times asked')),
                ('ask_at', models.DateTimeField(verbose_name='ask the gateway at')),
                ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='payments.paymentattempt', verbose_name='payment attempt')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='payments.order', verbose_name='order')),
                ('requested_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='requested by')),
            ],
            options={
                'verbose_name': 'refund',
                'verbose_name_plural': 'refunds',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['state', 'ask_at'], name='refund_state_asking')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_fen__gt', 0)), name='refund_amount_is_positive'), models.CheckConstraint(condition=models.Q(('state__in', ['requested', 'done', 'failed'])), name='refund_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', False), ('state', 'done')), models.Q(models.Q(('state', 'done'), _negated=True), ('done_at__isnull', True)), _connector='OR'), name='refund_is_done_when_it_says_so')],
            },
        ),
        migrations.CreateModel(
            name='SandboxTransaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempt_number', models.CharField(max_length=32, unique=True, verbose_name='payment attempt')),
                ('page_code', models.CharField(max_length=16, unique=True)),
                ('transaction_id', models.CharField(max_length=64, unique=True, verbose_name="sandbox's transaction")),
                ('amount_fen', models.BigIntegerField(verbose_name='price, fen')),
                ('paid_fen', models.BigIntegerField(default=0, verbose_name='taken, fen')),
                ('currency', models.CharField(default='CNY', max_length=3, verbose_name='currency')),
                ('description', models.CharField(max_length=120, verbose_name='order description')),
                ('return_path', models.CharField(max_length=200, verbose_name='return path')),
                ('state', models.CharField(choices=[('open', 'Waiting for the payer'), ('paid', 'Paid'), ('closed', 'Attempt closed')], default='open', max_length=8, verbose_name='state')),
                ('refunds', models.JSONField(default=dict, verbose_name='refunds')),
                ('opened_at', models.DateTimeField(verbose_name='opened at')),
                ('changed_at', models.DateTimeField(verbose_name='last change')),
            ],
            options={
                'verbose_name': 'sandbox transaction',
                'verbose_name_plural': 'sandbox transactions',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_fen__gt', 0)), name='sandbox_price_is_positive'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'paid', 'closed'])), name='sandbox_state_is_known')],
            },
        ),
    ]
