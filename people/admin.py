from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from modeltranslation.admin import TranslationAdmin

from people.models import Organization, User

admin.site.register(User, UserAdmin)


@admin.register(Organization)
class OrganizationAdmin(TranslationAdmin):
    list_display = ("name", "kind", "slug", "is_demonstration")
    list_filter = ("kind", "is_demonstration")
    search_fields = ("slug", "name_zh_hans", "name_en")
    prepopulated_fields = {"slug": ("name_en",)}
