"""♥ A batch's life as ranges of grams: what became of each, unit by unit, and where it is drawn. Plain Python.

Grams count from 0 at the block's first unit; ranges are half open. What lies on an account still, was cancelled or
set apart has a lot somewhere; what has none was retired.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from credits.ledger import GRAMS_PER_UNIT


class State(StrEnum):
    """What became of a gram. The values are the words of the style sheet."""

    RETIRED = "retired"
    HELD = "held"
    CANCELLED = "cancelled"
    SET_APART = "set-apart"


@dataclass(frozen=True, slots=True)
class Span:
    """Grams `[start, end)` of a batch in one state; those that are held have a holder's id."""

    state: State
    start: int
    end: int
    holder: int | None = None

    @property
    def amount_grams(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class UnitRun:
    """Units `first` to `last`, both included and counted from 0, of which the same is to be said.

    `grams` is what became of each unit's grams where its states differ; then the run is that one unit.
    """

    first: int
    last: int
    state: State
    holders: tuple[int, ...]
    grams: tuple[tuple[State, int], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle of the picture, in parts of its width."""

    css_class: str
    x: int
    width: int


def left_over(tape: range, position: int, gaps: Iterable[range]) -> Iterator[range]:
    """What is left of a lot on a tape that stands at `position`, less the gaps; `gaps` in tape order."""
    start = max(tape.start, position)
    for gap in gaps:
        if gap.start >= tape.stop:
            break
        if gap.stop <= start:
            continue
        if gap.start > start:
            yield range(start, gap.start)
        start = gap.stop
    if start < tape.stop:
        yield range(start, tape.stop)


def segments(total_grams: int, found: Iterable[Span]) -> list[Span]:
    """The whole batch in order: what was found, and between it what was retired.

    Raises ValueError where two spans share a gram, or one lies outside of the batch: nothing is papered over.
    """
    result: list[Span] = []
    end = 0
    for span in sorted(found, key=lambda span: span.start):
        if span.start < end or span.end > total_grams:
            raise ValueError(f"{span} lies across what was there before {end} of {total_grams}")
        if span.start > end:
            result.append(Span(State.RETIRED, end, span.start))
        last = result[-1] if result else None
        if last is not None and (last.state, last.holder) == (span.state, span.holder):
            result[-1] = Span(last.state, last.start, span.end, last.holder)
        else:
            result.append(span)
        end = span.end
    if end < total_grams:
        result.append(Span(State.RETIRED, end, total_grams))
    return result


def clipped(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    """The parts of the spans inside `[start, end)`."""
    return [
        Span(span.state, max(span.start, start), min(span.end, end), span.holder)
        for span in spans
        if span.start < end and span.end > start
    ]


def totals(spans: Iterable[Span]) -> dict[State, int]:
    """Grams by state; every state is there."""
    result = dict.fromkeys(State, 0)
    for span in spans:
        result[span.state] += span.amount_grams
    return result


def unit_runs(spans: Sequence[Span], edges: Iterable[int] = ()) -> list[UnitRun]:
    """The batch in whole units, as a registry counts them; `edges` are units before which a run ends.

    A unit whose grams differ is held as long as any of it is held or set apart; then retired, if any of it was.
    """
    if not spans:
        return []
    cuts = sorted({span.start for span in spans} | {edge * GRAMS_PER_UNIT for edge in edges})
    starts = sorted({cut // GRAMS_PER_UNIT for cut in cuts} | {-(-cut // GRAMS_PER_UNIT) for cut in cuts})
    end_unit = spans[-1].end // GRAMS_PER_UNIT
    starts = [unit for unit in starts if unit < end_unit]
    runs: list[UnitRun] = []
    number = 0
    for first, after in zip(starts, [*starts[1:], end_unit], strict=True):
        while spans[number].end <= first * GRAMS_PER_UNIT:
            number += 1
        end = number
        while end < len(spans) and spans[end].start < after * GRAMS_PER_UNIT:
            end += 1
        inside = clipped(spans[number:end], first * GRAMS_PER_UNIT, after * GRAMS_PER_UNIT)
        runs.append(_run(first, after, inside))
    return runs


def _run(first: int, after: int, inside: list[Span]) -> UnitRun:
    by_state = totals(inside)
    there = [state for state in State if by_state[state]]
    kept = {State.HELD, State.SET_APART} & set(there)
    state = there[0] if len(there) == 1 else State.HELD if kept else State.RETIRED
    holders = tuple(dict.fromkeys(span.holder for span in inside if span.holder is not None))
    grams = tuple((each, by_state[each]) for each in there) if len(there) > 1 else ()
    return UnitRun(first, after - 1, state, holders, grams)


def bars(ranges: Iterable[tuple[str, int, int]], total: int, width: int) -> list[Bar]:
    """Rectangles for `(css class, start, end)` on a line of `total` that is `width` wide; the smallest is seen."""
    result = []
    for css_class, start, end in ranges:
        x = min(start * width // total, width - 1)
        result.append(Bar(css_class, x, max(1, min(-(-end * width // total), width) - x)))
    return result
