"""A pool's statement and the proof that a certificate carries: these grams are in that sum."""

import base64
import hashlib
import uuid
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from credits.proofs import checkpoints, entries, notes, pools
from credits.proofs.checkpoints import Checkpoint, Trust
from credits.proofs.errors import (
    CheckpointFormatError,
    LeafIndexError,
    NoTrustedSignatureError,
    OriginMismatchError,
    PathLengthError,
    ProofError,
    ProofFormatError,
    RootMismatchError,
    SignatureMismatchError,
    StatementFieldError,
    StatementFormatError,
    SumMismatchError,
    SumRangeError,
)
from credits.proofs.merkle import TreeHead
from credits.proofs.notes import Signer
from credits.proofs.pools import PoolProof, PoolStatement
from credits.proofs.sumtree import SumLeaf, SumNode, SumTree

ORIGIN = "ledger.example/log"
LOG = Signer(ORIGIN, b"l" * 32)
TRUST = Trust(ORIGIN, (LOG.key,))
COMMITMENTS = [
    entries.retirement_commitment(bytes([n]) * 32, uuid.UUID(int=n), uuid.UUID(int=100 + n)) for n in range(5)
]
GRAMS = [1_000_000, 250_000, 400_000, 1, 349_000]
TREE = SumTree.of_leaves(map(SumLeaf, COMMITMENTS, GRAMS))
STATEMENT = PoolStatement(
    origin=ORIGIN,
    pool=7,
    batch="0c9d7a52-3c5e-4a55-9a0b-0f3f7d7f2a11",
    registry="cdcer",
    serials="CDCER-CD-2022-07-11-12",
    units=2,
    reference="碳惠天府 2026-118",
    retired=date(2026, 11, 20),
    evidence=hashlib.sha256(b"scan").hexdigest(),
    sum=1_999_001,
    leaves=5,
    residual=999,
    root=TREE.root.hash,
)
NOTE = pools.sign_statement(STATEMENT, LOG)


def proof_of(position: int) -> PoolProof:
    return PoolProof(position, GRAMS[position], tuple(TREE.path(position)), NOTE)


def test_a_statement_is_lines_in_a_fixed_order() -> None:
    assert STATEMENT.text == (
        "ledger.example/log\n"
        "pool 7\n"
        "batch 0c9d7a52-3c5e-4a55-9a0b-0f3f7d7f2a11\n"
        "registry cdcer\n"
        "serials CDCER-CD-2022-07-11-12\n"
        "units 2\n"
        "reference 碳惠天府 2026-118\n"
        "retired 2026-11-20\n"
        f"evidence {hashlib.sha256(b'scan').hexdigest()}\n"
        "sum 1999001\n"
        "leaves 5\n"
        "residual 999\n"
        f"root {base64.b64encode(TREE.root.hash).decode()}\n"
    )
    assert STATEMENT.digest == hashlib.sha256(STATEMENT.text.encode()).digest()
    assert pools.read_statement(STATEMENT.text) == STATEMENT
    assert pools.verify_statement(NOTE, TRUST) == STATEMENT


def test_the_statements_root_is_the_trees() -> None:
    assert STATEMENT.tree_root == TREE.root


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"residual": 998}, "residual"),
        ({"residual": -1, "sum": 2_000_001}, "residual"),  # more grams than the registry retired
        ({"sum": 1_999_000}, "residual"),
        ({"units": 3}, "residual"),
        ({"units": 0, "sum": 1}, "units"),
        ({"pool": 0}, "pool"),
        ({"sum": 0, "residual": 2_000_000}, "sum"),
        ({"leaves": 0}, "leaves"),
        ({"leaves": 1_999_002}, "leaves"),
        ({"root": bytes(31)}, "root"),
        ({"serials": ""}, "serials"),
        ({"serials": " padded"}, "serials"),
        ({"reference": "two\nlines"}, "reference"),
        ({"registry": "bell\x07"}, "registry"),
        ({"origin": ""}, "origin"),
        ({"evidence": "scan.pdf"}, "evidence"),
    ],
)
def test_a_statement_that_contradicts_itself_is_not_signed(change: dict[str, Any], line: str) -> None:
    with pytest.raises(StatementFieldError) as refusal:
        pools.sign_statement(replace(STATEMENT, **change), LOG)
    assert refusal.value.line == line


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("residual 999", "residual 1000", "residual"),
        ("sum 1999001", "sum 01999001", "sum"),
        ("sum 1999001", "sum -1", "sum"),
        ("retired 2026-11-20", "retired 20261120", "retired"),
        ("retired 2026-11-20", "retired 2026-02-30", "retired"),
        ("root ", "root A", "root"),
        ("units 2", "units two", "units"),
    ],
)
def test_a_line_that_no_statement_has_is_refused_by_name(old: str, new: str, line: str) -> None:
    with pytest.raises(StatementFieldError) as refusal:
        pools.read_statement(STATEMENT.text.replace(old, new))
    assert refusal.value.line == line


@pytest.mark.parametrize(
    "text",
    [
        "",
        STATEMENT.text[:-1],
        STATEMENT.text + "more\n",
        STATEMENT.text.replace("residual", "rest"),
        STATEMENT.text.replace("pool 7\n", ""),
        STATEMENT.text.replace("pool 7\nbatch", "batch 7\npool"),
    ],
)
def test_what_is_not_a_statement_is_refused(text: str) -> None:
    with pytest.raises(StatementFormatError):
        pools.read_statement(text)


def test_a_statement_is_no_checkpoint_and_a_checkpoint_no_statement() -> None:
    """One key signs both, so neither may be read as the other."""
    with pytest.raises(CheckpointFormatError):
        checkpoints.verify_checkpoint(NOTE, TRUST)
    checkpoint = checkpoints.sign_checkpoint(Checkpoint(ORIGIN, TreeHead(7, TREE.root.hash)), [LOG])
    with pytest.raises(StatementFormatError):
        pools.verify_statement(checkpoint, TRUST)


def test_a_proof_file_is_position_grams_steps_and_statement() -> None:
    steps = [f"{base64.b64encode(step.hash).decode()} {step.sum_grams}" for step in TREE.path(1)]
    lines = ["diandian/pool-proof@v1", "position 1", "grams 250000", *steps, "", NOTE]
    assert proof_of(1).text == "\n".join(lines)
    assert pools.read_pool_proof(proof_of(1).text) == proof_of(1)


def test_every_leaf_of_the_pool_is_proved_by_its_file() -> None:
    for position, commitment in enumerate(COMMITMENTS):
        proved = pools.verify_pool_proof(proof_of(position).text, commitment, TRUST)
        assert proved == (STATEMENT, GRAMS[position])


def test_a_file_proves_nothing_else() -> None:
    proof = proof_of(1)
    lighter = tuple(SumNode(step.hash, step.sum_grams - 1) for step in proof.path)
    cases: list[tuple[type[ProofError], PoolProof, bytes]] = [
        (RootMismatchError, proof, COMMITMENTS[2]),
        (RootMismatchError, replace(proof, position=0), COMMITMENTS[1]),
        (PathLengthError, replace(proof, position=4), COMMITMENTS[1]),
        (LeafIndexError, replace(proof, position=5), COMMITMENTS[1]),
        (SumMismatchError, replace(proof, grams=250_001), COMMITMENTS[1]),
        (RootMismatchError, replace(proof, grams=250_003, path=lighter), COMMITMENTS[1]),  # the same total
        (SumRangeError, replace(proof, grams=0), COMMITMENTS[1]),
        (PathLengthError, replace(proof, path=proof.path[1:]), COMMITMENTS[1]),
        (SignatureMismatchError, replace(proof, statement=NOTE.replace("pool 7", "pool 8")), COMMITMENTS[1]),
    ]
    for error, altered, commitment in cases:
        with pytest.raises(ProofError) as refusal:
            pools.verify_pool_proof(altered.text, commitment, TRUST)
        assert type(refusal.value) is error


def test_two_people_cannot_be_shown_the_same_leaf() -> None:
    """A leaf opens to one retirement and one beneficiary only: with another's ids it is another commitment."""
    mine = entries.retirement_commitment(bytes([1]) * 32, uuid.UUID(int=1), uuid.UUID(int=101))
    assert mine == COMMITMENTS[1]
    theirs = entries.retirement_commitment(bytes([1]) * 32, uuid.UUID(int=1), uuid.UUID(int=102))
    with pytest.raises(RootMismatchError):
        pools.verify_pool_proof(proof_of(1).text, theirs, TRUST)


def test_a_statement_of_another_key_or_origin_is_refused() -> None:
    with pytest.raises(NoTrustedSignatureError):
        pools.verify_statement(pools.sign_statement(STATEMENT, Signer(ORIGIN, b"f" * 32)), TRUST)
    other = notes.sign_note(STATEMENT.text.replace(ORIGIN, "ledger.example/other"), [LOG])
    with pytest.raises(OriginMismatchError):
        pools.verify_statement(other, TRUST)


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("pool-proof@v1", "pool-proof@v2", "header"),
        ("\n\n", "\n", "statement"),
        ("position 1", "position 01", "position"),
        ("position 1", "place 1", "position"),
        ("grams 250000\n", "", "grams"),
        ("grams 250000", "grams 250000.0", "grams"),
        ("grams 250000", "grams -250000", "grams"),
        (" 1000000\n", " 9223372036854775808\n", "path"),
        (" 1000000\n", " -1\n", "path"),
        (" 1000000\n", "\n", "path"),
        ("grams 250000\n", "grams 250000\n" + f"{'A' * 43}= 1\n" * 64, "path"),
    ],
)
def test_what_is_not_a_proof_file_is_refused_by_part(old: str, new: str, part: str) -> None:
    text = proof_of(1).text
    assert old in text
    with pytest.raises(ProofFormatError) as refusal:
        pools.read_pool_proof(text.replace(old, new))
    assert refusal.value.part == part


def test_no_altered_byte_of_a_proof_file_passes() -> None:
    text = proof_of(1).text
    for at, character in enumerate(text):
        altered = text[:at] + chr(ord(character) ^ 1) + text[at + 1 :]
        with pytest.raises(ProofError):
            pools.verify_pool_proof(altered, COMMITMENTS[1], TRUST)
