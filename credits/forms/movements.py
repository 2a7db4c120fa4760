"""Credits on their way: a move taken back, a retirement for an event, one in place of an impaired one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

import credits.actions
from credits.actions.accounts import check_still_there
from credits.actions.promises import replaceable_grams
from credits.errors import InsufficientCreditsError, InvalidAmountError
from credits.forms.acting import ActForm, Facts, ReasonForm
from credits.forms.batches import waits_words
from credits.forms.holdings import Holding, HoldingField, account_label, free_grams
from credits.models import Account, Proposal, Retirement, Transfer
from credits.queries import EVENTS as EVENTS
from credits.queries import event_beneficiary
from credits.tape import OWN_KINDS, impaired_batches
from diandian.lib.mass import format_grams
from diandian.staff import GramsField
from people.models import User


class ReverseForm(ReasonForm):
    """Exactly the grams of a move go back to where they came from."""

    heading = _("Reverse this move")
    button = _("Propose this reversal")
    warning = _(
        "Exactly these grams go back to where they came from: a new movement beside the old one, which stays. It "
        "is possible once, and only while none of them has left or is promised. A colleague has to approve it."
    )

    @property
    def context(self) -> Facts:
        return reversal_facts(self.row)

    @property
    def summary(self) -> Facts:
        return [*self.context, (gettext("reason"), self.cleaned_data["reason"])]

    def carry_out(self, by: User) -> Proposal:
        """Refuses like credits.actions.propose_reversal, and with GramsMovedOnError: nobody could approve it."""
        values = self.cleaned_data
        check_still_there(self.row)
        return credits.actions.propose_reversal(
            transfer=self.row, reason=values["reason"], key=values["key"], by=by
        )

    def done_words(self, result: Proposal) -> str:
        return waits_words(gettext("Reversing this move proposed."))


def reversal_facts(transfer: Transfer) -> Facts:
    """What a reversal gives back, of the whole compound movement."""
    rows = Transfer.objects.filter(group=transfer.group, kind=transfer.kind).order_by("pk")
    rows = rows.select_related("debit_account__organization", "credit_account__organization", "batch")
    total = sum(row.amount_grams for row in rows)
    return [
        (gettext("amount"), format_grams(total)),
        (gettext("back from"), account_label(rows[0].credit_account)),
        (gettext("back to"), account_label(rows[0].debit_account)),
        (gettext("reason of the move"), rows[0].reason or "—"),
        *((gettext("serial block"), f"{row.batch} · {format_grams(row.amount_grams)}") for row in rows),
    ]


class EventRetirementForm(ActForm):
    """Credits of an event's account, retired for the event itself: a proposal."""

    heading = _("Retire for the event")
    button = _("Propose this retirement")
    warning = _(
        "Retired for the event itself, not for a person, the oldest credits first. A colleague has to approve it; "
        "then it is final and can never be undone."
    )
    beside = {InsufficientCreditsError: "amount_grams", InvalidAmountError: "amount_grams"}

    amount_grams = GramsField(label=_("amount"))
    purpose = forms.CharField(
        label=_("purpose"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text=_("What it is retired for, as the public ledger prints it. Name no person."),
    )

    def clean_purpose(self) -> str:
        return " ".join(self.cleaned_data["purpose"].split())

    def clean_amount_grams(self) -> int:
        grams: int = self.cleaned_data["amount_grams"]
        if grams > free_grams(self.row):
            words = _("Only %(amount)s are free on this account.")
            raise ValidationError(words, params={"amount": format_grams(free_grams(self.row))})
        return grams

    @property
    def context(self) -> Facts:
        return [
            (gettext("account"), account_label(self.row)),
            (gettext("available"), format_grams(free_grams(self.row))),
        ]

    @property
    def summary(self) -> Facts:
        values = self.cleaned_data
        after = free_grams(self.row) - values["amount_grams"]
        return [
            (gettext("amount"), f"{format_grams(values['amount_grams'])} ({values['amount_grams']:,} g)"),
            (gettext("account"), account_label(self.row)),
            (gettext("available afterwards"), format_grams(after)),
            (gettext("purpose"), values["purpose"]),
        ]

    def carry_out(self, by: User) -> Proposal:
        values = self.cleaned_data
        return credits.actions.propose_event_retirement(
            account=self.row,
            amount_grams=values["amount_grams"],
            beneficiary=event_beneficiary(self.row),
            purpose=values["purpose"],
            key=values["key"],
            by=by,
        )

    def done_words(self, result: Proposal) -> str:
        amount = format_grams(self.cleaned_data["amount_grams"])
        return waits_words(gettext("Retiring %(amount)s proposed.") % {"amount": amount})


class ReplaceForm(ActForm):
    """A second retirement for what one has out of impaired batches."""

    heading = _("Replace what is impaired")
    button = _("Propose this replacement")
    warning = _(
        "The first retirement stays as it is. A second one, for the same beneficiary and out of sound credits, is "
        "put beside it; both are public. A colleague has to approve it; then it is final."
    )
    beside = {InsufficientCreditsError: "holding"}

    holding = HoldingField(
        label=_("account"), help_text=_("The accounts that have enough free credits for it.")
    )
    purpose = EventRetirementForm.base_fields["purpose"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.amount_grams = replaceable_grams(self.row)
        field = self.fields["holding"]
        assert isinstance(field, HoldingField)  # noqa: S101 - declared above
        rows = Account.objects.exclude(kind__in=OWN_KINDS).select_related("organization").order_by("code")
        holdings = (Holding(account, free_grams(account)) for account in rows)
        field.offer([each for each in holdings if each.free_grams >= self.amount_grams])
        self.fields["purpose"].initial = self.row.purpose

    @property
    def context(self) -> Facts:
        return [
            (gettext("amount to replace"), format_grams(self.amount_grams)),
            (gettext("retirement"), f"{self.row.public_id} ({format_grams(self.row.amount_grams)})"),
        ]

    @property
    def summary(self) -> Facts:
        account = self.cleaned_data["holding"].account
        return [
            *self.context,
            (gettext("account"), account_label(account)),
            (gettext("purpose"), self.cleaned_data["purpose"]),
        ]

    def carry_out(self, by: User) -> Proposal:
        values = self.cleaned_data
        return credits.actions.propose_replacement(
            retirement=self.row,
            account=values["holding"].account,
            purpose=values["purpose"],
            key=values["key"],
            by=by,
        )

    def done_words(self, result: Proposal) -> str:
        amount = format_grams(self.amount_grams)
        return waits_words(gettext("Retiring %(amount)s in its place proposed.") % {"amount": amount})


def impaired_grams(retirement: Retirement) -> int:
    """How much of a retirement came out of batches that are impaired."""
    rows = retirement.slices.filter(batch_id__in=impaired_batches())
    return sum(row.batch_to - row.batch_from for row in rows)
