"""What may happen to orders and payments: the only code that writes them. See README.md for the words."""

from payments.actions.asking import ask_due
from payments.actions.notifications import receive_notification
from payments.actions.orders import NewOrder, expire, place_order, start_attempt, withdraw
from payments.actions.refunds import refund, refund_order, send_refund, send_refunds

__all__ = [
    "NewOrder",
    "ask_due",
    "expire",
    "place_order",
    "receive_notification",
    "refund",
    "refund_order",
    "send_refund",
    "send_refunds",
    "start_attempt",
    "withdraw",
]
