"""What may be asked of reports."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

import events.reports.actions
import events.team.queries
from events.course.queries import is_under_review
from events.models import Event, Inventory, Report, ReportFile, ReportText
from events.organise.waits import Waiting
from events.reports.sections import SECTIONS, TextSection
from events.team.access import Right, may
from people.models import User

LISTED_MAX = 50


@dataclass(frozen=True, slots=True)
class WrittenSection:
    """A section with what the organiser wrote for it, if anything."""

    section: TextSection
    text: ReportText | None


def reports_of(event: Event) -> list[Report]:
    """The newest reports of an event with their files, whose content is left where it is."""
    return list(_with_files().filter(event=event).defer("numbers")[:LISTED_MAX])


def report(event: Event, pk: int) -> Report | None:
    return _with_files().filter(event=event, pk=pk).first()


def under_review(event: Event) -> set[int]:
    """The reports that rest on a version of the inventory of which a correction has begun since."""
    versions = Inventory.objects.filter(event=event, kind=Inventory.Kind.ACTUAL)
    reviewed = [row.number for row in versions if is_under_review(row)]
    resting = Report.objects.filter(
        event=event,
        numbers__inventory__kind=Inventory.Kind.ACTUAL.value,
        numbers__inventory__version__count__in=reviewed,
    )
    return set(resting.values_list("pk", flat=True))


def report_file(event: Event, pk: int, file_format: str) -> ReportFile | None:
    """A file of a report of this event, with its content."""
    return ReportFile.objects.filter(report__event=event, report=pk, format=file_format).first()


def written_sections(event: Event, kind: str) -> list[WrittenSection]:
    """The sections of a document in their order. None for a kind that has none."""
    rows = ReportText.objects.filter(event=event, kind=kind).select_related("changed_by")
    texts = {row.section: row for row in rows}
    return [WrittenSection(section, texts.get(section.code)) for section in SECTIONS.get(kind, ())]


def possible_kinds(event: Event) -> set[str]:
    """The documents that have something to speak of by now."""
    return {
        kind for kind in Report.Kind.values if events.reports.actions.is_possible(event, kind, event.state)
    }


def waiting_for(user: User, event: Event | None = None) -> list[Waiting]:
    """Reports that this person asked for and that could not be made, unless the same one was made since."""
    found = []
    rows = Report.objects.filter(asked_by=user, state=Report.State.FAILED).select_related("event")
    rows = rows.filter(event=event) if event is not None else rows
    for row in rows.defer("numbers"):
        role = events.team.queries.role_of(user, row.event)
        later = Report.objects.filter(event=row.event, kind=row.kind, language=row.language, pk__gt=row.pk)
        if role is not None and may(role, Right.DOWNLOAD) and not later.exists():
            words = gettext("%(report)s could not be made. Ask for it anew.") % {
                "report": row.get_kind_display()
            }
            address = reverse("organise:report", args=[row.event.slug, row.pk])
            found.append(Waiting(row.event.name, words, row.asked_at, address))
    return found


def _with_files() -> QuerySet[Report]:
    files = Prefetch("files", ReportFile.objects.defer("content"))
    return Report.objects.select_related("asked_by").prefetch_related(files)
