"""Actions: a stated certificate is replaced by another, when it turns out to be wrong. What it stated stays."""

from django.db import transaction
from django.utils import timezone

from certificates.errors import (
    ForbiddenMoveError,
    InvalidReasonError,
    SuccessorMismatchError,
)
from certificates.models import Certificate, Supersession
from people.models import User

REASON_LENGTH_MAX = 300
_STANDING = frozenset({Certificate.State.RETIRED, Certificate.State.SETTLED, Certificate.State.ISSUED})
# A reader who is led from one to the other must find the same thing there, said rightly.
_SHARED = ("kind", "event_code", "is_demonstration")


def supersede(*, certificate: Certificate, successor: Certificate, reason: str, by: User) -> Supersession:
    """Put a standing certificate in the place of another: its page says so from now on, and leads to the newer one.

    Neither is changed otherwise, and nothing is retired by it. Repeatable with the same successor. Refuses with
    ForbiddenMoveError (not retired, settled or issued, replaced by another before, or a witness's),
    SuccessorMismatchError (itself, one that does not stand, of another kind or event, or real where the other is not),
    InvalidReasonError.
    """
    text = " ".join(reason.split())
    if not 0 < len(text) <= REASON_LENGTH_MAX:
        raise InvalidReasonError(length=len(text), limit=REASON_LENGTH_MAX)
    with transaction.atomic():
        # In the order of their ids, so that two who replace each by the other do not wait for ever.
        locked = Certificate.objects.select_for_update().order_by("pk")
        rows = {row.pk: row for row in locked.filter(pk__in=[certificate.pk, successor.pk])}
        row, newer = rows[certificate.pk], rows[successor.pk]
        made = Supersession.objects.filter(certificate=row, successor=newer).first()
        if made is None:
            _refuse(row, newer)
            now = timezone.now()
            made = Supersession.objects.create(
                certificate=row, successor=newer, reason=text, made_by=by, made_at=now
            )
            row.state, row.state_changed_at, row.superseded_by = Certificate.State.SUPERSEDED, now, newer
            row.save(update_fields=["state", "state_changed_at", "superseded_by"])
    for field in ("state", "state_changed_at", "superseded_by"):
        setattr(certificate, field, getattr(row, field))
    return made


def may_be_replaced(certificate: Certificate) -> bool:
    """Whether it stands. Of a witness's nobody here knows: the event revokes it, and has another issued by two."""
    return certificate.state in _STANDING and certificate.kind != Certificate.Kind.WITNESS


def _refuse(row: Certificate, newer: Certificate) -> None:
    if not may_be_replaced(row):
        raise ForbiddenMoveError(row.state, Certificate.State.SUPERSEDED)
    if row.pk == newer.pk:
        raise SuccessorMismatchError("number", row.number)
    if newer.state not in _STANDING:
        raise SuccessorMismatchError("state", newer.state)
    for field in _SHARED:
        if getattr(row, field) != getattr(newer, field):
            raise SuccessorMismatchError(field, getattr(newer, field))
