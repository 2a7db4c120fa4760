"""A registry's own list, compared with the ledger; the report travels through the page, signed."""

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

import credits.actions
import credits.reconciling
from credits.forms.acting import ActForm, Facts
from credits.forms.batches import waits_words
from credits.models import GRAMS_PER_UNIT, Batch, Proposal
from credits.reconciliation import RegistryFileError, Report, unit_count
from credits.reconciliation_phrases import file_error_words, report_lines, verdict
from diandian.lib.mass import format_grams
from people.models import User

SALT = "credits.forms.reconciliation"
MAX_AGE_SECONDS = 60 * 60
# What a form may carry (DATA_UPLOAD_MAX_MEMORY_SIZE), less some room for its other fields.
MAX_CARRIED_CHARACTERS = 900_000


class ReconciliationForm(ActForm):
    """Choose the registry's list, read what differs, propose to sign it."""

    heading = _("Reconcile with a registry")
    button = _("Propose to sign this report")
    next_button = _("Compare")
    warning = _(
        "The list of retirements that a registry publishes is compared with our pools, unit by unit. A colleague "
        "reads the report as well; then both have signed it."
    )
    files_come_last = False

    registry = forms.ChoiceField(label=_("registry"), choices=[("", "---------"), *Batch.Registry.choices])
    file = forms.FileField(
        label=_("the registry's list"),
        required=False,
        help_text=_("A CSV file, as the registry's public page gives it, up to 512 MB."),
    )
    with_demonstration = forms.BooleanField(
        label=_("with demonstration batches"),
        required=False,
        help_text=_("No registry knows invented credits."),
    )
    carried = forms.CharField(required=False, widget=forms.HiddenInput)

    report: Report | None = None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("file"):
            self._read(values)
        elif values.get("carried"):
            self._unpack(values["carried"])
        else:
            self.add_error("file", _("Please choose the file."))
        return values

    def _read(self, values: dict[str, Any]) -> None:
        if not values.get("registry"):
            return
        try:
            self.report = credits.reconciling.reconcile(
                values["registry"], values["file"].file, with_demonstration=values["with_demonstration"]
            )
        except RegistryFileError as refusal:
            self.add_error("file", file_error_words(refusal))
            return
        carried = signing.dumps(self.report.as_json(), salt=SALT, compress=True)
        if len(carried) > MAX_CARRIED_CHARACTERS:
            self.add_error("file", _("So much differs that no person could sign it. Is it the right list?"))
            return
        self.data = {**{name: self.data.get(name) for name in self.data}, "carried": carried}

    def _unpack(self, carried: str) -> None:
        try:
            body = signing.loads(carried, salt=SALT, max_age=MAX_AGE_SECONDS)
        except signing.BadSignature:
            self.add_error("file", _("Please choose the file once more."))
            return
        self.report = Report.from_json(body)

    @property
    def summary(self) -> Facts:
        return [] if self.report is None else report_facts(self.report)

    @property
    def lines(self) -> list[str]:
        return [] if self.report is None else list(report_lines(self.report))

    def carry_out(self, by: User) -> Proposal:
        assert self.report is not None  # noqa: S101 - `clean` refused a form without
        body, key = self.report.as_json(), self.cleaned_data["key"]
        return credits.actions.propose_reconciliation(report=body, key=key, by=by)

    def done_words(self, result: Proposal) -> str:
        return waits_words(gettext("Signing the reconciliation proposed."))


def report_facts(report: Report) -> Facts:
    """What was found, in numbers."""

    def tonnes(units: int) -> str:
        return format_grams(units * GRAMS_PER_UNIT)

    return [
        (gettext("finding"), verdict(report)),
        (gettext("registry"), str(Batch.Registry(report.registry).label)),
        (gettext("retired there and in a pool here"), tonnes(unit_count(report.matched))),
        (gettext("named by more than one pool here"), tonnes(unit_count(report.claimed_twice))),
        (
            gettext("retired there on another day, or under another reference"),
            tonnes(unit_count(report.disagreeing)),
        ),
        (gettext("in a pool here, not retired there"), tonnes(unit_count(report.only_here))),
        (gettext("gone there, in no pool here"), tonnes(unit_count(report.only_there))),
        (gettext("listed there more than once"), tonnes(unit_count(report.twice))),
        (gettext("rows that could not be read"), f"{len(report.refused):,}"),
        (gettext("rows of others"), f"{report.elsewhere_count:,}"),
        (gettext("SHA-256 of the file"), report.file_digest),
    ]
