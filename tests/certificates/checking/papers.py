"""Certificates to check: a document, its keys and its PDF, made of whole cloth with the proofs' own heart.

Everything is derived from fixed seeds, so that the same bytes come out each time.
"""

import base64
import hashlib
import json
import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from certificates.documents import CertificateDocument, KeyList, Opening, ProvenEntry, PublicKey
from certificates.sealing import Purpose, Sealer, demonstration_pair
from credits.proofs.checkpoints import Checkpoint, LogProof, sign_checkpoint
from credits.proofs.entries import (
    RetirementEntry,
    TransferEntry,
    merged_ranges,
    retirement_commitment,
    retirement_entry,
    transfer_entry,
)
from credits.proofs.merkle import TreeHead, inclusion_path, leaf_hash, root_of
from credits.proofs.notes import KeyKind, Signer
from credits.proofs.pools import PoolProof, PoolStatement, sign_statement
from credits.proofs.sumtree import SumLeaf, SumTree

ORIGIN = "ledger.example/log"
AT = 1_795_219_200
AT_TEXT = "2026-11-22T09:31:59Z"
EVENT = "event-成都"
FACT = {"label_zh": "行动", "label_en": "Action", "value_zh": "乘地铁到场", "value_en": "Came by metro"}
BATCHES = (
    ("0c9d7a52-3c5e-4a55-9a0b-0f3f7d7f2a11", "CDCER-CD-2022-07-1-12", 12),
    ("5b1f0c1e-8a53-4d6f-b0c2-77c1f7a3e902", "19381-941412555-941412564-VCS-VCU-1310-VER-CN-13-3005", 10),
)


def seeded(name: str) -> bytes:
    return hashlib.sha256(f"papers: {name}".encode()).digest()


def id_of(name: str) -> str:
    return str(uuid.UUID(bytes=seeded(name)[:16]))


LOG = Signer(ORIGIN, seeded("log"))
WITNESS = Signer("witness.example", seeded("witness"), KeyKind.COSIGNATURE)
LIVE = Sealer(demonstration_pair(b"live"))  # any pair will do: the key list says what it is for
DEMONSTRATION = Sealer(demonstration_pair(b"demonstration"))
NEWER = Sealer(demonstration_pair(b"newer"))  # a live key as well, of later
STRANGER = Sealer(demonstration_pair(b"stranger"))


def public(sealer: Sealer, purpose: Purpose) -> PublicKey:
    pair = sealer.pair
    since = datetime(2026, 11, 1, tzinfo=UTC)
    return PublicKey(sealer.key_id, pair.public_der, pair.certificate_pem, purpose.value, since)


KEYS = KeyList(
    site="https://diandian.example",
    log_origin=ORIGIN,
    log_keys=[str(LOG.key)],
    witnesses=[str(WITNESS.key)],
    certificate_keys=[
        public(LIVE, Purpose.LIVE),
        public(DEMONSTRATION, Purpose.DEMONSTRATION),
        public(NEWER, Purpose.LIVE),
    ],
).text.encode()


def canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@dataclass
class Paper:
    """A certificate to be made. Slices are (batch number, first gram, gram after the last)."""

    name: str = "李雷"
    slices: tuple[tuple[int, int, int], ...] = ((0, 1_200_000, 1_213_400), (1, 0, 10_000))
    is_demonstration: bool = False
    version: int = 2
    signer: Sealer | None = None
    sealer: Sealer | None = None
    settled: tuple[int, ...] = (0,)  # numbers of the batches whose pools are closed
    changes: dict[str, Any] = field(default_factory=dict)  # of the Statement, before it is signed
    salt: bytes = seeded("salt")
    kind: str = "honour"

    @property
    def is_retirement(self) -> bool:
        return self.kind in ("honour", "family")

    @property
    def key(self) -> Sealer:
        return self.signer or (DEMONSTRATION if self.is_demonstration else LIVE)

    @property
    def retirement(self) -> str:
        return id_of(f"retirement of {self.name}")

    @property
    def beneficiary(self) -> str:
        return id_of(f"beneficiary {self.name}")

    @property
    def commitment(self) -> bytes:
        return retirement_commitment(self.salt, uuid.UUID(self.retirement), uuid.UUID(self.beneficiary))

    @property
    def grams(self) -> int:
        return sum(end - start for _number, start, end in self.slices)

    @cached_property
    def statement(self) -> dict[str, Any]:
        number = "d7kq3mzh4w9a" if self.is_demonstration else "7kq3mzh4w9az"
        said = {
            "number": number,
            "kind": self.kind,
            "language": "zh-hans",
            "address": f"https://diandian.example/c/{number}/",
            "holder_name": self.name,
            "beneficiary": self.beneficiary,
            "amount_grams": self.grams,
            "event_code": "universiade",
            "event_name_zh": "成都第31届世界大学生夏季运动会",
            "event_name_en": "Chengdu 2021 FISU World University Games",
            "boundary_zh": "往返行程、住宿与餐饮",
            "boundary_en": "travel there and back, nights and meals",
            "method": "china-2026.1",
            "funding": "donated",
            "is_demonstration": self.is_demonstration,
            "retirement_id": self.retirement,
            "retired_at": AT_TEXT,
            "retired_on": "2026-11-22",
            "version": self.version,
            "slices": [self._slice(*piece) for piece in self.slices],
        }
        return said | self._of_version_2() | self.changes

    def _of_version_2(self) -> dict[str, Any]:
        if self.version == 1:
            return {}
        retired = ("retirement_id", "beneficiary", "retired_at", "retired_on")
        return {
            "issued_at": AT_TEXT,
            "issued_on": "2026-11-22",
            "group": "林家" if self.kind == "family" else None,
            "account": EVENT if self.kind == "donor" else None,
            "facts": [] if self.is_retirement else [FACT],
            **({} if self.is_retirement else dict.fromkeys(retired)),
        }

    def _slice(self, number: int, start: int, end: int) -> dict[str, Any]:
        batch, serials, _units = BATCHES[number]
        named = {"batch": batch} if self.version >= 2 else {}
        return named | {
            "registry_name": ("CDCER 碳惠天府", "Verra VCS")[number],
            "project_code": "CD-07",
            "project_name_zh": "湿地固碳",
            "project_name_en": "Wetland carbon",
            "serial_block": serials,
            "batch_from": start,
            "batch_to": end,
            "donor_zh": "青禾能源",
            "donor_en": None,
        }

    @cached_property
    def entry(self) -> bytes:
        ranges = merged_ranges((BATCHES[number][0], start, end) for number, start, end in self.slices)
        return retirement_entry(RetirementEntry(AT + 60, "event-成都", self.grams, ranges, self.commitment))

    @cached_property
    def moves(self) -> list[bytes]:
        """A gift's entries: a move for each slice, all of one group."""
        return [move(number, start, end) for number, start, end in self.slices]

    @cached_property
    def document(self) -> dict[str, Any]:
        """The certificate document as values, to be altered."""
        statement = canonical(self.statement)
        signature = self.key.sign_statement(statement)
        signed = CertificateDocument(statement=statement, key=self.key.key_id, signature=signature)
        if self.kind == "donor":
            signed = replace(signed, **self._gift())
        elif self.is_retirement:
            signed = replace(signed, **self._retirement())
        return dict(json.loads(signed.text))

    def _gift(self) -> dict[str, Any]:
        used = sorted({number for number, _start, _end in self.slices})
        entries = [*(issue(number) for number in used), *strangers(), *self.moves]
        proven = [ProvenEntry(*each) for each in zip(entries, proofs_of(entries), strict=True)]
        return {"transfers": proven[-len(self.moves) :], "batches": proven[: len(used)]}

    def _retirement(self) -> dict[str, Any]:
        used = sorted({number for number, _start, _end in self.slices})
        proofs = proofs_of([*(issue(number) for number in used), *strangers(), self.entry])
        return {
            "opening": Opening(self.salt, self.retirement, self.beneficiary),
            "retirement": ProvenEntry(self.entry, proofs[-1]),
            "batches": [ProvenEntry(issue(number), proofs[at]) for at, number in enumerate(used)],
            "pool_proofs": [self.pool_proof(number) for number in self.settled],
        }

    @property
    def json(self) -> bytes:
        return written(self.document)

    @property
    def pdf(self) -> bytes:
        return pdf_of(self.json, self.sealer or self.key)

    def pool_proof(self, batch: int) -> str:
        """The proof that this retirement's grams in a batch are counted in a pool of two units."""
        grams = sum(end - start for number, start, end in self.slices if number == batch)
        return pool_proof(batch, SumLeaf(self.commitment, grams))


def issue(number: int) -> bytes:
    batch, serials, units = BATCHES[number]
    key = uuid.UUID(id_of(f"issue {number}"))
    movement = TransferEntry(
        "issue", key, key, AT, "outside", "inventory", batch, 0, units * 1_000_000, serials
    )
    return transfer_entry(movement)


def move(number: int, start: int, end: int, gift: str = "gift", to: str = EVENT) -> bytes:
    """A part of a donor's gift in the log."""
    key, group = uuid.UUID(id_of(f"move {number} {start} {gift}")), uuid.UUID(id_of(gift))
    return transfer_entry(
        TransferEntry("move", key, group, AT + 45, "donor-青禾", to, BATCHES[number][0], start, end)
    )


def strangers() -> list[bytes]:
    """Entries of other people, so that paths have steps."""
    return [
        retirement_entry(
            RetirementEntry(AT + 30, "event-成都", 10, [(BATCHES[0][0], at, at + 10)], seeded(str(at)))
        )
        for at in range(0, 50, 10)
    ]


def proofs_of(entries: list[bytes], signers: tuple[Signer, ...] = (LOG,)) -> list[str]:
    """A `.tlog-proof` of each entry, in a log that has no others."""
    leaves = [leaf_hash(entry) for entry in entries]
    head = TreeHead(len(leaves), root_of(leaves))
    note = sign_checkpoint(Checkpoint(ORIGIN, head), signers)

    def node(level: int, index: int) -> bytes:
        return root_of(leaves[index << level : (index + 1) << level])

    return [
        LogProof(index, tuple(inclusion_path(index, len(leaves), node)), note).text
        for index in range(len(leaves))
    ]


def pool_proof(of: int, mine: SumLeaf, **changes: Any) -> str:
    others = [SumLeaf(seeded(f"pool {at}"), 1000 + at) for at in range(4)]
    leaves = [*others[:2], mine, *others[2:]]
    tree = SumTree.of_leaves(leaves)
    part = (
        "CDCER-CD-2022-07-2-3",
        "19402-941412557-941412558-VCS-VCU-1310-VER-CN-13-3005",
    )
    statement = PoolStatement(
        origin=ORIGIN,
        pool=7 + of,
        batch=BATCHES[of][0],
        registry=("cdcer", "verra")[of],
        serials=part[of],
        units=2,
        reference="碳惠天府 2026-118",
        retired=date(2026, 11, 20),
        sum=tree.root.sum_grams,
        leaves=len(leaves),
        residual=2_000_000 - tree.root.sum_grams,
        root=tree.root.hash,
    )
    statement = replace(statement, **changes)
    return PoolProof(2, mine.grams, tuple(tree.path(2)), sign_statement(statement, LOG)).text


def written(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


# --- PDF ------------------------------------------------------------------------------------------------------

_RANGE_WIDTH = 60


def pdf_of(document: bytes, sealer: Sealer | None, *, copies: int = 1) -> bytes:
    """A small PDF with the document attached, sealed in its last object."""
    specs = [10 + 2 * at for at in range(copies)]
    listed = " ".join(f"(diandian-certificate.json) {number} 0 R" for number in specs)
    objects = {
        1: f"<</Type /Catalog /Pages 2 0 R /Names <</EmbeddedFiles <</Names [{listed}]>>>> /AF [10 0 R]>>".encode(),
        2: b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        3: b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R>>",
        4: stream(b"", b"0.5 g % ) >> endobj"),
    }
    for number in specs:
        name = b"<feff" + "diandian-certificate.json".encode("utf-16-be").hex().encode() + b">"
        objects[number] = (
            b"<</Type /Filespec /F (diandian-certificate.json) /UF " + name
            + f" /AFRelationship /Data /EF <</F {number + 1} 0 R>>>>".encode()
        )  # fmt: skip
        objects[number + 1] = stream(b"/Type /EmbeddedFile /Subtype /application#2Fjson", document)
    if sealer is not None:
        objects[30] = (
            b"<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M (D:20261122093159Z) /ByteRange "
            + b" " * _RANGE_WIDTH + b" /Contents <" + b"0" * 2 * sealer.bytes_max + b">>>"
        )  # fmt: skip
    return sealed(assembled(objects), sealer)


def stream(described: bytes, content: bytes) -> bytes:
    return b"<<" + described + f" /Length {len(content)}>>\nstream\n".encode() + content + b"\nendstream"


def assembled(objects: dict[int, bytes]) -> bytes:
    """A PDF of these objects, with its table of places."""
    body, places = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n", {}
    for number, value in objects.items():
        places[number] = len(body)
        body += f"{number} 0 obj\n".encode() + value + b"\nendobj\n"
    size = max(objects) + 1
    lines = [
        f"{places[at]:010} 00000 n \n" if at in places else "0000000000 65535 f \n" for at in range(size)
    ]
    table = f"xref\n0 {size}\n{''.join(lines)}trailer\n<</Size {size} /Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + table.encode()


def sealed(file: bytes, sealer: Sealer | None, hole: int = 0) -> bytes:
    """The file with its byte range and seal filled in; `hole` bytes before the seal are left out of it."""
    if sealer is None:
        return file
    start = file.index(b"/Contents <") + len(b"/Contents ")
    end = file.index(b">", start) + 1
    said = f"[0 {start - hole} {end} {len(file) - end}]".encode().ljust(_RANGE_WIDTH)
    place = file.index(b"/ByteRange ") + len(b"/ByteRange ")
    file = file[:place] + said + file[place + _RANGE_WIDTH :]
    cms = sealer.seal(hashlib.sha256(file[: start - hole] + file[end:]).digest())
    return file[: start + 1] + cms.hex().encode().ljust(end - start - 2, b"0") + file[end - 1 :]


def base64_of(value: bytes) -> str:
    return base64.b64encode(value).decode()
