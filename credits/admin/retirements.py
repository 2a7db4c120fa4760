"""Promises, requests, and what is retired for good."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from credits.actions.promises import replaceable_grams
from credits.admin.acting import identifier, waiting
from credits.errors import CreditsError
from credits.forms import ReplaceForm
from credits.forms.movements import impaired_grams
from credits.models import Hold, Proposal, Retirement, RetirementRefusal, RetirementRequest, RetirementSlice
from diandian.lib.mass import format_grams
from diandian.staff import ReadOnly, ReadOnlyAdmin, mass_column
from people.acting import Act, ActingAdmin

amount = mass_column("amount_grams", _("amount"))


class OpenFilter(admin.SimpleListFilter):
    """Holds that still set grams aside; `closure__outcome` finds the rest."""

    title = _("still open")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Hold]) -> QuerySet[Hold]:
        if self.value() in {"yes", "no"}:
            return queryset.filter(closure__isnull=self.value() == "yes")
        return queryset


@admin.register(Hold)
class HoldAdmin(ReadOnlyAdmin):
    list_display = (identifier, "account", amount, "made_at", "expires_at", "outcome")
    list_filter = (OpenFilter, "closure__outcome", ("account", admin.RelatedOnlyFieldListFilter))
    search_fields = ("=public_id",)
    search_help_text = _("The whole identifier of a hold")
    date_hierarchy = "made_at"
    list_select_related = ("account", "closure")
    fields = (identifier, "account", amount, "made_at", "expires_at", "outcome")
    readonly_fields = (identifier, amount, "outcome")

    @admin.display(description=_("outcome"))
    def outcome(self, row: Hold) -> str:
        closure = getattr(row, "closure", None)
        return str(closure.get_outcome_display()) if closure else "—"


class SettledFilter(admin.SimpleListFilter):
    title = _("outcome")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waits", _("Waits")), ("retired", _("Retired")), ("refused", _("Refused"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[RetirementRequest]
    ) -> QuerySet[RetirementRequest]:
        match self.value():
            case "waits":
                return queryset.filter(retirement=None, refusal=None)
            case "retired":
                return queryset.filter(retirement__isnull=False)
            case "refused":
                return queryset.filter(refusal__isnull=False)
        return queryset


@admin.register(RetirementRequest)
class RetirementRequestAdmin(ReadOnlyAdmin):
    list_display = ("id", "requested_at", "account", amount, "kind", "outcome", "purpose", "beneficiary")
    list_filter = (SettledFilter, "kind", ("account", admin.RelatedOnlyFieldListFilter))
    search_fields = ("=key", "=beneficiary", "purpose")
    search_help_text = _("A purpose, or a whole key or beneficiary")
    date_hierarchy = "requested_at"
    list_select_related = ("account", "retirement", "refusal")
    fields = (
        *("account", amount, "kind", "beneficiary", "purpose", "requested_at", "outcome"),
        *("may_split", "hold", "replaces", "proposal", "key"),
    )
    readonly_fields = (amount, "outcome")

    @admin.display(description=_("outcome"))
    def outcome(self, row: RetirementRequest) -> str:
        if hasattr(row, "retirement"):
            return str(_("Retired"))
        refusal = getattr(row, "refusal", None)
        return str(refusal.get_reason_display()) if refusal else str(_("Waits"))


@admin.register(RetirementRefusal)
class RetirementRefusalAdmin(ReadOnlyAdmin):
    list_display = ("refused_at", "request", "reason", mass_column("rest_grams", _("rest of the batch")))
    list_filter = ("reason", ("request__account", admin.RelatedOnlyFieldListFilter))
    search_fields = ("=request__key", "=request__beneficiary", "request__purpose")
    search_help_text = _("A purpose, or a whole key or beneficiary")
    date_hierarchy = "refused_at"
    list_select_related = ("request",)
    fields = ("request", "reason", mass_column("rest_grams", _("rest of the batch")), "refused_at")
    readonly_fields = fields


class SliceInline(ReadOnly, admin.TabularInline[RetirementSlice, Retirement]):
    model = RetirementSlice
    fields = ("batch", "batch_from", "batch_to")
    extra = 0


def is_replaceable(retirement: Retirement) -> bool:
    """It has something out of an impaired batch in whose place nothing stands, or waits for a second person."""
    try:
        replaceable_grams(retirement)
    except CreditsError:
        return False
    return waiting(Proposal.Kind.REPLACE, "retirement", str(retirement.public_id)) is None


@admin.register(Retirement)
class RetirementAdmin(ActingAdmin):
    list_display = (identifier, "retired_at", "account", amount, "purpose", "beneficiary")
    list_filter = (
        *("request__kind", ("account", admin.RelatedOnlyFieldListFilter)),
        *("slices__batch__registry", "slices__batch__marks__kind"),
    )
    search_fields = ("=public_id", "=beneficiary", "purpose", "slices__batch__serial_block")
    search_help_text = _("A serial block, a purpose, or a whole identifier")
    date_hierarchy = "retired_at"
    list_select_related = ("account",)
    inlines = (SliceInline,)
    fields = (
        *(identifier, "account", amount, "beneficiary", "purpose", "retired_at"),
        *("request", "impaired", "replacement", "leaf_index"),
    )
    readonly_fields = (identifier, amount, "impaired", "replacement")
    acts = (Act("replace", ReplaceForm, "credits.add_proposal", is_replaceable),)

    @admin.display(description=_("out of impaired batches"))
    def impaired(self, row: Retirement) -> str:
        grams = impaired_grams(row)
        return format_grams(grams) if grams else "—"

    @admin.display(description=_("replaced by"))
    def replacement(self, row: Retirement) -> SafeString | str:
        links = (
            (
                reverse("admin:credits_retirementrequest_change", args=[later.pk]),
                format_grams(later.amount_grams),
            )
            for later in row.replacements.order_by("pk")
        )
        return format_html_join(" · ", '<a href="{}">{}</a>', links) or "—"
