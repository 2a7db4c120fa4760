"""♥ The ledger's arithmetic: what an account may promise, and which serials leave it first. Plain Python.

An account is a tape. Every credit lays a lot `[tape_from, tape_to)` at its end; a debit consumes the next grams
after those consumed before. Which grams of which batch leave is therefore arithmetic: first in, first out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from credits.errors import InvalidAmountError

AMOUNT_GRAMS_MAX = 9_000_000_000_000_000  # below 2⁵³, so that no reader of our JSON loses a gram


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account has, in whole grams. `available = credited - debited - held`, never negative."""

    credited_grams: int
    debited_grams: int
    held_grams: int

    @property
    def balance_grams(self) -> int:
        return self.credited_grams - self.debited_grams

    @property
    def available_grams(self) -> int:
        return self.balance_grams - self.held_grams


@dataclass(frozen=True, slots=True)
class LotSpan:
    """A lot on an account's tape; its first gram is gram `batch_from` of its batch."""

    lot_id: int
    batch_id: int
    tape_from: int
    tape_to: int
    batch_from: int


@dataclass(frozen=True, slots=True)
class Slice:
    """Grams `[batch_from, batch_to)` of a batch, taken from one lot."""

    lot_id: int
    batch_id: int
    batch_from: int
    batch_to: int

    @property
    def amount_grams(self) -> int:
        return self.batch_to - self.batch_from


def checked_amount(amount: object) -> int:
    """`amount` itself if it is a whole number of grams from 1 to AMOUNT_GRAMS_MAX, else InvalidAmountError."""
    if type(amount) is not int or not 1 <= amount <= AMOUNT_GRAMS_MAX:
        raise InvalidAmountError(amount)
    return amount


def plan_slices(lots: Iterable[LotSpan], consumed: int, amounts: Sequence[int]) -> list[list[Slice]]:
    """The slices of each amount in turn, when the tape is consumed up to `consumed`.

    `lots` are those that reach beyond `consumed`, in tape order. Costs one pass over lots and amounts. Raises
    ValueError if the lots do not cover the sum without a gap: a broken tape is never papered over.
    """
    position = consumed
    rest = iter(lots)
    lot: LotSpan | None = None
    plan = []
    for amount in amounts:
        slices = []
        needed = checked_amount(amount)
        while needed:
            while lot is None or position >= lot.tape_to:
                lot = next(rest, None)
                if lot is None:
                    raise ValueError(f"the tape has no lot at {position}")
            if position < lot.tape_from:
                raise ValueError(f"the tape has no lot at {position}")
            taken = min(needed, lot.tape_to - position)
            start = lot.batch_from + position - lot.tape_from
            slices.append(Slice(lot.lot_id, lot.batch_id, start, start + taken))
            position += taken
            needed -= taken
        plan.append(slices)
    return plan
