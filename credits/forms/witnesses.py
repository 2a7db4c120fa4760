"""Witnesses of the log: the key of one that is added, and a checkpoint that one has signed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

import credits.actions
from credits.errors import CreditsError
from credits.forms.acting import ActForm, Facts
from credits.models import Checkpoint, Cosignature, Witness
from credits.phrases import ANY_REFUSAL
from credits.proofs.errors import (
    CheckpointFormatError,
    KeyFormatError,
    NoteFormatError,
    NoTrustedSignatureError,
    ProofError,
    SignatureMismatchError,
)
from credits.proofs.notes import KeyKind, VerifierKey, read_key
from people.models import User


class ForeignCheckpointError(CreditsError):
    """A checkpoint that this log never published."""


class WitnessForm(forms.ModelForm):  # type: ignore[type-arg]
    """A witness is added by its public key, which names it; afterwards its title and its activity may change."""

    verifier_key = forms.CharField(
        label=capfirst(_("public key")),
        max_length=400,
        widget=forms.TextInput(
            attrs={"class": "vLargeTextField", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=_("As the witness writes it: name+8 digits+Base64 (C2SP signed note, for cosignatures)."),
    )

    class Meta:
        model = Witness
        fields = ("title", "is_active")

    def clean_verifier_key(self) -> VerifierKey:
        try:
            key = read_key(self.cleaned_data["verifier_key"].strip())
        except KeyFormatError:
            raise ValidationError(_("This is no public key. Ask the witness for it once more.")) from None
        if key.kind is not KeyKind.COSIGNATURE:
            raise ValidationError(
                _("This key signs notes, not cosignatures. Ask the witness for its cosigning key.")
            )
        if Witness.objects.filter(name=key.name).exists():
            raise ValidationError(
                _("%(name)s is a witness already, and keeps its key."), params={"name": key.name}
            )
        return key

    def save(self, commit: bool = True) -> Any:
        key = self.cleaned_data.get("verifier_key")
        if key is not None:
            self.instance.name, self.instance.public_key = key.name, key.public
        return super().save(commit)


class CosignatureForm(ActForm):
    """A checkpoint of ours as a witness sent it back, with its signature below."""

    heading = _("Add a cosignature")
    button = _("Keep this cosignature")
    warning = _(
        "The witness sends back one of our checkpoints with its own line below. That line is kept for good."
    )

    witness = forms.ModelChoiceField(label=_("witness"), queryset=Witness.objects.filter(is_active=True))
    note = forms.CharField(
        label=_("signed note"),
        max_length=20_000,
        strip=False,
        widget=forms.Textarea(
            attrs={
                "class": "vLargeTextField printed",
                "rows": 9,
                "spellcheck": "false",
                "autocomplete": "off",
            }
        ),
        help_text=_("The whole text, from the log's name to the last signature."),
    )

    def clean_note(self) -> str:
        """As its signers wrote it: a form's line breaks are those of another system."""
        note: str = self.cleaned_data["note"]
        return note.replace("\r\n", "\n").strip() + "\n"

    @property
    def summary(self) -> Facts:
        lines = self.cleaned_data["note"].splitlines()
        return [
            (
                gettext("witness"),
                f"{self.cleaned_data['witness'].title} · {self.cleaned_data['witness'].name}",
            ),
            (gettext("log"), lines[0]),
            (gettext("leaves"), f"{int(lines[1]):,}"),
        ]

    def carry_out(self, by: User) -> Cosignature:
        values = self.cleaned_data
        try:
            return credits.actions.add_cosignature(witness=values["witness"], note=values["note"])
        except Checkpoint.DoesNotExist:
            raise ForeignCheckpointError from None

    def refuse(self, refusal: CreditsError) -> None:
        self.add_error("note", self.words_for(refusal))

    def words_for(self, refusal: CreditsError) -> str:
        match refusal:
            case ForeignCheckpointError():
                words = _("This log never published that checkpoint. Ask the witness which log it is of.")
            case NoTrustedSignatureError() | SignatureMismatchError():
                words = _("The witness did not sign this text. Ask for the whole text once more.")
            case CheckpointFormatError() | NoteFormatError() | ProofError():
                words = _("This is no signed checkpoint. Paste the whole text, with its empty line.")
            case _:
                words = ANY_REFUSAL
        return str(words)

    def done_words(self, result: Cosignature) -> str:
        words = gettext("%(witness)s cosigned the checkpoint of %(count)s leaves.")
        return words % {"witness": result.witness.title, "count": f"{result.checkpoint.size:,}"}
