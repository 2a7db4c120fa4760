"""♥ What a verifier signs, byte for byte, and the document that proves it without us. Plain Python.

The platform's certificate key signs: it vouches that this person, of this verifier, asked for their password again,
stated this at that moment. The verifier's own signature or stamp is in the file, whose SHA-256 is in the body.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

from certificates.sealing import STATEMENT_TAG

FORMAT = "diandian/verification-statement@v1"
DOCUMENT_FORMAT = "diandian/verification@v1"
# Before the body, so that no text of another kind can be taken for one: a certificate's Statement begins with `{`.
TAG = "diandian/verification/v1\n"
ALGORITHM = "ES256"


@dataclass(frozen=True, slots=True)
class Named:
    """A verifier or an event: its short name in addresses, and its names."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Version:
    """The version of the inventory that was verified. `content_digest` is over all its lines."""

    kind: str
    number: int
    lines: int
    total_grams: int
    content_digest: str


@dataclass(frozen=True, slots=True)
class Sample:
    """Which lines the seed drew, and how many lines were checked, these among them."""

    method: str
    seed: str
    lines: tuple[str, ...]
    checked: int


@dataclass(frozen=True, slots=True)
class Findings:
    """How many there were of each grade, and how many minor ones were not settled. Major ones all were."""

    major: int
    minor: int
    note: int
    minor_open: int


@dataclass(frozen=True, slots=True)
class File:
    """The verifier's own paper."""

    name: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """All that is signed. Times are UTC, to the second; the day is the one on the verifier's paper."""

    number: str
    stated_on: date
    standard: str
    assurance: str
    figure_grams: int
    verifier: Named
    event: Named
    is_demonstration: bool
    inventory: Version
    sample: Sample
    findings: Findings
    file: File
    signed_by: str
    signed_at: datetime

    @property
    def body(self) -> str:
        """JSON in the one way of writing it: fields sorted, no spaces, letters as they are."""
        values: dict[str, object] = {"format": FORMAT, **asdict(self)}
        values["stated_on"] = self.stated_on.isoformat()
        values["signed_at"] = self.signed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sealed_text(body: str) -> str:
    """What the sealer is given; it puts its own tag before it."""
    return TAG + body


def digest_of(body: str) -> str:
    """SHA-256 in hexadecimal of all the bytes that are signed."""
    return hashlib.sha256(STATEMENT_TAG + sealed_text(body).encode()).hexdigest()


def seal_text(key_id: str, signature: bytes) -> str:
    """A seal as it is kept: the key's id, the algorithm, and r and s in base64."""
    value = {"key": key_id, "algorithm": ALGORITHM, "value": base64.b64encode(signature).decode()}
    return json.dumps(value, sort_keys=True)


def document(body: str, seal: str) -> str:
    """The file that is checked without us: the body as a text within, and its signature."""
    signature: Mapping[str, str] = json.loads(seal)
    values = {"format": DOCUMENT_FORMAT, "body": body, "sha256": digest_of(body), "signature": signature}
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"
