"""The sandbox's hosted page: what a payer would see on a gateway's own host."""

import logging

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from payments import tasks
from payments.models import SandboxTransaction
from payments.sandbox import service

logger = logging.getLogger(__name__)


class KnobsForm(forms.Form):
    """How badly the gateway is to behave. All of it may be left alone."""

    late_seconds = forms.IntegerField(
        label=_("Notify late, by so many seconds"),
        required=False,
        min_value=0,
        max_value=service.LONGEST_DELAY_SECONDS,
    )
    twice = forms.BooleanField(label=_("Notify twice"), required=False)
    out_of_order = forms.BooleanField(label=_("Notify out of order: older news last"), required=False)
    wrong_amount = forms.BooleanField(label=_("Take a wrong amount: 1 fen more"), required=False)
    bad_signature = forms.BooleanField(label=_("Sign wrongly"), required=False)
    silent = forms.BooleanField(label=_("Do not notify at all"), required=False)

    @property
    def knobs(self) -> service.Knobs:
        return service.Knobs(**{name: value for name, value in self.cleaned_data.items() if value})


# The page plays a service on another host, which knows no cookie of ours and so no token either. Whoever
# knows its address may pay, as at any gateway; no real money and no login is behind it.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Pay or cancel one transaction; afterwards the browser goes back to the shop."""
    row = SandboxTransaction.objects.filter(page_code=code).first()
    if row is None or not settings.PAYMENT_SANDBOX:
        raise Http404("No such transaction.")
    if request.method != "POST":
        return _page(request, row, KnobsForm())
    form = KnobsForm(request.POST)
    choice = request.POST.get("choice")
    if choice not in {"pay", "pay although closed", "cancel"} or not form.is_valid():
        return _page(request, row, form, status=400)
    if choice == "cancel":
        deliveries = service.cancel(row.attempt_number)
    else:
        although_closed = choice == "pay although closed"
        deliveries = service.pay(row.attempt_number, form.knobs, although_closed=although_closed)
    for delivery in deliveries:
        _send(delivery)
    row.refresh_from_db()
    if choice == "pay" and row.state == "closed":
        return _page(request, row, form, status=409)
    response = HttpResponse(status=303)
    response["Location"] = row.return_path
    return response


def _page(
    request: HttpRequest, row: SandboxTransaction, form: KnobsForm, *, status: int = 200
) -> HttpResponse:
    return render(request, "payments/sandbox.html", {"transaction": row, "form": form}, status=status)


def _send(delivery: service.Delivery) -> None:
    """Hand a notification to the worker. If that fails it is lost, as real ones are, and our side asks."""
    try:
        tasks.sandbox_notify.apply_async(
            args=(delivery.body, delivery.is_forged), countdown=delivery.after_seconds, retry=False
        )
    except Exception as error:  # whatever a broker's client raises
        logger.warning("The sandbox could not notify: %s", error)
