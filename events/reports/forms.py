"""What is typed and chosen in the reports room."""

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

import certificates.phrases
import certificates.queries
from diandian.tongue import is_chinese
from events.models import Report
from events.reports.leaves import names
from events.reports.queries import WrittenSection
from events.reports.texts import unfit
from events.typed_claims import CLAIM_WORDS, claim_error

LIMIT = 20_000
_BORROWED_WORDS = _(
    "Left empty, it is printed with the words in the other language, and “%(words)s” is a claim that may not be made "
    "in this one. Please write here, too, and claim nothing."
)
_MEANWHILE_WORDS = _(
    "%(who)s wrote here while you did: “%(text)s” Please bring both together, then keep the texts once more."
)


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
    """The texts of one document: a pair of fields for each section, in Chinese and in English.

    `state`: the event's `claiming_state`. Several people may have the page open, so beside each field stands a mark of
    the words that it showed: who left them as they were leaves what others wrote since, and who changed what another
    changed is shown the other's words.
    """

    def __init__(self, sections: list[WrittenSection], *args: Any, state: str | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = sections
        self.state = state
        self.kept: dict[str, str] = {}
        for each in sections:
            for language, label in (("zh", _("In Chinese")), ("en", _("In English"))):
                name = f"{each.section.code}_{language}"
                self.kept[name] = getattr(each.text, f"text_{language}") if each.text else ""
                self.fields[name] = TextField(label=label, initial=self.kept[name])
        self.marks = {name: self.data.get(f"{name}_seen", _mark(text)) for name, text in self.kept.items()}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        self._bring_together(values)
        self._refuse_claims(values)
        return values

    def _bring_together(self, values: dict[str, Any]) -> None:
        """What was left as it was is what is kept by now; what two people changed is refused."""
        writers = {each.section.code: each.text.changed_by for each in self.sections if each.text}
        for name, kept in self.kept.items():
            typed, seen = values.get(name), self.marks[name]
            if typed is None or _mark(kept) in (seen, _mark(typed)):
                continue
            if _mark(typed) == seen:
                values[name] = kept
                continue
            self.marks[name] = _mark(kept)
            who = writers[name.rpartition("_")[0]].shown_name
            self.add_error(
                name, forms.ValidationError(_MEANWHILE_WORDS, params={"who": who, "text": kept or "—"})
            )

    def _refuse_claims(self, values: dict[str, Any]) -> None:
        """As they are printed: what is empty in one language is taken from the other."""
        codes = [each.section.code for each in self.sections]
        typed = {code: names(values.get(f"{code}_zh"), values.get(f"{code}_en")) for code in codes}
        found = unfit(typed, self.state)
        own = {each.section for each in found if values.get(f"{each.section}_{each.language}")}
        for each in found:
            name = f"{each.section}_{each.language}"
            if values.get(name):
                self.add_error(name, claim_error(each.words, CLAIM_WORDS))
            elif each.section not in own:
                self.add_error(name, claim_error(each.words, _BORROWED_WORDS))

    def rows(self) -> list[dict[str, Any]]:
        """The sections with their fields, in the reader's language."""
        in_chinese = is_chinese()
        return [
            {
                "code": each.section.code,
                "title": each.section.zh if in_chinese else each.section.en,
                "hint": each.section.hint_zh if in_chinese else each.section.hint_en,
                "fields": [
                    (self[name], self.marks[name])
                    for name in (f"{each.section.code}_{language}" for language in ("zh", "en"))
                ],
            }
            for each in self.sections
        ]

    def texts(self) -> dict[str, tuple[str, str]]:
        """What was typed, by section: only sections that changed."""
        found = {}
        for each in self.sections:
            fields = (f"{each.section.code}_zh", f"{each.section.code}_en")
            if any(self.cleaned_data[name] != self.kept[name] for name in fields):
                found[each.section.code] = (self.cleaned_data[fields[0]], self.cleaned_data[fields[1]])
        return found


def _mark(text: str) -> str:
    """What tells a text from another, however a browser ends its lines."""
    return hashlib.sha256("\n".join(text.strip().splitlines()).encode()).hexdigest()[:16]
