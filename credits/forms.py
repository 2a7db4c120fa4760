"""What a clerk types to enter a batch, checked field by field before the ledger is asked."""

import unicodedata
import uuid
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

import credits.actions
from credits.errors import (
    CreditsError,
    KeyReusedError,
    SerialBlockError,
    SerialBlockOverlapError,
    SerialNotReadableError,
    WrongRegistryError,
)
from credits.ledger import AMOUNT_GRAMS_MAX
from credits.models import GRAMS_PER_UNIT, Account, Batch
from credits.serials import EXAMPLES, SerialBlock, parse_serial_block
from diandian.lib.mass import format_grams
from people.models import Organization, User

TOO_OLD = _("This form is too old. Please open it anew.")


class BatchForm(forms.Form):
    """A serial block, whose it is, and what it came from."""

    owner = forms.ModelChoiceField(
        label=_("whose credits these are"),
        queryset=Organization.objects.filter(kind__in=[Organization.Kind.DONOR, Organization.Kind.EXCHANGE]),
        help_text=_("A donor, or the exchange for credits for sale. The ledger account is opened by itself."),
    )
    registry = forms.ChoiceField(label=_("registry"), choices=[("", "---------"), *Batch.Registry.choices])
    serial_block = forms.CharField(
        label=_("serial block"),
        max_length=160,
        widget=forms.TextInput(
            attrs={"class": "vLargeTextField", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=_("As the registry writes it, from the first unit to the last. A unit is one tonne."),
    )
    project_code = forms.CharField(label=_("project number"), max_length=60)
    project_name_zh = forms.CharField(
        label=_("project, in Chinese"), max_length=200, widget=AdminTextInputWidget
    )
    project_name_en = forms.CharField(
        label=_("project, in English"), max_length=200, widget=AdminTextInputWidget
    )
    methodology = forms.CharField(label=_("methodology"), max_length=80)
    vintage_start = forms.DateField(label=_("monitoring period from"), widget=AdminDateWidget())
    vintage_end = forms.DateField(label=_("monitoring period to"), widget=AdminDateWidget())
    is_demonstration = forms.BooleanField(
        label=_("demonstration"),
        required=False,
        help_text=_("Invented credits, marked as such wherever they appear."),
    )
    # Two presses of one button carry the same key: the batch is entered once.
    key = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages={"required": TOO_OLD, "invalid": TOO_OLD},
    )

    block: SerialBlock | None = None

    def clean_serial_block(self) -> str:
        """Full-width letters and digits of a Chinese keyboard are the same block."""
        return unicodedata.normalize("NFKC", self.cleaned_data["serial_block"]).strip()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        start, end = values.get("vintage_start"), values.get("vintage_end")
        if start and end and end < start:
            self.add_error("vintage_end", _("The period ends before it begins."))
        if values.get("registry") and values.get("serial_block"):
            try:
                self.block = self._read_block(values["registry"], values["serial_block"])
            except CreditsError as refusal:
                self.refuse(refusal)
        return values

    def _read_block(self, registry: str, text: str) -> SerialBlock:
        block = parse_serial_block(registry, text)
        if block.unit_count * GRAMS_PER_UNIT > AMOUNT_GRAMS_MAX:
            raise SerialBlockError(block.start, block.end)
        overlapping = Batch.objects.filter(
            registry=registry, series=block.series, block_start__lte=block.end, block_end__gte=block.start
        )
        if key := self.cleaned_data.get("key"):
            overlapping = overlapping.exclude(
                transfers__key=key
            )  # entered by an earlier press of this very button
        found = overlapping.first()
        if found is not None:
            raise SerialBlockOverlapError(found.serial_block)
        return block

    @property
    def amount_grams(self) -> int:
        return self.block.unit_count * GRAMS_PER_UNIT if self.block else 0

    @property
    def summary(self) -> list[tuple[str, str]]:
        """What is about to be entered, line by line, for a second look."""
        if self.block is None:
            return []
        values = self.cleaned_data
        owner: Organization = values["owner"]
        first, last = f"{self.block.start:,}", f"{self.block.end:,}"
        units = gettext("from unit %(first)s to unit %(last)s") % {"first": first, "last": last}
        period = f"{values['vintage_start']:%Y-%m-%d} – {values['vintage_end']:%Y-%m-%d}"
        return [
            (gettext("amount"), f"{format_grams(self.amount_grams)} ({units})"),
            (gettext("whose credits these are"), f"{owner} · {account_code(owner)}"),
            (gettext("registry"), str(Batch.Registry(values["registry"]).label)),
            (gettext("serial block"), values["serial_block"]),
            (
                gettext("project"),
                f"{values['project_code']} · {values['project_name_zh']} · {values['project_name_en']}",
            ),
            (gettext("methodology"), values["methodology"]),
            (gettext("monitoring period"), period),
            (gettext("demonstration"), gettext("Yes") if values["is_demonstration"] else gettext("No")),
        ]

    def issue(self, by: User) -> Batch:
        """Enter the batch. Refuses like credits.actions.issue."""
        values = self.cleaned_data
        owner: Organization = values["owner"]
        account = credits.actions.open_account(
            code=account_code(owner), kind=account_kind(owner), organization=owner
        )
        names = (
            "registry",
            "serial_block",
            "project_code",
            "project_name_zh",
            "project_name_en",
            "methodology",
        )
        batch = credits.actions.NewBatch(
            **{name: values[name] for name in names},
            vintage_start=values["vintage_start"],
            vintage_end=values["vintage_end"],
            is_demonstration=values["is_demonstration"],
        )
        return credits.actions.issue(batch=batch, to=account, key=values["key"], by=by)

    def refuse(self, refusal: CreditsError) -> None:
        """Show why the ledger refused, beside the field that can be put right."""
        self.add_error(None if isinstance(refusal, KeyReusedError) else "serial_block", _words(refusal))


def account_kind(owner: Organization) -> str:
    return Account.Kind.DONOR if owner.kind == Organization.Kind.DONOR else Account.Kind.INVENTORY


def account_code(owner: Organization) -> str:
    """The account that an organisation's credits are entered to: the one it has, or the one that will be opened."""
    kind = account_kind(owner)
    account = Account.objects.filter(organization=owner, kind=kind).order_by("pk").first()
    if account is not None:
        return account.code
    return f"donor:{owner.slug}" if kind == Account.Kind.DONOR else f"{owner.slug}:inventory"


def _words(refusal: CreditsError) -> ValidationError:
    match refusal:
        case SerialNotReadableError(registry=registry):
            known = Batch.Registry(registry)
            return ValidationError(
                _("This is not how %(registry)s writes a serial block. It looks like %(example)s."),
                params={"registry": known.label, "example": EXAMPLES[known]},
            )
        case WrongRegistryError(registry=registry, looks_like=other):
            return ValidationError(
                _(
                    "This is how %(other)s writes a serial block, not %(registry)s. Please choose the registry again."
                ),
                params={"registry": Batch.Registry(registry).label, "other": Batch.Registry(other).label},
            )
        case SerialBlockError(start=start, end=end) if end < start:
            return ValidationError(
                _("The last unit, %(end)s, stands before the first, %(start)s."),
                params={"start": f"{start:,}", "end": f"{end:,}"},
            )
        case SerialBlockError():
            return ValidationError(_("No registry issues a block of this size. Please compare its numbers."))
        case SerialBlockOverlapError(serial_block=serial_block):
            return ValidationError(
                _("It overlaps the block %(block)s, which is in the ledger already."),
                params={"block": serial_block},
            )
        case KeyReusedError():
            return ValidationError(_("This form was used before for another batch. Please open it anew."))
        case _:
            return ValidationError(_("The ledger refused this. Nothing was entered."))
