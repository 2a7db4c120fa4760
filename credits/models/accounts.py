"""Who holds credits, and how they lie on the account's tape."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

TOTAL_GRAMS_MAX = 2**62


class Account(models.Model):
    """Who holds credits. Never a person's login: that is a user.

    The account is a tape: every credit appends a lot at `credited_grams`, every debit consumes from
    `tape_position` on, so which serials leave first is arithmetic (first in, first out). What leaves out of turn
    is a gap, over which the position passes without consuming.
    """

    class Kind(models.TextChoices):
        OUTSIDE = "outside", _("Outside world (issuance)")
        INVENTORY = "inventory", _("Exchange inventory")
        EVENT = "event", _("Event")
        DONOR = "donor", _("Donor")
        RETIRED = "retired", _("Retired")
        CANCELLED = "cancelled", _("Cancelled")
        IMPAIRED = "impaired", _("Set apart (impaired)")

    code = models.CharField(_("code"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)  # what the public ledger calls it
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    organization = models.ForeignKey(
        "people.Organization",
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    credited_grams = models.BigIntegerField(_("credited, g"), default=0)
    debited_grams = models.BigIntegerField(_("debited, g"), default=0)
    held_grams = models.BigIntegerField(_("on hold, g"), default=0)
    tape_position = models.BigIntegerField(_("position on the tape"), default=0)
    # What left by retirement, so that a page can say it at the same cost after a million of them.
    retired_grams = models.BigIntegerField(_("retired, g"), default=0)
    retirement_count = models.BigIntegerField(_("retirements"), default=0)
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)

    name_zh_hans: str | None  # the columns that translation.py adds
    name_en: str | None

    objects: ClassVar[models.Manager["Account"]] = models.Manager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="account_totals_are_not_negative",
                condition=Q(credited_grams__gte=0, debited_grams__gte=0, held_grams__gte=0),
            ),
            # Beyond this SQLite would silently go on in floating point.
            models.CheckConstraint(
                name="account_totals_can_be_counted",
                condition=Q(credited_grams__lte=TOTAL_GRAMS_MAX, debited_grams__lte=TOTAL_GRAMS_MAX),
            ),
            models.CheckConstraint(
                name="account_position_is_on_its_tape",
                condition=Q(tape_position__gte=0)
                & (Q(kind="outside") | Q(tape_position__lte=F("credited_grams"))),
            ),
            models.CheckConstraint(
                name="account_is_never_overdrawn",
                condition=Q(kind="outside") | Q(credited_grams__gte=F("debited_grams") + F("held_grams")),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Lot(models.Model):
    """What one credit laid on an account's tape: `[tape_from, tape_to)`, from gram `batch_from` of its batch."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="lots")
    transfer = models.OneToOneField("credits.Transfer", on_delete=models.PROTECT, related_name="lot")
    batch = models.ForeignKey("credits.Batch", on_delete=models.PROTECT, related_name="+")
    tape_from = models.BigIntegerField()
    tape_to = models.BigIntegerField()
    batch_from = models.BigIntegerField()

    objects: ClassVar[models.Manager["Lot"]] = models.Manager()

    class Meta:
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        ordering = ["account", "tape_from"]
        constraints = [
            models.CheckConstraint(
                name="lot_is_a_range",
                condition=Q(tape_from__gte=0, batch_from__gte=0, tape_to__gt=F("tape_from")),
            ),
            models.UniqueConstraint(name="lot_start_is_unique_on_the_tape", fields=["account", "tape_from"]),
            models.UniqueConstraint(name="lot_end_is_unique_on_the_tape", fields=["account", "tape_to"]),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} [{self.tape_from}, {self.tape_to})"


class TapeGap(models.Model):
    """Grams `[tape_from, tape_to)` of a tape that left out of turn: reversed, cancelled or set apart."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="gaps")
    transfer = models.OneToOneField("credits.Transfer", on_delete=models.PROTECT, related_name="gap")
    tape_from = models.BigIntegerField()
    tape_to = models.BigIntegerField()

    objects: ClassVar[models.Manager["TapeGap"]] = models.Manager()

    class Meta:
        verbose_name = _("gap on a tape")
        verbose_name_plural = _("gaps on tapes")
        ordering = ["account", "tape_from"]
        constraints = [
            models.CheckConstraint(
                name="gap_is_a_range", condition=Q(tape_from__gte=0, tape_to__gt=F("tape_from"))
            ),
            models.UniqueConstraint(name="gap_start_is_unique_on_the_tape", fields=["account", "tape_from"]),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} [{self.tape_from}, {self.tape_to})"
