"""Where a donor's grams are, event by event: read from the ledger in a few queries, however much was retired."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import certificates.queries
import credits.public_queries.lots as ledger
from credits.public_queries.totals import unmoved
from events.certifying import gift_key
from events.donating.provenance import Flow, Paths, Place, Whose, held_and_left
from events.models import Donation, Event
from people.models import Organization


@dataclass(frozen=True, slots=True)
class Certificate:
    """A donor's certificate: its page's number, and how much of a gift it thanks for."""

    number: str
    event: Event
    amount_grams: int


@dataclass(frozen=True, slots=True)
class BatchPart:
    """How much of a batch a donor gave to events."""

    batch: ledger.BatchRow
    amount_grams: int


@dataclass(frozen=True, slots=True)
class Stay:
    """A donor's grams at one event."""

    event: Event
    flow: Flow


@dataclass(frozen=True, slots=True)
class Trace:
    """All that a donor's page says. `total` adds the stays up: what moved on to the next event is counted there."""

    donor: Organization
    stays: Sequence[Stay]
    total: Flow
    event_count: int
    batches: Sequence[BatchPart]
    certificates: Sequence[Certificate]


@dataclass(frozen=True, slots=True)
class Giver:
    """A line in the list of donors. Its events are those to which it gave, not those to which something moved on."""

    donor: Organization
    total: Flow
    event_count: int


def donors_trace(slug: str) -> Trace | None:
    """What became of everything that this donor gave to events; None where nothing of it ever came to one."""
    donor = Organization.objects.filter(slug=slug, kind=Organization.Kind.DONOR).first()
    accounts = ledger.donor_accounts(donor.pk) if donor is not None else {}
    if donor is None or not accounts:
        return None
    found = unmoved(lambda: _read(accounts, counts_people=True))
    if not found.flows:
        return None
    stays = [Stay(found.events[event], flow) for (_donor, event), flow in found.flows.items()]
    stays.sort(key=lambda stay: (stay.event.starts_on, stay.event.pk))
    flows = found.flows.values()
    return Trace(donor, stays, total_of(flows), _given_to(flows), _batches(found), _certificates(donor))


def donors() -> list[Giver]:
    """Everybody who gave to an event, the largest gift first."""
    accounts = ledger.donor_accounts()
    found = unmoved(lambda: _read(accounts, counts_people=False))
    by_donor: dict[int, list[Flow]] = {}
    for (donor, _event), flow in found.flows.items():
        by_donor.setdefault(donor, []).append(flow)
    rows = Organization.objects.in_bulk(list(by_donor))
    givers = [Giver(rows[donor], total_of(flows), _given_to(flows)) for donor, flows in by_donor.items()]
    return sorted(givers, key=lambda giver: (-giver.total.given_grams, giver.donor.slug))


def moved_here(event: Event) -> dict[Organization, int]:
    """Whose grams came to this event from others, and how many of them."""
    here = event.donated_account_id
    lots = ledger.lots_beside([here])
    passing = ledger.event_accounts(lots)
    whose = Whose(ledger.donor_accounts(), {account: account for account in passing | {here}})
    flows = Paths(lots, whose, passing).flows()
    found = {
        donor: flow.moved_here_grams
        for (donor, account), flow in flows.items()
        if account == here and flow.moved_here_grams
    }
    rows = Organization.objects.in_bulk(list(found))
    return {rows[donor]: grams for donor, grams in found.items()}


def total_of(flows: Iterable[Flow]) -> Flow:
    """The flows of several events as one: what an event passed on to the next is neither left nor given anew."""
    total = Flow()
    for flow in flows:
        total.add(flow)
    passed = min(total.moved_here_grams, total.moved_on_grams)
    total.moved_here_grams -= passed
    total.moved_on_grams -= passed
    return total


def _given_to(flows: Iterable[Flow]) -> int:
    """To how many events something was given."""
    return sum(flow.given_grams > 0 for flow in flows)


@dataclass(frozen=True, slots=True)
class _Found:
    """What was read as of one moment."""

    events: Mapping[int, Event]
    lots: Mapping[int, ledger.LotRow]
    places: Mapping[Place, Sequence[int]]
    flows: Mapping[Place, Flow]


def _read(accounts: Mapping[int, int], *, counts_people: bool) -> _Found:
    """Follow the lots of these donors' accounts, with the organisation of each. Eight queries and no more."""
    lots = ledger.lots_beside(list(accounts))
    events = Event.objects.filter(donated_account_id__in={lot.account for lot in lots}).in_bulk()
    whose = Whose(accounts, {event.donated_account_id: event.pk for event in events.values()})
    paths = Paths(lots, whose, ledger.event_accounts(lots))
    places, flows = paths.places, paths.flows()
    by_id = {lot.id: lot for lot in lots}
    _add_what_lies(flows, places, by_id)
    _add_retired(flows, places, by_id, counts_people=counts_people)
    # Where grams came by mistake and were taken back at once nothing became of any.
    return _Found(events, by_id, places, {place: flow for place, flow in flows.items() if flow != Flow()})


def _add_what_lies(
    flows: Mapping[Place, Flow], places: Mapping[Place, Sequence[int]], lots: Mapping[int, ledger.LotRow]
) -> None:
    """What lies on the events' tapes still: promised, or not."""
    standing = {lots[lot].account for ids in places.values() for lot in ids}
    lying: dict[int, tuple[int, int]] = {}
    for tape in ledger.tapes_of(standing).values():
        lying |= held_and_left(tape.free, tape.held_grams)
    for place, ids in places.items():
        for lot in ids:
            held, left = lying.get(lot, (0, 0))
            flows[place].held_grams += held
            flows[place].left_grams += left


def _add_retired(
    flows: Mapping[Place, Flow],
    places: Mapping[Place, Sequence[int]],
    lots: Mapping[int, ledger.LotRow],
    *,
    counts_people: bool,
) -> None:
    """What was retired. Where nobody asks for whom, it is what is missing, without looking into any retirement."""
    if not counts_people:
        for flow in flows.values():
            flow.person_grams = flow.came_grams - flow.became_grams
        return
    batches = {lots[lot].batch for ids in places.values() for lot in ids}
    for place, parts in zip(places, ledger.retired_out_of(list(places.values()), batches), strict=True):
        flow = flows[place]
        flow.person_grams, flow.person_count = parts.person_grams, parts.person_count
        flow.event_grams, flow.replacement_grams = parts.event_grams, parts.replacement_grams


def _batches(found: _Found) -> list[BatchPart]:
    """The batches of what was given, less what was given back and given again: each gram of a batch once."""
    ranges: dict[int, list[tuple[int, int]]] = {}
    for ids in found.places.values():
        for lot in (found.lots[each] for each in ids):
            ranges.setdefault(lot.batch, []).append((lot.batch_from, lot.batch_to))
    rows = ledger.batch_rows(list(ranges))
    return [BatchPart(row, covered_grams(ranges[row.id])) for row in rows.values()]


def covered_grams(ranges: Sequence[tuple[int, int]]) -> int:
    """How many grams lie in at least one of the ranges."""
    total = end = 0
    for start, stop in sorted(ranges):
        total += max(0, stop - max(start, end))
        end = max(end, stop)
    return total


def _certificates(donor: Organization) -> list[Certificate]:
    gifts = Donation.objects.filter(donor=donor, state=Donation.State.CONFIRMED).select_related("event")
    by_key = {gift_key(gift): gift for gift in gifts.order_by("pk")}
    numbers = certificates.queries.numbers_by_key(by_key)
    return [
        Certificate(numbers[key], gift.event, gift.amount_grams)
        for key, gift in by_key.items()
        if key in numbers
    ]
