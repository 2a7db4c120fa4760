"""Entering a guest list in two steps: look at who is in the file, then keep all of it or nothing.

Between the steps the file's rows travel in the page, signed and judged anew: the server keeps nothing.
"""

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

import certificates.phrases
import certificates.queries
from certificates.document import LANGUAGES
from certificates.document.rooms import too_long
from certificates.phrases import no_room_words
from diandian.lib.tables import TableProblem
from diandian.staff import TONGUES, GramsField
from diandian.tongue import tongue
from events.carrying import MAX_CARRIED_CHARACTERS, signed, unsigned
from events.guests.actions import NewGuestList
from events.guests.phrases import column_heading, limits_words, refusal_words
from events.guests.queries import possible_kinds, usual_method
from events.guests.rows import (
    LIMITS,
    MAX_GRAMS,
    MOST_REFUSALS,
    Defaults,
    NewGuest,
    Refusal,
    RefusedGuestsError,
    guests_of,
    rows_of,
)
from events.models import Event, GuestList
from events.typed_claims import refuse_claims

SALT = "events.admin.guests"
_WIDE = {"class": "vTextField"}


class GuestGramsField(GramsField):
    max_grams = MAX_GRAMS
    default_error_messages = {"out_of_range": _("For one guest it is at least 1 g and at most 100 t.")}


class GuestListForm(forms.Form):
    """A file, and what holds for all of its guests. `carried` is the file of an earlier step."""

    event = forms.ModelChoiceField(label=_("event"), queryset=Event.objects.none())
    title = forms.CharField(label=_("title of the list"), max_length=120, widget=forms.TextInput(attrs=_WIDE))
    kind = forms.ChoiceField(label=_("certificate"))
    file = forms.FileField(label=_("file"), required=False)
    grams_each = GuestGramsField(
        label=_("amount for each"),
        required=False,
        help_text=_(
            "For rows that say no grams: with its unit, 23.4 kg or 1200 g. Empty: every row says its own."
        ),
    )
    language = forms.ChoiceField(
        label=_("language"),
        choices=[(code, TONGUES[code]) for code in LANGUAGES],
        help_text=_("Of the certificates of rows that do not say it."),
    )
    method = forms.CharField(
        label=_("how the grams were counted"),
        max_length=GuestList._meta.get_field("method").max_length,
        required=False,
        help_text=_(
            "Stands on every certificate. Empty: the factors by which the event's spectators are counted."
        ),
    )
    boundary_zh = forms.CharField(
        label=_("boundary in Chinese"),
        max_length=300,
        widget=forms.TextInput(attrs=_WIDE),
        required=False,
        help_text=_("What the grams cover, if it is something else than with the event's spectators."),
    )
    boundary_en = forms.CharField(
        label=_("boundary in English"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs=_WIDE),
    )
    carried = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusals: tuple[Refusal, ...] = ()
        self.guests: list[NewGuest] = []
        events: Any = self.fields["event"]
        events.queryset = Event.objects.exclude(state=Event.State.PLANNED)
        kinds: Any = self.fields["kind"]
        kinds.choices = possible_kinds()
        if len(kinds.choices) == 1:
            kinds.initial = kinds.choices[0][0]
        self.fields["file"].help_text = gettext("CSV or Excel (.xlsx).") + " " + limits_words()
        self.fields["language"].initial = tongue()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if bool(values.get("boundary_zh")) != bool(values.get("boundary_en")):
            missing = "boundary_en" if values.get("boundary_zh") else "boundary_zh"
            self.add_error(missing, ValidationError(_("Please say it in both languages, or in neither.")))
        printed = ["boundary_zh", "boundary_en", "method"]
        if values.get("kind") == GuestList.Kind.FAMILY:
            printed.append("title")
        for name in printed:
            if found := certificates.queries.unprintable(values.get(name) or ""):
                self.add_error(name, ValidationError(certificates.phrases.unprintable(found)))
        refuse_claims(self, values, ("title", "boundary_zh", "boundary_en", "method"))
        texts = {"group" if name == "title" else name: name for name in printed}
        for text, limit in too_long({text: values.get(name) or "" for text, name in texts.items()}).items():
            self.add_error(texts[text], no_room_words(limit))
        if "grams_each" in values and "language" in values:
            self._read(values)
        return values

    def new_list(self) -> NewGuestList:
        """What a valid form says."""
        values = self.cleaned_data
        return NewGuestList(
            event=values["event"],
            title=values["title"],
            kind=values["kind"],
            method=values["method"] or usual_method(values["event"]),
            guests=self.guests,
            boundary_zh=values["boundary_zh"],
            boundary_en=values["boundary_en"],
        )

    @property
    def refusal_lines(self) -> list[tuple[int, str, str]]:
        """The first refusals as row, column and words."""
        return [
            (refusal.row, column_heading(refusal.column), refusal_words(refusal))
            for refusal in self.refusals[:MOST_REFUSALS]
        ]

    @property
    def has_unshown_refusals(self) -> bool:
        """Whether there are more; how many was not counted."""
        return len(self.refusals) > MOST_REFUSALS

    def _read(self, values: dict[str, Any]) -> None:
        upload, carried = values.get("file"), str(values.get("carried") or "")
        try:
            if upload is None and not carried:
                self.add_error("file", ValidationError(_("Please choose a file.")))
                return
            if upload is not None and upload.size > LIMITS.max_bytes:
                raise _too_large()
            rows = rows_of(upload.read()) if upload is not None else unsigned(carried, SALT)
            self.guests = guests_of(rows, Defaults(values["grams_each"], values["language"]))
            self._carry(signed(rows, SALT))
        except RefusedGuestsError as error:
            self.refusals = error.refusals
            self._carry("")
            self.add_error("file", ValidationError(_("This file is not taken. Nothing was entered.")))
        except signing.BadSignature:
            self._carry("")
            self.add_error("file", ValidationError(_("Please choose the file once more.")))

    def _carry(self, carried: str) -> None:
        """What the field holds when the form comes back."""
        if len(carried) > MAX_CARRIED_CHARACTERS:
            raise _too_large()
        self.data = {name: self.data.get(name) for name in self.data} | {"carried": carried}


def _too_large() -> RefusedGuestsError:
    return RefusedGuestsError([Refusal(0, "", TableProblem.TOO_MANY_BYTES, (str(LIMITS.max_bytes // 1000),))])
