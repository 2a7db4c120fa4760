"""♥ The course of an event, as a table: which state follows which, who may take the step, and what has to hold.

planned → open → closed → drafted → verified → covered → declared → witnessed. Nothing skips and nothing goes back, but
for a correction: it begins a new version of the inventory and brings the event back to "drafted".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from events.team.access import Right


class State(StrEnum):
    """Where an event stands. The values are those of the database."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    DRAFTED = "drafted"
    VERIFIED = "verified"
    COVERED = "covered"
    DECLARED = "declared"
    WITNESSED = "witnessed"


STATES: tuple[State, ...] = tuple(State)
# From these a correction is possible: they rest on a verified version. It brings the event to "drafted".
CORRECTABLE: frozenset[State] = frozenset({State.VERIFIED, State.COVERED, State.DECLARED, State.WITNESSED})


class Condition(StrEnum):
    """What has to hold for a step; `phrases` has the words."""

    VENUE = "venue"
    DATES = "dates"
    TEXTS = "texts"
    PRICE = "price"
    FACTORS = "factors"
    LEFTOVER_RULE = "leftover-rule"
    LAST_DAY_OR_REASON = "last-day-or-reason"
    SUBMITTED = "submitted"
    STATEMENT = "statement"
    BALANCE = "balance"
    DECLARATION = "declaration"
    WITNESSING = "witnessing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the conditions look at, as it is now."""

    today: date
    starts_on: date
    ends_on: date
    venue_count: int = 0
    has_texts: bool = False  # name, title of the zone, place and boundary, in both languages
    price_fen_per_tonne: int = 0
    has_factors: bool = False  # its library has a published set
    leftover_rule: str = ""
    has_next_event: bool = False
    why: str = ""  # what was typed with the step
    has_submitted_inventory: bool = False  # the newest actual version is submitted
    has_statement: bool = False  # the newest actual version is verified
    is_covered: bool = False  # what was retired and counts is no less than the verified figure
    has_declaration: bool = False  # resting on the statement of the newest version
    has_witnessing: bool = False  # approved, of that declaration


def _has_leftover_rule(facts: Facts) -> bool:
    return facts.leftover_rule in {"return", "retire"} or (
        facts.leftover_rule == "move" and facts.has_next_event
    )


# Each condition: whether it holds, and the page of the workspace where it is put right.
CONDITIONS: Mapping[Condition, tuple[Callable[[Facts], bool], str]] = {
    Condition.VENUE: (lambda facts: facts.venue_count > 0, "places"),
    Condition.DATES: (lambda facts: facts.ends_on >= facts.starts_on, "settings"),
    Condition.TEXTS: (lambda facts: facts.has_texts, "settings"),
    Condition.PRICE: (lambda facts: facts.price_fen_per_tonne > 0, "overview"),
    Condition.FACTORS: (lambda facts: facts.has_factors, "settings"),
    Condition.LEFTOVER_RULE: (_has_leftover_rule, "donations"),
    Condition.LAST_DAY_OR_REASON: (
        lambda facts: facts.today > facts.ends_on or bool(facts.why.strip()),
        "course",
    ),
    Condition.SUBMITTED: (lambda facts: facts.has_submitted_inventory, "inventory"),
    Condition.STATEMENT: (lambda facts: facts.has_statement, "verification"),
    Condition.BALANCE: (lambda facts: facts.is_covered, "balance"),
    Condition.DECLARATION: (lambda facts: facts.has_declaration, "balance"),
    Condition.WITNESSING: (lambda facts: facts.has_witnessing, "balance"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """From one state to the next. `is_taken_by_hand`: with a button; the others follow from what a room writes."""

    from_state: State
    to_state: State
    right: Right
    conditions: tuple[Condition, ...]
    is_taken_by_hand: bool = False


STEPS: tuple[Step, ...] = (
    Step(
        State.PLANNED,
        State.OPEN,
        Right.ADVANCE,
        (
            *(Condition.VENUE, Condition.DATES, Condition.TEXTS, Condition.PRICE),
            *(Condition.FACTORS, Condition.LEFTOVER_RULE),
        ),
        is_taken_by_hand=True,
    ),
    Step(State.OPEN, State.CLOSED, Right.ADVANCE, (Condition.LAST_DAY_OR_REASON,), is_taken_by_hand=True),
    Step(State.CLOSED, State.DRAFTED, Right.DRAFT, (Condition.SUBMITTED,), is_taken_by_hand=True),
    Step(State.DRAFTED, State.VERIFIED, Right.VERIFY, (Condition.STATEMENT,), is_taken_by_hand=True),
    Step(
        State.VERIFIED,
        State.COVERED,
        Right.ADVANCE,
        (Condition.STATEMENT, Condition.BALANCE),
        is_taken_by_hand=True,
    ),
    Step(
        State.COVERED,
        State.DECLARED,
        Right.DECLARE,
        (Condition.STATEMENT, Condition.BALANCE, Condition.DECLARATION),
    ),
    Step(
        State.DECLARED,
        State.WITNESSED,
        Right.WITNESS,
        (Condition.STATEMENT, Condition.BALANCE, Condition.DECLARATION, Condition.WITNESSING),
    ),
)


def step_from(state: str) -> Step | None:
    """The one step that leads on from here; None at the end."""
    return next((step for step in STEPS if step.from_state == state), None)


def holds(condition: Condition, facts: Facts) -> bool:
    return CONDITIONS[condition][0](facts)


def missing(step: Step, facts: Facts) -> tuple[Condition, ...]:
    """The conditions of a step that do not hold, in their order."""
    return tuple(condition for condition in step.conditions if not holds(condition, facts))


def room_of(condition: Condition) -> str:
    """The page of the workspace where a condition is put right, by the name of its address."""
    return CONDITIONS[condition][1]


def moves() -> tuple[tuple[State, State], ...]:
    """Every change of state that is possible, corrections included: what the database's trigger lets pass."""
    corrections = tuple((state, State.DRAFTED) for state in STATES if state in CORRECTABLE)
    return (*((step.from_state, step.to_state) for step in STEPS), *corrections)
