"""Filling a draft from the spectators' answers: what they say, by which method, and how sure it is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

import events.inventory.actions as actions
from diandian.tongue import is_chinese
from events.errors import EventsError
from events.inventory.actions.spectators import estimated_lines
from events.inventory.answers import Filling
from events.inventory.forms import FillForm
from events.inventory.lines import total_of
from events.inventory.phrases import method_words, source_words
from events.inventory.views import shared
from events.models import Inventory
from events.organise.desk import Desk, workspace
from events.team.access import Right


@require_http_methods(["GET", "HEAD", "POST"])
@workspace(Right.DRAFT)
@shared.of_draft
def spectators(request: HttpRequest, desk: Desk, row: Inventory) -> HttpResponse:
    """Choose how, look at the estimate, and put it into the draft: only the last step writes."""
    form = FillForm(request.POST or None)
    context = {"version": row, "form": form}
    if request.method == "POST" and form.is_valid():
        filling = Filling(**form.cleaned_data)
        try:
            if "confirmed" in request.POST:
                filled = actions.fill_from_spectators(inventory=row, by=desk.user, filling=filling)
                words = gettext("The spectators' lines are in the draft, from %(count)s answers.")
                messages.success(request, words % {"count": f"{filled.sample.pooled.count:,}"})
                return shared.to_version(desk, row)
            lines, sample = estimated_lines(desk.event, filling)
        except EventsError as error:
            shared.refuse(form, error)
        else:
            name = "name_zh" if is_chinese() else "name_en"
            context |= {
                "estimates": [
                    (source_words(line.source), getattr(line, name), line, method_words(line.method))
                    for line in lines
                ],
                "sample": sample,
                "answers": sample.pooled.count,
                "people": round(sample.people),
                "total": total_of(lines),
            }
    return shared.page(request, desk, "spectators", context)
