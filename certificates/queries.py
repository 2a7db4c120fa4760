"""What may be asked of certificates."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.urls import reverse

import certificates.fonts
import certificates.keys
import credits.public_queries.proofs
import credits.queries
from certificates.checking import served
from certificates.document import Slice, clean_name, is_too_long, number_in
from certificates.documents import proof_count, with_pool_proofs
from certificates.models import Certificate, Rendering
from credits.public_queries.proofs import PoolShare
from credits.queries import MovementFacts, RetirementFacts, SliceFacts
from diandian.lib import codes

STATED = (Certificate.State.RETIRED, Certificate.State.SETTLED, Certificate.State.ISSUED)


def by_number(text: str) -> Certificate | None:
    """The certificate whose number a person typed, in any case, with any spaces, or within its address."""
    number = codes.normalized(number_in(text))
    if number is None:
        return None
    return Certificate.objects.select_related("superseded_by").filter(number=number).first()


def rendering(certificate: Certificate, kind: str) -> Rendering | None:
    """The stored paper ("pdf") or picture ("poster") of a certificate, or None where it is not made."""
    return Rendering.objects.filter(certificate=certificate, kind=kind).first()


def is_rendered(certificate: Certificate) -> bool:
    """True once the paper is stored; asks the row as it was read, not the database. Its picture may come later."""
    return certificate.rendered_at is not None


def waiting_for_rendering(limit: int, *, stated_before: datetime) -> list[int]:
    """Ids of proven certificates without their paper: oldest first, those that failed before last.

    The partial index holds nothing else, so that asking costs the same however many papers there are.
    """
    waiting = Certificate.objects.filter(
        statement__isnull=False, document__isnull=False, rendered_at__isnull=True
    )
    return list(
        waiting.filter(state__in=STATED, state_changed_at__lte=stated_before)
        .order_by("failed_renderings", "id")
        .values_list("id", flat=True)[:limit]
    )


def waiting_for_proof(limit: int, after: int = 0) -> list[int]:
    """Ids above `after` of stated certificates without a document, the lowest first. The index holds nothing else."""
    waiting = Certificate.objects.filter(statement__isnull=False, document__isnull=True, pk__gt=after)
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:limit])


def stated_slices(slices: Iterable[SliceFacts]) -> tuple[Slice, ...]:
    """The slices of a retirement or a movement as a Statement keeps them.

    One that goes on where the one before it ended, and differs in nothing else, is one with it: however many lots
    an account has, a Statement has no more slices than the log's entry has ranges and donors change within them.
    """
    kept: list[Slice] = []
    for piece in map(_stated_slice, slices):
        last = kept[-1] if kept else None
        if last is not None and piece == replace(last, batch_from=last.batch_to, batch_to=piece.batch_to):
            kept[-1] = replace(last, batch_to=piece.batch_to)
        else:
            kept.append(piece)
    return tuple(kept)


def _stated_slice(piece: SliceFacts) -> Slice:
    return Slice(
        registry_name=piece.registry_name,
        project_code=piece.project_code,
        project_name_zh=piece.project_name_zh,
        project_name_en=piece.project_name_en,
        serial_block=piece.serial_block,
        batch_from=piece.batch_from,
        batch_to=piece.batch_to,
        donor_zh=piece.donor_zh,
        donor_en=piece.donor_en,
        batch=str(piece.batch),
    )


def by_key(key: UUID) -> Certificate | None:
    """The certificate that was ordered with this key, or None."""
    return Certificate.objects.filter(key=key).first()


def numbers_by_key(keys: Iterable[UUID]) -> dict[UUID, str]:
    """The numbers of the certificates that were ordered with these keys. One query."""
    return dict(Certificate.objects.filter(key__in=list(keys)).values_list("key", "number"))


def ledger_agrees(certificate: Certificate) -> bool:
    """True when the ledger, asked now, has what the Statement states: its retirement or its gift, range for range.

    Names of projects and donors are not compared: correcting one does not make an old paper false. What states
    neither a retirement nor a gift has nothing to compare, and is False.
    """
    statement, facts = certificate.stated, _ledger_facts(certificate)
    if statement is None or facts is None:
        return False
    is_same = (
        statement.retirement_id == str(facts.retirement_id)
        if isinstance(facts, RetirementFacts)
        else statement.account == facts.account
    )
    return is_same and (statement.amount_grams, _ranges(statement.slices)) == (
        facts.amount_grams,
        _ranges(facts.slices),
    )


def _ledger_facts(certificate: Certificate) -> RetirementFacts | MovementFacts | None:
    if certificate.movement is not None:
        return credits.queries.movement_facts(certificate.movement)
    request_id = certificate.retirement_request_id
    return credits.queries.retirement_facts(request_id) if request_id is not None else None


def _ranges(slices: Iterable[Slice | SliceFacts]) -> list[tuple[str, int, int]]:
    """The grams, in one way whatever lots they came out of."""
    found: list[tuple[str, int, int]] = []
    for serials, start, end in sorted((each.serial_block, each.batch_from, each.batch_to) for each in slices):
        if found and found[-1][0] == serials and found[-1][2] == start:
            start = found.pop()[1]
        found.append((serials, start, end))
    return found


def impairment_of(certificate: Certificate) -> credits.queries.Impairment | None:
    """What of the certificate's grams lies in a batch that was found impaired since; None where nothing does."""
    if certificate.retirement_request_id is None or certificate.stated is None:
        return None
    return credits.queries.impairment_of(certificate.retirement_request_id)


def pool_shares(certificate: Certificate) -> list[PoolShare]:
    """Where the certificate's grams were settled outside, pool by pool; empty before."""
    if certificate.retirement_request_id is None:
        return []
    return credits.public_queries.proofs.pool_shares(certificate.retirement_request_id)


def has_newer_proof(certificate: Certificate, shares: Sequence[PoolShare]) -> bool:
    """Whether pools have closed since the certificate's document was made."""
    return (
        bool(shares) and certificate.document is not None and len(shares) > proof_count(certificate.document)
    )


def newest_document(certificate: Certificate) -> str | None:
    """The certificate's document with the proofs of all pools that have closed by now; None before there is one."""
    if certificate.document is None or certificate.retirement_request_id is None:
        return certificate.document
    proofs = credits.public_queries.proofs.pool_proofs(certificate.retirement_request_id)
    return with_pool_proofs(certificate.document, proofs)


def listed_addresses(retirement_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The pages of those retirements' certificates to which the public ledger may lead, by retirement.

    Only where the holder chose that anyone may see the name. Without that choice the number alone opens a page,
    and only those know it to whom the holder gave it: a list by serial would give it to everybody.
    """
    rows = Certificate.objects.filter(
        retirement_request__retirement__public_id__in=list(retirement_ids), name_is_public=True
    ).exclude(holder_name="")
    found = rows.values_list("retirement_request__retirement__public_id", "number")
    return {retirement_id: reverse("certificates:page", args=[number]) for retirement_id, number in found}


def unprintable(text: str) -> list[str]:
    """The characters of a name that cannot be printed, each once; empty when the name is fine."""
    return certificates.fonts.missing_characters(clean_name(text))


def name_is_too_long(text: str) -> bool:
    """True when a name has more characters, as a person counts them, than a certificate takes."""
    return is_too_long(clean_name(text))


def checking_files() -> tuple[str, str]:
    """verify.py with the keys of this site inside, and the list of keys by itself, as `/verify/` gives them away."""
    keys = certificates.keys.key_list().text
    return served.verify_py(keys), keys


def holder_token(certificate: Certificate) -> str:
    """The key that opens a certificate whose name is private: it stands in the holder's own link."""
    return _signer().sign(certificate.number).rsplit(":", 1)[1]


def holder_path(certificate: Certificate) -> str:
    """The path of its page as its holder gets it: with the key where the name is kept private."""
    path = reverse("certificates:page", args=[certificate.number])
    if certificate.name_is_public or not certificate.holder_name:
        return path
    return f"{path}?{urlencode({'key': holder_token(certificate)})}"


def is_holder_token(certificate: Certificate, token: str) -> bool:
    """True for the token of this certificate; keys that were retired in the settings still open."""
    try:
        return _signer().unsign(f"{certificate.number}:{token}") == certificate.number
    except BadSignature:
        return False


def _signer() -> Signer:
    return Signer(salt="certificates.holder")


def makes_demonstrations_only() -> bool:
    """Whether no live key is there: then whatever is real cannot be signed here."""
    return not certificates.keys.has_live_key()
