"""The ledger, to look at. Nothing here can be added, changed or deleted."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from credits.models import Account, Batch, Hold, Retirement, RetirementRequest, RetirementSlice, Transfer
from diandian.lib.mass import format_grams


class LedgerAdmin(admin.ModelAdmin[Any]):
    """A table of the ledger: read, filtered and searched, never written."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return False

    @admin.display(description=_("amount"), ordering="amount_grams")
    def mass(self, row: Any) -> str:
        return format_grams(row.amount_grams)


@admin.register(Account)
class AccountAdmin(LedgerAdmin):
    list_display = ("code", "kind", "organization", "credited", "debited", "on_hold", "available")
    list_filter = ("kind",)
    search_fields = ("code", "organization__name_zh_hans", "organization__name_en")
    list_select_related = ("organization",)

    @admin.display(description=_("credited"), ordering="credited_grams")
    def credited(self, account: Account) -> str:
        return format_grams(account.credited_grams)

    @admin.display(description=_("debited"), ordering="debited_grams")
    def debited(self, account: Account) -> str:
        return format_grams(account.debited_grams)

    @admin.display(description=_("on hold"), ordering="held_grams")
    def on_hold(self, account: Account) -> str:
        return format_grams(account.held_grams)

    @admin.display(description=_("available"))
    def available(self, account: Account) -> str:
        if account.kind == Account.Kind.OUTSIDE:
            return "—"
        return format_grams(account.credited_grams - account.debited_grams - account.held_grams)


@admin.register(Batch)
class BatchAdmin(LedgerAdmin):
    list_display = (
        "serial_block",
        "registry",
        "project_name",
        "mass",
        "vintage_start",
        "vintage_end",
        "is_demonstration",
    )
    list_filter = ("registry", "is_demonstration", "country")
    search_fields = ("serial_block", "project_code", "project_name_zh_hans", "project_name_en")

    @admin.display(description=_("amount"))
    def mass(self, row: Any) -> str:
        return format_grams(row.amount_grams)


@admin.register(Transfer)
class TransferAdmin(LedgerAdmin):
    list_display = (
        "id",
        "made_at",
        "kind",
        "debit_account",
        "credit_account",
        "batch",
        "mass",
        "reason",
        "made_by",
    )
    list_filter = ("kind", "batch__registry", "debit_account", "credit_account")
    search_fields = ("=group", "reason", "batch__serial_block")
    date_hierarchy = "made_at"
    list_select_related = ("debit_account", "credit_account", "batch", "made_by")


@admin.register(Hold)
class HoldAdmin(LedgerAdmin):
    list_display = ("public_id", "account", "mass", "made_at", "expires_at", "outcome")
    list_filter = ("account", "closure__outcome")
    search_fields = ("=public_id",)
    list_select_related = ("account", "closure")

    @admin.display(description=_("outcome"))
    def outcome(self, row: Hold) -> str:
        closure = getattr(row, "closure", None)
        return closure.get_outcome_display() if closure else "—"


@admin.register(RetirementRequest)
class RetirementRequestAdmin(LedgerAdmin):
    list_display = ("id", "requested_at", "account", "mass", "beneficiary", "purpose", "is_retired")
    list_filter = ("account",)
    search_fields = ("=key", "=beneficiary", "purpose")
    list_select_related = ("account", "retirement")

    @admin.display(description=_("retired"), boolean=True)
    def is_retired(self, row: RetirementRequest) -> bool:
        return hasattr(row, "retirement")


class SliceInline(admin.TabularInline[RetirementSlice, Retirement]):
    model = RetirementSlice
    fields = ("batch", "batch_from", "batch_to")
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return False


@admin.register(Retirement)
class RetirementAdmin(LedgerAdmin):
    list_display = ("public_id", "retired_at", "account", "mass", "beneficiary", "purpose")
    list_filter = ("account", "slices__batch")
    search_fields = ("=public_id", "=beneficiary", "purpose")
    date_hierarchy = "retired_at"
    list_select_related = ("account",)
    inlines = (SliceInline,)
