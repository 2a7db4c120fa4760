"""♥ The ledger's arithmetic: what an account may promise, and which serials leave it first. Plain Python.

An account is a tape. Every credit lays a lot `[tape_from, tape_to)` at its end; a debit consumes the next grams
after those consumed before. Which grams of which batch leave is therefore arithmetic: first in, first out. What
leaves out of turn makes a gap, which is passed over.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from credits.errors import InvalidAmountError

GRAMS_PER_UNIT = 1_000_000  # a registry's unit is one tonne
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


@dataclass(slots=True)  # not frozen: that triples the cost of making one, and thousands are made a second
class LotSpan:
    """A lot on an account's tape, or a part of one; its first gram is gram `batch_from` of its batch."""

    lot_id: int
    batch_id: int
    tape_from: int
    tape_to: int
    batch_from: int

    @property
    def amount_grams(self) -> int:
        return self.tape_to - self.tape_from

    @property
    def batch_to(self) -> int:
        return self.batch_from + self.tape_to - self.tape_from

    def part(self, tape_from: int, tape_to: int) -> "LotSpan":
        batch_from = self.batch_from + tape_from - self.tape_from
        return LotSpan(self.lot_id, self.batch_id, tape_from, tape_to, batch_from)


@dataclass(frozen=True, slots=True)
class Wish:
    """Grams to retire. Where `may_split` is False they come from one batch or not at all."""

    amount_grams: int
    may_split: bool = True


@dataclass(frozen=True, slots=True)
class Refused:
    """A wish that met the end of a batch with only `rest_grams` of it left, or that lies in too many pieces."""

    rest_grams: int
    in_too_many_pieces: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of wishes, in their order. Those after `len(outcomes)` wait: the next grams are impaired.

    `crumbs` are the ends of batches that a refusal left over: they go back to their giver. `position` is where
    the tape stands afterwards.
    """

    outcomes: list[list[LotSpan] | Refused]
    crumbs: list[LotSpan]
    position: int


def checked_amount(amount: object) -> int:
    """`amount` itself if it is a whole number of grams from 1 to AMOUNT_GRAMS_MAX, else InvalidAmountError."""
    if type(amount) is not int or not 1 <= amount <= AMOUNT_GRAMS_MAX:
        raise InvalidAmountError(amount)
    return amount


def free_spans(lots: Iterable[LotSpan], gaps: Iterable[tuple[int, int]], position: int) -> list[LotSpan]:
    """What is left of the lots from `position` on, less the gaps. Both in tape order.

    Raises ValueError where the lots leave a hole that is no gap: a broken tape is never papered over.
    """
    spans = []
    holes = sorted(gaps)
    end = position
    for lot in lots:
        if lot.tape_from > end:
            raise ValueError(f"the tape has no lot at {end}")
        start, end = max(lot.tape_from, position), lot.tape_to
        while holes and holes[0][1] <= start:
            holes.pop(0)
        for hole_from, hole_to in holes:
            if hole_from >= end:
                break
            if hole_from > start:
                spans.append(lot.part(start, hole_from))
            start = max(start, hole_to)
        if start < end:
            spans.append(lot.part(start, end))
    return spans


def plan_retirements(
    spans: Sequence[LotSpan],
    position: int,
    wishes: Sequence[Wish],
    *,
    impaired: Collection[int] = (),
    may_return: Collection[int] = (),
    pieces_max: int = 1_000,
) -> Plan:
    """Which grams each wish gets, in turn, from the free spans of a tape that stands at `position`.

    It stops at the first wish whose grams lie in one of the `impaired` batches. A wish in more than `pieces_max`
    pieces is refused. So is one that may not be split and meets the end of a batch; what that batch has left goes
    back, if it is less than a unit (so nobody can send whole batches away) and all of its lots are among
    `may_return`, so that the next wish begins with the next batch. Costs one pass over spans and wishes. Raises
    ValueError where the spans do not hold the sum: what was promised is always there.
    """
    tape = _Tape(spans, position)
    plan = Plan([], [], position)
    for wish in wishes:
        checked_amount(wish.amount_grams)
        # What may not be split touches the batch at the head only.
        if impaired and tape.meets(wish.amount_grams if wish.may_split else 1, impaired):
            break
        rest = None if wish.may_split else tape.rest_of_batch(wish.amount_grams)
        if rest is not None and rest.amount < wish.amount_grams:
            plan.outcomes.append(Refused(rest.amount))
            if rest.amount < GRAMS_PER_UNIT and rest.lots <= frozenset(may_return):
                plan.crumbs.extend(tape.take(rest.amount))
            continue
        if len(spans) > pieces_max and tape.pieces(wish.amount_grams) > pieces_max:
            plan.outcomes.append(Refused(0, in_too_many_pieces=True))
            continue
        plan.outcomes.append(tape.take(wish.amount_grams))
    return replace(plan, position=tape.position)


def first_parts(spans: Sequence[LotSpan], amount_grams: int) -> list[LotSpan]:
    """The first `amount_grams` of the free spans. Raises ValueError where they hold less."""
    return _Tape(spans, 0).take(checked_amount(amount_grams))


def last_parts(spans: Sequence[LotSpan], batch_id: int, amount_grams: int) -> list[LotSpan]:
    """The last `amount_grams` of a batch among the free spans, or all there are, as parts of spans."""
    parts: list[LotSpan] = []
    for span in reversed(spans):
        if span.batch_id == batch_id and amount_grams:
            taken = min(amount_grams, span.amount_grams)
            parts.append(span.part(span.tape_to - taken, span.tape_to))
            amount_grams -= taken
    return parts[::-1]


def whole_parts(
    spans: Sequence[LotSpan], lot_id: int, batch_from: int, batch_to: int
) -> list[LotSpan] | None:
    """The parts that hold exactly grams `[batch_from, batch_to)` of a lot, or None if any of them is gone."""
    parts: list[LotSpan] = []
    for span in spans:
        if span.lot_id != lot_id:
            continue
        start = max(span.batch_from, batch_from)
        end = min(span.batch_from + span.amount_grams, batch_to)
        if start < end:
            offset = span.tape_from - span.batch_from
            parts.append(span.part(start + offset, end + offset))
    found = sum(part.amount_grams for part in parts)
    return parts if found == batch_to - batch_from else None


def fill_pool(gathered: Iterable[tuple[int, int]], capacity: int) -> list[tuple[int, int]]:
    """The leaves of a pool of `capacity` grams: (retirement, grams) in settlement order, the last one cut to fit."""
    leaves = []
    for retirement, grams in gathered:
        taken = min(grams, capacity)
        if not taken:
            break
        leaves.append((retirement, taken))
        capacity -= taken
    return leaves


@dataclass(frozen=True, slots=True)
class _Rest:
    """How much the batch at the head of the tape still has, up to what was asked for."""

    amount: int
    lots: frozenset[int]


class _Tape:
    """Free spans, consumed from the front."""

    def __init__(self, spans: Sequence[LotSpan], position: int) -> None:
        self._spans = spans
        self._number = 0
        self.position = spans[0].tape_from if spans and spans[0].tape_from > position else position

    def take(self, amount: int) -> list[LotSpan]:
        parts: list[LotSpan] = []
        spans, number, position = self._spans, self._number, self.position
        while amount:
            if number == len(spans):
                raise ValueError(f"the tape has no lot at {position}")
            span = spans[number]
            if position < span.tape_from:
                position = span.tape_from
            end = min(position + amount, span.tape_to)
            parts.append(span.part(position, end))
            amount -= end - position
            position = end
            if position == span.tape_to:
                number += 1
        self._number, self.position = number, position
        return parts

    def rest_of_batch(self, wanted: int) -> _Rest:
        if self._number == len(self._spans):
            raise ValueError(f"the tape has no lot at {self.position}")
        head = self._spans[self._number]
        amount, lots = 0, []
        for span in self._spans[self._number :]:
            if span.batch_id != head.batch_id or amount >= wanted:
                break
            amount += span.tape_to - max(self.position, span.tape_from)
            lots.append(span.lot_id)
        return _Rest(amount, frozenset(lots))

    def pieces(self, wanted: int) -> int:
        """In how many pieces the next `wanted` grams lie; neighbours within a batch are one."""
        count, last = 0, (0, -1)
        for span in self._spans[self._number :]:
            if wanted <= 0:
                break
            start = span.batch_from + max(self.position - span.tape_from, 0)
            count += last != (span.batch_id, start)
            last = span.batch_id, span.batch_to
            wanted -= span.batch_to - start
        return count

    def meets(self, wanted: int, batches: Collection[int]) -> bool:
        """Whether the next `wanted` grams touch one of the batches."""
        for span in self._spans[self._number :]:
            if wanted <= 0:
                return False
            if span.batch_id in batches:
                return True
            wanted -= span.tape_to - max(self.position, span.tape_from)
        return False
