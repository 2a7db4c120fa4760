"""Money, to look at: it is moved by actions, never by editing a row."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from diandian.staff import ReadOnly, ReadOnlyAdmin, link_to_list, mass_column, money_column
from payments.gateway import Outcome
from payments.models import GatewayNotification, Order, PaymentAttempt, Refund

mass = mass_column("amount_grams", _("mass"))
price = money_column("amount_fen", _("price"))
refund_amount = money_column("amount_fen", _("refund amount"))
refunded = money_column("refunded_fen", _("refunded"))


class AttemptsInline(ReadOnly, admin.TabularInline[PaymentAttempt, Order]):
    model = PaymentAttempt
    fields = ("number", "gateway", "state", "gateway_transaction_id", "opened_at")
    extra = 0


class RefundsInline(ReadOnly, admin.TabularInline[Refund, Order]):
    model = Refund
    fields = ("number", refund_amount, "state", "reason", "requested_at", "done_at")
    readonly_fields = (refund_amount,)
    extra = 0


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    list_display = ("number", "state", mass, price, "description", "created_at", "paid_at")
    list_filter = ("state", "is_withdrawn", "created_at", "account_code")
    search_fields = ("number", "reference", "attempts__number", "attempts__gateway_transaction_id")
    search_help_text = _("The number of an order or of a payment, ours or the gateway's")
    date_hierarchy = "created_at"
    inlines = (AttemptsInline, RefundsInline)
    # Not the return path: it is the journey's address, and the address is the right to the journey.
    fields = (
        *(
            "number",
            "state",
            mass,
            price,
            "description",
            "account_code",
            "beneficiary",
            "purpose",
            "reference",
        ),
        *("created_at", "expires_at", "paid_at", "is_withdrawn", "hold", "retirement_request"),
    )
    readonly_fields = (mass, price)


@admin.register(PaymentAttempt)
class PaymentAttemptAdmin(ReadOnlyAdmin):
    list_display = (
        "number",
        "order",
        "gateway",
        "state",
        price,
        refunded,
        "gateway_transaction_id",
        "opened_at",
    )
    list_filter = ("state", "gateway", "opened_at")
    search_fields = ("number", "gateway_transaction_id", "order__number", "order__reference")
    search_help_text = _("The number of an order or of a payment, ours or the gateway's")
    date_hierarchy = "opened_at"
    list_select_related = ("order",)
    fields = (
        *("number", "order", "gateway", "state", price, refunded),
        *("gateway_transaction_id", "opened_at", "times_asked", "ask_at"),
    )
    readonly_fields = (price, refunded)


@admin.register(Refund)
class RefundAdmin(ReadOnlyAdmin):
    list_display = (
        "number",
        "order",
        "state",
        refund_amount,
        "reason",
        "requested_at",
        "requested_by",
        "done_at",
    )
    list_filter = ("state", "requested_at")
    search_fields = ("number", "order__number", "order__reference", "reason")
    search_help_text = _("The number of a refund or of an order, or a reason")
    date_hierarchy = "requested_at"
    list_select_related = ("order", "requested_by")
    fields = (
        *("number", "order", "attempt", "state", refund_amount, "reason"),
        *("requested_at", "requested_by", "done_at", "times_asked", "ask_at"),
    )
    readonly_fields = (refund_amount,)


@admin.register(GatewayNotification)
class GatewayNotificationAdmin(ReadOnlyAdmin):
    list_display = ("received_at", "gateway", "outcome", "because", "attempt_number", "verified")
    list_filter = ("outcome", "verified", "gateway", "received_at")
    search_fields = ("attempt_number", "notification_id")
    search_help_text = _("The number of a payment, or the gateway's own number of the notification")
    date_hierarchy = "received_at"
    fields = (
        *("gateway", "notification_id", "attempt_number", "verified"),
        *("outcome", "because", "received_at", "headers", "text"),
    )
    readonly_fields = ("text",)

    def waiting(self, request: HttpRequest) -> SafeString | None:
        """A link to payments that nobody but staff can judge, for the first page."""
        outcome = Outcome.NEEDS_STAFF.value
        count = GatewayNotification.objects.filter(outcome=outcome).count()
        if not count:
            return None
        words = ngettext("%(count)s payment to look into", "%(count)s payments to look into", count)
        return link_to_list(GatewayNotification, words % {"count": count}, outcome__exact=outcome)

    @admin.display(description=_("raw body"))
    def text(self, notification: GatewayNotification) -> str:
        return bytes(notification.body).decode("utf-8", "replace")
