"""What the staff pages of every app share. Like `diandian.lib` it imports nothing of ours but that library."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import NestedObjects, get_fields_from_path
from django.core.exceptions import ValidationError
from django.db import models, router
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin, TranslationInlineModelAdmin

from diandian.lib.mass import UnreadableMassError, format_grams, parse_grams
from diandian.lib.money import format_fen

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise

# Languages name themselves: whoever fills in a text must know which one, whatever the page's own.
TONGUES = {"zh-hans": "中文", "en": "English"}
FEN_PER_YUAN = 100


def mass_column(field: str, description: "Words") -> Any:
    """A column that prints the whole grams of `field` as people read them, sorted by the grams."""

    @admin.display(description=description, ordering=field, empty_value="—")
    def column(row: Any) -> str:
        return format_grams(getattr(row, field))

    return column


def money_column(field: str, description: "Words") -> Any:
    """A column that prints the whole fen of `field` as yuan."""

    @admin.display(description=description, ordering=field, empty_value="—")
    def column(row: Any) -> str:
        return format_fen(getattr(row, field))

    return column


def link_to_list(model: type[models.Model], text: "Words", **filters: object) -> SafeString:
    """A link to the list of `model`, filtered."""
    opts = model._meta
    address = reverse(
        f"admin:{opts.app_label}_{opts.model_name}_changelist",
        query={name: str(value) for name, value in filters.items()},
    )
    return format_html('<a href="{}">{}</a>', address, text)


class TellsMore:
    """The page of a row tells more than its columns: what `told` gives is for the template."""

    def told(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        raise NotImplementedError

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, object_id)  # type: ignore[attr-defined]
        told = {} if row is None else self.told(request, row)
        context = {**told, **(extra_context or {})}
        response: HttpResponse = super().change_view(request, object_id, form_url, context)  # type: ignore[misc]
        return response


class ReadOnly:
    """Nothing is added, changed or deleted here, by nobody: only actions write these rows."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin[Any]):
    """A table to look at: filtered and searched, never written."""

    change_form_template = "admin/kept_row.html"
    show_full_result_count = False  # counts only what is asked for, in tables of many millions of rows
    linked_by: Sequence[str] = ()  # what links from other pages ask for beside the filters

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what the filters, the dates and our own links ask.

        Django lets an address ask for any column of the row itself, `?code__startswith=a`, and so have those read
        out letter by letter that stand on no page.
        """
        return lookup in self.linked_by or any(
            lookup in _lookups_of(self.model, each)
            for each in (*self.list_filter, self.date_hierarchy)
            if each
        )

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """None for a number that SQLite cannot even ask for, where the key is another row's."""
        try:
            return super().get_object(request, object_id, from_field)
        except OverflowError:
            return None

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        raise Http404("These rows have no history: they never change.")


def _lookups_of(model: type[models.Model], listed: Any) -> set[str]:
    """What a filter of a list, or its dates, put into an address."""
    if isinstance(listed, type):
        return {str(listed.parameter_name)} if issubclass(listed, admin.SimpleListFilter) else set()
    path = listed[0] if isinstance(listed, tuple) else listed
    field = get_fields_from_path(model, path)[-1]
    asked = ["exact", "isnull"]
    if isinstance(field, models.DateField):
        asked += ["gte", "lt", "year", "month", "day"]
    elif isinstance(field, models.ForeignKey):
        asked.append(f"{field.target_field.name}__exact")
    return {path, *(f"{path}__{each}" for each in asked)}


class RefusesInWords:
    """Where other rows stand on what is to be deleted, the page says how many, and not which."""

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        rows = list(objs)
        if rows:
            collector = NestedObjects(using=router.db_for_write(type(rows[0])), origin=objs)
            collector.collect(rows)
            if collector.protected:
                return [], {}, set(), _counted(collector.protected)
        found: tuple[list[Any], dict[str, int], set[str], list[Any]]
        found = super().get_deleted_objects(objs, request)  # type: ignore[misc]
        return found


def _counted(rows: set[models.Model]) -> list[str]:
    counts = Counter(type(row) for row in rows)
    ordered = sorted(counts.items(), key=lambda item: item[0]._meta.label)
    return [f"{capfirst(model._meta.verbose_name_plural)}: {count}" for model, count in ordered]


class BothTongues:
    """Texts in both languages side by side: each says which, and what one reader needs the other needs too."""

    def formfield_for_dbfield(
        self, db_field: "models.Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        field: forms.Field | None = super().formfield_for_dbfield(  # type: ignore[misc]
            db_field, request, **kwargs
        )
        original = getattr(db_field, "translated_field", None)
        if field is not None and original is not None:
            field.required = not original.blank
        return field

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        labels = {**_tongue_labels(self.model), **kwargs.pop("labels", {})}  # type: ignore[attr-defined]
        return super().get_form(request, obj, change=change, labels=labels, **kwargs)  # type: ignore[misc]


def _tongue_labels(model: type[models.Model]) -> dict[str, str]:
    """`Name · English` in place of the library's `name [en]`."""
    labels = {}
    for field in model._meta.get_fields():
        original = getattr(field, "translated_field", None)
        language = getattr(field, "language", None)
        if original is not None and language is not None:
            labels[field.name] = f"{capfirst(original.verbose_name)} · {TONGUES[language]}"
    return labels


class ContentAdmin(RefusesInWords, BothTongues, TranslationAdmin[Any]):
    """A table of texts in Chinese and English. Fields in `permanent` are chosen once, when the row is added."""

    permanent: Sequence[str] = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields if obj is None else (*fields, *self.permanent)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Sequence[str]]:
        return dict(super().get_prepopulated_fields(request, obj)) if obj is None else {}


class ContentInline(BothTongues, TranslationInlineModelAdmin[Any, Any], admin.TabularInline[Any, Any]):
    """Rows of texts below the row they belong to. They are deleted on their own page: it says what stands on them."""

    extra = 0
    can_delete = False

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, labels=_tongue_labels(self.model), **kwargs)


class GramsField(forms.CharField):
    """A mass as a person types it, in whole grams."""

    default_error_messages = {
        "unreadable": _(
            "Type a number and its unit: 500 t, 23.4 kg or 1200 g. A part of a gram is not possible."
        ),
        "out_of_range": _("An amount is at least 1 g and at most 9,000,000,000 t."),
    }
    max_grams = 9_000_000_000_000_000

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("With its unit: 500 t, 23.4 kg or 1200 g."))
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text in self.empty_values:
            return None
        try:
            grams = parse_grams(text)
        except UnreadableMassError:
            raise ValidationError(self.error_messages["unreadable"], code="unreadable") from None
        if not 1 <= grams <= self.max_grams:
            raise ValidationError(self.error_messages["out_of_range"], code="out_of_range")
        return grams


class YuanField(forms.DecimalField):
    """A price typed in yuan, kept in whole fen. Decimal throughout: no float."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=12, decimal_places=2, min_value=Decimal("0.01"), **kwargs)

    def clean(self, value: Any) -> Any:
        yuan = super().clean(value)
        return None if yuan is None else int(yuan * FEN_PER_YUAN)

    def prepare_value(self, value: Any) -> Any:
        return Decimal(value) / FEN_PER_YUAN if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
