"""What may happen to a measure: it is added, its terms are corrected, and somebody reports how it goes.

Status and figures are rows that are added: a measure's own status is the latest one, kept beside it for lists.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

import events.team.queries
from events.measures.errors import (
    ForeignFileError,
    NegativeFigureError,
    NoMethodError,
    NoReasonError,
    NothingReportedError,
)
from events.measures.queries import figure_of
from events.models import Event, EvidenceFile, Measure, MeasureStep
from events.team.access import Right
from people.models import User

Status = Measure.Status
# What comes after what: to go back, or to drop what is done, takes a reason. A dropped measure may be taken up again.
_ORDER = {Status.PLANNED: 0, Status.STARTED: 1, Status.DONE: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureTerms:
    """What a measure is, in both languages; a text that is missing in one language is read in the other."""

    phase: str
    category: str
    title_zh: str
    title_en: str
    owner: str
    due_on: date
    description_zh: str = ""
    description_en: str = ""
    evidence: Sequence[EvidenceFile] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStep:
    """What is reported: the status from now on, and grams avoided with their method, or None for no new figure."""

    status: str
    avoided_grams: int | None = None
    method: str = ""
    note: str = ""


def add(*, event: Event, terms: MeasureTerms, by: User) -> Measure:
    """A new measure, planned. Refuses with NotAllowedError and ForeignFileError."""
    events.team.queries.check(by, event, Right.MEASURE)
    _refuse_foreign_files(event, terms.evidence)
    with transaction.atomic():
        measure = Measure(event=event, created_by=by, status=Status.PLANNED)
        _write(measure, terms)
        MeasureStep.objects.create(measure=measure, status=Status.PLANNED, by=by)
        return measure


def edit(*, measure: Measure, terms: MeasureTerms, by: User) -> Measure:
    """Correct what a measure is; what was reported of it stays. Refuses as `add` does."""
    events.team.queries.check(by, measure.event, Right.MEASURE)
    _refuse_foreign_files(measure.event, terms.evidence)
    with transaction.atomic():
        row = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
        _write(row, terms)
        return row


def report(*, measure: Measure, step: NewStep, by: User) -> MeasureStep:
    """Add a step: a status, a figure, or both. The figure before it stays as a version.

    Refuses with NotAllowedError, NegativeFigureError, NoMethodError, NothingReportedError, and NoReasonError if a
    figure replaces another, or the status goes back or is dropped, and the note is empty.
    """
    events.team.queries.check(by, measure.event, Right.MEASURE)
    status, method, note = Status(step.status), _one_line(step.method), _one_line(step.note)
    with transaction.atomic():
        row = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
        _refuse_figure(step.avoided_grams, method)
        if status == row.status and step.avoided_grams is None and not note:
            raise NothingReportedError
        replaces = step.avoided_grams is not None and figure_of(row) is not None
        if not note and (replaces or _needs_reason(Status(row.status), status)):
            raise NoReasonError
        taken = MeasureStep.objects.create(
            measure=row,
            status=status,
            avoided_grams=step.avoided_grams,
            method=method if step.avoided_grams is not None else "",
            note=note,
            by=by,
        )
        row.status = status
        row.save(update_fields=["status"])
        return taken


def _needs_reason(old: Status, new: Status) -> bool:
    if new == Status.DROPPED:
        return old != Status.DROPPED
    return old != Status.DROPPED and _ORDER[new] < _ORDER[old]


def _refuse_figure(grams: int | None, method: str) -> None:
    if grams is None:
        return
    if grams < 0:
        raise NegativeFigureError(grams)
    if not method:
        raise NoMethodError


def _refuse_foreign_files(event: Event, files: Sequence[EvidenceFile]) -> None:
    if any(file.event_id != event.pk for file in files):
        raise ForeignFileError


def _write(measure: Measure, terms: MeasureTerms) -> None:
    measure.phase = Measure.Phase(terms.phase).value
    measure.category = Measure.Category(terms.category).value
    measure.title_zh_hans, measure.title_en = _one_line(terms.title_zh), _one_line(terms.title_en)
    measure.description_zh_hans = terms.description_zh.strip()
    measure.description_en = terms.description_en.strip()
    measure.owner, measure.due_on = _one_line(terms.owner), terms.due_on
    measure.save()
    measure.evidence.set(terms.evidence)


def _one_line(text: str) -> str:
    return " ".join(text.split())
