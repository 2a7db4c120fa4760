"""♥ The certificate document: a Statement, its signature, and all that shows that the ledger says the same.

`docs/certificates.md` says each field, and how it is checked.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass

FORMAT = "diandian/certificate@v1"
ALGORITHM = "ES256"


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens the commitment of the retirement's entry: a salt of 32 bytes, and both ids as UUIDs' texts."""

    salt: bytes
    retirement: str
    beneficiary: str


@dataclass(frozen=True, slots=True)
class ProvenEntry:
    """An entry of the log, and the proof that it is there."""

    entry: bytes
    log_proof: str


@dataclass(frozen=True, slots=True)
class CertificateDocument:
    """All parts. `statement` is the text that was signed, `signature` its 64 bytes by the key `key`.

    Behind a retirement stand `opening` and `retirement`, behind a donor's gift its `transfers`, behind the other
    kinds nothing of the log.
    """

    statement: str
    key: str
    signature: bytes
    opening: Opening | None = None
    retirement: ProvenEntry | None = None
    transfers: Sequence[ProvenEntry] = ()  # the moves of a gift, in the order of the slices
    batches: Sequence[
        ProvenEntry
    ] = ()  # where each batch was issued, in the order in which the slices name them
    pool_proofs: Sequence[str] = ()  # of the closed pools in which a retirement's grams lie

    @property
    def text(self) -> str:
        """The document as JSON, the fields in the order of its description."""
        value = base64.b64encode(self.signature).decode()
        return _json(
            {
                "format": FORMAT,
                "statement": self.statement,
                "signature": {"key": self.key, "algorithm": ALGORITHM, "value": value},
                **self._proofs(),
            }
        )

    def _proofs(self) -> dict[str, object]:
        batches = {"batches": [_proven(each) for each in self.batches]}
        if self.opening is not None and self.retirement is not None:
            opening = {
                "salt": self.opening.salt.hex(),
                "retirement": self.opening.retirement,
                "beneficiary": self.opening.beneficiary,
            }
            pools = {"pool_proofs": list(self.pool_proofs)}
            return {"opening": opening, **_proven(self.retirement), **batches, **pools}
        if self.transfers:
            return {"transfers": [_proven(each) for each in self.transfers], **batches}
        return {}


def with_pool_proofs(document: str, pool_proofs: Sequence[str]) -> str:
    """The newer document: the same, with the proofs of the pools that have closed since."""
    return _json({**json.loads(document), "pool_proofs": list(pool_proofs)})


def proof_count(document: str) -> int:
    """Of how many pools a document holds the proofs."""
    return len(json.loads(document).get("pool_proofs", ()))


def _proven(proven: ProvenEntry) -> dict[str, str]:
    return {"entry": proven.entry.decode(), "log_proof": proven.log_proof}


def _json(value: dict[str, object]) -> str:
    """A field a line, for whoever looks at it."""
    lines = [f"{json.dumps(name)}: {json.dumps(field, ensure_ascii=False)}" for name, field in value.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"
