"""What may happen to people and their roles."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from people.errors import UnknownPermissionError, UnknownRoleError
from people.models import User
from people.roles import ROLES


def sync_roles() -> None:
    """Give each role's group exactly the permissions that people/roles.py lists. May be repeated.

    Refuses with UnknownPermissionError, and then changes nothing.
    """
    rows = Permission.objects.values_list("content_type__app_label", "codename", "pk")
    known = {f"{app_label}.{codename}": pk for app_label, codename, pk in rows}
    for name in (name for names in ROLES.values() for name in names):
        if name not in known:
            raise UnknownPermissionError(name)
    with transaction.atomic():
        for role, names in ROLES.items():
            group, _created = Group.objects.get_or_create(name=role)
            group.permissions.set([known[name] for name in names])


def give_role(*, user: User, role: str) -> None:
    """Put a user into a role's group. May be repeated. Refuses with UnknownRoleError."""
    if role not in ROLES:
        raise UnknownRoleError(role)
    user.groups.add(Group.objects.get_or_create(name=role)[0])
