"""What is typed about a measure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

import events.evidence.queries
from diandian.staff import GramsField
from events.evidence.forms import UploadField
from events.models import Event, EvidenceFile, Measure
from events.typed_claims import refuse_claims


class FilesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """A box for each file of the event."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title} · {obj.file_name}"


class MeasureForm(forms.Form):
    """A measure's terms. A title is needed in both languages: its page and the reports are read in both."""

    phase = forms.ChoiceField(label=_("Phase"), choices=Measure.Phase.choices)
    category = forms.ChoiceField(label=_("Category"), choices=Measure.Category.choices)
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=120)
    title_en = forms.CharField(label=_("Title in English"), max_length=120)
    description_zh = forms.CharField(
        label=_("Description in Chinese"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )
    description_en = forms.CharField(
        label=_("Description in English"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )
    owner = forms.CharField(label=_("Responsible"), max_length=120, help_text=_("A department or a person."))
    due_on = forms.DateField(label=_("Deadline"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    evidence = FilesField(label=_("Evidence"), queryset=EvidenceFile.objects.none(), required=False)
    new_file = UploadField(label=_("Send a new file"), required=False)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].queryset = events.evidence.queries.files_of(event)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        refuse_claims(self, values, ("title_zh", "title_en", "description_zh", "description_en", "owner"))
        return values


class StepForm(forms.Form):
    """How a measure goes. An empty figure leaves the one that is there."""

    status = forms.ChoiceField(label=_("Progress"), choices=Measure.Status.choices)
    avoided_grams = GramsField(
        label=_("Emissions avoided"),
        required=False,
        help_text=_("With its unit: 500 t, 23.4 kg or 1200 g. Empty: the figure stays as it is."),
    )
    method = forms.CharField(
        label=_("By which method"),
        max_length=500,
        required=False,
        help_text=_("“Metered green power × grid factor 2023 (MEE)”: how others come to the same figure."),
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        required=False,
        help_text=_(
            "Needed where a figure takes the place of another, or the status goes back or is dropped."
        ),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        refuse_claims(self, values, ("method", "note"))
        return values
