"""What layers above tell the ledger's pages. The ledger works without: each hook has an answer of its own."""

from collections.abc import Callable, Sequence
from uuid import UUID


def _none(retirement_ids: Sequence[UUID]) -> dict[UUID, str]:
    return {}


def _nothing() -> None:
    pass


# A checkpoint was published that covers more of the log than the one before.
checkpoint_published: Callable[[], None] = _nothing

# For public ids of retirements: the addresses of those certificates that anyone may be led to.
certificate_addresses: Callable[[Sequence[UUID]], dict[UUID, str]] = _none
