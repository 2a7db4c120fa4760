"""Pools: grams that were retired here, gathered under whole units that an outside registry retired."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from credits.models.batches import Batch
from credits.models.proposals import Proposal
from credits.models.retirements import Retirement


class Pool(models.Model):
    """Gathers the retirements of one batch until it closes. One of a batch is open at a time."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(Batch, verbose_name=_("batch"), on_delete=models.PROTECT, related_name="pools")
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.ForeignKey(
        "people.User", verbose_name=_("opened by"), on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[models.Manager["Pool"]] = models.Manager()

    class Meta:
        verbose_name = _("pool")
        verbose_name_plural = _("pools")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"#{self.number}"


class PoolBlock(models.Model):
    """Units `first_unit` to `last_unit`, both included, that the outside registry retired for a pool."""

    pool = models.OneToOneField(Pool, verbose_name=_("pool"), on_delete=models.PROTECT, related_name="block")
    batch = models.ForeignKey(Batch, verbose_name=_("batch"), on_delete=models.PROTECT, related_name="+")
    serial_block = models.CharField(_("serial block"), max_length=160)
    first_unit = models.BigIntegerField(_("first unit"))
    last_unit = models.BigIntegerField(_("last unit"))
    reference = models.CharField(_("reference of the registry"), max_length=200)
    retired_on = models.DateField(_("retired there on"))
    evidence_address = models.URLField(_("address of the proof"), max_length=500, blank=True)
    evidence_name = models.CharField(_("file of the proof"), max_length=200, blank=True)
    evidence = models.BinaryField(null=True, editable=False)
    evidence_digest = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    attached_at = models.DateTimeField(_("attached"))
    attached_by = models.ForeignKey(
        "people.User", verbose_name=_("attached by"), on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[models.Manager["PoolBlock"]] = models.Manager()

    class Meta:
        verbose_name = _("block retired outside")
        verbose_name_plural = _("blocks retired outside")
        ordering = ["batch", "first_unit"]
        constraints = [
            models.CheckConstraint(
                name="pool_block_is_a_range", condition=Q(first_unit__gte=0, last_unit__gte=F("first_unit"))
            ),
        ]

    def __str__(self) -> str:
        return self.serial_block

    @property
    def unit_count(self) -> int:
        return self.last_unit - self.first_unit + 1


class PoolWithdrawal(models.Model):
    """A pool that was given up before it closed: its block was mistyped, or retired for something else."""

    pool = models.OneToOneField(
        Pool, verbose_name=_("pool"), on_delete=models.PROTECT, related_name="withdrawal"
    )
    reason = models.CharField(_("reason"), max_length=500)
    withdrawn_at = models.DateTimeField(_("given up"))
    withdrawn_by = models.ForeignKey(
        "people.User", verbose_name=_("given up by"), on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[models.Manager["PoolWithdrawal"]] = models.Manager()

    class Meta:
        verbose_name = _("pool given up")
        verbose_name_plural = _("pools given up")
        ordering = ["pool"]

    def __str__(self) -> str:
        return str(self.pool_id)


class PoolLeaf(models.Model):
    """A leaf of a closed pool's tree: so many grams of one retirement. Positions count from 0 without a gap."""

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="leaves")
    position = models.BigIntegerField(_("position"))
    retirement = models.ForeignKey(Retirement, on_delete=models.PROTECT, related_name="pool_leaves")
    amount_grams = models.BigIntegerField(_("amount, g"))

    objects: ClassVar[models.Manager["PoolLeaf"]] = models.Manager()

    class Meta:
        verbose_name = _("leaf of a pool")
        verbose_name_plural = _("leaves of pools")
        ordering = ["pool", "position"]
        constraints = [
            models.CheckConstraint(
                name="pool_leaf_is_positive", condition=Q(position__gte=0, amount_grams__gt=0)
            ),
            models.UniqueConstraint(name="pool_position_is_taken_once", fields=["pool", "position"]),
            models.UniqueConstraint(name="pool_holds_a_retirement_once", fields=["pool", "retirement"]),
        ]

    def __str__(self) -> str:
        return f"{self.pool_id} {self.position}"


class PoolClosing(models.Model):
    """The end of a pool: the root of its tree, its sum, and what is over, stated and signed."""

    pool = models.OneToOneField(
        Pool, verbose_name=_("pool"), on_delete=models.PROTECT, related_name="closing"
    )
    proposal = models.OneToOneField(
        Proposal, verbose_name=_("proposal"), on_delete=models.PROTECT, related_name="pool_closing"
    )
    root_hash = models.BinaryField(max_length=32, editable=False)
    blocks = models.BinaryField(
        editable=False
    )  # nodes over 256 leaves each: a path needs no more leaves than those
    sum_grams = models.BigIntegerField(_("sum, g"))
    leaf_count = models.BigIntegerField(_("leaves"))
    residual_grams = models.BigIntegerField(_("residual, g"))
    statement = models.TextField(_("signed statement"))
    closed_at = models.DateTimeField(_("closed"))
    leaf_index = models.BigIntegerField(_("number in the log"), unique=True)

    objects: ClassVar[models.Manager["PoolClosing"]] = models.Manager()

    class Meta:
        verbose_name = _("end of a pool")
        verbose_name_plural = _("ends of pools")
        ordering = ["pool"]
        constraints = [
            models.CheckConstraint(
                name="pool_closing_has_leaves",
                condition=Q(sum_grams__gt=0, leaf_count__gt=0, residual_grams__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pool_id)
