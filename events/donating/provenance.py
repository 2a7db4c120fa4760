"""♥ What became of each donor's grams, by following the tapes from who gave them. Plain Python.

What left a lot is its children; what lies there still is free; what is neither was retired, which the ledger adds up
by itself: the two must agree.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Protocol

from credits.provenance import BACK, Kind, Lot, givers, parents


@dataclass(slots=True)
class Flow:
    """What became of one donor's grams at one event: what came is what it became, to the gram."""

    given_grams: int = 0
    moved_here_grams: int = 0  # from an event before it
    person_grams: int = 0  # retired for spectators and guests
    person_count: int = 0
    event_grams: int = 0  # retired for the event itself
    replacement_grams: int = 0  # retired in place of what was flawed
    held_grams: int = 0
    left_grams: int = 0
    given_back_grams: int = 0
    moved_on_grams: int = 0
    cancelled_grams: int = 0
    set_apart_grams: int = 0
    elsewhere_grams: int = 0

    @property
    def came_grams(self) -> int:
        return self.given_grams + self.moved_here_grams

    @property
    def became_grams(self) -> int:
        return (
            self.retired_grams
            + self.held_grams
            + self.left_grams
            + self.given_back_grams
            + self.moved_on_grams
            + self.cancelled_grams
            + self.set_apart_grams
            + self.elsewhere_grams
        )

    @property
    def retired_grams(self) -> int:
        return self.person_grams + self.event_grams + self.replacement_grams

    @property
    def is_whole(self) -> bool:
        """Whether nothing is lost or counted twice."""
        return self.came_grams == self.became_grams

    def add(self, other: "Flow") -> None:
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


@dataclass(frozen=True, slots=True)
class Whose:
    """Who owns which account: donors' accounts by organisation, events' accounts by event."""

    donors: Mapping[int, int]
    events: Mapping[int, int]


Place = tuple[int, int]  # an organisation's id and an event's id


class Paths:
    """The lots of some batches, followed: where each donor's grams came to, and where they left."""

    def __init__(self, lots: Sequence[Lot], whose: Whose, passing: Collection[int]) -> None:
        self._lots, self._whose = lots, whose
        self._parents = parents(lots)
        self.givers = givers(lots, passing)
        self._places = {lot.id: place for lot in lots if (place := self._place(lot)) is not None}

    @property
    def places(self) -> dict[Place, list[int]]:
        """The lots of each donor's grams at each event."""
        found: dict[Place, list[int]] = {}
        for lot, place in self._places.items():
            found.setdefault(place, []).append(lot)
        return found

    def _place(self, lot: Lot) -> Place | None:
        giver, event = self.givers[lot.id], self._whose.events.get(lot.account)
        donor = self._whose.donors.get(giver) if giver is not None else None
        return (donor, event) if donor is not None and event is not None else None

    def flows(self) -> dict[Place, Flow]:
        """What came and what left otherwise than by retirement; what lies there still is not in it."""
        found = {place: Flow() for place in self.places}
        for lot in self._lots:
            if (place := self._places.get(lot.id)) is not None:
                self._count_coming(lot, place, found[place])
            parent = self._parents[lot.id]
            if parent is not None and (place := self._places.get(parent.id)) is not None:
                self._count_leaving(lot, place, found[place])
        return found

    def _count_coming(self, lot: Lot, place: Place, flow: Flow) -> None:
        amount = lot.batch_to - lot.batch_from
        parent = self._parents[lot.id]
        if lot.kind in BACK and parent is not None:
            # It is here again: as if it had never left.
            name = self._way_out(parent, place)
            setattr(flow, name, getattr(flow, name) - amount)
        elif lot.giver in self._whose.donors:
            flow.given_grams += amount
        else:
            flow.moved_here_grams += amount

    def _count_leaving(self, lot: Lot, place: Place, flow: Flow) -> None:
        amount = lot.batch_to - lot.batch_from
        if lot.kind in BACK and lot.account in self._whose.events:
            flow.moved_here_grams -= amount
            return
        name = self._way_out(lot, place)
        setattr(flow, name, getattr(flow, name) + amount)

    def _way_out(self, lot: Lot, place: Place) -> str:
        if lot.kind == Kind.CANCEL:
            return "cancelled_grams"
        if lot.kind == Kind.SET_APART:
            return "set_apart_grams"
        if self._whose.donors.get(lot.account) == place[0]:
            return "given_back_grams"
        return "moved_on_grams" if lot.account in self._whose.events else "elsewhere_grams"


class Span(Protocol):
    """A part of a lot that lies on a tape."""

    @property
    def lot_id(self) -> int: ...
    @property
    def amount_grams(self) -> int: ...


def held_and_left(spans: Iterable[Span], held_grams: int) -> dict[int, tuple[int, int]]:
    """For each lot of a tape how many grams are promised and how many are not: the first to leave are promised."""
    found: dict[int, tuple[int, int]] = {}
    for span in spans:
        promised = min(held_grams, span.amount_grams)
        held_grams -= promised
        held, left = found.get(span.lot_id, (0, 0))
        found[span.lot_id] = (held + promised, left + span.amount_grams - promised)
    return found
