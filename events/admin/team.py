"""Who works on which event: to look at. Members are added and ended in the workspace, by the rules of the team."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from diandian.staff import ReadOnlyAdmin
from events.models import Membership


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ("user", "role", "event", "organization", "valid_until", "ended_at", "team")
    list_filter = ("role", "event")
    search_fields = (
        "user__username",
        "user__last_name",
        "event__slug",
        "event__name_zh_hans",
        "event__name_en",
    )
    search_help_text = _("A user name, or an event in either language")
    list_select_related = ("user", "event", "organization")
    date_hierarchy = "added_at"
    readonly_fields = ("team",)
    fields = (
        *("event", "user", "role", "organization", "valid_until"),
        *("added_by", "added_at", "ended_by", "ended_at", "team"),
    )

    @admin.display(description=_("in the workspace"))
    def team(self, membership: Membership) -> SafeString:
        """Where this can be changed."""
        address = reverse("organise:team", args=[membership.event.slug])
        return format_html('<a href="{}">{}</a>', address, gettext("Team of the event"))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Who added, ended and took back: the row only says how things stand."""
        return admin.ModelAdmin.history_view(self, request, object_id, extra_context)
