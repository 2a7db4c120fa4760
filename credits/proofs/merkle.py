"""♥ The log's tree: Merkle hashing of RFC 6962 section 2.1 (RFC 9162 section 2.1), proofs and their checks.

A *node source* gives the hash of the perfect subtree over the leaves `[index << level, (index + 1) << level)`;
roots and paths are made from a few such hashes, wherever they are stored. Checks return nothing and raise the
ProofError that names what is wrong.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from credits.proofs.errors import (
    HashLengthError,
    LeafIndexError,
    PathLengthError,
    RootMismatchError,
    TreeSizeError,
)

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()
NodeSource = Callable[[int, int], bytes]


class TreeHead(NamedTuple):
    """A tree's size in leaves, and its root hash."""

    size: int
    root: bytes


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def fold(hashes: bytes) -> bytes:
    """The root over hashes that stand one after the other, 32 bytes each; a last one without a pair moves up."""
    if not hashes:
        return EMPTY_ROOT
    while len(hashes) > HASH_BYTES:
        paired = len(hashes) // 64 * 64
        row = [sha256(b"\x01" + hashes[at : at + 64]).digest() for at in range(0, paired, 64)]
        hashes = b"".join(row) + hashes[paired:]
    return hashes


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes; that of no leaves is the hash of nothing."""
    return fold(b"".join(leaves))


def root(size: int, node: NodeSource) -> bytes:
    """The root of the first `size` leaves."""
    if size < 0:
        raise TreeSizeError(size, size)
    return _range_root(0, size, node) if size else EMPTY_ROOT


def inclusion_path(index: int, size: int, node: NodeSource) -> list[bytes]:
    """The path from leaf `index` to the root of the first `size` leaves, the leaf's sibling first."""
    if not 0 <= index < size:
        raise LeafIndexError(index, size)
    siblings = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _left_width(end - start)
        if index < middle:
            siblings.append((middle, end))
            end = middle
        else:
            siblings.append((start, middle))
            start = middle
    return [_range_root(first, last, node) for first, last in reversed(siblings)]


def consistency_path(old_size: int, new_size: int, node: NodeSource) -> list[bytes]:
    """The path that shows the first `old_size` leaves unchanged among the first `new_size` (RFC 6962, 2.1.2)."""
    if not 0 <= old_size <= new_size:
        raise TreeSizeError(old_size, new_size)
    if old_size in (0, new_size):
        return []
    ranges = []
    start, end = 0, new_size
    while end != old_size:
        middle = start + _left_width(end - start)
        if old_size <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start:  # the last subtree of the old tree is not the old tree itself, so the checker has to be told
        ranges.append((start, end))
    return [_range_root(first, last, node) for first, last in reversed(ranges)]


def verify_inclusion(leaf: bytes, index: int, path: Sequence[bytes], head: TreeHead) -> None:
    """Check that the leaf hash `leaf` is number `index` of the tree (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < head.size:
        raise LeafIndexError(index, head.size)
    _check_hashes([leaf, head.root, *path])
    inner = (index ^ (head.size - 1)).bit_length()  # levels at which the leaf is not on the tree's right edge
    expected = inner + (index >> inner).bit_count()
    if len(path) != expected:
        raise PathLengthError(expected, len(path))
    computed = leaf
    for level, sibling in enumerate(path):
        # Beyond `inner`, the right edge has a sibling at its left only, and only where there is one.
        is_right = level >= inner or index >> level & 1
        computed = node_hash(sibling, computed) if is_right else node_hash(computed, sibling)
    if computed != head.root:
        raise RootMismatchError("root", head.root, computed)


def verify_consistency(old: TreeHead, new: TreeHead, path: Sequence[bytes]) -> None:
    """Check that the new tree begins with all leaves of the old one (RFC 9162, 2.1.4.2)."""
    if not 0 <= old.size <= new.size:
        raise TreeSizeError(old.size, new.size)
    _check_hashes([old.root, new.root, *path])
    if old.size in (0, new.size):
        known = EMPTY_ROOT if old.size == 0 else new.root
        if path:
            raise PathLengthError(0, len(path))
        if old.root != known:
            raise RootMismatchError("old root", old.root, known)
        return
    last = old.size - 1
    shift = (old.size & -old.size).bit_length() - 1  # the height of the old tree's last perfect subtree
    inner = (last ^ (new.size - 1)).bit_length()
    is_perfect = old.size == 1 << shift
    expected = inner - shift + (last >> inner).bit_count() + (not is_perfect)
    if len(path) != expected:
        raise PathLengthError(expected, len(path))
    before = after = old.root if is_perfect else path[0]
    for level, sibling in enumerate(path if is_perfect else path[1:], start=shift):
        if level >= inner or last >> level & 1:
            before = node_hash(sibling, before)
            after = node_hash(sibling, after)
        else:
            after = node_hash(after, sibling)
    if before != old.root:
        raise RootMismatchError("old root", old.root, before)
    if after != new.root:
        raise RootMismatchError("new root", new.root, after)


def _left_width(width: int) -> int:
    """The largest power of two below `width` (at least 2): how many leaves lie left of the split."""
    return 1 << (width - 1).bit_length() - 1


def _perfect_subtrees(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The (level, index) of the perfect subtrees that make up a subtree `[start, end)`, the largest first."""
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _range_root(start: int, end: int, node: NodeSource) -> bytes:
    """The hash of the subtree over leaves `[start, end)`, as RFC 6962 splits them."""
    hashes = [node(level, index) for level, index in _perfect_subtrees(start, end)]
    computed = hashes.pop()
    while hashes:
        computed = node_hash(hashes.pop(), computed)
    return computed


def _check_hashes(hashes: Sequence[bytes]) -> None:
    for value in hashes:
        if len(value) != HASH_BYTES:
            raise HashLengthError(len(value))
