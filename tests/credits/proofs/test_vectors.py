"""A second implementation of docs/proofs.md, written from the page alone, computes its vectors again.

It takes nothing from credits.proofs: only hashes, base64, JSON and Ed25519.
"""

import base64
import hashlib
import json
import re
import struct
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

import scripts.make_proof_vectors

FILE = Path(__file__).parents[3] / "docs" / "proofs-vectors.json"
VECTORS: dict[str, Any] = json.loads(FILE.read_text())
LIMIT = 2**63
ESCAPES = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
STATEMENT_LINES = [
    *("pool", "batch", "registry", "serials", "units", "reference", "retired", "evidence"),
    *("sum", "leaves", "residual", "root"),
]
Weighed = tuple[bytes, int]


class RefusedError(Exception):
    """What the page says is refused."""


def refuse_unless(holds: bool) -> None:
    if not holds:
        raise RefusedError


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def unbase64(text: str) -> bytes:
    value = base64.b64decode(text.encode(), validate=True)
    refuse_unless(base64.b64encode(value) == text.encode())
    return value


def decimal(text: str) -> int:
    refuse_unless(re.fullmatch("0|[1-9][0-9]*", text) is not None and int(text) < LIMIT)
    return int(text)


def canonical(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{canonical(key)}:{canonical(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, str):
        marks = (ESCAPES.get(ord(c), c if ord(c) >= 32 else f"\\u{ord(c):04x}") for c in value)
        return '"' + "".join(marks) + '"'
    refuse_unless(type(value) is int and 0 <= value < 2**53)
    return str(value)


# The log's tree.


def split(count: int) -> int:
    k = 1
    while 2 * k < count:
        k *= 2
    return k


def log_leaf(entry: bytes) -> bytes:
    return sha(b"\x00", entry)


def log_node(left: bytes, right: bytes) -> bytes:
    return sha(b"\x01", left, right)


def log_root(leaves: list[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else sha()
    k = split(len(leaves))
    return log_node(log_root(leaves[:k]), log_root(leaves[k:]))


def climb(leaf: bytes, index: int, size: int, steps: Iterator[bytes]) -> bytes:
    refuse_unless(0 <= index < size)
    if size == 1:
        return leaf
    k = split(size)
    if index < k:
        below = climb(leaf, index, k, steps)
        return log_node(below, next(steps))
    below = climb(leaf, index - k, size - k, steps)
    return log_node(next(steps), below)


def grow(old: int, new: int, known: bytes | None, steps: Iterator[bytes]) -> tuple[bytes, bytes]:
    """The roots before and after; `known` is the old root while the subtree begins with the whole old tree."""
    if old == new:
        same = next(steps) if known is None else known
        return same, same
    k = split(new)
    if old <= k:
        before, after = grow(old, k, known, steps)
        return before, log_node(after, next(steps))
    before, after = grow(old - k, new - k, None, steps)
    left = next(steps)
    return log_node(left, before), log_node(left, after)


# Notes.


def key_parts(key: str) -> tuple[str, bytes, int, bytes]:
    name, key_id, material = key.split("+", 2)
    kind, public = unbase64(material)[:1], unbase64(material)[1:]
    refuse_unless(sha(name.encode(), b"\n", kind, public)[:4].hex() == key_id)
    return name, bytes.fromhex(key_id), kind[0], public


def signed_text(note: str, key: str) -> tuple[str, int | None]:
    """The text of a note, and when `key` signed it if it is a witness's."""
    name, key_id, kind, public = key_parts(key)
    text, lines = note.rsplit("\n\n", 1)
    text += "\n"
    for line in lines.splitlines():
        dash, said, blob = line.split(" ")
        signature = unbase64(blob)
        refuse_unless(dash == "—")
        if (said, signature[:4]) != (name, key_id):
            continue
        at, message, signature = None, text, signature[4:]
        if kind == 4:
            at, signature = struct.unpack(">Q", signature[:8])[0], signature[8:]
            message = f"cosignature/v1\ntime {at}\n{text}"
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message.encode())
        except InvalidSignature:
            raise RefusedError from None
        return text, at
    raise RefusedError


def checked_entry(proof: str, entry: bytes, origin: str, key: str) -> int:
    """The number of an entry that a proof file proves."""
    above, note = proof.split("\n\n", 1)
    header, index, *hashes = above.split("\n")
    refuse_unless(header == "c2sp.org/tlog-proof@v1" and index.startswith("index "))
    name, size, root = signed_text(note, key)[0].splitlines()
    steps = map(unbase64, hashes)
    number = decimal(index[6:])
    refuse_unless(name == origin)
    refuse_unless(climb(log_leaf(entry), number, decimal(size), steps) == unbase64(root))
    refuse_unless(next(steps, None) is None)
    return number


# Pools.


def weighed(value: int) -> bytes:
    refuse_unless(1 <= value < LIMIT)
    return value.to_bytes(8, "big")


def pool_leaf(commitment: bytes, grams: int) -> Weighed:
    refuse_unless(len(commitment) == 32)
    return sha(b"diandian/pool-leaf/v1\n", commitment, weighed(grams)), grams


def pool_node(left: Weighed, right: Weighed) -> Weighed:
    total = left[1] + right[1]
    refuse_unless(total < LIMIT)
    return sha(b"diandian/pool-node/v1\n", left[0], weighed(left[1]), right[0], weighed(right[1])), total


def pool_top(leaves: list[Weighed]) -> Weighed:
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return pool_node(pool_top(leaves[:k]), pool_top(leaves[k:]))


def pool_root(top: Weighed, count: int) -> bytes:
    return sha(b"diandian/pool-root/v1\n", weighed(count), top[0], weighed(top[1]))


def check_share(leaf: Weighed, position: int, steps: Iterator[Weighed], root: tuple[bytes, int, int]) -> None:
    """The loop of the page, line by line."""
    root_hash, total, count = root
    refuse_unless(0 <= position < count)
    current, p, n = leaf, position, count
    while n > 1:
        if p % 2:
            current = pool_node(next(steps), current)
        elif p + 1 < n:
            current = pool_node(current, next(steps))
        p, n = p // 2, (n + 1) // 2
    refuse_unless(next(steps, None) is None)
    refuse_unless(current[1] == total and pool_root(current, count) == root_hash)


def read_statement(text: str) -> dict[str, str]:
    origin, *lines = text.removesuffix("\n").split("\n")
    said = dict(line.split(" ", 1) for line in lines)
    refuse_unless(list(said) == STATEMENT_LINES)
    numbers = {name: decimal(said[name]) for name in ("pool", "units", "sum", "leaves", "residual")}
    refuse_unless(numbers["sum"] + numbers["residual"] == numbers["units"] * 1_000_000)
    refuse_unless(numbers["leaves"] <= numbers["sum"])
    return said | {"origin": origin}


def checked_share(proof: str, commitment: bytes, key: str) -> int:
    """The grams that a proof file proves for a commitment."""
    above, note = proof.split("\n\n", 1)
    header, position, grams, *lines = above.split("\n")
    refuse_unless(header == "diandian/pool-proof@v1")
    refuse_unless(position.startswith("position ") and grams.startswith("grams "))
    said = read_statement(signed_text(note, key)[0])
    parts = [line.split(" ") for line in lines]
    steps = [(unbase64(step), decimal(weight)) for step, weight in parts]
    root = (unbase64(said["root"]), decimal(said["sum"]), decimal(said["leaves"]))
    own = pool_leaf(commitment, decimal(grams[6:]))
    check_share(own, decimal(position[9:]), iter(steps), root)
    return own[1]


# The tests.

LOG_KEY, WITNESS_KEY = (row["key"] for row in VECTORS["keys"])


def weighed_leaf(row: dict[str, str]) -> Weighed:
    return pool_leaf(bytes.fromhex(row["commitment"]), int(row["grams"]))


def given_root(row: dict[str, str]) -> tuple[bytes, int, int]:
    return bytes.fromhex(row["hash"]), int(row["sum"]), int(row["leaves"])


def test_the_file_is_what_the_script_makes() -> None:
    assert FILE.read_text() == scripts.make_proof_vectors.text()


def test_the_keys_are_those_of_their_seeds() -> None:
    for row in VECTORS["keys"]:
        public = (
            Ed25519PrivateKey.from_private_bytes(bytes.fromhex(row["seed"])).public_key().public_bytes_raw()
        )
        assert public == unbase64(row["public"]) == key_parts(row["key"])[3]
    assert [key_parts(row["key"])[2] for row in VECTORS["keys"]] == [1, 4]


def test_commitments_are_computed_again() -> None:
    for row in VECTORS["commitments"]:
        ids = uuid.UUID(row["retirement"]).bytes + uuid.UUID(row["beneficiary"]).bytes
        computed = sha(b"diandian/retirement/v1\n", bytes.fromhex(row["salt"]), ids)
        assert computed.hex() == row["commitment"]


def test_retirements_for_an_event_have_its_beneficiary_and_no_commitment_in_common() -> None:
    event, rows = VECTORS["event"], VECTORS["commitments"]
    named = uuid.UUID(event["namespace"]).bytes + event["account"].encode()
    made = uuid.UUID(bytes=hashlib.sha1(named).digest()[:16], version=5)  # noqa: S324 - RFC 9562 says SHA-1
    assert str(made) == event["beneficiary"]
    assert [row["beneficiary"] == str(made) for row in rows] == [False, True, True, False]
    assert len({row["commitment"] for row in rows}) == len(rows)


def test_entries_are_canonical_and_their_leaves_computed_again() -> None:
    rows = VECTORS["log"]["entries"]
    said = [json.loads(row["entry"]) for row in rows]
    for row, fields in zip(rows, said, strict=True):
        assert canonical(fields) == row["entry"]
        assert log_leaf(row["entry"].encode()).hex() == row["leaf_hash"]
        assert fields["v"] == 1
    kinds = [
        *("issue", "move", *["retirement"] * 4, "return", "cancel", "pool"),
        *("move", "reverse", "mark", "set-apart", "clock"),
    ]
    assert [fields["type"] for fields in said] == kinds
    times = [fields["at"] for fields in said]
    assert times[:-1] == sorted(times[:-1])
    assert (said[-1]["was"], times[-1] < times[-2]) == (times[-2], True)
    retired = [fields for fields in said if fields["type"] == "retirement"]
    assert [fields["commitment"] for fields in retired] == [
        row["commitment"] for row in VECTORS["commitments"]
    ]
    for fields in retired:
        assert fields["grams"] == sum(end - begin for _batch, begin, end in fields["ranges"])


def test_the_logs_roots_and_paths_are_computed_again() -> None:
    tree = VECTORS["tree"]
    leaves = [log_leaf(str(number).encode()) for number in range(600)]
    roots = {int(size): bytes.fromhex(root) for size, root in tree["roots"].items()}
    assert roots == {size: log_root(leaves[:size]) for size in roots}
    for row in tree["inclusion"]:
        steps = iter([bytes.fromhex(step) for step in row["path"]])
        top = climb(leaves[row["index"]], row["index"], row["size"], steps)
        assert top == log_root(leaves[: row["size"]])
        assert next(steps, None) is None
    for row in tree["consistency"]:
        steps = iter([bytes.fromhex(step) for step in row["path"]])
        old = log_root(leaves[: row["old"]])
        assert grow(row["old"], row["new"], old, steps) == (old, log_root(leaves[: row["new"]]))
        assert next(steps, None) is None


def test_the_tiles_are_cut_again() -> None:
    leaves = [log_leaf(str(number).encode()) for number in range(600)]
    above = [log_root(leaves[:256]), log_root(leaves[256:512])]
    entries = [str(number).encode() for number in range(512, 600)]
    tiles = {
        "tile/0/000": b"".join(leaves[:256]),
        "tile/0/001": b"".join(leaves[256:512]),
        "tile/0/002.p/88": b"".join(leaves[512:]),
        "tile/1/000.p/2": b"".join(above),
        "tile/entries/002.p/88": b"".join(struct.pack(">H", len(entry)) + entry for entry in entries),
    }
    given = {row["path"]: (row["bytes"], row["sha256"]) for row in VECTORS["tree"]["tiles"]}
    assert given == {path: (len(body), sha(body).hex()) for path, body in tiles.items()}


def test_the_checkpoint_and_its_cosignature_are_verified() -> None:
    log = VECTORS["log"]
    root = log_root([bytes.fromhex(row["leaf_hash"]) for row in log["entries"]])
    text = f"ledger.example/log\n{len(log['entries'])}\n{base64.b64encode(root).decode()}\n"
    assert signed_text(log["checkpoint"], LOG_KEY) == (text, None)
    assert signed_text(log["cosigned"], LOG_KEY) == (text, None)
    assert signed_text(log["cosigned"], WITNESS_KEY) == (text, log["cosigned_at"])


def test_each_entrys_proof_file_proves_it_and_no_other() -> None:
    log = VECTORS["log"]
    entries = [row["entry"].encode() for row in log["entries"]]
    for number, proof in enumerate(log["proofs"]):
        assert checked_entry(proof, entries[number], VECTORS["origin"], LOG_KEY) == number
        with pytest.raises(RefusedError):
            checked_entry(proof, entries[number - 1], VECTORS["origin"], LOG_KEY)


def test_the_pools_root_is_computed_again() -> None:
    pool = VECTORS["pool"]
    leaves = [weighed_leaf(row) for row in pool["leaves"]]
    for count, row in enumerate([*pool["roots_of_the_first"], pool["root"]], 1):
        top = pool_top(leaves[:count])
        assert (pool_root(top, count), top[1], count) == given_root(row)


def test_the_statement_is_verified_and_the_log_holds_its_digest() -> None:
    pool = VECTORS["pool"]
    text, _at = signed_text(pool["statement"], LOG_KEY)
    said = read_statement(text)
    assert said["origin"] == VECTORS["origin"]
    assert (unbase64(said["root"]), int(said["sum"]), int(said["leaves"])) == given_root(pool["root"])
    logged = next(json.loads(row["entry"]) for row in VECTORS["log"]["entries"] if '"pool"' in row["entry"])
    assert logged["statement"] == pool["statement_digest"] == sha(text.encode()).hex()
    assert (logged["root"], str(logged["sum"]), logged["leaves"]) == (pool["root"]["hash"], said["sum"], 4)


def test_each_leafs_proof_file_proves_it_and_no_other() -> None:
    pool = VECTORS["pool"]
    commitments = [bytes.fromhex(row["commitment"]) for row in pool["leaves"]]
    for number, proof in enumerate(pool["proofs"]):
        assert checked_share(proof, commitments[number], LOG_KEY) == int(pool["leaves"][number]["grams"])
        with pytest.raises(RefusedError):
            checked_share(proof, commitments[number - 1], LOG_KEY)


@pytest.mark.parametrize("number", range(len(VECTORS["refused"])))
def test_no_crafted_path_is_accepted(number: int) -> None:
    case = VECTORS["refused"][number]
    steps = [(bytes.fromhex(step["hash"]), int(step["sum"])) for step in case["path"]]
    with pytest.raises((RefusedError, StopIteration)):
        check_share(weighed_leaf(case["leaf"]), case["position"], iter(steps), given_root(case["root"]))
