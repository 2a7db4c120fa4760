"""Batches, and the marks that they bear for good."""

from typing import Any

from django.contrib import admin
from django.db.models import BigIntegerField, Exists, F, OuterRef, Prefetch, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from credits.admin.pools import is_open
from credits.forms import BatchForm, CancelForm, CloseBatchForm, ImpairForm, OpenPoolForm
from credits.models import Batch, BatchMark, Pool, RetirementSlice, Transfer
from diandian.lib.mass import format_grams
from diandian.staff import BothTongues, ReadOnlyAdmin, link_to_list
from people.acting import Act, ActingAdmin, Link

ADD_POOL = "credits.add_pool"


def is_marked(batch: Batch, *kinds: str) -> bool:
    return any(mark.kind in kinds for mark in batch.marks.all())


class MarkFilter(admin.SimpleListFilter):
    title = _("mark")
    parameter_name = "mark"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*BatchMark.Kind.choices, ("none", _("None"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Batch]) -> QuerySet[Batch]:
        marks = BatchMark.objects.filter(batch=OuterRef("pk"))
        if self.value() == "none":
            return queryset.filter(~Exists(marks))
        if self.value() in BatchMark.Kind.values:
            return queryset.filter(Exists(marks.filter(kind=self.value())))
        return queryset


@admin.register(Batch)
class BatchAdmin(BothTongues, ActingAdmin):
    list_display = (
        *("serial_block", "registry", "project_name", "amount", "retired"),
        *("vintage", "state", "is_demonstration"),
    )
    list_filter = ("registry", MarkFilter, "is_demonstration", "unit_type", "country", "vintage_end")
    search_fields = ("serial_block", "project_code", "project_name_zh_hans", "project_name_en", "methodology")
    search_help_text = _("A serial block, a project or a methodology")
    readonly_fields = ("amount", "retired", "vintage", "state", "pools", "movements")
    fields = (
        *("serial_block", "registry", "amount", "retired", "state", "project_code"),
        *("project_name_zh_hans", "project_name_en", "methodology", "unit_type", "country", "vintage"),
        *("is_demonstration", "issued_at", "proposal", "pools", "movements"),
    )
    adding = Act("add", BatchForm, "credits.add_batch")
    acts = (
        Act(
            "impair",
            ImpairForm,
            "credits.add_batchmark",
            lambda batch: not is_marked(batch, *BatchMark.Kind.values),
        ),
        Act(
            "cancel",
            CancelForm,
            "credits.add_proposal",
            lambda batch: not is_marked(batch, *BatchMark.Kind.values),
        ),
        Act(
            "close",
            CloseBatchForm,
            "credits.add_batchmark",
            lambda batch: not is_marked(batch, BatchMark.Kind.CLOSED),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        slices = RetirementSlice.objects.filter(batch=OuterRef("pk")).order_by().values("batch")
        total = slices.annotate(total=Sum(F("batch_to") - F("batch_from"))).values("total")
        rows = Subquery(total, output_field=BigIntegerField())
        annotated = super().get_queryset(request).annotate(retired_grams=Coalesce(rows, 0))
        return annotated.prefetch_related(
            "marks", Prefetch("pools", Pool.objects.select_related("closing", "withdrawal"))
        )

    def links(self, request: HttpRequest, row: Batch) -> list[Link]:
        links = super().links(request, row)
        has_open_pool = any(is_open(pool) for pool in row.pools.all())
        if (
            request.user.has_perm(ADD_POOL)
            and not has_open_pool
            and not is_marked(row, BatchMark.Kind.CLOSED)
        ):
            address = reverse("admin:credits_pool_add", query={"batch": str(row.pk)})
            links.insert(0, Link(str(OpenPoolForm.heading), address))
        return links

    @admin.display(description=_("amount"), ordering=F("block_end") - F("block_start"))
    def amount(self, batch: Batch) -> str:
        return format_grams(batch.amount_grams)

    @admin.display(description=_("retired"), ordering="retired_grams")
    def retired(self, batch: Batch) -> str:
        return format_grams(batch.retired_grams)  # type: ignore[attr-defined]

    @admin.display(description=_("monitoring period"), ordering="vintage_start")
    def vintage(self, batch: Batch) -> str:
        return f"{batch.vintage_start:%Y-%m-%d} – {batch.vintage_end:%Y-%m-%d}"

    @admin.display(description=_("mark"))
    def state(self, batch: Batch) -> str:
        words = (f"{mark.get_kind_display()} ({mark.made_at:%Y-%m-%d})" for mark in batch.marks.all())
        return " · ".join(words) or "—"

    @admin.display(description=_("pools"))
    def pools(self, batch: Batch) -> SafeString | str:
        links = (
            (reverse("admin:credits_pool_change", args=[pool.pk]), str(pool)) for pool in batch.pools.all()
        )
        return format_html_join(" · ", '<a href="{}">{}</a>', links) or "—"

    @admin.display(description=_("transfers"))
    def movements(self, batch: Batch) -> SafeString:
        return format_html("{}", link_to_list(Transfer, _("of this batch"), batch__id__exact=batch.pk))


@admin.register(BatchMark)
class BatchMarkAdmin(ReadOnlyAdmin):
    list_display = ("made_at", "batch", "kind", "reason", "made_by")
    list_filter = ("kind", "batch__registry")
    search_fields = ("batch__serial_block", "reason")
    search_help_text = _("A serial block or a reason")
    date_hierarchy = "made_at"
    list_select_related = ("batch", "made_by")
    fields = ("batch", "kind", "reason", "made_at", "made_by", "leaf_index")
