"""The pools' tree: every gram counts, in one place, and no sum can lie."""

import hashlib
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scripts.make_proof_vectors
from credits.proofs import merkle, sumtree
from credits.proofs.errors import (
    DuplicateLeafError,
    EmptyTreeError,
    HashLengthError,
    LeafIndexError,
    PathLengthError,
    ProofError,
    RootMismatchError,
    SumMismatchError,
    SumRangeError,
)
from credits.proofs.sumtree import SUM_MAX, SumLeaf, SumNode, SumRoot, SumTree


def leaf(number: int, grams: int | None = None) -> SumLeaf:
    return SumLeaf(hashlib.sha256(str(number).encode()).digest(), 7 * number + 1 if grams is None else grams)


LEAVES = [leaf(number) for number in range(700)]


def plain_top(leaves: Sequence[SumLeaf]) -> tuple[bytes, int]:
    """The top as RFC 6962 section 2.1 splits the leaves: another shape of code, nothing taken from ours."""
    if len(leaves) == 1:
        commitment, grams = leaves[0]
        return hashlib.sha256(
            b"diandian/pool-leaf/v1\n" + commitment + grams.to_bytes(8, "big")
        ).digest(), grams
    half = 1
    while 2 * half < len(leaves):
        half *= 2
    (left, left_sum), (right, right_sum) = plain_top(leaves[:half]), plain_top(leaves[half:])
    both = left + left_sum.to_bytes(8, "big") + right + right_sum.to_bytes(8, "big")
    return hashlib.sha256(b"diandian/pool-node/v1\n" + both).digest(), left_sum + right_sum


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 255, 256, 257, 700])
def test_the_root_is_the_definitions_and_every_leaf_is_proved(count: int) -> None:
    tree = SumTree.of_leaves(LEAVES[:count])
    top, total = plain_top(LEAVES[:count])
    closed = b"diandian/pool-root/v1\n" + count.to_bytes(8, "big") + top + total.to_bytes(8, "big")
    assert tree.root == SumRoot(hashlib.sha256(closed).digest(), total, count)
    assert total == sum(part.grams for part in LEAVES[:count])
    for position in range(count):
        sumtree.verify_path(LEAVES[position], position, tree.path(position), tree.root)


@pytest.mark.parametrize("count", [1, 2, 255, 256, 257, 512, 513, 700])
def test_a_path_is_the_same_from_one_block_and_the_row_above(count: int) -> None:
    tree = SumTree.of_leaves(LEAVES[:count])
    above = SumTree(tree.row(sumtree.BLOCK_LEVEL))
    assert above.top == tree.top
    for position in range(count):
        start = position // 256 * 256
        block = LEAVES[start : min(start + 256, count)]
        assert sumtree.path_by_block(position, block, above) == tree.path(position)


def test_the_shape_is_the_logs() -> None:
    """As many steps from each position, in a tree of each size, as an inclusion path of RFC 6962 has."""
    for count in range(1, 70):
        tree = SumTree.of_leaves(LEAVES[:count])
        for position in range(count):
            path = merkle.inclusion_path(position, count, lambda _level, _index: bytes(32))
            assert len(tree.path(position)) == len(path)


# Each attack of docs/proofs.md, with the test that shows that it fails.


def test_a_sum_that_the_hash_does_not_hold_is_refused() -> None:
    """Missing sum in the hash: were only the total hashed, an operator could shift grams between two siblings."""
    left, right = sumtree.leaf_node(*leaf(1, 100)), sumtree.leaf_node(*leaf(2, 900))
    honest = sumtree.parent_node(left, right)
    shifted = sumtree.parent_node(SumNode(left.hash, 900), SumNode(right.hash, 100))
    assert shifted.sum_grams == honest.sum_grams
    assert shifted.hash != honest.hash
    tree = SumTree.of_leaves([leaf(1, 100), leaf(2, 900), leaf(3, 5)])
    path = tree.path(0)
    hidden = [SumNode(path[0].hash, 1), SumNode(path[1].hash, 904)]  # the same total, told otherwise
    with pytest.raises(RootMismatchError):
        sumtree.verify_path(leaf(1, 100), 0, hidden, tree.root)


@pytest.mark.parametrize("grams", [-1, 0, 2**63, 2**64, True, 1.5])
def test_a_negative_an_empty_and_an_enormous_leaf_are_refused(grams: int) -> None:
    with pytest.raises(SumRangeError) as refusal:
        SumTree.of_leaves([leaf(1), SumLeaf(leaf(2).commitment, grams)])
    assert refusal.value.value is grams
    tree = SumTree.of_leaves(LEAVES[:2])
    with pytest.raises(SumRangeError):
        sumtree.verify_path(SumLeaf(leaf(0).commitment, grams), 0, tree.path(0), tree.root)


@pytest.mark.parametrize("grams", [-5, 0, 2**63, 2**64 - 5])
def test_a_negative_an_empty_and_an_enormous_sibling_are_refused(grams: int) -> None:
    """A sibling of minus five grams would hide five others; 2⁶⁴ - 5 would be the same, wrapped."""
    tree = SumTree.of_leaves(LEAVES[:2])
    with pytest.raises(SumRangeError) as refusal:
        sumtree.verify_path(LEAVES[0], 0, [SumNode(tree.path(0)[0].hash, grams)], tree.root)
    assert refusal.value.value == grams


def test_a_sum_that_overflows_is_refused_when_built_and_when_checked() -> None:
    halves = [leaf(1, SUM_MAX), leaf(2, 1)]
    with pytest.raises(SumRangeError) as refusal:
        SumTree.of_leaves(halves)
    assert refusal.value.value == 2**63
    with pytest.raises(SumRangeError) as refusal:
        SumTree.of_leaves([leaf(number, SUM_MAX) for number in range(4)])
    assert refusal.value.value == 2 * SUM_MAX
    sibling = sumtree.leaf_node(*halves[1])
    with pytest.raises(SumRangeError):
        sumtree.verify_path(halves[0], 0, [sibling], SumRoot(bytes(32), SUM_MAX, 2))
    most = SumTree.of_leaves([leaf(1, SUM_MAX - 1), leaf(2, 1)])
    assert most.root.sum_grams == SUM_MAX
    sumtree.verify_path(leaf(2, 1), 1, most.path(1), most.root)


def test_a_stored_row_with_a_bad_sum_is_refused() -> None:
    row = SumTree.of_leaves(LEAVES[:2]).row(0)
    for grams in (0, 2**63):
        with pytest.raises(SumRangeError):
            SumTree(row[:32] + grams.to_bytes(8, "big") + row[40:])
    for grams in (0, 2**63):
        with pytest.raises(SumRangeError):
            SumTree(row[:32] + grams.to_bytes(8, "big"))
    for broken in (b"", row[:-1], row + b"0"):
        with pytest.raises(EmptyTreeError):
            SumTree(broken)


def test_a_retirement_counts_once() -> None:
    with pytest.raises(DuplicateLeafError) as refusal:
        SumTree.of_leaves([*LEAVES[:5], SumLeaf(LEAVES[2].commitment, 1)])
    assert (refusal.value.first, refusal.value.second) == (2, 5)


def test_a_doubled_last_leaf_makes_another_root() -> None:
    """Bitcoin's CVE-2012-2459: where a last leaf is hashed with itself, two lists have one root. Not here."""
    three = SumTree.of_leaves(LEAVES[:3]).root
    left = sumtree.parent_node(*(sumtree.leaf_node(*part) for part in LEAVES[:2]))
    last = sumtree.leaf_node(*LEAVES[2])
    doubled = sumtree.parent_node(left, sumtree.parent_node(last, last))
    assert sumtree.close(doubled, 4).hash != three.hash
    assert sumtree.close(doubled, 3).hash != three.hash
    with pytest.raises(LeafIndexError):
        sumtree.verify_path(LEAVES[2], 3, [last, left], three)


def test_a_pool_padded_or_cut_to_another_number_of_leaves_is_refused() -> None:
    tree = SumTree.of_leaves(LEAVES[:8])
    refused: list[type[ProofError]] = []
    for count in (4, 7, 9, 16, SUM_MAX):
        with pytest.raises(ProofError) as refusal:
            sumtree.verify_path(LEAVES[3], 3, tree.path(3), tree.root._replace(leaf_count=count))
        refused.append(type(refusal.value))
    assert refused == [PathLengthError, RootMismatchError, PathLengthError, PathLengthError, PathLengthError]


def test_a_node_cannot_pass_for_a_leaf_nor_a_leaf_for_a_node() -> None:
    """Second preimage: a leaf's 40 bytes and a node's 80 stand behind different tags."""
    tree = SumTree.of_leaves(LEAVES[:4])
    inner = tree.path(0)[1]
    with pytest.raises(RootMismatchError):
        sumtree.verify_path(SumLeaf(inner.hash, inner.sum_grams), 1, tree.path(2)[1:], _root_of_two(tree))
    pair = b"".join(part.commitment + part.grams.to_bytes(8, "big") for part in LEAVES[:2])
    as_node = hashlib.sha256(sumtree.NODE_TAG + pair).digest()
    assert as_node not in {sumtree.leaf_node(part.commitment, part.grams).hash for part in LEAVES[:2]}
    tags = [sumtree.LEAF_TAG, sumtree.NODE_TAG, sumtree.ROOT_TAG]
    assert len({tag[:22] for tag in tags}) == 3
    assert {len(tag) for tag in tags} == {22}


def _root_of_two(tree: SumTree) -> SumRoot:
    return sumtree.close(tree.top, 2)


def test_leaves_in_another_order_make_another_root() -> None:
    orders = [LEAVES[:4], LEAVES[3::-1], [LEAVES[1], LEAVES[0], *LEAVES[2:4]], [*LEAVES[2:4], *LEAVES[:2]]]
    roots = [SumTree.of_leaves(order).root for order in orders]
    assert {root.sum_grams for root in roots} == {roots[0].sum_grams}
    assert all(first.hash != second.hash for first, second in pairwise(roots))
    path = SumTree.of_leaves(LEAVES[:4]).path(1)
    for position in (0, 2, 3):
        with pytest.raises(RootMismatchError):
            sumtree.verify_path(LEAVES[1], position, path, roots[0])


REFUSED = scripts.make_proof_vectors.refused()


def crafted(number: int) -> tuple[SumLeaf, int, list[SumNode], SumRoot]:
    case = REFUSED[number]
    leaf = SumLeaf(bytes.fromhex(case["leaf"]["commitment"]), int(case["leaf"]["grams"]))
    path = [SumNode(bytes.fromhex(step["hash"]), int(step["sum"])) for step in case["path"]]
    root = case["root"]
    return (
        leaf,
        case["position"],
        path,
        SumRoot(bytes.fromhex(root["hash"]), int(root["sum"]), int(root["leaves"])),
    )


@pytest.mark.parametrize(
    ("number", "attack", "error"),
    [
        (0, "missing sum in the hash", RootMismatchError),
        (1, "missing sum in the hash", RootMismatchError),
        (2, "negative leaf", SumRangeError),
        (3, "empty leaf", SumRangeError),
        (4, "empty leaf", SumRangeError),
        (5, "overflow", SumRangeError),
        (6, "duplicated leaf", LeafIndexError),
        (7, "second preimage", RootMismatchError),
        (8, "reordering", RootMismatchError),
        (9, "padding", RootMismatchError),
        (10, "larger sum", SumMismatchError),
    ],
)
def test_the_crafted_paths_of_the_vectors_are_refused_by_name(
    number: int, attack: str, error: type[ProofError]
) -> None:
    assert len(REFUSED) == 11
    assert REFUSED[number]["attack"] == attack
    with pytest.raises(ProofError) as refusal:
        sumtree.verify_path(*crafted(number))
    assert type(refusal.value) is error


@pytest.mark.parametrize(
    ("number", "forgotten"),
    [(1, "sums"), (2, ""), (3, ""), (4, ""), (5, ""), (6, ""), (7, "leaf tag")],
)
def test_who_forgets_a_rule_is_fooled_by_a_crafted_path(number: int, forgotten: str) -> None:
    """The attacks are real: a checker without ranges and bounds, that counts in 64 bits, accepts these."""
    (commitment, grams), position, path, root = crafted(number)
    weight = grams.to_bytes(8, "big")
    current = (
        commitment
        if forgotten == "leaf tag"
        else hashlib.sha256(sumtree.LEAF_TAG + commitment + weight).digest()
    )
    for level, step in enumerate(path):
        pair = [(step.hash, step.sum_grams), (current, grams)]
        (left, left_sum), (right, right_sum) = pair if position >> level & 1 else pair[::-1]
        grams = (left_sum + right_sum) % 2**64
        both = left + left_sum.to_bytes(8, "big") + right + right_sum.to_bytes(8, "big")
        if forgotten == "sums":
            both = left + right + grams.to_bytes(8, "big")
        current = hashlib.sha256(sumtree.NODE_TAG + both).digest()
    closed = sumtree.ROOT_TAG + root.leaf_count.to_bytes(8, "big") + current + grams.to_bytes(8, "big")
    assert (hashlib.sha256(closed).digest(), grams) == (root.hash, root.sum_grams)


def flipped(value: bytes, bit: int) -> bytes:
    return value[: bit // 8] + bytes([value[bit // 8] ^ 1 << bit % 8]) + value[bit // 8 + 1 :]


@given(st.data())
def test_an_altered_proof_is_refused_by_name(data: st.DataObject) -> None:
    count = data.draw(st.integers(2, 300))
    position = data.draw(st.integers(0, count - 1))
    tree = SumTree.of_leaves(LEAVES[:count])
    root, path, own = tree.root, tree.path(position), LEAVES[position]
    step = data.draw(st.integers(0, len(path) - 1))
    bit = data.draw(st.integers(0, 255))
    more = data.draw(st.integers(1, 10**9))

    def with_step(node: SumNode) -> list[SumNode]:
        return [*path[:step], node, *path[step + 1 :]]

    other = SumNode(flipped(path[step].hash, bit), path[step].sum_grams)
    heavier = SumNode(path[step].hash, path[step].sum_grams + more)
    cases: list[tuple[type[ProofError], tuple[SumLeaf, int, list[SumNode], SumRoot]]] = [
        (RootMismatchError, (SumLeaf(flipped(own.commitment, bit), own.grams), position, path, root)),
        (RootMismatchError, (own, position, with_step(other), root)),
        (RootMismatchError, (own, position, path, root._replace(hash=flipped(root.hash, bit)))),
        (
            RootMismatchError,
            (own, position, with_step(heavier), root._replace(sum_grams=root.sum_grams + more)),
        ),
        (SumMismatchError, (own._replace(grams=own.grams + more), position, path, root)),
        (SumMismatchError, (own, position, with_step(heavier), root)),
        (SumMismatchError, (own, position, path, root._replace(sum_grams=root.sum_grams + more))),
        (PathLengthError, (own, position, path[:-1], root)),
        (PathLengthError, (own, position, [*path, path[0]], root)),
        (LeafIndexError, (own, count, path, root)),
        (LeafIndexError, (own, -1, path, root)),
        (HashLengthError, (own, position, with_step(SumNode(other.hash[1:], other.sum_grams)), root)),
        (HashLengthError, (own._replace(commitment=b""), position, path, root)),
    ]
    for error, proof in cases:
        with pytest.raises(ProofError) as refusal:
            sumtree.verify_path(*proof)
        assert type(refusal.value) is error


def test_no_path_is_made_for_a_leaf_that_is_not_there() -> None:
    tree = SumTree.of_leaves(LEAVES[:5])
    for position in (-1, 5):
        with pytest.raises(LeafIndexError):
            tree.path(position)
    with pytest.raises(EmptyTreeError):
        SumTree.of_leaves([])
