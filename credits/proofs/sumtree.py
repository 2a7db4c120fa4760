"""♥ The Merkle-sum tree of a pool: one root that commits to every leaf's grams, and so to their sum.

    leaf   SHA-256("diandian/pool-leaf/v1\\n" + commitment (32) + grams (8))
    node   SHA-256("diandian/pool-node/v1\\n" + left hash (32) + left sum (8) + right hash (32) + right sum (8))
    root   SHA-256("diandian/pool-root/v1\\n" + number of leaves (8) + top hash (32) + top sum (8))

Numbers are unsigned and big-endian. The shape is that of RFC 6962 section 2.1: no leaf is ever doubled, a last one
without a pair moves up. Each side's sum stands in the node's hash by itself, so that no node can hide grams.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from struct import Struct
from typing import NamedTuple

from credits.proofs.errors import (
    DuplicateLeafError,
    EmptyTreeError,
    HashLengthError,
    LeafIndexError,
    PathLengthError,
    RootMismatchError,
    SumMismatchError,
    SumRangeError,
)

LEAF_TAG = b"diandian/pool-leaf/v1\n"
NODE_TAG = b"diandian/pool-node/v1\n"
ROOT_TAG = b"diandian/pool-root/v1\n"
SUM_MAX = 2**63 - 1
HASH_BYTES = 32
NODE_BYTES = HASH_BYTES + 8  # a node stands in a row as its hash and its sum
PAIR_BYTES = 2 * NODE_BYTES
_SUMS = Struct(">32xQ32xQ")  # the two sums of a pair
BLOCK_LEVEL = 8
BLOCK_LEAVES = 1 << BLOCK_LEVEL


class SumLeaf(NamedTuple):
    """A retirement's commitment, and its grams in this pool."""

    commitment: bytes
    grams: int


class SumNode(NamedTuple):
    """A subtree's hash and sum."""

    hash: bytes
    sum_grams: int


class SumRoot(NamedTuple):
    """What a pool's statement says of its tree."""

    hash: bytes
    sum_grams: int
    leaf_count: int


class SumTree:
    """A tree in memory: rows of packed nodes, from the lowest up. 80 bytes a leaf, about 3 µs to build."""

    def __init__(self, row: bytes) -> None:
        """A tree over packed nodes of 40 bytes. Raises EmptyTreeError without one, SumRangeError for a bad sum."""
        if not row or len(row) % NODE_BYTES:
            raise EmptyTreeError(len(row))
        self._rows = [row]
        while len(self._rows[-1]) > NODE_BYTES:
            self._rows.append(_row_above(self._rows[-1]))
        _check_sum(self.top.sum_grams)

    @classmethod
    def of_leaves(cls, leaves: Iterable[SumLeaf]) -> "SumTree":
        """The tree of a pool, in settlement order. Raises DuplicateLeafError, SumRangeError, HashLengthError."""
        positions: dict[bytes, int] = {}
        row = []
        for position, (commitment, grams) in enumerate(leaves):
            earlier = positions.setdefault(commitment, position)
            if earlier != position:
                raise DuplicateLeafError(earlier, position)
            row.append(_packed_leaf(commitment, grams))
        return cls(b"".join(row))

    @property
    def leaf_count(self) -> int:
        return len(self._rows[0]) // NODE_BYTES

    @property
    def top(self) -> SumNode:
        return next(_nodes(self._rows[-1]))

    @property
    def root(self) -> SumRoot:
        return close(self.top, self.leaf_count)

    def row(self, level: int) -> bytes:
        """The packed nodes at `level`; above the top, the top. Row 8 is what a later `SumTree(row)` needs."""
        return self._rows[min(level, len(self._rows) - 1)]

    def path(self, position: int) -> list[SumNode]:
        """The siblings of leaf `position`, the nearest first."""
        if not 0 <= position < self.leaf_count:
            raise LeafIndexError(position, self.leaf_count)
        path: list[SumNode] = []
        for row in self._rows[:-1]:
            start = (position ^ 1) * NODE_BYTES
            if start < len(row):
                path += _nodes(row[start : start + NODE_BYTES])
            position >>= 1
        return path


def leaf_node(commitment: bytes, grams: int) -> SumNode:
    """A leaf's hash and sum. Raises SumRangeError unless it has from 1 to 2⁶³ - 1 grams."""
    return SumNode(_packed_leaf(commitment, grams)[:HASH_BYTES], grams)


def parent_node(left: SumNode, right: SumNode) -> SumNode:
    """The node above two. Raises SumRangeError for a sum that is no sum, or one too large."""
    preimage = NODE_TAG
    for node in (left, right):
        _check_hash(node.hash)
        _check_sum(node.sum_grams)
        preimage += node.hash + node.sum_grams.to_bytes(8, "big")
    total = left.sum_grams + right.sum_grams
    _check_sum(total)
    return SumNode(sha256(preimage).digest(), total)


def close(top: SumNode, leaf_count: int) -> SumRoot:
    """The root: the top, bound to the number of leaves, which fixes the shape."""
    _check_sum(leaf_count)
    preimage = ROOT_TAG + leaf_count.to_bytes(8, "big") + top.hash + top.sum_grams.to_bytes(8, "big")
    return SumRoot(sha256(preimage).digest(), top.sum_grams, leaf_count)


def path_by_block(position: int, block: Sequence[SumLeaf], above: SumTree) -> list[SumNode]:
    """The path of leaf `position` from its block of 256 leaves and the tree over `row(8)`, without all the others.

    `block` holds the leaves from `position // 256 * 256` on, 256 of them or what the pool has.
    """
    index, within = divmod(position, BLOCK_LEAVES)
    return SumTree.of_leaves(block).path(within) + above.path(index)


def verify_path(leaf: SumLeaf, position: int, path: Sequence[SumNode], root: SumRoot) -> None:
    """Check that the leaf is number `position` of the tree, its grams counted in the root's sum.

    Returns nothing; raises the ProofError that names what does not hold.
    """
    if not 0 <= position < root.leaf_count:
        raise LeafIndexError(position, root.leaf_count)
    sides = list(_sides(position, root.leaf_count))
    if len(path) != len(sides):
        raise PathLengthError(len(sides), len(path))
    node = leaf_node(leaf.commitment, leaf.grams)
    for sibling, is_left in zip(path, sides, strict=True):
        node = parent_node(sibling, node) if is_left else parent_node(node, sibling)
    if node.sum_grams != root.sum_grams:
        raise SumMismatchError(root.sum_grams, node.sum_grams)
    computed = close(node, root.leaf_count)
    if computed.hash != root.hash:
        raise RootMismatchError("pool root", root.hash, computed.hash)


def _sides(position: int, count: int) -> Iterator[bool]:
    """For each sibling on the way up: whether it stands at the left. A last node without a pair has none."""
    while count > 1:
        if position & 1:
            yield True
        elif position + 1 < count:
            yield False
        position >>= 1
        count = count + 1 >> 1


def _nodes(row: bytes) -> Iterator[SumNode]:
    for at in range(0, len(row), NODE_BYTES):
        middle = at + HASH_BYTES
        yield SumNode(row[at:middle], int.from_bytes(row[middle : at + NODE_BYTES], "big"))


def _row_above(row: bytes) -> bytes:
    paired = len(row) // PAIR_BYTES * PAIR_BYTES
    parents = []
    for at, (left, right) in zip(range(0, paired, PAIR_BYTES), _SUMS.iter_unpack(row[:paired]), strict=True):
        total = left + right
        if not (left and right and total <= SUM_MAX):
            raise SumRangeError(total if left and right else 0)
        parents.append(sha256(NODE_TAG + row[at : at + PAIR_BYTES]).digest() + total.to_bytes(8, "big"))
    return b"".join(parents) + row[paired:]


def _packed_leaf(commitment: bytes, grams: int) -> bytes:
    _check_hash(commitment)
    _check_sum(grams)
    weight = grams.to_bytes(8, "big")
    return sha256(LEAF_TAG + commitment + weight).digest() + weight


def _check_hash(value: bytes) -> None:
    if len(value) != HASH_BYTES:
        raise HashLengthError(len(value))


def _check_sum(value: int) -> None:
    if type(value) is not int or not 1 <= value <= SUM_MAX:
        raise SumRangeError(value)
