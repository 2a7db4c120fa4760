"""A serial block as a value. Plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from credits.errors import SerialBlockError, SerialNotReadableError
from credits.serials.folding import without_leading_zeros
from credits.serials.notations import NOTATIONS

# Fifteen digits: what the widest registry allows (CDM: up to 999,999,999,999,999).
UNIT_NUMBER_END = 10**15


class Writing(NamedTuple):
    """How a registry writes a block round its numbers: before the first, between the two, after the last."""

    before: str
    between: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class SerialBlock:
    """Units `start` to `end`, both included, of one numbering `series` of a registry. A unit is one tonne of CO2e.

    Two blocks are the same when registry, series and numbers are; how they were written makes no difference.
    Raises SerialBlockError for an end before the start or a number that no registry gives out.
    """

    registry: str
    series: str
    start: int
    end: int
    writing: Writing | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end < UNIT_NUMBER_END:
            raise SerialBlockError(self.start, self.end)

    @property
    def unit_count(self) -> int:
        return self.end - self.start + 1

    @property
    def text(self) -> str:
        """As its registry writes it, the names and their zeros as they were typed; for people to read and copy.

        Raises SerialNotReadableError for a block that was made of numbers alone, not parsed.
        """
        if self.writing is None:
            raise SerialNotReadableError(self.registry, f"{self.series}: {self.start}-{self.end}")
        before, between, after = self.writing
        return f"{before}{self.start}{between}{self.end}{after}"

    @property
    def canonical(self) -> str:
        """The one way of writing it, whatever was typed; parse_serial_block reads it back. Raises like `text`."""
        return without_leading_zeros(self.text)

    @property
    def kin(self) -> str:
        """What two blocks of a registry must share to be suspected of one numbering; coarser than `series`, or equal.

        It follows from registry and series, so it is known of every row of a database.
        """
        notation = NOTATIONS.get(self.registry)
        return self.series if notation is None else notation.kin_of(self.series)

    def contains(self, unit: int) -> bool:
        return self.start <= unit <= self.end

    def overlaps(self, other: "SerialBlock") -> bool:
        """Whether a unit is in both, however each is written."""
        return (
            (self.registry, self.series) == (other.registry, other.series)
            and self.start <= other.end
            and other.start <= self.end
        )

    def sub_block(self, first: int, last: int) -> "SerialBlock":
        """Units `first` to `last` of this block, written like it: what a registry makes when it splits a block.

        Raises SerialBlockError when they are not all inside.
        """
        if not self.start <= first <= last <= self.end:
            raise SerialBlockError(first, last)
        return SerialBlock(self.registry, self.series, first, last, self.writing)


def similar_blocks(block: SerialBlock, others: Iterable[SerialBlock]) -> tuple[SerialBlock, ...]:
    """Those of `others` that may be the same units under another text: their kin is, and numbers are shared.

    A suspicion for people to look into. What certainly overlaps is refused elsewhere, and is not among them.
    """
    return tuple(
        other
        for other in others
        if (other.registry, other.kin) == (block.registry, block.kin)
        and other.series != block.series
        and block.start <= other.end
        and other.start <= block.end
    )


def serial_of_gram(block: SerialBlock, gram: int, grams_per_unit: int) -> int:
    """The number of the unit that holds `gram` of the block's grams (0 is its first)."""
    return block.start + gram // grams_per_unit
