"""♥ The keys of certificates, and what they sign: a Statement (64 bytes), a PDF (PAdES baseline B-B, as CMS).

P-256 and SHA-256 only, because every reader of signed PDFs knows them, and browsers and shells too. Every signature is
deterministic (RFC 6979): the same key and the same words make the same bytes.
"""

from certificates.sealing.errors import KeyPairError, KeyPairProblem
from certificates.sealing.keys import (
    KeyPair,
    Purpose,
    demonstration_pair,
    key_id,
    new_pair,
    pair_problem,
    read_pair,
)
from certificates.sealing.seal import STATEMENT_TAG, Sealer, verify_statement

__all__ = [
    "STATEMENT_TAG",
    "KeyPair",
    "KeyPairError",
    "KeyPairProblem",
    "Purpose",
    "Sealer",
    "demonstration_pair",
    "key_id",
    "new_pair",
    "pair_problem",
    "read_pair",
    "verify_statement",
]
