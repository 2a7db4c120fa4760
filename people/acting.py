"""Pages on which staff act in two steps: typed and rehearsed, then looked at once more and done. Only actions write."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from diandian.staff import ReadOnlyAdmin, TellsMore
from people.models import User

Words = str | Promise
Facts = list[tuple[str, str]]
TOO_OLD = _("This form is too old. Please open it anew.")


class ActForm(forms.Form):
    """One act. `row` is what it is done to, None where it makes something new.

    Before the second look the act is rehearsed: carried out and rolled back, so what would be refused is refused
    then, and `consequences` may say exactly what happened.
    """

    refusals: ClassVar[type[Exception]]  # what its action refuses with
    heading: ClassVar[Words]
    button: ClassVar[Words]
    warning: ClassVar[Words] = ""
    next_button: ClassVar[Words] = _("Look once more")
    # Files do not travel through a page: they are chosen at the second look, unless the form carries what they say.
    files_come_last: ClassVar[bool] = True

    # Two presses of one button carry the same key: what they do is done once.
    key = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages={"required": TOO_OLD, "invalid": TOO_OLD},
    )

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        self.consequences: list[str] = []

    @property
    def context(self) -> Facts:
        """What the reader needs beside the fields before typing."""
        return []

    @property
    def summary(self) -> Facts:
        """What is about to be done, line by line."""
        raise NotImplementedError

    def carry_out(self, by: User) -> models.Model:
        """Do it; returns the row whose page shows what came of it. Refuses with `refusals`."""
        raise NotImplementedError

    def done_words(self, result: Any) -> str:
        """What to tell the reader afterwards."""
        raise NotImplementedError

    def foresee(self, result: Any) -> list[str]:
        """What the rehearsal showed, while its rows are still there to be read."""
        return []

    def refuse(self, refusal: Any) -> None:
        """Say why it was refused, beside the field that can be put right."""
        raise NotImplementedError

    def rehearse(self, by: User) -> bool:
        """Whether it would be done. Nothing stays written; a refusal is added to the form."""
        with transaction.atomic():
            try:
                self.consequences = self.foresee(self.carry_out(by))
            except self.refusals as refusal:
                self.refuse(refusal)
                return False
            finally:
                transaction.set_rollback(True)
        return True

    @property
    def file_fields(self) -> list[forms.BoundField]:
        """What is chosen at the second look."""
        return [field for field in self.visible_fields() if self._comes_last(field)]

    @property
    def typed_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if not self._comes_last(field)]

    def _comes_last(self, field: forms.BoundField) -> bool:
        return self.files_come_last and isinstance(field.field, forms.FileField)

    @property
    def has_file_errors(self) -> bool:
        """Whether nothing but a file is wrong, so that the second look is the page to say it on."""
        files = {field.name for field in self.file_fields}
        return bool(self.errors) and {*self.errors} <= files and NON_FIELD_ERRORS not in self.errors


def always(row: Any) -> bool:
    return True


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

    change_form_template = "admin/acts_row.html"
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
            return HttpResponseRedirect(_page_of(row))
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
        except form.refusals as refusal:
            form.refuse(refusal)
            return self._act_page(request, form, row, is_preview=False)
        if result == row:
            self.log_change(request, result, [{"changed": {"fields": ["state"]}}])
        else:
            self.log_addition(request, result, [{"added": {}}])
        messages.success(request, form.done_words(result))
        return HttpResponseRedirect(_page_of(result))

    def _act_page(self, request: HttpRequest, form: ActForm, row: Any, *, is_preview: bool) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": form.heading,
            "opts": self.opts,
            "form": form,
            "row": row,
            "row_address": None if row is None else _page_of(row),
            "is_preview": is_preview,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/act.html", context)


def person(request: HttpRequest) -> User:
    """Who acts. PermissionDenied for nobody."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _page_of(row: models.Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
