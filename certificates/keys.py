"""The keys with which certificates are signed now, and all with which they ever were."""

import functools

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils import timezone

import credits.public_queries.public_log
from certificates.documents import KeyList, PublicKey
from certificates.models import SigningKey
from certificates.sealing import KeyPair, Purpose, Sealer, demonstration_pair, read_pair


def has_live_key() -> bool:
    """Whether this installation can sign real certificates. One that cannot makes demonstrations only."""
    return bool(settings.CERTIFICATE_SIGNING_KEY)


def purpose_of(*, is_demonstration: bool) -> Purpose:
    """What the key must be for that signs such a Statement."""
    return Purpose.DEMONSTRATION if is_demonstration else Purpose.LIVE


def sealer(purpose: Purpose) -> Sealer:
    """What signs now. KeyPairError if the settings hold no live key, and one is needed."""
    live = (settings.CERTIFICATE_SIGNING_KEY, settings.CERTIFICATE_SIGNING_CERTIFICATE)
    if purpose is Purpose.DEMONSTRATION:
        return _demonstration_sealer(*live, settings.CERTIFICATE_SECRET)
    return _live_sealer(*live)


def kept_sealer(purpose: Purpose) -> Sealer:
    """The same, with its public half kept for ever: nothing that it signs leaves before that."""
    signer = sealer(purpose)
    SigningKey.objects.get_or_create(
        key_id=signer.key_id,
        defaults={
            "purpose": purpose.value,
            "certificate": signer.pair.certificate_pem,
            "first_used_at": timezone.now(),
        },
    )
    return signer


def public_keys() -> list[PublicKey]:
    """Every key that ever signed, the oldest first, and those that sign next and have not yet."""
    kept = {row.key_id: _public_key(row) for row in SigningKey.objects.order_by("pk")}
    return [*kept.values(), *(key for key in _current() if key.id not in kept)]


def key_list() -> KeyList:
    """Whom a checker may believe: the log's keys, its witnesses, and the keys of certificates, old ones included."""
    return KeyList(
        site=settings.PUBLIC_URL,
        log_origin=settings.LOG_ORIGIN,
        log_keys=[key.text for key in credits.public_queries.public_log.public_keys()],
        witnesses=[text for _row, text in credits.public_queries.public_log.witnesses()],
        certificate_keys=public_keys(),
    )


def _current() -> list[PublicKey]:
    purposes = [Purpose.LIVE] * has_live_key() + [Purpose.DEMONSTRATION]
    return [_unused(sealer(purpose), purpose) for purpose in purposes]


def _unused(signer: Sealer, purpose: Purpose) -> PublicKey:
    pair = signer.pair
    return PublicKey(signer.key_id, pair.public_der, pair.certificate_pem, purpose.value, None)


def _public_key(row: SigningKey) -> PublicKey:
    public = x509.load_pem_x509_certificate(row.certificate.encode()).public_key()
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return PublicKey(row.key_id, der, row.certificate, row.purpose, row.first_used_at)


@functools.lru_cache(maxsize=2)
def _live_sealer(key: str, certificate: str) -> Sealer:
    return Sealer(read_pair(key, certificate))


@functools.lru_cache(maxsize=2)
def _demonstration_sealer(key: str, certificate: str, secret: str) -> Sealer:
    return Sealer(demonstration_pair(_source(key, certificate, secret)))


def _source(key: str, certificate: str, secret: str) -> bytes:
    """The secret of which the demonstration key is derived: the live key's, else the one in `var`."""
    if not key:
        return secret.encode()
    pair: KeyPair = read_pair(key, certificate)
    return pair.secret
