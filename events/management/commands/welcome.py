"""`manage.py welcome`: what a demonstration says when it is ready, and the admin login that it makes."""

import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from diandian.lib.qr import qr_terminal
from diandian.lib.secret_files import kept_secret
from events.queries import open_events
from people.models import User

ADMIN = "admin"


class Command(BaseCommand):
    help = "Make the demonstration's admin login if there is none, and print where everything is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--url", required=True)

    def handle(self, *, url: str, **_: Any) -> None:
        login = admin_login()
        self.stdout.write(f"Diandian is ready: {url}")
        zone = f"{settings.PUBLIC_URL}/z/{open_events()[0].slug}/"
        workspace, admin = f"{settings.PUBLIC_URL}/organise/", f"{settings.PUBLIC_URL}/admin/"
        self.stdout.write(f"  Zone       {zone}\n  Workspace  {workspace}  {login}\n  Admin      {admin}")
        self.stdout.write(qr_terminal(zone))
        self.stdout.flush()


def admin_login() -> str:
    """The login of the demonstration's administrator, made at the first call. May be repeated."""
    path = Path(settings.VAR_DIR) / "admin_password"
    password = path.read_text().strip() if path.exists() else ""
    admin = User.objects.filter(username=ADMIN).first()
    if admin is None:
        password = kept_secret(path, lambda: secrets.token_urlsafe(12))
        User.objects.create_superuser(ADMIN, password=password)
    elif not password or not admin.check_password(password):
        return f"{ADMIN}, with the password that you gave it"
    return f"{ADMIN} / {password}"
