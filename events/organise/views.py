"""The workspace's own pages: signing in, one's events, what waits for one, and an event at a glance."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView, PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

import events.organise.waiting
import events.team.queries
from events.organise.desk import Desk, signed_in, workspace
from events.organise.forms import SignInForm
from events.organise.glance import figures, ladder, next_step
from events.team.phrases import ROLE_NAMES
from people.models import User

FIRST_WAITS = 5  # on the page of one's events; a link leads to all

sign_in = LoginView.as_view(
    template_name="organise/sign_in.html",
    authentication_form=SignInForm,
    next_page=reverse_lazy("organise:events"),
    redirect_authenticated_user=True,
)
sign_out = LogoutView.as_view(next_page=reverse_lazy("organise:sign_in"))


class Welcome(PasswordResetConfirmView):
    """Where somebody new chooses a password. The link opens it once; its key stays out of the next addresses."""

    template_name = "organise/welcome.html"
    success_url = reverse_lazy("organise:sign_in")

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        words = gettext("Your password is set, %(name)s. You can sign in with it now.")
        messages.success(self.request, words % {"name": form.user})
        return response


welcome = never_cache(Welcome.as_view())


@require_safe
@signed_in
def events_of_user(request: HttpRequest) -> HttpResponse:
    """One's events with how each stands; what waits stands above them."""
    user = cast("User", request.user)
    found = list(events.team.queries.events_of(user).select_related("organiser"))
    roles = events.team.queries.roles_of(user, found)
    waits = events.organise.waiting.for_user(user)
    context = {
        "rows": [(event, ROLE_NAMES[roles[event.pk]], *next_step(event)) for event in found],
        "waiting": waits[:FIRST_WAITS],
        "more_waiting": max(0, len(waits) - FIRST_WAITS),
        "may_add": user.is_staff and user.has_perm("events.add_event"),
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
    words, address = next_step(desk.event)
    context = {
        "desk": desk,
        "room": "overview",
        "ladder": ladder(desk.event),
        "figures": figures(desk.event),
        "next_words": words,
        "next_address": address,
        "waiting": events.organise.waiting.for_user(desk.user, desk.event),
    }
    return render(request, "organise/overview.html", context)
