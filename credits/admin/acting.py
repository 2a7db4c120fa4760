"""Pages on which staff make the ledger act: a form, a second look, and what came of it. Only actions write."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from credits.errors import CreditsError
from credits.forms import ActForm
from credits.models import Proposal
from diandian.staff import ReadOnlyAdmin, TellsMore
from people.models import User


@admin.display(description=_("identifier"), ordering="public_id")
def _identifier(row: Any) -> str:
    return str(row.public_id)


identifier: Any = _identifier  # a column: Django's types know names of columns only


def always(row: Any) -> bool:
    return True


def waiting(kind: Proposal.Kind, name: str, *values: object) -> Proposal | None:
    """A proposal of this kind that is not decided yet, whose body says one of `values` under `name`."""
    rows = Proposal.objects.filter(kind=kind, decision=None)
    return next((row for row in rows if row.body[name] in values), None)


@dataclass(frozen=True, slots=True)
class Act:
    """Something that may be done to a row, by whom, and while what is true of the row."""

    name: str  # the end of its address
    form: type[ActForm]
    permission: str
    is_open: Callable[[Any], bool] = always


@dataclass(frozen=True, slots=True)
class Link:
    """A button above a row."""

    words: str
    address: str


class ActingAdmin(TellsMore, ReadOnlyAdmin):
    """A table to look at, with acts that start from a row, and perhaps one that makes a row."""

    change_form_template = "admin/credits/row.html"
    acts: tuple[Act, ...] = ()
    adding: Act | None = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.adding is not None and request.user.has_perm(self.adding.permission)

    def get_urls(self) -> list[URLPattern]:
        return [*(self._url_of(act) for act in self.acts), *super().get_urls()]

    def _url_of(self, act: Act) -> URLPattern:
        def view(request: HttpRequest, pk: int) -> HttpResponse:
            return self.act_view(request, act, pk)

        return path(f"<int:pk>/{act.name}/", self.admin_site.admin_view(view), name=self._name_of(act))

    def _name_of(self, act: Act) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{act.name}"

    def told(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        return {"links": self.links(request, row)}

    def links(self, request: HttpRequest, row: Any) -> list[Link]:
        """What this reader may do to the row now."""
        return [
            Link(str(act.form.heading), reverse(f"admin:{self._name_of(act)}", args=[row.pk]))
            for act in self.acts
            if request.user.has_perm(act.permission) and act.is_open(row)
        ]

    # --- Acting -------------------------------------------------------------------------------------------

    def act_view(self, request: HttpRequest, act: Act, pk: int) -> HttpResponse:
        if not request.user.has_perm(act.permission):
            raise PermissionDenied
        row = self.get_object(request, str(pk))
        if row is None:
            raise Http404
        if not act.is_open(row):
            return HttpResponseRedirect(self._page_of(row))
        return self.perform(request, act.form, row)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if self.adding is None or not self.has_add_permission(request):
            raise PermissionDenied
        return self.perform(request, self.adding.form, None)

    def perform(self, request: HttpRequest, form_class: type[ActForm], row: Any) -> HttpResponse:
        """Type, look once more, do it: the last step alone writes, and only through an action."""
        by = person(request)
        if request.method == "POST":
            form = form_class(request.POST, request.FILES, row=row)
        else:
            form = form_class(row=row, initial=request.GET.dict())
        if "again" in request.POST or not form.is_valid():
            return self._act_page(request, form, row, is_preview=form.has_file_errors)
        if "confirmed" not in request.POST:
            return self._act_page(request, form, row, is_preview=form.rehearse(by))
        return self._carry_out(request, form, row, by)

    def _carry_out(self, request: HttpRequest, form: ActForm, row: Any, by: User) -> HttpResponse:
        try:
            with transaction.atomic():
                result = form.carry_out(by)
        except CreditsError as refusal:
            form.refuse(refusal)
            return self._act_page(request, form, row, is_preview=False)
        self.log_addition(request, result, [{"added": {}}])
        messages.success(request, form.done_words(result))
        return HttpResponseRedirect(self._page_of(result))

    def _page_of(self, row: Model) -> str:
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])

    def _act_page(self, request: HttpRequest, form: ActForm, row: Any, *, is_preview: bool) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": form.heading,
            "opts": self.opts,
            "form": form,
            "row": row,
            "row_address": None if row is None else self._page_of(row),
            "is_preview": is_preview,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/credits/act.html", context)


def person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
