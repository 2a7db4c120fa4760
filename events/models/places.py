"""Where an event happens: venues, their zones, the QR codes that hang there, and how often they were scanned."""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.event import Event


class Venue(models.Model):  # type: ignore[django-manager-missing]
    """Where an event happens: what a spectator's journey leads to."""

    event = models.ForeignKey(Event, verbose_name=_("event"), on_delete=models.PROTECT, related_name="venues")
    slug = models.SlugField(_("short name in addresses"))
    name = models.CharField(_("name"), max_length=120)
    sport = models.CharField(_("sport"), max_length=120, blank=True)
    district = models.CharField(_("district"), max_length=120, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5)
    local_distance_km = models.PositiveSmallIntegerField(_("usual way from the city to here and back, km"))
    kwh_per_seat = models.DecimalField(
        _("metered electricity per spectator, kWh"),
        max_digits=7,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text=_(
            "From the meter: kilowatt-hours of one day of the event ÷ its spectators. Empty: the factors' own "
            "figure of a seat, where weak factors are used."
        ),
    )

    name_zh_hans: str  # the columns that translation.py adds
    name_en: str

    objects: ClassVar[models.Manager["Venue"]] = models.Manager()

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["event", "pk"]
        constraints = [
            models.UniqueConstraint(name="venue_slug_is_unique_in_its_event", fields=["event", "slug"]),
            models.CheckConstraint(
                name="venue_electricity_is_not_negative",
                condition=Q(kwh_per_seat__isnull=True) | Q(kwh_per_seat__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Zone(models.Model):  # type: ignore[django-manager-missing]
    """A part of a venue: a gate, a stand, a fan square."""

    venue = models.ForeignKey(Venue, verbose_name=_("venue"), on_delete=models.PROTECT, related_name="zones")
    name = models.CharField(_("name"), max_length=120)

    name_zh_hans: str  # the columns that translation.py adds
    name_en: str

    objects: ClassVar[models.Manager["Zone"]] = models.Manager()

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["venue", "pk"]

    def __str__(self) -> str:
        return self.name


class Placement(models.Model):
    """A QR code somewhere in a zone. Its address `/s/<code>` never changes."""

    zone = models.ForeignKey(
        Zone, verbose_name=_("zone"), on_delete=models.PROTECT, related_name="placements"
    )
    code = models.CharField(_("code"), max_length=16, unique=True)
    label = models.CharField(_("where it hangs"), max_length=120)
    is_active = models.BooleanField(_("in use"), default=True)

    label_zh_hans: str  # the columns that translation.py adds
    label_en: str

    objects: ClassVar[models.Manager["Placement"]] = models.Manager()

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["zone", "pk"]

    def __str__(self) -> str:
        return self.label


class ScanCount(models.Model):
    """How often a placement was scanned on a day. Nothing is kept of who scanned."""

    placement = models.ForeignKey(
        Placement, verbose_name=_("placement"), on_delete=models.PROTECT, related_name="scan_counts"
    )
    day = models.DateField(_("day"))
    scan_count = models.PositiveBigIntegerField(_("scans"), default=0)

    objects: ClassVar[models.Manager["ScanCount"]] = models.Manager()

    class Meta:
        verbose_name = _("scans of a day")
        verbose_name_plural = _("scans by day")
        ordering = ["-day", "placement"]
        constraints = [
            models.UniqueConstraint(name="one_count_a_placement_and_day", fields=["placement", "day"])
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.scan_count}"
