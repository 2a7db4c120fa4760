"""Make docs/certificates-vectors.json: what docs/certificates.md describes, for whoever writes it a second time.

    python -m scripts.make_certificate_vectors > docs/certificates-vectors.json

Nothing in it is random, and no key in it signs anything but this file. The log, its witness and the ids are those
of docs/proofs-vectors.json.
"""

import hashlib
import json
import sys
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from certificates.document import Slice, Statement
from certificates.documents import (
    CertificateDocument,
    KeyList,
    Opening,
    ProvenEntry,
    PublicKey,
    with_pool_proofs,
)
from certificates.sealing import KeyPair, Purpose, Sealer, demonstration_pair, new_pair
from credits.proofs import checkpoints, entries, merkle, pools
from credits.proofs.merkle import TreeHead
from credits.proofs.sumtree import SumLeaf, SumTree
from scripts.make_proof_vectors import AT, LOG, ORIGIN, WITNESS, named

SITE = "https://diandian.example"
ACCOUNT = "event-成都"
FORESTS, MARSHES = str(named("batch/forests")), str(named("batch/marshes"))
SERIALS = {
    FORESTS: "10523-216854729-216854731-VCS-VCU-997-VER-CN-1-1529-01012019-31122019-0",
    MARSHES: "CDCER-CD-2022-07-1-10",
}
UNITS = {FORESTS: 3, MARSHES: 10}
BLOCKS = {
    FORESTS: ("verra", "10523-216854729-216854729-VCS-VCU-997-VER-CN-1-1529-01012019-31122019-0"),
    MARSHES: ("cdcer", "CDCER-CD-2022-07-1-1"),
}
LIVE_SECRET = hashlib.sha256(b"diandian vectors: certificate key").digest()
UNKNOWN_SECRET = hashlib.sha256(b"diandian vectors: unknown certificate key").digest()
CHECKPOINTS = (7, 9)  # entries before the pools closed, and after


@dataclass(frozen=True)
class Retired:
    """A retirement of the small log, and what its certificate says."""

    number: str
    holder_name: str
    language: str
    is_demonstration: bool
    slices: tuple[tuple[str, int, int], ...]  # as they were taken: batch, first gram, gram after the last

    @property
    def grams(self) -> int:
        return sum(end - begin for _batch, begin, end in self.slices)


RETIRED = (
    # Out of the end of one batch and the beginning of the next; two ranges of it touch, as two donors' gifts do.
    Retired(
        "7kq3mzh4w9az",
        "李雷",
        "zh-hans",
        False,
        ((FORESTS, 0, 400_000), (FORESTS, 400_000, 900_000), (MARSHES, 0, 86_400)),
    ),
    Retired("9bk2h4m6t8w5", "Zoë “Zo” Müller\\Ångström", "en", False, ((MARSHES, 86_400, 109_800),)),
    Retired("d3h7k9m2q4te", "阿卜杜·热合曼", "zh-hans", True, ((MARSHES, 109_800, 110_000),)),
    # Half of it lies in a pool, and half waits for the next.
    Retired("a4n8p2r6v3x7", "", "en", False, ((MARSHES, 110_000, 1_400_000),)),
)
NAMES = ("settled in two pools", "in English", "demonstration", "settled in part")


# --- Keys -------------------------------------------------------------------------------------------------


def pair_of(secret: bytes) -> KeyPair:
    """A live pair made of 32 bytes."""
    return new_pair("diandian.example", ec.derive_private_key(int.from_bytes(secret, "big"), ec.SECP256R1()))


@cache
def live() -> Sealer:
    return Sealer(pair_of(LIVE_SECRET))


@cache
def demonstration() -> Sealer:
    return Sealer(demonstration_pair(LIVE_SECRET))


@cache
def unknown() -> Sealer:
    """A key that no list names."""
    return Sealer(pair_of(UNKNOWN_SECRET))


def key_list() -> KeyList:
    since = datetime.fromtimestamp(AT, UTC)
    signers = ((live(), Purpose.LIVE), (demonstration(), Purpose.DEMONSTRATION))
    keys = [
        PublicKey(each.key_id, each.pair.public_der, each.pair.certificate_pem, purpose.value, since)
        for each, purpose in signers
    ]
    return KeyList(SITE, ORIGIN, [str(LOG.key)], [str(WITNESS.key)], keys)


# --- The log and its pools --------------------------------------------------------------------------------


def opening_of(number: int) -> Opening:
    salt = hashlib.sha256(f"diandian certificate vectors: salt {number}".encode()).digest()
    return Opening(salt, str(named(f"paper/{number}")), str(named(f"holder/{number}")))


def commitment_of(number: int) -> bytes:
    opening = opening_of(number)
    ids = (named(f"paper/{number}"), named(f"holder/{number}"))
    return entries.retirement_commitment(opening.salt, *ids)


@cache
def log_entries() -> tuple[bytes, ...]:
    made = [_issue(number, batch) for number, batch in enumerate((FORESTS, MARSHES))]
    made.append(entries.mark_entry(entries.MarkEntry(AT, "closed", str(named("batch/other")))))
    for number, retired in enumerate(RETIRED):
        ranges = entries.merged_ranges(retired.slices)
        entry = entries.RetirementEntry(AT + 1, ACCOUNT, retired.grams, ranges, commitment_of(number))
        made.append(entries.retirement_entry(entry))
    for number, batch in enumerate((FORESTS, MARSHES), start=1):
        statement = pool_statement(number, batch)
        made.append(
            entries.pool_entry(
                entries.PoolEntry(
                    AT + 60, number, statement.root, statement.sum, statement.leaves, statement.digest
                )
            )
        )
    return tuple(made)


def _issue(number: int, batch: str) -> bytes:
    return entries.transfer_entry(
        entries.TransferEntry(
            type="issue",
            id=named(f"issue/{number}"),
            group=named(f"issues/{number}"),
            at=AT,
            debit="outside",
            credit=ACCOUNT,
            batch=batch,
            from_gram=0,
            to_gram=UNITS[batch] * 1_000_000,
            serials=SERIALS[batch],
        )
    )


def log_proof(index: int, size: int) -> str:
    leaves = [merkle.leaf_hash(entry) for entry in log_entries()[:size]]

    def node(level: int, at: int) -> bytes:
        return merkle.root_of(leaves[at << level : (at + 1) << level])

    checkpoint = checkpoints.Checkpoint(ORIGIN, TreeHead(size, merkle.root_of(leaves)))
    note = checkpoints.sign_checkpoint(checkpoint, [LOG]) + WITNESS.line(checkpoint.text, at=AT + 90)
    return checkpoints.LogProof(index, tuple(merkle.inclusion_path(index, size, node)), note).text


def pool_leaves(batch: str) -> list[tuple[int, SumLeaf]]:
    """Which retirement has how much in the batch's pool, which holds one unit."""
    room, leaves = 1_000_000, []
    for number, retired in enumerate(RETIRED):
        grams = min(room, sum(end - begin for named_, begin, end in retired.slices if named_ == batch))
        if grams:
            leaves.append((number, SumLeaf(commitment_of(number), grams)))
            room -= grams
    return leaves


def pool_statement(number: int, batch: str) -> pools.PoolStatement:
    root = SumTree.of_leaves(leaf for _number, leaf in pool_leaves(batch)).root
    registry, serials = BLOCKS[batch]
    return pools.PoolStatement(
        origin=ORIGIN,
        pool=number,
        batch=batch,
        registry=registry,
        serials=serials,
        units=1,
        reference=f"R-{number}",
        retired=date(2026, 11, 20),
        evidence=hashlib.sha256(b"a scan").hexdigest(),
        sum=root.sum_grams,
        leaves=root.leaf_count,
        residual=1_000_000 - root.sum_grams,
        root=root.hash,
    )


def pool_proofs(retired: int) -> list[str]:
    proofs = []
    for number, batch in enumerate((FORESTS, MARSHES), start=1):
        leaves = pool_leaves(batch)
        tree = SumTree.of_leaves(leaf for _number, leaf in leaves)
        note = pools.sign_statement(pool_statement(number, batch), LOG)
        proofs += [
            pools.PoolProof(position, leaf.grams, tuple(tree.path(position)), note).text
            for position, (owner, leaf) in enumerate(leaves)
            if owner == retired
        ]
    return proofs


# --- Certificates -----------------------------------------------------------------------------------------


def statement(number: int) -> Statement:
    retired, opening = RETIRED[number], opening_of(number)
    return Statement(
        number=retired.number,
        kind="honour",
        language=retired.language,
        address=f"{SITE}/c/{retired.number}/",
        holder_name=retired.holder_name,
        beneficiary=opening.beneficiary,
        amount_grams=retired.grams,
        event_code="universiade",
        event_name_zh="成都第31届世界大学生夏季运动会",
        event_name_en="Chengdu 2021 FISU World University Games",
        boundary_zh="往返行程、市内交通、住宿、餐饮与场馆运行分摊",
        boundary_en="travel there and back, local transport, nights, meals and the seat’s share of the venue",
        method="china-2026.1",
        funding="donated",
        is_demonstration=retired.is_demonstration,
        retirement_id=opening.retirement,
        retired_at="2026-11-21T00:00:01Z",
        retired_on="2026-11-21",
        slices=tuple(_slice(*piece) for piece in retired.slices),
    )


def _slice(batch: str, begin: int, end: int) -> Slice:
    forests = Slice(
        registry_name="Verra VCS",
        project_code="VCS 1529",
        project_name_zh="四川户用沼气项目",
        project_name_en="Sichuan Household Biogas",
        serial_block=SERIALS[FORESTS],
        batch_from=begin,
        batch_to=end,
        donor_zh="青禾能源",
        donor_en="Qinghe Energy Co., Ltd.",
        batch=FORESTS,
    )
    if batch == FORESTS:
        return forests
    return replace(
        forests,
        registry_name="CDCER 碳惠天府",
        project_code="CD-07",
        project_name_zh="湿地固碳",
        project_name_en="Wetland carbon",
        serial_block=SERIALS[MARSHES],
        donor_zh=None,
        donor_en=None,
        batch=MARSHES,
    )


def document(number: int, sealer: Sealer | None = None) -> CertificateDocument:
    """The certificate document as it is first made, before any pool has closed; signed by its key, or another."""
    made = statement(number)
    sealer = sealer or (demonstration() if made.is_demonstration else live())
    size = CHECKPOINTS[0]
    batches = list(dict.fromkeys(batch for batch, _begin, _end in RETIRED[number].slices))
    return CertificateDocument(
        statement=made.text,
        key=sealer.key_id,
        signature=sealer.sign_statement(made.text),
        opening=opening_of(number),
        retirement=_proven(3 + number, size),
        batches=[_proven([FORESTS, MARSHES].index(batch), size) for batch in batches],
        pool_proofs=(),
    )


def newer_document(number: int) -> str:
    """The same after both pools have closed."""
    return with_pool_proofs(document(number).text, pool_proofs(number))


def _proven(index: int, size: int) -> ProvenEntry:
    return ProvenEntry(log_entries()[index], log_proof(index, size))


def _pair(sealer: Sealer, purpose: str) -> dict[str, Any]:
    digest = hashlib.sha256(b"the signed ranges of a PDF").digest()
    return {
        "purpose": purpose,
        "secret": sealer.pair.secret.hex(),
        "public_key": sealer.pair.public_der.hex(),
        "id": sealer.key_id,
        "certificate": sealer.pair.certificate_pem,
        "seal": {"digest": digest.hex(), "cms": sealer.seal(digest).hex()},
    }


def vectors() -> dict[str, Any]:
    """Everything. Bytes are hexadecimal; documents and the list of keys are texts, as their files are."""
    return {
        "about": "Test vectors of docs/certificates.md, made by scripts/make_certificate_vectors.py.",
        "keys": [_pair(live(), "live"), _pair(demonstration(), "demonstration")],
        "key_list": key_list().text,
        "log": [entry.decode() for entry in log_entries()],
        "documents": [
            {"about": name, "first": document(number).text, "newer": newer_document(number)}
            for number, name in enumerate(NAMES)
        ],
    }


def text() -> str:
    return json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
