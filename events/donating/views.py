"""Pages of the room."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.organise.desk import Desk, workspace


@require_safe
@workspace()
def donations(request: HttpRequest, desk: Desk) -> HttpResponse:
    return render(request, "organise/donations/index.html", {"desk": desk, "room": "donations"})
