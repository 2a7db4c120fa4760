"""♥ Whose gram is whose, by following the tapes. Plain Python.

Each lot came out of exactly one other lot, since a transfer takes grams of one lot only. So every gram on an account
leads back to who gave it, through returns, reversals and the accounts that only passed it on.
"""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Protocol


class Lot(Protocol):
    """Grams `[batch_from, batch_to)` of a batch, laid on an account by a transfer out of the giver's account."""

    @property
    def id(self) -> int: ...
    @property
    def account(self) -> int: ...
    @property
    def batch(self) -> int: ...
    @property
    def batch_from(self) -> int: ...
    @property
    def batch_to(self) -> int: ...
    @property
    def transfer(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def giver(self) -> int: ...


class Kind(StrEnum):
    """How a lot came: the words of the ledger's transfers."""

    ISSUE = "issue"
    MOVE = "move"
    REVERSE = "reverse"
    RETURN = "return"
    CANCEL = "cancel"
    SET_APART = "set-apart"


BACK = frozenset({Kind.REVERSE, Kind.RETURN})


def parents(lots: Iterable[Lot]) -> dict[int, Lot | None]:
    """For each lot the one that it came out of; None for what was issued.

    A gram comes to an account again only after it has left it, so of all lots that held it there before, the last
    one is meant. The lots must be all of their batches.
    """
    ordered = sorted(lots, key=lambda lot: lot.transfer)
    laid: dict[tuple[int, int], list[Lot]] = {}
    found: dict[int, Lot | None] = {}
    for lot in ordered:
        before = laid.get((lot.giver, lot.batch), [])
        found[lot.id] = next((each for each in reversed(before) if _covers(each, lot)), None)
        laid.setdefault((lot.account, lot.batch), []).append(lot)
    return found


def _covers(whole: Lot, part: Lot) -> bool:
    return whole.batch_from <= part.batch_from and part.batch_to <= whole.batch_to


def givers(lots: Iterable[Lot], passing: Collection[int]) -> dict[int, int | None]:
    """For each lot the account that gave it; through accounts in `passing` (events') one looks on to who gave before.

    None for what was issued to the account itself. What came back has the giver that it had before it left.
    """
    ordered = sorted(lots, key=lambda lot: lot.transfer)
    above = parents(ordered)
    found: dict[int, int | None] = {}
    for lot in ordered:
        parent = above[lot.id]
        if lot.kind == Kind.ISSUE:
            found[lot.id] = None
        elif lot.kind in BACK:
            before = above[parent.id] if parent is not None else None
            found[lot.id] = found[before.id] if before is not None else None
        elif lot.giver in passing and parent is not None:
            found[lot.id] = found[parent.id]
        else:
            found[lot.id] = lot.giver
    return found
