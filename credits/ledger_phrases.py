"""The words of the public ledger: what accounts, states and movements are called, and how long something is ago."""

from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from credits.ledger import GRAMS_PER_UNIT
from credits.models import Account, Batch, Transfer
from credits.picture import State
from credits.serials import parse_serial_block

STATES: dict[State, Promise] = {
    State.RETIRED: _("Retired"),
    State.HELD: _("Held"),
    State.CANCELLED: _("Cancelled"),
    State.SET_APART: _("Set apart"),
}
STATE_MEANINGS: dict[State, Promise] = {
    State.RETIRED: _("Used for good, each gram for one retirement."),
    State.HELD: _("On somebody's account. Some of it may be on hold: promised, and not retired yet."),
    State.CANCELLED: _("Gone for good, and never a claim of anybody."),
    State.SET_APART: _("Out of a batch found impaired: nobody can use it."),
}
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def account_name(account: Account) -> str:
    """What the public ledger calls an account: its name, else its organisation's, else what it is, else its code."""
    if account.name:
        return account.name
    if account.organization is not None and account.organization.name:
        return str(account.organization.name)
    own = {Account.Kind.OUTSIDE, Account.Kind.RETIRED, Account.Kind.CANCELLED, Account.Kind.IMPAIRED}
    return str(account.get_kind_display()) if account.kind in own else account.code


def state_name(state: State) -> str:
    return str(STATES[State(state)])


def state_meaning(state: State) -> str:
    return str(STATE_MEANINGS[State(state)])


def serials_of(batch: Batch, first: int, last: int) -> str:
    """Units `first` to `last` of a batch, as its registry writes them."""
    return parse_serial_block(batch.registry, batch.serial_block).sub_block(first, last).canonical


def serials_of_grams(batch: Batch, start: int, end: int) -> str:
    """The serials of the units in which grams `[start, end)` of a batch lie."""
    first, last = start // GRAMS_PER_UNIT, (end - 1) // GRAMS_PER_UNIT
    return serials_of(batch, batch.block_start + first, batch.block_start + last)


def serials_of_transfer(transfer: Transfer) -> str:
    end = transfer.batch_from + transfer.amount_grams
    return serials_of_grams(transfer.batch, transfer.batch_from, end)


def age_words(age: timedelta | None) -> str:
    """How long ago, in the largest whole unit; a clock that is a little ahead counts as now."""
    if age is None:
        return ""
    seconds = max(0, int(age.total_seconds()))
    if seconds < _MINUTE:
        return ngettext("%(count)s second", "%(count)s seconds", seconds) % {"count": seconds}
    if seconds < _HOUR:
        count = seconds // _MINUTE
        return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}
    if seconds < _DAY:
        count = seconds // _HOUR
        return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}
    count = seconds // _DAY
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}
