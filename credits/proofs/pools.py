"""♥ A closed pool's statement, a signed note, and the proof that a certificate carries: my grams are in this sum.

The statement's second line is `pool …`, where a checkpoint has its size: neither can be taken for the other, though
the same key signs both.
"""

import base64
import hashlib
import re
from dataclasses import dataclass, fields
from datetime import date

from credits.proofs.checkpoints import PATH_MAX, Trust, whole_number
from credits.proofs.errors import (
    OriginMismatchError,
    ProofFormatError,
    StatementFieldError,
    StatementFormatError,
)
from credits.proofs.notes import Signer, decode_hash, sign_note, verify_note
from credits.proofs.sumtree import HASH_BYTES, SumLeaf, SumNode, SumRoot, verify_path

PROOF_HEADER = "diandian/pool-proof@v1"
GRAMS_PER_UNIT = 1_000_000  # a registry's unit is one tonne


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolStatement:
    """What staff sign when a pool closes. The fields are the lines of the text, in this order, behind the origin.

    `units` units of `serials` were retired in the outside `registry` under `reference` on the day `retired`;
    `evidence` is the SHA-256 of the registry's document in hexadecimal, or "none". The pool's `leaves` retirements
    have `sum` grams of the units, `residual` is left, and `root` is the Merkle-sum root.
    """

    origin: str
    pool: int
    batch: str
    registry: str
    serials: str
    units: int
    reference: str
    retired: date
    evidence: str = "none"
    sum: int
    leaves: int
    residual: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed."""
        lines = [self.origin]
        for name in _LINES:
            value = getattr(self, name)
            lines.append(f"{name} {base64.b64encode(value).decode() if name == 'root' else value}")
        return "\n".join(lines) + "\n"

    @property
    def digest(self) -> bytes:
        """SHA-256 of the text, as the log's entry of the pool gives it."""
        return hashlib.sha256(self.text.encode()).digest()

    @property
    def tree_root(self) -> SumRoot:
        return SumRoot(self.root, self.sum, self.leaves)

    def check(self) -> None:
        """Raise StatementFieldError for the first line that no statement may have."""
        for name in ("origin", "batch", "registry", "serials", "reference"):
            value = getattr(self, name)
            if not value or value != value.strip() or any(part < " " for part in value):
                raise StatementFieldError(name, value)
        if not _EVIDENCE.fullmatch(self.evidence):
            raise StatementFieldError("evidence", self.evidence)
        for name in ("pool", "units", "sum", "leaves"):
            if getattr(self, name) < 1:
                raise StatementFieldError(name, getattr(self, name))
        if self.leaves > self.sum:  # each leaf has a gram at least
            raise StatementFieldError("leaves", self.leaves)
        if self.residual < 0 or self.sum + self.residual != self.units * GRAMS_PER_UNIT:
            raise StatementFieldError("residual", self.residual)
        if len(self.root) != HASH_BYTES:
            raise StatementFieldError("root", self.root)


@dataclass(frozen=True, slots=True)
class PoolProof:
    """Leaf `position` with its grams, the path to the root, and the signed statement as it was published."""

    position: int
    grams: int
    path: tuple[SumNode, ...]
    statement: str

    @property
    def text(self) -> str:
        """The `.pool-proof` file."""
        steps = [f"{base64.b64encode(step.hash).decode()} {step.sum_grams}" for step in self.path]
        lines = [PROOF_HEADER, f"position {self.position}", f"grams {self.grams}", *steps, "", self.statement]
        return "\n".join(lines)


_LINES = tuple(field.name for field in fields(PoolStatement))[1:]
_EVIDENCE = re.compile("none|[0-9a-f]{64}")
_NUMBERS = frozenset({"pool", "units", "sum", "leaves", "residual"})


def sign_statement(statement: PoolStatement, signer: Signer) -> str:
    """The signed note of a statement. Raises StatementFieldError for one that contradicts itself."""
    statement.check()
    return sign_note(statement.text, [signer])


def read_statement(text: str) -> PoolStatement:
    """The statement that a note's text is. Raises StatementFormatError, or StatementFieldError by line."""
    origin, *lines = text.split("\n")
    if len(lines) != len(_LINES) + 1 or lines[-1]:
        raise StatementFormatError(text)
    values: dict[str, object] = {"origin": origin}
    for name, line in zip(_LINES, lines, strict=False):
        said, _space, value = line.partition(" ")
        if said != name:
            raise StatementFormatError(text)
        values[name] = _read_value(name, value)
    statement = PoolStatement(**values)  # type: ignore[arg-type]  # _read_value gives each line its type
    statement.check()
    return statement


def verify_statement(note: str, trust: Trust) -> PoolStatement:
    """The statement of a note that the log's key signed, for the log that `trust` names."""
    text, _verified = verify_note(note, trust.log_keys)
    statement = read_statement(text)
    if statement.origin != trust.origin:
        raise OriginMismatchError(trust.origin, statement.origin)
    return statement


def read_pool_proof(text: str) -> PoolProof:
    """The proof of a `.pool-proof` text. Raises ProofFormatError."""
    above, separator, statement = text.partition("\n\n")
    lines = above.split("\n")
    if lines[0] != PROOF_HEADER:
        raise ProofFormatError("header")
    if not separator:
        raise ProofFormatError("statement")
    numbers = []
    for name, line in zip(("position", "grams"), [*lines[1:3], "", ""], strict=False):
        said, _space, digits = line.partition(" ")
        number = whole_number(digits)
        if said != name or number is None:
            raise ProofFormatError(name)
        numbers.append(number)
    if len(lines) - 3 > PATH_MAX:
        raise ProofFormatError("path")
    return PoolProof(numbers[0], numbers[1], tuple(map(_read_step, lines[3:])), statement)


def verify_pool_proof(text: str, commitment: bytes, trust: Trust) -> tuple[PoolStatement, int]:
    """The statement whose sum counts the retirement of `commitment`, and with how many grams.

    Raises the ProofError that names what does not hold.
    """
    proof = read_pool_proof(text)
    statement = verify_statement(proof.statement, trust)
    verify_path(SumLeaf(commitment, proof.grams), proof.position, proof.path, statement.tree_root)
    return statement, proof.grams


def _read_value(name: str, value: str) -> object:
    read: object = value
    if name in _NUMBERS:
        read = whole_number(value)
    elif name == "root":
        read = decode_hash(value)
    elif name == "retired":
        read = _read_date(value)
    if read is None:
        raise StatementFieldError(name, value)
    return read


def _read_date(value: str) -> date | None:
    try:
        read = date.fromisoformat(value)
    except ValueError:
        return None
    return read if str(read) == value else None


def _read_step(line: str) -> SumNode:
    encoded, _space, digits = line.partition(" ")
    value, number = decode_hash(encoded), whole_number(digits)
    if value is None or number is None:
        raise ProofFormatError("path")
    return SumNode(value, number)
