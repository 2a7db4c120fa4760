"""Signing in, with words for whoever has to wait."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from people.signing_in import has_to_wait


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("User name and password do not fit each other. Please try again."),
        "inactive": _("This login is closed."),
        "wait": _("Too many wrong passwords. Please wait a quarter of an hour, then try again."),
    }

    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username")
        if name and has_to_wait(self.request, name):
            raise ValidationError(self.error_messages["wait"], code="wait")
        values: dict[str, Any] = super().clean()
        return values
