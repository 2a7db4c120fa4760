"""What donors offer without a login, and what became of credits that were left."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DonationOffer(models.Model):
    """What somebody typed into the public form. Staff look into it; taken up, it becomes a donation."""

    class State(models.TextChoices):
        NEW = "new", _("New")
        TAKEN_UP = "taken-up", _("Taken up")
        DECLINED = "declined", _("Declined")

    key = models.UUIDField(unique=True, editable=False)  # of the form: a button pressed twice is one offer
    event = models.ForeignKey(
        "events.Event", verbose_name=_("event"), on_delete=models.PROTECT, related_name="offers"
    )
    reference = models.CharField(_("reference"), max_length=16, unique=True)  # the donor's way back to it
    company_zh = models.CharField(_("company in Chinese"), max_length=200)
    company_en = models.CharField(_("company in English"), max_length=200, blank=True)
    contact_name = models.CharField(_("contact"), max_length=120)
    contact_email = models.EmailField(_("e-mail"))
    amount_grams = models.BigIntegerField(_("amount, g"))
    registry = models.CharField(_("registry"), max_length=40, blank=True)
    serials = models.CharField(_("serial numbers"), max_length=300, blank=True)
    message = models.TextField(_("message"), max_length=2000, blank=True)
    evidence = models.ForeignKey(
        "events.EvidenceFile",
        verbose_name=_("evidence"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    language = models.CharField(_("language"), max_length=8)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.NEW)
    donation = models.OneToOneField(
        "events.Donation",
        verbose_name=_("donation"),
        on_delete=models.PROTECT,
        null=True,
        related_name="offer",
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    answered_at = models.DateTimeField(_("answered"), null=True)
    decline_reason = models.CharField(_("declined because"), max_length=500, blank=True)
    offered_at = models.DateTimeField(_("offered"), auto_now_add=True)

    objects: ClassVar[models.Manager["DonationOffer"]] = models.Manager()

    class Meta:
        verbose_name = _("offer of a donation")
        verbose_name_plural = _("offers of donations")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="offer_amount_is_positive", condition=Q(amount_grams__gt=0)),
            models.CheckConstraint(
                name="an_answered_offer_says_by_whom",
                condition=Q(state="new", answered_by=None, donation=None)
                | Q(state="taken-up", answered_by__isnull=False, donation__isnull=False)
                | Q(state="declined", answered_by__isnull=False, donation=None),
            ),
        ]

    def __str__(self) -> str:
        return self.company_zh


class LeftoverSettlement(models.Model):
    """Carrying out the rule for credits that are left: one person proposes, another approves. Once an event."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waits for a second person")
        DONE = "done", _("Carried out")
        DECLINED = "declined", _("Declined")

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(
        "events.Event", verbose_name=_("event"), on_delete=models.PROTECT, related_name="leftovers"
    )
    rule = models.CharField(_("rule"), max_length=8)
    body = models.JSONField(editable=False)  # who gets how many grams, as it was proposed
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects: ClassVar[models.Manager["LeftoverSettlement"]] = models.Manager()

    class Meta:
        verbose_name = _("settlement of leftovers")
        verbose_name_plural = _("settlements of leftovers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="leftovers_are_settled_once",
                fields=["event"],
                condition=Q(state__in=["proposed", "done"]),
            ),
            models.CheckConstraint(
                name="a_second_person_settles_leftovers",
                condition=Q(state="proposed", decided_by=None)
                | Q(state="declined", decided_by__isnull=False)
                | (Q(state="done", decided_by__isnull=False) & ~Q(decided_by=models.F("proposed_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} · {self.rule}"
