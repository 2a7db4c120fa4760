"""A journey's own pages: the result, the pledge, and coming back."""

from collections.abc import Callable, Sequence
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import certificates.queries
import events.actions
import events.queries
import footprint.queries
import payments.queries
from credits.errors import InsufficientCreditsError
from diandian.lib import codes
from events.actions import Holder
from events.errors import AlreadyPledgedError, EventNotOpenError, NothingToNeutraliseError
from events.forms import NameForm, PledgeForm, WayHomeForm
from events.models import Journey
from events.pictures import Amount, bar_chart
from footprint.calculation import Alternative
from footprint.calculation.equivalents import Equivalent
from footprint.errors import FootprintError
from payments.errors import GatewayUnavailableError, OrderNotWithdrawableError

JourneyView = Callable[[HttpRequest, Journey], HttpResponse]


def with_journey(view: JourneyView) -> Callable[[HttpRequest, str], HttpResponse]:
    """Find the journey of the address, however its code was typed, or say that there is none."""

    @csrf_exempt  # the right to a journey is its address, see events/views/footprint.py
    @never_cache
    @wraps(view)
    def door(request: HttpRequest, code: str) -> HttpResponse:
        journey = events.queries.journey(code)
        if journey is None:
            return _unknown(request, code)
        return view(request, journey)

    return door


@never_cache
@require_safe
def resume(request: HttpRequest) -> HttpResponse:
    """Come back on any phone by the code that was printed on the page."""
    typed = request.GET.get("code", "")
    if not typed:
        return render(request, "events/resume.html", {})
    if events.queries.journey(typed) is None:
        return _unknown(request, typed)
    return HttpResponseRedirect(reverse("events:journey", args=[codes.normalized(typed)]), status=303)


@with_journey
@require_safe
def journey(request: HttpRequest, journey: Journey) -> HttpResponse:
    """The result, and from the pledge on the state of what follows."""
    return _result_page(request, journey, WayHomeForm())


def _result_page(
    request: HttpRequest, journey: Journey, way_home_form: WayHomeForm, status: int = 200
) -> HttpResponse:
    result = footprint.queries.footprint_of(journey.assessment)
    lines = [line for line in result.lines if line.grams]
    chart = bar_chart([Amount(line.grams, line.low_grams, line.high_grams) for line in lines])
    context = {
        "journey": journey,
        "event": journey.event,
        "footprint": result,
        "method": journey.assessment.factor_set.method,
        "chart": chart,
        "lines": list(zip(lines, chart.bars, strict=True)),
        "alternatives": _alternatives(journey),
        "equivalents": _equivalents(journey),
        "ways_home": Journey.WayHome.choices,
        "way_home_form": way_home_form,
        "certificate_path": _certificate_path(journey),
        "checkout_path": _checkout_path(journey),
        "needs_staff": journey.order is not None and payments.queries.needs_staff(journey.order),
        "is_being_paid": journey.order is not None and payments.queries.is_being_paid(journey.order),
    }
    return render(request, "events/journey.html", context, status=status)


@with_journey
@require_POST
def way_home(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Keep the pledge for the way home."""
    form = WayHomeForm(request.POST)
    if not form.is_valid():
        return _result_page(request, journey, form, status=422)
    events.actions.pledge_way_home(journey=journey, way_home=form.cleaned_data["way_home"])
    return HttpResponseRedirect(reverse("events:journey", args=[journey.code]) + "#way-home", status=303)


@with_journey
@require_POST
def withdraw(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Give up an unpaid purchase and choose again."""
    try:
        events.actions.withdraw_purchase(journey=journey)
    except (OrderNotWithdrawableError, GatewayUnavailableError):
        # It is paid by now, or nobody can know yet: the journey's page tells how it stands.
        return HttpResponseRedirect(reverse("events:journey", args=[journey.code]), status=303)
    return HttpResponseRedirect(reverse("events:neutralise", args=[journey.code]), status=303)


@with_journey
@require_http_methods(["GET", "HEAD", "POST"])
def neutralise(request: HttpRequest, journey: Journey) -> HttpResponse:
    """GET: free or bought, and the name. POST: the pledge."""
    if journey.stage not in events.actions.UNPLEDGED:
        return HttpResponseRedirect(_onward(journey), status=303)
    if request.method != "POST":
        return _pledge_page(request, journey, PledgeForm())
    form = PledgeForm(request.POST)
    if not form.is_valid():
        return _pledge_page(request, journey, form, status=422)
    holder = Holder(
        name=form.cleaned_data["name"],
        name_is_public=form.cleaned_data["show_name"] == "yes",
        language=get_language() or "zh-hans",
    )
    action = (
        events.actions.neutralise_free
        if form.cleaned_data["way"] == "free"
        else events.actions.neutralise_bought
    )
    try:
        return HttpResponseRedirect(_onward(action(journey=journey, holder=holder)), status=303)
    except InsufficientCreditsError:
        form.add_error(
            "way", _("These credits have just run out. Nothing was taken; please choose another way.")
        )
    except NothingToNeutraliseError:
        form.add_error(None, _("Your footprint is zero: there is nothing to neutralise."))
    except EventNotOpenError:
        return render(request, "events/closed.html", {"event": journey.event}, status=409)
    except AlreadyPledgedError:
        journey.refresh_from_db()
        return HttpResponseRedirect(_onward(journey), status=303)
    return _pledge_page(request, journey, form, status=409)


@with_journey
@require_POST
def name(request: HttpRequest, _journey: Journey) -> HttpResponse:
    """What is wrong with a name, while its form is still open. Nothing of it is kept, and no address holds it."""
    return JsonResponse({"errors": NameForm(request.POST).errors.get("name", [])})


def _alternatives(journey: Journey) -> Sequence[Alternative]:
    """The same trip another way, by the journey's own factors; none if the city has left the place list since."""
    try:
        return footprint.queries.alternatives_of(journey.assessment)
    except FootprintError:
        return ()


def _equivalents(journey: Journey) -> Sequence[Equivalent]:
    """What else weighs as much, by the journey's own factors."""
    try:
        return footprint.queries.equivalents_of(journey.assessment)
    except FootprintError:
        return ()


def _pledge_page(request: HttpRequest, journey: Journey, form: PledgeForm, status: int = 200) -> HttpResponse:
    context = {
        "journey": journey,
        "event": journey.event,
        "form": form,
        "offer": events.queries.offer_for(journey),
        "donors": events.queries.donors_of(journey.event),
    }
    return render(request, "events/neutralise.html", context, status=status)


def _onward(journey: Journey) -> str:
    """Where a pledged journey goes next: to the checkout while it is unpaid, else to its certificate."""
    return (
        _checkout_path(journey)
        or _certificate_path(journey)
        or reverse("events:journey", args=[journey.code])
    )


def _checkout_path(journey: Journey) -> str:
    """Where the journey's purchase is paid, while it can be."""
    order = journey.order
    if order is None or journey.stage != Journey.Stage.PLEDGED or order.state != "awaiting":
        return ""
    return payments.queries.checkout_path(order)


def _certificate_path(journey: Journey) -> str:
    """The certificate's address as its holder gets it: with the key where the name is kept private."""
    if journey.certificate is None:
        return ""
    return certificates.queries.holder_path(journey.certificate)


def _unknown(request: HttpRequest, typed: str) -> HttpResponse:
    return render(request, "events/resume.html", {"unknown": True, "typed": typed[:40]}, status=404)
