"""Why a step is taken, and why what was verified is corrected."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.typed_claims import refuse_claims


class StepForm(forms.Form):
    """`must_say_why`: the event is not over yet, and closes all the same."""

    why = forms.CharField(label=_("Why"), max_length=500, required=False, widget=forms.TextInput)

    def __init__(self, *args: object, must_say_why: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if must_say_why:
            self.fields["why"].required = True
            self.fields["why"].help_text = _("Its last day is not over, so everybody will want to know.")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        refuse_claims(self, values, ("why",))
        return values


class CorrectionForm(forms.Form):
    reason = forms.CharField(
        label=_("What has to be corrected"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who reads what stood on the old version will read this."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        refuse_claims(self, values, ("reason",))
        return values
