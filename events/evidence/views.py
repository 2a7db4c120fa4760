"""Pages of the room: the event's files, and each as it came."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

import events.evidence.actions
import events.evidence.queries
from events.errors import EventsError
from events.evidence.forms import EvidenceForm
from events.evidence.phrases import refusal_words
from events.models import EvidenceFile
from events.organise.desk import Desk, workspace
from events.team.access import Right

_SANDBOX = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"


@require_http_methods(["GET", "HEAD", "POST"])
@workspace(Right.SEE_EVIDENCE)
def evidence(request: HttpRequest, desk: Desk) -> HttpResponse:
    may_keep = events.evidence.queries.may_keep(desk.role)
    form = EvidenceForm(request.POST, request.FILES) if request.method == "POST" else EvidenceForm()
    if form.is_bound and not may_keep:
        return render(request, "organise/not_allowed.html", {"desk": desk}, status=403)
    if form.is_valid() and _kept(request, desk, form):
        return redirect("organise:evidence", desk.event.slug)
    context = {
        "desk": desk,
        "room": "evidence",
        "form": form,
        "may_keep": may_keep,
        "files": events.evidence.queries.files_of(desk.event),
    }
    return render(request, "organise/evidence/index.html", context, status=400 if form.errors else 200)


def _kept(request: HttpRequest, desk: Desk, form: EvidenceForm) -> bool:
    """Whether the file is kept now; if not, the form says why."""
    title, upload = form.cleaned_data["title"], form.cleaned_data["file"]
    known = set(events.evidence.queries.files_of(desk.event).values_list("pk", flat=True))
    try:
        file = events.evidence.actions.keep(event=desk.event, title=title, upload=upload, by=desk.user)
    except EventsError as error:
        form.add_error("file", refusal_words(error))
        return False
    words = (
        gettext("This file is here already, as “%(title)s”.")
        if file.pk in known
        else gettext("“%(title)s” is kept.")
    )
    messages.success(request, words % {"title": file.title})
    return True


@require_safe
@workspace(Right.SEE_EVIDENCE)
def evidence_file(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    """The file as it came. A browser saves it and never opens it in our name, whatever is in it."""
    file = EvidenceFile.objects.filter(event=desk.event, pk=number).first()
    if file is None:
        raise Http404
    response = HttpResponse(bytes(file.content), content_type=file.media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, file.file_name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = _SANDBOX
    return response
