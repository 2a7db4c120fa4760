"""What the ledger's tables have in common beside their acts."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from credits.models import Proposal


@admin.display(description=_("identifier"), ordering="public_id")
def _identifier(row: Any) -> str:
    return str(row.public_id)


identifier: Any = _identifier  # a column: Django's types know names of columns only


def waiting(kind: Proposal.Kind, name: str, *values: object) -> Proposal | None:
    """A proposal of this kind that is not decided yet, whose body says one of `values` under `name`."""
    rows = Proposal.objects.filter(kind=kind, decision=None)
    return next((row for row in rows if row.body[name] in values), None)
