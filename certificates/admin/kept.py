"""What stands behind the papers, to look at: the keys that signed, the plates, and how far pools were followed."""

from django.contrib import admin

from certificates.models import FollowedPool, Plate, SigningKey
from diandian.staff import ReadOnlyAdmin


@admin.register(SigningKey)
class SigningKeyAdmin(ReadOnlyAdmin):
    list_display = ("key_id", "purpose", "first_used_at")
    list_filter = ("purpose",)
    fields = ("key_id", "purpose", "certificate", "first_used_at")


@admin.register(Plate)
class PlateAdmin(ReadOnlyAdmin):
    list_display = ("key", "made_at")
    date_hierarchy = "made_at"
    search_fields = ("key",)
    fields = ("key", "made_at")


@admin.register(FollowedPool)
class FollowedPoolAdmin(ReadOnlyAdmin):
    list_display = ("number", "next_position", "ended_at")
    fields = ("number", "next_position", "ended_at")
