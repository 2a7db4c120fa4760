"""Read-only lists for staff: money is moved by actions, never by editing a row."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from diandian.lib.mass import format_grams
from diandian.lib.money import format_fen
from payments.models import GatewayNotification, Order, PaymentAttempt, Refund


class ReadOnly:
    """Nothing can be added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class AttemptsInline(ReadOnly, admin.TabularInline[PaymentAttempt, Order]):
    model = PaymentAttempt
    fields = ["number", "gateway", "state", "gateway_transaction_id", "opened_at"]
    extra = 0


class RefundsInline(ReadOnly, admin.TabularInline[Refund, Order]):
    model = Refund
    fields = ["number", "amount_fen", "state", "reason", "requested_at", "done_at"]
    extra = 0


@admin.register(Order)
class OrderAdmin(ReadOnly, admin.ModelAdmin[Order]):
    list_display = ["number", "state", "mass", "price", "reference", "created_at", "paid_at"]
    list_filter = ["state", "created_at", "account_code"]
    search_fields = ["number", "reference", "attempts__number", "attempts__gateway_transaction_id"]
    date_hierarchy = "created_at"
    inlines = [AttemptsInline, RefundsInline]

    @admin.display(description=_("mass"), ordering="amount_grams")
    def mass(self, order: Order) -> str:
        return format_grams(order.amount_grams)

    @admin.display(description=_("price"), ordering="amount_fen")
    def price(self, order: Order) -> str:
        return format_fen(order.amount_fen)


@admin.register(PaymentAttempt)
class PaymentAttemptAdmin(ReadOnly, admin.ModelAdmin[PaymentAttempt]):
    list_display = ["number", "gateway", "state", "price", "gateway_transaction_id", "opened_at"]
    list_filter = ["state", "gateway", "opened_at"]
    search_fields = ["number", "gateway_transaction_id", "order__reference"]

    @admin.display(description=_("price"), ordering="amount_fen")
    def price(self, attempt: PaymentAttempt) -> str:
        return format_fen(attempt.amount_fen)


@admin.register(Refund)
class RefundAdmin(ReadOnly, admin.ModelAdmin[Refund]):
    list_display = ["number", "state", "amount", "reason", "requested_at", "requested_by", "done_at"]
    list_filter = ["state", "requested_at"]
    search_fields = ["number", "order__number", "order__reference"]
    list_select_related = ["requested_by"]

    @admin.display(description=_("refund amount"), ordering="amount_fen")
    def amount(self, refund: Refund) -> str:
        return format_fen(refund.amount_fen)


@admin.register(GatewayNotification)
class GatewayNotificationAdmin(ReadOnly, admin.ModelAdmin[GatewayNotification]):
    list_display = ["received_at", "gateway", "outcome", "because", "attempt_number", "verified"]
    list_filter = ["outcome", "verified", "gateway", "received_at"]
    search_fields = ["attempt_number", "notification_id"]
    fields = [
        "gateway",
        "notification_id",
        "attempt_number",
        "verified",
        "outcome",
        "because",
        "received_at",
        "headers",
        "text",
    ]
    readonly_fields = ["text"]

    @admin.display(description=_("raw body"))
    def text(self, notification: GatewayNotification) -> str:
        return bytes(notification.body).decode("utf-8", "replace")
