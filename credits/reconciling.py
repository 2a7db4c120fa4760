"""The ledger's side of a reconciliation: its batches, and the units that outside registries retired for its pools."""

from typing import BinaryIO

from credits.models import Batch, PoolBlock
from credits.reconciliation import Ours, Report, RetiredBlock, match, read_registry_file
from credits.serials import parse_serial_block


def ours(registry: str, *, with_demonstration: bool = False) -> Ours:
    """What the ledger says of `registry`. Invented batches are left out unless asked for: no registry knows them."""
    known = {} if with_demonstration else {"is_demonstration": False}
    batches = Batch.objects.filter(registry=registry, **known).values_list("serial_block", flat=True)
    blocks = (
        PoolBlock.objects.filter(
            batch__in=Batch.objects.filter(registry=registry, **known), pool__withdrawal=None
        )
        .order_by("pk")
        .values_list("serial_block", "reference", "retired_on")
    )
    return Ours(
        registry,
        tuple(parse_serial_block(registry, text) for text in batches.order_by("pk")),
        tuple(
            RetiredBlock(parse_serial_block(registry, text), reference, on) for text, reference, on in blocks
        ),
    )


def reconcile(registry: str, file: BinaryIO, *, with_demonstration: bool = False) -> Report:
    """The ledger compared with the registry's own list. Writes nothing.

    Refuses with FileTooLargeError, FileNotTextError, HeaderNotRecognisedError.
    """
    we = ours(registry, with_demonstration=with_demonstration)
    return match(we, read_registry_file(registry, file, we.scope))
