"""The two things that happen to an event's course: a step, and a correction. Nothing else changes its state."""

from django.db import transaction

import events.course.queries
import events.team.queries
from events.course import course
from events.course.course import CORRECTABLE, State
from events.course.errors import ConditionsMissingError, NoReasonError, NoSuchStepError, TooLongError
from events.course.phrases import CONDITIONS_HELD
from events.models import CourseStep, Event, Inventory
from events.team.access import Right
from people.models import User

_WHY_MAX = 500


def advance(*, event: Event, to: str, why: str, by: User) -> CourseStep:
    """Take the one step that leads from where the event stands to `to`, if all that it needs is there.

    `why` may be empty, but for an event that is closed before its last day is over. Refuses with NotAllowedError,
    NoSuchStepError, ConditionsMissingError and TooLongError. An event that is there already: the step that brought
    it there. Other rooms' actions call it inside their own transaction.
    """
    with transaction.atomic():
        row = locked(event)
        last = row.course_steps.order_by("-number").first()
        if last is not None and row.state == to == last.to_state and not last.is_correction:
            return last
        step = course.step_from(row.state)
        if step is None or step.to_state != to:
            raise NoSuchStepError(row.state, to)
        events.team.queries.check(by, row, step.right)
        text = _text(why)
        if missing := course.missing(step, events.course.queries.facts_of(row, text)):
            raise ConditionsMissingError(to, missing)
        taken = _record(row, step.to_state, text or CONDITIONS_HELD, by)
    event.state = taken.to_state
    return taken


def correct(*, event: Event, reason: str, by: User) -> CourseStep:
    """Begin a new version of the inventory, from the verified one: all that stands on that is under review from now on.

    The event goes back to "inventory drafted", and forward from there on the new version. Refuses with
    NotAllowedError, NoReasonError, TooLongError, and NoSuchStepError where nothing is verified.
    """
    import events.inventory.actions  # noqa: PLC0415  the inventory asks the course whether a version may begin

    with transaction.atomic():
        row = locked(event)
        events.team.queries.check(by, row, Right.DRAFT)
        text = _text(reason)
        if not text:
            raise NoReasonError
        if row.state not in CORRECTABLE:
            raise NoSuchStepError(row.state, State.DRAFTED)
        version = events.inventory.actions.begin_version(
            event=row, kind=Inventory.Kind.ACTUAL, reason=text, by=by
        )
        taken = _record(row, State.DRAFTED, text, by, corrected=version)
    event.state = taken.to_state
    return taken


def locked(event: Event) -> Event:
    """The event's row, locked: whatever moves an event, or rests on where it stands, comes one after the other."""
    rows = Event.objects.select_related("organiser", "donated_account", "next_event")
    return rows.select_for_update(of=("self",)).get(pk=event.pk)


def _record(row: Event, to: State, why: str, by: User, *, corrected: Inventory | None = None) -> CourseStep:
    """Write the step first: the database compares it with where the event stands."""
    rests_on = corrected
    if corrected is None and to in (State.DRAFTED, *CORRECTABLE):
        rests_on = events.course.queries.latest_submitted(row)
    step = CourseStep.objects.create(
        event=row,
        number=row.course_steps.count() + 1,
        from_state=row.state,
        to_state=to.value,
        is_correction=corrected is not None,
        inventory=rests_on,
        by=by,
        why=why,
    )
    row.state = to.value
    row.save(update_fields=["state"])
    return step


def _text(typed: str) -> str:
    text = " ".join(typed.split())
    if len(text) > _WHY_MAX:
        raise TooLongError(length=len(text), limit=_WHY_MAX)
    return text
