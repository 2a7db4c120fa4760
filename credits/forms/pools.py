"""A pool: opened for a batch, given the units that the registry retired, and closed by two people."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

import credits.actions
import credits.ledger
from credits.actions.pools import gathered
from credits.errors import (
    BatchClosedError,
    PoolBlockError,
    PoolOpenError,
    ResidualNotBackedError,
    SerialBlockError,
    SerialNotReadableError,
    WrongRegistryError,
)
from credits.forms.acting import ActForm, Facts, ReasonForm
from credits.forms.batches import waits_words
from credits.forms.holdings import HoldingField, giver_label, holdings_of, own_holdings_of
from credits.models import GRAMS_PER_UNIT, Batch, BatchMark, Pool, PoolBlock, Proposal
from credits.serials import parse_serial_block
from diandian.lib.mass import format_grams
from people.models import User

EVIDENCE_BYTES_MAX = 5 * 1024 * 1024


class OpenPoolForm(ActForm):
    """The next pool of a batch. Nothing is moved by it."""

    heading = _("Open a pool")
    button = _("Open this pool")
    warning = _(
        "A pool gathers what is retired out of one batch until its registry has retired the same tonnes. One pool "
        "of a batch is open at a time."
    )
    beside = {PoolOpenError: "batch", BatchClosedError: "batch"}

    batch = forms.ModelChoiceField(
        label=_("batch"),
        queryset=Batch.objects.none(),
        help_text=_("Batches that are not closed and have no open pool."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        closed = BatchMark.objects.filter(batch=OuterRef("pk"), kind=BatchMark.Kind.CLOSED)
        is_open = Pool.objects.filter(batch=OuterRef("pk"), closing=None, withdrawal=None)
        batches = Batch.objects.filter(~Exists(closed), ~Exists(is_open)).order_by("registry", "serial_block")
        self.fields["batch"].queryset = batches  # type: ignore[attr-defined]

    @property
    def summary(self) -> Facts:
        batch: Batch = self.cleaned_data["batch"]
        count, grams = gathered_of(batch)
        return [
            (gettext("batch"), f"{batch.serial_block} ({format_grams(batch.amount_grams)})"),
            (gettext("project"), f"{batch.project_code} · {batch.project_name}"),
            (gettext("gathered so far"), gathered_words(count, grams)),
        ]

    def carry_out(self, by: User) -> Pool:
        return credits.actions.open_pool(batch=self.cleaned_data["batch"], by=by)

    def done_words(self, result: Pool) -> str:
        return gettext("Pool %(number)s is open.") % {"number": result.number}


class BlockForm(ActForm):
    """The units that the outside registry retired for a pool, and what shows it."""

    heading = _("Attach the block")
    button = _("Attach this block")
    warning = _(
        "First retire these units in the registry; then say here which they were. What is attached stays: a pool "
        "has one block, and its proof never changes."
    )
    beside = dict.fromkeys(
        (PoolBlockError, SerialBlockError, SerialNotReadableError, WrongRegistryError), "serial_block"
    )
    named_here = {"evidence_address": "address", "evidence_name": "file"}

    serial_block = forms.CharField(
        label=_("retired units"),
        max_length=160,
        widget=forms.TextInput(
            attrs={"class": "vLargeTextField", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=_("As the registry's statement writes it, from the first unit to the last."),
    )
    reference = forms.CharField(
        label=_("reference of the registry"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vLargeTextField", "autocomplete": "off"}),
        help_text=_("The number of its statement or transaction."),
    )
    retired_on = forms.DateField(label=_("retired there on"), widget=AdminDateWidget())
    address = forms.URLField(
        label=_("address of the proof"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vLargeTextField"}),
        help_text=_("Where the registry shows it to everybody, if it does."),
    )
    file = forms.FileField(
        label=_("file of the proof"),
        required=False,
        help_text=_(
            "The registry's statement, at most 5 MB. Its SHA-256 goes into the pool's signed statement; the file "
            "itself is shown to staff alone."
        ),
    )

    def clean_retired_on(self) -> Any:
        day = self.cleaned_data["retired_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        return day

    def clean_file(self) -> Any:
        file: Any = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > EVIDENCE_BYTES_MAX:
            raise ValidationError(_("The file is larger than 5 MB. Save it smaller, or give its address."))
        return file

    def clean(self) -> dict[str, Any]:
        """Something must show it. The file is chosen at the second look, so only then is it missed."""
        values = super().clean() or {}
        is_last = "confirmed" in self.data and not self.errors
        if is_last and not values.get("file") and not values.get("address"):
            self.add_error("file", _("Choose the registry's statement, or go back and type its address."))
        return values

    @property
    def context(self) -> Facts:
        pool: Pool = self.row
        count, grams = gathered_of(pool.batch)
        return [
            (gettext("pool"), str(pool)),
            (gettext("batch"), pool.batch.serial_block),
            (gettext("gathered so far"), gathered_words(count, grams)),
        ]

    @property
    def summary(self) -> Facts:
        values = self.cleaned_data
        block = parse_serial_block(self.row.batch.registry, values["serial_block"])
        amount = format_grams(block.unit_count * GRAMS_PER_UNIT)
        units = gettext("from unit %(first)s to unit %(last)s")
        return [
            (
                gettext("amount"),
                f"{amount} ({units % {'first': f'{block.start:,}', 'last': f'{block.end:,}'}})",
            ),
            (gettext("retired units"), block.text),
            (gettext("reference of the registry"), values["reference"]),
            (gettext("retired there on"), f"{values['retired_on']:%Y-%m-%d}"),
            (gettext("address of the proof"), values.get("address") or "—"),
            *self.context,
        ]

    def carry_out(self, by: User) -> Pool:
        values = self.cleaned_data
        file: Any = values.get("file")
        evidence = credits.actions.Evidence(
            values["reference"],
            values["retired_on"],
            address=values.get("address", ""),
            file_name=(file.name or "")[:200] if file else "",
            file=file.read() if file else None,
        )
        block = credits.actions.attach_block(
            pool=self.row, serial_block=values["serial_block"], evidence=evidence, by=by
        )
        return block.pool

    def done_words(self, result: Pool) -> str:
        block = PoolBlock.objects.get(pool=result)
        words = gettext("%(amount)s attached to pool %(number)s.")
        sentence = words % {
            "amount": format_grams(block.unit_count * GRAMS_PER_UNIT),
            "number": result.number,
        }
        return f"{sentence} SHA-256: {block.evidence_digest}" if block.evidence_digest else sentence


class CloseForm(ActForm):
    """The closing of a pool: a proposal."""

    heading = _("Close the pool")
    button = _("Propose to close it")
    warning = _(
        "What has gathered becomes a tree that is signed and published. Units are whole: what the block has more "
        "than was gathered is given up by an account and cancelled. A colleague has to approve it; then it is final."
    )
    beside = {ResidualNotBackedError: "holding"}

    holding = HoldingField(
        label=_("who gives up the rest"),
        help_text=_(
            "What has as much of this batch: accounts with it free, and what nobody can use any more."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.closing = Foreseen(self.row)
        if self.closing.residual_grams:
            field = self.fields["holding"]
            assert isinstance(field, HoldingField)  # noqa: S101 - declared above
            residual = self.closing.residual_grams
            field.offer([*holdings_of(self.row.batch, residual), *own_holdings_of(self.row.batch, residual)])
        else:
            del self.fields["holding"]

    @property
    def context(self) -> Facts:
        pool: Pool = self.row
        closing = self.closing
        return [
            (gettext("pool"), str(pool)),
            (gettext("block retired outside"), f"{pool.block} ({format_grams(closing.capacity_grams)})"),
            (gettext("goes into it"), gathered_words(closing.leaf_count, closing.sum_grams)),
            (gettext("more than was gathered"), format_grams(closing.residual_grams)),
            (gettext("left for the next pool"), format_grams(closing.next_grams)),
        ]

    @property
    def summary(self) -> Facts:
        holding = self.cleaned_data.get("holding")
        gives = giver_label(holding.account) if holding else gettext("nobody: nothing is over")
        return [*self.context, (gettext("who gives up the rest"), gives)]

    def carry_out(self, by: User) -> Proposal:
        holding = self.cleaned_data.get("holding")
        account = holding.account if holding else None
        key = self.cleaned_data["key"]
        return credits.actions.propose_pool_closing(pool=self.row, residual_from=account, key=key, by=by)

    def done_words(self, result: Proposal) -> str:
        words = gettext("Closing pool %(number)s proposed.")
        return waits_words(words % {"number": self.row.number})


class WithdrawForm(ReasonForm):
    """An open pool is given up; one person may do it, since nothing is moved."""

    heading = _("Give the pool up")
    button = _("Give it up now")
    warning = _(
        "For a pool whose block was mistyped, or retired for something else. It never closes: what it gathered is "
        "the next pool's, and its units may be attached to another. It stays in sight, with the reason, and cannot "
        "be taken back."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Everybody reads it on the pool's public page. Name no person.")

    @property
    def context(self) -> Facts:
        pool: Pool = self.row
        count, grams = gathered_of(pool.batch)
        block = PoolBlock.objects.filter(pool=pool).first()
        return [
            (gettext("pool"), str(pool)),
            (gettext("batch"), pool.batch.serial_block),
            (gettext("retired units"), block.serial_block if block is not None else "—"),
            (gettext("left for the next pool"), gathered_words(count, grams)),
        ]

    @property
    def summary(self) -> Facts:
        return [*self.context, (gettext("reason"), self.cleaned_data["reason"])]

    def carry_out(self, by: User) -> Pool:
        pool: Pool = self.row
        credits.actions.withdraw_pool(pool=pool, reason=self.cleaned_data["reason"], by=by)
        return pool

    def done_words(self, result: Pool) -> str:
        return gettext("Pool %(number)s is given up.") % {"number": result.number}


class Foreseen:
    """What a pool with a block would be if it closed now."""

    def __init__(self, pool: Pool) -> None:
        self.capacity_grams = pool.block.unit_count * GRAMS_PER_UNIT
        _count, total = gathered_of(pool.batch)
        leaves = credits.ledger.fill_pool(gathered(pool.batch), self.capacity_grams)
        self.leaf_count = len(leaves)
        self.sum_grams = sum(grams for _retirement, grams in leaves)
        self.residual_grams = self.capacity_grams - self.sum_grams
        self.next_grams = total - self.sum_grams


def gathered_of(batch: Batch) -> tuple[int, int]:
    """How many retirements of a batch lie in no closed pool, and their grams."""
    count = total = 0
    for _retirement, grams in gathered(batch):
        count += 1
        total += grams
    return count, total


def gathered_words(count: int, grams: int) -> str:
    words = ngettext("%(amount)s of %(count)s retirement", "%(amount)s of %(count)s retirements", count)
    return words % {"amount": format_grams(grams), "count": f"{count:,}"}
