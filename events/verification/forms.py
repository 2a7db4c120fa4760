"""What is typed during a verification."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

import people.signing_in
from diandian.staff import GramsField
from diandian.tongue import is_chinese
from events.evidence.forms import EvidenceField
from events.inventory.queries import rows_of
from events.models import Event, Finding, Inventory, InventoryLine, VerificationStatement
from events.typed_claims import refuse_claims
from people.models import User


def line_words(line: InventoryLine) -> str:
    """A line by its number and name."""
    return f"{line.position} · {line.name_zh if is_chinese() else line.name_en}"


class LineField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A line of the version."""

    def label_from_instance(self, obj: Any) -> str:
        return line_words(obj)


class TextArea(forms.Textarea):
    def __init__(self) -> None:
        super().__init__({"rows": 3})


class CheckForm(forms.Form):
    """A tick on a line that is not in the sample."""

    line = LineField(queryset=None, label=_("Line"))
    note = forms.CharField(label=_("What was looked at"), max_length=500, required=False)

    def __init__(self, *args: Any, inventory: Inventory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = rows_of(inventory)  # type: ignore[attr-defined]


class SampleForm(forms.Form):
    """A box and a note for each line of the sample."""

    def __init__(self, *args: Any, lines: Iterable[InventoryLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for line in self.lines:
            words = {"aria-label": _("What was looked at"), "placeholder": _("What was looked at")}
            self.fields[f"line-{line.pk}"] = forms.BooleanField(required=False)
            self.fields[f"note-{line.pk}"] = forms.CharField(
                label=line_words(line), max_length=500, required=False, widget=forms.TextInput(words)
            )

    def row(self, line: InventoryLine) -> tuple[forms.BoundField, forms.BoundField]:
        """The box of a line, and its note."""
        return self[f"line-{line.pk}"], self[f"note-{line.pk}"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        chosen = [line for line in self.lines if values.get(f"line-{line.pk}")]
        for line in self.lines:
            if values.get(f"note-{line.pk}") and line not in chosen:
                self.add_error(f"note-{line.pk}", gettext("Choose this line too, or take its note away."))
        if not (chosen or self.errors):
            raise forms.ValidationError(gettext("Choose the lines that you looked at."))
        return values

    def ticks(self) -> list[tuple[InventoryLine, str]]:
        """The chosen lines, each with what was looked at."""
        values = self.cleaned_data
        return [(line, values[f"note-{line.pk}"]) for line in self.lines if values[f"line-{line.pk}"]]


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
        self.fields["line"].queryset = rows_of(inventory)  # type: ignore[attr-defined]


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

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        refuse_claims(self, values, ("standard",))
        return values

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
