"""Guest lists: one person enters a file, another approves it, and everybody sees how far it has come."""

from typing import Any
from urllib.parse import quote

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

import events.guests.actions
from certificates.errors import CertificatesError
from credits.errors import CreditsError
from diandian.lib.mass import format_grams
from diandian.staff import ReadOnlyAdmin, TellsMore, link_to_list, mass_column
from events.admin.guest_files import GuestListForm
from events.errors import EventsError
from events.guests.archive import archive
from events.guests.phrases import error_words
from events.guests.queries import Progress, free_grams, grams_left, guests_of, progress_of
from events.guests.template import csv_template, workbook_template
from events.models import GuestList
from people.acting import person
from people.models import User

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENTER, APPROVE = "events.add_guestlist", "events.approve_guestlist"
GUESTS_A_PAGE = 100
PREVIEWED = 30
State = GuestList.State
_TEXTS = ("event_name_zh", "event_name_en", "boundary_zh", "boundary_en")  # on every paper
amount = mass_column("amount_grams", _("in all"))


@admin.register(GuestList)
class GuestListAdmin(TellsMore, ReadOnlyAdmin):
    change_form_template = "admin/events/guestlist/change_form.html"
    list_display = (
        "entered_at",
        "title",
        "event",
        "guest_count",
        amount,
        "state",
        "entered_by",
        "decided_by",
    )
    list_display_links = ("entered_at", "title")
    list_filter = ("state", "event", "kind")
    search_fields = ("title", "entered_by__username", "decided_by__username")
    search_help_text = _("A title or a colleague")
    date_hierarchy = "entered_at"
    list_select_related = ("event", "entered_by", "decided_by")
    readonly_fields = (amount,)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        """What the papers say, where the list has it; lists of earlier days have it from the event."""
        own = tuple(name for name in _TEXTS if obj is not None and getattr(obj, name))
        decided = ("decided_by", "decided_at") if obj is not None and obj.decided_by_id else ()
        about = ("event", "title", "kind", "method", *own, "guest_count", amount, "state")
        return (*about, "entered_by", "entered_at", *decided)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(ENTER)

    def has_approve_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(APPROVE)

    def has_names_permission(self, request: HttpRequest) -> bool:
        """Who may read the names, and take the papers: those who enter lists or decide on them."""
        return self.has_add_permission(request) or self.has_approve_permission(request)

    def waiting(self, request: HttpRequest) -> SafeString | None:
        """A link to what this reader may decide on, for the first page."""
        if not self.has_approve_permission(request):
            return None
        entered = GuestList.objects.filter(state=State.ENTERED).exclude(entered_by=person(request))
        if not (count := entered.count()):
            return None
        words = ngettext("%(count)s guest list to decide on", "%(count)s guest lists to decide on", count)
        return link_to_list(GuestList, words % {"count": count}, state__exact=State.ENTERED)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("template.<str:ending>", view(self.template_view), name="events_guestlist_template"),
            path("<int:pk>/decide/", view(self.decide_view), name="events_guestlist_decide"),
            path("<int:pk>/papers/", view(self.papers_view), name="events_guestlist_papers"),
            *super().get_urls(),
        ]

    # --- Entering -----------------------------------------------------------------------------------------

    def template_view(self, request: HttpRequest, ending: str) -> HttpResponse:
        """An empty list to fill in, in the reader's language."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if ending == "xlsx":
            response = HttpResponse(workbook_template(), content_type=XLSX)
        elif ending == "csv":
            response = HttpResponse(csv_template(), content_type="text/csv; charset=utf-8")
        else:
            raise Http404
        _attach(response, f"guests.{ending}", gettext("Guest list") + f".{ending}")
        return response

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Choose a file, look at its guests, enter all of them: the last step alone writes."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._entry_page(request, {"form": GuestListForm()})
        form = GuestListForm(request.POST, request.FILES)
        if not form.is_valid() or "again" in request.POST:
            return self._entry_page(request, {"form": form})
        return self._enter(request, form) if "confirmed" in request.POST else self._preview(request, form)

    def _enter(self, request: HttpRequest, form: GuestListForm) -> HttpResponse:
        try:
            entered = events.guests.actions.enter(new=form.new_list(), by=person(request))
        except (EventsError, CertificatesError) as error:
            form.add_error(None, error_words(error))
            return self._entry_page(request, {"form": form})
        self.log_addition(request, entered, [{"added": {}}])
        words = ngettext(
            "%(count)s guest entered. A colleague has to approve the list.",
            "%(count)s guests entered. A colleague has to approve the list.",
            entered.guest_count,
        )
        self.message_user(request, words % {"count": entered.guest_count}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:events_guestlist_change", args=[entered.pk]))

    def _preview(self, request: HttpRequest, form: GuestListForm) -> HttpResponse:
        new = form.new_list()
        free = free_grams(new.event)
        context = {
            "title": gettext("Please look once more"),
            "form": form,
            "new": new,
            "texts": [new.texts[name] for name in _TEXTS],
            "guest_count": len(new.guests),
            "shown": new.guests[:PREVIEWED],
            "amount": format_grams(new.amount_grams),
            "free": format_grams(free),
            "is_short": free < new.amount_grams,
            "public_count": sum(guest.name_is_public for guest in new.guests),
        }
        return self._entry_page(request, context)

    def _entry_page(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        context = {"title": gettext("Enter a guest list"), **context}
        return self._page(request, "enter", context)

    # --- Deciding, and going on ---------------------------------------------------------------------------

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Approve, decline or resume, from the buttons on the list's page."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        row, decision = self._asked(request, pk), request.POST.get("decision")
        is_own = row.entered_by_id == person(request).pk
        if not (self.has_approve_permission(request) or (decision == "decline" and is_own)):
            raise PermissionDenied
        try:
            decided = self._decided(row, str(decision), person(request))
        except (EventsError, CreditsError) as error:
            self.message_user(request, error_words(error), messages.ERROR)
        else:
            self.log_change(request, decided, [{"changed": {"fields": ["state"]}}])
        return HttpResponseRedirect(reverse("admin:events_guestlist_change", args=[pk]))

    def _decided(self, row: GuestList, decision: str, by: User) -> GuestList:
        match decision:
            case "approve":
                return events.guests.actions.approve(guest_list=row, by=by)
            case "decline":
                return events.guests.actions.decline(guest_list=row, by=by)
            case "resume":
                return events.guests.actions.resume(guest_list=row)
            case _:
                raise Http404

    def told(self, request: HttpRequest, row: GuestList) -> dict[str, Any]:
        progress = progress_of(row)
        context: dict[str, Any] = {
            "subtitle": row.title,
            "progress": progress if row.state not in (State.ENTERED, State.DECLINED) else None,
            "is_moving": _is_moving(row, progress),
            "stop_words": row.get_stopped_because_display(),
            **self._choices(request, row, progress),
        }
        if self.has_names_permission(request):
            pages = Paginator(guests_of(row), GUESTS_A_PAGE)
            context["guests"] = pages.get_page(request.GET.get("guests"))
        return context

    def _choices(self, request: HttpRequest, row: GuestList, progress: Progress) -> dict[str, Any]:
        """Which buttons stand below a list, with what has to be known before pressing one."""
        may_approve, is_own = self.has_approve_permission(request), row.entered_by == request.user
        left = grams_left(row) if row.state in (State.ENTERED, State.STOPPED, State.DONE) else 0
        free = free_grams(row.event)
        may_resume = row.state == State.STOPPED or (row.state == State.DONE and progress.refused > 0)
        return {
            "may_approve": may_approve and not is_own and row.state == State.ENTERED,
            "may_decline": (may_approve or is_own) and row.state == State.ENTERED,
            "is_own": is_own and row.state == State.ENTERED,
            "may_resume": may_approve and may_resume,
            "may_take": self.has_names_permission(request) and progress.papers > 0,
            "left": format_grams(left),
            "free": format_grams(free),
            "is_short": free < left,
        }

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who entered, decided and took the papers: unlike other rows to look at, a list has a history."""
        return admin.ModelAdmin.history_view(self, request, object_id, extra_context)

    # --- The papers ---------------------------------------------------------------------------------------

    def papers_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """One zip of all papers; while some are missing a page that says so, or with `?ready=1` those there are."""
        if not self.has_names_permission(request):
            raise PermissionDenied
        row = self._asked(request, pk)
        progress = progress_of(row)
        is_whole = row.state == State.DONE and progress.papers_missing == 0
        if not progress.papers or not (is_whole or request.GET.get("ready")):
            context = {"title": gettext("The papers are being made"), "original": row, "progress": progress}
            return self._page(request, "papers", context, status=409)
        self.log_change(request, row, gettext("Papers downloaded."))
        response = StreamingHttpResponse(archive(row), content_type="application/zip")
        response.headers["Content-Encoding"] = "identity"  # the papers are compressed already
        response.headers["Cache-Control"] = "no-store"
        _attach(response, f"certificates-{row.pk}.zip", f"{row.title}.zip")
        return response

    # --- What they share ----------------------------------------------------------------------------------

    def _asked(self, request: HttpRequest, pk: int) -> GuestList:
        row = self.get_object(request, str(pk))
        if not isinstance(row, GuestList) or not self.has_view_permission(request, row):
            raise Http404
        return row

    def _page(
        self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media, **context}
        return TemplateResponse(request, f"admin/events/guestlist/{name}.html", context, status=status)


def _is_moving(row: GuestList, progress: Progress) -> bool:
    """Whether looking again soon may show something else."""
    return row.state == State.ISSUING or (row.state != State.ENTERED and progress.retired > progress.papers)


def _attach(response: HttpResponseBase, plain: str, name: str) -> None:
    """Have it saved under a name in any script, and a plain one where that is not understood."""
    safe = name.replace("/", "_").replace("\\", "_")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"
    )
