"""Pages on which clerks act on certificates: a form, a second look, and what came of it. Only actions write."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from certificates.errors import CertificatesError
from certificates.forms import ActForm, BadgeForm, SupersedeForm
from certificates.models import Certificate
from diandian.staff import ReadOnlyAdmin, TellsMore
from people.models import User

SUPERSEDE, ISSUE_BADGE = "certificates.supersede_certificate", "certificates.issue_badge"
_REPLACEABLE = (Certificate.State.RETIRED, Certificate.State.SETTLED, Certificate.State.ISSUED)


@dataclass(frozen=True, slots=True)
class Link:
    """A button above a row."""

    words: str
    address: str


class ActingAdmin(TellsMore, ReadOnlyAdmin):
    """Certificates to look at, a badge that a clerk issues, and the place of one that another takes."""

    change_form_template = "admin/credits/row.html"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(ISSUE_BADGE)

    def told(self, request: HttpRequest, row: Certificate) -> dict[str, Any]:
        if row.state not in _REPLACEABLE or not request.user.has_perm(SUPERSEDE):
            return {"links": []}
        address = reverse("admin:certificates_certificate_supersede", args=[row.pk])
        return {"links": [Link(str(SupersedeForm.heading), address)]}

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.supersede_view)
        return [
            path("<int:pk>/supersede/", view, name="certificates_certificate_supersede"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self._perform(request, BadgeForm, None)

    def supersede_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.has_perm(SUPERSEDE):
            raise PermissionDenied
        row = self.get_object(request, str(pk))
        if row is None:
            raise Http404
        if row.state not in _REPLACEABLE:
            return HttpResponseRedirect(_page_of(row))
        return self._perform(request, SupersedeForm, row)

    def _perform(
        self, request: HttpRequest, form_class: type[ActForm], row: Certificate | None
    ) -> HttpResponse:
        """Type, look once more, do it: the last step alone writes."""
        if not isinstance(request.user, User):
            raise PermissionDenied
        form = form_class(request.POST if request.method == "POST" else None, row=row)
        if request.method != "POST" or "again" in request.POST or not form.is_valid():
            return self._act_page(request, form, is_preview=False)
        if "confirmed" not in request.POST:
            return self._act_page(request, form, is_preview=form.rehearse(request.user))
        try:
            with transaction.atomic():
                made = form.carry_out(request.user)
        except CertificatesError as refusal:
            form.refuse(refusal)
            return self._act_page(request, form, is_preview=False)
        if row is None:
            self.log_addition(request, made, [{"added": {}}])
        else:
            self.log_change(request, made, [{"changed": {"fields": ["state"]}}])
        messages.success(request, form.done_words())
        return HttpResponseRedirect(_page_of(made))

    def _act_page(self, request: HttpRequest, form: ActForm, *, is_preview: bool) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": form.heading,
            "opts": self.opts,
            "form": form,
            "row": form.row,
            "row_address": None if form.row is None else _page_of(form.row),
            "is_preview": is_preview,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/certificates/act.html", context)


def _page_of(row: Certificate) -> str:
    return reverse("admin:certificates_certificate_change", args=[row.pk])
