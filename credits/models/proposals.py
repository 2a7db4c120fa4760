"""Two people for what cannot be undone: one proposes, another decides."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Proposal(models.Model):
    """What somebody wants the ledger to do, whole, so that who decides sees all of it."""

    class Kind(models.TextChoices):
        ISSUE = "issue", _("Enter a batch")
        CANCEL = "cancel", _("Cancel credits")
        RETIRE_FOR_EVENT = "retire-for-event", _("Retire for an event")
        CLOSE_POOL = "close-pool", _("Close a pool")
        REPLACE = "replace", _("Retire in place of an impaired retirement")
        REVERSE = "reverse", _("Reverse a move")
        RECONCILE = "reconcile", _("Sign a reconciliation")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.UUIDField(_("key"), unique=True)
    input_digest = models.CharField(max_length=64)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    body = models.JSONField(_("content"))
    proposed_by = models.ForeignKey(
        "people.User", verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed"))

    objects: ClassVar[models.Manager["Proposal"]] = models.Manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-id"]
        permissions = [("decide_proposal", "Can decide on a proposal")]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class Decision(models.Model):
    """How a proposal ended. One a proposal; whoever proposed it may withdraw it, and never approve it."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")

    proposal = models.OneToOneField(
        Proposal, verbose_name=_("proposal"), on_delete=models.PROTECT, related_name="decision"
    )
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        "people.User", verbose_name=_("decided by"), on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"))

    objects: ClassVar[models.Manager["Decision"]] = models.Manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.outcome} {self.proposal_id}"
