"""Refusing early, by name, what the database would refuse late."""

from datetime import date

from credits.errors import AccountKindError, FieldError, ForeignBatchError, InsufficientCreditsError
from credits.models import Account, Batch
from credits.tape import OWN_KINDS, spans_of

REASON_LENGTH = 200


def checked_text(field: str, text: str, *, limit: int, may_be_empty: bool = False) -> str:
    """`text` itself, else FieldError: empty, longer than `limit`, with blanks around it or a control character."""
    is_plain = text == text.strip() and text.isprintable()
    if len(text) > limit or not is_plain or not (text or may_be_empty):
        raise FieldError(field, text)
    return text


def checked_choice(field: str, value: str, choices: list[str]) -> str:
    """`value` itself if it is among `choices`, else FieldError."""
    if value not in choices:
        raise FieldError(field, value)
    return value


def check_period(start: date, end: date) -> None:
    """FieldError for a monitoring period that ends before it begins."""
    if end < start:
        raise FieldError("vintage_end", end)


def check_kind(account: Account) -> None:
    """AccountKindError for one of the ledger's own accounts: only their own verbs reach them."""
    if account.kind in OWN_KINDS:
        raise AccountKindError(account.code, account.kind)


def check_available(account: Account, amount_grams: int) -> None:
    """InsufficientCreditsError unless so many grams are free, as the row says now."""
    account.refresh_from_db()
    available = account.credited_grams - account.debited_grams - account.held_grams
    if available < amount_grams:
        raise InsufficientCreditsError(account.code, needed_grams=amount_grams, available_grams=available)


def check_has(account: Account, batch: Batch, amount_grams: int) -> None:
    """ForeignBatchError unless so many grams of the batch lie on the account, InsufficientCreditsError unless free."""
    account.refresh_from_db()  # the caller's may be old, and the tape would be read from where it stood then
    of_batch = sum(span.amount_grams for span in spans_of(account) if span.batch_id == batch.pk)
    if of_batch < amount_grams:
        raise ForeignBatchError(
            account.code, batch.serial_block, needed_grams=amount_grams, available_grams=of_batch
        )
    check_available(account, amount_grams)
