"""What was declared and witnessed of an event, and what was retired for it. Rows are added, not changed (triggers)."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class EventRetirement(models.Model):
    """A proposal in the ledger to retire for this event; the ledger says what became of it."""

    event = models.ForeignKey(
        "events.Event", verbose_name=_("event"), on_delete=models.PROTECT, related_name="event_retirements"
    )
    proposal = models.OneToOneField(
        "credits.Proposal", verbose_name=_("proposal"), on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[models.Manager["EventRetirement"]] = models.Manager()

    class Meta:
        verbose_name = _("retirement for an event")
        verbose_name_plural = _("retirements for events")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.event_id}/{self.proposal_id}"


class Declaration(models.Model):
    """The organiser's neutrality declaration, resting on one verified version."""

    class Confirmation(models.TextChoices):
        SELF = "self", _("Confirmed by the organiser itself")
        BODY = "body", _("Confirmed by a third party")

    event = models.ForeignKey(
        "events.Event", verbose_name=_("event"), on_delete=models.PROTECT, related_name="declarations"
    )
    statement = models.OneToOneField(
        "events.VerificationStatement",
        verbose_name=_("verification statement"),
        on_delete=models.PROTECT,
        related_name="declaration",
    )
    claimant = models.ForeignKey(
        "people.Organization", verbose_name=_("who declares"), on_delete=models.PROTECT, related_name="+"
    )
    standard = models.CharField(_("standard"), max_length=200)
    confirmation = models.CharField(_("method of confirmation"), max_length=8, choices=Confirmation.choices)
    # All it says, in both languages, with the list of retirements: docs/events.md says every field.
    body = models.JSONField(editable=False)
    digest = models.CharField(_("SHA-256 of what was declared"), max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("declared by"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("declared"), auto_now_add=True)

    objects: ClassVar[models.Manager["Declaration"]] = models.Manager()

    class Meta:
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.claimant} · {self.at:%Y-%m-%d}"


class Witnessing(models.Model):
    """A 《碳中和见证书》 as one person of the exchange proposes it and another approves it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waits for a second person")
        APPROVED = "approved", _("Issued")
        DECLINED = "declined", _("Declined")

    # The certificate's key is made of it: a real witness certificate without such a row is refused (trigger).
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    declaration = models.ForeignKey(
        Declaration, verbose_name=_("declaration"), on_delete=models.PROTECT, related_name="witnessings"
    )
    witness = models.ForeignKey(
        "people.Organization", verbose_name=_("witness"), on_delete=models.PROTECT, related_name="+"
    )
    capacity_zh = models.CharField(_("in what capacity, in Chinese"), max_length=100)
    capacity_en = models.CharField(_("in what capacity, in English"), max_length=100)
    cut_off_on = models.DateField(_("cut-off date"))
    not_checked_zh = models.CharField(_("what was not checked, in Chinese"), max_length=200)
    not_checked_en = models.CharField(_("what was not checked, in English"), max_length=200)
    body = models.JSONField(editable=False)  # what was observed, as it stood when it was proposed
    digest = models.CharField(_("SHA-256 of what was observed"), max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    certificate = models.OneToOneField(
        "certificates.Certificate",
        verbose_name=_("certificate"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    decline_reason = models.CharField(_("declined because"), max_length=500, blank=True)

    objects: ClassVar[models.Manager["Witnessing"]] = models.Manager()

    class Meta:
        verbose_name = _("witnessing")
        verbose_name_plural = _("witnessings")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="a_second_person_witnesses",
                condition=Q(state="proposed", decided_by=None, decided_at=None)
                | Q(state="declined", decided_by__isnull=False)
                | (Q(state="approved", decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.witness} · {self.declaration}"


class WitnessRevocation(models.Model):
    """An issued witness certificate that no longer holds, and why. One person is enough: it only stops a claim."""

    witnessing = models.OneToOneField(
        Witnessing, verbose_name=_("witnessing"), on_delete=models.PROTECT, related_name="revocation"
    )
    reason_zh = models.CharField(_("why, in Chinese"), max_length=300)
    reason_en = models.CharField(_("why, in English"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("revoked by"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("revoked"), auto_now_add=True)

    objects: ClassVar[models.Manager["WitnessRevocation"]] = models.Manager()

    class Meta:
        verbose_name = _("revocation of a witness certificate")
        verbose_name_plural = _("revocations of witness certificates")

    def __str__(self) -> str:
        return self.reason_en


class Reminder(models.Model):
    """A reminder of an event's deadline that was sent, so that none is sent twice."""

    event = models.ForeignKey(
        "events.Event", verbose_name=_("event"), on_delete=models.PROTECT, related_name="reminders"
    )
    days_before = models.SmallIntegerField(_("days before the deadline"))
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)

    objects: ClassVar[models.Manager["Reminder"]] = models.Manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(name="a_reminder_is_sent_once", fields=["event", "days_before"])
        ]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.days_before}"
