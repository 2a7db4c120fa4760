"""The witness's side of a stage: the second person, and the papers that came of it."""

import events.balance.actions
from certificates.models import Certificate
from events.models import Witnessing
from people.models import User


def approve(row: Witnessing, by: User) -> Witnessing:
    return events.balance.actions.approve_witnessing(witnessing=row, by=by)


def witnesses() -> int:
    return Certificate.objects.filter(kind="witness").count()
