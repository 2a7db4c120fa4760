"""The words of the course: its states, its conditions, and why a step was refused."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.course.course import Condition, State
from events.course.errors import ConditionsMissingError, NoReasonError, NoSuchStepError, TooLongError
from events.errors import EventsError
from events.models import Event
from events.team.errors import NotAllowedError

CONDITIONS: dict[Condition, Promise] = {
    Condition.VENUE: _("It has a venue."),
    Condition.DATES: _("It has a first and a last day."),
    Condition.TEXTS: _(
        "Its name, its zone, its place and the boundary of a footprint stand in both languages."
    ),
    Condition.PRICE: _("A tonne has a price."),
    Condition.FACTORS: _("The factors by which it counts are published."),
    Condition.LEFTOVER_RULE: _("It is fixed what becomes of donated credits that are left."),
    Condition.LAST_DAY_OR_REASON: _("Its last day is over; or somebody says why it closes before."),
    Condition.SUBMITTED: _("The newest version of the actual inventory is submitted."),
    Condition.STATEMENT: _("A verifier has stated the figure of the newest version."),
    Condition.BALANCE: _("What was retired and counts is no less than the verified emissions."),
    Condition.DECLARATION: _("The organiser has declared it, on the verified version."),
    Condition.WITNESSING: _("Two of the exchange have issued the witness certificate."),
}
# What each state means, in a sentence of the ladder.
MEANINGS: dict[State, Promise] = {
    State.PLANNED: _("Everything that is agreed beforehand can still be changed."),
    State.OPEN: _("Spectators count, and how they are counted is fixed."),
    State.CLOSED: _("No journey begins any more. The actual emissions are counted."),
    State.DRAFTED: _("An inventory is submitted, and waits for the verifier."),
    State.VERIFIED: _("A third party has stated the figure."),
    State.COVERED: _("As much as that is retired for good."),
    State.DECLARED: _("The organiser has said so in public."),
    State.WITNESSED: _("The exchange bears witness."),
}
BUTTONS: dict[State, Promise] = {
    State.OPEN: _("Open the event"),
    State.CLOSED: _("Close the event"),
    State.DRAFTED: _("Go on to “inventory drafted”"),
    State.VERIFIED: _("Go on to “verified”"),
    State.COVERED: _("Go on to “covered”"),
}
_WAITS: dict[State, Promise] = {
    State.OPEN: _("The event can be opened."),
    State.CLOSED: _("The event is over and can be closed."),
    State.DRAFTED: _("The submitted inventory can be taken on."),
    State.VERIFIED: _("The verified figure can be taken on."),
    State.COVERED: _("The verified emissions are covered: the event can go on."),
}
# Stands in a step's row in place of a reason that nobody typed; a row has no language of its own.
CONDITIONS_HELD = "条件齐备。All that it needs was there."


def condition_words(condition: Condition) -> str:
    return str(CONDITIONS[condition])


def state_name(state: str) -> str:
    return str(Event.State(state).label)


def step_waits(to: State) -> str:
    return str(_WAITS[to])


def reason_words(why: str) -> str:
    """Why a step was taken, as it was typed; the stock reason in the reader's language."""
    return gettext("All that it needs was there.") if why == CONDITIONS_HELD else why


def address(event: Event) -> str:
    """The page of the course."""
    return reverse("organise:course", args=[event.slug])


def error_words(error: EventsError) -> str:
    """Why a step was refused, and what to do."""
    match error:
        case ConditionsMissingError(conditions=missing):
            return " ".join([gettext("Not yet. What is missing:"), *map(condition_words, missing)])
        case NoSuchStepError(state=state):
            words = gettext("The event is “%(state)s” now. Please look at it once more.")
            return words % {"state": state_name(state)}
        case NoReasonError():
            return gettext("Please say why.")
        case TooLongError(limit=limit):
            return gettext("At most %(limit)s characters are possible.") % {"limit": limit}
        case NotAllowedError():
            return gettext("Your role at this event does not allow it.")
        case _:
            return gettext("This was refused, and nothing was changed.")
