"""What a spectator's journey and a guest have in common: a certificate is ordered, and the ledger decides on it."""

import logging
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar

from django.db import transaction

import certificates.actions
import credits.queries
from certificates.document import Fact
from certificates.errors import CertificatesError
from events.models import Donation, Event

if TYPE_CHECKING:
    from certificates.models import Certificate

logger = logging.getLogger(__name__)


class _Stored(Protocol):
    pk: int


Row = TypeVar("Row", bound=_Stored)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose certificate it is: a name or none, and whether strangers may read it."""

    name: str
    name_is_public: bool
    language: str


@dataclass(frozen=True, slots=True)
class Promise:
    """What a certificate of an event promises beside the holder's name. Empty names and boundaries: the event's own.

    `group` is the family of a family's certificate, and empty otherwise.
    """

    amount_grams: int
    beneficiary: uuid.UUID
    method: str
    funding: str
    kind: str = "honour"
    event_name_zh: str = ""
    event_name_en: str = ""
    boundary_zh: str = ""
    boundary_en: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """What became of retirement requests: retired, with the facts, or refused, with what their batch had left."""

    retired: Mapping[int, credits.queries.RetirementFacts] = field(default_factory=dict)
    refused: Mapping[int, int] = field(default_factory=dict)


def certify(*, event: Event, holder: Holder, promise: Promise, key: uuid.UUID) -> "Certificate":
    """A pledged certificate of this event. Refuses like certificates.actions.certify; repeatable with its key."""
    order = certificates.actions.NewCertificate(
        kind=promise.kind,
        amount_grams=promise.amount_grams,
        holder_name=holder.name,
        name_is_public=holder.name_is_public,
        language=holder.language,
        beneficiary=promise.beneficiary,
        event_code=event.slug,
        event_name_zh=promise.event_name_zh or event.name_zh_hans,
        event_name_en=promise.event_name_en or event.name_en,
        boundary_zh=promise.boundary_zh or event.boundary_zh_hans,
        boundary_en=promise.boundary_en or event.boundary_en,
        method=promise.method,
        funding=promise.funding,
        is_demonstration=event.is_demonstration,
        group=promise.group,
    )
    return certificates.actions.certify(order=order, key=key)


def certify_gift(*, donation: Donation, movement: uuid.UUID) -> "Certificate | None":
    """The donor's certificate of a confirmed donation, whose grams moved as this group of transfers. Repeatable.

    None where it cannot be made, with a line in the log: a name that no face prints stops no gift.
    """
    event, donor = donation.event, donation.donor
    order = certificates.actions.NewIssue(
        kind="donor",
        holder_name=donor.name_zh_hans,
        name_is_public=True,
        language="zh-hans",
        event_code=event.slug,
        event_name_zh=event.name_zh_hans,
        event_name_en=event.name_en,
        facts=(Fact("捐赠者", "Donor", donor.name_zh_hans, donor.name_en or donor.name_zh_hans),),
        movement=movement,
        is_demonstration=event.is_demonstration,
    )
    try:
        return certificates.actions.issue(order=order, key=gift_key(donation))
    except CertificatesError:
        logger.exception("Donation %s has no certificate.", donation.pk)
        return None


def gift_key(donation: Donation) -> uuid.UUID:
    """The key by which the certificate of a donation is issued, and found."""
    return uuid.uuid5(donation.key, "certificate")


def news_of(request_ids: Iterable[int]) -> News:
    """What the ledger says of these requests now; those that still wait are in neither half."""
    asked = list(request_ids)
    return News(credits.queries.retirement_facts_of(asked), credits.queries.refused_among(asked))


def record(certificate: "Certificate", request_id: int, news: News) -> str:
    """Let a certificate say what the ledger says of its request: "retired", "refused" or, while it waits, "".

    A paid one that was refused is "refunded": whoever calls sends the money back.
    """
    if request_id in news.retired:
        certificates.actions.record_retirement(
            certificate=certificate, retirement_request_id=request_id, facts=news.retired[request_id]
        )
        return "retired"
    if request_id in news.refused:
        if certificate.state == "paid":
            certificates.actions.mark_refunded(certificate=certificate)
            return "refunded"
        certificates.actions.mark_lapsed(certificate=certificate)
        return "refused"
    return ""


def each_by_itself(rows: Iterable[Row], step: Callable[[Row], bool]) -> tuple[list[Row], list[Row]]:
    """Take a step with each row in a savepoint of its own: those that moved, and those that failed.

    What fails is logged and left as it was: it stops nobody else.
    """
    moved: list[Row] = []
    failed: list[Row] = []
    for row in rows:
        try:
            with transaction.atomic():
                if step(row):
                    moved.append(row)
        except Exception:
            logger.exception("%s %s cannot be carried on.", type(row).__name__, row.pk)
            failed.append(row)
    return moved, failed
