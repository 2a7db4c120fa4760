"""What a third party looked at, found and stated. Nothing of it changes once it is written (triggers)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Verification(models.Model):
    """A verifier's work on one submitted version, with the seeded sample of lines to check."""

    class State(models.TextChoices):
        OPEN = "open", _("Under way")
        STATED = "stated", _("Stated")
        RETURNED = "returned", _("Returned: a new version is needed")

    inventory = models.OneToOneField(
        "events.Inventory", verbose_name=_("inventory"), on_delete=models.PROTECT, related_name="verification"
    )
    verifier = models.ForeignKey(
        "people.Organization", verbose_name=_("verifier"), on_delete=models.PROTECT, related_name="+"
    )
    seed = models.CharField(_("seed of the sample"), max_length=64)
    sample = models.JSONField(_("lines to check"), default=list)  # their line_ids, as the seed draws them
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    return_reason = models.CharField(_("returned because"), max_length=500, blank=True)
    stated_otherwise_grams = models.BigIntegerField(_("figure of the verifier, g"), null=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("begun by"), on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("begun"), auto_now_add=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ended by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects: ClassVar[models.Manager["Verification"]] = models.Manager()

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="a_returned_verification_says_why",
                condition=(Q(state="returned") & ~Q(return_reason=""))
                | (~Q(state="returned") & Q(return_reason="", stated_otherwise_grams=None)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.verifier} · {self.inventory}"


class LineCheck(models.Model):
    """A tick: the verifier looked at this line, and at what. Never changed (trigger); an error found is a finding."""

    verification = models.ForeignKey(
        Verification, verbose_name=_("verification"), on_delete=models.PROTECT, related_name="checks"
    )
    line = models.ForeignKey(
        "events.InventoryLine", verbose_name=_("line"), on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(_("what was looked at"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects: ClassVar[models.Manager["LineCheck"]] = models.Manager()

    class Meta:
        verbose_name = _("check of a line")
        verbose_name_plural = _("checks of lines")
        ordering = ["verification", "pk"]
        constraints = [models.UniqueConstraint(name="a_line_is_ticked_once", fields=["verification", "line"])]

    def __str__(self) -> str:
        return f"{self.verification_id}: {self.line_id}"


class Finding(models.Model):
    """What the verifier found, of a line or of the whole; an answer to it is a row that names it."""

    class Grade(models.TextChoices):
        MAJOR = "major", _("Must be corrected")
        MINOR = "minor", _("Should be corrected")
        NOTE = "note", _("Remark")

    verification = models.ForeignKey(
        Verification, verbose_name=_("verification"), on_delete=models.PROTECT, related_name="findings"
    )
    line = models.ForeignKey(
        "events.InventoryLine", verbose_name=_("line"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    answers = models.ForeignKey(
        "self", verbose_name=_("answer to"), on_delete=models.PROTECT, null=True, related_name="replies"
    )
    grade = models.CharField(_("grade"), max_length=8, choices=Grade.choices, blank=True)  # empty: an answer
    settles = models.BooleanField(_("settles the finding"), default=False)  # only the verifier settles
    text = models.TextField(_("text"), max_length=4000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects: ClassVar[models.Manager["Finding"]] = models.Manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["verification", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_finding_has_a_grade_and_an_answer_has_none",
                condition=(Q(answers=None, settles=False) & ~Q(grade=""))
                | Q(answers__isnull=False, grade=""),
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class VerificationStatement(models.Model):
    """The verified figure. It equals the version's total, or there is no statement."""

    class Assurance(models.TextChoices):
        REASONABLE = "reasonable", _("Reasonable assurance")
        LIMITED = "limited", _("Limited assurance")

    verification = models.OneToOneField(
        Verification, verbose_name=_("verification"), on_delete=models.PROTECT, related_name="statement"
    )
    statement_number = models.CharField(_("number of the statement"), max_length=80)
    stated_on = models.DateField(_("date"))
    standard = models.CharField(_("standard"), max_length=200)
    assurance = models.CharField(_("assurance"), max_length=12, choices=Assurance.choices)
    figure_grams = models.BigIntegerField(_("verified emissions, g"))
    file = models.ForeignKey(
        "events.EvidenceFile",
        verbose_name=_("the statement's file"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    # What was signed, word for word, and the seal over it: docs/events.md says every byte.
    body = models.TextField(editable=False)
    digest = models.CharField(_("SHA-256 of what was signed"), max_length=64)
    seal = models.TextField(editable=False)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("signed by"), on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(_("signed"), auto_now_add=True)

    objects: ClassVar[models.Manager["VerificationStatement"]] = models.Manager()

    class Meta:
        verbose_name = _("verification statement")
        verbose_name_plural = _("verification statements")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="a_statement_number_is_used_once", fields=["verification", "statement_number"]
            )
        ]

    def __str__(self) -> str:
        return self.statement_number
