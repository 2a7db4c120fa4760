"""Serial blocks as the registries write them, and the numbers inside. Plain Python.

Formats with real examples: docs of the ledger, README.md of this app.
"""

import re
from dataclasses import dataclass

from credits.errors import SerialBlockError, SerialNotReadableError


@dataclass(frozen=True, slots=True)
class SerialBlock:
    """Units `start` to `end`, both included, of one numbering `series`. A unit is one tonne of CO2e."""

    series: str
    start: int
    end: int

    @property
    def unit_count(self) -> int:
        return self.end - self.start + 1


# Verra numbers its units once for the whole registry: the block number is the identity, the rest describes it.
_VERRA = re.compile(r"(?P<batch>\d+)-(?P<start>\d+)-(?P<end>\d+)-VCS-VC[UR]-.+", re.ASCII)
# The others number anew in each series: everything before the last two numbers.
_TAIL = re.compile(r"(?P<series>[A-Z0-9][A-Z0-9-]*?)-(?P<start>\d+)-(?P<end>\d+)", re.ASCII)
_PREFIXES = {"gold-standard": "GS1-", "ccer": "CCER-", "cdcer": "CDCER-"}


def parse_serial_block(registry: str, text: str) -> SerialBlock:
    """The block that `text` writes in the notation of `registry`.

    Raises SerialNotReadableError for text that is not in that registry's notation, SerialBlockError for a block
    whose end lies before its start.
    """
    serial = text.strip().upper()
    if registry == "verra":
        match = _VERRA.fullmatch(serial)
        series = "VCS"
    else:
        match = _TAIL.fullmatch(serial) if serial.startswith(_PREFIXES.get(registry, "\0")) else None
        series = match["series"] if match else ""
    if match is None:
        raise SerialNotReadableError(registry, text)
    start, end = int(match["start"]), int(match["end"])
    if not 1 <= start <= end < 10**15:
        raise SerialBlockError(start, end)
    return SerialBlock(series, start, end)


def serial_of_gram(block: SerialBlock, gram: int, grams_per_unit: int) -> int:
    """The number of the unit that holds `gram` of the block's grams (0 is its first)."""
    return block.start + gram // grams_per_unit
