"""What companies give to an event."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.models.event import Event


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
    evidence = models.ForeignKey(
        "events.EvidenceFile",
        verbose_name=_("evidence"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
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
