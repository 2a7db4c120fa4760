"""Make docs/proofs-vectors.json: what docs/proofs.md describes, with numbers, for whoever writes it a second time.

    python -m scripts.make_proof_vectors > docs/proofs-vectors.json

Nothing in it is random, and no key in it signs anything but this file.
"""

import base64
import hashlib
import json
import sys
import uuid
from dataclasses import replace
from datetime import date
from typing import Any

from credits.proofs import checkpoints, entries, merkle, notes, pools, sumtree, tiles
from credits.proofs.merkle import TreeHead
from credits.proofs.notes import KeyKind, Signer
from credits.proofs.sumtree import SumLeaf, SumNode, SumRoot, SumTree

ORIGIN = "ledger.example/log"
LOG = Signer(ORIGIN, hashlib.sha256(b"diandian vectors: log").digest())
WITNESS = Signer(
    "witness.example", hashlib.sha256(b"diandian vectors: witness").digest(), KeyKind.COSIGNATURE
)
BATCH = "0c9d7a52-3c5e-4a55-9a0b-0f3f7d7f2a11"
AT = 1_795_219_200
EVENT_ACCOUNT = "event-成都"
EVENT_NAMESPACE = uuid.UUID("6f1d2b0e-5a0c-4b6e-9a53-2c7d6f0e8a11")
EVENT_RETIREMENTS = (1, 2)  # for the event as a whole: one beneficiary
RETIRED_GRAMS = (1_250_000, 86_400, 3, 613_597)
LOG_SIZES = (0, 1, 2, 3, 4, 5, 6, 7, 8, 255, 256, 257, 600)
INCLUSIONS = ((0, 1), (0, 8), (5, 8), (6, 7), (256, 257), (599, 600), (300, 600))
CONSISTENCIES = ((1, 1), (1, 8), (6, 8), (4, 8), (255, 257), (256, 600), (599, 600))


def named(name: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"https://ledger.example/{name}")


def commitments() -> list[dict[str, str]]:
    rows = []
    for number in range(len(RETIRED_GRAMS)):
        salt = hashlib.sha256(f"diandian vectors: salt {number}".encode()).digest()
        retirement, beneficiary = named(f"retirement/{number}"), beneficiary_of(number)
        commitment = entries.retirement_commitment(salt, retirement, beneficiary)
        rows.append(
            {
                "salt": salt.hex(),
                "retirement": str(retirement),
                "beneficiary": str(beneficiary),
                "commitment": commitment.hex(),
            }
        )
    return rows


def beneficiary_of(number: int) -> uuid.UUID:
    if number in EVENT_RETIREMENTS:
        return uuid.uuid5(EVENT_NAMESPACE, EVENT_ACCOUNT)
    return named(f"beneficiary/{number}")


def log_entries(statement: pools.PoolStatement) -> list[bytes]:
    issue = entries.TransferEntry(
        type="issue",
        id=named("transfer/0"),
        group=named("group/0"),
        at=AT,
        debit="outside",
        credit="inventory",
        batch=BATCH,
        from_gram=0,
        to_gram=12_000_000,
        serials="CDCER-CD-2022-07-1-12",
    )
    move = replace(
        issue, type="move", id=named("transfer/1"), debit="inventory", credit=EVENT_ACCOUNT, serials=None
    )
    made = [entries.transfer_entry(issue), entries.transfer_entry(move)]
    begin = 0
    for number, grams in enumerate(RETIRED_GRAMS):
        made.append(retirement(number, [(BATCH, begin, begin + grams)]))
        begin += grams
    closed = begin + statement.residual
    back = replace(move, debit=EVENT_ACCOUNT, credit="inventory", from_gram=begin)
    given_up = replace(move, credit="cancelled", from_gram=begin, to_gram=closed)
    mistaken = replace(move, from_gram=closed, to_gram=closed + 1_000_000)
    put_right = replace(back, from_gram=closed, to_gram=closed + 1_000_000)
    apart = replace(move, credit="impaired", from_gram=closed)
    made += [
        later(2, "return", 1, back),
        later(3, "cancel", 2, given_up),
        entries.pool_entry(
            entries.PoolEntry(AT + 2, 1, statement.root, statement.sum, statement.leaves, statement.digest)
        ),
        later(4, "move", 3, mistaken),
        later(5, "reverse", 4, put_right),
        entries.mark_entry(entries.MarkEntry(AT + 60, "impaired", BATCH)),
        later(6, "set-apart", 60, apart),
        entries.clock_entry(entries.ClockEntry(AT + 30, AT + 60)),
    ]
    return made


def later(number: int, kind: entries.TransferType, seconds: int, like: entries.TransferEntry) -> bytes:
    """The entry of another movement, in a group of its own."""
    return entries.transfer_entry(
        replace(
            like, type=kind, id=named(f"transfer/{number}"), group=named(f"group/{number}"), at=AT + seconds
        )
    )


def retirement(number: int, ranges: list[entries.GramRange]) -> bytes:
    commitment = bytes.fromhex(commitments()[number]["commitment"])
    replaced = bytes.fromhex(commitments()[0]["commitment"]) if number == 3 else None
    return entries.retirement_entry(
        entries.RetirementEntry(AT + 1, EVENT_ACCOUNT, RETIRED_GRAMS[number], ranges, commitment, replaced)
    )


def pool_leaves() -> list[SumLeaf]:
    rows = zip(commitments(), RETIRED_GRAMS, strict=True)
    return [SumLeaf(bytes.fromhex(row["commitment"]), grams) for row, grams in rows]


def pool_statement() -> pools.PoolStatement:
    tree = SumTree.of_leaves(pool_leaves())
    return pools.PoolStatement(
        origin=ORIGIN,
        pool=1,
        batch=BATCH,
        registry="cdcer",
        serials="CDCER-CD-2022-07-1-2",
        units=2,
        reference="碳惠天府 2026-118",
        retired=date(2026, 11, 20),
        evidence=hashlib.sha256(b"a scan").hexdigest(),
        sum=tree.root.sum_grams,
        leaves=tree.leaf_count,
        residual=2_000_000 - tree.root.sum_grams,
        root=tree.root.hash,
    )


def log_tree() -> dict[str, Any]:
    leaves = [merkle.leaf_hash(str(number).encode()) for number in range(LOG_SIZES[-1])]

    def node(level: int, index: int) -> bytes:
        return merkle.root_of(leaves[index << level : (index + 1) << level])

    full = tiles.completed_tiles(0, leaves, lambda _level: b"")
    served = [(tiles.TileAddress(tile.level, tile.index), tile.hashes) for tile in full]
    served.append((tiles.TileAddress(0, 2, 88), b"".join(leaves[512:600])))
    served.append((tiles.TileAddress(1, 0, 2), b"".join(tile.root for tile in full)))
    served.append(
        (tiles.TileAddress(None, 2, 88), tiles.entry_bundle(str(n).encode() for n in range(512, 600)))
    )
    return {
        "entry": "the number of the leaf, from 0, in decimal digits",
        "roots": {str(size): merkle.root_of(leaves[:size]).hex() for size in LOG_SIZES},
        "inclusion": [
            {
                "index": index,
                "size": size,
                "path": [step.hex() for step in merkle.inclusion_path(index, size, node)],
            }
            for index, size in INCLUSIONS
        ],
        "consistency": [
            {"old": old, "new": new, "path": [step.hex() for step in merkle.consistency_path(old, new, node)]}
            for old, new in CONSISTENCIES
        ],
        "tiles": [
            {"path": address.path, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
            for address, body in served
        ],
    }


def signed_log(log: list[bytes]) -> dict[str, Any]:
    leaves = [merkle.leaf_hash(entry) for entry in log]

    def node(level: int, index: int) -> bytes:
        return merkle.root_of(leaves[index << level : (index + 1) << level])

    checkpoint = checkpoints.Checkpoint(ORIGIN, TreeHead(len(log), merkle.root_of(leaves)))
    note = checkpoints.sign_checkpoint(checkpoint, [LOG])
    cosigned = note + WITNESS.line(checkpoint.text, at=AT + 90)
    return {
        "entries": [
            {"entry": entry.decode(), "leaf_hash": leaf.hex()}
            for entry, leaf in zip(log, leaves, strict=True)
        ],
        "checkpoint": note,
        "cosigned": cosigned,
        "cosigned_at": AT + 90,
        "proofs": [
            checkpoints.LogProof(index, tuple(merkle.inclusion_path(index, len(log), node)), cosigned).text
            for index in range(len(log))
        ],
    }


def pool() -> dict[str, Any]:
    leaves = pool_leaves()
    tree = SumTree.of_leaves(leaves)
    statement = pools.sign_statement(pool_statement(), LOG)
    text = notes.read_note(statement).text
    return {
        "leaves": [_leaf(leaf) for leaf in leaves],
        "root": _root(tree.root),
        "roots_of_the_first": [_root(SumTree.of_leaves(leaves[:count]).root) for count in (1, 2, 3)],
        "statement": statement,
        "statement_digest": hashlib.sha256(text.encode()).hexdigest(),
        "proofs": [
            pools.PoolProof(position, leaf.grams, tuple(tree.path(position)), statement).text
            for position, leaf in enumerate(leaves)
        ],
    }


def refused() -> list[dict[str, Any]]:
    """Paths that the attacker made, and mostly roots to fit: who forgets one rule of the page accepts one of them."""
    first, second, third, fourth = pool_leaves()
    nodes = [sumtree.leaf_node(*leaf) for leaf in (first, second, third, fourth)]
    pair, other = _lax_parent(nodes[0], nodes[1]), _lax_parent(nodes[2], nodes[3])
    honest = SumTree.of_leaves([first, second, third, fourth])
    empty, huge = _lax_leaf(SumLeaf(second.commitment, 0)), SumNode(nodes[1].hash, sumtree.SUM_MAX)
    negative = SumNode(nodes[1].hash, 2**64 - first.grams + 1)
    doubled = _lax_parent(pair, _lax_parent(nodes[2], nodes[2]))
    total_only = hashlib.sha256(
        sumtree.NODE_TAG + nodes[0].hash + nodes[1].hash + pair.sum_grams.to_bytes(8, "big")
    ).digest()
    moved = SumNode(nodes[1].hash, nodes[1].sum_grams - 1)
    return [
        _case(
            "missing sum in the hash",
            SumLeaf(first.commitment, first.grams + 1),
            0,
            [moved, other],
            honest.root,
        ),
        _case(
            "missing sum in the hash",
            first,
            0,
            [nodes[1]],
            _lax_close(SumNode(total_only, pair.sum_grams), 2),
        ),
        _case("negative leaf", first, 0, [negative], _lax_close(_lax_parent(nodes[0], negative), 2)),
        _case("empty leaf", first, 0, [empty], _lax_close(_lax_parent(nodes[0], empty), 2)),
        _case("empty leaf", SumLeaf(second.commitment, 0), 0, [], _lax_close(empty, 1)),
        _case("overflow", first, 0, [huge], _lax_close(_lax_parent(nodes[0], huge), 2)),
        _case("duplicated leaf", third, 3, [nodes[2], pair], _lax_close(doubled, 3)),
        _case("second preimage", SumLeaf(pair.hash, pair.sum_grams), 0, [other], _lax_close(honest.top, 2)),
        _case("reordering", second, 0, [nodes[0], other], honest.root),
        _case("padding", first, 0, honest.path(0), honest.root._replace(leaf_count=3)),
        _case(
            "larger sum", first, 0, honest.path(0), honest.root._replace(sum_grams=honest.root.sum_grams + 1)
        ),
    ]


def _lax_leaf(leaf: SumLeaf) -> SumNode:
    preimage = sumtree.LEAF_TAG + leaf.commitment + leaf.grams.to_bytes(8, "big")
    return SumNode(hashlib.sha256(preimage).digest(), leaf.grams)


def _lax_parent(left: SumNode, right: SumNode) -> SumNode:
    """A node as one would make it who checks no sum, and counts in 64 bits."""
    sides = b"".join(node.hash + node.sum_grams.to_bytes(8, "big") for node in (left, right))
    return SumNode(
        hashlib.sha256(sumtree.NODE_TAG + sides).digest(), (left.sum_grams + right.sum_grams) % 2**64
    )


def _lax_close(top: SumNode, count: int) -> SumRoot:
    preimage = sumtree.ROOT_TAG + count.to_bytes(8, "big") + top.hash + top.sum_grams.to_bytes(8, "big")
    return SumRoot(hashlib.sha256(preimage).digest(), top.sum_grams, count)


def _case(attack: str, leaf: SumLeaf, position: int, path: list[SumNode], root: SumRoot) -> dict[str, Any]:
    steps = [{"hash": step.hash.hex(), "sum": str(step.sum_grams)} for step in path]
    return {"attack": attack, "leaf": _leaf(leaf), "position": position, "path": steps, "root": _root(root)}


def _leaf(leaf: SumLeaf) -> dict[str, str]:
    return {"commitment": leaf.commitment.hex(), "grams": str(leaf.grams)}


def _root(root: SumRoot) -> dict[str, str]:
    return {"hash": root.hash.hex(), "sum": str(root.sum_grams), "leaves": str(root.leaf_count)}


def vectors() -> dict[str, Any]:
    """Everything. Bytes are hexadecimal; numbers that JSON readers may round are texts."""
    return {
        "about": "Test vectors of docs/proofs.md, made by scripts/make_proof_vectors.py.",
        "origin": ORIGIN,
        "keys": [
            {
                "seed": signer.seed.hex(),
                "public": base64.b64encode(signer.key.public).decode(),
                "key": str(signer.key),
            }
            for signer in (LOG, WITNESS)
        ],
        "commitments": commitments(),
        "event": {
            "namespace": str(EVENT_NAMESPACE),
            "account": EVENT_ACCOUNT,
            "beneficiary": str(beneficiary_of(EVENT_RETIREMENTS[0])),
        },
        "tree": log_tree(),
        "log": signed_log(log_entries(pool_statement())),
        "pool": pool(),
        "refused": refused(),
    }


def text() -> str:
    return json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
