"""Compares the ledger's side with a registry's list, unit by unit and not row by row. Plain Python.

Either side may have cut its blocks in its own way. All ends of blocks, ours and theirs, cut a series into pieces inside
of which nothing changes; each piece has one finding; pieces next to one another with the same finding are joined again.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeVar

from credits.reconciliation.layouts import Status
from credits.reconciliation.report import Report
from credits.reconciliation.values import (
    Difference,
    Disagreement,
    Ours,
    RegistryFile,
    RegistryRow,
    RetiredBlock,
    Span,
)
from credits.serials import SerialBlock

Found = TypeVar("Found", Span, Disagreement)


@dataclass(slots=True)
class _Series:
    """Everything that is known of one numbering."""

    batches: list[SerialBlock] = field(default_factory=list)
    ours: list[RetiredBlock] = field(default_factory=list)
    theirs: list[RegistryRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Units `first` to `last` that the same batches, blocks of ours and rows of theirs cover."""

    first: int
    last: int
    batches: list[SerialBlock]
    ours: list[RetiredBlock]
    theirs: list[RegistryRow]

    @property
    def status(self) -> Status | None:
        """What the registry says of the units. Where it says two things, use counts before all, held last."""
        said = {row.status for row in self.theirs}
        return next((status for status in _ORDER if status in said), None)

    @property
    def span(self) -> Span:
        like = self.ours[0].block if self.ours else self.batches[0]
        block = SerialBlock(like.registry, like.series, self.first, self.last, like.writing)
        references = tuple(each.reference for each in self.ours)
        status = self.status
        days = [row.on for row in self.theirs if row.on is not None and row.status is status]
        lines = tuple(sorted(row.line for row in self.theirs))
        return Span(block, status, min(days, default=None), references, lines)

    @property
    def objection(self) -> RegistryRow | None:
        """The first row that calls the units retired, if none of those rows says the same of it as our block."""
        rows = [row for row in self.theirs if row.status is Status.RETIRED]
        return None if any(self.ours[0].agrees_with(row) for row in rows) else rows[0]


_ORDER = (
    Status.RETIRED,
    *(each for each in Status if each not in (Status.RETIRED, Status.HELD)),
    Status.HELD,
)


@dataclass(slots=True)
class _Findings:
    """What was found so far; a unit of ours lies in one of the first five."""

    matched: list[Span] = field(default_factory=list)
    claimed_twice: list[Span] = field(default_factory=list)
    disagreeing: list[Disagreement] = field(default_factory=list)
    only_here: list[Span] = field(default_factory=list)
    only_there: list[Span] = field(default_factory=list)
    twice: list[Span] = field(default_factory=list)
    there_units: Counter[RetiredBlock] = field(default_factory=Counter)
    compared_units: int = 0

    def take(self, piece: _Piece) -> None:
        span = piece.span
        if piece.ours and span.status is Status.RETIRED:
            self.there_units.update(dict.fromkeys(piece.ours, span.block.unit_count))
        if len(piece.ours) > 1:
            self.claimed_twice.append(span)
        elif piece.ours and span.status is not Status.RETIRED:
            self.only_here.append(span)
        elif piece.ours and (row := piece.objection) is not None:
            here = piece.ours[0]
            self.disagreeing.append(
                Disagreement(span.block, here.reference, row.reference, here.on, row.on, row.line)
            )
        elif piece.ours:
            self.matched.append(span)
        elif span.status not in (None, Status.HELD):
            self.only_there.append(span)
        if len(piece.theirs) > 1:
            self.twice.append(span)
        if piece.ours or piece.theirs:
            self.compared_units += span.block.unit_count


def match(ours: Ours, theirs: RegistryFile) -> Report:
    """What both sides know, what only one does, and which of our blocks the registry retired in part.

    Only units of our batches, and units that we say were retired, are looked at: the rest of the list is other
    people's. A unit counts as matched when it was retired there, one pool here holds it and no other, and both say the
    same day of it, and the same reference if the list has one.
    """
    found = _Findings()
    for piece in _pieces(ours, theirs.rows):
        found.take(piece)
    return Report(
        registry=ours.registry,
        file_digest=theirs.digest,
        matched=_joined(found.matched),
        claimed_twice=_joined(found.claimed_twice),
        disagreeing=_joined(found.disagreeing),
        only_here=_joined(found.only_here),
        only_there=_joined(found.only_there),
        differing=tuple(
            Difference(each.block, each.reference, each.block.unit_count, units)
            for each in sorted(ours.retired, key=_place)
            if 0 < (units := found.there_units[each]) < each.block.unit_count
        ),
        twice=_joined(found.twice),
        refused=theirs.refused,
        compared_units=found.compared_units,
        elsewhere_count=theirs.elsewhere_count,
    )


def _place(retired: RetiredBlock) -> tuple[str, str, int, int]:
    block = retired.block
    return block.registry, block.series, block.start, block.end


def _pieces(ours: Ours, rows: Iterable[RegistryRow]) -> Iterator[_Piece]:
    """The pieces that concern us, series by series, in the order of their numbers."""
    known: dict[tuple[str, str], _Series] = defaultdict(_Series)
    for batch in ours.batches:
        known[batch.registry, batch.series].batches.append(batch)
    for retired in ours.retired:
        known[retired.block.registry, retired.block.series].ours.append(retired)
    for row in rows:
        key = row.block.registry, row.block.series
        if key in known:
            known[key].theirs.append(row)
    for key in sorted(known):
        yield from _pieces_of(known[key])


def _pieces_of(series: _Series) -> Iterator[_Piece]:
    ours = [each.block for each in series.ours]
    theirs = [row.block for row in series.theirs]
    cuts = sorted(
        {cut for block in (*series.batches, *ours, *theirs) for cut in (block.start, block.end + 1)}
    )
    covers = (_covering(series.batches, cuts), _covering(ours, cuts), _covering(theirs, cuts))
    for (first, after), in_batches, in_ours, in_theirs in zip(pairwise(cuts), *covers, strict=False):
        if in_batches or in_ours:
            yield _Piece(
                first,
                after - 1,
                [series.batches[index] for index in in_batches],
                [series.ours[index] for index in in_ours],
                [series.theirs[index] for index in in_theirs],
            )


def _covering(blocks: list[SerialBlock], cuts: list[int]) -> Iterator[list[int]]:
    """For each cut, which of the blocks cover the units from there to the next one."""
    begins: dict[int, list[int]] = defaultdict(list)
    ends: dict[int, list[int]] = defaultdict(list)
    for index, block in enumerate(blocks):
        begins[block.start].append(index)
        ends[block.end + 1].append(index)
    covering: dict[int, None] = {}
    for cut in cuts:
        for index in ends[cut]:
            del covering[index]
        covering.update(dict.fromkeys(begins[cut]))
        yield list(covering)


def _joined(spans: list[Found]) -> tuple[Found, ...]:
    """Findings in the order of their numbers, those that touch and say the same as one."""
    joined: list[Found] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last is not None and _follows(last, span):
            joined[-1] = replace(last, block=replace(last.block, end=span.block.end))
        else:
            joined.append(span)
    return tuple(joined)


def _follows(last: Found, span: Found) -> bool:
    return (last.block.registry, last.block.series, last.block.end + 1) == (
        span.block.registry,
        span.block.series,
        span.block.start,
    ) and replace(last, block=span.block) == span
