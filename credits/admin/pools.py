"""Pools: what has gathered, the block that the registry retired, and the closing."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from credits.actions.pools import gathered
from credits.admin.acting import waiting
from credits.forms import BlockForm, CloseForm, OpenPoolForm, WithdrawForm
from credits.forms.pools import gathered_of, gathered_words
from credits.models import GRAMS_PER_UNIT, Pool, PoolClosing, PoolWithdrawal, Proposal
from diandian.lib.mass import format_grams
from diandian.staff import ReadOnlyAdmin, mass_column
from people.acting import Act, ActingAdmin


def is_open(pool: Pool) -> bool:
    return not hasattr(pool, "closing") and not hasattr(pool, "withdrawal")


def waits_for_block(pool: Pool) -> bool:
    return is_open(pool) and not hasattr(pool, "block")


def waits_for_closing(pool: Pool) -> bool:
    """It has its block, and no closing of it waits for a second person."""
    if not is_open(pool) or not hasattr(pool, "block"):
        return False
    return any(True for _each in gathered(pool.batch)) and waiting_closing(pool) is None


def waiting_closing(pool: Pool) -> Proposal | None:
    return waiting(Proposal.Kind.CLOSE_POOL, "pool", pool.number)


GIVEN_UP = _("Given up")


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("open", _("Open")),
            ("block", _("Open, with its block")),
            ("closed", _("Closed")),
            ("withdrawn", GIVEN_UP),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Pool]) -> QuerySet[Pool]:
        match self.value():
            case "open":
                return queryset.filter(closing=None, withdrawal=None)
            case "block":
                return queryset.filter(closing=None, withdrawal=None, block__isnull=False)
            case "closed":
                return queryset.filter(closing__isnull=False)
            case "withdrawn":
                return queryset.filter(withdrawal__isnull=False)
        return queryset


@admin.register(Pool)
class PoolAdmin(ActingAdmin):
    list_display = ("number", "batch", "block", "amount", "state", "opened_at", "opened_by")
    list_filter = (StateFilter, "batch__registry")
    search_fields = ("=number", "batch__serial_block", "block__serial_block", "block__reference")
    search_help_text = _("A number, a serial block or a reference of the registry")
    date_hierarchy = "opened_at"
    list_select_related = ("batch", "block", "closing", "withdrawal", "opened_by")
    fieldsets = (
        (None, {"fields": ("number", "batch", "state", "gathered", "opened_at", "opened_by", "closing_row")}),
        (
            _("Block retired outside"),
            {
                "fields": (
                    *("block", "amount", "reference", "retired_on", "evidence_address"),
                    *("evidence", "evidence_digest", "attached_by"),
                )
            },
        ),
    )
    readonly_fields = (
        *("state", "gathered", "closing_row", "block", "amount", "reference", "retired_on"),
        *("evidence_address", "evidence", "evidence_digest", "attached_by"),
    )
    adding = Act("add", OpenPoolForm, "credits.add_pool")
    acts = (
        Act("block", BlockForm, "credits.add_poolblock", waits_for_block),
        Act("close", CloseForm, "credits.add_proposal", waits_for_closing),
        Act("withdraw", WithdrawForm, "credits.add_poolwithdrawal", is_open),
    )

    @admin.display(description=_("state"))
    def state(self, pool: Pool) -> str:
        if hasattr(pool, "closing"):
            return gettext("Closed")
        if hasattr(pool, "withdrawal"):
            return str(GIVEN_UP)
        return gettext("Open, with its block") if hasattr(pool, "block") else gettext("Open")

    @admin.display(description=_("gathered and in no closed pool"))
    def gathered(self, pool: Pool) -> str:
        return gathered_words(*gathered_of(pool.batch))

    @admin.display(description=_("end of the pool"))
    def closing_row(self, pool: Pool) -> SafeString | str:
        if hasattr(pool, "closing"):
            address = reverse("admin:credits_poolclosing_change", args=[pool.closing.pk])
            return format_html('<a href="{}">{}</a>', address, f"{pool.closing.closed_at:%Y-%m-%d}")
        if hasattr(pool, "withdrawal"):
            row = pool.withdrawal
            address = reverse("admin:credits_poolwithdrawal_change", args=[row.pk])
            words = f"{GIVEN_UP}: {row.reason}"
            return format_html('<a href="{}">{}</a> · {}', address, f"{row.withdrawn_at:%Y-%m-%d}", words)
        proposal = waiting_closing(pool)
        if proposal is None:
            return "—"
        address = reverse("admin:credits_proposal_change", args=[proposal.pk])
        return format_html('<a href="{}">{}</a>', address, _("Waits for a second person"))

    # --- The block ----------------------------------------------------------------------------------------

    @admin.display(description=_("retired units"), empty_value="—")
    def block(self, pool: Pool) -> str:
        return str(_of_block(pool, "serial_block"))

    @admin.display(description=_("amount"))
    def amount(self, pool: Pool) -> str:
        return format_grams(pool.block.unit_count * GRAMS_PER_UNIT) if hasattr(pool, "block") else "—"

    @admin.display(description=_("reference of the registry"))
    def reference(self, pool: Pool) -> str:
        return str(_of_block(pool, "reference"))

    @admin.display(description=_("retired there on"))
    def retired_on(self, pool: Pool) -> str:
        return str(_of_block(pool, "retired_on"))

    @admin.display(description=_("address of the proof"))
    def evidence_address(self, pool: Pool) -> SafeString | str:
        address = _of_block(pool, "evidence_address")
        if address == "—":
            return "—"
        return format_html('<a href="{0}" rel="noreferrer">{0}</a>', address)

    @admin.display(description=_("file of the proof"))
    def evidence(self, pool: Pool) -> SafeString | str:
        if not hasattr(pool, "block") or not pool.block.evidence_digest:
            return "—"
        address = reverse("admin:credits_pool_evidence", args=[pool.pk])
        return format_html('<a href="{}" download>{}</a>', address, pool.block.evidence_name)

    @admin.display(description=_("SHA-256 of the file"))
    def evidence_digest(self, pool: Pool) -> str:
        return str(_of_block(pool, "evidence_digest"))

    @admin.display(description=_("attached by"))
    def attached_by(self, pool: Pool) -> str:
        return pool.block.attached_by.get_username() if hasattr(pool, "block") else "—"

    def get_urls(self) -> list[URLPattern]:
        evidence = self.admin_site.admin_view(self.evidence_view)
        return [path("<int:pk>/evidence/", evidence, name="credits_pool_evidence"), *super().get_urls()]

    def evidence_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The file as it was uploaded. Never shown in the browser: it may be anything."""
        pool = self.get_object(request, str(pk))
        if not self.has_view_permission(request, pool):
            raise PermissionDenied
        if pool is None or not hasattr(pool, "block") or not pool.block.evidence_digest:
            raise Http404
        name = pool.block.evidence_name.encode("ascii", "replace").decode().replace('"', "'")
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        }
        content = bytes(pool.block.evidence or b"")
        return HttpResponse(content, content_type="application/octet-stream", headers=headers)


def _of_block(pool: Pool, name: str) -> object:
    return (getattr(pool.block, name) if hasattr(pool, "block") else "") or "—"


@admin.register(PoolClosing)
class PoolClosingAdmin(ReadOnlyAdmin):
    list_display = (
        *("pool", "closed_at", mass_column("sum_grams", _("sum")), "leaf_count"),
        mass_column("residual_grams", _("residual")),
    )
    list_filter = ("pool__batch__registry",)
    search_fields = ("=pool__number", "pool__batch__serial_block")
    search_help_text = _("A number or a serial block")
    date_hierarchy = "closed_at"
    list_select_related = ("pool",)
    fields = (
        *("pool", "closed_at", mass_column("sum_grams", _("sum")), "leaf_count"),
        *(mass_column("residual_grams", _("residual")), "root", "statement", "proposal", "leaf_index"),
    )
    readonly_fields = (
        *(mass_column("sum_grams", _("sum")), mass_column("residual_grams", _("residual"))),
        *("root", "leaf_count", "statement"),
    )

    @admin.display(description=_("root of the tree"))
    def root(self, closing: PoolClosing) -> str:
        return bytes(closing.root_hash).hex()


@admin.register(PoolWithdrawal)
class PoolWithdrawalAdmin(ReadOnlyAdmin):
    list_display = ("pool", "withdrawn_at", "reason", "withdrawn_by")
    list_filter = ("pool__batch__registry",)
    search_fields = ("=pool__number", "pool__batch__serial_block", "reason")
    search_help_text = _("A number, a serial block or a reason")
    date_hierarchy = "withdrawn_at"
    list_select_related = ("pool", "withdrawn_by")
    fields = ("pool", "withdrawn_at", "reason", "withdrawn_by")
