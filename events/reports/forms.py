"""What is typed and chosen in the reports room."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

import certificates.phrases
import certificates.queries
from events.models import Report
from events.reports.queries import WrittenSection
from events.typed_claims import refuse_claims

LIMIT = 20_000


class AskForm(forms.Form):
    """Which document, in which language."""

    kind = forms.ChoiceField(choices=Report.Kind.choices)
    language = forms.ChoiceField(
        label=_("Language"), choices=Report.Language.choices, initial=Report.Language.BOTH
    )


class TextField(forms.CharField):
    """Paragraphs, an empty line between them. What no face of ours has is refused while it is typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LIMIT, required=False, widget=forms.Textarea({"rows": 6}), **kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        found = [
            character
            for line in text.splitlines()
            for character in certificates.queries.unprintable(line.replace("\t", " "))
        ]
        if found:
            raise forms.ValidationError(certificates.phrases.unprintable(list(dict.fromkeys(found))))
        return text


class TextsForm(forms.Form):
    """The texts of one document: a pair of fields for each section, in Chinese and in English."""

    def __init__(self, sections: list[WrittenSection], *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = sections
        self.state = state  # of the event
        for each in sections:
            for language, label in (("zh", _("In Chinese")), ("en", _("In English"))):
                initial = getattr(each.text, f"text_{language}") if each.text else ""
                self.fields[f"{each.section.code}_{language}"] = TextField(label=label, initial=initial)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        refuse_claims(self, values, self.fields, self.state)
        return values

    def rows(self) -> list[dict[str, Any]]:
        """The sections with their fields, in the reader's language."""
        is_chinese = (get_language() or "").startswith("zh")
        return [
            {
                "code": each.section.code,
                "title": each.section.zh if is_chinese else each.section.en,
                "hint": each.section.hint_zh if is_chinese else each.section.hint_en,
                "fields": [self[f"{each.section.code}_{language}"] for language in ("zh", "en")],
            }
            for each in self.sections
        ]

    def texts(self) -> dict[str, tuple[str, str]]:
        """What was typed, by section: only sections that changed."""
        found = {}
        for each in self.sections:
            code = each.section.code
            if {f"{code}_zh", f"{code}_en"} & set(self.changed_data):
                found[code] = (self.cleaned_data[f"{code}_zh"], self.cleaned_data[f"{code}_en"])
        return found
