"""The one screen of questions, its live total, and the result."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

import events.actions
import events.queries
import footprint.queries
from diandian.lib.mass import format_grams
from events.errors import EventNotOpenError, KeyReusedError
from events.forms import AnswersForm
from events.models import Event, Journey, Placement
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
        form = AnswersForm(venues=venues, initial={"key": uuid.uuid4(), "venue": start})
        return _questions(request, event, placement, form)
    form = AnswersForm(request.POST, venues=venues)
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


@never_cache
@require_safe
def estimate(request: HttpRequest, slug: str) -> JsonResponse:
    """The total of the answers so far, for the live figure. The same function computes the result."""
    event = _event(slug)
    answers = request.GET.copy()
    answers["key"] = str(uuid.UUID(int=0))  # an estimate is not written, so it needs no key of its own
    form = AnswersForm(answers, venues=events.queries.venues_of(event))
    if not form.is_valid():  # half-typed answers are no mistake; a venue that is not ours is one
        return JsonResponse({"total": None}, status=422 if "venue" in form.errors else 200)
    try:
        result = footprint.queries.estimate(
            answers=form.answers(), site=events.queries.site_of(form.cleaned_data["venue"])
        )
    except FootprintError:
        return JsonResponse({"total": None})
    return JsonResponse({"total": format_grams(result.total_grams)})


def _event(slug: str) -> Event:
    event = events.queries.event(slug)
    if event is None:
        raise Http404
    return event


def _placement(request: HttpRequest, event: Event) -> Placement | None:
    code = request.POST.get("p") or request.GET.get("p") or ""
    placement = events.queries.placement(code)
    return placement if placement and placement.zone.venue.event_id == event.pk else None


def _questions(
    request: HttpRequest, event: Event, placement: Placement | None, form: AnswersForm, status: int = 200
) -> HttpResponse:
    context = {"event": event, "placement": placement, "form": form, "venues": form.venues.values()}
    return render(request, "events/questions.html", context, status=status)
