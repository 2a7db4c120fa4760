"""Who logs in, with which roles; and the organisations that give, organise and verify."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Count, ManyToManyField
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from diandian.staff import ContentAdmin, ReadOnlyAdmin
from people.models import Organization, User
from people.phrases import ROLE_NAMES, ROLE_PURPOSES
from people.roles import ROLES


class RolesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """One box a role, with what it is for."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{ROLE_NAMES[obj.name]}: {ROLE_PURPOSES[obj.name]}"


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    list_display = ("username", "full_name", "roles", "is_staff", "is_superuser", "is_active", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("username", "first_name", "last_name", "email")
    search_help_text = _("A login, a name or an e-mail address")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Who it is"), {"fields": (("last_name", "first_name"), "email")}),
        (
            _("What they may do"),
            {
                "fields": ("is_active", "is_staff", "groups", "is_superuser"),
                "description": _(
                    "Permissions come with roles only. Whoever leaves is made inactive, never deleted."
                ),
            },
        ),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "usable_password", "password1", "password2")}),
    )
    readonly_fields = ("last_login", "date_joined")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "forms.ModelMultipleChoiceField[Any] | None":
        if db_field.name == "groups":
            roles = Group.objects.filter(name__in=ROLES).order_by("name")
            return RolesField(label=_("roles"), queryset=roles, required=False)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False  # the ledger and the donations name who did what

    @admin.display(description=_("full name"), ordering="last_name")
    def full_name(self, user: User) -> str:
        return user.shown_name if user.first_name or user.last_name else "—"

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> str:
        names = (str(ROLE_NAMES.get(group.name, group.name)) for group in user.groups.all())
        return " · ".join(names) or "—"


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(ReadOnlyAdmin):
    """Roles are written in people/roles.py, where a change of them can be read and tested."""

    list_display = ("role", "purpose", "people")
    ordering = ("name",)
    fields = ("role", "purpose", "people", "may")
    readonly_fields = fields
    show_full_result_count = True

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(request, {"heading": gettext("Roles"), **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(people_count=Count("user"))

    @admin.display(description=_("role"), ordering="name")
    def role(self, group: Group) -> str:
        return str(ROLE_NAMES.get(group.name, group.name))

    @admin.display(description=_("what it is for"))
    def purpose(self, group: Group) -> str:
        return str(ROLE_PURPOSES.get(group.name, "—"))

    @admin.display(description=_("people"), ordering="people_count")
    def people(self, group: Group) -> int:
        return int(group.people_count)  # type: ignore[attr-defined]

    @admin.display(description=_("permissions"))
    def may(self, group: Group) -> str:
        return "\n".join(ROLES.get(group.name, ()))


@admin.register(Organization)
class OrganizationAdmin(ContentAdmin):
    list_display = ("name", "kind", "slug", "is_demonstration")
    list_filter = ("kind", "is_demonstration")
    search_fields = ("slug", "name_zh_hans", "name_en")
    search_help_text = _("A name in either language, or the short name in addresses")
    prepopulated_fields = {"slug": ("name_en",)}
    permanent = ("slug", "kind")
    fields = ("kind", "name", "slug", "description", "is_demonstration")
