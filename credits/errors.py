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


class UnknownBatchError(CreditsError):
    def __init__(self, public_id: object) -> None:
        super().__init__(f"no batch {public_id}")
        self.public_id = public_id


class ForeignBatchError(CreditsError):
    """The account has fewer grams of this batch than are wanted of it."""

    def __init__(self, code: str, serial_block: str, *, needed_grams: int, available_grams: int) -> None:
        super().__init__(f"{code!r} has {available_grams} g of {serial_block!r}, {needed_grams} g are needed")
        self.code = code
        self.serial_block = serial_block
        self.needed_grams = needed_grams
        self.available_grams = available_grams


class BatchClosedError(CreditsError):
    def __init__(self, serial_block: str) -> None:
        super().__init__(f"{serial_block!r} is closed")
        self.serial_block = serial_block


class BatchNotEmptyError(CreditsError):
    """A batch closes when none of it is left to move and every retired gram lies in a closed pool."""

    def __init__(self, serial_block: str, *, left_grams: int, unpooled_grams: int) -> None:
        super().__init__(f"{serial_block!r} has {left_grams} g left and {unpooled_grams} g in no closed pool")
        self.serial_block = serial_block
        self.left_grams = left_grams
        self.unpooled_grams = unpooled_grams


class BatchNotImpairedError(CreditsError):
    """Only what was retired out of an impaired batch is replaced."""

    def __init__(self, retirement: object) -> None:
        super().__init__(f"retirement {retirement} has nothing out of an impaired batch")
        self.retirement = retirement


class RetirementReplacedError(CreditsError):
    def __init__(self, retirement: object) -> None:
        super().__init__(f"retirement {retirement} was replaced before")
        self.retirement = retirement


class NotReversibleError(CreditsError):
    """Only a move can be reversed, once: a retirement is final, and what came from outside is cancelled."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"a transfer of kind {kind!r} cannot be reversed")
        self.kind = kind


class GramsMovedOnError(CreditsError):
    """The very grams that were moved have left the account since, or are promised."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the grams have left {code!r}, or are promised")
        self.code = code


class AccountKindError(CreditsError):
    """The ledger's own accounts give and take only through their own verbs."""

    def __init__(self, code: str, kind: str) -> None:
        super().__init__(f"{code!r} is an account of kind {kind!r}")
        self.code = code
        self.kind = kind


class ExpiryPassedError(CreditsError):
    """A hold that would have expired before it was made."""

    def __init__(self, expires_at: datetime) -> None:
        super().__init__(f"the hold would have expired at {expires_at.isoformat()}")
        self.expires_at = expires_at


class ClockBehindError(CreditsError):
    """This machine's clock is far behind the last entry of the log. Nothing is written until one of them is right."""

    def __init__(self, *, now: int, last_at: int) -> None:
        super().__init__(f"the clock says {now}, the log has reached {last_at}")
        self.now = now
        self.last_at = last_at


class SamePersonError(CreditsError):
    """Who proposes does not approve."""

    def __init__(self, proposal: object) -> None:
        super().__init__(f"proposal {proposal} needs another person's approval")
        self.proposal = proposal


class ProposalDecidedError(CreditsError):
    def __init__(self, outcome: str) -> None:
        super().__init__(f"the proposal is decided: {outcome}")
        self.outcome = outcome


class PoolOpenError(CreditsError):
    """One pool of a batch is open at a time."""

    def __init__(self, number: int) -> None:
        super().__init__(f"pool {number} is open")
        self.number = number


class PoolClosedError(CreditsError):
    def __init__(self, number: int) -> None:
        super().__init__(f"pool {number} is closed")
        self.number = number


class PoolBlockError(CreditsError):
    """Units that are not this batch's, or were retired outside for another pool, or a second block of a pool."""

    def __init__(self, serial_block: str, reason: str) -> None:
        super().__init__(f"{serial_block!r}: {reason}")
        self.serial_block = serial_block
        self.reason = reason  # foreign | overlap | second


class PoolWithoutBlockError(CreditsError):
    def __init__(self, number: int) -> None:
        super().__init__(f"pool {number} has no block that the registry retired")
        self.number = number


class PoolEmptyError(CreditsError):
    def __init__(self, number: int) -> None:
        super().__init__(f"pool {number} has no retirement")
        self.number = number


class ResidualNotBackedError(CreditsError):
    """The block holds more than the pool gathered, and no account gives up the grams that are over."""

    def __init__(self, number: int, residual_grams: int) -> None:
        super().__init__(f"pool {number} leaves {residual_grams} g that nobody gives up")
        self.number = number
        self.residual_grams = residual_grams


class ClockAheadError(CreditsError):
    """This machine's clock is far ahead of the last entry of the log: it jumped, or the ledger slept for long."""

    def __init__(self, *, now: int, last_at: int) -> None:
        super().__init__(f"the clock says {now}, the log has reached {last_at}")
        self.now = now
        self.last_at = last_at


class FieldError(CreditsError):
    """A text or a choice that cannot be stored: empty, too long, with a control character, or not in the list."""

    def __init__(self, field: str, value: object) -> None:
        super().__init__(f"{field} cannot be {value!r}")
        self.field = field
        self.value = value


class PoolWithdrawnError(CreditsError):
    def __init__(self, number: int) -> None:
        super().__init__(f"pool {number} was given up")
        self.number = number
