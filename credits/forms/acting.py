"""What staff type to make the ledger act, in two steps: type it, look once more at what will come of it."""

from collections.abc import Mapping
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

import people.acting
from credits.errors import CreditsError, FieldError
from credits.phrases import refusal_words
from people.acting import Facts as Facts


class ActForm(people.acting.ActForm):
    """One act of the ledger."""

    refusals = CreditsError
    beside: ClassVar[Mapping[type[CreditsError], str]] = {}  # the field that a refusal is said beside
    named_here: ClassVar[
        Mapping[str, str]
    ] = {}  # what a FieldError names, where the form has another name for it

    def refuse(self, refusal: CreditsError) -> None:
        self.add_error(self._field_of(refusal), self.words_for(refusal))

    def _field_of(self, refusal: CreditsError) -> str | None:
        if isinstance(refusal, FieldError):
            name = self.named_here.get(refusal.field, refusal.field)
            return name if name in self.fields else None
        return next((name for kind, name in self.beside.items() if isinstance(refusal, kind)), None)

    def words_for(self, refusal: CreditsError) -> str:
        return refusal_words(refusal)


class ReasonForm(ActForm):
    """An act whose only words are why."""

    reason = forms.CharField(
        label=_("reason"),
        max_length=200,
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 3}),
        help_text=_("It stays with the row for good, where colleagues and auditors read it. Name no person."),
    )

    def clean_reason(self) -> str:
        """One line: it is printed in lists."""
        return " ".join(self.cleaned_data["reason"].split())
