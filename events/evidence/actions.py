"""Keeping files: what something rests on stays as it came."""

import hashlib
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q, Sum

import events.team.queries
from events.evidence.errors import FileRefusedError, NoRoomError
from events.evidence.kinds import MAX_BYTES, Problem, RefusedFileError, kind_of, name_for
from events.evidence.queries import may_keep
from events.models import DonationOffer, Event, EvidenceFile
from events.team.access import Right
from events.team.errors import NotAllowedError
from people.models import User

# What one event's files may weigh, and of that what came without a login.
MAX_EVENT_BYTES = 2_000_000_000
MAX_ANONYMOUS_BYTES = 200_000_000
_TITLE_MAX = 200


def keep(*, event: Event, title: str, upload: "File[Any]", by: User | None) -> EvidenceFile:
    """Keep a file of an event; the same content again is the same row, with the title that it had.

    `upload` is what a form gives, or `ContentFile(content, name=…)`. Without a title it is called by its name.
    `by` is None for what came without a login, with a donor's offer. Refuses with NotAllowedError, FileRefusedError
    and NoRoomError.
    """
    if by is not None and not may_keep(events.team.queries.role_of(by, event) if by.is_active else None):
        raise NotAllowedError(Right.SEE_EVIDENCE)
    content = _content(upload)
    try:
        kind = kind_of(content, upload.name or "")
    except RefusedFileError as refused:
        raise FileRefusedError(refused.problem) from None
    name, digest = name_for(upload.name or "", kind), hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        # One file of an event after another; who only refers to the event, as journeys do, is not held up.
        Event.objects.select_for_update(of=("self",), no_key=True).get(pk=event.pk)
        kept = EvidenceFile.objects.defer("content").filter(event=event, digest=digest).first()
        if kept is not None:
            return kept
        _refuse_too_much(event, len(content), by)
        return EvidenceFile.objects.create(
            event=event,
            title=(" ".join(title.split()) or name)[:_TITLE_MAX],
            file_name=name,
            media_type=kind.media_type,
            size_bytes=len(content),
            digest=digest,
            content=content,
            uploaded_by=by,
        )


def keep_chosen(
    *, event: Event, chosen: "EvidenceFile | File[Any] | None", title: str, by: User | None
) -> EvidenceFile | None:
    """What an EvidenceField's value becomes: the file that was chosen, or the one sent along, kept now."""
    if chosen is None or isinstance(chosen, EvidenceFile):
        return chosen
    return keep(event=event, title=title, upload=chosen, by=by)


def _content(upload: "File[Any]") -> bytes:
    """All of it, and never more than a file may have."""
    if (upload.size or 0) > MAX_BYTES:
        raise FileRefusedError(Problem.TOO_LARGE)
    upload.seek(0)
    return bytes(upload.read(MAX_BYTES + 1))


def _refuse_too_much(event: Event, size: int, by: User | None) -> None:
    """What came with offers that were declined takes no room: else whoever sends enough shuts everybody else out."""
    offers = DonationOffer.objects.filter(event=event).exclude(evidence=None)
    declined = Q(pk__in=offers.filter(state=DonationOffer.State.DECLINED).values("evidence"))
    others = Q(pk__in=offers.exclude(state=DonationOffer.State.DECLINED).values("evidence"))
    files = EvidenceFile.objects.filter(event=event).exclude(Q(uploaded_by=None) & declined & ~others)
    limits = [(files, MAX_EVENT_BYTES)]
    if by is None:
        limits.append((files.filter(uploaded_by=None), MAX_ANONYMOUS_BYTES))
    for rows, limit in limits:
        if (rows.aggregate(bytes=Sum("size_bytes"))["bytes"] or 0) + size > limit:
            raise NoRoomError(limit)
