"""From text to serial blocks. Plain Python."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from credits.errors import SerialBlockError, SerialNotReadableError, WrongRegistryError
from credits.serials.block import SerialBlock, Writing
from credits.serials.folding import fold, without_leading_zeros
from credits.serials.notations import NOTATIONS, Notation

TEXT_LENGTH_MAX = 200  # of one block; the longest real one has 80 signs
PASTED_LENGTH_MAX = 5_000


@dataclass(frozen=True, slots=True)
class _Found:
    """A serial inside a text, and where. `block` is None for numbers that make no block."""

    span: tuple[int, int]
    numbers: tuple[int, int]
    is_single: bool
    block: SerialBlock | None


def parse_serial_block(registry: str, text: str) -> SerialBlock:
    """The block that `text` writes in the notation of `registry`.

    Raises SerialNotReadableError for text that is not in that registry's notation, WrongRegistryError when it is
    plainly in another's, SerialBlockError for a block whose end lies before its start or whose numbers no registry
    gives out.
    """
    folded = fold(text) if len(text) <= TEXT_LENGTH_MAX else ""
    if registry in NOTATIONS and (found := _whole(NOTATIONS[registry], folded)) is not None:
        if found.block is None:
            raise SerialBlockError(*found.numbers)
        return found.block
    if registry in NOTATIONS and (other := looks_like(text)) not in (None, registry):
        raise WrongRegistryError(registry, other)
    raise SerialNotReadableError(registry, text)


def looks_like(text: str) -> str | None:
    """The registry whose notation the whole of `text` is in, if any; behind a prefix of ours as well."""
    folded = fold(text) if len(text) <= TEXT_LENGTH_MAX else ""
    whole = next((name for name, notation in NOTATIONS.items() if _whole(notation, folded)), None)
    return whole or _inside(folded)


def parse_any(text: str) -> tuple[SerialBlock, ...]:
    """The blocks in whatever a stranger pasted: one serial, a list, a sentence of a certificate. Never refuses.

    Each block once, in the order of the text (those that were printed with spaces inside come last); what no registry
    writes, and blocks that cannot be, are passed over. Reads the first 5,000 signs.
    """
    pasted = text[:PASTED_LENGTH_MAX]
    blocks: list[SerialBlock] = []
    # First with the dashes between words left apart ("... - GS1-1-... - retired"), then with serials closed up that
    # were printed with spaces or broken over lines.
    for folded in (fold(pasted, tight=False), fold(pasted)):
        found = [each for notation in NOTATIONS.values() for each in _scan(notation, folded)]
        new = [each.block for each in sorted(found, key=lambda each: each.span) if each.block is not None]
        blocks += [block for block in new if not any(block.overlaps(known) for known in blocks)]
    return tuple(dict.fromkeys(blocks))


def _whole(notation: Notation, folded: str) -> _Found | None:
    """The serial that is the whole text."""
    return next((found for found in _scan(notation, folded) if found.span == (0, len(folded))), None)


def _scan(notation: Notation, folded: str) -> Iterator[_Found]:
    """The serials of one notation in a folded text. Two single ones with "to" between them are one block."""
    waiting: _Found | None = None
    for match in _reader(notation.registry).finditer(folded):
        if notation.is_house_form and (len(match[0]) > TEXT_LENGTH_MAX or _inside(match[0])):
            continue
        found = _found(notation, match)
        if waiting is not None and folded[waiting.span[1] : match.start()] == " TO ":
            pair = _joined(waiting, found)
            if pair is not None:
                yield pair
                waiting = None
                continue
        if waiting is not None:
            yield waiting
        waiting = found
    if waiting is not None:
        yield waiting


def _inside(folded: str) -> str | None:
    """The registry whose serial stands behind other words: HOUSE-GS1-1-KE-… is Gold Standard's, and no house text."""
    for dash in re.finditer("-", folded):
        rest = folded[dash.end() :]
        for name in NOTATIONS:
            if _reader(name).fullmatch(rest):
                return name
    return None


def _joined(first: _Found, last: _Found) -> _Found | None:
    """From the unit `first` to the unit `last`, when nothing but the number differs."""
    if not (first.is_single and last.is_single and first.block and last.block):
        return None
    if first.block.writing != last.block.writing:
        return None
    numbers = first.block.start, last.block.end
    return _Found(
        (first.span[0], last.span[1]), numbers, False, _block(first.block.registry, first.block, numbers)
    )


def _found(notation: Notation, match: re.Match[str]) -> _Found:
    groups = match.groupdict()
    start = int(match["start"])
    end = start if match["end"] is None else int(match["end"])
    writing = Writing(match["before"] + notation.lead, notation.between, groups.get("after") or "")
    series = without_leading_zeros(notation.series_of(groups))
    try:
        if start < notation.number_min:
            raise SerialBlockError(start, end)
        block = SerialBlock(notation.registry, series, start, end, writing)
    except SerialBlockError:
        return _Found(match.span(), (start, end), match["end"] is None, None)
    return _Found(match.span(), (start, end), match["end"] is None, block)


def _block(registry: str, like: SerialBlock, numbers: tuple[int, int]) -> SerialBlock | None:
    try:
        return SerialBlock(registry, like.series, *numbers, like.writing)
    except SerialBlockError:
        return None


@cache
def _reader(registry: str) -> re.Pattern[str]:
    return NOTATIONS[registry].reader
