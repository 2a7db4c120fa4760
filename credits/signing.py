"""The key with which the log signs, and the keys with which it signed before."""

import base64

from django.conf import settings
from django.utils import timezone

from credits.models import LogKey
from credits.proofs.notes import KeyKind, Signer, VerifierKey


def current_signer() -> Signer:
    """The log's key: its name is the log's origin, its seed is a secret of the installation."""
    return Signer(settings.LOG_ORIGIN, base64.b64decode(settings.LOG_SIGNING_KEY))


def known_key(key: VerifierKey) -> LogKey:
    """The row that keeps a public key for ever; made when the key first signs."""
    return LogKey.objects.get_or_create(
        name=key.name,
        public_key=key.public,
        defaults={"key_hash": key.key_id.hex(), "first_used_at": timezone.now()},
    )[0]


def verifier_keys() -> tuple[VerifierKey, ...]:
    """Every key that ever signed here, the current one included."""
    rows = LogKey.objects.order_by("pk")
    kept = [VerifierKey(row.name, bytes(row.public_key), KeyKind.NOTE) for row in rows]
    current = current_signer().key
    return tuple(kept if current in kept else [*kept, current])
