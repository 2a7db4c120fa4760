"""How the ledger refuses. Errors carry values; views choose the words."""

from datetime import datetime


class CreditsError(Exception):
    """The ledger refused; nothing was written."""


class InvalidAmountError(CreditsError):
    """An amount that is not a whole number of grams from 1 to 9 × 10¹⁵."""

    def __init__(self, amount: object) -> None:
        super().__init__(f"not an amount in whole grams: {amount!r}")
        self.amount = amount


class UnknownAccountError(CreditsError):
    def __init__(self, code: str) -> None:
        super().__init__(f"no account {code!r}")
        self.code = code


class SameAccountError(CreditsError):
    def __init__(self, code: str) -> None:
        super().__init__(f"debit and credit account are both {code!r}")
        self.code = code


class InsufficientCreditsError(CreditsError):
    def __init__(self, code: str, *, needed_grams: int, available_grams: int) -> None:
        super().__init__(f"{code!r} has {available_grams} g free, {needed_grams} g are needed")
        self.code = code
        self.needed_grams = needed_grams
        self.available_grams = available_grams


class HoldExpiredError(CreditsError):
    def __init__(self, expires_at: datetime) -> None:
        super().__init__(f"the hold expired at {expires_at.isoformat()}")
        self.expires_at = expires_at


class HoldClosedError(CreditsError):
    """The hold was used or released before."""

    def __init__(self, outcome: str) -> None:
        super().__init__(f"the hold is closed: {outcome}")
        self.outcome = outcome


class KeyReusedError(CreditsError):
    """The idempotency key came before, with another input."""

    def __init__(self, key: object) -> None:
        super().__init__(f"key {key} was used before with another input")
        self.key = key


class SerialBlockError(CreditsError):
    """A serial block that does not exist: its end before its start, or outside what a registry issues."""

    def __init__(self, start: int, end: int) -> None:
        super().__init__(f"not a serial block: {start} to {end}")
        self.start = start
        self.end = end


class SerialBlockOverlapError(CreditsError):
    def __init__(self, serial_block: str) -> None:
        super().__init__(f"the block overlaps {serial_block!r}, which is here already")
        self.serial_block = serial_block


class SerialNotReadableError(CreditsError):
    """Text that is not a serial block in the notation of its registry."""

    def __init__(self, registry: str, text: str) -> None:
        super().__init__(f"not a {registry} serial block: {text!r}")
        self.registry = registry
        self.text = text


class WrongRegistryError(CreditsError):
    """A serial block in the notation of another registry than the one that was named."""

    def __init__(self, registry: str, looks_like: str) -> None:
        super().__init__(f"not a {registry} serial block, but one of {looks_like}")
        self.registry = registry
        self.looks_like = looks_like
