"""The event itself, with all that is agreed before it opens."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Event(models.Model):  # type: ignore[django-manager-missing]  # modeltranslation wraps the managers
    """An event with its own bilingual zone. Every text on the zone is edited here, by staff, without code."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")
        DRAFTED = "drafted", _("Inventory drafted")
        VERIFIED = "verified", _("Verified")
        COVERED = "covered", _("Covered")
        DECLARED = "declared", _("Declared")
        WITNESSED = "witnessed", _("Witnessed")

    class LeftoverRule(models.TextChoices):
        """What becomes of donated credits that nobody used."""

        RETURN = "return", _("They go back to their donors")
        RETIRE = "retire", _("They are retired for the event")
        MOVE = "move", _("They move to the next event")

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
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
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
    # What is agreed before the event opens, and stays so.
    counts_spectators = models.BooleanField(
        _("spectators' retirements count towards the event's balance"),
        default=False,
        help_text=_(
            "Spectators' travel is inside the event's boundary. Either what they retired counts here and is labelled "
            "so, or the event covers their travel once more."
        ),
    )
    leftover_rule = models.CharField(
        _("what becomes of donated credits that are left"),
        max_length=8,
        choices=LeftoverRule.choices,
        default=LeftoverRule.RETURN,
    )
    next_event = models.ForeignKey(
        "self",
        verbose_name=_("the next event, if they move there"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
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
            models.CheckConstraint(
                name="event_state_is_known",
                condition=Q(
                    state__in=[
                        "planned",
                        "open",
                        "closed",
                        "drafted",
                        "verified",
                        "covered",
                        "declared",
                        "witnessed",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="event_leftovers_have_somewhere_to_go",
                condition=Q(leftover_rule__in=["return", "retire"])
                | (Q(leftover_rule="move", next_event__isnull=False) & ~Q(next_event=F("id"))),
            ),
        ]

    def __str__(self) -> str:
        return self.name
