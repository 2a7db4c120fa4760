"""What staff type to make the ledger act, in two steps: type it, look once more at what will come of it."""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from credits.errors import CreditsError, FieldError
from credits.phrases import refusal_words
from people.models import User

Words = str | Promise
Facts = list[tuple[str, str]]
TOO_OLD = _("This form is too old. Please open it anew.")


class ActForm(forms.Form):
    """One act of the ledger. `row` is what it is done to, None where it makes something new.

    Before the second look the act is rehearsed: carried out and rolled back, so what would be refused is refused
    then, and `consequences` may say exactly what happened.
    """

    heading: ClassVar[Words]
    button: ClassVar[Words]
    warning: ClassVar[Words] = ""
    next_button: ClassVar[Words] = _("Look once more")
    beside: ClassVar[Mapping[type[CreditsError], str]] = {}  # the field that a refusal is said beside
    named_here: ClassVar[
        Mapping[str, str]
    ] = {}  # what a FieldError names, where the form has another name for it
    # Files do not travel through a page: they are chosen at the second look, unless the form carries what they say.
    files_come_last: ClassVar[bool] = True

    # Two presses of one button carry the same key: what they do is done once.
    key = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages={"required": TOO_OLD, "invalid": TOO_OLD},
    )

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        self.consequences: list[str] = []

    @property
    def context(self) -> Facts:
        """What the reader needs beside the fields before typing."""
        return []

    @property
    def summary(self) -> Facts:
        """What is about to be done, line by line."""
        raise NotImplementedError

    def carry_out(self, by: User) -> models.Model:
        """Do it; returns the row whose page shows what came of it. Refuses with CreditsError."""
        raise NotImplementedError

    def done_words(self, result: Any) -> str:
        """What to tell the reader afterwards."""
        raise NotImplementedError

    def foresee(self, result: Any) -> list[str]:
        """What the rehearsal showed, while its rows are still there to be read."""
        return []

    def rehearse(self, by: User) -> bool:
        """Whether the ledger would do it. Nothing stays written; a refusal is added to the form."""
        with transaction.atomic():
            try:
                self.consequences = self.foresee(self.carry_out(by))
            except CreditsError as refusal:
                self.refuse(refusal)
                return False
            finally:
                transaction.set_rollback(True)
        return True

    def refuse(self, refusal: CreditsError) -> None:
        """Show why the ledger refused, beside the field that can be put right."""
        self.add_error(self._field_of(refusal), self.words_for(refusal))

    def _field_of(self, refusal: CreditsError) -> str | None:
        if isinstance(refusal, FieldError):
            name = self.named_here.get(refusal.field, refusal.field)
            return name if name in self.fields else None
        return next((name for kind, name in self.beside.items() if isinstance(refusal, kind)), None)

    def words_for(self, refusal: CreditsError) -> str:
        return refusal_words(refusal)

    @property
    def file_fields(self) -> list[forms.BoundField]:
        """What is chosen at the second look."""
        return [field for field in self.visible_fields() if self._comes_last(field)]

    @property
    def typed_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if not self._comes_last(field)]

    def _comes_last(self, field: forms.BoundField) -> bool:
        return self.files_come_last and isinstance(field.field, forms.FileField)

    @property
    def has_file_errors(self) -> bool:
        """Whether nothing but a file is wrong, so that the second look is the page to say it on."""
        files = {field.name for field in self.file_fields}
        return bool(self.errors) and {*self.errors} <= files and NON_FIELD_ERRORS not in self.errors


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
