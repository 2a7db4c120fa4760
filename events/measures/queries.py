"""What is asked about measures: how each goes, what is late, and what all of them avoid."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

import events.team.queries
from events.models import Event, EvidenceFile, Measure, MeasureStep
from events.organise.waits import Waiting
from events.team.access import Right, may
from people.models import User

Status = Measure.Status
UNFINISHED = (Status.PLANNED, Status.STARTED)


@dataclass(frozen=True, slots=True)
class Avoided:
    """Grams avoided by measures, each by its latest figure: of those done, and of all that are not dropped."""

    done_grams: int
    all_grams: int


@dataclass(frozen=True, slots=True)
class Progress:
    """A measure with its latest figure, if it has one, and whether it is late."""

    measure: Measure
    figure: MeasureStep | None
    is_overdue: bool


def avoided(event: Event) -> Avoided:
    """The sums of an event, in one query: what any page, report or document says of avoided grams comes from here.

    The figure of a measure is its latest one. A dropped measure avoids nothing.
    """
    figures = MeasureStep.objects.filter(measure=OuterRef("pk"), avoided_grams__isnull=False).order_by("-pk")
    counted = Measure.objects.filter(event=event).exclude(status=Status.DROPPED)
    sums = counted.annotate(grams=Subquery(figures.values("avoided_grams")[:1])).aggregate(
        done=Sum("grams", filter=Q(status=Status.DONE), default=0), all=Sum("grams", default=0)
    )
    return Avoided(done_grams=sums["done"], all_grams=sums["all"])


def progress_of(event: Event) -> list[Progress]:
    """By phase, source before process; then by category, as the rules list them; then by deadline."""
    rows = Measure.objects.filter(event=event).order_by("due_on", "pk").prefetch_related("steps", _files())
    phases, categories = list(Measure.Phase), list(Measure.Category)
    ordered = sorted(
        rows,
        key=lambda row: (
            phases.index(Measure.Phase(row.phase)),
            categories.index(Measure.Category(row.category)),
        ),
    )
    return [Progress(row, _latest(row), is_overdue(row)) for row in ordered]


def is_overdue(measure: Measure) -> bool:
    """Whether the deadline is over, today not counted, and the measure neither done nor dropped."""
    return measure.status in UNFINISHED and measure.due_on < timezone.localdate()


def figure_of(measure: Measure) -> MeasureStep | None:
    """The latest figure of a measure; None where nobody has stated one."""
    return measure.steps.filter(avoided_grams__isnull=False).order_by("-pk").first()


def _latest(measure: Measure) -> MeasureStep | None:
    """The same as figure_of, from steps that were fetched with it."""
    stated = [step for step in measure.steps.all() if step.avoided_grams is not None]
    return max(stated, key=lambda step: step.pk, default=None)


def _files() -> "Prefetch[str, QuerySet[EvidenceFile], str]":
    return Prefetch("evidence", queryset=EvidenceFile.objects.defer("content"))


def waiting_for(user: User, event: Event | None) -> list[Waiting]:
    """Measures whose deadline is over, for those who report on them."""
    known = events.team.queries.events_of(user)
    late = Measure.objects.filter(
        event__in=known if event is None else known.filter(pk=event.pk),
        status__in=UNFINISHED,
        due_on__lt=timezone.localdate(),
    ).select_related("event")
    roles = events.team.queries.roles_of(user, {row.event for row in late})
    return [_waiting(row) for row in late if may(roles[row.event_id], Right.MEASURE)]


def _waiting(row: Measure) -> Waiting:
    words = gettext("The deadline of the measure “%(title)s” is over") % {"title": row.title}
    since = timezone.make_aware(datetime.combine(row.due_on, time.max.replace(microsecond=0)))
    return Waiting(row.event.name, words, since, reverse("organise:measure", args=[row.event.slug, row.pk]))
