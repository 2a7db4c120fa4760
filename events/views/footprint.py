"""The one screen of questions, its live total, and the result."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

import events.actions
import events.queries
import footprint.queries
from events.errors import EventNotOpenError, KeyReusedError
from events.forms import AnswersForm
from events.models import Event, Journey, Placement, Venue
from footprint.errors import FootprintError


# The spectator's pages hold no login and read no cookie that grants anything: the right to a journey is its
# address. A forged request could do nothing in somebody's name, so they carry no CSRF token, and no cookie.
# Going back shows the page as it was, with the key that was sent, so that sending again finds the same journey.
# So it may be stored, and its form is sent to "?send": a POST to the same address would throw the page away.
@csrf_exempt
@cache_control(private=True, no_cache=True)
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """GET: the questions. POST: record the answers and go on to the result."""
    event = _event(slug)
    placement = _placement(request, event)
    venues = events.queries.venues_of(event)
    if event.state != Event.State.OPEN or not venues:
        return render(request, "events/closed.html", {"event": event}, status=409)
    if request.method != "POST":
        start = placement.zone.venue.slug if placement else venues[0].slug
        form = _form(venues, None, initial={"key": uuid.uuid4(), "venue": start})
        return _questions(request, event, placement, form)
    form = _form(venues, request.POST)
    if not form.is_valid():
        return _questions(request, event, placement, form, status=422)
    try:
        journey = _start(form, placement)
    except EventNotOpenError:
        return render(request, "events/closed.html", {"event": event}, status=409)
    except FootprintError as error:
        form.refuse(error)
        return _questions(request, event, placement, form, status=422)
    return HttpResponseRedirect(reverse("events:journey", args=[journey.code]), status=303)


def _start(form: AnswersForm, placement: Placement | None) -> Journey:
    """The journey of a valid form. Back, other answers, and sent again: a new one; the first one stands."""
    for key in (form.journey_key(), uuid.uuid4()):
        try:
            return events.actions.start_journey(
                venue=form.cleaned_data["venue"],
                placement=placement,
                answers=form.answers(),
                language=get_language() or "zh-hans",
                key=key,
            )
        except KeyReusedError:
            continue
    raise RuntimeError("A random key came twice.")


@cache_control(public=True, max_age=3600)
@require_safe
def table(request: HttpRequest, slug: str) -> JsonResponse:
    """Whole grams of every option, counted by the engine, for the live total to add up.

    Without `origin`: what hangs on the venue alone. With it: the ways from the named city; null if unknown. The
    page adds a version to the address, so that a kept answer is never an old one.
    """
    event = _event(slug)
    venues = {venue.slug: venue for venue in events.queries.venues_of(event)}
    venue = venues.get(request.GET.get("venue", ""))
    if venue is None:
        return JsonResponse({"detail": "unknown venue"}, status=422)
    if "origin" not in request.GET:
        return JsonResponse(events.queries.stay_table(venue).as_json())
    origin = footprint.queries.place_named(request.GET["origin"][:80])
    if origin is None:
        return JsonResponse(None, safe=False)
    if origin.code == event.host_place:
        return JsonResponse({"is_host": True, "modes": {}})
    ways = footprint.queries.way_table(origin=origin, site=events.queries.site_of(venue))
    return JsonResponse({"is_host": False, **ways.as_json()})


def _event(slug: str) -> Event:
    event = events.queries.event(slug)
    if event is None:
        raise Http404
    return event


def _placement(request: HttpRequest, event: Event) -> Placement | None:
    code = request.POST.get("p") or request.GET.get("p") or ""
    placement = events.queries.placement(code)
    return placement if placement and placement.zone.venue.event_id == event.pk else None


def _form(venues: list[Venue], given: QueryDict | None, **options: Any) -> AnswersForm:
    return AnswersForm(given, venues=venues, stay=events.queries.stay_table(venues[0]), **options)


def _questions(
    request: HttpRequest, event: Event, placement: Placement | None, form: AnswersForm, status: int = 200
) -> HttpResponse:
    venues = list(form.venues.values())
    chosen = form.venues.get(str(form["venue"].value()), venues[0])
    context = {
        "event": event,
        "placement": placement,
        "form": form,
        "venues": venues,
        "chosen": chosen,
        "table": events.queries.stay_table(chosen).as_json(),
        "version": events.queries.counting_version(venues),
    }
    return render(request, "events/questions.html", context, status=status)
