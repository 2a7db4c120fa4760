"""What payments store: orders, the attempts to pay them, refunds, and every notification as it came in.

`SandboxTransaction` is the sandbox gateway's own memory, apart from ours as a real gateway's would be.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from payments import phrases
from payments.gateway import (
    CURRENCY,
    AttemptFacts,
    AttemptState,
    OrderState,
    Outcome,
    RefundFacts,
    RefundState,
)

ADDRESS_CODE_LENGTH = 16
NUMBER_MIN, NUMBER_MAX = 6, 32  # the narrowest of all gateways, WeChat Pay's `out_trade_no`


class Order(models.Model):
    """Someone wants these grams for this price. While it awaits payment, a hold keeps the grams."""

    # What gateways, staff and logs read. It opens nothing.
    number = models.CharField(_("number"), max_length=NUMBER_MAX, unique=True)
    # The checkout's address. The page leads back to the buyer's own, so only the buyer knows it: no list shows it.
    address_code = models.CharField(max_length=ADDRESS_CODE_LENGTH, unique=True)
    key = models.UUIDField(_("key"), unique=True)
    input_digest = models.CharField(max_length=64)
    account_code = models.CharField(_("account"), max_length=80)
    amount_grams = models.BigIntegerField(_("amount, g"))
    amount_fen = models.BigIntegerField(_("price, fen"))
    beneficiary = models.UUIDField(_("beneficiary"))  # a random id: payments know no names
    purpose = models.CharField(_("purpose"), max_length=200)
    reference = models.CharField(_("order reference"), max_length=64, blank=True, db_index=True)
    description = models.CharField(_("order description"), max_length=120)
    return_path = models.CharField(_("return path"), max_length=200)
    is_withdrawn = models.BooleanField(_("withdrawn by the buyer"), default=False)
    hold = models.OneToOneField(
        "credits.Hold", verbose_name=_("hold"), on_delete=models.PROTECT, related_name="payment_order"
    )
    retirement_request = models.OneToOneField(
        "credits.RetirementRequest",
        verbose_name=_("retirement request"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="payment_order",
    )
    state = models.CharField(
        _("state"), max_length=16, choices=phrases.ORDER_STATES, default=OrderState.AWAITING.value
    )
    created_at = models.DateTimeField(_("placed at"))
    expires_at = models.DateTimeField(_("to be paid until"))
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)

    objects: ClassVar[models.Manager["Order"]] = models.Manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-id"]
        permissions = [("refund_order", "Can refund what was paid for an order")]
        indexes = [models.Index(name="order_state_expiry", fields=["state", "expires_at"])]
        constraints = [
            models.CheckConstraint(
                name="order_number_is_long_enough", condition=GreaterThanOrEqual(Length("number"), NUMBER_MIN)
            ),
            models.CheckConstraint(
                name="order_address_cannot_be_guessed",
                condition=GreaterThanOrEqual(Length("address_code"), ADDRESS_CODE_LENGTH)
                & ~Q(address_code=F("number")),
            ),
            models.CheckConstraint(name="order_amount_is_positive", condition=Q(amount_grams__gt=0)),
            models.CheckConstraint(name="order_price_is_positive", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="order_expires_after_it_is_placed", condition=Q(expires_at__gt=F("created_at"))
            ),
            models.CheckConstraint(
                name="order_return_path_is_local",
                condition=Q(return_path__startswith="/") & ~Q(return_path__startswith="//"),
            ),
            models.CheckConstraint(
                name="order_state_is_known", condition=Q(state__in=[state.value for state in OrderState])
            ),
            # Unpaid: nothing retired. Paid: retired. Going back: either.
            models.CheckConstraint(
                name="order_is_paid_when_it_says_so",
                condition=Q(state__in=["awaiting", "expired"], paid_at=None, retirement_request=None)
                | Q(state="paid", paid_at__isnull=False, retirement_request__isnull=False)
                | Q(state__in=["refund_due", "refunded"], paid_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class PaymentAttempt(models.Model):
    """One try to pay an order at one gateway, under a number of its own."""

    order = models.ForeignKey(
        Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="attempts"
    )
    gateway = models.CharField(_("gateway"), max_length=16)
    number = models.CharField(_("number"), max_length=NUMBER_MAX, unique=True)
    amount_fen = models.BigIntegerField(_("price, fen"))
    paid_fen = models.BigIntegerField(_("taken, fen"), default=0)  # what was really taken, as asked or not
    # What went back or is on its way back; never more than was taken.
    refunded_fen = models.BigIntegerField(_("refunded, fen"), default=0)
    state = models.CharField(
        _("state"), max_length=20, choices=phrases.ATTEMPT_STATES, default=AttemptState.CREATED.value
    )
    gateway_transaction_id = models.CharField(_("gateway's transaction"), max_length=64, blank=True)
    redirect_url = models.CharField(_("gateway's page"), max_length=2000, blank=True)
    opened_at = models.DateTimeField(_("opened at"))
    # Since it was opened or, once it is closed, since then. Null: nothing more is to be expected.
    times_asked = models.PositiveSmallIntegerField(_("times asked"), default=0)
    ask_at = models.DateTimeField(_("ask the gateway at"), null=True, blank=True)

    objects: ClassVar[models.Manager["PaymentAttempt"]] = models.Manager()

    class Meta:
        verbose_name = _("payment attempt")
        verbose_name_plural = _("payment attempts")
        ordering = ["-id"]
        indexes = [models.Index(name="attempt_state_asking", fields=["state", "ask_at"])]
        constraints = [
            models.CheckConstraint(
                name="attempt_number_is_long_enough",
                condition=GreaterThanOrEqual(Length("number"), NUMBER_MIN),
            ),
            models.CheckConstraint(name="attempt_price_is_positive", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="attempt_refunds_stay_within_what_was_taken",
                condition=Q(refunded_fen__gte=0, refunded_fen__lte=F("paid_fen")),
            ),
            models.CheckConstraint(
                name="attempt_state_is_known", condition=Q(state__in=[state.value for state in AttemptState])
            ),
            models.CheckConstraint(
                name="attempt_with_money_names_its_transaction",
                condition=Q(state__in=["created", "closed"], gateway_transaction_id="", paid_fen=0)
                | (
                    Q(state__in=["paid", "mispaid", "partially_refunded", "refunded"], paid_fen__gt=0)
                    & ~Q(gateway_transaction_id="")
                ),
            ),
            models.CheckConstraint(
                name="attempt_is_paid_by_what_was_asked",
                condition=Q(state__in=["created", "closed", "partially_refunded", "refunded"])
                | Q(state="paid", paid_fen=F("amount_fen"))
                | (Q(state="mispaid") & ~Q(paid_fen=F("amount_fen"))),
            ),
            models.UniqueConstraint(
                name="gateway_transaction_pays_once",
                fields=["gateway", "gateway_transaction_id"],
                condition=~Q(gateway_transaction_id=""),
            ),
            models.UniqueConstraint(
                name="one_open_attempt_a_gateway", fields=["order", "gateway"], condition=Q(state="created")
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def facts(self) -> AttemptFacts:
        return AttemptFacts(
            number=self.number,
            gateway=self.gateway,
            state=AttemptState(self.state),
            amount_fen=self.amount_fen,
            gateway_transaction_id=self.gateway_transaction_id,
            description=self.order.description,
            return_path=self.order.return_path,
            expires_at=self.order.expires_at,
            paid_fen=self.paid_fen,
            refunded_fen=self.refunded_fen,
        )


class Refund(models.Model):
    """Money on its way back. The row is written first; the gateway is asked until it answers."""

    order = models.ForeignKey(
        Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="refunds"
    )
    attempt = models.ForeignKey(
        PaymentAttempt, verbose_name=_("payment attempt"), on_delete=models.PROTECT, related_name="refunds"
    )
    number = models.CharField(_("number"), max_length=NUMBER_MAX, unique=True)
    key = models.UUIDField(_("key"), unique=True)
    amount_fen = models.BigIntegerField(_("refund, fen"))
    state = models.CharField(
        _("state"), max_length=16, choices=phrases.REFUND_STATES, default=RefundState.REQUESTED.value
    )
    reason = models.CharField(_("reason"), max_length=200)
    requested_at = models.DateTimeField(_("requested at"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("requested by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    times_asked = models.PositiveSmallIntegerField(_("times asked"), default=0)
    ask_at = models.DateTimeField(_("ask the gateway at"))

    objects: ClassVar[models.Manager["Refund"]] = models.Manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-id"]
        indexes = [models.Index(name="refund_state_asking", fields=["state", "ask_at"])]
        constraints = [
            models.CheckConstraint(name="refund_amount_is_positive", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="refund_state_is_known", condition=Q(state__in=[state.value for state in RefundState])
            ),
            models.CheckConstraint(
                name="refund_is_done_when_it_says_so",
                condition=Q(state="done", done_at__isnull=False)
                | (~Q(state="done") & Q(done_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def facts(self) -> RefundFacts:
        return RefundFacts(
            number=self.number,
            attempt=self.attempt.facts,
            amount_fen=self.amount_fen,
            state=RefundState(self.state),
            reason=self.reason,
        )


class GatewayNotification(models.Model):
    """What came in, byte for byte, stored before anything is decided. Only `outcome` and `because` change.

    A gateway's answer to our own query is kept in the same way, with no headers.
    """

    gateway = models.CharField(_("gateway"), max_length=16)
    notification_id = models.CharField(_("gateway's notification"), max_length=80, blank=True)
    attempt_number = models.CharField(_("payment attempt"), max_length=NUMBER_MAX, blank=True, db_index=True)
    headers = models.JSONField(_("headers"), default=dict)
    body = models.BinaryField(_("raw body"))
    verified = models.BooleanField(_("signature right"))
    outcome = models.CharField(
        _("outcome"), max_length=16, choices=phrases.OUTCOMES, default=Outcome.RECEIVED.value, db_index=True
    )
    because = models.CharField(_("why"), max_length=200, blank=True)
    received_at = models.DateTimeField(_("received at"))

    objects: ClassVar[models.Manager["GatewayNotification"]] = models.Manager()

    class Meta:
        verbose_name = _("gateway notification")
        verbose_name_plural = _("gateway notifications")
        ordering = ["-id"]
        indexes = [models.Index(name="notification_flood", fields=["verified", "received_at"])]
        constraints = [
            models.UniqueConstraint(
                name="notification_is_stored_once",
                fields=["gateway", "notification_id"],
                condition=Q(verified=True),
            ),
            models.CheckConstraint(
                name="notification_that_is_verified_has_an_id",
                condition=Q(verified=False) | ~Q(notification_id=""),
            ),
            models.CheckConstraint(
                name="notification_not_verified_decides_nothing",
                condition=Q(verified=True) | Q(outcome__in=["forged", "stale", "unreadable"]),
            ),
        ]

    def __str__(self) -> str:
        return self.notification_id or f"{self.gateway} {self.pk}"


class SandboxTransaction(models.Model):
    """The sandbox's memory of one attempt. Nothing of ours points here, and it points to nothing of ours."""

    attempt_number = models.CharField(_("payment attempt"), max_length=NUMBER_MAX, unique=True)
    # The page's address, which only the payer is sent to: it leads back to the buyer's own page.
    page_code = models.CharField(max_length=ADDRESS_CODE_LENGTH, unique=True)
    transaction_id = models.CharField(_("sandbox's transaction"), max_length=64, unique=True)
    amount_fen = models.BigIntegerField(_("price, fen"))
    paid_fen = models.BigIntegerField(_("taken, fen"), default=0)
    currency = models.CharField(_("currency"), max_length=3, default=CURRENCY)
    description = models.CharField(_("order description"), max_length=120)
    return_path = models.CharField(_("return path"), max_length=200)
    state = models.CharField(_("state"), max_length=8, choices=phrases.SANDBOX_STATES, default="open")
    refunds = models.JSONField(_("refunds"), default=dict)  # refund number → fen
    opened_at = models.DateTimeField(_("opened at"))
    changed_at = models.DateTimeField(_("last change"))

    objects: ClassVar[models.Manager["SandboxTransaction"]] = models.Manager()

    class Meta:
        verbose_name = _("sandbox transaction")
        verbose_name_plural = _("sandbox transactions")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="sandbox_price_is_positive", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="sandbox_state_is_known", condition=Q(state__in=["open", "paid", "closed"])
            ),
        ]

    def __str__(self) -> str:
        return self.attempt_number
