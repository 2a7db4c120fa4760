"""What was found when the ledger was looked through, from inside and from outside."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from credits.forms import ReconciliationForm
from credits.models import GRAMS_PER_UNIT, AuditRun, Reconciliation
from diandian.lib.mass import format_grams
from diandian.staff import ReadOnlyAdmin
from people.acting import Act, ActingAdmin


class BreachFilter(admin.SimpleListFilter):
    title = _("breaches")
    parameter_name = "breaches"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("none", _("None")), ("some", _("Some"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditRun]) -> QuerySet[AuditRun]:
        if self.value() == "none":
            return queryset.filter(breaches=[])
        if self.value() == "some":
            return queryset.exclude(breaches=[])
        return queryset


@admin.register(AuditRun)
class AuditRunAdmin(ReadOnlyAdmin):
    list_display = ("ended_at", "row_count", "log_size", "rule_count", "breach_count")
    list_filter = (BreachFilter,)
    date_hierarchy = "ended_at"
    fields = ("began_at", "ended_at", "row_count", "log_size", "rule_count", "breach_count", "found")
    readonly_fields = ("breach_count", "found")

    @admin.display(description=_("breaches"))
    def breach_count(self, run: AuditRun) -> int:
        return len(run.breaches)

    @admin.display(description=_("what was found"))
    def found(self, run: AuditRun) -> str:
        return "\n".join(str(breach) for breach in run.breaches) or "—"


@admin.register(Reconciliation)
class ReconciliationAdmin(ActingAdmin):
    list_display = ("signed_at", "registry", "matched", "unmatched", "proposed_by", "signed_by")
    list_filter = ("registry",)
    search_fields = ("=file_digest",)
    search_help_text = _("The whole SHA-256 of a file")
    date_hierarchy = "signed_at"
    list_select_related = ("proposal__proposed_by", "proposal__decision__decided_by")
    fields = (
        *("registry", "matched", "unmatched", "signed_at", "proposed_by", "signed_by"),
        *("file_digest", "proposal"),
    )
    readonly_fields = ("matched", "unmatched", "proposed_by", "signed_by")
    adding = Act("add", ReconciliationForm, "credits.add_proposal")

    @admin.display(description=_("matches"), ordering="matched_units")
    def matched(self, row: Reconciliation) -> str:
        return format_grams(row.matched_units * GRAMS_PER_UNIT)

    @admin.display(description=_("does not match"), ordering="unmatched_units")
    def unmatched(self, row: Reconciliation) -> str:
        return format_grams(row.unmatched_units * GRAMS_PER_UNIT)

    @admin.display(description=_("proposed by"))
    def proposed_by(self, row: Reconciliation) -> str:
        return row.proposal.proposed_by.get_username()

    @admin.display(description=_("signed by"))
    def signed_by(self, row: Reconciliation) -> str:
        return row.proposal.decision.decided_by.get_username()
