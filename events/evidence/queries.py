"""What is asked about an event's files. Their content is read for a download only."""

from django.db.models import QuerySet

from events.models import Event, EvidenceFile
from events.team.access import RIGHTS, Right, Role

# Whoever enters something may bring the file on which it rests.
_BRINGS = frozenset({Right.MEASURE, Right.DRAFT, Right.VERIFY, Right.ENTER_DONATION, Right.REPORT})


def files_of(event: Event) -> QuerySet[EvidenceFile]:
    """The event's files, the newest first, without their content."""
    return (
        EvidenceFile.objects.filter(event=event)
        .defer("content")
        .select_related("uploaded_by")
        .order_by("-pk")
    )


def may_keep(role: Role | None) -> bool:
    return role is not None and bool(RIGHTS[role] & _BRINGS)
