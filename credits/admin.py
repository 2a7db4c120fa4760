"""The ledger, to look at. Nothing in it can be changed or deleted; a batch is entered through an action."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from credits.errors import CreditsError
from credits.forms import BatchForm
from credits.models import Account, Batch, Hold, Retirement, RetirementRequest, RetirementSlice, Transfer
from diandian.lib.mass import format_grams
from diandian.staff import BothTongues, ReadOnly, ReadOnlyAdmin, link_to_list, mass_column
from people.models import User

amount = mass_column("amount_grams", _("amount"))
credited = mass_column("credited_grams", _("credited"))
debited = mass_column("debited_grams", _("debited"))
on_hold = mass_column("held_grams", _("on hold"))
retired = mass_column("retired_grams", _("retired"))


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    list_display = ("code", "kind", "organization", "available", on_hold, retired, credited, debited)
    list_filter = ("kind",)
    search_fields = ("code", "organization__name_zh_hans", "organization__name_en")
    search_help_text = _("A code or an organisation")
    list_select_related = ("organization",)
    fields = (
        "code",
        "kind",
        "organization",
        credited,
        debited,
        retired,
        on_hold,
        "available",
        "opened_at",
        "movements",
    )
    readonly_fields = (credited, debited, retired, on_hold, "available", "movements")

    @admin.display(
        description=_("available"), ordering=F("credited_grams") - F("debited_grams") - F("held_grams")
    )
    def available(self, account: Account) -> str:
        if account.kind in {Account.Kind.OUTSIDE, Account.Kind.RETIRED}:
            return "—"
        return format_grams(account.credited_grams - account.debited_grams - account.held_grams)

    @admin.display(description=_("transfers"))
    def movements(self, account: Account) -> SafeString:
        received = link_to_list(Transfer, _("received"), credit_account__id__exact=account.pk)
        given = link_to_list(Transfer, _("given"), debit_account__id__exact=account.pk)
        return format_html("{} · {}", received, given)


@admin.register(Batch)
class BatchAdmin(BothTongues, ReadOnlyAdmin):
    list_display = (
        "serial_block",
        "registry",
        "project_name",
        "amount",
        "retired",
        "vintage",
        "is_demonstration",
    )
    list_filter = ("registry", "is_demonstration", "country", "vintage_end")
    search_fields = ("serial_block", "project_code", "project_name_zh_hans", "project_name_en", "methodology")
    search_help_text = _("A serial block, a project or a methodology")
    readonly_fields = ("amount", "retired", "vintage", "movements")
    fields = (
        *(
            "serial_block",
            "registry",
            "amount",
            "retired",
            "project_code",
            "project_name_zh_hans",
            "project_name_en",
        ),
        *("methodology", "country", "vintage", "is_demonstration", "issued_at", "issued_by", "movements"),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        slices = RetirementSlice.objects.filter(batch=OuterRef("pk")).order_by().values("batch")
        total = slices.annotate(total=Sum(F("batch_to") - F("batch_from"))).values("total")
        rows = Subquery(total, output_field=BigIntegerField())
        return super().get_queryset(request).annotate(retired_grams=Coalesce(rows, 0))

    @admin.display(description=_("amount"), ordering=F("block_end") - F("block_start"))
    def amount(self, batch: Batch) -> str:
        return format_grams(batch.amount_grams)

    @admin.display(description=_("retired"), ordering="retired_grams")
    def retired(self, batch: Batch) -> str:
        return format_grams(batch.retired_grams)  # type: ignore[attr-defined]

    @admin.display(description=_("monitoring period"), ordering="vintage_start")
    def vintage(self, batch: Batch) -> str:
        return f"{batch.vintage_start:%Y-%m-%d} – {batch.vintage_end:%Y-%m-%d}"

    @admin.display(description=_("transfers"))
    def movements(self, batch: Batch) -> SafeString:
        return link_to_list(Transfer, _("of this batch"), batch__id__exact=batch.pk)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("credits.add_batch")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Type, look once more, enter: the last step alone writes, and only through the ledger's action."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = BatchForm(request.POST or None)
        is_ready = form.is_valid() and "again" not in request.POST
        if is_ready and "confirmed" in request.POST:
            batch = self._issued(request, form)
            if batch is not None:
                return HttpResponseRedirect(reverse("admin:credits_batch_change", args=[batch.pk]))
        return self._page(request, form, is_preview=is_ready and form.is_valid())

    def _issued(self, request: HttpRequest, form: BatchForm) -> Batch | None:
        by = request.user
        if not isinstance(by, User):
            raise PermissionDenied
        try:
            with transaction.atomic():
                batch = form.issue(by)
        except CreditsError as refusal:
            form.refuse(refusal)
            return None
        words = gettext("%(amount)s entered: %(block)s.")
        self.log_addition(request, batch, [{"added": {}}])
        facts = {"amount": format_grams(batch.amount_grams), "block": batch.serial_block}
        messages.success(request, words % facts)
        return batch

    def _page(self, request: HttpRequest, form: BatchForm, *, is_preview: bool) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Please look once more") if is_preview else gettext("Enter a batch"),
            "opts": self.opts,
            "form": form,
            "is_preview": is_preview,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/credits/batch/enter.html", context)


@admin.register(Transfer)
class TransferAdmin(ReadOnlyAdmin):
    list_display = (
        "made_at",
        "kind",
        amount,
        "debit_account",
        "credit_account",
        "batch",
        "reason",
        "made_by",
    )
    list_filter = (
        *("kind", "batch__registry"),
        ("debit_account", admin.RelatedOnlyFieldListFilter),
        ("credit_account", admin.RelatedOnlyFieldListFilter),
    )
    search_fields = ("=group", "reason", "batch__serial_block", "debit_account__code", "credit_account__code")
    search_help_text = _("An account, a serial block, a reason or a group")
    date_hierarchy = "made_at"
    list_select_related = ("debit_account", "credit_account", "batch", "made_by")
    fields = (
        "kind",
        "debit_account",
        "credit_account",
        amount,
        "batch",
        "reason",
        "made_at",
        "made_by",
        "group",
    )
    readonly_fields = (amount,)


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
    list_display = ("public_id", "account", amount, "made_at", "expires_at", "outcome")
    list_filter = (OpenFilter, "closure__outcome", ("account", admin.RelatedOnlyFieldListFilter))
    search_fields = ("=public_id",)
    search_help_text = _("The whole identifier of a hold")
    date_hierarchy = "made_at"
    list_select_related = ("account", "closure")
    fields = ("public_id", "account", amount, "made_at", "expires_at", "outcome")
    readonly_fields = ("public_id", amount, "outcome")

    @admin.display(description=_("outcome"))
    def outcome(self, row: Hold) -> str:
        closure = getattr(row, "closure", None)
        return str(closure.get_outcome_display()) if closure else "—"


class SettledFilter(admin.SimpleListFilter):
    title = _("retired")
    parameter_name = "retired"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[RetirementRequest]
    ) -> QuerySet[RetirementRequest]:
        if self.value() in {"yes", "no"}:
            return queryset.filter(retirement__isnull=self.value() == "no")
        return queryset


@admin.register(RetirementRequest)
class RetirementRequestAdmin(ReadOnlyAdmin):
    list_display = ("id", "requested_at", "account", amount, "is_retired", "purpose", "beneficiary")
    list_filter = (SettledFilter, ("account", admin.RelatedOnlyFieldListFilter))
    search_fields = ("=key", "=beneficiary", "purpose")
    search_help_text = _("A purpose, or a whole key or beneficiary")
    date_hierarchy = "requested_at"
    list_select_related = ("account", "retirement")
    fields = ("account", amount, "beneficiary", "purpose", "requested_at", "is_retired", "hold", "key")
    readonly_fields = (amount, "is_retired")

    @admin.display(description=_("retired"), boolean=True)
    def is_retired(self, row: RetirementRequest) -> bool:
        return hasattr(row, "retirement")


class SliceInline(ReadOnly, admin.TabularInline[RetirementSlice, Retirement]):
    model = RetirementSlice
    fields = ("batch", "batch_from", "batch_to")
    extra = 0


@admin.register(Retirement)
class RetirementAdmin(ReadOnlyAdmin):
    list_display = ("public_id", "retired_at", "account", amount, "purpose", "beneficiary")
    list_filter = (("account", admin.RelatedOnlyFieldListFilter), "slices__batch__registry")
    search_fields = ("=public_id", "=beneficiary", "purpose", "slices__batch__serial_block")
    search_help_text = _("A serial block, a purpose, or a whole identifier")
    date_hierarchy = "retired_at"
    list_select_related = ("account",)
    inlines = (SliceInline,)
    fields = ("public_id", "account", amount, "beneficiary", "purpose", "retired_at", "request")
    readonly_fields = ("public_id", amount)
