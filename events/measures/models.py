"""What an event does to emit less: measures, their progress and their figures."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Measure(models.Model):
    """One measure. Its title, owner and deadline may be corrected; its status and figures are rows of their own."""

    class Phase(models.TextChoices):
        SOURCE = "source", _("Reduce at the source")
        PROCESS = "process", _("Control on the way")

    class Category(models.TextChoices):
        ENERGY = "energy", _("Low-carbon energy")
        VENUES = "venues", _("Low-carbon venues")
        TRANSPORT = "transport", _("Low-carbon transport")
        OPERATIONS = "operations", _("Low-carbon operations")
        PARTICIPATION = "participation", _("Low-carbon participation")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        STARTED = "started", _("Under way")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    event = models.ForeignKey(
        "events.Event", verbose_name=_("event"), on_delete=models.PROTECT, related_name="measures"
    )
    phase = models.CharField(_("phase"), max_length=8, choices=Phase.choices)
    category = models.CharField(_("category"), max_length=16, choices=Category.choices)
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("description"), max_length=2000, blank=True)
    owner = models.CharField(_("responsible"), max_length=120)
    due_on = models.DateField(_("deadline"))
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.PLANNED)
    evidence = models.ManyToManyField("events.EvidenceFile", verbose_name=_("evidence"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("entered"), auto_now_add=True)

    title_zh_hans: str  # the columns that translation.py adds
    title_en: str
    description_zh_hans: str
    description_en: str

    objects: ClassVar[models.Manager["Measure"]] = models.Manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["event", "phase", "category", "pk"]
        constraints = [
            models.CheckConstraint(
                name="measure_phase_is_known", condition=Q(phase__in=["source", "process"])
            ),
            models.CheckConstraint(
                name="measure_status_is_known",
                condition=Q(status__in=["planned", "started", "done", "dropped"]),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MeasureStep(models.Model):
    """What somebody reported of a measure: a new status, or a new figure of grams avoided. Never changed (trigger).

    The figure of a measure is its latest one; the earlier ones stay, as published versions do.
    """

    measure = models.ForeignKey(
        Measure, verbose_name=_("measure"), on_delete=models.PROTECT, related_name="steps"
    )
    status = models.CharField(_("status"), max_length=8, choices=Measure.Status.choices)
    avoided_grams = models.BigIntegerField(_("avoided, g"), null=True)  # None: this step states no figure
    method = models.CharField(_("by which method"), max_length=500, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects: ClassVar[models.Manager["MeasureStep"]] = models.Manager()

    class Meta:
        verbose_name = _("step of a measure")
        verbose_name_plural = _("steps of measures")
        ordering = ["measure", "pk"]
        constraints = [
            models.CheckConstraint(
                name="avoided_grams_have_a_method",
                condition=Q(avoided_grams=None) | (Q(avoided_grams__gte=0) & ~Q(method="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.status}"
