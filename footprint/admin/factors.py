"""Single factors, entered by hand into a draft: the same rules as in a file, said beside each field."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Field, ForeignKey
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from diandian.staff import ContentAdmin
from footprint.calculation import FactorValue
from footprint.factor_rows import COLUMNS, cell_of, clashes, factor_of, reasons_against
from footprint.models import Factor, FactorSet
from footprint.phrases.factor_files import refusal_words
from footprint.queries import library_of

# The field that stands for a column of the file, where its name differs.
_FIELDS = {"activity_zh": "activity_zh_hans"}


class FactorForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.errors:
            return values
        cells = {column: cell_of(values.get(_FIELDS.get(column, column))) for column in COLUMNS}
        for refusal in reasons_against(0, cells):
            self.add_error(_FIELDS.get(refusal.column, refusal.column), refusal_words(refusal))
        if not self.errors:
            self._refuse_clash(values["factor_set"], factor_of(cells))
        return values

    def _refuse_clash(self, factor_set: FactorSet, factor: FactorValue) -> None:
        """Factors of one use and region are the parts of one figure, whoever entered them."""
        before = self.initial.get("code", factor.code)
        others = [other for code, other in library_of(factor_set).items() if code != before]
        found = [
            refusal for refusal in clashes(list(enumerate([*others, factor]))) if refusal.row == len(others)
        ]
        for refusal in found:
            words = gettext("%(code)s serves this use and region too: together they make no figure.")
            self.add_error(refusal.column, words % {"code": others[int(refusal.value)].code})


@admin.register(Factor)
class FactorAdmin(ContentAdmin):
    form = FactorForm
    list_display = ["code", "activity", "region", "grams_per_unit", "unit", "boundary", "grade", "factor_set"]
    list_filter = ["factor_set", "category", "grade", "boundary", "gases", "region"]
    list_select_related = ["factor_set"]
    search_fields = ["code", "activity_zh_hans", "activity_en", "source", "region", "use"]
    search_help_text = _("A code, an activity in either language, a source, a region or a use")
    # As the database holds them, so that the form says it first.
    ranges = {"grams_per_unit": (Decimal(0), None), "uncertainty_percent": (Decimal(0), Decimal(300))}
    fieldsets = [
        (None, {"fields": ["factor_set", "code", "category", "activity", "region"]}),
        (_("The figure"), {"fields": [("grams_per_unit", "unit"), "gases", "boundary", "includes_non_co2"]}),
        (_("What it is a default for"), {"fields": ["use", "serves"]}),
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
