"""How a file is chosen or sent along: `EvidenceField` for the forms of every room, and the room's own form."""

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

import events.evidence.queries
from events.evidence.kinds import MAX_BYTES, Problem
from events.evidence.phrases import ACCEPT, TAKEN, problem_words
from events.models import Event, EvidenceFile


class UploadField(forms.FileField):
    """A file as it is sent: its size is judged here, its content by `events.evidence.actions.keep`."""

    widget = forms.FileInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", TAKEN)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("accept", ACCEPT)

    def clean(self, data: Any, initial: Any = None) -> Any:
        # Django says of an empty file only that it is one; all that is refused is refused in our words.
        if isinstance(data, UploadedFile):
            if not data.size:
                raise forms.ValidationError(problem_words(Problem.EMPTY), code="empty")
            if data.size > MAX_BYTES:
                raise forms.ValidationError(problem_words(Problem.TOO_LARGE), code="too_large")
        return super().clean(data, initial)


class FileChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A select of an event's files, by title, name and date."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title} · {obj.file_name}"


class ChooseOrSend(forms.MultiWidget):
    """A select of the files that are there, and a place for a new one."""

    use_fieldset = False  # the select has the field's label

    def __init__(self, select: forms.Select) -> None:
        file = forms.FileInput({"accept": ACCEPT})
        super().__init__({"": select, "new": file})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The file's own label is said, not shown: the two are one field."""
        self.widgets[1].attrs["aria-label"] = gettext("Or send a new file")
        return super().get_context(name, value, attrs)

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return f"{id_}_0"

    def decompress(self, value: Any) -> list[Any]:
        return [getattr(value, "pk", value), None]


class EvidenceField(forms.MultiValueField):
    """One of the event's files, or a new one. Its value: an EvidenceFile, an UploadedFile, or None.

    In the form's `__init__`: `self.fields["evidence"].offer(event)`. Then, in the view or the action,
    `events.evidence.actions.keep_chosen(event=…, chosen=form.cleaned_data["evidence"], title=…, by=…)`. The form's tag
    needs `enctype="multipart/form-data"`. A file that was just sent wins over the one that was chosen.
    """

    def __init__(self, **kwargs: Any) -> None:
        chosen = FileChoiceField(
            EvidenceFile.objects.none(), required=False, empty_label=_("— no file, or a new one —")
        )
        kwargs.setdefault("label", _("Evidence"))
        kwargs.setdefault("help_text", TAKEN)
        self.select = chosen
        widget = ChooseOrSend(chosen.widget)
        super().__init__(
            (chosen, UploadField(required=False)), require_all_fields=False, widget=widget, **kwargs
        )

    def __deepcopy__(self, memo: Any) -> "EvidenceField":
        """Each form's own: the files that are offered are those of one event."""
        copied: EvidenceField = super().__deepcopy__(memo)
        copied.select = cast("FileChoiceField", copied.fields[0])
        copied.select.widget = copied.widget.widgets[0]
        return copied

    def offer(self, event: Event) -> None:
        self.select.queryset = events.evidence.queries.files_of(event)
        self.widget.widgets[0].choices = self.select.choices

    def compress(self, data_list: list[Any]) -> Any:
        chosen, sent = data_list or (None, None)
        return sent or chosen


class EvidenceForm(forms.Form):
    """A file for the room: what it is, and the file."""

    title = forms.CharField(
        label=_("What it shows"),
        max_length=200,
        required=False,
        help_text=_("“Electricity bill, stadium, July”. Empty: the file's own name."),
    )
    file = UploadField(label=_("File"))
