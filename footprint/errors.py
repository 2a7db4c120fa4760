"""How the footprint refuses. Errors carry values; views choose the words."""

from collections.abc import Sequence
from dataclasses import dataclass


class FootprintError(Exception):
    """The footprint refused; nothing was written."""


class UnknownPlaceError(FootprintError):
    def __init__(self, text: str) -> None:
        super().__init__(f"no place {text!r}")
        self.text = text


class SamePlaceError(FootprintError):
    """A trip from a place to itself."""

    def __init__(self, place: str) -> None:
        super().__init__(f"from {place} to itself")
        self.place = place


class ActivityError(FootprintError):
    """An activity in JSON that cannot be read: which field, what was there, why, and what would do."""

    def __init__(
        self, reason: str, *, field: str = "", value: object = "", choices: Sequence[str] = ()
    ) -> None:
        super().__init__(f"{reason}: {field} {value!r}")
        self.reason = reason
        self.field = field
        self.value = value
        self.choices = tuple(choices)


class RefusedActivitiesError(FootprintError):
    """Activities of a list that were refused: each with its index in the list and the refusal."""

    def __init__(self, refused: Sequence[tuple[int, FootprintError]]) -> None:
        super().__init__("; ".join(f"activity {index}: {error}" for index, error in refused))
        self.refused = tuple(refused)


class UnknownFactorError(FootprintError):
    def __init__(self, code: str) -> None:
        super().__init__(f"no factor {code!r} in the set")
        self.code = code


class UnknownUseError(FootprintError):
    """The set has no factor for this use in this region: no night in a hotel of Iceland."""

    def __init__(self, use: str, region: str) -> None:
        super().__init__(f"no factor for {use!r} in {region!r}")
        self.use = use
        self.region = region


class UnknownCabinError(FootprintError):
    """The method of counting flights does not tell this cabin apart."""

    def __init__(self, cabin: str, method: str) -> None:
        super().__init__(f"{method!r} has no cabin {cabin!r}")
        self.cabin = cabin
        self.method = method


class WeakFactorError(FootprintError):
    """Only a factor of grade D or E serves this use, and nobody chose to use such factors."""

    def __init__(self, code: str, use: str) -> None:
        super().__init__(f"only the weak factor {code!r} serves {use!r}")
        self.code = code
        self.use = use


class MixedBoundariesError(FootprintError):
    """Lines that count different things were to be added up without telling the reader."""

    def __init__(self, coverages: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{boundary}, {gases}" for boundary, gases in coverages))
        self.coverages = tuple(coverages)


class AdditionOnlyError(FootprintError):
    """A sum of nothing but additions, as the making of a fuel without its burning."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(f"only additions: {', '.join(codes)}")
        self.codes = tuple(codes)


class MixedSetsError(FootprintError):
    """Lines of different factor sets, or grids of different years, were to be added up without saying so."""

    def __init__(self, sets: Sequence[str], grid_years: Sequence[int]) -> None:
        super().__init__("; ".join((*sets, *map(str, grid_years))))
        self.sets = tuple(sets)
        self.grid_years = tuple(grid_years)


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


class FactorSetMovedError(FootprintError):
    """The draft is no longer what somebody looked at before they decided to replace it."""

    def __init__(self, method: str) -> None:
        super().__init__(f"the draft {method!r} changed meanwhile")
        self.method = method


class EmptyFactorSetError(FootprintError):
    def __init__(self, method: str) -> None:
        super().__init__(f"the factor set {method!r} has no factors")
        self.method = method


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a cell of a factor file cannot be taken. Row 0 is the file itself; `reason` is a code.

    `value` is what the reason speaks of: a limit, the words that are known, or the row that was first.
    """

    row: int
    column: str
    reason: str
    value: str = ""


class RefusedRowsError(FootprintError):
    """Rows of a factor file that cannot be taken, each with its number, its column and the reason."""

    def __init__(self, rows: Sequence[Refusal]) -> None:
        super().__init__("; ".join(f"row {row.row}, {row.column or 'file'}: {row.reason}" for row in rows))
        self.rows = tuple(rows)


class KeyReusedError(FootprintError):
    """The idempotency key came before, with another input."""

    def __init__(self, key: object) -> None:
        super().__init__(f"key {key} was used before with another input")
        self.key = key
