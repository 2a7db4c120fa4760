"""♥ The public list of keys: whom a checker may believe, old keys included."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from certificates.documents.document import ALGORITHM

KEYS_FORMAT = "diandian/keys@v1"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that signs certificates. `since` is when it first did; None if it has not yet."""

    id: str
    public_der: bytes  # SubjectPublicKeyInfo
    certificate: str  # PEM
    purpose: str  # "live" or "demonstration"
    since: datetime | None


@dataclass(frozen=True, slots=True)
class KeyList:
    """`log_keys` and `witnesses` are texts as C2SP notes want them: `name+id+base64`."""

    site: str
    log_origin: str
    log_keys: Sequence[str]
    witnesses: Sequence[str]
    certificate_keys: Sequence[PublicKey]

    @property
    def text(self) -> str:
        """The list as JSON."""
        value = {
            "format": KEYS_FORMAT,
            "site": self.site,
            "log": {"origin": self.log_origin, "keys": list(self.log_keys)},
            "witnesses": list(self.witnesses),
            "certificate_keys": [_shown(key) for key in self.certificate_keys],
        }
        return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _shown(key: PublicKey) -> dict[str, str | None]:
    return {
        "id": key.id,
        "algorithm": ALGORITHM,
        "public_key": base64.b64encode(key.public_der).decode(),
        "certificate": key.certificate,
        "purpose": key.purpose,
        "since": key.since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if key.since else None,
    }
