"""Serial blocks that outside registries issued."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from credits.ledger import GRAMS_PER_UNIT
from credits.models.proposals import Proposal


class Batch(models.Model):
    """A serial block that an outside registry issued: `block_start` to `block_end`, both included."""

    class Registry(models.TextChoices):
        VERRA = "verra", "Verra VCS"
        GOLD_STANDARD = "gold-standard", "Gold Standard"
        ACR = "acr", "American Carbon Registry"
        CAR = "car", "Climate Action Reserve"
        ART = "art", "ART TREES"
        FCPF = "fcpf", "FCPF Carbon Fund"
        CERCARBONO = "cercarbono", "Cercarbono"
        CDM = "cdm", "CDM CER"
        CCER = "ccer", "CCER"
        CDCER = "cdcer", "CDCER 碳惠天府"
        HOUSE = "house", _("House notation")

    class UnitType(models.TextChoices):
        """The Climate Action Data Trust's list; empty where the registry does not say."""

        REDUCTION_NATURE = "Reduction - nature", _("Reduction, nature-based")
        REDUCTION_TECHNICAL = "Reduction - technical", _("Reduction, technical")
        REMOVAL_NATURE = "Removal - nature", _("Removal, nature-based")
        REMOVAL_TECHNICAL = "Removal - technical", _("Removal, technical")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registry = models.CharField(_("registry"), max_length=24, choices=Registry.choices)
    serial_block = models.CharField(_("serial block"), max_length=160, unique=True)
    # The serial without its running numbers: blocks with the same series may not overlap.
    series = models.CharField(_("series"), max_length=160)
    block_start = models.BigIntegerField(_("first unit"))
    block_end = models.BigIntegerField(_("last unit"))
    unit_type = models.CharField(_("kind of unit"), max_length=24, choices=UnitType.choices, blank=True)
    project_code = models.CharField(_("project number"), max_length=60)
    project_name = models.CharField(_("project"), max_length=200)
    methodology = models.CharField(_("methodology"), max_length=80)
    country = models.CharField(_("country"), max_length=2, default="CN")
    vintage_start = models.DateField(_("monitoring period from"))
    vintage_end = models.DateField(_("monitoring period to"))
    is_demonstration = models.BooleanField(_("demonstration"), default=False)
    issued_at = models.DateTimeField(_("entered"), auto_now_add=True)
    # Entered by one person and approved by another: the database refuses a batch without.
    proposal = models.OneToOneField(
        Proposal, verbose_name=_("proposal"), on_delete=models.PROTECT, related_name="batch"
    )

    project_name_zh_hans: str  # the columns that translation.py adds
    project_name_en: str

    objects: ClassVar[models.Manager["Batch"]] = models.Manager()

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ["id"]
        indexes = [
            # Which batch holds a serial: the one with the last start at or before it.
            models.Index(name="batch_by_serial", fields=["registry", "series", "block_start"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="batch_block_is_a_range",
                condition=Q(block_start__gte=0, block_end__gte=F("block_start")),
            ),
            models.CheckConstraint(
                name="batch_period_is_a_range", condition=Q(vintage_end__gte=F("vintage_start"))
            ),
        ]

    def __str__(self) -> str:
        return self.serial_block

    @property
    def unit_count(self) -> int:
        return self.block_end - self.block_start + 1

    @property
    def amount_grams(self) -> int:
        return self.unit_count * GRAMS_PER_UNIT


class BatchMark(models.Model):
    """What is said of a batch for good: that it is flawed, or that nothing of it is left to move."""

    class Kind(models.TextChoices):
        IMPAIRED = "impaired", _("Impaired")
        CLOSED = "closed", _("Closed")

    batch = models.ForeignKey(Batch, verbose_name=_("batch"), on_delete=models.PROTECT, related_name="marks")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    reason = models.CharField(_("reason"), max_length=500)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        "people.User", verbose_name=_("made by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    leaf_index = models.BigIntegerField(_("number in the log"), unique=True)

    objects: ClassVar[models.Manager["BatchMark"]] = models.Manager()

    class Meta:
        verbose_name = _("mark on a batch")
        verbose_name_plural = _("marks on batches")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="batch_is_marked_once_a_kind", fields=["batch", "kind"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.batch_id}"
