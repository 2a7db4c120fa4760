"""How payments refuse. Errors carry values; views choose the words."""


class PaymentsError(Exception):
    """Payments refused; nothing was written."""


class InvalidOrderError(PaymentsError):
    """A field of a new order that no order may have."""

    def __init__(self, field: str, value: object) -> None:
        super().__init__(f"{field} may not be {value!r}")
        self.field = field
        self.value = value


class KeyReusedError(PaymentsError):
    """The idempotency key came before, with another input."""

    def __init__(self, key: object) -> None:
        super().__init__(f"key {key} was used before with another input")
        self.key = key


class OrderNotPayableError(PaymentsError):
    """The order is paid, refunded, or its time is up; `state` says which."""

    def __init__(self, number: str, state: str) -> None:
        super().__init__(f"order {number} cannot be paid: {state}")
        self.number = number
        self.state = state


class OrderNotWithdrawableError(PaymentsError):
    """The money is there already."""

    def __init__(self, number: str, state: str) -> None:
        super().__init__(f"order {number} is {state}")
        self.number = number
        self.state = state


class NotRefundableError(PaymentsError):
    """No money was taken by this attempt, or less of it is left than is to go back."""

    def __init__(self, number: str, *, left_fen: int, asked_fen: int) -> None:
        super().__init__(f"attempt {number} has {left_fen} fen left to refund, {asked_fen} fen are asked")
        self.number = number
        self.left_fen = left_fen
        self.asked_fen = asked_fen


class UnknownGatewayError(PaymentsError):
    def __init__(self, name: str) -> None:
        super().__init__(f"no gateway {name!r}")
        self.name = name


class GatewayNotConfiguredError(PaymentsError):
    """The gateway exists, but this installation may not use it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"gateway {name!r} is not configured here")
        self.name = name


class GatewayUnavailableError(PaymentsError):
    """The gateway did not answer, or not with sense. Nothing is known: ask again later."""


class GatewayRefusedError(PaymentsError):
    """The gateway said no, and asking again will not help."""


class NotificationRefusedError(PaymentsError):
    """A notification that nobody should believe."""


class SignatureError(NotificationRefusedError):
    """The signature is missing or wrong."""


class StaleNotificationError(NotificationRefusedError):
    """Signed too long ago, or in the future: perhaps an old notification, played again."""


class UnreadableNotificationError(NotificationRefusedError):
    """Rightly signed, but not in the gateway's own format."""
