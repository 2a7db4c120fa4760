"""Django's plain admin in the project's name and order, with what waits for the reader on its first page."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

APP_ORDER = ("events", "credits", "payments", "certificates", "footprint", "people")
MODEL_ORDER = (
    *("Event", "Membership", "Venue", "Zone", "Placement", "Donation", "GuestList", "Journey", "ScanCount"),
    *("Proposal", "Batch", "BatchMark", "Pool", "PoolClosing", "Reconciliation"),
    *("Account", "Transfer", "Hold", "RetirementRequest", "RetirementRefusal", "Retirement"),
    *("AuditRun", "Checkpoint", "Witness", "Cosignature", "LogKey"),
    *("Order", "PaymentAttempt", "Refund", "GatewayNotification"),
    *("Certificate", "Design"),
    *("FactorSet", "Factor", "Assessment"),
    *("Organization", "User", "Group"),
)


class DiandianAdminSite(AdminSite):
    site_title = _("Diandian")
    site_header = _("Diandian · staff")
    index_title = _("What would you like to do?")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {"waiting": self._waiting(request), **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The rooms in the order in which they are used, events first; roles stand with the people."""
        apps = super().get_app_list(request, app_label)
        by_label = {app["app_label"]: app for app in apps}
        roles = by_label.get("auth")
        if roles is not None and "people" in by_label:
            by_label["people"]["models"] += [{**model, "name": _("Roles")} for model in roles["models"]]
            apps.remove(roles)
        for app in apps:
            app["models"].sort(key=lambda model: _place_in(MODEL_ORDER, model["object_name"]))
        apps.sort(key=lambda app: _place_in(APP_ORDER, app["app_label"]))
        return apps

    def _waiting(self, request: HttpRequest) -> list[SafeString]:
        """A sentence with a link from each table that has something for this reader to do."""
        sentences = (
            table.waiting(request)
            for table in self._registry.values()
            if hasattr(table, "waiting") and table.has_view_permission(request)
        )
        return [sentence for sentence in sentences if sentence is not None]


def _place_in(order: tuple[str, ...], name: str) -> tuple[int, str]:
    return (order.index(name) if name in order else len(order), name)
