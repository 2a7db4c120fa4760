"""An event goes its course: step by step, each recorded, and never back but to correct."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import override

import events.course.actions
import events.course.queries
from events.course.course import STATES, Condition, moves
from events.course.errors import ConditionsMissingError, NoReasonError, NoSuchStepError, TooLongError
from events.course.phrases import CONDITIONS_HELD
from events.models import CourseStep, Event, Inventory
from events.team.errors import NotAllowedError
from tests.conftest import at_once
from tests.events.course.stage import (
    EMITTED,
    TONNE,
    Cast,
    advanced,
    brought_to,
    cast_of,
    closed,
    corrected,
    covered,
    donated,
    drafted,
    opened,
    retired,
    stated,
    submitted,
    verified,
    witnessed,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_of()


def test_a_whole_course_is_recorded_step_by_step(cast: Cast) -> None:
    witnessed(cast)
    steps = list(events.course.queries.history(cast.event))
    assert [(step.number, step.from_state, step.to_state) for step in steps] == [
        (number, before, after) for number, (before, after) in enumerate(itertools.pairwise(STATES), start=1)
    ]
    assert [step.by for step in steps] == [
        *(cast.clerk, cast.clerk, cast.organiser, cast.verifier),
        *(cast.clerk, cast.organiser, cast.colleague),
    ]
    assert cast.now().state == "witnessed"
    version = Inventory.objects.get(event=cast.event)
    assert [step.inventory for step in steps] == [None, None, *[version] * 5]
    assert [step.is_correction for step in steps] == [False] * 7
    assert steps[0].why == CONDITIONS_HELD


@pytest.mark.parametrize("state", STATES)
def test_nothing_skips_and_nothing_goes_back(cast: Cast, state: str) -> None:
    brought_to(cast, state)
    following = STATES[STATES.index(state) + 1 : STATES.index(state) + 2]
    before = CourseStep.objects.count()
    for wanted in set(STATES) - {state, *following}:
        with pytest.raises(NoSuchStepError):
            advanced(cast, wanted, cast.organiser, "because")
    assert (cast.now().state, CourseStep.objects.count()) == (state, before)


def test_an_event_without_a_venue_stays_planned(cast: Cast) -> None:
    cast.event.venues.all().delete()
    with pytest.raises(ConditionsMissingError) as refusal:
        opened(cast)
    assert refusal.value.conditions == (Condition.VENUE,)
    assert (cast.now().state, CourseStep.objects.count()) == ("planned", 0)


def test_an_event_that_is_not_over_closes_for_a_reason_only(cast: Cast) -> None:
    Event.objects.update(ends_on=timezone.localdate())
    opened(cast)
    with pytest.raises(ConditionsMissingError):
        advanced(cast, "closed")
    advanced(cast, "closed", why="  the typhoon \n came ")
    assert CourseStep.objects.get(number=2).why == "the typhoon came"


def test_an_event_that_is_over_closes_without_one(cast: Cast) -> None:
    Event.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    closed(cast)
    assert CourseStep.objects.get(number=2).why == CONDITIONS_HELD


def test_covered_is_to_the_gram(cast: Cast) -> None:
    verified(cast)
    donated(cast)
    retired(cast, EMITTED - 1)
    with pytest.raises(ConditionsMissingError) as refusal:
        advanced(cast, "covered")
    assert refusal.value.conditions == (Condition.BALANCE,)
    retired(cast, 1)
    assert advanced(cast, "covered").now().state == "covered"


@pytest.mark.parametrize(
    ("state", "to", "name"),
    [
        ("planned", "open", "verifier"),
        ("planned", "open", "auditor"),
        ("planned", "open", "stranger"),
        ("drafted", "verified", "organiser"),
        ("verified", "covered", "verifier"),
        ("covered", "declared", "clerk"),
        ("declared", "witnessed", "organiser"),
    ],
)
def test_each_step_is_of_those_whose_it_is(cast: Cast, state: str, to: str, name: str) -> None:
    brought_to(cast, state)
    with pytest.raises(NotAllowedError):
        advanced(cast, to, getattr(cast, name))
    assert cast.now().state == state


def test_a_button_pressed_twice_takes_one_step(cast: Cast) -> None:
    first = events.course.actions.advance(event=cast.event, to="open", why="", by=cast.clerk)
    again = events.course.actions.advance(event=cast.event, to="open", why="", by=cast.organiser)
    assert (again.pk, CourseStep.objects.count()) == (first.pk, 1)


def test_a_reason_has_room_for_five_hundred_characters(cast: Cast) -> None:
    with pytest.raises(TooLongError) as refusal:
        advanced(cast, "open", why="字" * 501)
    assert (refusal.value.length, refusal.value.limit) == (501, 500)
    advanced(cast, "open", why="字" * 500)


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_take_one_step() -> None:
    cast = cast_of()

    def press() -> int:
        return events.course.actions.advance(event=cast.event, to="open", why="", by=cast.clerk).pk

    first, second = at_once(press, press)
    assert (first, CourseStep.objects.count()) == (second, 1)


# --- Corrections ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["verified", "covered", "declared", "witnessed"])
def test_a_correction_begins_a_version_and_puts_the_old_one_under_review(cast: Cast, state: str) -> None:
    brought_to(cast, state)
    old = Inventory.objects.get(event=cast.event)
    assert not events.course.queries.is_under_review(old)
    step = events.course.actions.correct(event=cast.event, reason="a meter was read twice", by=cast.organiser)
    new = Inventory.objects.get(event=cast.event, number=2)
    assert (step.from_state, step.to_state, step.is_correction, step.inventory) == (
        state,
        "drafted",
        True,
        new,
    )
    assert (new.state, new.based_on, new.reason) == ("draft", old, "a meter was read twice")
    assert (cast.now().state, events.course.queries.current_statement(cast.event)) == ("drafted", None)
    assert events.course.queries.is_under_review(old)
    assert not events.course.queries.is_under_review(new)


def test_a_corrected_event_goes_forward_on_its_new_version(cast: Cast) -> None:
    corrected(covered(cast))
    version = submitted(cast, EMITTED + TONNE)
    statement = stated(cast)
    assert (statement.verification.inventory, cast.now().state) == (version, "verified")
    with pytest.raises(ConditionsMissingError):
        advanced(cast, "covered")
    retired(cast, TONNE)
    advanced(cast, "covered")
    last = events.course.queries.history(cast.event).last()
    assert last is not None
    assert (last.number, last.inventory) == (8, version)


@pytest.mark.parametrize("state", ["planned", "open", "closed", "drafted"])
def test_what_is_not_verified_is_not_corrected(cast: Cast, state: str) -> None:
    brought_to(cast, state)
    with pytest.raises(NoSuchStepError):
        corrected(cast)
    assert Inventory.objects.filter(number=2).count() == 0


def test_a_correction_says_why_and_is_the_organisers(cast: Cast) -> None:
    verified(cast)
    with pytest.raises(NoReasonError):
        events.course.actions.correct(event=cast.event, reason=" ", by=cast.organiser)
    for user in (cast.verifier, cast.clerk, cast.auditor):
        with pytest.raises(NotAllowedError):
            events.course.actions.correct(event=cast.event, reason="x", by=user)
    assert (cast.now().state, Inventory.objects.count()) == ("verified", 1)


# --- What the database keeps, whoever writes --------------------------------------------------------------


def refused(**change: object) -> bool:
    """Whether the database refuses the change; it is taken back where it does not."""
    try:
        with transaction.atomic():
            Event.objects.update(**change)
            transaction.set_rollback(True)
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize("state", STATES)
def test_the_database_lets_only_these_moves_pass(cast: Cast, state: str) -> None:
    brought_to(cast, state)
    # The last two need a row that says so, which only the actions write.
    possible = {after for before, after in moves() if before == state} - {"declared", "witnessed"}
    assert {wanted for wanted in STATES if wanted != state and not refused(state=wanted)} == possible


def test_the_database_begins_every_event_planned(cast: Cast) -> None:
    values: dict[str, Any] = dict(Event.objects.values().get())
    values |= {"id": None, "slug": "another", "state": "open"}
    with pytest.raises(DatabaseError, match="begins planned"), transaction.atomic():
        Event.objects.create(**values)
    Event.objects.create(**{**values, "state": "planned"})


@pytest.mark.parametrize(
    "change",
    [
        {"from_state": "open", "to_state": "closed"},
        {"number": 3},
        {"to_state": "closed"},
        {"is_correction": True},
        {"why": ""},
    ],
    ids=str,
)
def test_the_database_refuses_a_step_that_is_none(cast: Cast, change: dict[str, object]) -> None:
    values = {"number": 1, "from_state": "planned", "to_state": "open", "why": "x"}
    with pytest.raises(DatabaseError), transaction.atomic():
        CourseStep.objects.create(event=cast.event, by=cast.clerk, **{**values, **change})
    CourseStep.objects.create(event=cast.event, by=cast.clerk, **values)


def test_the_database_keeps_the_steps(cast: Cast) -> None:
    opened(cast)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        CourseStep.objects.update(why="another reason")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        CourseStep.objects.all().delete()


# --- What is asked ----------------------------------------------------------------------------------------


def test_the_next_step_says_what_it_lacks_and_where(cast: Cast) -> None:
    drafted(cast)
    (only,) = events.course.queries.checked(cast.event)
    assert (only.condition, only.holds, only.room) == (Condition.STATEMENT, False, "verification")


def test_a_draft_that_nobody_submitted_changes_nothing_of_what_stands(cast: Cast) -> None:
    covered(cast)
    import events.inventory.actions  # noqa: PLC0415  only here

    events.inventory.actions.begin_version(
        event=cast.event, kind="actual", reason="to try", by=cast.organiser
    )
    assert events.course.queries.current_statement(cast.event) is not None
    assert [each.condition for each in events.course.queries.checked(cast.event) if not each.holds] == [
        Condition.DECLARATION
    ]


def test_steps_that_can_be_taken_wait_for_those_who_may(cast: Cast) -> None:
    with override("en"):
        (openable,) = events.course.queries.waiting_for(cast.clerk, None)
    assert openable.what == "The event can be opened."
    assert events.course.queries.waiting_for(cast.verifier, cast.event) == []
    opened(cast)
    (only,) = events.course.queries.waiting_for(cast.organiser, cast.event)
    step = CourseStep.objects.get()
    assert (only.event_name, only.since, only.address) == (
        cast.event.name,
        step.at,
        "/organise/events/games/course/",
    )
