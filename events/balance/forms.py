"""What is typed in the room of the balance."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from certificates.document.rooms import room
from diandian.staff import GramsField
from events.balance.actions import NewDeclaration, NewWitnessing
from events.balance.witnessing import ROOMS
from events.models import Declaration, Event
from events.typed_claims import refuse_claims
from people.models import Organization

# What the form offers; a note of ours, which may be typed over.
GUIDE = "《大型活动碳中和实施指南（试行）》（生态环境部公告 2019 年第 19 号）"


def _line(limit: int, label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, **more)


def _printed(field: str, label: Any, initial: str) -> forms.CharField:
    """A text that the witness's paper shows, and has so much room for."""
    limit = ROOMS[field]

    def check(text: str) -> None:
        if room(text) > limit:
            words = gettext("The paper has room for %(latin)s letters, or %(han)s Chinese characters.")
            raise ValidationError(words % {"latin": limit, "han": limit // 2})

    return _line(limit, label, initial=initial, validators=[check])


class RetirementForm(forms.Form):
    """`key` makes a form that is sent twice one proposal."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    amount_grams = GramsField(label=_("amount"))
    purpose = _line(200, _("Purpose, as the public ledger says it"))

    def __init__(self, *args: Any, event: Event, shortfall_grams: int = 0, **kwargs: Any) -> None:
        offered = {"key": uuid.uuid4(), "purpose": gettext("Emissions of %(event)s") % {"event": event.name}}
        if shortfall_grams:
            offered["amount_grams"] = f"{shortfall_grams} g"
        super().__init__(*args, **{"initial": offered, **kwargs})

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        refuse_claims(self, values, ("purpose",))
        return values


class RejectionForm(forms.Form):
    reason = _line(500, _("Why"))


class DeclarationForm(forms.Form):
    claimant: "forms.ModelChoiceField[Organization]" = forms.ModelChoiceField(
        label=_("Who declares"), queryset=Organization.objects.none()
    )
    subject_zh = _line(300, _("What it is about, in Chinese"))
    subject_en = _line(300, _("What it is about, in English"))
    standard = _line(200, _("Standard"), initial=GUIDE)
    confirmation = forms.ChoiceField(
        label=_("Method of confirmation"),
        choices=Declaration.Confirmation.choices,
        initial=Declaration.Confirmation.BODY,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        days = f"{event.starts_on.isoformat()} – {event.ends_on.isoformat()}"
        place = {"zh": getattr(event, "place_zh_hans", ""), "en": getattr(event, "place_en", "")}
        initial = {
            "claimant": event.organiser_id,
            "subject_zh": f"{event.name_zh_hans}，{place['zh']}，{days}",
            "subject_en": f"{event.name_en}, {place['en']}, {days}",
        }
        super().__init__(*args, **{"initial": initial, **kwargs})
        claimant: Any = self.fields["claimant"]
        claimant.queryset = Organization.objects.filter(pk=event.organiser_id)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        refuse_claims(self, values, ("subject_zh", "subject_en", "standard"))
        return values

    def new(self) -> NewDeclaration:
        return NewDeclaration(**self.cleaned_data)


class WitnessForm(forms.Form):
    witness: "forms.ModelChoiceField[Organization]" = forms.ModelChoiceField(
        label=_("Witness"), queryset=Organization.objects.none()
    )
    capacity_zh = _printed("capacity_zh", _("In what capacity, in Chinese"), "登记账本的交易所")
    capacity_en = _printed("capacity_en", _("In what capacity, in English"), "keeper of the ledger")
    cut_off_on = forms.DateField(
        label=_("Cut-off date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Only what was retired by the end of this day is seen."),
    )
    not_checked_zh = _printed("not_checked_zh", _("What was not checked, in Chinese"), "排放量的核算本身")
    not_checked_en = _printed(
        "not_checked_en", _("What was not checked, in English"), "how the emissions were counted"
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        exchanges = Organization.objects.filter(kind=Organization.Kind.EXCHANGE)
        if not event.is_demonstration:
            exchanges = exchanges.filter(is_demonstration=False)
        initial = {"cut_off_on": timezone.localdate(), "witness": exchanges.first()}
        super().__init__(*args, **{"initial": initial, **kwargs})
        witness: Any = self.fields["witness"]
        witness.queryset = exchanges

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        texts = ("capacity_zh", "capacity_en", "not_checked_zh", "not_checked_en")
        refuse_claims(self, values, texts)
        return values

    def new(self) -> NewWitnessing:
        return NewWitnessing(**self.cleaned_data)


class RevocationForm(forms.Form):
    reason_zh = _line(300, _("Why, in Chinese"))
    reason_en = _line(300, _("Why, in English"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        refuse_claims(self, values, ("reason_zh", "reason_en"))
        return values
