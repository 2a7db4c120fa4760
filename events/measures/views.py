"""Pages of the room: all measures with what they avoid, one with its history, and the forms."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import events.evidence.actions
import events.evidence.phrases
import events.measures.actions
import events.measures.queries
from events.errors import EventsError
from events.evidence.errors import FileRefusedError, NoRoomError
from events.measures.actions import MeasureTerms, NewStep
from events.measures.forms import MeasureForm, StepForm
from events.measures.phrases import refusal_words
from events.models import Measure
from events.organise.desk import Desk, workspace
from events.team.access import Right


@require_safe
@workspace()
def measures(request: HttpRequest, desk: Desk) -> HttpResponse:
    rows = events.measures.queries.progress_of(desk.event)
    context = {
        "desk": desk,
        "room": "measures",
        "phases": [
            (phase.label, [each for each in rows if each.measure.phase == phase]) for phase in Measure.Phase
        ],
        "avoided": events.measures.queries.avoided(desk.event),
        "has_measures": bool(rows),
    }
    return render(request, "organise/measures/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace(Right.MEASURE)
def new_measure(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = _measure_form(request, desk, None)
    if request.method == "POST" and form.is_valid():
        row = _written(desk, form, None)
        if row is not None:
            messages.success(request, gettext("“%(title)s” is entered.") % {"title": row.title})
            return redirect("organise:measure", desk.event.slug, row.pk)
    return _form_page(request, desk, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace(Right.MEASURE)
def edit_measure(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    measure = _measure(desk, number)
    form = _measure_form(request, desk, measure)
    if request.method == "POST" and form.is_valid() and _written(desk, form, measure) is not None:
        messages.success(request, gettext("The measure is corrected."))
        return redirect("organise:measure", desk.event.slug, measure.pk)
    return _form_page(request, desk, form, measure)


@require_safe
@workspace()
def measure(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    row = _measure(desk, number)
    return _measure_page(request, desk, row, StepForm(initial={"status": row.status}))


@require_POST
@workspace(Right.MEASURE)
def report_measure(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    row = _measure(desk, number)
    form = StepForm(request.POST)
    if form.is_valid():
        try:
            events.measures.actions.report(measure=row, step=NewStep(**form.cleaned_data), by=desk.user)
        except EventsError as error:
            form.add_error(None, refusal_words(error))
        else:
            messages.success(request, gettext("Reported."))
            return redirect("organise:measure", desk.event.slug, row.pk)
    return _measure_page(request, desk, row, form)


def _measure(desk: Desk, number: int) -> Measure:
    found = Measure.objects.select_related("event").filter(event=desk.event, pk=number).first()
    if found is None:
        raise Http404
    return found


def _measure_page(request: HttpRequest, desk: Desk, row: Measure, form: StepForm) -> HttpResponse:
    context = {
        "desk": desk,
        "room": "measures",
        "measure": row,
        "is_overdue": events.measures.queries.is_overdue(row),
        "figure": events.measures.queries.figure_of(row),
        "steps": row.steps.select_related("by").order_by("pk"),
        "files": row.evidence.defer("content"),
        "form": form,
    }
    return render(request, "organise/measures/measure.html", context, status=400 if form.errors else 200)


def _form_page(request: HttpRequest, desk: Desk, form: MeasureForm, measure: Measure | None) -> HttpResponse:
    context = {"desk": desk, "room": "measures", "form": form, "measure": measure}
    return render(request, "organise/measures/form.html", context, status=400 if form.errors else 200)


def _measure_form(request: HttpRequest, desk: Desk, measure: Measure | None) -> MeasureForm:
    if request.method == "POST":
        return MeasureForm(request.POST, request.FILES, event=desk.event)
    return MeasureForm(initial=_terms_of(measure), event=desk.event)


def _terms_of(measure: Measure | None) -> dict[str, object]:
    if measure is None:
        return {}
    return {
        "phase": measure.phase,
        "category": measure.category,
        "title_zh": measure.title_zh_hans,
        "title_en": measure.title_en,
        "description_zh": measure.description_zh_hans,
        "description_en": measure.description_en,
        "owner": measure.owner,
        "due_on": measure.due_on,
        "evidence": measure.evidence.values_list("pk", flat=True),
    }


def _written(desk: Desk, form: MeasureForm, measure: Measure | None) -> Measure | None:
    """The measure as the form says; None if its file was refused, and then the form says why."""
    given = dict(form.cleaned_data)
    upload = given.pop("new_file")
    files = list(given.pop("evidence"))
    if upload:
        try:
            files.append(
                events.evidence.actions.keep(event=desk.event, title="", upload=upload, by=desk.user)
            )
        except (FileRefusedError, NoRoomError) as error:
            form.add_error("new_file", events.evidence.phrases.refusal_words(error))
            return None
    terms = MeasureTerms(**given, evidence=files)
    if measure is None:
        return events.measures.actions.add(event=desk.event, terms=terms, by=desk.user)
    return events.measures.actions.edit(measure=measure, terms=terms, by=desk.user)
