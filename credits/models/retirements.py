"""What is retired for good."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from credits.models.accounts import Account, Lot
from credits.models.batches import Batch
from credits.models.promises import RetirementRequest


class Retirement(models.Model):
    """Final. Which grams of which batches are its own stands in its slices.

    Its foreign keys, and those of its slices, are no constraints of the database: triggers look them up once a
    statement, and what they point at too (migration 0002). Nothing that they point at can be deleted.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.OneToOneField(
        RetirementRequest,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="retirement",
        db_constraint=False,
    )
    account = models.ForeignKey(
        Account,
        verbose_name=_("account"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    amount_grams = models.BigIntegerField(_("amount, g"))
    beneficiary = models.UUIDField(_("beneficiary"))
    purpose = models.CharField(_("purpose"), max_length=200)
    retired_at = models.DateTimeField(_("retired"))
    # Kept secret: it leaves only inside the retirement's own proof, and then opens its commitment.
    salt = models.BinaryField(max_length=32, editable=False)
    leaf_index = models.BigIntegerField(_("number in the log"), unique=True)

    objects: ClassVar[models.Manager["Retirement"]] = models.Manager()

    class Meta:
        verbose_name = _("retirement")
        verbose_name_plural = _("retirements")
        ordering = ["leaf_index"]
        constraints = [
            models.CheckConstraint(name="retirement_amount_is_positive", condition=Q(amount_grams__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.amount_grams} g for {self.beneficiary}"


class RetirementSlice(models.Model):
    """Grams `[batch_from, batch_to)` of a batch, owned by one retirement for ever. Slices never overlap."""

    retirement = models.ForeignKey(
        Retirement, on_delete=models.PROTECT, related_name="slices", db_constraint=False
    )
    # Found by the constraint below, which begins with the batch.
    batch = models.ForeignKey(
        Batch,
        verbose_name=_("batch"),
        on_delete=models.PROTECT,
        related_name="slices",
        db_index=False,
        db_constraint=False,
    )
    lot = models.ForeignKey(
        Lot, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    batch_from = models.BigIntegerField(_("from gram"))
    batch_to = models.BigIntegerField(_("to gram (not included)"))

    objects: ClassVar[models.Manager["RetirementSlice"]] = models.Manager()

    class Meta:
        verbose_name = _("retired range")
        verbose_name_plural = _("retired ranges")
        ordering = ["batch", "batch_from"]
        constraints = [
            models.CheckConstraint(
                name="slice_is_a_range", condition=Q(batch_from__gte=0, batch_to__gt=F("batch_from"))
            ),
            models.UniqueConstraint(
                name="slice_start_is_unique_in_the_batch", fields=["batch", "batch_from"]
            ),
        ]

    def __str__(self) -> str:
        return f"[{self.batch_from}, {self.batch_to}) of {self.batch_id}"
