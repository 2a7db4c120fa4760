"""The room of the team: who works on the event, as what, and until when."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import events.team.actions
from events.errors import EventsError
from events.models import Membership
from events.organise.desk import Desk, workspace
from events.team.access import Right
from events.team.actions import LoginKey
from events.team.errors import LastDayError, SameOrganizationError, UsernameTakenError
from events.team.forms import LastDayForm, NewMemberForm
from events.team.phrases import ROLE_NAMES, ROLE_PURPOSES, error_words
from events.team.queries import members_of, roles_named_by

# The field beside which a refusal stands; every other one stands above the form.
PLACES: dict[type[EventsError], str] = {
    LastDayError: "last_day",
    SameOrganizationError: "organization",
    UsernameTakenError: "username",
}


@require_safe
@workspace()
def team(request: HttpRequest, desk: Desk) -> HttpResponse:
    roles = [(ROLE_NAMES[role], purpose) for role, purpose in ROLE_PURPOSES.items()]
    context = {"desk": desk, "room": "team", "members": members_of(desk.event, desk.role), "roles": roles}
    return render(request, "organise/team/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace(Right.SET_UP)
def add(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = NewMemberForm(request.POST or None, event=desk.event, reader=desk.role)
    if request.method == "POST" and form.is_valid():
        try:
            return _added(request, desk, form)
        except EventsError as error:
            form.add_error(PLACES.get(type(error)), error_words(error))
    roles = [(ROLE_NAMES[role], ROLE_PURPOSES[role]) for role in roles_named_by(desk.role)]
    return _page(request, desk, "add", {"form": form, "roles": roles})


def _added(request: HttpRequest, desk: Desk, form: NewMemberForm) -> HttpResponse:
    new = form.new_member()
    if form.makes_login:
        membership, key = events.team.actions.add_with_login(event=desk.event, new=new, by=desk.user)
        return _key_page(request, desk, membership, key)
    events.team.actions.add(event=desk.event, new=new, by=desk.user)
    messages.success(request, gettext("%(name)s works on this event from now on.") % {"name": new.user})
    return redirect("organise:team", desk.event.slug)


@require_POST
@workspace(Right.SET_UP)
def new_key(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Another link for somebody who never chose a password: shown on this one answer, and never again."""
    membership = _member(desk, pk)
    try:
        key = events.team.actions.new_login_key(membership=membership, by=desk.user)
    except EventsError as error:
        messages.error(request, error_words(error))
        return redirect("organise:team", desk.event.slug)
    return _key_page(request, desk, membership, key)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace(Right.SET_UP)
def end(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """The question first: whoever is ended loses sight of the event at once."""
    membership = _member(desk, pk)
    if request.method != "POST":
        return _page(request, desk, "end", {"membership": membership})
    try:
        events.team.actions.end(membership=membership, by=desk.user)
    except EventsError as error:
        messages.error(request, error_words(error))
    else:
        words = gettext("%(name)s does not work on this event any more.")
        messages.success(request, words % {"name": membership.user})
    is_own = membership.user == desk.user
    return redirect("organise:events") if is_own else redirect("organise:team", desk.event.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace(Right.SET_UP)
def last_day(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    membership = _member(desk, pk)
    form = LastDayForm(
        request.POST or None, initial={"last_day": events.team.queries.last_day_of(membership)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            events.team.actions.change_last_day(
                membership=membership, last_day=form.cleaned_data["last_day"], by=desk.user
            )
        except EventsError as error:
            form.add_error("last_day" if isinstance(error, LastDayError) else None, error_words(error))
        else:
            messages.success(request, gettext("The last day is changed."))
            return redirect("organise:team", desk.event.slug)
    return _page(request, desk, "last_day", {"membership": membership, "form": form})


def _member(desk: Desk, pk: int) -> Membership:
    rows = Membership.objects.select_related("event", "user", "organization")
    return get_object_or_404(rows, event=desk.event, pk=pk)


def _key_page(request: HttpRequest, desk: Desk, membership: Membership, key: LoginKey) -> HttpResponse:
    address = settings.PUBLIC_URL + reverse("organise:welcome", args=[key.user, key.token])
    days = settings.PASSWORD_RESET_TIMEOUT // 86_400
    return _page(request, desk, "key", {"membership": membership, "address": address, "days": days})


def _page(request: HttpRequest, desk: Desk, name: str, context: dict[str, Any]) -> HttpResponse:
    status = 422 if request.method == "POST" and name != "key" else 200
    context = {"desk": desk, "room": "team", **context}
    return render(request, f"organise/team/{name}.html", context, status=status)
