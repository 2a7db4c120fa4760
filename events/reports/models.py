"""Documents of an event that a worker makes: reports and the auditor's pack, kept as they were made (triggers)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Report(models.Model):
    """One making of a document: the numbers as they stood, and how far the worker has come."""

    class Kind(models.TextChoices):
        PLAN = "plan", _("Carbon-neutrality work plan")
        VERIFICATION = "verification", _("Neutrality verification report")
        HOSTING = "hosting", _("Low-carbon hosting report")
        PACK = "pack", _("Auditor's pack")

    class Language(models.TextChoices):
        BOTH = "both", _("Chinese and English")
        CHINESE = "zh-hans", _("Chinese")
        ENGLISH = "en", _("English")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for a worker")
        MAKING = "making", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    event = models.ForeignKey(
        "events.Event", verbose_name=_("event"), on_delete=models.PROTECT, related_name="reports"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    language = models.CharField(_("language"), max_length=8, choices=Language.choices, default=Language.BOTH)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    progress_percent = models.PositiveSmallIntegerField(_("progress, %"), default=0)
    numbers = models.JSONField(editable=False, null=True)  # every number of the document, from one function
    failed_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked for by"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    ready_at = models.DateTimeField(_("ready"), null=True)
    # When the worker that makes it last said that it is alive. One that is silent for a minute is dead.
    beats_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[models.Manager["Report"]] = models.Manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="report_progress_is_a_percentage", condition=Q(progress_percent__lte=100)
            ),
            models.CheckConstraint(
                name="a_ready_report_says_when", condition=~Q(state="ready") | Q(ready_at__isnull=False)
            ),
            models.UniqueConstraint(
                name="one_report_of_a_kind_is_on_its_way",
                fields=["event", "kind", "language"],
                condition=Q(state__in=["waiting", "making"]),
            ),
        ]
        indexes = [
            models.Index(
                name="report_on_its_way", fields=["id"], condition=Q(state__in=["waiting", "making"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.event}"


class ReportFile(models.Model):
    """One file of a report: pdf, xlsx, json or zip."""

    report = models.ForeignKey(
        Report, verbose_name=_("report"), on_delete=models.PROTECT, related_name="files"
    )
    format = models.CharField(_("format"), max_length=8)
    file_name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(editable=False)
    size_bytes = models.PositiveIntegerField(_("size, bytes"))
    digest = models.CharField(_("SHA-256"), max_length=64)

    objects: ClassVar[models.Manager["ReportFile"]] = models.Manager()

    class Meta:
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        ordering = ["report", "format"]
        constraints = [models.UniqueConstraint(name="one_file_a_format", fields=["report", "format"])]

    def __str__(self) -> str:
        return self.file_name


class ReportText(models.Model):
    """What the organiser writes for a section of a report, in both languages. The latest words count."""

    event = models.ForeignKey(
        "events.Event", verbose_name=_("event"), on_delete=models.PROTECT, related_name="report_texts"
    )
    kind = models.CharField(_("report"), max_length=12, choices=Report.Kind.choices)
    section = models.CharField(_("section"), max_length=24)
    text_zh = models.TextField(_("in Chinese"), max_length=20000, blank=True)
    text_en = models.TextField(_("in English"), max_length=20000, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("changed by"), on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects: ClassVar[models.Manager["ReportText"]] = models.Manager()

    class Meta:
        verbose_name = _("text of a report")
        verbose_name_plural = _("texts of reports")
        constraints = [
            models.UniqueConstraint(name="one_text_a_section", fields=["event", "kind", "section"])
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.section}"
