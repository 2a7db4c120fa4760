"""The words for states and outcomes: in lists of staff and on the pages of those who pay."""

from django.utils.translation import gettext_lazy as _

from payments.gateway import AttemptState, Kind, OrderState, Outcome, RefundState

ORDER_STATES = [
    (OrderState.AWAITING.value, _("Awaiting payment")),
    (OrderState.PAID.value, _("Paid")),
    (OrderState.EXPIRED.value, _("Expired")),
    (OrderState.REFUND_DUE.value, _("Refund under way")),
    (OrderState.REFUNDED.value, _("Refunded")),
]
ATTEMPT_STATES = [
    (AttemptState.CREATED.value, _("Waiting for the payer")),
    (AttemptState.PAID.value, _("Paid")),
    (AttemptState.MISPAID.value, _("Paid, but another amount")),
    (AttemptState.PARTIALLY_REFUNDED.value, _("Partly refunded")),
    (AttemptState.REFUNDED.value, _("Refunded")),
    (AttemptState.CLOSED.value, _("Attempt closed")),
]
REFUND_STATES = [
    (RefundState.REQUESTED.value, _("Refund under way")),
    (RefundState.DONE.value, _("Refund done")),
    (RefundState.FAILED.value, _("Refused by the gateway")),
]
OUTCOMES = [
    (Outcome.RECEIVED.value, _("Received, not yet decided")),
    (Outcome.ACCEPTED.value, _("Accepted: order paid")),
    (Outcome.LATE.value, _("Paid after the order had expired")),
    (Outcome.SURPLUS.value, _("Second payment, goes back")),
    (Outcome.CLOSED.value, _("Attempt closed")),
    (Outcome.REFUNDED.value, _("Refund confirmed")),
    (Outcome.DUPLICATE.value, _("Known already")),
    (Outcome.OUT_OF_ORDER.value, _("Overtaken by events")),
    (Outcome.NEEDS_STAFF.value, _("Needs staff")),
    (Outcome.UNKNOWN.value, _("Unknown attempt")),
    (Outcome.FORGED.value, _("Refused: signature wrong")),
    (Outcome.STALE.value, _("Refused: signed too long ago")),
    (Outcome.UNREADABLE.value, _("Refused: not readable")),
]
SANDBOX_STATES = [
    ("open", _("Waiting for the payer")),
    (Kind.PAID.value, _("Paid")),
    (Kind.CLOSED.value, _("Attempt closed")),
]
GATEWAYS = {"sandbox": _("Sandbox")}
