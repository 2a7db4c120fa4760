"""The workspace's own pages: signing in, one's events, what waits for one, and an event at a glance."""

from typing import cast

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.views.decorators.http import require_safe

import events.organise.waiting
import events.team.queries
from events.organise.desk import Desk, signed_in, workspace
from people.models import User

sign_in = LoginView.as_view(
    template_name="organise/sign_in.html",
    next_page=reverse_lazy("organise:events"),
    redirect_authenticated_user=True,
)
sign_out = LogoutView.as_view(next_page=reverse_lazy("organise:sign_in"))


@require_safe
@signed_in
def events_of_user(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    context = {
        "events": events.team.queries.events_of(user),
        "waiting": events.organise.waiting.for_user(user),
    }
    return render(request, "organise/events.html", context)


@require_safe
@signed_in
def waiting(request: HttpRequest) -> HttpResponse:
    """Everything that waits for this person: what somebody else proposed, and what they have to do next."""
    waits = events.organise.waiting.for_user(cast("User", request.user))
    return render(request, "organise/waiting.html", {"waiting": waits})


@require_safe
@workspace()
def overview(request: HttpRequest, desk: Desk) -> HttpResponse:
    context = {
        "desk": desk,
        "room": "overview",
        "waiting": events.organise.waiting.for_user(desk.user, desk.event),
    }
    return render(request, "organise/overview.html", context)
