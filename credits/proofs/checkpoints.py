"""♥ What the log signs (C2SP tlog-checkpoint), and the proof that a certificate carries (c2sp.org/tlog-proof@v1)."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from credits.proofs.errors import (
    CheckpointFormatError,
    NoTrustedSignatureError,
    OriginMismatchError,
    ProofFormatError,
    QuorumError,
)
from credits.proofs.merkle import TreeHead, leaf_hash, verify_inclusion
from credits.proofs.notes import (
    Signer,
    Verified,
    VerifierKey,
    decode_base64,
    decode_hash,
    sign_note,
    verify_note,
)

PROOF_HEADER = "c2sp.org/tlog-proof@v1"
SIZE_MAX = 2**63 - 1
PATH_MAX = 63  # the longest path in a tree of 2⁶³ - 1 leaves


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log named `origin` has `head.size` entries under the root `head.root`."""

    origin: str
    head: TreeHead
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What is signed."""
        root = base64.b64encode(self.head.root).decode()
        return "\n".join([self.origin, str(self.head.size), root, *self.extensions]) + "\n"


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom a checker believes: the log's keys, old ones included, and how many of the witnesses it asks for."""

    origin: str
    log_keys: tuple[VerifierKey, ...]
    witness_keys: tuple[VerifierKey, ...] = ()
    quorum: int = 0


@dataclass(frozen=True, slots=True)
class LogProof:
    """Entry `index` of the log, the path to its root, and the signed checkpoint as it was published.

    `extra` is for the application; nobody signed it, and ours leaves it out.
    """

    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None

    @property
    def text(self) -> str:
        """The `.tlog-proof` file."""
        extra = [] if self.extra is None else [f"extra {base64.b64encode(self.extra).decode()}"]
        hashes = [base64.b64encode(step).decode() for step in self.path]
        return "\n".join([PROOF_HEADER, *extra, f"index {self.index}", *hashes, "", self.checkpoint])


def sign_checkpoint(checkpoint: Checkpoint, signers: Sequence[Signer]) -> str:
    """The signed note of a checkpoint. Raises CheckpointFormatError for one that nobody could read back."""
    if read_checkpoint(checkpoint.text) != checkpoint:
        raise CheckpointFormatError(checkpoint.text)
    return sign_note(checkpoint.text, signers)


def read_checkpoint(text: str) -> Checkpoint:
    """The checkpoint that a note's text is. Raises CheckpointFormatError."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() != "" or not all(lines):
        raise CheckpointFormatError(text)
    size = whole_number(lines[1])
    root = decode_hash(lines[2])
    if size is None or root is None:
        raise CheckpointFormatError(text)
    return Checkpoint(lines[0], TreeHead(size, root), tuple(lines[3:]))


def verify_checkpoint(note: str, trust: Trust) -> tuple[Checkpoint, tuple[Verified, ...]]:
    """The checkpoint of a note that the log signed, with the keys that did and their times.

    Raises what verify_note raises, CheckpointFormatError, OriginMismatchError for another log's checkpoint, and
    QuorumError with fewer witnesses than `trust` asks for. A witness counts once, however many names it has.
    """
    text, verified = verify_note(note, [*trust.log_keys, *trust.witness_keys])
    if not any(found.key in trust.log_keys for found in verified):
        raise NoTrustedSignatureError([found.key.name for found in verified])
    checkpoint = read_checkpoint(text)
    if checkpoint.origin != trust.origin:
        raise OriginMismatchError(trust.origin, checkpoint.origin)
    seen = {found.key.public for found in verified if found.key in trust.witness_keys}
    if len(seen) < trust.quorum:
        raise QuorumError(trust.quorum, len(seen))
    return checkpoint, verified


def read_log_proof(text: str) -> LogProof:
    """The proof of a `.tlog-proof` text. Raises ProofFormatError."""
    above, separator, checkpoint = text.partition("\n\n")
    lines = above.split("\n")
    if lines.pop(0) != PROOF_HEADER:
        raise ProofFormatError("header")
    if not separator:
        raise ProofFormatError("checkpoint")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = decode_base64(lines.pop(0).removeprefix("extra "))
        if extra is None:
            raise ProofFormatError("extra")
    word, _space, number = (lines.pop(0) if lines else "").partition(" ")
    index = whole_number(number)
    if word != "index" or index is None:
        raise ProofFormatError("index")
    path = tuple(step for step in map(decode_hash, lines) if step is not None)
    if len(path) > PATH_MAX or len(path) != len(lines):
        raise ProofFormatError("path")
    return LogProof(index, path, checkpoint, extra)


def verify_log_proof(text: str, entry: bytes, trust: Trust) -> Checkpoint:
    """The checkpoint under which `entry` stands in the log. Raises the ProofError that names what does not hold."""
    proof = read_log_proof(text)
    checkpoint, _verified = verify_checkpoint(proof.checkpoint, trust)
    verify_inclusion(leaf_hash(entry), proof.index, proof.path, checkpoint.head)
    return checkpoint


def whole_number(text: str) -> int | None:
    """The number that a decimal without leading zeros says, from 0 to 2⁶³ - 1, or None for any other text."""
    if not (text.isascii() and text.isdigit()) or len(text) > 19 or (text[0] == "0" and text != "0"):
        return None
    number = int(text)
    return number if number <= SIZE_MAX else None
