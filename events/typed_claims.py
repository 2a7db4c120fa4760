"""Claims in texts that people type.

What may be claimed of an event stands in one table, `balance.claims`. A typed text beside it would say the same without
its figures, before its time, or to readers to whom it may not be said.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.balance.claims import claims_in

CLAIM_WORDS = _(
    "“%(words)s” is a claim, which only a declaration may make. Please leave it out: from the declaration on the "
    "event's own page makes it, for each audience in the words that may be used there."
)


def refuse_claims(form: forms.BaseForm, values: Mapping[str, Any], fields: Iterable[str]) -> None:
    """An error beside each of these fields that claims something of the event.

    Their texts stay whatever becomes of a declaration. Names of standards and papers claim nothing.
    """
    for name in fields:
        if found := claims_in(values.get(name) or ""):
            form.add_error(name, claim_error(found))


def claim_error(found: Iterable[str], words: Promise = CLAIM_WORDS) -> ValidationError:
    return ValidationError(words, params={"words": ", ".join(dict.fromkeys(found))})  # type: ignore[arg-type]
