"""The first pages: home, the zone behind a scanned code, and its addresses for machines."""

import logging

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

import events.actions
import events.donating.queries
import events.queries
from events.models import Event, Placement
from events.pictures import SIDE, field_of_dots

logger = logging.getLogger(__name__)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The zones that are open."""
    context = {"events": events.queries.open_events(), "layers": field_of_dots(), "side": SIDE}
    return render(request, "events/home.html", context)


@require_safe
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """The zone behind a poster, at once: no redirect, no cookie. The scan is counted by placement."""
    placement = events.queries.placement(code)
    if placement is None:
        return render(request, "events/unknown_code.html", {"code": code[:20]}, status=404)
    if request.method == "GET":
        _count(placement)
    return _zone(request, placement.zone.venue.event, placement)


def _count(placement: Placement) -> None:
    """Count the scan; a database that cannot write just now keeps nobody from the zone."""
    try:
        events.actions.count_scan(placement=placement, day=timezone.localdate())
    except DatabaseError:
        logger.exception("A scan of placement %s was not counted.", placement.pk)


@require_safe
def zone(request: HttpRequest, slug: str) -> HttpResponse:
    event = events.queries.event(slug)
    if event is None:
        raise Http404
    return _zone(request, event, None)


def _zone(request: HttpRequest, event: Event, placement: Placement | None) -> HttpResponse:
    context = {
        "event": event,
        "placement": placement,
        "tally": events.queries.tally_of(event),
        "gifts": events.queries.gifts_to(event),
        "takes_offers": event.state in events.donating.queries.TAKES_OFFERS,
        "layers": field_of_dots(),
        "side": SIDE,
        "is_open": event.state == Event.State.OPEN,
    }
    return render(request, "events/zone.html", context)
