"""How many people were there: a grid of zones and days for each venue, and a file for all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

import events.inventory.actions as actions
import events.inventory.queries as queries
from diandian.lib.tables import TableRow
from events.errors import EventsError
from events.inventory import attendance_rows, exporting
from events.inventory.actions.versions import RESTING
from events.inventory.attendance_rows import MAX_PEOPLE, Counts, Ground
from events.inventory.columns import spelled
from events.inventory.views import shared
from events.inventory.views.files import MOST_SHOWN, FileForm
from events.models import Attendance, Event, Venue, Zone
from events.organise.desk import Desk, workspace
from events.team.access import Right

MOST_CELLS = 150  # of one form: a browser may send 200 fields (DATA_UPLOAD_MAX_NUMBER_FIELDS)
MOST_DAYS = 14  # side by side


class GridForm(forms.Form):
    """People of a venue's zones on some days. An empty cell: not known."""

    source = forms.CharField(
        label=_("Counted by"),
        max_length=200,
        required=False,
        help_text=_("Tickets scanned, turnstiles, an estimate of the police …"),
    )

    def __init__(self, grid: "Grid", sent: Any = None) -> None:
        super().__init__(sent, prefix=grid.prefix)
        self.grid = grid
        for zone in grid.zones:
            for day in grid.days:
                self.fields[_cell(zone, day)] = forms.IntegerField(
                    label=f"{zone.name}, {day.isoformat()}",
                    min_value=0,
                    max_value=MAX_PEOPLE,
                    required=False,
                    initial=None if (row := grid.known.get((zone.pk, day))) is None else row.people,
                    widget=forms.NumberInput(attrs={"aria-label": f"{zone.name}, {day.isoformat()}"}),
                )
        self.fields["source"].initial = grid.source

    @property
    def rows(self) -> list[tuple[Zone, list[Any]]]:
        return [(zone, [self[_cell(zone, day)] for day in self.grid.days]) for zone in self.grid.zones]

    @property
    def counts(self) -> Counts:
        """The numbers that were changed; all of them, where somebody else is said to have counted them."""
        return {
            (zone.pk, day): self.cleaned_data[name]
            for zone in self.grid.zones
            for day in self.grid.days
            if (name := _cell(zone, day)) in self.changed_data or "source" in self.changed_data
        }

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if (
            not self.errors
            and not values.get("source")
            and any(count is not None for count in self.counts.values())
        ):
            self.add_error("source", ValidationError(_("Say who counted, or how.")))
        return values


def _cell(zone: Zone, day: date) -> str:
    return f"people-{zone.pk}-{day.isoformat()}"


@dataclass(frozen=True, slots=True)
class Grid:
    """A venue's zones, some days, and what is known of them."""

    venue: Venue
    zones: list[Zone]
    days: list[date]
    known: dict[tuple[int, date], Attendance]

    @property
    def source(self) -> str:
        """Who counted, or the last of them."""
        rows = [row for zone in self.zones for day in self.days if (row := self.known.get((zone.pk, day)))]
        return rows[-1].source if rows else ""

    @property
    def prefix(self) -> str:
        return f"z{self.zones[0].pk}d{self.days[0].isoformat()}"

    @property
    def day_words(self) -> list[str]:
        return [date_format(day, "m-d") for day in self.days]


def grids_of(event: Event) -> list[Grid]:
    """Forms small enough to be sent: zones of a venue each, and a fortnight at most."""
    known = {(row.zone_id, row.day): row for row in queries.attendance_of(event)}
    days = list(_days_of(event))
    grids = []
    for venue in event.venues.prefetch_related("zones"):
        every = list(venue.zones.all())
        for first in range(0, len(every), MOST_CELLS):
            zones = every[first : first + MOST_CELLS]
            width = min(MOST_DAYS, MOST_CELLS // len(zones))
            for start in range(0, len(days), width):
                grids.append(Grid(venue, zones, days[start : start + width], known))
    return grids


def _days_of(event: Event) -> Iterator[date]:
    for number in range((event.ends_on - event.starts_on).days + 1):
        yield event.starts_on + timedelta(days=number)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace()
def attendance(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The grids of all venues. Those who may not write see the numbers."""
    grids = grids_of(desk.event)
    sent = str(request.POST.get("grid", ""))
    forms_ = [GridForm(grid, request.POST if grid.prefix == sent else None) for grid in grids]
    if request.method == "POST":
        form = next((each for each in forms_ if each.is_bound), None)
        if form is None:
            raise Http404
        if form.is_valid() and _saved(request, desk, form):
            return redirect("organise:attendance", desk.event.slug)
    is_resting = desk.event.state in RESTING
    context = {
        "forms": forms_,
        "is_resting": is_resting,
        "may_write": desk.may["draft"] and not is_resting,
        "people": sum(row.people for row in queries.attendance_of(desk.event)),
    }
    return shared.page(request, desk, "attendance", context)


def _saved(request: HttpRequest, desk: Desk, form: GridForm) -> bool:
    source = form.cleaned_data["source"]
    try:
        count = actions.set_attendance(event=desk.event, counts=form.counts, source=source, by=desk.user)
    except EventsError as error:
        shared.refuse(form, error)
        return False
    _tell(request, count)
    return True


def _tell(request: HttpRequest, count: int) -> None:
    words = ngettext("%(count)s number changed.", "%(count)s numbers changed.", count)
    messages.success(request, words % {"count": count})


class AttendanceForm(FileForm):
    """A file of venues, zones, days and people."""

    source = forms.CharField(label=_("Counted by"), max_length=200)
    field_order = ("file", "source", "carried")
    limits = attendance_rows.LIMITS

    def __init__(self, event: Event, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.counts: Counts = {}

    @property
    def salt(self) -> str:
        return f"events.attendance.import.{self.event.pk}"

    def read(self, content: bytes) -> list[TableRow]:
        return attendance_rows.table_of(content)

    def judge(self, found: list[TableRow]) -> None:
        ground = Ground(
            zones=_spellings(self.event), starts_on=self.event.starts_on, ends_on=self.event.ends_on
        )
        self.counts = attendance_rows.counts_from(found, ground)

    @property
    def news(self) -> Counts:
        """What the file says and we do not: a number that is there stays with who counted it."""
        known = {(row.zone_id, row.day): row.people for row in queries.attendance_of(self.event)}
        return {cell: people for cell, people in self.counts.items() if known.get(cell) != people}


def _zones_of(event: Event) -> list[Zone]:
    return list(Zone.objects.filter(venue__event=event).select_related("venue").order_by("venue", "pk"))


def _spellings(event: Event) -> dict[tuple[str, str], int]:
    """Each zone by the names of venue and zone in both languages, and the venue by its short name too.

    What may mean two zones means none.
    """
    found: dict[tuple[str, str], set[int]] = {}
    for zone in _zones_of(event):
        for venue in (zone.venue.name_zh_hans, zone.venue.name_en, zone.venue.slug):
            for name in (zone.name_zh_hans, zone.name_en):
                if venue and name:
                    found.setdefault((spelled(venue), spelled(name)), set()).add(zone.pk)
    return {spelling: zones.pop() for spelling, zones in found.items() if len(zones) == 1}


@require_http_methods(["GET", "HEAD", "POST"])
@workspace(Right.DRAFT)
def import_attendance(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Choose a file, look at what it says, enter all of it."""
    form = AttendanceForm(desk.event, *shared.sent(request))
    if request.method == "POST" and "again" not in request.POST and form.is_valid():
        if "confirmed" not in request.POST:
            zones = {zone.pk: zone for zone in _zones_of(desk.event)}
            said = [(zones[zone], day, people) for (zone, day), people in form.counts.items()]
            context = {
                "form": form,
                "shown": said[:MOST_SHOWN],
                "unshown": len(said[MOST_SHOWN:]),
                "people": sum(count or 0 for count in form.counts.values()),
            }
            return shared.page(request, desk, "attendance_import", context)
        try:
            count = actions.set_attendance(
                event=desk.event, counts=form.news, source=form.cleaned_data["source"], by=desk.user
            )
        except EventsError as error:
            shared.refuse(form, error)
        else:
            _tell(request, count)
            return redirect("organise:attendance", desk.event.slug)
    if "again" in request.POST:
        form = AttendanceForm(desk.event, initial={"source": request.POST.get("source", "")})
    return shared.page(request, desk, "attendance_import", {"form": form})


@require_safe
@workspace()
def attendance_file(request: HttpRequest, desk: Desk, ending: str) -> HttpResponse:
    """Every zone and day with its people, as far as they are known: a template and an export in one."""
    known = {(row.zone_id, row.day): str(row.people) for row in queries.attendance_of(desk.event)}
    table = exporting.attendance_table(
        (
            attendance_rows.escaped(zone.venue.name),
            attendance_rows.escaped(zone.name),
            day.isoformat(),
            known.get((zone.pk, day), ""),
        )
        for zone in _zones_of(desk.event)
        for day in _days_of(desk.event)
    )
    return shared.attached(table, "attendance", ending, title=gettext("Attendance"))
