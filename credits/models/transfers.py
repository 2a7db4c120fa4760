"""Movements of credits between accounts."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from credits.models.accounts import Account
from credits.models.batches import Batch
from credits.models.proposals import Proposal


class Transfer(models.Model):
    """One movement: one debit account, one credit account, one batch. An unbalanced one cannot be written.

    What a settlement retires out of a lot is one row, whose detail is the slices; it has no leaf of its own in
    the log, since each retirement has one.
    """

    class Kind(models.TextChoices):
        ISSUE = "issue", _("Issue")
        MOVE = "move", _("Move")
        REVERSE = "reverse", _("Reverse")
        CANCEL = "cancel", _("Cancel")
        SET_APART = "set-apart", _("Set apart")
        RETURN = "return", _("Return the end of a batch")
        RETIRE = "retire", _("Retire")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.UUIDField(_("group"), db_index=True)
    key = models.UUIDField(_("key"), null=True)
    input_digest = models.CharField(max_length=64, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    debit_account = models.ForeignKey(
        Account, verbose_name=_("debit account"), on_delete=models.PROTECT, related_name="debits"
    )
    credit_account = models.ForeignKey(
        Account, verbose_name=_("credit account"), on_delete=models.PROTECT, related_name="credits"
    )
    batch = models.ForeignKey(
        Batch, verbose_name=_("batch"), on_delete=models.PROTECT, related_name="transfers"
    )
    amount_grams = models.BigIntegerField(_("amount, g"))
    batch_from = models.BigIntegerField(_("from gram"))
    # Exactly the grams of that row, back to where they came from. Once.
    reverses = models.OneToOneField(
        "self", verbose_name=_("reverses"), on_delete=models.PROTECT, null=True, related_name="reversed_by"
    )
    proposal = models.ForeignKey(
        Proposal, verbose_name=_("proposal"), on_delete=models.PROTECT, null=True, related_name="transfers"
    )
    leaf_index = models.BigIntegerField(_("number in the log"), unique=True, null=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        "people.User",
        verbose_name=_("made by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )

    objects: ClassVar[models.Manager["Transfer"]] = models.Manager()

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="transfer_amount_is_positive", condition=Q(amount_grams__gt=0)),
            models.CheckConstraint(
                name="transfer_is_between_two_accounts", condition=~Q(debit_account=F("credit_account"))
            ),
            models.CheckConstraint(name="transfer_begins_in_its_batch", condition=Q(batch_from__gte=0)),
            models.CheckConstraint(
                name="transfer_is_in_the_log",
                condition=Q(kind="retire", leaf_index=None) | ~Q(kind="retire") & Q(leaf_index__isnull=False),
            ),
            models.CheckConstraint(
                name="transfer_that_cancels_was_proposed",
                condition=~Q(kind="cancel") | Q(proposal__isnull=False),
            ),
            models.CheckConstraint(
                name="transfer_that_reverses_says_what",
                condition=Q(kind="reverse", reverses__isnull=False) | ~Q(kind="reverse") & Q(reverses=None),
            ),
            models.CheckConstraint(
                name="transfer_that_reverses_was_proposed",
                condition=~Q(kind="reverse") | Q(proposal__isnull=False),
            ),
            models.UniqueConstraint(name="batch_is_issued_once", fields=["batch"], condition=Q(kind="issue")),
            # A key belongs to one compound movement: its first row carries the key.
            models.UniqueConstraint(name="transfer_key_is_used_once", fields=["key"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_grams} g"
