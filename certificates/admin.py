from django.contrib import admin
from django.http import HttpRequest

from certificates.models import Certificate


@admin.register(Certificate)
class CertificateAdmin(admin.ModelAdmin[Certificate]):
    """To look at only: a certificate is written by actions, and once stated by nobody."""

    list_display = [
        "__str__",
        "holder_name",
        "event_code",
        "amount_grams",
        "funding",
        "state",
        "pledged_at",
        "failed_renderings",
    ]
    list_filter = ["state", "funding", "event_code", "language", "is_demonstration", "name_is_public"]
    search_fields = ["number", "holder_name", "beneficiary"]
    date_hierarchy = "pledged_at"
    list_select_related = False
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Certificate | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Certificate | None = None) -> bool:
        return False
