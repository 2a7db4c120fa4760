"""Entering, changing and removing a line of a draft."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

import events.evidence.actions
import events.inventory.actions as actions
from diandian.tongue import is_chinese
from events.errors import EventsError
from events.evidence.errors import FileRefusedError, NoRoomError
from events.evidence.phrases import refusal_words as evidence_words
from events.inventory.entering import RefusedRowsError
from events.inventory.forms import LineForm
from events.inventory.phrases import error_words
from events.inventory.views import shared
from events.models import EvidenceFile, Inventory, InventoryLine
from events.organise.desk import Desk, workspace
from events.team.access import Right


@require_http_methods(["GET", "HEAD", "POST"])
@workspace(Right.DRAFT)
@shared.of_draft
def add_line(request: HttpRequest, desk: Desk, row: Inventory) -> HttpResponse:
    """A form for a new line, of the source that was asked for."""
    initial = {"source": request.GET.get("source", "")}
    return _page(request, desk, row, None, LineForm(row, *shared.sent(request), initial=initial))


@require_http_methods(["GET", "HEAD", "POST"])
@workspace(Right.DRAFT)
@shared.of_draft
def line(request: HttpRequest, desk: Desk, row: Inventory, line_id: UUID) -> HttpResponse:
    """A line of a draft, to enter anew."""
    found = _line(row, line_id)
    form = LineForm(row, *shared.sent(request), initial=LineForm.initial_of(found))
    return _page(request, desk, row, found, form)


@require_POST
@workspace(Right.DRAFT)
def remove_line(request: HttpRequest, desk: Desk, kind: str, number: int, line_id: UUID) -> HttpResponse:
    row = shared.found(desk, kind, number)
    try:
        actions.remove_line(inventory=row, line_id=line_id, by=desk.user)
    except EventsError as error:
        messages.error(request, error_words(error))
    else:
        messages.success(request, gettext("The line is removed from this draft."))
    return shared.to_version(desk, row)


def _line(row: Inventory, line_id: UUID) -> InventoryLine:
    lines = row.lines.select_related("evidence").defer("evidence__content")
    found = lines.filter(line_id=line_id).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, desk: Desk, row: Inventory, existing: InventoryLine | None, form: LineForm
) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and _written(desk, row, existing, form):
        messages.success(request, gettext("The line is in the draft."))
        return shared.to_version(desk, row)
    context = {"version": row, "line": existing, "form": form, "factors": _options(form)}
    return shared.page(request, desk, "line", context)


def _written(desk: Desk, row: Inventory, existing: InventoryLine | None, form: LineForm) -> bool:
    """Keep the file and write the line; False with the reasons in the form."""
    try:
        file = _kept(desk, form)
        if existing is None:
            actions.add_line(inventory=row, entered=form.entered, by=desk.user, evidence=file)
        else:
            actions.change_line(
                inventory=row,
                line_id=existing.line_id,
                entered=form.entered,
                by=desk.user,
                evidence=file,
            )
    except RefusedRowsError as error:
        form.refuse(error)
    except (FileRefusedError, NoRoomError) as error:
        form.add_error("evidence", evidence_words(error))
    except EventsError as error:
        shared.refuse(form, error)
    else:
        return True
    return False


def _kept(desk: Desk, form: LineForm) -> EvidenceFile | None:
    title = form.cleaned_data["name_zh" if is_chinese() else "name_en"]
    return events.evidence.actions.keep_chosen(
        event=desk.event, chosen=form.cleaned_data["evidence"], title=title, by=desk.user
    )


def _options(form: LineForm) -> list[tuple[str, str]]:
    """The factors of the version's set for the list that the browser searches: code, and what it says."""
    language = "zh" if is_chinese() else "en"
    return [
        (
            code,
            f"{factor.activity_in(language)} · {factor.grams_per_unit.normalize():f} g/{factor.unit} · {factor.grade}",
        )
        for code, factor in form.factors.items()
    ]
