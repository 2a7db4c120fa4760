"""♥ Who gets what when an event is over: the grams that nobody used, by the rule that was fixed before. Plain Python.

A ledger account gives the grams that came first. So what is left is parted in the order of the tape, neighbours with
one receiver as one portion: carried out in that order, each gets the very grams that were its own. Crumbs go the
same way: a portion may be a single gram, since nothing is rounded in the ledger. What no donor gave goes to whoever
moved it here, and what was issued to the event itself to the exchange.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from events.donating.provenance import Span


class Rule(StrEnum):
    RETURN = "return"
    RETIRE = "retire"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class OpenPromises:
    """What may still take donated credits or bring some, and so comes before the leftovers."""

    held_grams: int = 0
    guest_lists: int = 0
    donations: int = 0
    retirements: int = 0
    events: int = 0  # before this one, whose own leftovers move here


@dataclass(frozen=True, slots=True)
class Portion:
    """So many grams, which are the next on the tape, for one account; None: they are retired where they are."""

    account: int | None
    amount_grams: int


@dataclass(frozen=True, slots=True)
class Parting:
    """How leftovers are parted: the portions in the order of the tape, and whose grams they are, by account."""

    portions: tuple[Portion, ...]
    shares: Mapping[int, int]

    @property
    def amount_grams(self) -> int:
        return sum(portion.amount_grams for portion in self.portions)


def part(
    rule: Rule,
    spans: Iterable[Span],
    givers: Mapping[int, int | None],
    *,
    exchange: int,
    next_event: int | None = None,
) -> Parting:
    """Part what lies on a tape, in its order. `givers` has each lot's giver, an account; `exchange` gets what has none.

    The portions hold exactly the grams of the spans. Raises ValueError for a rule that moves nowhere.
    """
    if rule == Rule.MOVE and next_event is None:
        raise ValueError("There is no next event.")
    portions: list[Portion] = []
    shares: dict[int, int] = {}
    for span in spans:
        giver = givers.get(span.lot_id)
        owner = exchange if giver is None else giver
        shares[owner] = shares.get(owner, 0) + span.amount_grams
        receiver = {Rule.RETURN: owner, Rule.MOVE: next_event, Rule.RETIRE: None}[rule]
        if portions and portions[-1].account == receiver:
            portions[-1] = Portion(receiver, portions[-1].amount_grams + span.amount_grams)
        else:
            portions.append(Portion(receiver, span.amount_grams))
    return Parting(tuple(portions), shares)
