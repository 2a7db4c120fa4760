"""The import of a factor file in two steps: look at what would change, then write all of it or nothing.

Between the steps the file travels in the page, signed: the server keeps nothing, and nobody alters it on the way.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext, gettext_lazy

from footprint.actions import NewFactorSet, draft_digest
from footprint.errors import Refusal, RefusedRowsError
from footprint.factor_changes import Comparison, compare, next_version
from footprint.factor_file import MAX_BYTES, FactorFile, csv_text, parse, refused_file
from footprint.factor_rows import Reason
from footprint.factor_workbook import read_any
from footprint.models import FactorSet
from footprint.queries import library_of

SALT = "footprint.admin.import"
MAX_AGE_SECONDS = 60 * 60
# What a form may carry (DATA_UPLOAD_MAX_MEMORY_SIZE), less some room for its other fields.
MAX_CARRIED_CHARACTERS = 900_000


class StaleImportError(Exception):
    """What was carried is too old, or was altered."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A file, the set that it would become, and what that set is compared with."""

    file: FactorFile
    code: str
    version: str
    draft: FactorSet | None  # which it would replace
    base: FactorSet | None  # which it is compared with: the draft, or the set in force
    seen_digest: str

    @property
    def comparison(self) -> Comparison:
        return compare(dict(library_of(self.base)) if self.base else {}, self.file.factors)

    def as_new_set(self) -> NewFactorSet:
        """A file without names keeps those of the set that it is compared with."""
        method = f"{self.code}-{self.version}"
        name_zh = self.file.name_zh or (self.base and self.base.name_zh_hans) or method
        name_en = self.file.name_en or (self.base and self.base.name_en) or method
        return NewFactorSet(self.code, self.version, name_zh, name_en, self.file.factors)

    def carried(self) -> str:
        """The proposal as the page carries it."""
        return _signed(self.file, code=self.code, version=self.version, seen=self.seen_digest)


def version_field() -> forms.RegexField:
    """A version in letters that every certificate prints, and no longer than its paper has room for beside the code."""
    return forms.RegexField(r"^[0-9A-Za-z][0-9A-Za-z.]*$", label=gettext_lazy("version"), max_length=18)


class ImportForm(forms.Form):
    """A file, and the set that it becomes. `carried` is the file of an earlier try."""

    code = forms.SlugField(label=gettext_lazy("code"), max_length=40)
    version = version_field()
    file = forms.FileField(
        label=gettext_lazy("file"), required=False, help_text=gettext_lazy("CSV or Excel (.xlsx)")
    )
    carried = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusals: tuple[Refusal, ...] = ()
        self.content: FactorFile | None = None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        self._read(values.get("file"), values.get("carried"))
        code, version = values.get("code"), values.get("version")
        if code and version:
            self._refuse_closed(code, version)
        return values

    def proposal(self) -> Proposal:
        """What a valid form proposes."""
        assert self.content is not None  # noqa: S101 - `clean` refused a form without
        code, version = self.cleaned_data["code"], self.cleaned_data["version"]
        draft = FactorSet.objects.filter(code=code, version=version, state=FactorSet.DRAFT).first()
        in_force = FactorSet.objects.filter(code=code, state=FactorSet.PUBLISHED).first()
        seen = draft_digest(code, version)
        return Proposal(self.content, code, version, draft, draft or in_force, seen)

    def _read(self, upload: Any, carried: str | None) -> None:
        try:
            if upload is not None:
                self.content = read_any(upload.read())
                carried = _signed(self.content)
                if len(carried) > MAX_CARRIED_CHARACTERS:
                    raise refused_file(Reason.TOO_MANY_BYTES, str(MAX_BYTES // 1000))
                self._set("carried", carried)
            elif carried:
                self.content = parse(_unsigned(carried)["csv"])
            else:
                self.add_error("file", gettext("Please choose a file."))
        except RefusedRowsError as error:
            self.refusals = error.rows
            self._set("carried", "")
            self.add_error("file", gettext("This file is not taken. Nothing was imported."))
        except StaleImportError:
            self._set("carried", "")
            self.add_error("file", gettext("Please choose the file once more."))

    def _refuse_closed(self, code: str, version: str) -> None:
        """A published set never changes: the next free version is offered in the field."""
        taken = dict(FactorSet.objects.filter(code=code).values_list("version", "state"))
        if taken.get(version, FactorSet.DRAFT) == FactorSet.DRAFT:
            return
        offered = next_version(version, taken)
        self._set("version", offered)
        words = gettext("%(method)s is published and never changes. We propose version %(version)s.")
        self.add_error("version", words % {"method": f"{code}-{version}", "version": offered})

    def _set(self, field: str, value: str) -> None:
        """What the field shows when the form comes back."""
        self.data = {name: self.data.get(name) for name in self.data} | {field: value}


def carried_proposal(carried: str) -> Proposal:
    """What was looked at. Raises StaleImportError."""
    values = _unsigned(carried)
    if "seen" not in values:
        raise StaleImportError
    code, version = values["code"], values["version"]
    sets = FactorSet.objects.filter(code=code)
    draft = sets.filter(version=version, state=FactorSet.DRAFT).first()
    base = draft or sets.filter(state=FactorSet.PUBLISHED).first()
    return Proposal(parse(values["csv"]), code, version, draft, base, values["seen"])


def _signed(file: FactorFile, **values: str) -> str:
    return signing.dumps({"csv": csv_text(file), **values}, salt=SALT, compress=True)


def _unsigned(carried: str) -> dict[str, str]:
    try:
        found: dict[str, str] = signing.loads(carried, salt=SALT, max_age=MAX_AGE_SECONDS)
    except signing.BadSignature as error:
        raise StaleImportError from error
    return found
