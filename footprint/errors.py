"""How the footprint refuses. Errors carry values; views choose the words."""

from collections.abc import Sequence


class FootprintError(Exception):
    """The footprint refused; nothing was written."""


class UnknownPlaceError(FootprintError):
    def __init__(self, text: str) -> None:
        super().__init__(f"no place {text!r}")
        self.text = text


class UnknownFactorError(FootprintError):
    def __init__(self, code: str) -> None:
        super().__init__(f"no factor {code!r} in the set")
        self.code = code


class UnfitFactorError(FootprintError):
    """A factor counted in another unit than the line that would use it: kilowatt-hours are not spectators."""

    def __init__(self, code: str, *, unit: str, expected: str) -> None:
        super().__init__(f"factor {code!r} is per {unit}, the line counts {expected}")
        self.code = code
        self.unit = unit
        self.expected = expected


class ImpossibleModeError(FootprintError):
    """Nobody travels that way from there: high-speed rail from London to Chengdu."""

    def __init__(self, mode: str, origin: str) -> None:
        super().__init__(f"no way by {mode} from {origin}")
        self.mode = mode
        self.origin = origin


class InvalidAnswerError(FootprintError):
    """An answer outside its limits. `field` is the name in `Answers`; nothing is clamped."""

    def __init__(self, field: str, value: object, *, minimum: int = 0, maximum: int = 0) -> None:
        super().__init__(f"{field} is {value!r}, not from {minimum} to {maximum}")
        self.field = field
        self.value = value
        self.minimum = minimum
        self.maximum = maximum


class NoPublishedFactorSetError(FootprintError):
    def __init__(self, code: str) -> None:
        super().__init__(f"no published factor set {code!r}")
        self.code = code


class FactorSetClosedError(FootprintError):
    """A published set never changes: give the new factors a new version."""

    def __init__(self, method: str) -> None:
        super().__init__(f"the factor set {method!r} is published")
        self.method = method


class EmptyFactorSetError(FootprintError):
    def __init__(self, method: str) -> None:
        super().__init__(f"the factor set {method!r} has no factors")
        self.method = method


class RefusedRowsError(FootprintError):
    """Rows of a factor file that cannot be taken: each with its line number, its column and the reason."""

    def __init__(self, rows: Sequence[tuple[int, str, str]]) -> None:
        super().__init__("; ".join(f"row {number}, {column}: {reason}" for number, column, reason in rows))
        self.rows = tuple(rows)


class KeyReusedError(FootprintError):
    """The idempotency key came before, with another input."""

    def __init__(self, key: object) -> None:
        super().__init__(f"key {key} was used before with another input")
        self.key = key
