"""Footprints as they were counted: to look at only."""

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from diandian.staff import ReadOnlyAdmin, mass_column
from footprint.models import Assessment
from footprint.phrases import formula_words, line_title
from footprint.queries import footprint_of

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
