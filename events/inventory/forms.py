"""What people type about an inventory."""

from dataclasses import fields
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from diandian.lib.mass import format_grams
from diandian.staff import GramsField
from events.evidence.forms import EvidenceField
from events.inventory.entering import Entered, RefusedRowsError, codes_of, settled, spread_of
from events.inventory.lines import plain_number
from events.inventory.phrases import refusal_words, source_words
from events.inventory.queries import factors_of, versions_of
from events.inventory.sources import SOURCES
from events.models import Event, Inventory, InventoryLine
from events.typed_claims import refuse_claims

ROUNDINGS = (1, 1_000, 10_000, 100_000, 1_000_000, 100_000_000, 1_000_000_000, 100_000_000_000)
# More than any number that is kept has; whoever writes 1e-999999999 wants a gigabyte of zeros.
_DIGITS = 40
_LONG = forms.Textarea(attrs={"rows": 3})


class BeginForm(forms.Form):
    """Begin a version: of what, from which, why."""

    kind = forms.ChoiceField(
        label=_("What it counts"), choices=Inventory.Kind.choices, widget=forms.RadioSelect
    )
    based_on = forms.ChoiceField(label=_("Begin from"))
    with_newest_factors = forms.BooleanField(
        label=_("Count by the newest factors"),
        required=False,
        help_text=_("Otherwise a version keeps the factors of the one it is made from."),
    )
    reason = forms.CharField(
        label=_("Why this version"),
        max_length=500,
        help_text=_("“First count”, “the venues' bills for July came”. It stands with the version for good."),
    )

    def __init__(self, event: Event, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(versions_of(event).exclude(state=Inventory.State.DRAFT))
        self.versions = {str(row.pk): row for row in rows}
        choices = [(key, f"{row.get_kind_display()} {row.number}") for key, row in self.versions.items()]
        chosen: Any = self.fields["based_on"]
        chosen.choices = [("", gettext("The latest version of its kind, or nothing")), *choices]
        chosen.choices = [*chosen.choices, ("nothing", gettext("Nothing: the sources of the guide"))]
        chosen.required = False
        self.fields["kind"].initial = "forecast" if event.state == Event.State.PLANNED else "actual"

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        refuse_claims(self, values, ("reason",))
        return values

    @property
    def origin(self) -> Inventory | None:
        return self.versions.get(self.cleaned_data["based_on"])


class TermsForm(forms.Form):
    """What a draft covers and leaves out. All may stay empty until it is submitted."""

    reason = forms.CharField(label=_("Why this version"), max_length=500)
    boundary_zh = forms.CharField(
        label=_("Boundary in Chinese"),
        max_length=1000,
        required=False,
        widget=_LONG,
        help_text=_(
            "What the figure covers: in time (preparation, holding, wrap-up), in space, and whose emissions."
        ),
    )
    boundary_en = forms.CharField(
        label=_("Boundary in English"), max_length=1000, required=False, widget=_LONG
    )
    exclusions_zh = forms.CharField(
        label=_("Left out, in Chinese"),
        max_length=1000,
        required=False,
        widget=_LONG,
        help_text=_(
            "Which sources are not counted, and why. Needed where a source of the guide has no line."
        ),
    )
    exclusions_en = forms.CharField(
        label=_("Left out, in English"), max_length=1000, required=False, widget=_LONG
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        refuse_claims(self, values, self.fields)
        return values


class LineForm(forms.Form):
    """One line. A factor by its code, or one's own with unit, source and uncertainty."""

    source = forms.ChoiceField(label=_("Emission source"))
    phase = forms.ChoiceField(label=_("Phase"), choices=InventoryLine.Phase.choices, initial="hold")
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    quantity = forms.DecimalField(
        label=_("Activity amount"),
        max_digits=_DIGITS,
        help_text=_("How much of it, such as kilowatt-hours or kilometres: 12500.5"),
    )
    factor_code = forms.CharField(
        label=_("Factor of the version's set"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "factors", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "Type a word of it, as “Sichuan” or “car”, and choose; unit, grams and source come with it. Two parts of "
            "one figure, as burning a fuel and making it, are joined by +."
        ),
    )
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False)
    factor_grams = forms.DecimalField(label=_("Factor, g CO₂e a unit"), max_digits=_DIGITS, required=False)
    factor_source = forms.CharField(label=_("Source of the factor"), max_length=500, required=False)
    uncertainty_percent = forms.DecimalField(
        label=_("Uncertainty, ± %"),
        max_digits=_DIGITS,
        required=False,
        help_text=_(
            "Half of the 95-percent range of activity and factor together. Empty: that of the chosen factor."
        ),
    )
    evidence_class = forms.ChoiceField(
        label=_("Evidence class"), choices=InventoryLine.EvidenceClass.choices, initial="assumed"
    )
    evidence = EvidenceField(label=_("Evidence file"), required=False)
    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        required=False,
        help_text=_("Needed where the source is “Other”: why it is counted."),
    )

    def __init__(self, inventory: Inventory, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.factors = factors_of(inventory)
        sources: Any = self.fields["source"]
        sources.choices = [(code, source_words(code)) for code in SOURCES]
        evidence: Any = self.fields["evidence"]
        evidence.offer(inventory.event)

    @classmethod
    def initial_of(cls, row: InventoryLine) -> dict[str, Any]:
        """A stored line as the form shows it: what came with a factor's code comes with it again."""
        values = {name: getattr(row, name) for name in cls.base_fields}
        for name in ("quantity", "factor_grams", "uncertainty_percent"):
            values[name] = plain_number(values[name])
        if row.factor_code:
            parts = [factors_of(row.inventory)[code] for code in codes_of(row.factor_code)]
            if row.uncertainty_percent == spread_of(parts):
                values["uncertainty_percent"] = None
            values |= {"unit": "", "factor_grams": None, "factor_source": ""}
        return values

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors:
            try:
                settled(self.entered, self.factors)
            except RefusedRowsError as error:
                self.refuse(error)
        return values

    def refuse(self, error: RefusedRowsError) -> None:
        for refusal in error.refusals:
            self.add_error(refusal.column, ValidationError(refusal_words(refusal)))

    @property
    def entered(self) -> Entered:
        return Entered(**{each.name: self.cleaned_data[each.name] for each in fields(Entered)})


class SubmitForm(forms.Form):
    """Submit a draft, and hold it against a total that is stated elsewhere."""

    stated_total = GramsField(
        label=_("Total as stated elsewhere"),
        required=False,
        help_text=_(
            "As in a consultant's report, with its unit: 1163.59 t. It has to be the sum of the lines."
        ),
    )
    rounded_to = forms.TypedChoiceField(
        label=_("Its figures are rounded to"), coerce=int, required=False, initial=1
    )
    accept_rounding = forms.BooleanField(
        label=_("The difference comes from rounding: take the sum of the lines"), required=False
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps: Any = self.fields["rounded_to"]
        steps.choices = [
            (step, gettext("not rounded") if step == 1 else format_grams(step)) for step in ROUNDINGS
        ]

    @property
    def step_grams(self) -> int:
        return int(self.cleaned_data["rounded_to"] or 1)


class FillForm(forms.Form):
    """How the spectators' answers become lines."""

    days_per_person = forms.DecimalField(
        label=_("Days at the event per person"),
        initial=Decimal(1),
        min_value=Decimal(1),
        max_value=Decimal(100),
        decimal_places=3,
        help_text=_(
            "Attendance counts a person on each day, an answer is one person's whole visit. If people come on 1.4 days "
            "on average, enter 1.4, and only attendance ÷ 1.4 people travel."
        ),
    )
    only_neutralised = forms.BooleanField(
        label=_("Only answers of spectators who went on to a retirement"),
        required=False,
        help_text=_("Firmer, since nobody is among them who only tried the questions; and fewer."),
    )
    with_venue = forms.BooleanField(
        label=_("With the seats' share of the venues' electricity"),
        required=False,
        initial=True,
        help_text=_("Not where the venues' meters are lines of their own: it would be counted twice."),
    )
