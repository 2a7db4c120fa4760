"""What was found when the ledger was looked through."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from credits.models.batches import Batch
from credits.models.proposals import Proposal


class AuditRun(models.Model):
    """One run of the audit over the whole ledger."""

    began_at = models.DateTimeField(_("began"))
    ended_at = models.DateTimeField(_("ended"))
    rule_count = models.PositiveIntegerField(_("rules"))
    row_count = models.BigIntegerField(_("rows"))
    log_size = models.BigIntegerField(_("leaves of the log"))
    breaches = models.JSONField(_("breaches"), default=list)

    objects: ClassVar[models.Manager["AuditRun"]] = models.Manager()

    class Meta:
        verbose_name = _("audit")
        verbose_name_plural = _("audits")
        ordering = ["-id"]
        get_latest_by = "id"

    def __str__(self) -> str:
        return f"{self.ended_at:%Y-%m-%d %H:%M} {len(self.breaches)}"


class Reconciliation(models.Model):
    """A comparison with an outside registry's own list, signed by two people. What differs stands in the proposal."""

    proposal = models.OneToOneField(
        Proposal, verbose_name=_("proposal"), on_delete=models.PROTECT, related_name="reconciliation"
    )
    registry = models.CharField(_("registry"), max_length=24, choices=Batch.Registry.choices)
    file_digest = models.CharField(_("SHA-256 of the file"), max_length=64)
    matched_units = models.BigIntegerField(_("units that match"))
    unmatched_units = models.BigIntegerField(_("units that do not"))
    signed_at = models.DateTimeField(_("signed"))

    objects: ClassVar[models.Manager["Reconciliation"]] = models.Manager()

    class Meta:
        verbose_name = _("reconciliation")
        verbose_name_plural = _("reconciliations")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.registry} {self.signed_at:%Y-%m-%d}"
