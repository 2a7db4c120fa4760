"""What every page of the workspace begins with: who asks, for which event, and what they may do there."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

import events.team.queries
from events.models import Event
from events.team.access import RIGHTS, Right, Role
from events.team.phrases import ROLE_NAMES
from people.models import User

if TYPE_CHECKING:
    from django.utils.functional import Promise, _StrPromise

SIGN_IN = "organise:sign_in"
# The rooms in the order of the navigation, and the right that opens each. A room's first page has its name.
ROOMS = {
    "overview": (_("Overview"), Right.SEE),
    "places": (_("Places and posters"), Right.SEE),
    "measures": (_("Measures"), Right.SEE),
    "inventory": (_("Inventory"), Right.SEE),
    "verification": (_("Verification"), Right.SEE),
    "donations": (_("Donations"), Right.SEE),
    "balance": (_("Balance"), Right.SEE),
    "reports": (_("Reports"), Right.SEE),
    "course": (_("Course"), Right.SEE),
    "evidence": (_("Evidence"), Right.SEE_EVIDENCE),
    "team": (_("Team"), Right.SEE),
}


@dataclass(frozen=True, slots=True)
class Room:
    """An entry of the navigation."""

    name: str
    words: "_StrPromise"
    address: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A person at work on an event. Templates ask `desk.may.set_up` and the like."""

    event: Event
    user: User
    role: Role

    @property
    def role_name(self) -> "Promise":
        return ROLE_NAMES[self.role]

    @property
    def rooms(self) -> list[Room]:
        """The rooms that this person may enter."""
        return [
            Room(name, words, reverse(f"organise:{name}", args=[self.event.slug]))
            for name, (words, right) in ROOMS.items()
            if right in RIGHTS[self.role]
        ]

    @property
    def may(self) -> dict[str, bool]:
        return {right.value.replace("-", "_"): right in RIGHTS[self.role] for right in Right}


Page = Callable[..., HttpResponseBase]


def workspace(right: Right = Right.SEE) -> Callable[[Page], Page]:
    """A page at /organise/events/<slug>/…: called with the request and its Desk.

    Without a login one is asked for; an event of others is a 404; without the right, 403.
    """

    def decorate(page: Page) -> Page:
        @never_cache
        @login_required(login_url=SIGN_IN)
        @functools.wraps(page)
        def found(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponseBase:
            user = cast("User", request.user)
            event = events.team.queries.events_of(user).select_related("organiser").filter(slug=slug).first()
            role = None if event is None else events.team.queries.role_of(user, event)
            if event is None or role is None:
                raise Http404
            desk = Desk(event, user, role)
            if right not in RIGHTS[role]:
                return render(request, "organise/not_allowed.html", {"desk": desk}, status=403)
            return page(request, desk, **kwargs)

        return found

    return decorate


def signed_in(page: Page) -> Page:
    """A page of the workspace that belongs to no single event: called with the request, whose user is known."""
    return never_cache(login_required(login_url=SIGN_IN)(page))
