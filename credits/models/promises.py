"""Grams set aside, and retirements that were accepted."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from credits.models.accounts import Account
from credits.models.proposals import Proposal


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

    class Kind(models.TextChoices):
        PERSON = "person", _("For a person")
        EVENT = "event", _("For an event")
        REPLACEMENT = "replacement", _("In place of an impaired one")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.PERSON)
    key = models.UUIDField(_("key"), unique=True)
    input_digest = models.CharField(max_length=64)
    account = models.ForeignKey(
        Account, verbose_name=_("account"), on_delete=models.PROTECT, related_name="+"
    )
    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, null=True, related_name="retirement_request")
    amount_grams = models.BigIntegerField(_("amount, g"))
    beneficiary = models.UUIDField(_("beneficiary"))  # a random id: the ledger knows no names
    purpose = models.CharField(_("purpose"), max_length=200)
    # Whether its grams may come from two batches; if not, the end of a batch refuses it whole.
    may_split = models.BooleanField(_("may come from two batches"), default=True)
    replaces = models.ForeignKey(
        "credits.Retirement",
        verbose_name=_("in place of"),
        on_delete=models.PROTECT,
        null=True,
        related_name="replacements",
    )
    proposal = models.OneToOneField(
        Proposal,
        verbose_name=_("proposal"),
        on_delete=models.PROTECT,
        null=True,
        related_name="retirement_request",
    )
    requested_at = models.DateTimeField(_("requested"))

    objects: ClassVar[models.Manager["RetirementRequest"]] = models.Manager()

    class Meta:
        verbose_name = _("retirement request")
        verbose_name_plural = _("retirement requests")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="request_amount_is_positive", condition=Q(amount_grams__gt=0)),
            models.CheckConstraint(
                name="request_of_an_event_or_replacement_was_proposed",
                condition=Q(kind="person", proposal=None) | ~Q(kind="person") & Q(proposal__isnull=False),
            ),
            models.CheckConstraint(
                name="request_in_place_of_another_says_which",
                condition=Q(kind="replacement", replaces__isnull=False)
                | ~Q(kind="replacement") & Q(replaces=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_grams} g for {self.beneficiary}"


class PendingRetirement(models.Model):
    """The queue: a row a request that waits. Settlement deletes it in the transaction that retires or refuses."""

    request = models.OneToOneField(
        RetirementRequest, on_delete=models.PROTECT, primary_key=True, related_name="pending"
    )

    objects: ClassVar[models.Manager["PendingRetirement"]] = models.Manager()

    class Meta:
        verbose_name = _("retirement that waits")
        verbose_name_plural = _("retirements that wait")

    def __str__(self) -> str:
        return str(self.request_id)


class RetirementRefusal(models.Model):
    """A request that settlement refused whole: nothing was retired, and its grams are free again."""

    class Reason(models.TextChoices):
        BATCH_ENDED = "batch-ended", _("The batch ended in the middle of it")
        TOO_MANY_PIECES = "too-many-pieces", _("It lies in too many pieces")

    request = models.OneToOneField(RetirementRequest, on_delete=models.PROTECT, related_name="refusal")
    reason = models.CharField(_("reason"), max_length=16, choices=Reason.choices)
    rest_grams = models.BigIntegerField(_("rest of the batch, g"))
    refused_at = models.DateTimeField(_("refused"))

    objects: ClassVar[models.Manager["RetirementRefusal"]] = models.Manager()

    class Meta:
        verbose_name = _("refused retirement")
        verbose_name_plural = _("refused retirements")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.reason} {self.request_id}"
