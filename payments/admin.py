"""Money, to look at: it is moved by actions, never by editing a row."""

import uuid
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

import payments.actions
import payments.queries
from diandian.lib.money import format_fen
from diandian.staff import ReadOnly, ReadOnlyAdmin, link_to_list, mass_column, money_column
from payments.errors import NotRefundableError
from payments.gateway import Outcome, RefundState
from payments.models import GatewayNotification, Order, PaymentAttempt, Refund
from people.models import User

mass = mass_column("amount_grams", _("mass"))
price = money_column("amount_fen", _("price"))
refund_amount = money_column("amount_fen", _("refund amount"))
taken = money_column("paid_fen", _("taken"))
refunded = money_column("refunded_fen", _("refunded"))


class SendsBack:
    """From these lists, whoever may can send back what was really paid: as asked, too much, or twice."""

    def has_refund_order_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("payments.refund_order")

    @admin.action(description=_("Refund what was paid"), permissions=["refund_order"])
    def refund_paid(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        of_orders = queryset.model is Order
        attempts = PaymentAttempt.objects.filter(order__in=queryset) if of_orders else queryset
        sent_fen = sum(_sent_back(attempt, request) for attempt in attempts)
        if sent_fen:
            words = gettext("%(amount)s goes back the way it came.")
            messages.success(request, words % {"amount": format_fen(sent_fen)})
        else:
            messages.warning(request, gettext("Of what was paid, nothing is left to go back."))


def _sent_back(attempt: PaymentAttempt, request: HttpRequest) -> int:
    left_fen = attempt.paid_fen - attempt.refunded_fen
    try:
        payments.actions.refund(
            attempt=attempt,
            amount_fen=left_fen,
            reason="sent back by staff",
            key=uuid.uuid4(),
            by=request.user if isinstance(request.user, User) else None,
        )
    except NotRefundableError:  # nothing was paid, or it is on its way already
        return 0
    return left_fen


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
class OrderAdmin(SendsBack, ReadOnlyAdmin):
    actions = ("refund_paid",)
    list_display = ("number", "state", mass, price, "description", "created_at", "paid_at")
    list_filter = ("state", "is_withdrawn", "created_at", "account_code")
    search_fields = ("number", "reference", "attempts__number", "attempts__gateway_transaction_id")
    search_help_text = _("The number of an order or of a payment, ours or the gateway's")
    date_hierarchy = "created_at"
    inlines = (AttemptsInline, RefundsInline)
    # Neither the return path nor the checkout's address: both lead to the journey, and who is there may act on it.
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
class PaymentAttemptAdmin(SendsBack, ReadOnlyAdmin):
    actions = ("refund_paid",)
    list_display = (
        "number",
        "order",
        "gateway",
        "state",
        price,
        taken,
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
        *("number", "order", "gateway", "state", price, taken, refunded),
        *("gateway_transaction_id", "opened_at", "times_asked", "ask_at"),
    )
    readonly_fields = (price, taken, refunded)


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

    def waiting(self, request: HttpRequest) -> SafeString | None:
        """A link to refunds that a gateway refused, for the first page."""
        count = payments.queries.stuck_refund_count()
        if not count:
            return None
        words = ngettext("%(count)s refused refund", "%(count)s refused refunds", count)
        return link_to_list(Refund, words % {"count": count}, state__exact=RefundState.FAILED.value)


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
