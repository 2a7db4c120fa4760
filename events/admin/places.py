"""Events and their places: every text in both languages, every printed address for ever."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Count, ForeignKey, QuerySet
from django.db.models.fields import Field
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

import certificates.queries
import credits.actions
from diandian.lib import codes, qr
from diandian.staff import ContentAdmin, ContentInline, YuanField, link_to_list, money_column
from events.actions import PLACEMENT_CODE_LENGTH
from events.models import Event, Placement, Venue, Zone
from events.place_forms import COUNTING, EventForm, NamedForm, VenueForm
from events.posters.queries import with_counts

# What the exchange decides about an event; an organiser reads it.
TERMS = ("organiser", "sale_account", "price_fen_per_tonne", "splits_over_batches", "is_demonstration")


@admin.register(Event)
class EventAdmin(ContentAdmin):
    form = EventForm
    list_display = (
        "name",
        "zone_title",
        "state",
        "starts_on",
        "ends_on",
        "organiser",
        "venue_links",
        "zone_page",
    )
    list_filter = ("state", "is_demonstration", "starts_on")
    search_fields = ("slug", "name_zh_hans", "name_en", "zone_title_zh_hans", "zone_title_en")
    search_help_text = _("A name in either language, or the short name in addresses")
    list_select_related = ("organiser",)
    prepopulated_fields = {"slug": ("zone_title_en",)}
    permanent = ("slug", "zone_page", "venue_links")
    readonly_fields = ("donated_account", "course")
    fieldsets = (
        (None, {"fields": ("name", "zone_title", "slug", "course", ("starts_on", "ends_on"))}),
        (_("The place"), {"fields": ("place", "host_place")}),
        (_("What the zone says"), {"fields": ("introduction", "boundary")}),
        (
            _("How footprints are counted"),
            {
                "fields": COUNTING,
                "description": _("Fixed once the event is open, so that all its spectators count alike."),
            },
        ),
        (
            _("Credits and price"),
            {
                "fields": (*TERMS, "donated_account"),
                "description": _(
                    "The account of donated credits is opened by itself when the event is saved."
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(venue_count=Count("venues"))

    def get_fieldsets(self, request: HttpRequest, obj: Event | None = None) -> Any:
        fieldsets: list[tuple[Any, dict[str, Any]]]
        fieldsets = [(name, {**options}) for name, options in super().get_fieldsets(request, obj)]
        if obj is not None:
            first = fieldsets[0][1]
            first["fields"] = (*first["fields"], "zone_page", "venue_links")
        if not self._may_set_terms(request):
            terms = fieldsets[-1][1]
            shown = (price if field == "price_fen_per_tonne" else field for field in terms["fields"])
            terms["fields"] = tuple(shown)
        return fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Event | None = None) -> tuple[Any, ...]:
        fields = tuple(super().get_readonly_fields(request, obj))
        if obj is not None and obj.state != Event.State.PLANNED:
            fields = (*fields, *COUNTING)
        if obj is not None and obj.state not in (Event.State.PLANNED, Event.State.OPEN):
            fields = (*fields, "starts_on", "ends_on")
        return fields if self._may_set_terms(request) else (*fields, *TERMS, price)

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name == "price_fen_per_tonne":
            return YuanField(label=_("price of a tonne, yuan"))
        if db_field.name == "host_place":
            kwargs["label"] = _("host city")
            kwargs["help_text"] = _(
                "Its name in Chinese, English or pinyin. Spectators' ways are measured to it."
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "forms.ModelChoiceField[Any] | None":
        related = db_field.remote_field.model._default_manager
        if db_field.name == "sale_account":
            kwargs["queryset"] = related.filter(kind="inventory")
            kwargs["help_text"] = _("Opened by itself when the first batch is entered for the exchange.")
        if db_field.name == "organiser":
            kwargs["queryset"] = related.filter(kind="organiser")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Event, form: Any, change: bool) -> None:
        if not change:
            obj.donated_account = credits.actions.open_account(
                code=f"event:{obj.slug}",
                kind="event",
                organization=obj.organiser,
                name_zh=obj.name_zh_hans,
                name_en=obj.name_en,
            )
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return False  # its address is printed, its journeys are kept; it is closed instead

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Without a key nothing real can be signed here, so a new event is a demonstration."""
        demonstration = {"is_demonstration": certificates.queries.makes_demonstrations_only()}
        return demonstration | super().get_changeform_initial_data(request)

    def _may_set_terms(self, request: HttpRequest) -> bool:
        return request.user.has_perm("events.add_event")

    @admin.display(description=_("state"))
    def course(self, event: Event) -> SafeString | str:
        """Where the event stands; it goes on in the workspace, where each step has its conditions."""
        if not event.pk:
            return str(event.get_state_display())
        address = reverse("organise:course", args=[event.slug])
        words = gettext("%(state)s: see its course") % {"state": event.get_state_display()}
        return format_html('<a href="{}">{}</a>', address, words)

    @admin.display(description=_("zone page"))
    def zone_page(self, event: Event) -> SafeString | str:
        if event.state == Event.State.PLANNED:
            return gettext("/z/%(name)s/, from the day it is open") % {"name": event.slug}
        return format_html('<a href="{0}">{0}</a>', reverse("events:zone", args=[event.slug]))

    @admin.display(description=_("venues"), ordering="venue_count")
    def venue_links(self, event: Event) -> SafeString:
        count: int = event.venue_count  # type: ignore[attr-defined]
        words = ngettext("%(count)s venue", "%(count)s venues", count) % {"count": count}
        return link_to_list(Venue, words, event__id__exact=event.pk)


price = money_column("price_fen_per_tonne", _("price of a tonne"))


class ZoneInline(ContentInline):
    model = Zone
    form = NamedForm
    fields = ("name",)
    show_change_link = True


@admin.register(Venue)
class VenueAdmin(ContentAdmin):
    form = VenueForm
    list_display = (
        "name",
        "event",
        "sport",
        "district",
        "local_distance_km",
        "how_many_zones",
        "placement_links",
    )
    list_filter = ("event",)
    search_fields = ("name_zh_hans", "name_en", "slug", "sport_zh_hans", "sport_en")
    search_help_text = _("A name or a sport in either language")
    list_select_related = ("event",)
    prepopulated_fields = {"slug": ("name_en",)}
    permanent = ("event", "slug")
    inlines = (ZoneInline,)
    fieldsets = (
        (None, {"fields": ("event", "name", "slug", "sport", "district")}),
        (_("The place"), {"fields": (("latitude", "longitude"), "local_distance_km")}),
        (
            _("How footprints are counted"),
            {
                "fields": ("kwh_per_seat",),
                "description": _("Fixed once the event is open, so that all its spectators count alike."),
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Venue | None = None) -> tuple[Any, ...]:
        fields = tuple(super().get_readonly_fields(request, obj))
        if obj is not None and obj.event.state != Event.State.PLANNED:
            fields = (*fields, "kwh_per_seat")
        return fields

    def get_queryset(self, request: HttpRequest) -> Any:
        return (
            super()
            .get_queryset(request)
            .annotate(
                zone_count=Count("zones", distinct=True),
                placement_count=Count("zones__placements", distinct=True),
            )
        )

    @admin.display(description=_("zones"), ordering="zone_count")
    def how_many_zones(self, venue: Venue) -> int:
        return int(venue.zone_count)  # type: ignore[attr-defined]

    @admin.display(description=_("placements"), ordering="placement_count")
    def placement_links(self, venue: Venue) -> SafeString:
        count = str(venue.placement_count)  # type: ignore[attr-defined]
        return link_to_list(Placement, count, zone__venue__id__exact=venue.pk)


@admin.register(Zone)
class ZoneAdmin(ContentAdmin):
    form = NamedForm
    list_display = ("name", "venue", "event", "placement_links")
    list_filter = ("venue__event", "venue")
    search_fields = ("name_zh_hans", "name_en", "venue__name_zh_hans", "venue__name_en")
    search_help_text = _("A zone or a venue, in either language")
    list_select_related = ("venue__event",)
    permanent = ("venue",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(placement_count=Count("placements"))

    @admin.display(description=_("event"), ordering="venue__event")
    def event(self, zone: Zone) -> Event:
        return zone.venue.event

    @admin.display(description=_("placements"), ordering="placement_count")
    def placement_links(self, zone: Zone) -> SafeString:
        count = str(zone.placement_count)  # type: ignore[attr-defined]
        return link_to_list(Placement, count, zone__id__exact=zone.pk)


class ZoneField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Zones with their venue: most venues have an "East stand"."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.venue} · {obj}"


@admin.register(Placement)
class PlacementAdmin(ContentAdmin):
    form = NamedForm
    list_display = ("label", "where", "spaced_code", "scans", "finished", "is_active")
    list_filter = ("is_active", "zone__venue__event", "zone__venue")
    search_fields = (
        *("code", "label_zh_hans", "label_en", "zone__name_zh_hans", "zone__name_en"),
        *("zone__venue__name_zh_hans", "zone__venue__name_en"),
    )
    search_help_text = _("A code, or a place in either language")
    list_select_related = ("zone__venue",)
    readonly_fields = ("qr_code", "printed_address", "scans", "finished")
    permanent = ("zone",)
    fields = ("zone", "label", "is_active")

    def get_fields(self, request: HttpRequest, obj: Placement | None = None) -> tuple[Any, ...]:
        fields = tuple(super().get_fields(request, obj))
        return fields if obj is None else (*fields, *self.readonly_fields)

    def get_queryset(self, request: HttpRequest) -> Any:
        return with_counts(super().get_queryset(request))

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "forms.ModelChoiceField[Any] | None":
        if db_field.name == "zone":
            zones = Zone.objects.select_related("venue").order_by("venue__event", "venue", "pk")
            return ZoneField(label=_("zone"), queryset=zones)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Placement], search_term: str
    ) -> tuple[QuerySet[Placement], bool]:
        """A code is found however it was read out: in capitals, with dashes or spaces."""
        return super().get_search_results(request, queryset, codes.normalized(search_term) or search_term)

    def save_model(self, request: HttpRequest, obj: Placement, form: Any, change: bool) -> None:
        if not obj.code:
            obj.code = codes.random_code(PLACEMENT_CODE_LENGTH)
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Placement | None = None) -> bool:
        return False  # a printed address never changes; the placement is taken out of use instead

    @admin.display(description=_("zone"), ordering="zone")
    def where(self, placement: Placement) -> str:
        return f"{placement.zone.venue} · {placement.zone}"

    @admin.display(description=_("code"), ordering="code")
    def spaced_code(self, placement: Placement) -> str:
        return codes.spaced(placement.code).upper()

    @admin.display(description=_("QR code"))
    def qr_code(self, placement: Placement) -> SafeString:
        path, side = qr.qr_path(_address(placement))
        return format_html(
            '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}" shape-rendering="crispEdges">'
            '<path fill="#fff" d="M0 0h{0}v{0}H0z"/><path fill="#12291f" d="{2}"/></svg>',
            side,
            _address(placement),
            path,
        )

    @admin.display(description=_("address to print"))
    def printed_address(self, placement: Placement) -> SafeString:
        return format_html('<a class="printed" href="/s/{}">{}</a>', placement.code, _address(placement))

    @admin.display(description=_("scans"), ordering="scan_total")
    def scans(self, placement: Placement) -> int:
        return int(placement.scan_total)  # type: ignore[attr-defined]

    @admin.display(description=_("finished journeys"), ordering="finished_total")
    def finished(self, placement: Placement) -> int:
        return int(placement.finished_total)  # type: ignore[attr-defined]


def _address(placement: Placement) -> str:
    return f"{settings.PUBLIC_URL}/s/{placement.code}"
