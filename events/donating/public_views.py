"""What donors see without a login: the form, how their offer stands, and where their credits are."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

import events.donating.actions
import events.donating.queries
from events.donating.errors import OffersClosedError, TooManyOffersError, TooOftenError
from events.donating.forms import OfferForm
from events.donating.phrases import BECAME, RULES, error_words, registry_name, serial_warnings
from events.donating.picture import dots
from events.errors import EventsError
from events.models import Event

# A form of texts and one file of at most 10 MB; more is not even read.
BODY_BYTES_MAX = 11_000_000


# Like the spectator's pages this one knows no login and reads no cookie that grants anything: see
# events/views/footprint.py. Its form is sent to "?send", so that going back shows what was typed, with its key.
@csrf_exempt
@cache_control(private=True, no_cache=True)
@require_http_methods(["GET", "HEAD", "POST"])
def donate(request: HttpRequest, slug: str) -> HttpResponse:
    """GET: the form. POST: keep the offer, and go on to its own page."""
    event = _event(slug)
    if not events.donating.queries.takes_offers(event):
        return _form_page(request, event, None, status=409)
    if request.method != "POST":
        return _form_page(request, event, OfferForm(initial={"key": uuid.uuid4()}))
    if _body_bytes(request) > BODY_BYTES_MAX:
        return render(request, "events/donate_too_large.html", {"event": event}, status=413)
    form = OfferForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form_page(request, event, form, status=422)
    try:
        new = form.new_offer(event, get_language() or "zh-hans")
        address = request.META.get("REMOTE_ADDR", "")
        offer = events.donating.actions.offer(new=new, key=form.offer_key(), address=address)
    except OffersClosedError:
        return _form_page(request, event, None, status=409)
    except EventsError as error:
        too_many = isinstance(error, TooManyOffersError | TooOftenError)
        form.add_error(None if too_many else "evidence", error_words(error))
        return _form_page(request, event, form, status=422)
    return redirect("events:offer", event.slug, offer.reference)


@never_cache
@require_safe
def offer(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """How an offer stands. Whoever has the reference sees it; no name or address of a person is on it."""
    event = _event(slug)
    row = events.donating.queries.offer_by(event, reference)
    if row is None:
        context = {"event": event, "reference": reference[:40]}
        return render(request, "events/offer_unknown.html", context, status=404)
    donation = row.donation
    context = {
        "event": event,
        "offer": row,
        "registry": registry_name(row.registry),
        "warnings": serial_warnings(row.serials, events.donating.queries.serials_of(row)),
        "donation": donation,
        "certificate": events.donating.queries.certificate_numbers([donation]).get(donation.pk)
        if donation is not None
        else None,
    }
    return render(request, "events/offer.html", context)


@require_safe
def donors(request: HttpRequest) -> HttpResponse:
    """Everybody who gave to an event."""
    return render(request, "events/donors.html", {"givers": events.donating.queries.donors()})


@require_safe
def donor(request: HttpRequest, slug: str) -> HttpResponse:
    """What became of everything that a donor gave, to the gram."""
    trace = events.donating.queries.donors_trace(slug)
    if trace is None:
        raise Http404
    became = [(words, getattr(trace.total, name), colour) for name, words, colour in BECAME]
    became = [row for row in became if row[1]]
    context = {
        "trace": trace,
        "donor": trace.donor,
        "became": became,
        "picture": dots([(colour, grams) for _words, grams, colour in became]),
        "stays": [
            (stay, [(words, grams) for name, words, _c in BECAME if (grams := getattr(stay.flow, name))])
            for stay in trace.stays
        ],
    }
    return render(request, "events/donor.html", context)


def _body_bytes(request: HttpRequest) -> int:
    """How much is sent. Where that is no number Django reads nothing, and what is missing is said in the form."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _event(slug: str) -> Event:
    event = events.donating.queries.event_for_donors(slug)
    if event is None:
        raise Http404
    return event


def _form_page(request: HttpRequest, event: Event, form: OfferForm | None, status: int = 200) -> HttpResponse:
    """The form with what was typed; without one, that no offers are taken any more."""
    context = {"event": event, "form": form, "rule": RULES[event.leftover_rule]}
    return render(request, "events/donate.html", context, status=status)
