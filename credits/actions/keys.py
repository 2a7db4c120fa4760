"""Writing under an idempotency key."""

import uuid
from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, transaction

from credits.errors import KeyReusedError
from credits.models import Hold, Proposal, RetirementRequest, Transfer

Keyed = TypeVar("Keyed", Hold, Proposal, RetirementRequest, Transfer)


def once(model: type[Keyed], key: uuid.UUID, digest: str, write: Callable[[], Keyed]) -> Keyed:
    """Write under an idempotency key. The key's UNIQUE decides between two that come at once.

    The same key with another input is refused with KeyReusedError.
    """
    existing = model.objects.filter(key=key).first()
    if existing is not None:
        return same(existing, key, digest)
    try:
        with transaction.atomic():
            return write()
    except IntegrityError:
        existing = model.objects.filter(key=key).first()
        if existing is None:
            raise
        return same(existing, key, digest)


def same(existing: Keyed, key: uuid.UUID, digest: str) -> Keyed:
    """What is there already, if it came of the same input."""
    if existing.input_digest != digest:
        raise KeyReusedError(key)
    return existing
