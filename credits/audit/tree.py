"""The log walked leaf by leaf: entries against rows, hashes, tiles, and the root under every checkpoint."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from credits.audit.entries import Rows
from credits.audit.findings import SHOWN_ROWS_MAX, Findings
from credits.audit.reading import leaves, rows_of
from credits.models import Checkpoint, Cosignature, LogLeaf
from credits.proofs import checkpoints
from credits.proofs.checkpoints import Trust
from credits.proofs.errors import ProofError
from credits.proofs.merkle import EMPTY_ROOT, HASH_BYTES, TreeHead, fold, leaf_hash, node_hash
from credits.proofs.notes import KeyKind, VerifierKey, verify_note
from credits.proofs.tiles import TILE_WIDTH
from credits.signing import current_signer, verifier_keys

COUNT = "the log has as many leaves as its state says, numbered without a gap"
HASH = "a leaf's hash is that of its entry"
ROW = "every leaf says what its row says, and every row has its leaf"
TIME = "times in the log never go back, but where it says so"
TILE = "a full tile is what its leaves make it"
ROOT = "a checkpoint's root is that of its leaves, and its note is signed"
COSIGNATURE = "a cosignature is its witness's"
RULES = (COUNT, HASH, ROW, TIME, TILE, ROOT, COSIGNATURE)

_LEAVES_AT_A_TIME = 64 * TILE_WIDTH
_AT = re.compile(rb'"at":(\d+),')
_CLOCK = b'"type":"clock","v":1,'


def examine(found: Findings, *, rows: bool = True) -> None:
    """Walk the log from its first leaf; with `rows` False, the log alone, without the rows that it tells of."""
    state = rows_of("SELECT size FROM credits_logstate")
    size = state[0][0] if state else 0
    last = rows_of("SELECT COALESCE(MAX(index), -1) FROM credits_logleaf".replace("index", '"index"'))[0][0]
    if last + 1 != size:
        found.add(COUNT, f"{last + 1} leaves, {size} by the state")
    beside = Rows(found) if rows else None
    walk = _Walk(found, beside)
    for begin in range(0, last + 1, _LEAVES_AT_A_TIME):
        walk.part(begin, min(begin + _LEAVES_AT_A_TIME, last + 1))
    walk.end(last + 1)
    if beside:
        beside.ranges.end()
        _rows_beyond(found, last + 1)
    _cosignatures(found)
    found.row_count += last + 1


@dataclass(slots=True)
class _Peaks:
    """The perfect subtrees over the first whole tiles, the largest first: enough for the root at any size."""

    hashes: list[bytes] = field(default_factory=list)
    count: int = 0

    def push(self, tile: bytes) -> None:
        """One more whole tile."""
        self.count += 1
        number = self.count
        while not number & 1:
            tile = node_hash(self.hashes.pop(), tile)
            number >>= 1
        self.hashes.append(tile)

    def root_with(self, partial: bytes) -> bytes:
        """The root of the whole tiles and the leaf hashes of one that is not whole."""
        hashes = [*self.hashes, fold(partial)] if partial else list(self.hashes)
        if not hashes:
            return EMPTY_ROOT
        computed = hashes.pop()
        while hashes:
            computed = node_hash(hashes.pop(), computed)
        return computed


class _Walk:
    """What is carried from one part of the log to the next."""

    def __init__(self, found: Findings, rows: Rows | None) -> None:
        self._found = found
        self._rows = rows
        self._walked = -(2**63)  # checkpoints up to this size were read, whatever size they say
        self._published: list[Checkpoint] = []  # those read and not yet checked, the next one last
        self._trust = Trust(current_signer().name, verifier_keys())
        self._peaks = _Peaks()
        self._rows_above: list[bytes] = []  # by level: roots of full tiles that fill the next tile
        self._made: dict[tuple[int, int], tuple[bytes, bytes]] = {}  # full tiles, by level and number
        self._at = 0

    def part(self, begin: int, end: int) -> None:
        """Leaves `[begin, end)`; `begin` is a multiple of a tile's width."""
        entries, kept = leaves(begin, end)
        if len(entries) != end - begin:
            self._found.add(COUNT, f"{len(entries)} leaves from {begin} to {end}")
        hashes = b"".join([leaf_hash(entry) for entry in entries.values()])
        if hashes != kept:
            self._compare_hashes(begin, end)
        self._times(entries)
        if self._rows is not None:
            self._compare(entries, self._rows, begin, end)
        published = Checkpoint.objects.filter(size__gt=self._walked, size__lte=end).order_by("-size")
        self._published, self._walked = [*published, *self._published], end
        self._tiles(begin, hashes)

    def _compare_hashes(self, begin: int, end: int) -> None:
        rows = LogLeaf.objects.filter(index__gte=begin, index__lt=end).order_by("index")
        for index, entry, kept in rows.values_list("index", "entry", "hash"):
            if leaf_hash(bytes(entry)) != bytes(kept):
                self._found.add(HASH, index)

    def end(self, size: int) -> None:
        """No checkpoint says more than there is."""
        beyond = Checkpoint.objects.filter(size__gt=self._walked).order_by("size")
        for checkpoint in [*self._published[::-1], *beyond[:SHOWN_ROWS_MAX]]:
            self._found.add(ROOT, f"size {checkpoint.size} of {size}")

    def _times(self, entries: dict[int, bytes]) -> None:
        begins = b"?"  # what an entry begins with, up to its time: many begin alike
        for index, entry in entries.items():
            if entry.startswith(begins):
                continue
            said = _AT.search(entry)
            at = int(said[1]) if said else -1
            if at < self._at and _CLOCK not in entry:
                self._found.add(TIME, index)
            self._at = at
            begins = entry[: said.end()] if said else b"?"

    def _compare(self, entries: dict[int, bytes], rows: Rows, begin: int, end: int) -> None:
        made = rows.between(begin, end)
        if len(made) == len(entries) and dict(made) == entries:
            return
        for index, entry in made:
            if entries.pop(index, None) != entry:
                self._found.add(ROW, f"leaf {index}")
        for index, entry in entries.items():
            if _CLOCK not in entry:  # what the log says of itself has no row
                self._found.add(ROW, f"leaf {index} of no row")

    def _tiles(self, begin: int, hashes: bytes) -> None:
        width = TILE_WIDTH * HASH_BYTES
        for at in range(0, len(hashes), width):
            tile = hashes[at : at + width]
            first = begin + at // HASH_BYTES
            self._checkpoints(first, tile)
            if len(tile) == width:
                root = fold(tile)
                self._full(0, first // TILE_WIDTH, tile, root)
                self._peaks.push(root)
        self._compare_tiles()

    def _full(self, level: int, index: int, hashes: bytes, root: bytes) -> None:
        """Note a full tile, and carry its root one level up."""
        self._made[level, index] = hashes, root
        if level == len(self._rows_above):
            self._rows_above.append(b"")
        self._rows_above[level] += root
        if len(self._rows_above[level]) == TILE_WIDTH * HASH_BYTES:
            above, self._rows_above[level] = self._rows_above[level], b""
            self._full(level + 1, index // TILE_WIDTH, above, fold(above))

    def _compare_tiles(self) -> None:
        """Hold the tiles that were made since against the stored ones."""
        stored: dict[tuple[int, int], tuple[bytes, bytes]] = {}
        for level in {level for level, _index in self._made}:
            numbers = [index for at, index in self._made if at == level]
            for index, hashes, root in rows_of(
                'SELECT "index", hashes, root FROM credits_logtile'
                ' WHERE level = %s AND "index" >= %s AND "index" <= %s',
                [level, min(numbers), max(numbers)],
            ):
                stored[level, index] = bytes(hashes), bytes(root)
        for place, made in self._made.items():
            if stored.get(place) != made:
                self._found.add(TILE, f"{place[0]}/{place[1]}")
        self._made = {}

    def _checkpoints(self, first: int, tile: bytes) -> None:
        """Check those of a size within the tile, or at its end."""
        end = first + len(tile) // HASH_BYTES
        while self._published and self._published[-1].size <= end:
            checkpoint = self._published.pop()
            partial = tile[: (checkpoint.size - first) * HASH_BYTES]
            self._checkpoint(checkpoint, self._peaks.root_with(partial))

    def _checkpoint(self, stored: Checkpoint, root: bytes) -> None:
        head = TreeHead(stored.size, root)
        try:
            said, _signed = checkpoints.verify_checkpoint(stored.note, self._trust)
        except ProofError as error:
            self._found.add(ROOT, f"size {stored.size}: {error}")
            return
        if said.head != head or bytes(stored.root) != root:
            self._found.add(ROOT, f"size {stored.size}")


def _rows_beyond(found: Findings, size: int) -> None:
    """Rows whose number the log does not have."""
    for table in ("transfer", "retirement", "batchmark", "poolclosing"):
        sql = f"SELECT leaf_index FROM credits_{table} WHERE leaf_index >= %s OR leaf_index < 0 LIMIT 20"  # noqa: S608  constants
        for (index,) in rows_of(sql, [size]):
            found.add(ROW, f"{table} of leaf {index}")


def _cosignatures(found: Findings) -> None:
    for row in _stored_cosignatures():
        key = VerifierKey(row.witness.name, bytes(row.witness.public_key), KeyKind.COSIGNATURE)
        text = row.checkpoint.note.rpartition("\n\n")[0] + "\n"
        try:
            verify_note(f"{text}\n{row.line}\n", [key])
        except ProofError as error:
            found.add(COSIGNATURE, f"{row}: {error}")


def _stored_cosignatures() -> Iterator[Cosignature]:
    return Cosignature.objects.select_related("checkpoint", "witness").order_by("pk").iterator()
