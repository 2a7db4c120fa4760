"""What is compared, and what comes of it, as values. Plain Python."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from credits.reconciliation.layouts import Status
from credits.serials import SerialBlock
from credits.serials.folding import fold


class Reason(StrEnum):
    """Why a row of a registry's list was not compared."""

    SERIAL = "serial"  # not in the registry's notation
    WRONG_REGISTRY = "wrong-registry"  # in another one's notation
    BLOCK = "block"  # its end before its start
    QUANTITY = "quantity"  # no whole number of units
    QUANTITY_DIFFERS = "quantity-differs"  # another number of units than the serial has
    STATUS = "status"  # a word that this list is not known to use
    DATE = "date"  # not a day, or a retirement without one


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """`line` counts from 1, the header included; `text` is the cell that is wrong, cut to 80 signs."""

    line: int
    reason: Reason
    text: str


@dataclass(frozen=True, slots=True)
class RegistryRow:
    """Units that the registry lists with one status. `on` is None for units that nobody has used.

    `reference` is the registry's own for that retirement, "" where the list has none.
    """

    line: int
    block: SerialBlock
    status: Status
    on: date | None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class RegistryFile:
    """A registry's list, read: the rows asked for, those refused, how many lie elsewhere. `digest`: SHA-256, hex."""

    registry: str
    digest: str
    rows: tuple[RegistryRow, ...]
    refused: tuple[RefusedRow, ...]
    elsewhere_count: int = 0


@dataclass(frozen=True, slots=True)
class RetiredBlock:
    """Units that the ledger says the registry retired for a pool, and when; `reference` is the registry's own."""

    block: SerialBlock
    reference: str
    on: date

    def agrees_with(self, row: RegistryRow) -> bool:
        """Whether the registry says the same of that retirement: the day, and the reference if it gives one.

        A day more or less is the same: each writes the day of its own time zone, and theirs differ by half a day.
        """
        is_same_day = row.on is not None and abs(row.on - self.on) <= timedelta(days=1)
        return is_same_day and (not row.reference or fold(row.reference) == fold(self.reference))


@dataclass(frozen=True, slots=True)
class Ours:
    """The ledger's side: the blocks of its batches, and which of their units were retired at the registry."""

    registry: str
    batches: tuple[SerialBlock, ...]
    retired: tuple[RetiredBlock, ...]

    @property
    def scope(self) -> "Scope":
        """The units that concern us, out of everybody's."""
        return Scope([*self.batches, *(each.block for each in self.retired)])


class Scope:
    """A set of units, asked quickly whether a block touches it."""

    def __init__(self, blocks: Iterable[SerialBlock]) -> None:
        self._ends: dict[tuple[str, str], tuple[list[int], list[int]]] = {}
        for block in sorted(blocks, key=lambda each: each.start):
            starts, reach = self._ends.setdefault((block.registry, block.series), ([], []))
            starts.append(block.start)
            # The furthest end so far: of blocks inside one another the outer one counts.
            reach.append(max(block.end, reach[-1] if reach else block.end))

    def touches(self, block: SerialBlock) -> bool:
        starts, reach = self._ends.get((block.registry, block.series), ([], []))
        before_end = bisect_right(starts, block.end)
        return before_end > 0 and reach[before_end - 1] >= block.start


@dataclass(frozen=True, slots=True)
class Span:
    """Units next to one another with the same finding.

    `status` and `on`: what the registry says of them and since when, None where it does not. `references`: ours,
    `lines`: of the registry's list.
    """

    block: SerialBlock
    status: Status | None
    on: date | None = None
    references: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A block of ours of which the registry retired another number of units, some but not all."""

    block: SerialBlock
    reference: str
    here_units: int
    there_units: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Units that both sides call retired, but on another day or under another reference: `there` on that line.

    `there_reference` is "" where the list has none.
    """

    block: SerialBlock
    reference: str
    there_reference: str
    on: date
    there_on: date | None
    line: int
