from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from diandian.lib.mass import format_grams
from footprint.actions import publish
from footprint.errors import FootprintError
from footprint.models import Assessment, Factor, FactorSet
from people.models import User


@admin.register(FactorSet)
class FactorSetAdmin(TranslationAdmin[FactorSet]):
    list_display = ["name", "code", "version", "state", "published_at"]
    list_filter = ["state", "code"]
    search_fields = ["code", "version", "name"]
    readonly_fields = ["state", "content_digest", "published_at", "published_by"]
    actions = ["publish_sets"]

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
class FactorAdmin(TranslationAdmin[Factor]):
    list_display = ["code", "activity", "region", "grams_per_unit", "unit", "boundary", "grade", "factor_set"]
    list_filter = ["factor_set", "category", "grade", "boundary"]
    list_select_related = ["factor_set"]
    search_fields = ["code", "activity_zh_hans", "activity_en", "source", "region"]

    def has_change_permission(self, request: HttpRequest, obj: Factor | None = None) -> bool:
        return bool(super().has_change_permission(request, obj)) and (obj is None or obj.factor_set.is_draft)

    def has_delete_permission(self, request: HttpRequest, obj: Factor | None = None) -> bool:
        allowed = bool(super().has_delete_permission(request, obj))
        return allowed and obj is not None and obj.factor_set.is_draft

    def formfield_for_foreignkey(self, db_field, request, **kwargs):  # type: ignore[no-untyped-def]
        if db_field.name == "factor_set":
            kwargs["queryset"] = FactorSet.objects.filter(state=FactorSet.DRAFT)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Assessment)
class AssessmentAdmin(admin.ModelAdmin[Assessment]):
    """To look at only: an assessment is never entered or changed by hand."""

    list_display = ["public_id", "total", "lowest", "highest", "factor_set", "created_at"]
    list_filter = ["factor_set", "created_at"]
    list_select_related = ["factor_set"]
    search_fields = ["=public_id"]
    date_hierarchy = "created_at"

    @admin.display(description=_("footprint"), ordering="total_grams")
    def total(self, assessment: Assessment) -> str:
        return format_grams(assessment.total_grams)

    @admin.display(description=_("at least"), ordering="low_grams")
    def lowest(self, assessment: Assessment) -> str:
        return format_grams(assessment.low_grams)

    @admin.display(description=_("at most"), ordering="high_grams")
    def highest(self, assessment: Assessment) -> str:
        return format_grams(assessment.high_grams)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Assessment | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Assessment | None = None) -> bool:
        return False
