"""What the ledger stores. Rows are added, never changed: migration 0002 makes the database refuse the rest.

Only two things move: the running totals of an account, and the queue of retirements that wait for settlement.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

GRAMS_PER_UNIT = 1_000_000  # a registry's unit is one tonne


class Account(models.Model):
    """Who holds credits. Never a person's login: that is a user.

    The account is a tape: every credit appends a lot at `credited_grams`, every debit consumes from
    `debited_grams` on, so which serials leave first is arithmetic (first in, first out).
    """

    class Kind(models.TextChoices):
        OUTSIDE = "outside", _("Outside world (issuance)")
        INVENTORY = "inventory", _("Exchange inventory")
        EVENT = "event", _("Event")
        DONOR = "donor", _("Donor")
        RETIRED = "retired", _("Retired")

    code = models.CharField(_("code"), max_length=80, unique=True)
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
    # What left by retirement, so that a page can say it at the same cost after a million of them.
    retired_grams = models.BigIntegerField(_("retired, g"), default=0)
    retirement_count = models.BigIntegerField(_("retirements"), default=0)
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)

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
            models.CheckConstraint(
                name="account_is_never_overdrawn",
                condition=Q(kind="outside") | Q(credited_grams__gte=F("debited_grams") + F("held_grams")),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Batch(models.Model):
    """A serial block that an outside registry issued: `block_start` to `block_end`, both included."""

    class Registry(models.TextChoices):
        VERRA = "verra", "Verra VCS"
        GOLD_STANDARD = "gold-standard", "Gold Standard"
        CCER = "ccer", "CCER"
        CDCER = "cdcer", "CDCER 碳惠天府"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registry = models.CharField(_("registry"), max_length=24, choices=Registry.choices)
    serial_block = models.CharField(_("serial block"), max_length=160, unique=True)
    # The serial without its running numbers: blocks with the same series may not overlap.
    series = models.CharField(_("series"), max_length=160)
    block_start = models.BigIntegerField(_("first unit"))
    block_end = models.BigIntegerField(_("last unit"))
    project_code = models.CharField(_("project number"), max_length=60)
    project_name = models.CharField(_("project"), max_length=200)
    methodology = models.CharField(_("methodology"), max_length=80)
    country = models.CharField(_("country"), max_length=2, default="CN")
    vintage_start = models.DateField(_("monitoring period from"))
    vintage_end = models.DateField(_("monitoring period to"))
    is_demonstration = models.BooleanField(_("demonstration"), default=False)
    issued_at = models.DateTimeField(_("entered"), auto_now_add=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("entered by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )

    project_name_zh_hans: str  # the columns that translation.py adds
    project_name_en: str

    objects: ClassVar[models.Manager["Batch"]] = models.Manager()

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="batch_block_is_a_range",
                condition=Q(block_start__gte=1, block_end__gte=F("block_start")),
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


class Transfer(models.Model):
    """One movement: one debit account, one credit account, one batch. An unbalanced one cannot be written."""

    class Kind(models.TextChoices):
        ISSUE = "issue", _("Issue")
        MOVE = "move", _("Move")
        RETIRE = "retire", _("Retire")

    group = models.UUIDField(_("group"), db_index=True)
    key = models.UUIDField(_("key"), null=True)
    input_digest = models.CharField(max_length=64, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
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
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
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
            # A key belongs to one compound movement: its first row carries the key.
            models.UniqueConstraint(name="transfer_key_is_used_once", fields=["key"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_grams} g"


class Lot(models.Model):
    """What one credit laid on an account's tape: `[tape_from, tape_to)`, from gram `batch_from` of its batch."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="lots")
    transfer = models.OneToOneField(Transfer, on_delete=models.PROTECT, related_name="lot")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")
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


class Hold(models.Model):
    """A promise: grams set aside on an account. Without `expires_at` it stands until it is used or released."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.UUIDField(_("key"), unique=True)
    input_digest = models.CharField(max_length=64)
    account = models.ForeignKey(
        Account, verbose_name=_("account"), on_delete=models.PROTECT, related_name="holds"
    )
    amount_grams = models.BigIntegerField(_("amount, g"))
    expires_at = models.DateTimeField(_("expires"), null=True, db_index=True)
    made_at = models.DateTimeField(_("made"))

    objects: ClassVar[models.Manager["Hold"]] = models.Manager()

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="hold_amount_is_positive", condition=Q(amount_grams__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.amount_grams} g of {self.account_id}"


class HoldClosure(models.Model):
    """How a hold ended. One row a hold, so it ends once."""

    class Outcome(models.TextChoices):
        USED = "used", _("Used for a retirement")
        RELEASED = "released", _("Released")
        EXPIRED = "expired", _("Expired")

    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, related_name="closure")
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    closed_at = models.DateTimeField(_("closed"))

    objects: ClassVar[models.Manager["HoldClosure"]] = models.Manager()

    class Meta:
        verbose_name = _("end of a hold")
        verbose_name_plural = _("ends of holds")

    def __str__(self) -> str:
        return self.outcome


class RetirementRequest(models.Model):
    """The intake: an accepted wish to retire, whose grams are set aside already. Settlement does the rest."""

    key = models.UUIDField(_("key"), unique=True)
    input_digest = models.CharField(max_length=64)
    account = models.ForeignKey(
        Account, verbose_name=_("account"), on_delete=models.PROTECT, related_name="+"
    )
    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, null=True, related_name="retirement_request")
    amount_grams = models.BigIntegerField(_("amount, g"))
    beneficiary = models.UUIDField(_("beneficiary"))  # a random id: the ledger knows no names
    purpose = models.CharField(_("purpose"), max_length=200)
    requested_at = models.DateTimeField(_("requested"))

    objects: ClassVar[models.Manager["RetirementRequest"]] = models.Manager()

    class Meta:
        verbose_name = _("retirement request")
        verbose_name_plural = _("retirement requests")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="request_amount_is_positive", condition=Q(amount_grams__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.amount_grams} g for {self.beneficiary}"


class PendingRetirement(models.Model):
    """The queue: a row a request that waits. Settlement deletes it in the transaction that retires."""

    request = models.OneToOneField(
        RetirementRequest, on_delete=models.PROTECT, primary_key=True, related_name="pending"
    )

    objects: ClassVar[models.Manager["PendingRetirement"]] = models.Manager()

    class Meta:
        verbose_name = _("retirement that waits")
        verbose_name_plural = _("retirements that wait")

    def __str__(self) -> str:
        return str(self.request_id)


class Retirement(models.Model):
    """Final. Which grams of which batches are its own stands in its slices."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.OneToOneField(RetirementRequest, on_delete=models.PROTECT, related_name="retirement")
    account = models.ForeignKey(
        Account, verbose_name=_("account"), on_delete=models.PROTECT, related_name="+"
    )
    amount_grams = models.BigIntegerField(_("amount, g"))
    beneficiary = models.UUIDField(_("beneficiary"))
    purpose = models.CharField(_("purpose"), max_length=200)
    retired_at = models.DateTimeField(_("retired"))

    objects: ClassVar[models.Manager["Retirement"]] = models.Manager()

    class Meta:
        verbose_name = _("retirement")
        verbose_name_plural = _("retirements")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="retirement_amount_is_positive", condition=Q(amount_grams__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.amount_grams} g for {self.beneficiary}"


class RetirementSlice(models.Model):
    """Grams `[batch_from, batch_to)` of a batch, owned by one retirement for ever. Slices never overlap."""

    retirement = models.ForeignKey(Retirement, on_delete=models.PROTECT, related_name="slices")
    batch = models.ForeignKey(Batch, verbose_name=_("batch"), on_delete=models.PROTECT, related_name="slices")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
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
            models.UniqueConstraint(name="slice_end_is_unique_in_the_batch", fields=["batch", "batch_to"]),
        ]

    def __str__(self) -> str:
        return f"[{self.batch_from}, {self.batch_to}) of {self.batch_id}"
