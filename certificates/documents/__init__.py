"""♥ The certificate document, the JSON that proves a certificate without us, and the list of keys that goes with it."""

from certificates.documents.document import (
    FORMAT,
    CertificateDocument,
    Opening,
    ProvenEntry,
    proof_count,
    with_pool_proofs,
)
from certificates.documents.key_list import KEYS_FORMAT, KeyList, PublicKey

__all__ = [
    "FORMAT",
    "KEYS_FORMAT",
    "CertificateDocument",
    "KeyList",
    "Opening",
    "ProvenEntry",
    "PublicKey",
    "proof_count",
    "with_pool_proofs",
]
