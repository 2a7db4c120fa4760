"""Who has credits of a batch that nobody was promised."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import F
from django.utils.translation import gettext

from credits.actions.pools import cancelled_and_unused
from credits.models import Account, Batch
from credits.tape import CANCELLED, IMPAIRED, OWN_KINDS, spans_of
from diandian.lib.mass import format_grams


@dataclass(frozen=True, slots=True)
class Holding:
    """An account, and how many grams of a batch it can give up now."""

    account: Account
    free_grams: int

    @property
    def label(self) -> str:
        if self.account.kind in OWN_KINDS:
            return f"{giver_label(self.account)} · {format_grams(self.free_grams)}"
        words = gettext("%(account)s · %(amount)s free")
        return words % {"account": account_label(self.account), "amount": format_grams(self.free_grams)}


def holdings_of(batch: Batch, least_grams: int = 1) -> list[Holding]:
    """The holders' accounts from which at least `least_grams` of the batch could leave now, largest first."""
    holdings = (
        Holding(account, min(grams, free_grams(account))) for account, grams in lying_grams(batch).items()
    )
    kept = [each for each in holdings if each.free_grams >= least_grams]
    return sorted(kept, key=lambda each: (-each.free_grams, each.account.code))


def own_holdings_of(batch: Batch, least_grams: int = 1) -> list[Holding]:
    """What backs units without leaving a holder: grams of the batch that were set apart or cancelled before."""
    holdings = []
    impaired = Account.objects.filter(code=IMPAIRED).first()
    if impaired is not None:
        holdings.append(Holding(impaired, grams_on(impaired, batch)))
    cancelled = Account.objects.filter(code=CANCELLED).first()
    if cancelled is not None:
        holdings.append(Holding(cancelled, cancelled_and_unused(batch)))
    return [each for each in holdings if each.free_grams >= least_grams]


def grams_on(account: Account, batch: Batch) -> int:
    """How many grams of the batch lie on the account, promised or not."""
    return sum(span.amount_grams for span in spans_of(account) if span.batch_id == batch.pk)


def lying_grams(batch: Batch) -> dict[Account, int]:
    """How many grams of the batch lie on each holder's account, promised or not."""
    rows = Account.objects.filter(lots__batch=batch, lots__tape_to__gt=F("tape_position"))
    accounts = rows.exclude(kind__in=OWN_KINDS).select_related("organization").distinct()
    sums = {account: grams_on(account, batch) for account in accounts}
    return {account: grams for account, grams in sums.items() if grams}


def free_grams(account: Account) -> int:
    return account.credited_grams - account.debited_grams - account.held_grams


def account_label(account: Account) -> str:
    """An account by its name and its code: codes alone say little, names alone may be the same."""
    name = account.name or (str(account.organization) if account.organization else "")
    return f"{name} · {account.code}" if name else account.code


def giver_label(account: Account) -> str:
    """Out of what the rest of a pool's block is backed."""
    if account.kind == Account.Kind.IMPAIRED:
        return gettext("what was set apart of this batch as impaired")
    if account.kind == Account.Kind.CANCELLED:
        return gettext("what was cancelled of this batch before, for no other pool")
    return account_label(account)


class HoldingField(forms.ChoiceField):
    """One of the holdings, each with its free grams; cleans to the Holding, None where nothing was chosen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._holdings: dict[str, Holding] = {}

    def offer(self, holdings: list[Holding]) -> None:
        self._holdings = {holding.account.code: holding for holding in holdings}
        self.choices = [("", "---------"), *((code, each.label) for code, each in self._holdings.items())]

    def clean(self, value: Any) -> Any:
        return self._holdings.get(super().clean(value))


def named(code: str) -> str:
    """The account with this code, as people read it; the code itself where there is none yet."""
    account = Account.objects.select_related("organization").filter(code=code).first()
    return account_label(account) if account is not None else code
