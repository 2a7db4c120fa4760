"""What may be asked of payments."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, QuerySet, Sum
from django.urls import reverse

from diandian.lib import codes
from payments.gateway import AttemptState, OrderState, Outcome, RefundState
from payments.models import GatewayNotification, Order, Refund


def order(number: str) -> Order | None:
    """The order of this number as a person may type it, or None."""
    code = codes.normalized(number)
    return Order.objects.filter(number=code).first() if code else None


def order_at(address_code: str) -> Order | None:
    """The order whose checkout has this address, or None. Its number is another, and opens nothing."""
    code = codes.normalized(address_code)
    return Order.objects.filter(address_code=code).first() if code else None


def checkout_path(order: Order) -> str:
    """Where the buyer pays. Whoever knows it reaches the buyer's own page: not for lists, staff or logs."""
    return reverse("payments:checkout", args=[order.address_code])


def states_of(order_ids: Iterable[int]) -> dict[int, OrderState]:
    """How these orders stand, by id. One query however many there are; an unknown id is left out."""
    rows = Order.objects.filter(pk__in=list(order_ids)).values_list("pk", "state")
    return {pk: OrderState(state) for pk, state in rows}


def is_being_paid(order: Order) -> bool:
    """Whether the payer was sent to a gateway, and this order, as it was read, has heard nothing of it yet.

    The money may have come since the order was read: that is still under way for whoever looks at this order.
    """
    under_way = order.attempts.filter(state__in=[AttemptState.CREATED, AttemptState.PAID])
    return order.state == OrderState.AWAITING and under_way.exists()


def needs_staff(order: Order) -> bool:
    """Whether something came in for this order that staff must look at, and did not send back yet."""
    numbers = order.attempts.exclude(state=AttemptState.REFUNDED).values("number")
    return GatewayNotification.objects.filter(
        attempt_number__in=numbers, outcome=Outcome.NEEDS_STAFF
    ).exists()


def has_stuck_refund(order: Order) -> bool:
    """Whether a gateway refused to send money of this order back, and nobody has tried again since."""
    return _stuck_refunds().filter(order=order).exists()


def stuck_refund_count() -> int:
    """How many refunds were refused and not tried again, of all orders."""
    return _stuck_refunds().count()


def returned_fen(order: Order) -> int:
    """What was taken by mistake, another amount than was asked, and has gone back."""
    mistaken = order.refunds.filter(state=RefundState.DONE).exclude(
        attempt__paid_fen=F("attempt__amount_fen")
    )
    return mistaken.aggregate(total=Sum("amount_fen"))["total"] or 0


def _stuck_refunds() -> QuerySet[Refund]:
    later = Refund.objects.filter(attempt=OuterRef("attempt"), pk__gt=OuterRef("pk"))
    return Refund.objects.filter(~Exists(later), state=RefundState.FAILED)
