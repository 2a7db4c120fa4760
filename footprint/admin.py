"""Factor sets are drafted and published here; what is published, and what was counted with it, never changes."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Field, ForeignKey, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from diandian.staff import ContentAdmin, ReadOnlyAdmin, link_to_list, mass_column
from footprint.actions import publish
from footprint.errors import FootprintError
from footprint.models import Assessment, Factor, FactorSet
from footprint.phrases import formula_words, line_title
from footprint.queries import footprint_of
from people.models import User


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

    @admin.display(description=_("factors"), ordering="factor_count")
    def factors(self, factor_set: FactorSet) -> SafeString:
        count = str(factor_set.factor_count)  # type: ignore[attr-defined]
        return link_to_list(Factor, count, factor_set__id__exact=factor_set.pk)

    def has_change_permission(self, request: HttpRequest, obj: FactorSet | None = None) -> bool:
        return bool(super().has_change_permission(request, obj)) and (obj is None or obj.is_draft)

    def has_delete_permission(self, request: HttpRequest, obj: FactorSet | None = None) -> bool:
        return bool(super().has_delete_permission(request, obj)) and obj is not None and obj.is_draft

    @admin.action(description=_("Publish: from then on the set never changes"), permissions=["change"])
    def publish_sets(self, request: HttpRequest, queryset: QuerySet[FactorSet]) -> None:
        by = request.user if isinstance(request.user, User) else None
        for factor_set in queryset:
            try:
                published = publish(factor_set=factor_set, by=by)
            except FootprintError as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                words = gettext("%(method)s is in force.") % {"method": published.method}
                self.message_user(request, words, messages.SUCCESS)


@admin.register(Factor)
class FactorAdmin(ContentAdmin):
    list_display = ["code", "activity", "region", "grams_per_unit", "unit", "boundary", "grade", "factor_set"]
    list_filter = ["factor_set", "category", "grade", "boundary", "region"]
    list_select_related = ["factor_set"]
    search_fields = ["code", "activity_zh_hans", "activity_en", "source", "region"]
    search_help_text = _("A code, an activity in either language, a source or a region")
    # As the database holds them, so that the form says it first.
    ranges = {"grams_per_unit": (Decimal(0), None), "uncertainty_percent": (Decimal(0), Decimal(300))}
    fieldsets = [
        (None, {"fields": ["factor_set", "code", "category", "activity", "region"]}),
        (_("The figure"), {"fields": [("grams_per_unit", "unit"), "boundary", "includes_non_co2"]}),
        (_("How sure it is"), {"fields": ["grade", "uncertainty_percent", "uncertainty_is_judgement"]}),
        (_("Where it is from"), {"fields": ["source", "source_year", "locator", "licence"]}),
    ]

    def has_change_permission(self, request: HttpRequest, obj: Factor | None = None) -> bool:
        return bool(super().has_change_permission(request, obj)) and (obj is None or obj.factor_set.is_draft)

    def has_delete_permission(self, request: HttpRequest, obj: Factor | None = None) -> bool:
        allowed = bool(super().has_delete_permission(request, obj))
        return allowed and obj is not None and obj.factor_set.is_draft

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name in self.ranges:
            lowest, highest = self.ranges[db_field.name]
            kwargs.update(min_value=lowest, max_value=highest)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "forms.ModelChoiceField[Any] | None":
        if db_field.name == "factor_set":
            kwargs["queryset"] = FactorSet.objects.filter(state=FactorSet.DRAFT)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


total = mass_column("total_grams", _("footprint"))
lowest = mass_column("low_grams", _("at least"))
highest = mass_column("high_grams", _("at most"))


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    """An assessment is never entered or changed by hand."""

    list_display = ["public_id", total, lowest, highest, "factor_set", "created_at"]
    list_filter = ["factor_set", "created_at"]
    list_select_related = ["factor_set"]
    search_fields = ["=public_id"]
    search_help_text = _("The whole identifier of a footprint")
    date_hierarchy = "created_at"
    fields = ["public_id", total, lowest, highest, "factor_set", "answers", "steps", "created_at"]
    readonly_fields = ["public_id", total, lowest, highest, "steps"]

    @admin.display(description=_("lines"))
    def steps(self, assessment: Assessment) -> SafeString:
        lines = footprint_of(assessment).lines
        return format_html(
            '<ul class="steps">{}</ul>',
            format_html_join(
                "",
                "<li>{}: {}</li>",
                ((line_title(line), formula_words(line)) for line in lines),
            ),
        )
