"""Claims in texts that people type.

What may be claimed of an event stands in one table, `balance.claims`. A typed text beside it would say the same without
its figures, before its time, or to readers to whom it may not be said.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.balance.claims import claims_in, may_claim

CLAIM_WORDS = _(
    "“%(words)s” is a claim, which only a declaration may make. Please leave it out: from the declaration on the "
    "event's own page makes it, for each audience in the words that may be used there."
)


def refuse_claims(
    form: forms.BaseForm, values: Mapping[str, Any], fields: Iterable[str], state: str | None = None
) -> None:
    """An error beside each of these fields that claims something of the event.

    With `state` the text is one for the event as it is now, and may say what has been declared; without it the text
    stays whatever becomes of the declaration, and claims nothing. Names of standards and papers claim nothing.
    """
    for name in fields:
        found = claims_in(values.get(name) or "")
        language = "en" if name.endswith("_en") else "zh-hans"
        if found and (state is None or not may_claim(state, language)):
            words = ", ".join(dict.fromkeys(found))
            form.add_error(name, ValidationError(CLAIM_WORDS, params={"words": words}))
