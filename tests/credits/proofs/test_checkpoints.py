"""Checkpoints and the proof file: what the log signed, and whether an entry stands in it."""

import base64
from dataclasses import replace

import pytest

from credits.proofs import checkpoints, merkle, notes
from credits.proofs.checkpoints import Checkpoint, LogProof, Trust
from credits.proofs.errors import (
    CheckpointFormatError,
    LeafIndexError,
    NoteFormatError,
    NoTrustedSignatureError,
    OriginMismatchError,
    PathLengthError,
    ProofError,
    ProofFormatError,
    QuorumError,
    RootMismatchError,
    SignatureMismatchError,
)
from credits.proofs.merkle import TreeHead
from credits.proofs.notes import KeyKind, Signer, read_key
from tests.credits.proofs.test_notes import ARCHE, COSIGNED, REMORA

ORIGIN = "ledger.example/log"
LOG = Signer("ledger.example/log", b"l" * 32)
OLD_LOG = Signer("ledger.example/log", b"o" * 32)
WITNESSES = [Signer(f"witness{n}.example", bytes([n]) * 32, KeyKind.COSIGNATURE) for n in range(3)]
TRUST = Trust(ORIGIN, (OLD_LOG.key, LOG.key), tuple(signer.key for signer in WITNESSES))
ENTRIES = [f"entry {number}".encode() for number in range(11)]
LEAVES = [merkle.leaf_hash(entry) for entry in ENTRIES]
HEAD = TreeHead(11, merkle.root_of(LEAVES))
CHECKPOINT = Checkpoint(ORIGIN, HEAD)


def node(level: int, index: int) -> bytes:
    return merkle.root_of(LEAVES[index << level : (index + 1) << level])


def proof_of(index: int) -> LogProof:
    path = merkle.inclusion_path(index, 11, node)
    return LogProof(index, tuple(path), checkpoints.sign_checkpoint(CHECKPOINT, [LOG]))


def test_a_checkpoint_is_three_lines() -> None:
    root = base64.b64encode(HEAD.root).decode()
    assert CHECKPOINT.text == f"ledger.example/log\n11\n{root}\n"
    assert checkpoints.read_checkpoint(CHECKPOINT.text) == CHECKPOINT
    with_more = replace(CHECKPOINT, extensions=("more", "and more"))
    assert with_more.text == CHECKPOINT.text + "more\nand more\n"
    assert checkpoints.read_checkpoint(with_more.text) == with_more


def test_a_real_logs_cosigned_checkpoint_is_verified() -> None:
    trust = Trust("arche2025h1.staging.ct.transparency.dev", (read_key(ARCHE),), (read_key(REMORA),), 1)
    checkpoint, verified = checkpoints.verify_checkpoint(COSIGNED, trust)
    assert checkpoint.head.size == 1_432_088_532
    assert checkpoint.head.root.hex() == "53b58cefd8ebcf2846679fc65014e933b373c1dc9f171eb5b77468be0702e11a"
    assert [found.at for found in verified] == [None, 1_779_573_024]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        CHECKPOINT.text[:-1],
        CHECKPOINT.text + "\n",
        CHECKPOINT.text.replace("11", "011"),
        CHECKPOINT.text.replace("11", "+11"),
        CHECKPOINT.text.replace("11", "-1"),
        CHECKPOINT.text.replace("11", "１１"),
        CHECKPOINT.text.replace("11", "9223372036854775808"),
        CHECKPOINT.text.replace("11", "9" * 5_000),
        CHECKPOINT.text.replace("11", ""),
        CHECKPOINT.text.replace(ORIGIN, ""),
        f"a\n1\n{base64.b64encode(bytes(31)).decode()}\n",
        f"a\n1\n{base64.b64encode(bytes(33)).decode()}\n",
        f"a\n1\n{bytes(32).hex()}\n",
    ],
)
def test_what_is_not_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(CheckpointFormatError):
        checkpoints.read_checkpoint(text)


def test_a_checkpoint_that_nobody_could_read_is_not_signed() -> None:
    for broken in (
        replace(CHECKPOINT, origin=""),
        replace(CHECKPOINT, origin="two\nlines"),
        replace(CHECKPOINT, head=TreeHead(-1, HEAD.root)),
        replace(CHECKPOINT, head=TreeHead(11, HEAD.root[1:])),
        replace(CHECKPOINT, extensions=("",)),
    ):
        with pytest.raises(CheckpointFormatError):
            checkpoints.sign_checkpoint(broken, [LOG])


def test_the_logs_new_and_old_keys_are_believed_and_no_others() -> None:
    for signer in (LOG, OLD_LOG):
        note = checkpoints.sign_checkpoint(CHECKPOINT, [signer])
        checkpoint, verified = checkpoints.verify_checkpoint(note, TRUST)
        assert checkpoint == CHECKPOINT
        assert [found.key for found in verified] == [signer.key]
    forged = checkpoints.sign_checkpoint(CHECKPOINT, [Signer(ORIGIN, b"f" * 32)])
    with pytest.raises(NoTrustedSignatureError):
        checkpoints.verify_checkpoint(forged, TRUST)


def test_a_witness_alone_does_not_speak_for_the_log() -> None:
    note = CHECKPOINT.text + "\n" + WITNESSES[0].line(CHECKPOINT.text, at=5)
    with pytest.raises(NoTrustedSignatureError):
        checkpoints.verify_checkpoint(note, TRUST)


def test_the_quorum_counts_each_witness_once() -> None:
    note = checkpoints.sign_checkpoint(CHECKPOINT, [LOG]) + WITNESSES[0].line(CHECKPOINT.text, at=5)
    renamed = replace(WITNESSES[0], name="another.example")
    trust = replace(TRUST, quorum=2, witness_keys=(*TRUST.witness_keys, renamed.key))
    for more in ("", WITNESSES[0].line(CHECKPOINT.text, at=6), renamed.line(CHECKPOINT.text, at=5)):
        with pytest.raises(QuorumError) as refusal:
            checkpoints.verify_checkpoint(note + more, trust)
        assert (refusal.value.expected, refusal.value.found) == (2, 1)
    both = note + WITNESSES[2].line(CHECKPOINT.text, at=7)
    _checkpoint, verified = checkpoints.verify_checkpoint(both, trust)
    assert [found.at for found in verified] == [None, 5, 7]


def test_a_cosignature_of_another_checkpoint_is_refused() -> None:
    other = replace(CHECKPOINT, head=TreeHead(10, merkle.root_of(LEAVES[:10])))
    note = checkpoints.sign_checkpoint(CHECKPOINT, [LOG]) + WITNESSES[0].line(other.text, at=5)
    with pytest.raises(SignatureMismatchError):
        checkpoints.verify_checkpoint(note, TRUST)


def test_another_logs_checkpoint_is_refused_by_its_origin() -> None:
    note = checkpoints.sign_checkpoint(replace(CHECKPOINT, origin="ledger.example/other"), [LOG])
    with pytest.raises(OriginMismatchError) as refusal:
        checkpoints.verify_checkpoint(note, TRUST)
    assert refusal.value.found == "ledger.example/other"


def test_a_proof_file_is_the_specifications_text() -> None:
    hashes = [base64.b64encode(step).decode() for step in merkle.inclusion_path(4, 11, node)]
    proof = proof_of(4)
    lines = ["c2sp.org/tlog-proof@v1", "index 4", *hashes, "", proof.checkpoint]
    assert proof.text == "\n".join(lines)
    assert checkpoints.read_log_proof(proof.text) == proof


def test_a_proof_file_may_carry_extra_bytes_and_an_empty_path() -> None:
    proof = LogProof(0, (), "checkpoint\n", b"extra information")
    text = "c2sp.org/tlog-proof@v1\nextra ZXh0cmEgaW5mb3JtYXRpb24=\nindex 0\n\ncheckpoint\n"
    assert proof.text == text
    assert checkpoints.read_log_proof(text) == proof


def test_every_entry_of_the_log_is_proved_by_its_file() -> None:
    for index, entry in enumerate(ENTRIES):
        assert checkpoints.verify_log_proof(proof_of(index).text, entry, TRUST) == CHECKPOINT


def test_a_file_proves_nothing_else() -> None:
    proof = proof_of(4)
    cases: list[tuple[type[ProofError], LogProof, bytes]] = [
        (RootMismatchError, proof, ENTRIES[5]),
        (RootMismatchError, proof, ENTRIES[4] + b" "),
        (RootMismatchError, replace(proof, index=5), ENTRIES[4]),
        (PathLengthError, replace(proof, index=10), ENTRIES[4]),
        (LeafIndexError, replace(proof, index=11), ENTRIES[4]),
        (PathLengthError, replace(proof, path=proof.path[1:]), ENTRIES[4]),
        (RootMismatchError, replace(proof, path=proof.path[::-1]), ENTRIES[4]),
        (
            SignatureMismatchError,
            replace(proof, checkpoint=proof.checkpoint.replace("11", "12", 1)),
            ENTRIES[4],
        ),
    ]
    for error, altered, entry in cases:
        with pytest.raises(ProofError) as refusal:
            checkpoints.verify_log_proof(altered.text, entry, TRUST)
        assert type(refusal.value) is error


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "header"),
        ("c2sp.org/tlog-proof@v2\nindex 0\n\ncheckpoint\n", "header"),
        ("c2sp.org/tlog-proof@v1\nindex 0\ncheckpoint\n", "checkpoint"),
        ("c2sp.org/tlog-proof@v1\n\ncheckpoint\n", "index"),
        ("c2sp.org/tlog-proof@v1\nindex 01\n\ncheckpoint\n", "index"),
        ("c2sp.org/tlog-proof@v1\nindex -5\n\ncheckpoint\n", "index"),
        ("c2sp.org/tlog-proof@v1\nindex\n\ncheckpoint\n", "index"),
        ("c2sp.org/tlog-proof@v1\nposition 0\n\ncheckpoint\n", "index"),
        ("c2sp.org/tlog-proof@v1\nextra !!\nindex 0\n\ncheckpoint\n", "extra"),
        ("c2sp.org/tlog-proof@v1\nindex 0\n!!\n\ncheckpoint\n", "path"),
        (f"c2sp.org/tlog-proof@v1\nindex 0\n{base64.b64encode(bytes(64)).decode()}\n\ncheckpoint\n", "path"),
        ("c2sp.org/tlog-proof@v1\nindex 0\n" + f"{'A' * 43}=\n" * 64 + "\ncheckpoint\n", "path"),
    ],
)
def test_what_is_not_a_proof_file_is_refused_by_part(text: str, part: str) -> None:
    with pytest.raises(ProofFormatError) as refusal:
        checkpoints.read_log_proof(text)
    assert refusal.value.part == part


def test_no_altered_byte_of_a_proof_file_passes() -> None:
    text = proof_of(4).text
    for position, character in enumerate(text):
        altered = text[:position] + chr(ord(character) ^ 1) + text[position + 1 :]
        with pytest.raises(ProofError):
            checkpoints.verify_log_proof(altered, ENTRIES[4], TRUST)


def test_a_checkpoint_must_be_a_note() -> None:
    with pytest.raises(NoteFormatError):
        checkpoints.verify_checkpoint(CHECKPOINT.text, TRUST)
    with pytest.raises(CheckpointFormatError):
        checkpoints.verify_checkpoint(notes.sign_note("not a checkpoint\n", [LOG]), TRUST)
