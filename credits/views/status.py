"""/ledger/status/ and the signed comparisons with outside registries."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from credits.public_queries import status as status_queries
from credits.views.paging import whole_parameter


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    response = render(request, "credits/status.html", {"status": status_queries.status()})
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def reconciliations(request: HttpRequest) -> HttpResponse:
    rows, next_row = status_queries.reconciliations(whole_parameter(request, "before"))
    return render(request, "credits/reconciliations.html", {"rows": rows, "next_row": next_row})
