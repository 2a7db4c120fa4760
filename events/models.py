"""What an event stores: its places, the journeys of its spectators, and the donations it was given."""

import uuid
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.guests.models import Guest as Guest  # Django finds tables here
from events.guests.models import GuestList as GuestList


class Event(models.Model):  # type: ignore[django-manager-missing]  # modeltranslation wraps the managers
    """An event with its own bilingual zone. Every text on the zone is edited here, by staff, without code."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    class FactorLibrary(models.TextChoices):
        """The families of factor sets that an event may count by; `footprint` has their factors."""

        CHINA = "china", _("China: for events in China")
        WORLD = "world", _("World: for events anywhere else")

    class FlightMethod(models.TextChoices):
        DESNZ = "desnz", _("UK DESNZ: a factor per passenger-km, by route and cabin")
        ICAO = "icao", _("ICAO: the fuel of one flight, shared among its passengers")
        CHINA_AVERAGE = "china-average", _("The average of Chinese airlines")

    slug = models.SlugField(_("short name in addresses"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    zone_title = models.CharField(_("title of the zone"), max_length=80)
    place = models.CharField(_("place"), max_length=80)
    introduction = models.TextField(_("introduction"), blank=True)
    boundary = models.CharField(_("boundary of a spectator's footprint"), max_length=300)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PLANNED)
    organiser = models.ForeignKey(
        "people.Organization", verbose_name=_("organiser"), on_delete=models.PROTECT, related_name="+"
    )
    host_place = models.CharField(_("host city, as a code of the place list"), max_length=40)
    # Ledger accounts: what donors gave this event, and where credits for sale are taken from.
    donated_account = models.ForeignKey(
        "credits.Account",
        verbose_name=_("account of donated credits"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    sale_account = models.ForeignKey(
        "credits.Account",
        verbose_name=_("account of credits for sale"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    price_fen_per_tonne = models.BigIntegerField(_("price of a tonne, fen"))
    splits_over_batches = models.BooleanField(
        _("a retirement may come from two batches"),
        default=True,
        help_text=_(
            "Where a batch of donated credits ends in the middle of a retirement. Without it such a retirement is "
            "refused whole, and the spectator is asked to try again; the end of the batch goes back to its donor. "
            "What was paid for is always retired in full."
        ),
    )
    is_demonstration = models.BooleanField(_("demonstration"), default=False)
    # How footprints are counted here. Fixed from the day the event is open, so that all spectators count alike.
    factor_library = models.CharField(
        _("factors"),
        max_length=16,
        choices=FactorLibrary.choices,
        default=FactorLibrary.CHINA,
        help_text=_("The newest published set of this library is used, and named on every certificate."),
    )
    allows_weak_factors = models.BooleanField(
        _("use local factors even where they are weak"),
        default=False,
        help_text=_(
            "Grade D: second-hand, the original was not seen. Grade E: derived, or a rough guess. Without them, "
            "firmer factors from elsewhere stand in, and what only they could count is not counted; with them, "
            "every page says so."
        ),
    )
    flight_method = models.CharField(
        _("method for flights"),
        max_length=16,
        choices=FlightMethod.choices,
        default=FlightMethod.DESNZ,
        help_text=_(
            "The three differ by a third and more on one route: see the comparison in the documentation."
        ),
    )
    counts_non_co2 = models.BooleanField(
        _("count what flights warm beyond CO₂"),
        default=True,
        help_text=_("Contrails and gases high up: a line of its own, as the science is less sure there."),
    )

    name_zh_hans: str  # the columns that translation.py adds, as far as code names them
    name_en: str
    boundary_zh_hans: str
    boundary_en: str

    objects: ClassVar[models.Manager["Event"]] = models.Manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                name="event_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="event_price_is_positive", condition=Q(price_fen_per_tonne__gt=0)),
            models.CheckConstraint(
                name="event_counts_by_a_known_library", condition=Q(factor_library__in=["china", "world"])
            ),
            models.CheckConstraint(
                name="event_counts_flights_by_a_known_method",
                condition=Q(flight_method__in=["desnz", "icao", "china-average"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name


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


class Journey(models.Model):
    """A spectator's way from the answers to the certificate. Its code is all that a person needs to return."""

    class Stage(models.TextChoices):
        COMPUTED = "computed", _("Computed")
        PLEDGED = "pledged", _("Pledged")
        RETIRED = "retired", _("Retired")
        LAPSED = "lapsed", _("Not paid in time")
        REFUNDED = "refunded", _("Refunded")
        REFUSED = "refused", _("Refused: the batch ended")

    class Funding(models.TextChoices):
        DONATED = "donated", _("Donated credits")
        BOUGHT = "bought", _("Bought")

    class WayHome(models.TextChoices):
        METRO = "metro", _("Metro or bus")
        RAIL = "rail", _("High-speed rail rather than a flight")
        SHARED = "shared", _("A shared car")
        WALK = "walk", _("On foot or by bicycle")

    code = models.CharField(_("code"), max_length=16, unique=True)
    key = models.UUIDField(unique=True, editable=False)
    input_digest = models.CharField(max_length=64, editable=False)
    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.PROTECT, related_name="journeys"
    )
    venue = models.ForeignKey(Venue, verbose_name=_("venue"), on_delete=models.PROTECT, related_name="+")
    placement = models.ForeignKey(
        Placement,
        verbose_name=_("placement"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="journeys",
    )
    assessment = models.OneToOneField(
        "footprint.Assessment", verbose_name=_("footprint"), on_delete=models.PROTECT, related_name="+"
    )
    amount_grams = models.BigIntegerField(_("footprint, g"))
    language = models.CharField(_("language"), max_length=8)
    way_home = models.CharField(
        _("pledge for the way home"), max_length=8, choices=WayHome.choices, blank=True
    )
    # A random id: it stands in the ledger in place of a name.
    beneficiary = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    stage = models.CharField(_("stage"), max_length=8, choices=Stage.choices, default=Stage.COMPUTED)
    funding = models.CharField(_("from"), max_length=8, choices=Funding.choices, blank=True)
    try_count = models.PositiveSmallIntegerField(default=0, editable=False)
    certificate = models.OneToOneField(
        "certificates.Certificate",
        verbose_name=_("certificate"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    order = models.OneToOneField(
        "payments.Order", verbose_name=_("order"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    retirement_request = models.OneToOneField(
        "credits.RetirementRequest",
        verbose_name=_("retirement request"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    failed_steps = models.PositiveSmallIntegerField(default=0, editable=False)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)

    objects: ClassVar[models.Manager["Journey"]] = models.Manager()

    class Meta:
        verbose_name = _("journey")
        verbose_name_plural = _("journeys")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="journey_amount_is_not_negative", condition=Q(amount_grams__gte=0)),
            models.CheckConstraint(
                name="journey_beyond_computed_has_a_certificate",
                condition=Q(stage="computed") | Q(certificate__isnull=False),
            ),
            models.CheckConstraint(
                name="retired_journey_has_a_request",
                condition=~Q(stage="retired") | Q(retirement_request__isnull=False),
            ),
        ]
        indexes = [
            # What the sweeper looks for: only journeys on their way are in it.
            models.Index(
                name="journey_on_its_way", fields=["id"], condition=Q(stage__in=["pledged", "lapsed"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"  # never the code: it opens the journey


class Donation(models.Model):
    """Credits that a company offers to an event. They move when a second person confirms."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.PROTECT, related_name="donations"
    )
    donor = models.ForeignKey(
        "people.Organization", verbose_name=_("donor"), on_delete=models.PROTECT, related_name="donations"
    )
    account = models.ForeignKey(
        "credits.Account",
        verbose_name=_("the donor's account"),
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"kind": "donor"},
    )
    amount_grams = models.BigIntegerField(_("amount, g"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OFFERED)
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+"
    )
    offered_at = models.DateTimeField(_("entered"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects: ClassVar[models.Manager["Donation"]] = models.Manager()

    class Meta:
        verbose_name = _("donation")
        verbose_name_plural = _("donations")
        ordering = ["-pk"]
        permissions = [
            ("confirm_donation", _("Can confirm or decline a donation that somebody else entered"))
        ]
        constraints = [
            models.CheckConstraint(name="donation_amount_is_positive", condition=Q(amount_grams__gt=0)),
            models.CheckConstraint(
                name="a_second_person_decides_a_donation",
                condition=Q(state="offered", decided_by=None, decided_at=None)
                | (~Q(state="offered") & Q(decided_by__isnull=False) & ~Q(decided_by=F("offered_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.donor} → {self.event}"
