"""Pages of the room: what can be made, what was made, one of them on its way, its files; and the organiser's texts."""

from urllib.parse import quote

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import events.reports.actions
import events.reports.queries
from events.errors import EventsError
from events.models import Report
from events.organise.desk import Desk, workspace
from events.reports.blocks import Figure, Headlines, Table
from events.reports.errors import UnfitTextsError
from events.reports.forms import AskForm, TextsForm
from events.reports.phrases import ABOUT, NOT_YET, STEPS, error_words, unfit_words
from events.reports.preview import preview_of
from events.reports.progress import step_at
from events.reports.sections import SECTIONS
from events.reports.texts import claiming_state, unfit_texts
from events.team.access import Right

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "zip": "application/zip",
}
ROOM = "reports"


@require_safe
@workspace()
def reports(request: HttpRequest, desk: Desk) -> HttpResponse:
    possible = events.reports.queries.possible_kinds(desk.event)
    context = {
        "desk": desk,
        "room": ROOM,
        "languages": Report.Language.choices,
        "documents": [
            {
                "kind": kind,
                "title": Report.Kind(kind).label,
                "about": ABOUT[kind],
                "is_possible": kind in possible,
                "not_yet": NOT_YET.get(kind, ""),
                "has_texts": kind in SECTIONS,
                "has_language": kind != Report.Kind.PACK,
                "may_ask": desk.may["download" if kind == Report.Kind.PACK else "report"],
            }
            for kind in Report.Kind.values
        ],
        "reports": events.reports.queries.reports_of(desk.event),
        "under_review": events.reports.queries.under_review(desk.event),
    }
    return render(request, "organise/reports/index.html", context)


@require_POST
@workspace()
def ask(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = AskForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("There is no such document."))
        return redirect("organise:reports", desk.event.slug)
    try:
        row = events.reports.actions.ask(
            event=desk.event,
            kind=form.cleaned_data["kind"],
            language=form.cleaned_data["language"],
            by=desk.user,
        )
    except UnfitTextsError as error:
        messages.error(request, error_words(error))
        return redirect("organise:report_texts", desk.event.slug, error.kind)
    except EventsError as error:
        messages.error(request, error_words(error))
        return redirect("organise:reports", desk.event.slug)
    if row.state == Report.State.READY:
        words = gettext("You had this made within the last day. Another one can be made a day after it.")
        messages.info(request, words)
    return redirect("organise:report", desk.event.slug, row.pk)


@require_safe
@workspace()
def report(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    """One report: how far it is, looked at again every few seconds; then its files and what is in it."""
    row = _report(desk, number)
    is_on_its_way = row.state in events.reports.actions.ON_ITS_WAY
    is_failed = row.state == Report.State.FAILED
    blocks = preview_of(row.numbers, get_language() or "") if row.state == Report.State.READY else []
    unfit = unfit_texts(desk.event, row.kind) if is_failed else []
    context = {
        "desk": desk,
        "room": ROOM,
        "report": row,
        "is_on_its_way": is_on_its_way,
        "is_failed": is_failed,
        "is_under_review": row.pk in events.reports.queries.under_review(desk.event),
        "unfit": unfit_words(row.kind, unfit) if unfit else "",
        "step": STEPS[step_at(row.progress_percent)],
        "headlines": [each for each in blocks if isinstance(each, Headlines)],
        "figures": [each for each in blocks if isinstance(each, Figure)],
        "tables": [each for each in blocks if isinstance(each, Table)],
    }
    return render(request, "organise/reports/report.html", context)


@require_safe
@workspace(Right.DOWNLOAD)
def download(request: HttpRequest, desk: Desk, number: int, file_format: str) -> HttpResponse:
    row = events.reports.queries.report_file(desk.event, number, file_format)
    if row is None:
        raise Http404
    response = HttpResponse(bytes(row.content), content_type=MEDIA_TYPES[row.format])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.file_name)}"
    response["ETag"] = f'"{row.digest}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@workspace(Right.REPORT)
def texts(request: HttpRequest, desk: Desk, kind: str) -> HttpResponse:
    if kind not in SECTIONS:
        raise Http404
    sections = events.reports.queries.written_sections(desk.event, kind)
    form = TextsForm(sections, request.POST or None, state=claiming_state(desk.event))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            for section, written in form.texts().items():
                events.reports.actions.write(
                    event=desk.event, kind=kind, section=section, texts=written, by=desk.user
                )
        messages.success(request, gettext("The texts are kept. They stand in what is made from now on."))
        return redirect("organise:reports", desk.event.slug)
    context = {"desk": desk, "room": ROOM, "form": form, "title": Report.Kind(kind).label}
    return render(request, "organise/reports/texts.html", context)


def _report(desk: Desk, number: int) -> Report:
    row = events.reports.queries.report(desk.event, number)
    if row is None:
        raise Http404
    return row
