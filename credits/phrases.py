"""What to tell a person whom the ledger refused: one sentence an error, in their language, with what to do next."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

import credits.errors as refused
from credits.errors import CreditsError
from credits.models import Account, Batch, Decision, HoldClosure, Transfer
from credits.serials import EXAMPLES
from diandian.lib.mass import format_grams

ANY_REFUSAL = _(
    "The ledger refused this, and nothing was changed. Please open the page anew and try once more."
)

# The values of an error fill its sentence under their own names: see `_said`.
SENTENCES: Mapping[type[CreditsError], Promise] = {
    refused.InvalidAmountError: _("This is no amount. Type whole grams from 1 g to 9,000,000,000 t."),
    refused.UnknownAccountError: _("There is no account %(code)s. Please choose it from the list."),
    refused.SameAccountError: _("The credits are on %(code)s already. Please choose another account."),
    refused.InsufficientCreditsError: _(
        "%(code)s has only %(available_grams)s free, and %(needed_grams)s are needed. "
        "Take less, or bring more credits in first."
    ),
    refused.HoldExpiredError: _("The promise ended at %(expires_at)s. Please begin anew."),
    refused.HoldClosedError: _("This promise has ended already (%(outcome)s). Please begin anew."),
    refused.KeyReusedError: _("This form was used before for something else. Please open it anew."),
    refused.SerialBlockError: _("No registry issues a block of this size. Please compare its numbers."),
    refused.SerialBlockOverlapError: _(
        "It overlaps the block %(serial_block)s, which is in the ledger already. Please compare the numbers."
    ),
    refused.SerialNotReadableError: _(
        "This is not how %(registry)s writes a serial block. It looks like %(example)s."
    ),
    refused.WrongRegistryError: _(
        "This is how %(looks_like)s writes a serial block, not %(registry)s. Please choose the registry again."
    ),
    refused.UnknownBatchError: _("There is no such batch. Please look it up by its serial block."),
    refused.ForeignBatchError: _(
        "%(code)s has only %(available_grams)s of this batch, and %(needed_grams)s are needed. "
        "Take less, or choose another account."
    ),
    refused.BatchClosedError: _("The batch %(serial_block)s is closed: it stays as it is. Please choose another."),
    refused.BatchNotEmptyError: _(
        "The batch cannot be closed yet: %(left_grams)s of it are left, and %(unpooled_grams)s that were retired "
        "lie in no closed pool. Retire or cancel what is left, and close the pools first."
    ),
    refused.BatchNotImpairedError: _(
        "This retirement has nothing out of an impaired batch: there is nothing to replace."
    ),
    refused.RetirementReplacedError: _("This retirement was replaced already: look at the one in its place."),
    refused.NotReversibleError: _(
        "This cannot be reversed (%(kind)s). Only a move can, and only once; make a new transfer instead."
    ),
    refused.GramsMovedOnError: _(
        "These very grams have left %(code)s since, or are promised. Move other credits back instead."
    ),
    refused.AccountKindError: _(
        "%(code)s belongs to the ledger itself (%(kind)s). Please choose the account of a holder."
    ),
    refused.ExpiryPassedError: _("The promise would have ended at %(expires_at)s already. Choose a later end."),
    refused.ClockBehindError: _(
        "This machine’s clock says %(now)s, but the ledger has reached %(last_at)s. Nothing is written until "
        "one of them is right: ask whoever runs this machine to look at its clock."
    ),
    refused.SamePersonError: _("Whoever proposes does not approve. Please ask a colleague to look at it."),
    refused.ProposalDecidedError: _("This was decided already (%(outcome)s). Please open the page anew."),
    refused.PoolOpenError: _("Pool %(number)s of this batch is open. Close it before you open the next."),
    refused.ClockAheadError: _(
        "This machine’s clock says %(now)s, but the ledger was last written at %(last_at)s, more than a year before. "
        "Nothing is written until somebody makes sure which is right: ask whoever runs this machine to look at its "
        "clock."
    ),
    refused.FieldError: _(
        "This cannot be stored: it is empty, too long, has blanks around it or a sign that cannot be printed. "
        "Please type it again."
    ),
    refused.PoolWithdrawnError: _(
        "Pool %(number)s was given up: it stays as it is. Open the next pool of its batch."
    ),
    refused.PoolClosedError: _("Pool %(number)s is closed: it stays as it is. Open the next pool of its batch."),
    refused.PoolBlockError: _("The units %(serial_block)s cannot be attached. Please compare the numbers."),
    refused.PoolWithoutBlockError: _(
        "Pool %(number)s has no block yet. Attach the units that the registry retired, then close it."
    ),
    refused.PoolEmptyError: _("Nothing has gathered in pool %(number)s yet. Wait for the first retirement."),
    refused.ResidualNotBackedError: _(
        "The block of pool %(number)s has %(residual_grams)s more than was gathered. Choose an account that has "
        "as much of this batch free and gives it up, or wait for more retirements."
    ),
}  # fmt: skip

END_BEFORE_START = _(
    "The last unit, %(end)s, stands before the first, %(start)s. Please compare the numbers."
)
POOL_BLOCK: Mapping[str, Promise] = {
    "foreign": _("The units %(serial_block)s are not all of this pool’s batch. Please compare the numbers."),
    "overlap": _(
        "Some of the units %(serial_block)s were retired for another pool already. Please compare the numbers."
    ),
    "second": _("This pool has its block already. The next units belong to the next pool of the batch."),
}
# Whose words the values `kind` and `outcome` are.
CHOICES: Mapping[type[CreditsError], type[TextChoices]] = {
    refused.HoldClosedError: HoldClosure.Outcome,
    refused.NotReversibleError: Transfer.Kind,
    refused.AccountKindError: Account.Kind,
    refused.ProposalDecidedError: Decision.Outcome,
}


def refusal_words(error: CreditsError) -> str:
    """Why the ledger refused and what to do next. An error without words of its own gets those of its parent."""
    values = _values(error)
    said = {name: _said(error, name, value) for name, value in values.items()}
    if "needed_grams" in said and said["needed_grams"] == said.get("available_grams"):
        # Rounded they look the same, and the sentence would say nothing.
        said |= {name: f"{values[name]:,} g" for name in ("needed_grams", "available_grams")}
    return str(_sentence(error) % said)


def _sentence(error: CreditsError) -> Promise:
    match error:
        case refused.SerialBlockError(start=start, end=end) if end < start:
            return END_BEFORE_START
        case refused.PoolBlockError(reason=reason) if reason in POOL_BLOCK:
            return POOL_BLOCK[reason]
    found = (SENTENCES[each] for each in type(error).__mro__ if each in SENTENCES)
    return next(found, ANY_REFUSAL)


def _values(error: CreditsError) -> dict[str, Any]:
    values = dict(vars(error))
    if isinstance(error, refused.SerialNotReadableError):
        values["example"] = EXAMPLES.get(error.registry, "")
    return values


def _said(error: CreditsError, name: str, value: Any) -> str:
    """A value of an error as people read it: grams with their unit, a moment in local time, a choice in words."""
    if name.endswith("_grams"):
        return format_grams(value)
    if name in {"now", "last_at"}:
        value = datetime.fromtimestamp(value, UTC)
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if name in {"registry", "looks_like"}:
        return _label(Batch.Registry, value)
    if name in {"kind", "outcome"} and type(error) in CHOICES:
        return _label(CHOICES[type(error)], value)
    return f"{value:,}" if isinstance(value, int) and name != "number" else str(value)


def _label(choices: type[TextChoices], value: Any) -> str:
    return str(choices(value).label) if value in choices.values else str(value)
