"""The forms of events and their places, as the admin and the workspace both check them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

import certificates.phrases
import certificates.queries
import footprint.queries
from certificates.document.rooms import too_long
from certificates.phrases import no_room_words
from events.typed_claims import refuse_claims
from footprint.errors import UnknownPlaceError

# How footprints are counted: chosen while the event is planned, then the same for all its spectators.
COUNTING = ("factor_library", "allows_weak_factors", "flight_method", "counts_non_co2")

# What stands on certificates: a character that no font has would stop every pledge.
PRINTED = tuple(f"{field}_{language}" for field in ("name", "boundary") for language in ("zh_hans", "en"))


class EventForm(forms.ModelForm):  # type: ignore[type-arg]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "host_place" in self.fields and self.instance.host_place:
            self.initial["host_place"] = _city(self.instance.host_place)

    def clean_host_place(self) -> str:
        """The city by its name in either language, in pinyin, or by its code."""
        typed = self.cleaned_data["host_place"]
        try:
            return str(footprint.queries.place(typed).code)
        except UnknownPlaceError:
            found = footprint.queries.place_named(typed)
        if found is None:
            raise ValidationError(_("We do not know this city. Please type the nearest larger one."))
        return str(found.code)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day lies before the first."))
        refuse_unprintable(self, values, PRINTED)
        refuse_claims(self, values, texts_of(self, "name", "zone_title", "place", "introduction", "boundary"))
        printed = {name.replace("name_", "event_name_"): name for name in PRINTED}
        for text, limit in too_long({text: values.get(name) or "" for text, name in printed.items()}).items():
            self.add_error(printed[text], no_room_words(limit))
        return values


class VenueForm(forms.ModelForm):  # type: ignore[type-arg]
    latitude = forms.DecimalField(
        label=_("latitude"), min_value=Decimal(-90), max_value=Decimal(90), max_digits=8, decimal_places=5
    )
    longitude = forms.DecimalField(
        label=_("longitude"), min_value=Decimal(-180), max_value=Decimal(180), max_digits=8, decimal_places=5
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        refuse_claims(self, values, texts_of(self, "name", "sport", "district"))
        return values


class NamedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A zone, or a code that hangs there: what a poster calls it."""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        refuse_claims(self, values, texts_of(self, "name", "label"))
        return values


def texts_of(form: forms.BaseForm, *names: str) -> list[str]:
    """The fields of these texts that a form has, in both languages."""
    both = [f"{name}_{language}" for name in names for language in ("zh_hans", "en")]
    return [name for name in both if name in form.fields]


def refuse_unprintable(form: forms.BaseForm, values: dict[str, Any], fields: tuple[str, ...]) -> None:
    """An error beside each of these fields that has characters which no paper shows."""
    for name in fields:
        if characters := certificates.queries.unprintable(values.get(name) or ""):
            for sentence in certificates.phrases.unprintable(characters):
                form.add_error(name, sentence)


def _city(code: str) -> str:
    """The city's name in the reader's language, or its code where the name would not lead back to it."""
    try:
        place = footprint.queries.place(code)
    except UnknownPlaceError:
        return code
    name = str(place.name_in(get_language() or "zh-hans"))
    found = footprint.queries.place_named(name)
    return name if found is not None and found.code == code else code
