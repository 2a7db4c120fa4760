"""Lots laid by hand: a donor has a hundred grams, and gave eighty to an event."""

from dataclasses import dataclass

DONOR, EVENT, NEXT, INVENTORY, OUTSIDE, GONE = 1, 2, 3, 4, 5, 6


@dataclass(frozen=True, slots=True)
class Laid:
    """A lot as the ledger lays it; its transfer has its id."""

    id: int
    giver: int
    account: int
    batch_from: int
    batch_to: int
    kind: str = "move"
    batch: int = 1

    @property
    def transfer(self) -> int:
        return self.id


GIVEN = [Laid(1, OUTSIDE, DONOR, 0, 100, "issue"), Laid(2, DONOR, EVENT, 0, 80)]
