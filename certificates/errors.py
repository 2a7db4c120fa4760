"""How certificates refuse. Errors carry values; views choose the words."""

from collections.abc import Mapping, Sequence


class CertificatesError(Exception):
    """Refused; nothing was written."""


class UnprintableNameError(CertificatesError):
    """Characters that no face on paper has, or that no name may contain."""

    def __init__(self, characters: Sequence[str]) -> None:
        super().__init__(f"characters that cannot be printed: {list(characters)!r}")
        self.characters = list(characters)


class NameTooLongError(CertificatesError):
    def __init__(self, *, length: int, limit: int) -> None:
        super().__init__(f"the name has {length} characters, {limit} are possible")
        self.length = length
        self.limit = limit


class TextTooLongError(CertificatesError):
    """Texts beside the name that have no room on paper: for each of them how much room there is."""

    def __init__(self, limits: Mapping[str, int]) -> None:
        super().__init__(f"too long for the paper: {dict(limits)!r}")
        self.limits = dict(limits)


class InvalidAmountError(CertificatesError):
    """An amount that is no whole number of grams, or not one that this kind of certificate can state."""

    def __init__(self, amount: object) -> None:
        super().__init__(f"not an amount in whole grams: {amount!r}")
        self.amount = amount


class TooManyPiecesError(CertificatesError):
    """A gift of more moves, or slices, than a certificate's document may have."""

    def __init__(self, *, count: int, limit: int) -> None:
        super().__init__(f"the gift lies in {count} pieces, {limit} are possible")
        self.count = count
        self.limit = limit


class UnknownChoiceError(CertificatesError):
    """A kind, language or funding that certificates do not have."""

    def __init__(self, field: str, value: str) -> None:
        super().__init__(f"no {field} {value!r}")
        self.field = field
        self.value = value


class GroupMismatchError(CertificatesError):
    """A member of a family without the family, or anybody else with one."""

    def __init__(self, kind: str, group: str) -> None:
        super().__init__(f"a certificate of kind {kind} with the group {group!r}")
        self.kind = kind
        self.group = group


class InvalidFactError(CertificatesError):
    """A part of a fact that is empty; or facts that take too many lines of a paper or none, then how many."""

    def __init__(self, fact: object) -> None:
        super().__init__(f"not a line of a certificate, or not so many: {fact!r}")
        self.fact = fact


class ClaimingFactError(CertificatesError):
    """A fact that calls somebody or something neutral: what it says."""

    def __init__(self, claims: Sequence[str]) -> None:
        super().__init__(f"a claim: {claims!r}")
        self.claims = list(claims)


class NoMovementError(CertificatesError):
    """The ledger has no such movement, or has it no longer; or none was named for a gift, or one for no gift."""

    def __init__(self, movement: object) -> None:
        super().__init__(f"no movement {movement} stands behind this certificate")
        self.movement = movement


class WitnessNotUnlockedError(CertificatesError):
    """The event is not in a state in which anything can be witnessed."""

    def __init__(self, event_code: str) -> None:
        super().__init__(f"nothing can be witnessed of event {event_code} yet")
        self.event_code = event_code


class KeyReusedError(CertificatesError):
    """The idempotency key came before, with another input."""

    def __init__(self, key: object) -> None:
        super().__init__(f"key {key} was used before with another input")
        self.key = key


class ForbiddenMoveError(CertificatesError):
    """A change of state that the table of moves does not have."""

    def __init__(self, state: str, wanted: str) -> None:
        super().__init__(f"a certificate that is {state} cannot become {wanted}")
        self.state = state
        self.wanted = wanted


class SuccessorMismatchError(CertificatesError):
    """A certificate that cannot stand in the place of another: `field` is what does not fit."""

    def __init__(self, field: str, found: object) -> None:
        super().__init__(f"no successor: {field} is {found!r}")
        self.field = field
        self.found = found


class InvalidReasonError(CertificatesError):
    """A reason that is empty or too long."""

    def __init__(self, *, length: int, limit: int) -> None:
        super().__init__(f"the reason has {length} characters, 1 to {limit} are possible")
        self.length = length
        self.limit = limit


class RetirementMismatchError(CertificatesError):
    """A retirement that is not this certificate's: another request, or other grams."""

    def __init__(self, field: str, expected: object, found: object) -> None:
        super().__init__(f"{field} should be {expected!r}, the retirement has {found!r}")
        self.field = field
        self.expected = expected
        self.found = found


class NotProvenYetError(CertificatesError):
    """No checkpoint of the log covers the retirement yet, so its paper could not be checked."""

    def __init__(self, number: str) -> None:
        super().__init__(f"no checkpoint covers the retirement of certificate {number} yet")
        self.number = number


class PlateNotKeptError(CertificatesError):
    """The plate of a paper is not known: it was made before plates were noted beside their papers."""

    def __init__(self, number: str) -> None:
        super().__init__(f"the plate of the paper of certificate {number} was not kept")
        self.number = number


class NothingToRenderError(CertificatesError):
    """A certificate whose retirement is not known yet has no paper."""

    def __init__(self, number: str) -> None:
        super().__init__(f"certificate {number} has no statement yet")
        self.number = number
