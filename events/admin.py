"""Staff manage events and confirm donations here. Journeys are only looked at."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from modeltranslation.admin import TranslationAdmin, TranslationTabularInline

import events.actions
from credits.errors import CreditsError
from diandian.lib import codes
from diandian.lib.mass import format_grams
from events.errors import DonationDecidedError, SamePersonError
from events.models import Donation, Event, Journey, Placement, ScanCount, Venue, Zone


class VenueInline(TranslationTabularInline):
    model = Venue
    fields = ("slug", "name", "sport", "district", "latitude", "longitude", "local_distance_km")
    extra = 0


@admin.register(Event)
class EventAdmin(TranslationAdmin):
    list_display = ("name", "zone_title", "state", "starts_on", "ends_on", "organiser", "address")
    list_filter = ("state", "is_demonstration")
    search_fields = ("slug", "name_zh_hans", "name_en")
    prepopulated_fields = {"slug": ("name_en",)}
    autocomplete_fields = ("organiser",)
    inlines = (VenueInline,)

    @admin.display(description=_("zone"))
    def address(self, event: Event) -> SafeString:
        return format_html('<a href="/z/{0}/">/z/{0}/</a>', event.slug)

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return False


class ZoneInline(TranslationTabularInline):
    model = Zone
    extra = 0


@admin.register(Venue)
class VenueAdmin(TranslationAdmin):
    list_display = ("name", "event", "sport", "district", "local_distance_km")
    list_filter = ("event",)
    search_fields = ("name_zh_hans", "name_en", "slug")
    list_select_related = ("event",)
    inlines = (ZoneInline,)


class PlacementInline(TranslationTabularInline):
    model = Placement
    fields = ("label", "code", "is_active")
    readonly_fields = ("code",)
    extra = 0


@admin.register(Zone)
class ZoneAdmin(TranslationAdmin):
    list_display = ("name", "venue", "event")
    list_filter = ("venue__event", "venue")
    search_fields = ("name_zh_hans", "name_en", "venue__name_zh_hans", "venue__name_en")
    list_select_related = ("venue__event",)

    @admin.display(description=_("event"), ordering="venue__event")
    def event(self, zone: Zone) -> Event:
        return zone.venue.event


@admin.register(Placement)
class PlacementAdmin(TranslationAdmin):
    list_display = ("label", "zone", "venue", "spaced_code", "address", "scans", "journeys", "is_active")
    list_filter = ("is_active", "zone__venue__event", "zone__venue")
    search_fields = ("code", "label_zh_hans", "label_en", "zone__name_zh_hans", "zone__name_en")
    list_select_related = ("zone__venue",)
    readonly_fields = ("code", "address")
    fields = ("zone", "label", "is_active", "code", "address")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Placement]:
        return super().get_queryset(request).annotate(scan_total=Sum("scan_counts__scan_count"))

    def save_model(self, request: HttpRequest, obj: Placement, form: Any, change: bool) -> None:
        if not obj.code:
            obj.code = codes.random_code(events.actions.PLACEMENT_CODE_LENGTH)
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Placement | None = None) -> bool:
        return False  # a printed address never changes; take the placement out of use instead

    @admin.display(description=_("venue"))
    def venue(self, placement: Placement) -> Venue:
        return placement.zone.venue

    @admin.display(description=_("code"))
    def spaced_code(self, placement: Placement) -> str:
        return codes.spaced(placement.code).upper()

    @admin.display(description=_("address"))
    def address(self, placement: Placement) -> SafeString | str:
        return format_html('<a href="/s/{0}">/s/{0}</a>', placement.code) if placement.code else "—"

    @admin.display(description=_("scans"), ordering="scan_total")
    def scans(self, placement: Placement) -> int:
        total: int | None = getattr(placement, "scan_total", 0)
        return total or 0

    @admin.display(description=_("journeys"))
    def journeys(self, placement: Placement) -> int:
        return placement.journeys.count()


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Rows that only actions write: here they are looked at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return False


@admin.register(ScanCount)
class ScanCountAdmin(ReadOnlyAdmin):
    list_display = ("day", "placement", "scan_count")
    list_filter = ("placement__zone__venue",)
    date_hierarchy = "day"
    list_select_related = ("placement",)


@admin.register(Journey)
class JourneyAdmin(ReadOnlyAdmin):
    list_display = (
        "started_at",
        "event",
        "venue",
        "mass",
        "stage",
        "funding",
        "way_home",
        "certificate",
        "language",
    )
    list_filter = ("stage", "funding", "event", "venue", "language")
    search_fields = ("certificate__number", "order__number")
    date_hierarchy = "started_at"
    list_select_related = ("event", "venue", "certificate")
    # The code opens the journey in its holder's name: staff see that it exists, not what it is.
    exclude = ("code", "beneficiary")

    @admin.display(description=_("footprint"), ordering="amount_grams")
    def mass(self, journey: Journey) -> str:
        return format_grams(journey.amount_grams)


@admin.register(Donation)
class DonationAdmin(admin.ModelAdmin[Donation]):
    list_display = ("offered_at", "event", "donor", "mass", "state", "offered_by", "decided_by", "decided_at")
    list_filter = ("state", "event", "donor")
    search_fields = ("donor__name_zh_hans", "donor__name_en", "note")
    list_select_related = ("event", "donor", "offered_by", "decided_by")
    fields = ("event", "account", "amount_grams", "note")
    actions = ("confirm", "decline")

    @admin.display(description=_("amount"), ordering="amount_grams")
    def mass(self, donation: Donation) -> str:
        return format_grams(donation.amount_grams)

    def has_change_permission(self, request: HttpRequest, obj: Donation | None = None) -> bool:
        # Django asks this for the list's actions too; a single donation is never edited.
        return obj is None and request.user.has_perm("events.confirm_donation")

    def has_delete_permission(self, request: HttpRequest, obj: Donation | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Donation, form: Any, change: bool) -> None:
        obj.donor = obj.account.organization
        obj.offered_by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    def has_confirm_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("events.confirm_donation")

    @admin.action(description=_("Confirm: move the credits to the event"), permissions=["confirm"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[Donation]) -> None:
        self._decide(request, queryset, events.actions.confirm_donation)

    @admin.action(description=_("Decline"), permissions=["confirm"])
    def decline(self, request: HttpRequest, queryset: QuerySet[Donation]) -> None:
        self._decide(request, queryset, events.actions.decline_donation)

    def _decide(self, request: HttpRequest, queryset: QuerySet[Donation], action: Any) -> None:
        done = 0
        for donation in queryset:
            try:
                action(donation=donation, by=request.user)
                done += 1
            except SamePersonError:
                self._refuse(
                    request, donation, _("whoever entered a donation cannot decide on it; ask a colleague.")
                )
            except DonationDecidedError:
                self._refuse(request, donation, _("it has been decided already."))
            except CreditsError:
                self._refuse(request, donation, _("the donor's account does not hold that much."))
        if done:
            words = ngettext("%(count)s donation decided.", "%(count)s donations decided.", done)
            messages.success(request, words % {"count": done})

    def _refuse(self, request: HttpRequest, donation: Donation, reason: Any) -> None:
        messages.error(request, f"{donation} ({format_grams(donation.amount_grams)}): {reason}")
