"""The gateways that this installation knows, and those it offers."""

from collections.abc import Callable

from django.conf import settings

from payments.errors import GatewayNotConfiguredError, UnknownGatewayError
from payments.gateway import Gateway
from payments.gateways.sandbox import SandboxGateway

# name → how it is made, and whether this installation may use it
_GATEWAYS: dict[str, tuple[Callable[[], Gateway], Callable[[], bool]]] = {
    "sandbox": (SandboxGateway, lambda: bool(settings.PAYMENT_SANDBOX)),
}


def gateway_named(name: str) -> Gateway:
    """The gateway of this name. UnknownGatewayError, GatewayNotConfiguredError."""
    if name not in _GATEWAYS:
        raise UnknownGatewayError(name)
    make, is_configured = _GATEWAYS[name]
    if not is_configured():
        raise GatewayNotConfiguredError(name)
    return make()


def offered_names() -> list[str]:
    """The names of the gateways that a payer may choose from here."""
    return [name for name, (_make, is_configured) in _GATEWAYS.items() if is_configured()]
