"""♥ The log's tree in tiles of 256 hashes, as C2SP tlog-tiles serves it: paths, bundles, and what an append completes.

Only full tiles are stored, and never change. A partial tile is a prefix of what will be full one day: at level 0 it
is cut from the hashes of the leaves, above from the roots of the full tiles below.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from credits.proofs.errors import (
    BundleError,
    EntryTooLongError,
    NodeOutsideTreeError,
    TilePathError,
    TileWidthError,
)
from credits.proofs.merkle import HASH_BYTES, fold

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
TILE_BYTES = TILE_WIDTH * HASH_BYTES
LEVEL_MAX = 63
INDEX_MAX = 2**63 - 1
ENTRY_BYTES_MAX = 2**16 - 1

_PATH = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([0-9]{1,3}))?")


@dataclass(frozen=True, slots=True)
class TileAddress:
    """Tile `index` of a level, or the bundle of the entries under it (`level` None), with `width` hashes or entries."""

    level: int | None
    index: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """Such as `tile/1/x001/234.p/17` or `tile/entries/000`."""
        digits = str(self.index)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        number = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
        name = "entries" if self.level is None else str(self.level)
        partial = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{name}/{number}{partial}"


@dataclass(frozen=True, slots=True)
class FullTile:
    """256 hashes, 8,192 bytes, and their root: one hash of the tile `index // 256` of the level above."""

    level: int
    index: int
    hashes: bytes
    root: bytes


def read_tile_path(path: str) -> TileAddress:
    """The address of a path. Raises TilePathError for any text that is not exactly the path of an address."""
    found = _PATH.fullmatch(path)
    if found is None:
        raise TilePathError(path)
    name, number, width = found.groups()
    address = TileAddress(
        None if name == "entries" else int(name),
        int(number.replace("/", "").replace("x", "")),
        TILE_WIDTH if width is None else int(width),
    )
    is_possible = (address.level or 0) <= LEVEL_MAX and address.index <= INDEX_MAX
    if not is_possible or not 1 <= address.width <= TILE_WIDTH or address.path != path:
        raise TilePathError(path)
    return address


def width_in(size: int, level: int | None, index: int) -> int:
    """How many hashes (or entries) the tile has in a log of `size` entries: 0 to 256."""
    hashes = size >> TILE_HEIGHT * (level or 0)
    return max(0, min(TILE_WIDTH, hashes - index * TILE_WIDTH))


def completed_tiles(size: int, leaves: Sequence[bytes], partial: Callable[[int], bytes]) -> list[FullTile]:
    """The tiles that become full when leaf hashes are appended to a log of `size` entries, lower levels first.

    `partial(level)` gives the hashes of that level's last, incomplete tile before the append, one after the other;
    it is asked only for levels where a tile becomes full and something was there before.
    """
    tiles: list[FullTile] = []
    level, before, row = 0, size, b"".join(leaves)
    while before % TILE_WIDTH + len(row) // HASH_BYTES >= TILE_WIDTH:
        width = before % TILE_WIDTH
        if width:
            known = partial(level)
            if len(known) != width * HASH_BYTES:
                raise TileWidthError(level, before // TILE_WIDTH, width, len(known))
            row = known + row
        roots = []
        for number, start in enumerate(range(0, len(row) - TILE_BYTES + 1, TILE_BYTES), before // TILE_WIDTH):
            hashes = row[start : start + TILE_BYTES]
            roots.append(fold(hashes))
            tiles.append(FullTile(level, number, hashes, roots[-1]))
        level, before, row = level + 1, before // TILE_WIDTH, b"".join(roots)
    return tiles


@dataclass(slots=True)
class TileNodes:
    """A node source over tiles: `TileNodes(size, read)` is callable as merkle.NodeSource.

    `read(level, index, width)` gives the first `width` hashes of a tile, one after the other (more do no harm).
    A tile is read once, and a subtree hashed once: the paths of neighbours share almost all.
    Raises NodeOutsideTreeError beyond `size`, TileWidthError for a tile cut short.
    """

    size: int
    read: Callable[[int, int, int], bytes]
    _tiles: dict[tuple[int, int], bytes] = field(default_factory=dict)
    _nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def __call__(self, level: int, index: int) -> bytes:
        if index < 0 or (index + 1) << level > self.size:
            raise NodeOutsideTreeError(level, index, self.size)
        node = self._nodes.get((level, index))
        if node is None:
            node = self._nodes[level, index] = self._folded(level, index)
        return node

    def _folded(self, level: int, index: int) -> bytes:
        tile_level, height = divmod(level, TILE_HEIGHT)
        tile_index, position = divmod(index << height, TILE_WIDTH)
        tile = self._tile(tile_level, tile_index)
        return fold(tile[position * HASH_BYTES : (position + (1 << height)) * HASH_BYTES])

    def _tile(self, level: int, index: int) -> bytes:
        tile = self._tiles.get((level, index))
        if tile is None:
            width = width_in(self.size, level, index)
            tile = self.read(level, index, width)
            if len(tile) < width * HASH_BYTES or len(tile) % HASH_BYTES:
                raise TileWidthError(level, index, width, len(tile))
            self._tiles[level, index] = tile
        return tile


def entry_bundle(entries: Iterable[bytes]) -> bytes:
    """Entries one after the other, each behind its length in two bytes, big-endian."""
    parts = []
    for entry in entries:
        if len(entry) > ENTRY_BYTES_MAX:
            raise EntryTooLongError(len(entry))
        parts.append(len(entry).to_bytes(2, "big"))
        parts.append(entry)
    return b"".join(parts)


def read_entry_bundle(bundle: bytes) -> list[bytes]:
    """The entries of a bundle. Raises BundleError where it is cut short or has more than 256."""
    entries: list[bytes] = []
    at = 0
    while at < len(bundle):
        start = at + 2
        at = start + int.from_bytes(bundle[at:start], "big")
        if start > len(bundle) or at > len(bundle) or len(entries) == TILE_WIDTH:
            raise BundleError(len(entries), len(bundle))
        entries.append(bundle[start:at])
    return entries
