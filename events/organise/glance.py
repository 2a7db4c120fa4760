"""An event at a glance: the ladder with the steps that were taken, and its key figures from the rooms' queries."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

import events.balance.queries
import events.course.queries
import events.inventory.queries
import events.queries
from diandian.lib.mass import format_grams
from events.course.course import STATES
from events.course.phrases import reason_words
from events.models import CourseStep, Event
from events.organise.phrases import NEXT
from events.posters.queries import counts_of

if TYPE_CHECKING:
    from django.utils.functional import Promise

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Rung:
    """A state of the ladder: `standing` is done, now or ahead; `step` led there, if it was taken here, and `why`."""

    words: str
    standing: str
    step: CourseStep | None
    why: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, what it is, and the room that explains it."""

    words: "Promise"
    value: str
    address: str


def ladder(event: Event) -> list[Rung]:
    """All states in their order. A state that was corrected away from lies ahead once more, without its step."""
    names = dict(Event.State.choices)
    here = STATES.index(event.state)
    last = {step.to_state: step for step in events.course.queries.history(event)}
    rungs = []
    for place, state in enumerate(STATES):
        step = last.get(state) if place <= here else None
        standing = "done" if place < here else "now" if place == here else "ahead"
        rungs.append(Rung(str(names[state]), standing, step, reason_words(step.why) if step else ""))
    return rungs


def next_step(event: Event) -> tuple["Promise", str]:
    """What an event needs next, in words, and the address of the room."""
    words, room = NEXT[event.state]
    return words, reverse(f"organise:{room}", args=[event.slug])


def figures(event: Event) -> list[Figure]:
    """What is asked first of an event. Donated, held and retired are three different numbers."""
    inventory = events.inventory.queries.current(event)
    balance = events.balance.queries.balance_of(event)
    tally = events.queries.tally_of(event)
    counts = counts_of(event)
    surplus = balance.surplus_grams
    beyond = None if surplus is None else abs(surplus)
    is_short = surplus is not None and surplus < 0
    found = [
        (_("emissions, newest inventory"), _mass(inventory.total_grams if inventory else None), "inventory"),
        (_("verified emissions"), _mass(balance.verified_grams), "verification"),
        (_("donated"), format_grams(tally.donated_grams), "donations"),
        (_("on hold"), format_grams(tally.held_grams), "donations"),
        (_("retired for spectators"), _mass(balance.retired_spectators_grams), "balance"),
        (_("retired for the event"), _mass(balance.retired_event_grams), "balance"),
        (_("shortfall") if is_short else _("surplus"), _mass(beyond), "balance"),
        (_("scans"), f"{counts.scans:,}", "places"),
        (_("journeys started"), f"{counts.started:,}", "places"),
        (_("journeys finished"), f"{counts.finished:,}", "places"),
    ]
    return [
        Figure(words, value, reverse(f"organise:{room}", args=[event.slug])) for words, value, room in found
    ]


def _mass(grams: int | None) -> str:
    return NOTHING if grams is None else format_grams(grams)
