"""A batch: what a clerk types to propose one, to mark it, and to cancel some of it."""

import unicodedata
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import F, Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

import credits.actions
from credits.actions.batches import checked_block
from credits.errors import (
    CreditsError,
    ForeignBatchError,
    InsufficientCreditsError,
    InvalidAmountError,
    SerialBlockError,
    SerialBlockOverlapError,
    SerialNotReadableError,
    WrongRegistryError,
)
from credits.forms.acting import ActForm, Facts, ReasonForm
from credits.forms.holdings import HoldingField, account_label, holdings_of, lying_grams
from credits.forms.similar import similarity_warnings
from credits.models import GRAMS_PER_UNIT, Account, Batch, Proposal, RetirementSlice, Transfer
from credits.phrases import refusal_words
from credits.serials import EXAMPLES, SerialBlock, parse_serial_block
from diandian.lib.mass import format_grams
from diandian.staff import GramsField
from people.models import Organization, User

ABSURD_SIZE = _("No registry issues a block of this size. Please compare its numbers.")


class BatchForm(ActForm):
    """A serial block, whose it is, and what it came from: a proposal that a second person approves."""

    heading = _("Enter a batch")
    button = _("Propose this batch")
    warning = _(
        "A colleague looks at it and approves it; only then is it in the ledger, and can never be changed or deleted."
    )
    beside = dict.fromkeys(
        (
            *(SerialNotReadableError, SerialBlockError, WrongRegistryError),
            *(SerialBlockOverlapError, InvalidAmountError),
        ),
        "serial_block",
    )

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
    unit_type = forms.ChoiceField(
        label=_("kind of unit"),
        required=False,
        choices=[("", _("The registry does not say")), *Batch.UnitType.choices],
    )
    country = forms.CharField(
        label=_("country"),
        max_length=2,
        initial="CN",
        validators=[RegexValidator("^[A-Za-z]{2}$", _("Two letters, as in CN or BR."))],
        help_text=_("Where the project is: two letters (ISO 3166), CN for China."),
        widget=forms.TextInput(attrs={"size": 4, "autocapitalize": "characters", "autocomplete": "off"}),
    )
    vintage_start = forms.DateField(label=_("monitoring period from"), widget=AdminDateWidget())
    vintage_end = forms.DateField(label=_("monitoring period to"), widget=AdminDateWidget())
    is_demonstration = forms.BooleanField(
        label=_("demonstration"),
        required=False,
        help_text=_("Invented credits, marked as such wherever they appear."),
    )

    block: SerialBlock | None = None

    def clean_serial_block(self) -> str:
        """Full-width letters and digits of a Chinese keyboard are the same block."""
        return unicodedata.normalize("NFKC", self.cleaned_data["serial_block"]).strip()

    def clean_country(self) -> str:
        country: str = self.cleaned_data["country"]
        return country.upper()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        start, end = values.get("vintage_start"), values.get("vintage_end")
        if start and end and end < start:
            self.add_error("vintage_end", _("The period ends before it begins."))
        if values.get("registry") and values.get("serial_block"):
            try:
                self.block = parse_serial_block(values["registry"], values["serial_block"])
            except CreditsError as refusal:
                self.refuse(refusal)
        if not self.errors and self._is_new:
            self._check_storable()
        return values

    @property
    def _is_new(self) -> bool:
        """What was proposed under this key is not judged once more."""
        return not Proposal.objects.filter(key=self.cleaned_data["key"]).exists()

    def _check_storable(self) -> None:
        try:
            checked_block(self.new_batch)
        except CreditsError as refusal:
            self.refuse(refusal)

    def words_for(self, refusal: CreditsError) -> str:
        """The amount here is the block's own: nobody typed it."""
        return str(ABSURD_SIZE) if isinstance(refusal, InvalidAmountError) else refusal_words(refusal)

    @property
    def amount_grams(self) -> int:
        return self.block.unit_count * GRAMS_PER_UNIT if self.block else 0

    @property
    def examples(self) -> Facts:
        """How each registry writes a block."""
        return [(str(registry.label), EXAMPLES[registry]) for registry in Batch.Registry]

    @property
    def summary(self) -> Facts:
        if self.block is None:
            return []
        owner: Organization = self.cleaned_data["owner"]
        whose = (gettext("whose credits these are"), f"{owner} · {account_code(owner)}")
        amount, *facts = batch_facts(self.new_batch)
        return [amount, whose, *facts]

    @property
    def new_batch(self) -> credits.actions.NewBatch:
        fields = (field for field in self.fields if field not in {"owner", "key"})
        return credits.actions.NewBatch(**{name: self.cleaned_data[name] for name in fields})

    def carry_out(self, by: User) -> Proposal:
        """Refuses like credits.actions.propose_issue."""
        owner: Organization = self.cleaned_data["owner"]
        account = credits.actions.open_account(
            code=account_code(owner), kind=account_kind(owner), organization=owner
        )
        key = self.cleaned_data["key"]
        return credits.actions.propose_issue(batch=self.new_batch, to=account, key=key, by=by)

    def foresee(self, result: Proposal) -> list[str]:
        """A colleague may have read the same letter, or the same units may be there under another text."""
        waiting = Proposal.objects.filter(kind=Proposal.Kind.ISSUE, decision=None).exclude(pk=result.pk)
        twins = (each for each in waiting.select_related("proposed_by") if self._overlaps(each))
        words = gettext("Units of this block wait for a second person already, proposed by %(name)s.")
        certain = [words % {"name": twin.proposed_by.get_username()} for twin in twins]
        return certain + (similarity_warnings(self.block, besides=result) if self.block else [])

    def _overlaps(self, proposal: Proposal) -> bool:
        body = proposal.body["batch"]
        other = parse_serial_block(body["registry"], body["serial_block"])
        return self.block is not None and self.block.overlaps(other)

    def done_words(self, result: Proposal) -> str:
        return waits_words(gettext("%(what)s proposed.") % {"what": format_grams(self.amount_grams)})


def waits_words(sentence: str) -> str:
    return sentence + " " + gettext("It waits for a second person.")


def batch_facts(new: credits.actions.NewBatch) -> Facts:
    """A batch that is not entered yet, line by line, its amount first."""
    block = parse_serial_block(new.registry, new.serial_block)
    units = gettext("from unit %(first)s to unit %(last)s")
    units = units % {"first": f"{block.start:,}", "last": f"{block.end:,}"}
    unit_type = Batch.UnitType(new.unit_type).label if new.unit_type else gettext("The registry does not say")
    return [
        (gettext("amount"), f"{format_grams(block.unit_count * GRAMS_PER_UNIT)} ({units})"),
        (gettext("registry"), str(Batch.Registry(new.registry).label)),
        (gettext("serial block"), block.text),
        (gettext("project"), f"{new.project_code} · {new.project_name_zh} · {new.project_name_en}"),
        (gettext("methodology"), new.methodology),
        (gettext("kind of unit"), str(unit_type)),
        (gettext("country"), new.country),
        (gettext("monitoring period"), f"{new.vintage_start:%Y-%m-%d} – {new.vintage_end:%Y-%m-%d}"),
        (gettext("demonstration"), gettext("Yes") if new.is_demonstration else gettext("No")),
    ]


def account_kind(owner: Organization) -> str:
    return Account.Kind.DONOR if owner.kind == Organization.Kind.DONOR else Account.Kind.INVENTORY


def account_code(owner: Organization) -> str:
    """The account that an organisation's credits are entered to: the one it has, or the one that will be opened."""
    kind = account_kind(owner)
    account = Account.objects.filter(organization=owner, kind=kind).order_by("pk").first()
    if account is not None:
        return account.code
    return f"donor:{owner.slug}" if kind == Account.Kind.DONOR else f"{owner.slug}:inventory"


class MarkForm(ReasonForm):
    """A mark on a batch, made by one person; it stays."""

    @property
    def context(self) -> Facts:
        return _batch_lines(self.row)

    @property
    def summary(self) -> Facts:
        return [*_batch_lines(self.row), (gettext("reason"), self.cleaned_data["reason"])]


class ImpairForm(MarkForm):
    """Flawed: nothing more is retired out of the batch, and what nobody was promised is set apart at once."""

    heading = _("Mark as impaired")
    button = _("Mark it as impaired now")
    warning = _(
        "Use this when the registry or a verifier finds the credits flawed. One person may do it, since it only "
        "stops: from now on nothing is retired out of this batch. What nobody was promised is set apart at once; "
        "what was promised waits until other credits are moved in. What was retired stays, and can be replaced. "
        "The mark is public and cannot be taken back."
    )

    def carry_out(self, by: User) -> Batch:
        credits.actions.impair(batch=self.row, reason=self.cleaned_data["reason"], by=by)
        batch: Batch = self.row
        return batch

    def foresee(self, result: Batch) -> list[str]:
        apart = Transfer.objects.filter(batch=result, kind=Transfer.Kind.SET_APART)
        rows = list(apart.select_related("debit_account__organization").order_by("pk"))
        words = gettext("%(amount)s are set apart from %(account)s.")
        sentences = [
            words % {"amount": format_grams(row.amount_grams), "account": account_label(row.debit_account)}
            for row in rows
        ]
        left = sum(lying_grams(result).values())  # what was free is gone already
        if left:
            words = gettext("%(amount)s of it are promised: they wait until other credits take their place.")
            sentences.append(words % {"amount": format_grams(left)})
        retired = _retired_grams(result)
        if retired:
            words = gettext("%(amount)s were retired out of it: those retirements stay, and can be replaced.")
            sentences.append(words % {"amount": format_grams(retired)})
        return sentences or [gettext("Nothing of it is on any account: the mark alone is made.")]

    def done_words(self, result: Batch) -> str:
        return gettext("%(block)s is marked as impaired.") % {"block": result.serial_block}


class CloseBatchForm(MarkForm):
    """Nothing is left to move, and all that was retired lies in closed pools."""

    heading = _("Close the batch")
    button = _("Close it now")
    warning = _(
        "A batch is closed when nothing of it is left and all that was retired out of it lies in closed pools. "
        "Nothing more can be said or moved of it afterwards. This is public and cannot be taken back."
    )

    def carry_out(self, by: User) -> Batch:
        credits.actions.close_batch(batch=self.row, reason=self.cleaned_data["reason"], by=by)
        batch: Batch = self.row
        return batch

    def done_words(self, result: Batch) -> str:
        return gettext("%(block)s is closed.") % {"block": result.serial_block}


class CancelForm(ReasonForm):
    """Grams of a batch that leave an account for good without being anybody's claim: a proposal."""

    heading = _("Cancel credits")
    button = _("Propose to cancel them")
    warning = _(
        "Cancelled credits leave the account for good, and are nobody's claim. A colleague has to approve it."
    )
    beside = {
        ForeignBatchError: "amount_grams",
        InsufficientCreditsError: "amount_grams",
        InvalidAmountError: "amount_grams",
    }
    holding = HoldingField(
        label=_("account"), help_text=_("The accounts that have credits of this batch free.")
    )
    amount_grams = GramsField(label=_("amount"))
    field_order = ("holding", "amount_grams", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["holding"]
        assert isinstance(field, HoldingField)  # noqa: S101 - declared above
        field.offer(holdings_of(self.row))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        holding, grams = values.get("holding"), values.get("amount_grams")
        if holding and grams and grams > holding.free_grams:
            words = _("Only %(amount)s of this batch are free on that account.")
            facts = {"amount": format_grams(holding.free_grams)}
            self.add_error("amount_grams", ValidationError(words, params=facts))
        return values

    @property
    def context(self) -> Facts:
        return _batch_lines(self.row)

    @property
    def summary(self) -> Facts:
        values = self.cleaned_data
        return [
            (gettext("amount"), format_grams(values["amount_grams"])),
            (gettext("account"), account_label(values["holding"].account)),
            *_batch_lines(self.row),
            (gettext("reason"), values["reason"]),
        ]

    def carry_out(self, by: User) -> Proposal:
        values = self.cleaned_data
        return credits.actions.propose_cancel(
            account=values["holding"].account,
            batch=self.row,
            amount_grams=values["amount_grams"],
            reason=values["reason"],
            key=values["key"],
            by=by,
        )

    def done_words(self, result: Proposal) -> str:
        amount = format_grams(self.cleaned_data["amount_grams"])
        return waits_words(gettext("Cancelling %(amount)s proposed.") % {"amount": amount})


def _batch_lines(batch: Batch) -> Facts:
    return [
        (gettext("serial block"), f"{batch.serial_block} ({format_grams(batch.amount_grams)})"),
        (gettext("project"), f"{batch.project_code} · {batch.project_name}"),
    ]


def _retired_grams(batch: Batch) -> int:
    rows = RetirementSlice.objects.filter(batch=batch)
    return rows.aggregate(total=Sum(F("batch_to") - F("batch_from")))["total"] or 0
