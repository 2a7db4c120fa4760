"""The room of places: an event's texts and settings, what hangs where, what came of it, and the posters."""

from collections.abc import Callable
from itertools import groupby
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

import events.posters.actions
from events.errors import EventsError
from events.models import Event, Placement, Venue, Zone
from events.organise.desk import Desk, workspace
from events.posters.forms import (
    EventSettingsForm,
    InBothTongues,
    PlacementForm,
    PlainVenueForm,
    ZoneForm,
    fixed_facts,
    fixed_meter,
)
from events.posters.phrases import SIZE_NAMES, error_words
from events.posters.printing import archive, file_name, poster, printed_address
from events.posters.queries import counts_elsewhere, counts_of, placements_of, unprintable_words
from events.posters.sizes import SIZES
from events.team.access import Right

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@workspace()
def places(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everything that hangs somewhere, by venue and zone; a venue or a zone without a code stands there too."""
    rows = list(placements_of(desk.event))
    by_zone = {zone: list(found) for zone, found in groupby(rows, key=lambda row: row.zone_id)}
    venues = desk.event.venues.prefetch_related("zones")
    context = {
        "desk": desk,
        "room": "places",
        "venues": [
            (venue, [(zone, by_zone.get(zone.pk, [])) for zone in venue.zones.all()]) for venue in venues
        ],
        "placement_count": len(rows),
        "counts": counts_of(desk.event),
        "elsewhere": counts_elsewhere(desk.event),
        "sizes": SIZE_NAMES,
    }
    return render(request, "organise/places/index.html", context)


# --- Texts, settings and places ---------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@workspace(Right.SET_UP)
def settings(request: HttpRequest, desk: Desk) -> HttpResponse:
    row = Event.objects.get(pk=desk.event.pk)  # a form writes into the row that it checks
    form = EventSettingsForm(request.POST or None, instance=row, reader=desk.role)

    def keep(values: dict[str, Any]) -> None:
        events.posters.actions.change_event(event=desk.event, values=values, by=desk.user)

    facts = fixed_facts(desk.event, desk.role)
    return _form(request, desk, form, keep, {"heading": gettext("Texts and settings"), "facts": facts})


@require_http_methods(FORM_METHODS)
@workspace(Right.SET_UP)
def add_venue(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = PlainVenueForm(request.POST or None, event=desk.event)

    def keep(values: dict[str, Any]) -> None:
        slug = values.pop("slug")
        events.posters.actions.add_venue(event=desk.event, slug=slug, values=values, by=desk.user)

    return _form(request, desk, form, keep, {"heading": gettext("New venue")})


@require_http_methods(FORM_METHODS)
@workspace(Right.SET_UP)
def venue(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    row = _venue(desk, pk)
    form = PlainVenueForm(request.POST or None, instance=_venue(desk, pk), event=desk.event)

    def keep(values: dict[str, Any]) -> None:
        events.posters.actions.change_venue(venue=row, values=values, by=desk.user)

    facts = [(gettext("Short name in addresses"), row.slug), *fixed_meter(row)]
    return _form(request, desk, form, keep, {"heading": row.name, "facts": facts})


@require_http_methods(FORM_METHODS)
@workspace(Right.SET_UP)
def add_zone(request: HttpRequest, desk: Desk, venue: int) -> HttpResponse:
    where = _venue(desk, venue)
    form = ZoneForm(request.POST or None, venue=where)

    def keep(values: dict[str, Any]) -> None:
        events.posters.actions.add_zone(venue=where, values=values, by=desk.user)

    return _form(request, desk, form, keep, {"heading": gettext("New zone"), "where": str(where)})


@require_http_methods(FORM_METHODS)
@workspace(Right.SET_UP)
def zone(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    row = _zone(desk, pk)
    form = ZoneForm(request.POST or None, instance=_zone(desk, pk), venue=row.venue)

    def keep(values: dict[str, Any]) -> None:
        events.posters.actions.change_zone(zone=row, values=values, by=desk.user)

    return _form(request, desk, form, keep, {"heading": row.name, "where": str(row.venue)})


@require_http_methods(FORM_METHODS)
@workspace(Right.SET_UP)
def add_placement(request: HttpRequest, desk: Desk, zone: int) -> HttpResponse:
    where = _zone(desk, zone)
    form = PlacementForm(request.POST or None)

    def keep(values: dict[str, Any]) -> None:
        events.posters.actions.add_placement(zone=where, values=values, by=desk.user)

    context = {"heading": gettext("New placement"), "where": f"{where.venue} · {where}"}
    return _form(request, desk, form, keep, context)


@require_http_methods(FORM_METHODS)
@workspace(Right.SET_UP)
def placement(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    row = _placement(desk, pk)
    form = PlacementForm(request.POST or None, instance=_placement(desk, pk))

    def keep(values: dict[str, Any]) -> None:
        events.posters.actions.change_placement(placement=row, values=values, by=desk.user)

    context = {
        "heading": row.label,
        "where": f"{row.zone.venue} · {row.zone}",
        "facts": [(gettext("Address, for ever"), printed_address(row))],
        "printed": printed_address(row),
        "placement": row,
        "sizes": SIZE_NAMES,
    }
    return _form(request, desk, form, keep, context)


def _form(
    request: HttpRequest,
    desk: Desk,
    form: InBothTongues,
    keep: Callable[[dict[str, Any]], None],
    context: dict[str, Any],
) -> HttpResponse:
    """The page of a form, or, once what was typed is kept, the room. Nothing that was typed is lost."""
    if request.method == "POST" and form.is_valid():
        try:
            keep(form.values())
        except EventsError as error:
            form.add_error(None, error_words(error))
        else:
            messages.success(request, gettext("Saved."))
            return redirect("organise:places", desk.event.slug)
    context = {"desk": desk, "room": "places", "form": form, "sections": form.sections(), **context}
    status = 422 if request.method == "POST" else 200
    return render(request, "organise/places/form.html", context, status=status)


# --- Posters ----------------------------------------------------------------------------------------------


@require_safe
@workspace()
def poster_of_placement(request: HttpRequest, desk: Desk, pk: int, size: str) -> HttpResponse:
    row = _placement(desk, pk)
    if size not in SIZES:
        raise Http404
    if problems := unprintable_words([row]):
        return _unprintable(request, desk, problems)
    response = HttpResponse(poster(row, SIZES[size]), content_type="application/pdf")
    _attach(response, f"{row.code}-{size}.pdf", file_name(row, SIZES[size]))
    return response


@require_safe
@workspace()
def posters(request: HttpRequest, desk: Desk, size: str) -> HttpResponseBase:
    """All posters of one size, or of all three, as one zip that is drawn while it is sent."""
    if size not in {*SIZES, "all"}:
        raise Http404
    rows = [row for row in placements_of(desk.event) if row.is_active]
    if problems := unprintable_words(rows):
        return _unprintable(request, desk, problems)
    if not rows:
        messages.error(request, gettext("No code is in use: add a placement first."))
        return redirect("organise:places", desk.event.slug)
    wanted = list(SIZES.values()) if size == "all" else [SIZES[size]]
    response = StreamingHttpResponse(archive(rows, wanted), content_type="application/zip")
    response.headers["Content-Encoding"] = "identity"  # the papers are compressed already
    _attach(response, f"posters-{desk.event.slug}-{size}.zip", f"{desk.event.name} {size}.zip")
    return response


def _unprintable(request: HttpRequest, desk: Desk, problems: list[str]) -> HttpResponse:
    for sentence in problems:
        messages.error(request, sentence)
    return redirect("organise:places", desk.event.slug)


def _attach(response: HttpResponseBase, plain: str, name: str) -> None:
    """Have it saved under a name in any script, and a plain one where that is not understood."""
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )


# --- Rows of this event and of no other ------------------------------------------------------------------------


def _venue(desk: Desk, pk: int) -> Venue:
    return get_object_or_404(Venue.objects.select_related("event"), event=desk.event, pk=pk)


def _zone(desk: Desk, pk: int) -> Zone:
    return get_object_or_404(Zone.objects.select_related("venue__event"), venue__event=desk.event, pk=pk)


def _placement(desk: Desk, pk: int) -> Placement:
    rows = Placement.objects.select_related("zone__venue__event")
    return get_object_or_404(rows, zone__venue__event=desk.event, pk=pk)
