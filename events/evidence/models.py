"""Files that something rests on: kept as they came, for ever (trigger)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class EvidenceFile(models.Model):
    """One file, with its SHA-256. It may stand behind many lines, measures, donations or statements of its event."""

    event = models.ForeignKey(
        "events.Event", verbose_name=_("event"), on_delete=models.PROTECT, related_name="evidence_files"
    )
    title = models.CharField(_("title"), max_length=200)
    file_name = models.CharField(_("file"), max_length=200)
    media_type = models.CharField(_("kind of file"), max_length=100)
    size_bytes = models.PositiveIntegerField(_("size, bytes"))
    digest = models.CharField(_("SHA-256"), max_length=64)
    content = models.BinaryField(editable=False)
    # Empty: a donor sent it with an offer, without a login.
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    objects: ClassVar[models.Manager["EvidenceFile"]] = models.Manager()

    class Meta:
        verbose_name = _("evidence file")
        verbose_name_plural = _("evidence files")
        ordering = ["event", "pk"]
        constraints = [
            models.UniqueConstraint(name="a_file_is_kept_once_an_event", fields=["event", "digest"]),
            models.CheckConstraint(name="an_evidence_file_is_not_empty", condition=Q(size_bytes__gt=0)),
        ]

    def __str__(self) -> str:
        return self.title
