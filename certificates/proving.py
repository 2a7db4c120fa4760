"""Actions: what makes a certificate checkable without us, and what moves it on once its pools have closed.

The document that proves it is made once a checkpoint of the log covers its retirement or its gift, and never again;
where the log has nothing of it, at once.
"""

import logging
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

import certificates.papers
import certificates.queries
from certificates import keys
from certificates.document import Statement
from certificates.document.statement import canonical
from certificates.documents import CertificateDocument, Opening, ProvenEntry
from certificates.models import Certificate, FollowedPool
from certificates.sealing import Purpose, Sealer
from credits.public_queries.proofs import (
    LoggedEntry,
    MovementProof,
    RetirementProof,
    closed_pools,
    movement_proofs,
    retirement_proofs,
    settled_requests,
)

logger = logging.getLogger(__name__)

GROUP = 100  # documents made at once: neighbours in the log share almost all of their paths
LEAVES = 500  # of a closed pool, looked at in one transaction
_WRITE = (
    "UPDATE certificates_certificate SET document = made.column2 "
    "FROM (VALUES {rows}) AS made WHERE certificates_certificate.id = made.column1"
)


def prove(*, certificate_ids: Collection[int]) -> list[int]:
    """Make the documents of those among them that are stated, and whose retirement or gift a checkpoint covers.

    Returns the ids of the certificates that got one now. Repeatable, and run by several workers at once: each
    document is made once. What another worker has in its hands is left to it.
    """
    with transaction.atomic():
        rows = _unproven(certificate_ids)
        found = _Found(
            retirement_proofs([row.retirement_request_id for row in rows if row.retirement_request_id]),
            movement_proofs([row.movement for row in rows if row.movement]),
        )
        covered = [(row, proofs) for row in rows if (proofs := _proofs(row, found)) is not None]
        sealers = {purpose: keys.kept_sealer(purpose) for purpose in {_purpose_of(row) for row, _ in covered}}
        documents = {}
        for row, proofs in covered:
            document = _document(row, proofs, sealers[_purpose_of(row)])
            if document is not None:
                documents[row.pk] = document.text
        _write(documents)
        _settle([request_id for request_id, proof in found.retirements.items() if proof.is_settled])
    return list(documents)


def prove_waiting(*, seconds: float = 5.0) -> int:
    """Make the documents that can be made, oldest first, and tell the workers; returns how many were made.

    Begins no group after `seconds`: the next sweep goes on.
    """
    made, last = 0, 0
    give_up_at = time.monotonic() + seconds
    while time.monotonic() < give_up_at and (ids := certificates.queries.waiting_for_proof(GROUP, last)):
        proven = prove(certificate_ids=ids)
        certificates.papers.tell_workers(proven)
        made, last = made + len(proven), ids[-1]
    return made


def follow_pools(*, seconds: float = 5.0) -> int:
    """Move the certificates whose grams all lie in closed pools to "settled"; returns how many moved.

    Each closed pool is gone through once, a few hundred leaves a transaction; a sweep that is cut short goes on
    where it was. A retirement recorded after its pool was gone through moves when its document is made.
    """
    moved = 0
    give_up_at = time.monotonic() + seconds
    ended = set(FollowedPool.objects.filter(ended_at__isnull=False).values_list("number", flat=True))
    for number in closed_pools():
        while number not in ended and time.monotonic() < give_up_at:
            count, has_ended = _follow(number)
            moved += count
            if has_ended:
                ended.add(number)
    return moved


def _purpose_of(row: Certificate) -> Purpose:
    return keys.purpose_of(is_demonstration=bool(row.statement and row.statement["is_demonstration"]))


def _unproven(certificate_ids: Collection[int]) -> list[Certificate]:
    """Those whose document can be made, locked; what no key here may sign is left alone."""
    rows = Certificate.objects.filter(pk__in=certificate_ids, statement__isnull=False, document__isnull=True)
    if not keys.has_live_key():
        rows = rows.filter(statement__is_demonstration=True)
    return list(rows.select_for_update(skip_locked=True).order_by("pk"))


@dataclass(frozen=True, slots=True)
class _Found:
    """What the log's last checkpoint covers: retirements by request, movements by group."""

    retirements: Mapping[int, RetirementProof]
    movements: Mapping[UUID, MovementProof]


def _proofs(row: Certificate, found: _Found) -> dict[str, Any] | None:
    """What of the log stands in the row's document; None while no checkpoint covers it."""
    if row.retirement_request_id is not None:
        retired = found.retirements.get(row.retirement_request_id)
        return None if retired is None else {
            "opening": Opening(retired.salt, str(retired.retirement_id), str(retired.beneficiary)),
            "retirement": _proven(retired.retirement),
            "batches": list(map(_proven, retired.batches)),
            "pool_proofs": retired.pool_proofs,
        }  # fmt: skip
    if row.movement is not None:
        moved = found.movements.get(row.movement)
        return None if moved is None else {
            "transfers": list(map(_proven, moved.moves)),
            "batches": list(map(_proven, moved.batches)),
        }  # fmt: skip
    return {}


def _proven(logged: LoggedEntry) -> ProvenEntry:
    return ProvenEntry(logged.entry, logged.log_proof)


def _document(row: Certificate, proofs: dict[str, Any], sealer: Sealer) -> CertificateDocument | None:
    """The row's document; None for a Statement that cannot be read, which stops nobody else."""
    values = row.statement or {}
    try:
        Statement.from_json(values)
    except (ValueError, TypeError):
        logger.exception("Certificate %s has a statement that cannot be read.", row.pk)
        return None
    statement = canonical(values)
    signature = sealer.sign_statement(statement)
    return CertificateDocument(statement=statement, key=sealer.key_id, signature=signature, **proofs)


def _write(documents: dict[int, str]) -> None:
    """Store the documents in one statement: bulk_update would cost more than all that made them."""
    if not documents:
        return
    rows = ", ".join(["(%s, %s)"] * len(documents))
    with connection.cursor() as cursor:
        cursor.execute(_WRITE.format(rows=rows), [value for pair in documents.items() for value in pair])


def _follow(number: int) -> tuple[int, bool]:
    """Go through the next leaves of a closed pool: how many certificates moved, and whether that was its end."""
    FollowedPool.objects.get_or_create(number=number)
    with transaction.atomic():
        row = FollowedPool.objects.select_for_update().get(number=number)
        if row.ended_at is not None:
            return 0, True
        settled, next_position = settled_requests(number, row.next_position, LEAVES)
        moved = _settle(settled)
        row.next_position = row.next_position if next_position is None else next_position
        row.ended_at = timezone.now() if next_position is None else None
        row.save(update_fields=["next_position", "ended_at"])
    return moved, row.ended_at is not None


def _settle(request_ids: Sequence[int]) -> int:
    rows = Certificate.objects.filter(retirement_request_id__in=request_ids, state=Certificate.State.RETIRED)
    return rows.update(state=Certificate.State.SETTLED, state_changed_at=timezone.now())
