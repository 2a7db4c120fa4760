"""What may be asked of payments."""

from collections.abc import Iterable

from diandian.lib import codes
from payments.gateway import AttemptState, OrderState, Outcome
from payments.models import GatewayNotification, Order


def order(number: str) -> Order | None:
    """The order of this number as a person may type it, or None."""
    code = codes.normalized(number)
    return Order.objects.filter(number=code).first() if code else None


def states_of(order_ids: Iterable[int]) -> dict[int, OrderState]:
    """How these orders stand, by id. One query however many there are; an unknown id is left out."""
    rows = Order.objects.filter(pk__in=list(order_ids)).values_list("pk", "state")
    return {pk: OrderState(state) for pk, state in rows}


def is_being_paid(order: Order) -> bool:
    """Whether the payer was sent to a gateway, and nothing was heard of it yet."""
    return (
        order.state == OrderState.AWAITING and order.attempts.filter(state=AttemptState.CREATED).exists()
    )


def needs_staff(order: Order) -> bool:
    """Whether something came in for this order that staff must look at: a wrong amount, for example."""
    numbers = order.attempts.values("number")
    return GatewayNotification.objects.filter(
        attempt_number__in=numbers, outcome=Outcome.NEEDS_STAFF
    ).exists()
