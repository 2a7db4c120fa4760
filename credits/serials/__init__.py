"""♥ Serial blocks as the registries write them, and the numbers inside. Plain Python.

`parse_serial_block` reads the notation of a known registry, `parse_any` whatever a stranger pastes. A block is
`(registry, series, start, end)`: within one registry and series a number is given out once, so two blocks share a unit
exactly when their numbers overlap, in whatever notation each was written. Sources, examples and the reason for each
registry's series: notations.py.

Where a registry does not say what its numbers are unique within, a series keeps every field that may matter, and
`kin` those without which two numberings cannot be one: `similar_blocks` warns of blocks that only it has in common.

Found fast in the database, by the index on (registry, series, block_start). Blocks there never overlap, so of all
blocks of a series only the last one that starts at or before a unit can hold it, however many there are:

    rows.filter(registry=r, series=s, block_start__lte=unit).order_by("-block_start").first()

(and then its block_end is compared).

In the same way a block overlaps one already there exactly when the last that starts at or before its *end* reaches its
start: filter(block_start__lte=block.end).order_by("-block_start").first(), then row.block_end >= block.start. Each is
one step down the index. All blocks under a pasted range are filter(block_start__lte=end, block_end__gte=start).
"""

from credits.serials.block import SerialBlock, Writing, serial_of_gram, similar_blocks
from credits.serials.notations import EXAMPLES
from credits.serials.parsing import looks_like, parse_any, parse_serial_block

__all__ = [
    "EXAMPLES",
    "SerialBlock",
    "Writing",
    "looks_like",
    "parse_any",
    "parse_serial_block",
    "serial_of_gram",
    "similar_blocks",
]
