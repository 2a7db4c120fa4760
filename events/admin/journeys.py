"""Journeys and scans, to look at. A journey's code opens it in its holder's name: it is on no page here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from diandian.staff import ReadOnlyAdmin, TellsMore, mass_column
from events.models import Journey, ScanCount

mass = mass_column("amount_grams", _("footprint"))
amount = mass_column("amount_grams", _("amount"))


@admin.register(ScanCount)
class ScanCountAdmin(ReadOnlyAdmin):
    list_display = ("day", "placement", "zone", "venue", "scan_count")
    list_filter = ("placement__zone__venue__event", "placement__zone__venue")
    search_fields = ("placement__code", "placement__label_zh_hans", "placement__label_en")
    search_help_text = _("A code, or where it hangs")
    date_hierarchy = "day"
    list_select_related = ("placement__zone__venue",)

    @admin.display(description=_("zone"), ordering="placement__zone")
    def zone(self, row: ScanCount) -> str:
        return str(row.placement.zone)

    @admin.display(description=_("venue"), ordering="placement__zone__venue")
    def venue(self, row: ScanCount) -> str:
        return str(row.placement.zone.venue)


@admin.register(Journey)
class JourneyAdmin(TellsMore, ReadOnlyAdmin):
    change_form_template = "admin/events/journey/change_form.html"
    list_display = (
        "started_at",
        "event",
        "venue",
        mass,
        "stage",
        "funding",
        "way_home",
        "certificate",
        "language",
    )
    list_filter = ("stage", "funding", "way_home", "language", "event", "venue")
    search_fields = ("certificate__number", "order__number")
    search_help_text = _("The number of a certificate or of an order")
    date_hierarchy = "started_at"
    list_select_related = ("event", "venue", "certificate")
    fields = (
        *("event", "venue", "placement", amount, "assessment", "way_home", "stage", "funding"),
        *("certificate", "order", "retirement_request", "language", "started_at"),
    )
    readonly_fields = (amount,)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return super().get_search_results(request, queryset, search_term.replace("-", "").lower())

    def told(self, request: HttpRequest, row: Journey) -> dict[str, Any]:
        return {"subtitle": _title(row)}


def _title(journey: Journey) -> str:
    started = date_format(timezone.localtime(journey.started_at), "DATETIME_FORMAT")
    return gettext("Journey of %(started)s") % {"started": started}
