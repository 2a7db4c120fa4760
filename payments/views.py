"""The pages of those who pay, and the address that gateways speak to."""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from payments import actions, phrases, queries
from payments.errors import (
    GatewayNotConfiguredError,
    OrderNotPayableError,
    PaymentsError,
    UnknownGatewayError,
)
from payments.gateway import AttemptState, OrderState, Payer
from payments.gateways import gateway_named, offered_names
from payments.models import Order

NOTIFICATION_MAX_BYTES = 65_536
LENGTH = re.compile(r"[0-9]{1,18}")


# The right to an order is its address, and the form only leads to a gateway: no cookie grants anything here, so
# a forged request could do nothing in somebody's name, and who blocks cookies can pay as well.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest, code: str) -> HttpResponse:
    """One order: what it is and costs, and the one next step."""
    order = _order_or_404(code)
    if request.method != "POST":
        return _page(request, order)
    try:
        attempt = actions.start_attempt(
            order=order, gateway=request.POST.get("gateway", ""), payer=_payer(request)
        )
    except OrderNotPayableError:
        order.refresh_from_db()
        return _page(request, order, status=409)
    except (UnknownGatewayError, GatewayNotConfiguredError):
        return _page(request, order, status=400, problem=_("Please choose one of the ways to pay below."))
    except PaymentsError:
        problem = _("The payment service does not answer. Nothing was charged. Please try again in a moment.")
        return _page(request, order, status=503, problem=problem)
    if attempt.redirect_url.startswith("/"):
        return _see_other(attempt.redirect_url)
    # A form may lead to our own host only (Content-Security-Policy: form-action), so the way out is a link.
    return redirect("payments:leave", code=order.address_code)


@never_cache
@require_safe
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """The way out to a gateway on another host: a page of ours with a link."""
    order = _order_or_404(code)
    attempt = order.attempts.filter(state=AttemptState.CREATED).exclude(redirect_url="").first()
    if attempt is None:
        return redirect(queries.checkout_path(order))
    gateway = phrases.GATEWAYS.get(attempt.gateway, attempt.gateway)
    return render(request, "payments/leave.html", {"order": order, "attempt": attempt, "gateway": gateway})


# A gateway has no cookie of ours and no form: its signature over the raw body takes the token's place.
@csrf_exempt
@never_cache
@require_POST
def notify(request: HttpRequest, gateway: str) -> HttpResponse:
    """What gateways say comes in here; the answer is in the gateway's own words."""
    try:
        door = gateway_named(gateway)
    except (UnknownGatewayError, GatewayNotConfiguredError):
        raise Http404 from None
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not LENGTH.fullmatch(length):
        return HttpResponse(status=400)
    if int(length) > NOTIFICATION_MAX_BYTES:
        return HttpResponse(status=413)
    outcome = actions.receive_notification(gateway=gateway, headers=request.headers, body=request.body)
    answer = door.acknowledge(outcome)
    return HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)


def _order_or_404(code: str) -> Order:
    order = queries.order_at(code)
    if order is None:
        raise Http404("No such order.")
    return order


def _page(request: HttpRequest, order: Order, *, status: int = 200, problem: str = "") -> HttpResponse:
    seconds_left = int((order.expires_at - timezone.now()).total_seconds())
    # The sweeper comes every few seconds; the page does not offer in the meantime what would be refused.
    is_over = order.state == OrderState.AWAITING and seconds_left <= 0
    context: dict[str, Any] = {
        "order": order,
        "state": OrderState.EXPIRED.value if is_over else order.state,
        "minutes_left": max(1, -(-seconds_left // 60)),
        "gateways": [(name, phrases.GATEWAYS.get(name, name)) for name in offered_names()],
        "needs_staff": queries.needs_staff(order),
        "has_stuck_refund": queries.has_stuck_refund(order),
        "returned_fen": queries.returned_fen(order),
        "problem": problem,
    }
    return render(request, "payments/checkout.html", context, status=status)


def _payer(request: HttpRequest) -> Payer:
    return Payer(ip=request.META.get("REMOTE_ADDR", ""), user_agent=request.headers.get("User-Agent", ""))


def _see_other(address: str) -> HttpResponse:
    response = HttpResponse(status=303)
    response["Location"] = address
    return response
