from decimal import Decimal

import django.core.validators
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

from diandian.lib.triggers import refuse_update

EVENTS, VENUES = "events_event", "events_venue"
SETTINGS = ("factor_library", "allows_weak_factors", "flight_method", "counts_non_co2")
MESSAGE = "how footprints are counted is fixed once the event is open"


def _differs(column: str) -> str:
    """Whether a column changes; NULL is a value like another."""
    old, new = f"OLD.{column}", f"NEW.{column}"
    return f"({old} <> {new} OR ({old} IS NULL) <> ({new} IS NULL))"


def fix_settings_of_open_events(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Spectators of one event count alike: whoever goes round the admin is refused by the database."""
    vendor = schema_editor.connection.vendor
    changed = " OR ".join(_differs(column) for column in SETTINGS)
    is_open = f"EXISTS (SELECT 1 FROM {EVENTS} event WHERE event.id = OLD.event_id AND event.state <> 'planned')"
    for statement in (
        *refuse_update(
            vendor,
            EVENTS,
            "events_event_counts_alike",
            when=f"OLD.state <> 'planned' AND ({changed})",
            message=MESSAGE,
        ),
        *refuse_update(
            vendor,
            VENUES,
            "events_venue_counts_alike",
            when=f"{_differs('kwh_per_seat')} AND {is_open}",
            message=MESSAGE,
        ),
    ):
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0001_events'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='factor_library',
            field=models.CharField(choices=[('china', 'China: for events in China'), ('world', 'World: for events anywhere else')], default='china', help_text='The newest published set of this library is used, and named on every certificate.', max_length=16, verbose_name='factors'),
        ),
        migrations.AddField(
            model_name='event',
            name='allows_weak_factors',
            field=models.BooleanField(default=False, help_text='Grade D: second-hand, the original was not seen. Grade E: derived, or a rough guess. Without them, firmer factors from elsewhere stand in, and what only they could count is not counted; with them, every page says so.', verbose_name='use local factors even where they are weak'),
        ),
        migrations.AddField(
            model_name='event',
            name='flight_method',
            field=models.CharField(choices=[('desnz', 'UK DESNZ: a factor per passenger-km, by route and cabin'), ('icao', 'ICAO: the fuel of one flight, shared among its passengers'), ('china-average', 'The average of Chinese airlines')], default='desnz', help_text='The three differ by a third and more on one route: see the comparison in the documentation.', max_length=16, verbose_name='method for flights'),
        ),
        migrations.AddField(
            model_name='event',
            name='counts_non_co2',
            field=models.BooleanField(default=True, help_text='Contrails and gases high up: a line of its own, as the science is less sure there.', verbose_name='count what flights warm beyond CO₂'),
        ),
        migrations.AddField(
            model_name='venue',
            name='kwh_per_seat',
            field=models.DecimalField(blank=True, decimal_places=3, help_text="From the meter: kilowatt-hours of one day of the event ÷ its spectators. Empty: the factors' own figure of a seat, where weak factors are used.", max_digits=7, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='metered electricity per spectator, kWh'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=Q(('factor_library__in', ['china', 'world'])), name='event_counts_by_a_known_library'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=Q(('flight_method__in', ['desnz', 'icao', 'china-average'])), name='event_counts_flights_by_a_known_method'),
        ),
        migrations.AddConstraint(
            model_name='venue',
            constraint=models.CheckConstraint(condition=Q(('kwh_per_seat__isnull', True), ('kwh_per_seat__gte', 0), _connector='OR'), name='venue_electricity_is_not_negative'),
        ),
        migrations.RunPython(fix_settings_of_open_events, migrations.RunPython.noop),
    ]
