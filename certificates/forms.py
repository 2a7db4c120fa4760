"""What clerks type to issue a badge, or to put one certificate in the place of another."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from certificates import actions, hooks, phrases, queries
from certificates.actions import LINES, NewIssue
from certificates.document import Fact, Kind, shown_number
from certificates.errors import CertificatesError
from certificates.models import Certificate
from certificates.superseding import REASON_LENGTH_MAX
from people.acting import ActForm, Facts
from people.models import User

FACTS = LINES[Kind.BADGE][0]  # as many as its paper has lines
_TONGUES = (("zh-hans", "中文"), ("en", "English"))


class _CertificateForm(ActForm):
    refusals = CertificatesError

    def refuse(self, refusal: CertificatesError) -> None:
        self.add_error(None, phrases.refusal_words(refusal))


class SupersedeForm(_CertificateForm):
    row: Certificate
    heading = _("Replace it by a newer certificate")
    button = _("Replace it")

    successor = forms.CharField(
        label=_("number of the newer certificate"),
        max_length=200,
        help_text=_("It must be issued already, of the same kind and for the same event."),
    )
    reason = forms.CharField(
        label=_("reason"),
        max_length=REASON_LENGTH_MAX,
        help_text=_("For you and your colleagues; it is kept for ever, and nobody else sees it."),
    )

    def clean_successor(self) -> Certificate:
        found = queries.by_number(self.cleaned_data["successor"])
        if found is None:
            raise forms.ValidationError(_("There is no certificate with this number."))
        return found

    @property
    def summary(self) -> Facts:
        newer = self.cleaned_data["successor"]
        return [
            (gettext("Certificate"), str(self.row)),
            (gettext("Newer certificate"), shown_number(newer.number)),
            (gettext("Reason"), self.cleaned_data["reason"]),
        ]

    def carry_out(self, by: User) -> Certificate:
        actions.supersede(
            certificate=self.row,
            successor=self.cleaned_data["successor"],
            reason=self.cleaned_data["reason"],
            by=by,
        )
        return self.row

    def done_words(self, result: Certificate) -> str:
        return gettext("Replaced. Its page says so from now on, and leads to the newer one.")


class BadgeForm(_CertificateForm):
    heading = _("Issue an activity badge")
    button = _("Issue it")

    event = forms.ChoiceField(label=_("event"))
    holder_name = forms.CharField(label=_("name"), max_length=200, required=False)
    name_is_public = forms.BooleanField(
        label=_("Anyone who has the number may see the name"), required=False, initial=False
    )
    language = forms.ChoiceField(label=_("language that comes first"), choices=_TONGUES)
    is_demonstration = forms.BooleanField(
        label=_("A demonstration, to show what a badge looks like"), required=False, initial=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = hooks.occasions()
        self._occasions = {each.code: each for each in known}
        event: Any = self.fields["event"]
        event.choices = [(each.code, _shown_event(each)) for each in known]
        for number in range(1, FACTS + 1):
            for name, label in _FACT_FIELDS.items():
                self.fields[f"{name}_{number}"] = forms.CharField(
                    label=f"{label} {number}", max_length=120, required=number == 1
                )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        # A badge is as real as its event.
        if "event" in values and self._occasions[values["event"]].is_demonstration:
            values["is_demonstration"] = True
        return values

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The lines that were begun; what is missing in one is refused."""
        lines = [
            [self.cleaned_data[f"{name}_{number}"] for name in _FACT_FIELDS] for number in range(1, FACTS + 1)
        ]
        return tuple(Fact(*line) for line in lines if any(line))

    @property
    def summary(self) -> Facts:
        asked = self.cleaned_data
        yes, no = gettext("yes"), gettext("no")
        return [
            (gettext("Event"), _shown_event(self._occasions[asked["event"]])),
            (gettext("Name"), asked["holder_name"] or gettext("a participant, without a name")),
            (gettext("The name is public"), yes if asked["name_is_public"] else no),
            (gettext("Language that comes first"), dict(_TONGUES)[asked["language"]]),
            *((fact.label_zh, fact.value_zh) for fact in self.facts),
            *((fact.label_en, fact.value_en) for fact in self.facts),
            (gettext("Demonstration"), yes if asked["is_demonstration"] else no),
        ]

    def carry_out(self, by: User) -> Certificate:
        asked, event = self.cleaned_data, self._occasions[self.cleaned_data["event"]]
        order = NewIssue(
            kind=Certificate.Kind.BADGE.value,
            holder_name=asked["holder_name"],
            name_is_public=asked["name_is_public"],
            language=asked["language"],
            event_code=event.code,
            event_name_zh=event.name_zh,
            event_name_en=event.name_en,
            facts=self.facts,
            is_demonstration=asked["is_demonstration"],
        )
        return actions.issue(order=order, key=asked["key"])

    def done_words(self, result: Certificate) -> str:
        words = gettext("Issued. Its paper is made within seconds.")
        path = queries.holder_path(result)
        if "?" not in path:
            return words
        told = gettext("Only this link opens it. It is shown once: hand it to the holder. %(address)s")
        return f"{words} {told % {'address': settings.PUBLIC_URL + path}}"


_FACT_FIELDS: dict[str, Any] = {
    "label_zh": _("label in Chinese"),
    "label_en": _("label in English"),
    "value_zh": _("text in Chinese"),
    "value_en": _("text in English"),
}


def _shown_event(event: Any) -> str:
    return f"{event.name_en if get_language() == 'en' else event.name_zh} · {event.code}"
