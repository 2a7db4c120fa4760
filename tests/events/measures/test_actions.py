"""Measures are entered, corrected and reported on; what was reported stays."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

import events.evidence.actions
import events.measures.actions
from events.errors import EventsError
from events.measures.actions import MeasureTerms, NewStep
from events.measures.errors import (
    ForeignFileError,
    NegativeFigureError,
    NoMethodError,
    NoReasonError,
    NothingReportedError,
)
from events.measures.phrases import refusal_words
from events.measures.queries import Avoided, avoided, progress_of, waiting_for
from events.models import Measure, MeasureStep
from events.team.errors import NotAllowedError
from tests.events.verification.stage import Stage, new_event, staged

pytestmark = pytest.mark.django_db
KILOTONNE = 10**9


@pytest.fixture
def stage() -> Stage:
    return staged()


def terms(**changes: object) -> MeasureTerms:
    given = {
        "phase": "source",
        "category": "energy",
        "title_zh": "绿电",
        "title_en": "Green power",
        "owner": "Venue department",
        "due_on": date(2023, 7, 1),
    }
    return MeasureTerms(**(given | changes))  # type: ignore[arg-type]


def added(stage: Stage, **changes: object) -> Measure:
    return events.measures.actions.add(event=stage.event, terms=terms(**changes), by=stage.organiser)


def report(
    stage: Stage, measure: Measure, status: str, grams: int | None = None, note: str = ""
) -> MeasureStep:
    step = NewStep(status=status, avoided_grams=grams, method="" if grams is None else "m", note=note)
    return events.measures.actions.report(measure=measure, step=step, by=stage.organiser)


def test_a_measure_begins_planned_in_both_languages(stage: Stage) -> None:
    measure = Measure.objects.get(pk=added(stage, description_zh="全部场馆", description_en="All venues").pk)
    assert (measure.status, measure.created_by) == ("planned", stage.organiser)
    assert [step.status for step in measure.steps.all()] == ["planned"]
    told = []
    for language in ("zh-hans", "en"):
        with override(language):
            told += [measure.title, measure.description]
    assert told == ["绿电", "全部场馆", "Green power", "All venues"]


def test_its_terms_are_corrected_and_what_was_reported_stays(stage: Stage) -> None:
    measure = added(stage)
    report(stage, measure, "done", 5 * KILOTONNE)
    changed = terms(owner="Energy office", category="venues", due_on=date(2023, 8, 1))
    events.measures.actions.edit(measure=measure, terms=changed, by=stage.organiser)
    row = Measure.objects.get()
    assert (row.owner, row.category, row.due_on, row.status) == (
        "Energy office",
        "venues",
        date(2023, 8, 1),
        "done",
    )
    assert [step.avoided_grams for step in row.steps.all()] == [None, 5 * KILOTONNE]


def test_files_of_the_event_stand_behind_it_and_no_others(stage: Stage) -> None:
    other = new_event(stage.event.organiser, "other-games")
    own, foreign = (
        events.evidence.actions.keep(event=event, title="F", upload=ContentFile(b"text", "f.txt"), by=None)
        for event in (stage.event, other)
    )
    assert list(added(stage, evidence=[own]).evidence.all()) == [own]
    with pytest.raises(ForeignFileError):
        added(stage, evidence=[foreign])
    assert Measure.objects.count() == 1


def test_the_published_reductions_of_the_universiade_are_versions(stage: Stage) -> None:
    """More than 23,000 t in April 2022 (chinaeucn.com), about 26,000 t in July 2023 (科技日报), 32,000 t in December.

    Sources: domain.md section 1.3; published_events.json, `universiade_2023`: 23000, 26000, 32000.
    """
    measure = added(stage, title_zh="大运会减排", title_en="Reductions of the Universiade")
    report(stage, measure, "planned", 23 * KILOTONNE)
    report(stage, measure, "started", 26 * KILOTONNE, "preliminary verification, July 2023")
    report(stage, measure, "done", 32 * KILOTONNE, "final report, 22 December 2023")
    figures = measure.steps.exclude(avoided_grams=None).values_list("avoided_grams", flat=True)
    assert list(figures) == [23_000_000_000, 26_000_000_000, 32_000_000_000]
    assert avoided(stage.event) == Avoided(done_grams=32_000_000_000, all_grams=32_000_000_000)


def test_a_step_without_a_figure_leaves_the_one_before(stage: Stage) -> None:
    measure = added(stage)
    report(stage, measure, "started", 7)
    report(stage, measure, "done")
    assert avoided(stage.event) == Avoided(done_grams=7, all_grams=7)


def test_what_is_done_adds_up_and_what_is_dropped_does_not_count(stage: Stage) -> None:
    figures = [("done", 1), ("done", 20), ("started", 300), ("planned", 4_000), ("dropped", 50_000)]
    for status, grams in figures:
        report(stage, added(stage), status, grams, "n")
    added(stage)
    other = new_event(stage.event.organiser, "other-games")
    assert avoided(stage.event) == Avoided(done_grams=21, all_grams=4_321)
    assert avoided(other) == Avoided(done_grams=0, all_grams=0)


def test_the_sums_are_one_query(stage: Stage) -> None:
    for grams in (1, 20):
        report(stage, added(stage), "done", grams)
    with CaptureQueriesContext(connection) as queries:
        assert avoided(stage.event).done_grams == 21
    assert len(queries) == 1


@pytest.mark.parametrize(
    ("step", "refusal"),
    [
        (NewStep(status="planned"), NothingReportedError),
        (NewStep(status="done", avoided_grams=5), NoMethodError),
        (NewStep(status="done", avoided_grams=5, method="  "), NoMethodError),
        (NewStep(status="done", avoided_grams=-1, method="m"), NegativeFigureError),
        (NewStep(status="dropped"), NoReasonError),
        (NewStep(status="later"), ValueError),
    ],
)
def test_a_step_that_says_too_little_is_refused(
    stage: Stage, step: NewStep, refusal: type[Exception]
) -> None:
    measure = added(stage)
    with pytest.raises(refusal):
        events.measures.actions.report(measure=measure, step=step, by=stage.organiser)
    assert (MeasureStep.objects.count(), Measure.objects.get().status) == (1, "planned")


def test_a_new_figure_and_going_back_take_a_reason(stage: Stage) -> None:
    measure = added(stage)
    report(stage, measure, "done", 5)
    for status, grams in (("done", 6), ("started", None), ("planned", None), ("dropped", None)):
        with pytest.raises(NoReasonError):
            report(stage, measure, status, grams)
    report(stage, measure, "dropped", None, "the line was not built")
    report(stage, measure, "started")
    assert Measure.objects.get().status == "started"


@pytest.mark.parametrize("role", ["verifier", "auditor", "clerk", "stranger"])
def test_only_organisers_enter_correct_and_report(stage: Stage, role: str) -> None:
    measure, who = added(stage), getattr(stage, role)
    calls = (
        lambda: events.measures.actions.add(event=stage.event, terms=terms(), by=who),
        lambda: events.measures.actions.edit(measure=measure, terms=terms(owner="x"), by=who),
        lambda: events.measures.actions.report(measure=measure, step=NewStep(status="done"), by=who),
    )
    for call in calls:
        with pytest.raises(NotAllowedError):
            call()
    assert (Measure.objects.get().owner, MeasureStep.objects.count()) == ("Venue department", 1)


def test_the_database_changes_and_deletes_no_step(stage: Stage) -> None:
    step = MeasureStep.objects.filter(pk=report(stage, added(stage), "done", 5).pk)
    for change in (lambda: step.update(avoided_grams=6), step.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert step.get().avoided_grams == 5


def test_late_is_what_is_neither_done_nor_dropped_after_its_day(stage: Stage) -> None:
    today = timezone.localdate()
    days = {
        "planned": today - timedelta(days=1),
        "started": today - timedelta(days=1),
        "done": date(2023, 1, 1),
    }
    for status, day in days.items():
        report(stage, added(stage, title_en=status, due_on=day), status, None, "n")
    added(stage, title_en="today", due_on=today)
    report(stage, added(stage, title_en="dropped"), "dropped", None, "n")
    late = {each.measure.title_en for each in progress_of(stage.event) if each.is_overdue}
    assert late == {"planned", "started"}
    with override("en"):
        waiting = waiting_for(stage.organiser, stage.event)
    assert [each.what for each in waiting] == [
        f"The deadline of the measure “{title}” is over" for title in ("planned", "started")
    ]
    assert waiting_for(stage.organiser, None)[0].address.startswith("/organise/events/games/measures/")
    assert waiting_for(stage.verifier, stage.event) == waiting_for(stage.stranger, None) == []


def test_measures_stand_by_phase_category_and_deadline(stage: Stage) -> None:
    places = [
        ("process", "energy", 1),
        ("source", "participation", 1),
        ("source", "energy", 2),
        ("source", "energy", 1),
    ]
    for phase, category, day in places:
        added(stage, phase=phase, category=category, due_on=date(2023, 7, day))
    found = [
        (row.measure.phase, row.measure.category, row.measure.due_on.day) for row in progress_of(stage.event)
    ]
    assert found == [*reversed(places[1:]), places[0]]


def test_every_refusal_has_words() -> None:
    refusals: list[EventsError] = [
        *(
            NothingReportedError(),
            NoMethodError(),
            NegativeFigureError(-1),
            NoReasonError(),
            ForeignFileError(),
        ),
        NotAllowedError("measure"),
    ]
    assert len({refusal_words(each) for each in refusals}) == len(refusals)
