"""Serials as somebody outside typed them: what they say, and which of them the ledger knows already."""

from dataclasses import dataclass

from credits.ledger import GRAMS_PER_UNIT
from credits.models import Batch
from credits.serials import SerialBlock, looks_like, parse_any

KNOWN_MAX = 5  # more than a person reads
OVERLAPPED_MAX = 20  # blocks of one paste that are looked up


@dataclass(frozen=True, slots=True)
class PastedSerials:
    """The blocks of a pasted text; none where no registry writes so. `known` are those of the ledger that overlap."""

    blocks: tuple[SerialBlock, ...]
    other_registry: str  # whose notation it is in, when that is not the one that was named
    known: tuple[str, ...]

    @property
    def amount_grams(self) -> int:
        return sum(block.unit_count for block in self.blocks) * GRAMS_PER_UNIT

    def overlaps(self, other: "PastedSerials") -> bool:
        return any(mine.overlaps(theirs) for mine in self.blocks for theirs in other.blocks)


def read_pasted(text: str, registry: str = "") -> PastedSerials:
    """The blocks in a text. `registry` is the one that was named beside it, if any. No query; never refuses."""
    blocks = parse_any(text)
    named = {block.registry for block in blocks}
    found = next(iter(named - {registry}), "") if blocks else looks_like(text) or ""
    return PastedSerials(blocks, found if registry and found != registry else "", ())


def pasted_serials(text: str, registry: str = "") -> PastedSerials:
    """As `read_pasted`, with the serial blocks of the ledger that share a unit with them. A query a block."""
    read = read_pasted(text, registry)
    known = [each for block in read.blocks[:OVERLAPPED_MAX] for each in _known(block)]
    return PastedSerials(read.blocks, read.other_registry, tuple(dict.fromkeys(known))[:KNOWN_MAX])


def _known(block: SerialBlock) -> list[str]:
    rows = Batch.objects.filter(
        registry=block.registry,
        series=block.series,
        block_start__lte=block.end,
        block_end__gte=block.start,
    )
    return list(rows.order_by("block_start").values_list("serial_block", flat=True)[:KNOWN_MAX])


def registry_choices() -> list[tuple[str, str]]:
    """The registries whose notation is known, with their names."""
    return [(value, str(name)) for value, name in Batch.Registry.choices]
