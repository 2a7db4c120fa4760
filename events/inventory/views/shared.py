"""What the pages of the room share."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

import events.inventory.queries
from events.errors import EventsError
from events.inventory import exporting
from events.inventory.errors import NotADraftError
from events.inventory.phrases import error_words
from events.models import Inventory
from events.organise.desk import Desk

Table = Sequence[Sequence[str]]
Notes = Sequence[tuple[str, str]]
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def found(desk: Desk, kind: str, number: int) -> Inventory:
    """The version of an address, or 404."""
    row = events.inventory.queries.version(desk.event, kind, number)
    if row is None:
        raise Http404
    return row


def of_draft(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of a draft, called with it; of a version that was submitted meanwhile, back to that with the reason."""

    @functools.wraps(view)
    def page_of_draft(
        request: HttpRequest, desk: Desk, kind: str, number: int, **kwargs: Any
    ) -> HttpResponse:
        row = found(desk, kind, number)
        if row.state != Inventory.State.DRAFT:
            messages.error(request, error_words(NotADraftError(row.state)))
            return to_version(desk, row)
        return view(request, desk, row, **kwargs)

    return page_of_draft


def page(request: HttpRequest, desk: Desk, name: str, context: dict[str, Any]) -> HttpResponse:
    everywhere = {"desk": desk, "room": "inventory"}
    return render(request, f"organise/inventory/{name}.html", {**everywhere, **context})


def to_version(desk: Desk, inventory: Inventory) -> HttpResponse:
    return redirect("organise:inventory_version", desk.event.slug, inventory.kind, inventory.number)


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form with files is bound to."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def refuse(form: forms.Form, error: EventsError) -> None:
    form.add_error(None, error_words(error))


def attached(table: Table, name: str, ending: str, *, title: str, notes: Notes = ()) -> HttpResponse:
    """A table to download, as CSV or as a workbook with its notes; 404 for any other ending."""
    if ending not in MEDIA_TYPES:
        raise Http404
    content = exporting.as_csv(table) if ending == "csv" else exporting.as_workbook(table, title, notes)
    response = HttpResponse(content, content_type=MEDIA_TYPES[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
