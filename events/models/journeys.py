"""A spectator's way from the answers to the certificate."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.models.places import Placement, Venue


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
