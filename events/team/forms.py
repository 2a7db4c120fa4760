"""Who is to work on an event, as it is typed."""

from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.models import Event
from events.team.access import Role
from events.team.actions import NewMember
from events.team.phrases import ROLE_NAMES
from events.team.queries import organizations_for, roles_named_by
from people.models import Organization, User

EXISTING, NEW = "existing", "new"


class LastDayForm(forms.Form):
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("An auditor’s work here ends with this day. For others it may stay empty."),
    )


class NewMemberForm(LastDayForm):
    """`role` is that of whoever fills it in: it decides whom they may add."""

    field_order = ("login", "username", "last_name", "first_name", "role", "organization", "last_day")
    login = forms.ChoiceField(
        label=_("Login"),
        choices=[(EXISTING, _("This person has a login here")), (NEW, _("Make a new login"))],
        initial=EXISTING,
        widget=forms.RadioSelect,
    )
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    last_name = forms.CharField(label=_("Family name, for a new login"), max_length=150, required=False)
    first_name = forms.CharField(label=_("Given name, for a new login"), max_length=150, required=False)
    role = forms.ChoiceField(label=_("Role"))
    organization: "forms.ModelChoiceField[Organization]" = forms.ModelChoiceField(
        label=_("Works for"),
        queryset=Organization.objects.none(),
        help_text=_("The exchange enters an organisation that is missing here."),
    )

    def __init__(self, *args: Any, event: Event, reader: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles: Any = self.fields["role"]
        roles.choices = [(role.value, ROLE_NAMES[role]) for role in roles_named_by(reader)]
        organizations: Any = self.fields["organization"]
        organizations.queryset = organizations_for(event, reader)
        organizations.initial = event.organiser_id

    @property
    def makes_login(self) -> bool:
        return bool(self.cleaned_data["login"] == NEW)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        name = values.get("username")
        if name and values.get("login") == EXISTING:
            values["user"] = User.objects.filter(username=name).first()
            if values["user"] is None:
                self.add_error("username", ValidationError(_("Nobody has this user name.")))
        return values

    def new_member(self) -> NewMember:
        values = self.cleaned_data
        user = values.get("user") or User(
            username=values["username"], last_name=values["last_name"], first_name=values["first_name"]
        )
        return NewMember(user, Role(values["role"]), values["organization"], values["last_day"])
