"""Papers and pictures as stored bytes: a paper is made once its document is there, a picture when it is asked for.

Drawing happens outside any lock. Whoever stores a paper locks its certificate's row, sees whether another worker was
first, and says in the same transaction that the paper is there.
"""

import hashlib
import logging
import random
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

import certificates.proving
import certificates.queries
from certificates import fonts, keys, rendering, tasks
from certificates.designing import Published, drawn
from certificates.document import Statement
from certificates.errors import NothingToRenderError, NotProvenYetError, PlateNotKeptError
from certificates.models import Certificate, Rendering
from certificates.pages import Template
from certificates.plates import Plate
from certificates.sealing import Purpose, Sealer
from certificates.shelf import SHELF
from certificates.storing import StoredRow, insert_renderings
from diandian.lib import messages

logger = logging.getLogger(__name__)

STORED_AT_ONCE = 25  # papers: about two megabytes a transaction
FEW = 8  # so many have a message each: spectators, whose papers are not to wait behind a guest list's
# What was stated less long ago has its own message on the way to a worker; the sweeper leaves it alone.
MESSAGE_TIME = timedelta(seconds=15)
_SPREAD = (
    20  # where much waits, a sweep takes one in so many, so that it seldom meets the workers or another sweep
)


@dataclass(frozen=True, slots=True)
class _Made:
    """A paper that is not stored yet."""

    certificate_id: int
    content: bytes
    seal: bytes | None
    plate_id: int | None


class _Once:
    """What is asked once for all papers of a group: which designs are in force, and who seals."""

    def __init__(self) -> None:
        self.published = Published()
        self._sealers: dict[Purpose, Sealer] = {}
        self._plates: dict[str, int | None] = {}

    def sealer(self, purpose: Purpose) -> Sealer:
        if purpose not in self._sealers:
            self._sealers[purpose] = keys.kept_sealer(purpose)
        return self._sealers[purpose]

    def plate_id(self, key: str) -> int | None:
        if key not in self._plates:
            self._plates[key] = SHELF.id_of(key)
        return self._plates[key]


def render(*, certificate_id: int) -> None:
    """Store the PDF of a stated certificate. Repeatable: what is stored stays.

    Raises NothingToRenderError before the retirement, NotProvenYetError before a checkpoint of the log covers it,
    UnprintableNameError when a glyph is missing. Of two workers at once the first one's bytes stay.
    """
    certificate = Certificate.objects.get(pk=certificate_id)
    statement = certificate.stated
    if statement is None:
        raise NothingToRenderError(certificate.number)
    if certificate.document is None:
        certificates.proving.prove(certificate_ids=[certificate_id])
        certificate.refresh_from_db()
    if certificate.document is None:
        raise NotProvenYetError(certificate.number)
    if not certificates.queries.is_rendered(certificate):
        _store([_paper(certificate, statement, _Once())])


def render_group(*, certificate_ids: Collection[int]) -> int:
    """Store the PDFs of those that are proven and wait for them; returns how many became ready. Repeatable.

    A name that the full text engine has to set, and a paper that cannot be made, has its own message: neither
    keeps the others.
    """
    made, left = _render_quick(certificate_ids)
    for certificate_id in left:
        messages.send(tasks.render_certificate, certificate_id)
    return made


def tell_workers(certificate_ids: Sequence[int]) -> None:
    """Have the papers of these made: one message for many; for a few, a message each, and their pictures too."""
    if len(certificate_ids) > FEW:
        messages.send(tasks.render_group, list(certificate_ids))
        return
    for certificate_id in certificate_ids:
        messages.send(tasks.render_certificate, certificate_id, True)


def render_waiting(*, limit: int = 200, seconds: float = 5.0) -> int:
    """Render what has waited for `MESSAGE_TIME` or longer, oldest first; returns how many were made.

    Begins nothing after `seconds`, and takes at most `limit`: the next sweep goes on. A paper that cannot be
    made is logged and goes behind the others; it never stops them.
    """
    made = 0
    slow: list[int] = []
    give_up_at = time.monotonic() + seconds
    waiting = _some_waiting(limit)
    while waiting and time.monotonic() < give_up_at:
        group, waiting = waiting[:STORED_AT_ONCE], waiting[STORED_AT_ONCE:]
        count, left = _render_quick(group)
        made, slow = made + count, slow + left
    for certificate_id in slow:
        if time.monotonic() >= give_up_at:
            break
        made += _render_or_count(certificate_id)
    return made


def poster(*, certificate: Certificate) -> Rendering | None:
    """The picture for phones, made and stored when it is first asked for; None before the paper is there.

    Of two that ask at once both get the one that was stored first.
    """
    found = certificates.queries.rendering(certificate, Rendering.Kind.POSTER)
    statement = certificate.stated
    if found is not None or statement is None or not certificates.queries.is_rendered(certificate):
        return found

    content = _picture(statement)
    made = {"sha256": _sha256(content), "content": content, "made_at": timezone.now()}
    row, _is_ours = Rendering.objects.get_or_create(
        certificate=certificate, kind=Rendering.Kind.POSTER, defaults=made
    )
    return row


def remade(stored: Rendering) -> bytes:
    """A paper or picture made again: a paper of its Statement, document, plate and seal, without any private key.

    Nothing is stored; compare its SHA-256. PlateNotKeptError for a paper whose plate is not known.
    """
    certificate = stored.certificate
    statement = certificate.stated
    if statement is None:
        raise NothingToRenderError(certificate.number)
    if stored.kind == Rendering.Kind.POSTER:
        return _picture(statement)
    if stored.plate is None:
        raise PlateNotKeptError(certificate.number)
    plate = Plate.from_bytes(bytes(stored.plate.body))
    seal = None if stored.seal is None else bytes(stored.seal)
    return rendering.restamped(statement, plate, document=certificate.document, seal=seal)


def _picture(statement: Statement) -> bytes:
    def draw(template: Template) -> bytes:
        return rendering.poster(statement, template=template, shelf=SHELF)

    return drawn(statement, "poster", draw)


def draw_poster(*, certificate_id: int) -> None:
    """Make a certificate's picture before it is asked for. Repeatable."""
    poster(certificate=Certificate.objects.get(pk=certificate_id))


def _some_waiting(limit: int) -> list[int]:
    """The oldest that wait; where very many do, some of them, taken here and there.

    Several workers are at it, and the messages of a crowd may still be on their way: all in the same order, they
    would draw the same papers at the same time.
    """
    stated_before = timezone.now() - MESSAGE_TIME
    waiting = certificates.queries.waiting_for_rendering(limit * _SPREAD, stated_before=stated_before)
    chosen = random.sample(waiting, limit) if len(waiting) == limit * _SPREAD else waiting[:limit]
    random.shuffle(chosen)
    return chosen


def _render_quick(certificate_ids: Collection[int]) -> tuple[int, list[int]]:
    """Stamp and store all that can be stamped: how many became ready, and whom that leaves to be made alone."""
    made, left = 0, []
    rows, once = list(_unrendered(certificate_ids)), _Once()
    for begin in range(0, len(rows), STORED_AT_ONCE):
        papers = []
        for row in rows[begin : begin + STORED_AT_ONCE]:
            paper = _quick_paper(row, once)
            if paper is None:
                left.append(row.pk)
            else:
                papers.append(paper)
        try:
            made += _store(papers)
        except DatabaseError:
            logger.exception("A group of papers could not be stored; each is tried alone.")
            left += [paper.certificate_id for paper in papers]
    return made, left


def _unrendered(certificate_ids: Collection[int]) -> QuerySet[Certificate]:
    waiting = Certificate.objects.filter(
        pk__in=certificate_ids, statement__isnull=False, document__isnull=False, rendered_at__isnull=True
    )
    return waiting.only("number", "statement", "document", "rendered_at").order_by("pk")


def _quick_paper(row: Certificate, once: _Once) -> _Made | None:
    """A paper that is only stamped; None where that does not do, or does not succeed."""
    try:
        statement = row.stated
        if statement is None or not fonts.is_plain(statement.holder_name):
            return None
        return _paper(row, statement, once)
    except Exception:
        logger.exception("The paper of certificate %s could not be made among others.", row.pk)
        return None


def _render_or_count(certificate_id: int) -> bool:
    """Whether a certificate's paper could be made; where not, it is logged and counted."""
    try:
        render(certificate_id=certificate_id)
    except Exception:
        logger.exception("Certificate %s could not be rendered.", certificate_id)
        Certificate.objects.filter(pk=certificate_id, failed_renderings__lt=30_000).update(
            failed_renderings=F("failed_renderings") + 1
        )
        return False
    return True


def _paper(certificate: Certificate, statement: Statement, once: _Once) -> _Made:
    """The PDF with its document inside and its seal over all."""
    sealer = once.sealer(keys.purpose_of(is_demonstration=statement.is_demonstration))
    seals: list[bytes] = []

    def seal(digest: bytes) -> bytes:
        seals.append(sealer.seal(digest))
        return seals[-1]

    def draw(template: Template) -> rendering.Stamped:
        return rendering.paper(
            statement, template=template, document=certificate.document, seal=seal, shelf=SHELF
        )

    stamped = drawn(statement, "paper", draw, once.published)
    plate_id = once.plate_id(stamped.plate_key)
    return _Made(certificate.pk, stamped.content, seals[-1] if seals else None, plate_id)


def _store(papers: Sequence[_Made]) -> int:
    """Store those that nobody has stored yet, and say that they are there; returns how many that were."""
    ids, now = [paper.certificate_id for paper in papers], timezone.now()
    with transaction.atomic():
        rows = Certificate.objects.select_for_update().filter(pk__in=ids, rendered_at__isnull=True)
        waiting = set(rows.order_by("pk").values_list("pk", flat=True))
        of_theirs = Rendering.objects.filter(certificate_id__in=waiting, kind=Rendering.Kind.PDF)
        stored = set(of_theirs.values_list("certificate_id", flat=True))
        new = [paper for paper in papers if paper.certificate_id in waiting - stored]
        insert_renderings(
            [
                StoredRow(
                    one.certificate_id, "pdf", _sha256(one.content), one.content, one.seal, one.plate_id, now
                )
                for one in new
            ]
        )
        Certificate.objects.filter(pk__in=waiting).update(rendered_at=now)
    return len(waiting)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
