"""Tiles: their paths, what an append completes, and proofs made from nothing but stored tiles and leaves."""

import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credits.proofs import merkle, tiles
from credits.proofs.errors import (
    BundleError,
    EntryTooLongError,
    NodeOutsideTreeError,
    TilePathError,
    TileWidthError,
)
from credits.proofs.tiles import TileAddress

LEAVES = [hashlib.sha256(str(number).encode()).digest() for number in range(70_000)]


class Store:
    """What a database keeps: the leaves, and full tiles that are added and never changed."""

    def __init__(self) -> None:
        self.leaves: list[bytes] = []
        self.tiles: dict[tuple[int, int], tiles.FullTile] = {}
        self.asked: list[int] = []

    def append(self, leaves: list[bytes]) -> None:
        for tile in tiles.completed_tiles(len(self.leaves), leaves, self.partial):
            assert (tile.level, tile.index) not in self.tiles
            self.tiles[tile.level, tile.index] = tile
        self.leaves += leaves

    def partial(self, level: int) -> bytes:
        self.asked.append(level)
        index = len(self.leaves) >> 8 * (level + 1)
        return self.read(level, index, tiles.width_in(len(self.leaves), level, index))

    def read(self, level: int, index: int, width: int) -> bytes:
        first = index * 256
        if (level, index) in self.tiles:
            return self.tiles[level, index].hashes[: width * 32]
        if level == 0:
            return b"".join(self.leaves[first : first + width])
        return b"".join(self.tiles[level - 1, number].root for number in range(first, first + width))


@pytest.mark.parametrize(
    ("address", "path"),
    [
        (TileAddress(0, 0), "tile/0/000"),
        (TileAddress(0, 1_234_067), "tile/0/x001/x234/067"),
        (TileAddress(1, 1_234, 17), "tile/1/x001/234.p/17"),
        (TileAddress(63, 999, 255), "tile/63/999.p/255"),
        (TileAddress(None, 273, 112), "tile/entries/273.p/112"),
        (TileAddress(None, 1_000), "tile/entries/x001/000"),
    ],
)
def test_a_path_and_its_address_say_the_same(address: TileAddress, path: str) -> None:
    assert address.path == path
    assert tiles.read_tile_path(path) == address


@given(
    st.none() | st.integers(0, 63),
    st.integers(0, 2**63 - 1),
    st.integers(1, 256),
)
def test_every_address_is_read_back(level: int | None, index: int, width: int) -> None:
    address = TileAddress(level, index, width)
    assert tiles.read_tile_path(address.path) == address


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/00",
        "tile/0/0000",
        "tile/0/x000/000",  # zeros that are not needed
        "tile/0/001/234",
        "tile/0/x001/x234",
        "tile/64/000",
        "tile/00/000",
        "tile/-1/000",
        "tile/entry/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/257",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000\n",
        "/tile/0/000",
        "tile/0/x009/x223/x372/x036/x854/x775/808",
        "tile/0/x001/x000/x000/x000/x000/x000/x000/000",
        "tile/0/٠٠٠",
        "",
    ],
)
def test_any_other_path_is_refused(path: str) -> None:
    with pytest.raises(TilePathError) as refusal:
        tiles.read_tile_path(path)
    assert refusal.value.path == path


def test_widths_are_those_of_the_specifications_example() -> None:
    """A tree of 70,000: 273 full tiles and one of 112, a full one and one of 17 above, one of 1 on top."""
    assert [tiles.width_in(70_000, 0, index) for index in (0, 272, 273, 274)] == [256, 256, 112, 0]
    assert [tiles.width_in(70_000, 1, index) for index in (0, 1, 2)] == [256, 17, 0]
    assert [tiles.width_in(70_000, 2, index) for index in (0, 1)] == [1, 0]
    assert tiles.width_in(70_000, None, 273) == 112
    assert [tiles.width_in(256, level, 0) for level in (0, 1, 2)] == [256, 1, 0]


def test_a_log_of_70_000_has_the_full_tiles_of_the_specification() -> None:
    store = Store()
    for start in range(0, 70_000, 999):
        store.append(LEAVES[start : min(start + 999, 70_000)])
    assert sorted(store.tiles) == [(0, index) for index in range(273)] + [(1, 0)]
    for (level, index), tile in store.tiles.items():
        span = LEAVES[index << 8 * (level + 1) : (index + 1) << 8 * (level + 1)]
        assert tile.root == merkle.root_of(span)
        assert len(tile.hashes) == 8192
        assert merkle.fold(tile.hashes) == tile.root


@settings(max_examples=30)
@given(st.lists(st.integers(0, 700), max_size=20))
def test_groups_of_any_size_complete_the_same_tiles(sizes: list[int]) -> None:
    store, once = Store(), Store()
    for size in sizes:
        store.append(LEAVES[len(store.leaves) : len(store.leaves) + size])
    once.append(LEAVES[: sum(sizes)])
    assert store.tiles == once.tiles


def test_the_last_tile_is_asked_for_only_when_it_becomes_full() -> None:
    store = Store()
    store.append(LEAVES[:255])
    assert store.asked == []
    store.append(LEAVES[255:256])
    assert store.asked == [0]
    store.append(LEAVES[256:65_535])
    assert store.asked == [0]  # level 0 was whole before, level 1 is not full yet
    store.append(LEAVES[65_535:65_536])
    assert store.asked == [0, 0, 1]


def test_a_last_tile_of_another_width_is_refused() -> None:
    for known in (b"", bytes(32 * 254), bytes(32 * 255 + 1)):
        with pytest.raises(TileWidthError) as refusal:
            tiles.completed_tiles(255, LEAVES[:1], lambda _level, known=known: known)  # type: ignore[misc]
        assert (refusal.value.level, refusal.value.width, refusal.value.length) == (0, 255, len(known))


@pytest.fixture(scope="module")
def store() -> Store:
    filled = Store()
    filled.append(LEAVES)
    return filled


def from_leaves(level: int, index: int) -> bytes:
    return merkle.root_of(LEAVES[index << level : (index + 1) << level])


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 65_535, 65_536, 65_537, 69_999, 70_000])
def test_roots_and_paths_from_tiles_are_those_from_leaves(store: Store, size: int) -> None:
    nodes: Callable[[int, int], bytes] = tiles.TileNodes(size, store.read)
    head = merkle.TreeHead(size, merkle.root(size, nodes))
    assert head.root == merkle.root_of(LEAVES[:size])
    for index in {0, size // 3, size - 1}:
        path = merkle.inclusion_path(index, size, nodes)
        merkle.verify_inclusion(LEAVES[index], index, path, head)
    for old in {1, size // 3, size // 2, size - 1} - {0}:
        path = merkle.consistency_path(old, size, nodes)
        assert path == merkle.consistency_path(old, size, from_leaves)


def test_a_tile_is_read_once_and_only_where_a_proof_needs_it(store: Store) -> None:
    read = []

    def reading(level: int, index: int, width: int) -> bytes:
        read.append((level, index, width))
        return store.read(level, index, width)

    merkle.inclusion_path(300, 70_000, tiles.TileNodes(70_000, reading))
    assert sorted(read) == [(0, 1, 256), (0, 273, 112), (1, 0, 256), (1, 1, 17)]


def test_a_subtree_beyond_the_log_is_refused(store: Store) -> None:
    nodes = tiles.TileNodes(1_000, store.read)
    for level, index in [(0, 1_000), (3, 125), (9, 1), (0, -1)]:
        with pytest.raises(NodeOutsideTreeError):
            nodes(level, index)


@pytest.mark.parametrize("length", [0, 32 * 231, 32 * 232 - 1, 32 * 232 + 1])
def test_a_stored_tile_cut_short_is_refused(length: int) -> None:
    nodes = tiles.TileNodes(1_000, lambda _level, _index, _width: bytes(length))
    with pytest.raises(TileWidthError) as refusal:
        nodes(0, 999)
    assert (refusal.value.level, refusal.value.index, refusal.value.width) == (0, 3, 232)


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_a_bundle_gives_its_entries_back(entries: list[bytes]) -> None:
    bundle = tiles.entry_bundle(entries)
    assert len(bundle) == sum(2 + len(entry) for entry in entries)
    assert tiles.read_entry_bundle(bundle) == entries


def test_a_bundle_is_length_and_entry_by_turns() -> None:
    assert tiles.entry_bundle([b"ab", b"", bytes(258)]) == b"\x00\x02ab\x00\x00\x01\x02" + bytes(258)


def test_a_broken_bundle_is_refused() -> None:
    bundle = tiles.entry_bundle([b"ab", b"cde"])
    for end in (1, 2, 3, 5, 6, 8):
        with pytest.raises(BundleError):
            tiles.read_entry_bundle(bundle[:end])
    with pytest.raises(BundleError):
        tiles.read_entry_bundle(tiles.entry_bundle([b""] * 257))
    with pytest.raises(EntryTooLongError):
        tiles.entry_bundle([bytes(65_536)])
