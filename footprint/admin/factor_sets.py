"""Factor sets: drafted, imported and exported, published. What is published never changes."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from diandian.staff import ContentAdmin, link_to_list
from footprint.actions import load_factor_set, publish
from footprint.admin.imports import ImportForm, Proposal, StaleImportError, carried_proposal, version_field
from footprint.errors import (
    EmptyFactorSetError,
    FactorSetClosedError,
    FactorSetMovedError,
    FootprintError,
    RefusedRowsError,
)
from footprint.factor_changes import next_version
from footprint.factor_file import FactorFile, csv_text
from footprint.factor_workbook import workbook
from footprint.models import Factor, FactorSet
from footprint.phrases import attribution_words
from footprint.phrases.factor_files import refusal_line, refusal_words
from footprint.queries import library_of
from people.models import User

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@admin.register(FactorSet)
class FactorSetAdmin(ContentAdmin):
    list_display = ["name", "code", "version", "state", "factors", "published_at", "published_by"]
    list_filter = ["state", "code"]
    search_fields = ["code", "version", "name_zh_hans", "name_en"]
    search_help_text = _("A code, a version, or a name in either language")
    list_select_related = ["published_by"]
    fields = ["name", "code", "version", "state", "content_digest", "published_at", "published_by"]
    readonly_fields = ["state", "content_digest", "published_at", "published_by"]
    actions = ["publish_sets"]

    def get_queryset(self, request: HttpRequest) -> Any:
        factors = Factor.objects.filter(factor_set=OuterRef("pk")).order_by().values("factor_set")
        count = Subquery(factors.annotate(total=Count("pk")).values("total"))
        return super().get_queryset(request).annotate(factor_count=Coalesce(count, 0))

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "version":
            return version_field()
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=_("factors"), ordering="factor_count")
    def factors(self, factor_set: FactorSet) -> SafeString:
        count = str(factor_set.factor_count)  # type: ignore[attr-defined]
        return link_to_list(Factor, count, factor_set__id__exact=factor_set.pk)

    def has_change_permission(self, request: HttpRequest, obj: FactorSet | None = None) -> bool:
        return bool(super().has_change_permission(request, obj)) and (obj is None or obj.is_draft)

    def has_delete_permission(self, request: HttpRequest, obj: FactorSet | None = None) -> bool:
        return bool(super().has_delete_permission(request, obj)) and obj is not None and obj.is_draft

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def get_urls(self) -> list[URLPattern]:
        import_view = self.admin_site.admin_view(self.import_view)
        export = self.admin_site.admin_view(self.export_view)
        return [
            path("import/", import_view, name="footprint_factorset_import"),
            path("<int:pk>/export/<str:ending>/", export, name="footprint_factorset_export"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"may_import": self.has_import_permission(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {"may_import": self.has_import_permission(request), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    @admin.action(description=_("Publish: from then on the set never changes"), permissions=["change"])
    def publish_sets(self, request: HttpRequest, queryset: QuerySet[FactorSet]) -> None:
        by = request.user if isinstance(request.user, User) else None
        for factor_set in queryset:
            try:
                published = publish(factor_set=factor_set, by=by)
            except FootprintError as error:
                self.message_user(request, _refusal(error), messages.ERROR)
            else:
                words = gettext("%(method)s is in force.") % {"method": published.method}
                self.message_user(request, words, messages.SUCCESS)

    # --- Files --------------------------------------------------------------------------------------------

    def export_view(self, request: HttpRequest, pk: int, ending: str) -> HttpResponse:
        """A set as a file that can be imported again, drafts too."""
        factor_set = self.get_object(request, str(pk))
        if not self.has_view_permission(request, factor_set):
            raise PermissionDenied
        if factor_set is None or ending not in ("csv", "xlsx"):
            raise Http404
        factors = tuple(library_of(factor_set).values())
        file = FactorFile(factor_set.name_zh_hans or "", factor_set.name_en or "", factors)
        notes = {"attribution": " ".join(attribution_words(factors))}
        if ending == "xlsx":
            response = HttpResponse(workbook(file, notes), content_type=XLSX)
        else:
            # Excel knows UTF-8 by this mark only.
            text = "\ufeff" + csv_text(file, notes)
            response = HttpResponse(text.encode(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{factor_set.method}.{ending}"'
        return response

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Choose a file, look at every change, import all of it: the last step alone writes."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._import_page(request, ImportForm(initial=self._import_into(request)))
        if "confirmed" in request.POST:
            return self._import(request)
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid() and "again" not in request.POST:
            proposal = form.proposal()
            return self._preview_page(request, proposal)
        return self._import_page(request, form)

    def _import_into(self, request: HttpRequest) -> dict[str, str]:
        """The draft from whose page somebody came; for a published set, the version after it."""
        found = request.GET.get("set", "")
        factor_set = self.get_object(request, found) if found.isdecimal() else None
        if factor_set is None:
            return {}
        version = factor_set.version
        if not factor_set.is_draft:
            taken = FactorSet.objects.filter(code=factor_set.code).values_list("version", flat=True)
            version = next_version(version, set(taken))
        return {"code": factor_set.code, "version": version}

    def _import(self, request: HttpRequest) -> HttpResponse:
        try:
            proposal = carried_proposal(request.POST.get("carried", ""))
            new, seen = proposal.as_new_set(), proposal.seen_digest
            factor_set = load_factor_set(new=new, seen_digest=seen)
        except (StaleImportError, FootprintError) as error:
            self.message_user(request, _refusal(error), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:footprint_factorset_import"))
        if proposal.draft is None:
            self.log_addition(request, factor_set, [{"added": {}}])
        else:
            self.log_change(request, factor_set, gettext("Factors imported."))
        count = len(new.factors)
        words = ngettext(
            "%(count)s factor imported into %(method)s.", "%(count)s factors imported into %(method)s.", count
        )
        self.message_user(request, words % {"count": count, "method": factor_set.method}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:footprint_factorset_change", args=[factor_set.pk]))

    def _import_page(self, request: HttpRequest, form: ImportForm) -> HttpResponse:
        refusals = [(refusal, refusal_words(refusal)) for refusal in form.refusals]
        context = {"title": gettext("Import factors"), "form": form, "refusals": refusals}
        return self._page(request, context)

    def _preview_page(self, request: HttpRequest, proposal: Proposal) -> HttpResponse:
        context = {
            "title": gettext("Please look once more"),
            "proposal": proposal,
            "comparison": proposal.comparison,
            "carried": proposal.carried(),
            "method": f"{proposal.code}-{proposal.version}",
        }
        return self._page(request, context)

    def _page(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media, **context}
        return TemplateResponse(request, "admin/footprint/factorset/import.html", context)


def _refusal(error: Exception) -> str:
    match error:
        case StaleImportError():
            return gettext("Please choose the file once more.")
        case FactorSetMovedError(method=method):
            words = gettext("%(method)s changed since you looked. Please look once more.")
        case FactorSetClosedError(method=method):
            words = gettext("%(method)s is published and never changes.")
        case EmptyFactorSetError(method=method):
            words = gettext("%(method)s has no factors.")
        case RefusedRowsError(rows=rows):
            return " ".join(refusal_line(row) for row in rows[:5])
        case _:
            return str(error)
    return words % {"method": method}
