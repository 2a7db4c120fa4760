"""What is typed during a verification."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

import people.signing_in
from diandian.staff import GramsField
from events.evidence.forms import EvidenceField
from events.models import Event, Finding, Inventory, InventoryLine, VerificationStatement
from events.verification.queries import lines_of
from people.models import User


class LineField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A line of the version, by its number and name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.position} · {obj.name_en if get_language() == 'en' else obj.name_zh}"


class TextArea(forms.Textarea):
    def __init__(self) -> None:
        super().__init__({"rows": 3})


class CheckForm(forms.Form):
    """A tick on a line that is not in the sample."""

    line = LineField(queryset=None, label=_("Line"))
    note = forms.CharField(label=_("What was looked at"), max_length=500, required=False)

    def __init__(self, *args: Any, inventory: Inventory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = lines_of(inventory)  # type: ignore[attr-defined]


class SampleForm(forms.Form):
    """The boxes and notes of the lines that are to be ticked, as the page of the sample names them."""

    def __init__(self, sent: QueryDict, *, inventory: Inventory) -> None:
        super().__init__(sent)
        self.lines = [line for line in lines_of(inventory) if f"line-{line.pk}" in sent]
        for line in self.lines:
            self.fields[f"note-{line.pk}"] = forms.CharField(max_length=500, required=False)

    def ticks(self) -> list[tuple[InventoryLine, str]]:
        """The chosen lines, each with what was looked at."""
        return [(line, self.cleaned_data[f"note-{line.pk}"]) for line in self.lines]

    def first_error(self) -> str:
        return next(str(words) for errors in self.errors.values() for words in errors)


class FindingForm(forms.Form):
    line = LineField(
        queryset=None, label=_("Line"), required=False, empty_label=_("The inventory as a whole")
    )
    grade = forms.ChoiceField(
        label=_("How grave it is"), choices=Finding.Grade.choices, initial=Finding.Grade.MINOR
    )
    text = forms.CharField(label=_("What was found"), max_length=4000, widget=TextArea)

    def __init__(self, *args: Any, inventory: Inventory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = lines_of(inventory)  # type: ignore[attr-defined]


class ReplyForm(forms.Form):
    """An answer to a finding, or the word that settles it."""

    text = forms.CharField(label=_("Answer"), max_length=4000, widget=TextArea)


class ReturnForm(forms.Form):
    reason = forms.CharField(label=_("What has to change"), max_length=500, widget=TextArea)
    figure_grams = GramsField(
        label=_("Your figure"),
        required=False,
        help_text=_("If you came to one. With its unit: 500 t, 23.4 kg or 1200 g."),
    )


class StatementForm(forms.Form):
    """The statement, and the password once more: whoever signs is the one who sits here."""

    statement_number = forms.CharField(label=_("Number of your statement"), max_length=80)
    stated_on = forms.DateField(
        label=_("Its date"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    standard = forms.CharField(
        label=_("Standard"),
        max_length=200,
        initial="ISO 14064-3:2019",
        help_text=_("By which you verified, with its year."),
    )
    assurance = forms.ChoiceField(
        label=_("Level of assurance"), choices=VerificationStatement.Assurance.choices
    )
    figure_grams = GramsField(
        label=_("Verified emissions"), help_text=_("To the gram, with the unit: 1,163.59 t or 1163590000 g.")
    )
    file = EvidenceField(label=_("Your statement as a file"))
    password = forms.CharField(
        label=_("Your password, once more"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        help_text=_("With it you sign. Nothing of a statement is changed afterwards."),
    )

    def __init__(self, *args: Any, request: HttpRequest, user: User, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.user = request, user
        self.fields["file"].offer(event)  # type: ignore[attr-defined]

    def clean_password(self) -> str:
        """Judged as at the sign-in: with the same limit to how often one may guess."""
        name, password = self.user.get_username(), str(self.cleaned_data["password"])
        if people.signing_in.has_to_wait(self.request, name):
            raise forms.ValidationError(
                gettext("Too many wrong passwords. Please wait a quarter of an hour.")
            )
        if authenticate(self.request, username=name, password=password) != self.user:
            raise forms.ValidationError(gettext("This is not your password."))
        return ""
