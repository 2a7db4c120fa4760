"""What is stored of inventories: versions, their lines, and the attendance that spectators' answers are scaled to."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Inventory(models.Model):
    """A version of an event's emissions. A draft changes; what was submitted never does (triggers)."""

    class Kind(models.TextChoices):
        FORECAST = "forecast", _("Forecast")
        ACTUAL = "actual", _("Actual")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        VERIFIED = "verified", _("Verified")

    event = models.ForeignKey(
        "events.Event", verbose_name=_("event"), on_delete=models.PROTECT, related_name="inventories"
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    number = models.PositiveIntegerField(_("version"))  # from 1, of its kind
    based_on = models.ForeignKey(
        "self", verbose_name=_("made from"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(_("why this version"), max_length=500)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    boundary_zh = models.TextField(_("boundary in Chinese"), max_length=1000)
    boundary_en = models.TextField(_("boundary in English"), max_length=1000)
    exclusions_zh = models.TextField(_("what is left out, in Chinese"), max_length=1000, blank=True)
    exclusions_en = models.TextField(_("what is left out, in English"), max_length=1000, blank=True)
    factor_set = models.ForeignKey(
        "footprint.FactorSet", verbose_name=_("factors"), on_delete=models.PROTECT, related_name="+"
    )
    total_grams = models.BigIntegerField(_("total, g"), null=True)  # set when it is submitted
    content_digest = models.CharField(_("SHA-256 of its content"), max_length=64, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("begun by"), on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("submitted by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True)

    objects: ClassVar[models.Manager["Inventory"]] = models.Manager()

    class Meta:
        verbose_name = _("inventory")
        verbose_name_plural = _("inventories")
        ordering = ["event", "kind", "number"]
        constraints = [
            models.UniqueConstraint(
                name="inventory_versions_are_numbered", fields=["event", "kind", "number"]
            ),
            models.UniqueConstraint(
                name="one_draft_inventory_a_kind", fields=["event", "kind"], condition=Q(state="draft")
            ),
            models.CheckConstraint(
                name="a_submitted_inventory_is_whole",
                condition=Q(state="draft", total_grams=None, content_digest="", submitted_by=None)
                | (
                    Q(state__in=["submitted", "verified"], total_grams__gte=0, submitted_by__isnull=False)
                    & Q(submitted_at__isnull=False)
                    & ~Q(content_digest="")
                ),
            ),
            models.CheckConstraint(
                name="only_actual_emissions_are_verified", condition=~Q(state="verified") | Q(kind="actual")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class InventoryLine(models.Model):
    """One line: an activity, its factor, its grams, and what it rests on."""

    class Phase(models.TextChoices):
        PREPARE = "prepare", _("Preparation")
        HOLD = "hold", _("Holding")
        WRAP_UP = "wrap-up", _("Wrap-up")

    class Origin(models.TextChoices):
        HAND = "hand", _("By hand")
        IMPORT = "import", _("Imported")
        SPECTATORS = "spectators", _("From spectators' answers")

    class EvidenceClass(models.TextChoices):
        MEASURED = "measured", _("A: measured")
        BILLED = "billed", _("B: from bills or records")
        STATED = "stated", _("C: stated by a supplier or participant")
        CALCULATED = "calculated", _("D: calculated from other figures")
        ASSUMED = "assumed", _("E: assumed")

    inventory = models.ForeignKey(
        Inventory, verbose_name=_("inventory"), on_delete=models.PROTECT, related_name="lines"
    )
    # The same through all versions, so that a difference between two versions names the line.
    line_id = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveIntegerField(_("number"))
    source = models.CharField(_("source"), max_length=24)  # events.inventory.sources, after MEE 2019 No. 19
    phase = models.CharField(_("phase"), max_length=8, choices=Phase.choices, default=Phase.HOLD)
    name_zh = models.CharField(_("name in Chinese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    quantity = models.DecimalField(_("activity"), max_digits=24, decimal_places=6)
    unit = models.CharField(_("unit"), max_length=40)
    # A factor of the inventory's set, by code; or a factor of the line's own, with its source.
    factor_code = models.CharField(_("factor"), max_length=120, blank=True)
    factor_grams = models.DecimalField(_("factor, g a unit"), max_digits=24, decimal_places=9)
    factor_source = models.CharField(_("source of the factor"), max_length=500)
    amount_grams = models.BigIntegerField(_("emissions, g"))
    evidence_class = models.CharField(_("evidence"), max_length=12, choices=EvidenceClass.choices)
    evidence = models.ForeignKey(
        "events.EvidenceFile",
        verbose_name=_("evidence file"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    uncertainty_percent = models.DecimalField(
        _("uncertainty, ± %"), max_digits=6, decimal_places=2, default=0
    )
    origin = models.CharField(_("origin"), max_length=12, choices=Origin.choices, default=Origin.HAND)
    # Of lines from spectators' answers: how they were scaled, from how many, and which part is extrapolated.
    method = models.CharField(_("method"), max_length=500, blank=True)
    sample_size = models.PositiveIntegerField(_("answers"), null=True)
    extrapolated_grams = models.BigIntegerField(_("extrapolated, g"), default=0)
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects: ClassVar[models.Manager["InventoryLine"]] = models.Manager()

    class Meta:
        verbose_name = _("inventory line")
        verbose_name_plural = _("inventory lines")
        ordering = ["inventory", "position"]
        constraints = [
            models.UniqueConstraint(name="inventory_lines_are_numbered", fields=["inventory", "position"]),
            models.UniqueConstraint(name="a_line_stands_once_in_a_version", fields=["inventory", "line_id"]),
            models.CheckConstraint(
                name="inventory_line_is_not_negative",
                condition=Q(quantity__gte=0, factor_grams__gte=0, amount_grams__gte=0)
                & Q(uncertainty_percent__gte=0, uncertainty_percent__lte=1000)
                & Q(extrapolated_grams__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inventory_id}/{self.position}"


class Attendance(models.Model):
    """How many people were at a venue's zone on a day: what spectators' answers are scaled to."""

    event = models.ForeignKey(
        "events.Event", verbose_name=_("event"), on_delete=models.PROTECT, related_name="attendances"
    )
    zone = models.ForeignKey(
        "events.Zone", verbose_name=_("zone"), on_delete=models.PROTECT, related_name="attendances"
    )
    day = models.DateField(_("day"))
    people = models.PositiveIntegerField(_("people"))
    source = models.CharField(_("counted by"), max_length=200)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[models.Manager["Attendance"]] = models.Manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["event", "day", "zone"]
        constraints = [models.UniqueConstraint(name="one_attendance_a_zone_and_day", fields=["zone", "day"])]

    def __str__(self) -> str:
        return f"{self.day}: {self.people}"
