"""What may be asked of an event's inventories."""

from collections.abc import Iterable
from datetime import datetime, time

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

import events.team.queries
import footprint.queries
from events.inventory.lines import Change, Line, Terms, content_digest, difference
from events.models import Attendance, Event, EvidenceFile, Inventory, InventoryLine
from events.organise.waits import Waiting
from events.team.access import Right, may
from footprint.calculation import Library
from people.models import User

Kind, State = Inventory.Kind, Inventory.State


def versions_of(event: Event) -> QuerySet[Inventory]:
    """All versions of an event, the latest first, forecasts behind."""
    rows = Inventory.objects.filter(event=event).select_related("factor_set", "created_by", "submitted_by")
    return rows.order_by("kind", "-number")


def version(event: Event, kind: str, number: int) -> Inventory | None:
    return versions_of(event).select_related("based_on", "event").filter(kind=kind, number=number).first()


def draft_of(event: Event, kind: str) -> Inventory | None:
    return versions_of(event).filter(kind=kind, state=State.DRAFT).first()


def current(event: Event, kind: str = Kind.ACTUAL) -> Inventory | None:
    """The latest version that was submitted, verified or not."""
    return versions_of(event).filter(kind=kind).exclude(state=State.DRAFT).first()


def verified(event: Event) -> Inventory | None:
    """The latest verified version. None while it is being corrected: what rests on it does not hold as it is."""
    from events.course.queries import is_under_review  # noqa: PLC0415  the course asks the inventory too

    found = versions_of(event).filter(kind=Kind.ACTUAL, state=State.VERIFIED).first()
    return None if found is None or is_under_review(found) else found


def rows_of(inventory: Inventory) -> QuerySet[InventoryLine]:
    """The stored lines in their order. The files behind them come without their content."""
    return inventory.lines.select_related("evidence").defer("evidence__content").order_by("position")


def lines_of(inventory: Inventory) -> list[Line]:
    """The lines as the arithmetic wants them."""
    return [line_of(row) for row in rows_of(inventory)]


def line_of(row: InventoryLine) -> Line:
    return Line(
        line_id=row.line_id,
        source=row.source,
        phase=row.phase,
        name_zh=row.name_zh,
        name_en=row.name_en,
        quantity=row.quantity,
        unit=row.unit,
        factor_code=row.factor_code,
        factor_grams=row.factor_grams,
        factor_source=row.factor_source,
        amount_grams=row.amount_grams,
        evidence_class=row.evidence_class,
        evidence=row.evidence.digest if row.evidence else "",
        uncertainty_percent=row.uncertainty_percent,
        origin=row.origin,
        method=row.method,
        sample_size=row.sample_size,
        extrapolated_grams=row.extrapolated_grams,
        note=row.note,
    )


def terms_of(inventory: Inventory) -> Terms:
    return Terms(
        kind=inventory.kind,
        number=inventory.number,
        boundary_zh=inventory.boundary_zh,
        boundary_en=inventory.boundary_en,
        exclusions_zh=inventory.exclusions_zh,
        exclusions_en=inventory.exclusions_en,
        factor_set=inventory.factor_set.method,
        factors_digest=inventory.factor_set.content_digest,
    )


def digest_now(inventory: Inventory) -> str:
    """SHA-256 of a version's content as it is in the database at this moment."""
    stored = Inventory.objects.select_related("factor_set").get(pk=inventory.pk)
    return content_digest(terms_of(stored), lines_of(stored))


def changes_between(old: Inventory, new: Inventory) -> list[Change]:
    return difference(lines_of(old), lines_of(new))


def factors_of(inventory: Inventory) -> Library:
    """The factors that this version's lines may name."""
    return footprint.queries.library_of(inventory.factor_set)


def evidence_of(event: Event) -> list[EvidenceFile]:
    """The event's files without their content."""
    return list(EvidenceFile.objects.filter(event=event).defer("content").order_by("pk"))


def attendance_of(event: Event) -> QuerySet[Attendance]:
    """People by zone and day. Days that the event had before it was moved count no more."""
    rows = Attendance.objects.filter(event=event, day__range=(event.starts_on, event.ends_on))
    return rows.select_related("zone__venue").order_by("day", "zone")


def waiting_for(user: User, event: Event | None) -> list[Waiting]:
    """For those who draw inventories up: drafts to submit, and events that are over and have none."""
    mine = events.team.queries.events_of(user)
    found: list[Waiting] = []
    for each in mine if event is None else mine.filter(pk=event.pk):
        role = events.team.queries.role_of(user, each)
        if role is not None and may(role, Right.DRAFT):
            found += _waiting_at(each, list(versions_of(each)))
    return found


def _waiting_at(event: Event, rows: Iterable[Inventory]) -> list[Waiting]:
    rows = list(rows)
    drafts = [row for row in rows if row.state == State.DRAFT]
    found = [
        Waiting(
            event_name=event.name,
            what=gettext("%(kind)s inventory, version %(number)s: complete the draft and submit it")
            % {"kind": row.get_kind_display(), "number": row.number},
            since=row.created_at,
            address=reverse("organise:inventory_version", args=[event.slug, row.kind, row.number]),
        )
        for row in drafts
    ]
    if event.state == Event.State.CLOSED and not any(row.kind == Kind.ACTUAL for row in rows):
        found.append(
            Waiting(
                event_name=event.name,
                what=gettext("The event is over: draw up the inventory of its actual emissions"),
                since=timezone.make_aware(datetime.combine(event.ends_on, time.max)),
                address=reverse("organise:inventory", args=[event.slug]),
            )
        )
    return found
