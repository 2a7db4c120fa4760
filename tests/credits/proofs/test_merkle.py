"""The log's tree against published vectors, against another implementation, and against whoever alters a proof."""

import hashlib
from collections.abc import Callable, Sequence
from functools import cache

import pymerkle  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credits.proofs import merkle
from credits.proofs.errors import (
    HashLengthError,
    LeafIndexError,
    PathLengthError,
    ProofError,
    RootMismatchError,
    TreeSizeError,
)
from credits.proofs.merkle import TreeHead

# The vectors of the reference implementation of RFC 6962, google/certificate-transparency.
ENTRIES = [
    bytes.fromhex(entry)
    for entry in [
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    ]
]
ROOTS = [
    bytes.fromhex(root)
    for root in (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
]
LEAF_1, NODE_01 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", ROOTS[2].hex()
NODE_23 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
NODE_47 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
LEAF_4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
NODE_45 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
NODE_67 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
INCLUSION = [
    (0, 1, []),
    (0, 8, [LEAF_1, NODE_23, NODE_47]),
    (5, 8, [LEAF_4, NODE_67, ROOTS[4].hex()]),
    (2, 3, [NODE_01]),
    (1, 5, [ROOTS[1].hex(), NODE_23, LEAF_4]),
]
CONSISTENCY = [
    (1, 1, []),
    (1, 8, [LEAF_1, NODE_23, NODE_47]),
    (6, 8, [NODE_45, NODE_67, ROOTS[4].hex()]),
    (2, 5, [NODE_23, LEAF_4]),
]
LEAVES = [merkle.leaf_hash(f"entry {number}".encode()) for number in range(300)]


@cache
def node(level: int, index: int) -> bytes:
    """A node source over LEAVES that takes nothing from the code under test."""
    if level == 0:
        return LEAVES[index]
    both = node(level - 1, 2 * index) + node(level - 1, 2 * index + 1)
    return hashlib.sha256(b"\x01" + both).digest()


def source(leaves: Sequence[bytes]) -> Callable[[int, int], bytes]:
    return lambda level, index: merkle.fold(b"".join(leaves[index << level : (index + 1) << level]))


def head(size: int) -> TreeHead:
    return TreeHead(size, merkle.root_of(LEAVES[:size]))


def test_roots_are_those_of_the_reference_implementation() -> None:
    hashes = [merkle.leaf_hash(entry) for entry in ENTRIES]
    for size, expected in enumerate(ROOTS):
        assert merkle.root_of(hashes[:size]) == expected
        assert merkle.root(size, source(hashes)) == expected


@pytest.mark.parametrize(("index", "size", "path"), INCLUSION)
def test_inclusion_paths_are_those_of_the_reference_implementation(
    index: int, size: int, path: list[str]
) -> None:
    hashes = [merkle.leaf_hash(entry) for entry in ENTRIES]
    made = merkle.inclusion_path(index, size, source(hashes))
    assert [step.hex() for step in made] == path
    merkle.verify_inclusion(hashes[index], index, made, TreeHead(size, ROOTS[size]))


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCY)
def test_consistency_paths_are_those_of_the_reference_implementation(
    old: int, new: int, path: list[str]
) -> None:
    made = merkle.consistency_path(old, new, source([merkle.leaf_hash(entry) for entry in ENTRIES]))
    assert [step.hex() for step in made] == path
    merkle.verify_consistency(TreeHead(old, ROOTS[old]), TreeHead(new, ROOTS[new]), made)


@pytest.fixture(scope="module")
def peer() -> pymerkle.InmemoryTree:
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for number in range(len(LEAVES)):
        tree.append_entry(f"entry {number}".encode())
    return tree


def test_pymerkle_computes_the_same_roots(peer: pymerkle.InmemoryTree) -> None:
    for size in range(len(LEAVES) + 1):
        assert merkle.root(size, node) == peer.get_root(size)


def test_pymerkle_makes_and_accepts_the_same_inclusion_paths(peer: pymerkle.InmemoryTree) -> None:
    for size in range(1, len(LEAVES) + 1):
        for index in {0, size // 3, size // 2, size - 1}:
            theirs = peer.prove_inclusion(index + 1, size)
            ours = merkle.inclusion_path(index, size, node)
            assert [LEAVES[index], *ours] == theirs.path
            merkle.verify_inclusion(LEAVES[index], index, theirs.path[1:], head(size))
            theirs.path = [LEAVES[index], *ours]
            pymerkle.verify_inclusion(LEAVES[index], merkle.root(size, node), theirs)


def as_rfc6962(proof: pymerkle.ConsistencyProof) -> list[bytes]:
    """Its path, which goes down to a leaf of the new part, cut at the subtrees where RFC 6962 stops."""
    new_part, rest = proof.path[0], list(zip(proof.path, proof.subset, strict=True))[1:]
    while not rest[0][1]:
        new_part = merkle.node_hash(new_part, rest.pop(0)[0])
    last_old, *others = [step for step, _is_old in rest]
    is_perfect = proof.prior_size & (proof.prior_size - 1) == 0
    return [*([] if is_perfect else [last_old]), new_part, *others]


def test_pymerkle_makes_the_same_consistency_paths(peer: pymerkle.InmemoryTree) -> None:
    for new in range(2, len(LEAVES) + 1):
        for old in {1, new // 3, new // 2, new - 1} - {0}:
            theirs = peer.prove_consistency(old, new)
            pymerkle.verify_consistency(head(old).root, head(new).root, theirs)
            ours = merkle.consistency_path(old, new, node)
            assert ours == as_rfc6962(theirs)
            merkle.verify_consistency(head(old), head(new), ours)


@given(st.data())
def test_what_is_in_the_tree_is_proved(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(0, size))
    merkle.verify_inclusion(LEAVES[index], index, merkle.inclusion_path(index, size, node), head(size))
    merkle.verify_consistency(head(old), head(size), merkle.consistency_path(old, size, node))


def flipped(value: bytes, bit: int) -> bytes:
    return value[: bit // 8] + bytes([value[bit // 8] ^ 1 << bit % 8]) + value[bit // 8 + 1 :]


@given(st.data())
def test_an_altered_inclusion_is_refused_by_name(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 300))
    index = data.draw(st.integers(0, size - 1))
    path = merkle.inclusion_path(index, size, node)
    bit = data.draw(st.integers(0, 255))
    step = data.draw(st.integers(0, len(path) - 1))
    swapped = [*path[:step], flipped(path[step], bit), *path[step + 1 :]]
    changes: list[tuple[type[ProofError], tuple[bytes, int, list[bytes], TreeHead]]] = [
        (RootMismatchError, (flipped(LEAVES[index], bit), index, path, head(size))),
        (RootMismatchError, (LEAVES[index], index, swapped, head(size))),
        (RootMismatchError, (LEAVES[index], index, path, TreeHead(size, flipped(head(size).root, bit)))),
        (PathLengthError, (LEAVES[index], index, path[:-1], head(size))),
        (PathLengthError, (LEAVES[index], index, [*path, path[0]], head(size))),
        (HashLengthError, (LEAVES[index], index, [path[0][1:], *path[1:]], head(size))),
        (HashLengthError, (LEAVES[index] + b"0", index, path, head(size))),
        (LeafIndexError, (LEAVES[index], size, path, head(size))),
        (LeafIndexError, (LEAVES[index], -1, path, head(size))),
        (LeafIndexError, (LEAVES[index], 0, path, TreeHead(0, merkle.EMPTY_ROOT))),
    ]
    for error, proof in changes:
        with pytest.raises(ProofError) as refusal:
            merkle.verify_inclusion(*proof)
        assert type(refusal.value) is error


def test_no_other_index_passes_for_a_leaf() -> None:
    for size in range(1, 34):
        for index in range(size):
            path = merkle.inclusion_path(index, size, node)
            for other in set(range(size)) - {index}:
                with pytest.raises((RootMismatchError, PathLengthError)):
                    merkle.verify_inclusion(LEAVES[index], other, path, head(size))


@given(st.data())
def test_an_altered_consistency_is_refused_by_name(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, 300))
    old = data.draw(st.integers(1, new - 1))
    path = merkle.consistency_path(old, new, node)
    bit = data.draw(st.integers(0, 255))
    step = data.draw(st.integers(0, len(path) - 1))
    swapped = [*path[:step], flipped(path[step], bit), *path[step + 1 :]]
    forked_old = TreeHead(old, flipped(head(old).root, bit))
    forked_new = TreeHead(new, flipped(head(new).root, bit))
    changes: list[tuple[type[ProofError], tuple[TreeHead, TreeHead, list[bytes]]]] = [
        (RootMismatchError, (forked_old, head(new), path)),
        (RootMismatchError, (head(old), forked_new, path)),
        (RootMismatchError, (head(old), head(new), swapped)),
        (RootMismatchError, (TreeHead(new, forked_new.root), head(new), [])),
        (RootMismatchError, (TreeHead(0, head(old).root), head(new), [])),
        (PathLengthError, (head(old), head(new), path[:-1])),
        (PathLengthError, (head(old), head(new), [*path, path[0]])),
        (PathLengthError, (head(new), head(new), path)),
        (PathLengthError, (head(0), head(new), path)),
        (HashLengthError, (head(old), head(new), [path[0] + b"0", *path[1:]])),
        (TreeSizeError, (head(new), head(old), path)),
        (TreeSizeError, (TreeHead(-1, head(0).root), head(new), path)),
    ]
    for error, proof in changes:
        with pytest.raises(ProofError) as refusal:
            merkle.verify_consistency(*proof)
        assert type(refusal.value) is error


def test_a_mismatch_says_which_root() -> None:
    path = merkle.consistency_path(6, 8, node)
    with pytest.raises(RootMismatchError) as refusal:
        merkle.verify_consistency(TreeHead(6, head(5).root), head(8), path)
    assert refusal.value.which == "old root"
    with pytest.raises(RootMismatchError) as refusal:
        merkle.verify_consistency(head(6), TreeHead(8, head(7).root), path)
    assert (refusal.value.which, refusal.value.expected) == ("new root", head(7).root)


def test_a_node_cannot_pass_for_a_leaf() -> None:
    left, right = LEAVES[0], LEAVES[1]
    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right)
    with pytest.raises(RootMismatchError):
        merkle.verify_inclusion(
            merkle.leaf_hash(left + right), 0, [head(4).root[:32]], TreeHead(2, head(4).root)
        )


def test_a_doubled_last_leaf_makes_another_tree() -> None:
    assert merkle.root_of([*LEAVES[:3], LEAVES[2]]) != merkle.root_of(LEAVES[:3])


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (5, 5), (0, 0)])
def test_no_path_is_made_for_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(LeafIndexError):
        merkle.inclusion_path(index, size, node)


@pytest.mark.parametrize(("old", "new"), [(6, 5), (-1, 5)])
def test_no_path_is_made_for_a_tree_that_shrinks(old: int, new: int) -> None:
    with pytest.raises(TreeSizeError):
        merkle.consistency_path(old, new, node)
    with pytest.raises(TreeSizeError):
        merkle.root(-1, node)
