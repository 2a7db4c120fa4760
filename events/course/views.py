"""The room of the course: the ladder, what the next step needs, and what came before."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import events.balance.queries
import events.balance.standing
import events.course.actions
import events.course.queries
from events.balance.claims import CLAIMING
from events.balance.phrases import STANDINGS, term_words
from events.balance.standing import Standing
from events.course import phrases
from events.course.course import CORRECTABLE, STATES
from events.course.forms import CorrectionForm, StepForm
from events.errors import EventsError
from events.models import Event
from events.organise.desk import Desk, workspace
from events.organise.glance import ladder
from events.team.access import RIGHTS, Right

if TYPE_CHECKING:
    from django.utils.functional import Promise


@require_safe
@workspace()
def course(request: HttpRequest, desk: Desk) -> HttpResponse:
    return _page(request, desk)


@require_POST
@workspace()
def step(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The one step that leads on. Which it is, and who may take it, is the action's to say."""
    form = _step_form(desk, request.POST)
    if not form.is_valid():
        return _page(request, desk, step_form=form, status=422)
    to = request.POST.get("to", "")
    try:
        events.course.actions.advance(event=desk.event, to=to, why=form.cleaned_data["why"], by=desk.user)
    except EventsError as error:
        form.add_error(None, phrases.error_words(error))
        return _page(request, desk, step_form=form, status=422)
    words = gettext("The event is “%(state)s” now.") % {"state": phrases.state_name(desk.event.state)}
    messages.success(request, words)
    return redirect("organise:course", desk.event.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace(Right.DRAFT)
def correct(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The question first, with what comes under review."""
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            events.course.actions.correct(event=desk.event, reason=form.cleaned_data["reason"], by=desk.user)
        except EventsError as error:
            form.add_error(None, phrases.error_words(error))
        else:
            words = gettext(
                "A new version of the inventory has begun. What stood on the old one is under review."
            )
            messages.success(request, words)
            return redirect("organise:course", desk.event.slug)
    declaration = events.balance.standing.latest_declaration(desk.event)
    context = {
        "desk": desk,
        "room": "course",
        "form": form,
        "can_correct": desk.event.state in CORRECTABLE,
        "version": events.course.queries.latest_submitted(desk.event),
        "declaration": declaration,
        "witnessing": None if declaration is None else events.balance.standing.witnessing_of(declaration),
    }
    return render(request, "organise/course/correct.html", context, status=422 if form.errors else 200)


def _page(
    request: HttpRequest, desk: Desk, *, step_form: StepForm | None = None, status: int = 200
) -> HttpResponse:
    event = desk.event
    following = events.course.queries.next_step(event)
    context: dict[str, Any] = {
        "desk": desk,
        "room": "course",
        "rungs": [(rung, phrases.MEANINGS[each]) for rung, each in zip(ladder(event), STATES, strict=True)],
        "next": following,
        "next_name": "" if following is None else phrases.state_name(following.to_state),
        "button": None if following is None else phrases.BUTTONS.get(following.to_state),
        "may_step": following is not None
        and following.is_taken_by_hand
        and following.right in RIGHTS[desk.role],
        "conditions": events.course.queries.checked(event),
        "form": step_form or _step_form(desk),
        "history": [(each, phrases.state_name(each.from_state), phrases.state_name(each.to_state),
                     phrases.reason_words(each.why)) for each in events.course.queries.history(event)],
        "may_correct": event.state in CORRECTABLE and Right.DRAFT in RIGHTS[desk.role],
        "deadline": "" if event.state in CLAIMING else term_words(events.balance.queries.days_to_deadline(event)),
        "standing": _standing(event),
    }  # fmt: skip
    return render(request, "organise/course/index.html", context, status=status)


def _standing(event: Event) -> "Promise | None":
    """That what was declared last does not hold, in words; None where it does, or nothing was declared."""
    declaration = events.balance.standing.latest_declaration(event)
    found = Standing.STANDS if declaration is None else events.balance.standing.standing_of(declaration)
    return None if found is Standing.STANDS else STANDINGS[found]


def _step_form(desk: Desk, values: Any = None) -> StepForm:
    return StepForm(values, must_say_why=events.course.queries.may_close_early_only(desk.event))
