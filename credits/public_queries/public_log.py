"""The log as it is served: never beyond the last checkpoint, so that whoever asks can check what they get."""

from collections.abc import Sequence
from dataclasses import dataclass

import credits.log
from credits.models import Checkpoint, LogKey, LogLeaf, Witness
from credits.proofs import merkle, tiles
from credits.proofs.checkpoints import LogProof
from credits.proofs.errors import LeafIndexError, TreeSizeError
from credits.proofs.notes import KeyKind, VerifierKey
from credits.signing import current_signer, verifier_keys


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf of the log: its number, the bytes of its entry, and their hash."""

    index: int
    entry: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Leaf `leaf.index` of the first `head.size` leaves, and the path to their root."""

    leaf: Leaf
    head: merkle.TreeHead
    path: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Consistency:
    """The first `old.size` leaves, unchanged among the first `new.size`, by this path."""

    old: merkle.TreeHead
    new: merkle.TreeHead
    path: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key as checkers want it: `name+id+base64`, since when it signs, and whether it signs now."""

    text: str
    row: LogKey | None
    is_current: bool


def last_checkpoint() -> Checkpoint | None:
    """The newest checkpoint, or None before the first."""
    return Checkpoint.objects.order_by("-size").first()


def published_size() -> int:
    """How many leaves the last checkpoint vouches for."""
    last = Checkpoint.objects.order_by("-size").values_list("size", flat=True).first()
    return last or 0


def note_of(checkpoint: Checkpoint) -> str:
    """The checkpoint's signed note with the signatures of its witnesses."""
    lines = checkpoint.cosignatures.order_by("witness__name").values_list("line", flat=True)
    return checkpoint.note + "".join(f"{line}\n" for line in lines)


def leaf(index: int) -> Leaf | None:
    """The leaf with this number, or None beyond the end of the log."""
    row = LogLeaf.objects.filter(index=index).first()
    return Leaf(row.index, bytes(row.entry), bytes(row.hash)) if row is not None else None


def last_leaves(count: int = 10) -> list[Leaf]:
    """The newest leaves, the last first."""
    size = credits.log.size()
    rows = LogLeaf.objects.filter(index__gte=size - count, index__lt=size).order_by("-index")
    return [Leaf(row.index, bytes(row.entry), bytes(row.hash)) for row in rows]


def inclusion(index: int, size: int) -> Inclusion:
    """The proof that a leaf is among the first `size`. Raises LeafIndexError, TreeSizeError beyond the checkpoint."""
    _check_published(size)
    nodes = credits.log.nodes(size)
    path = merkle.inclusion_path(index, size, nodes)
    found = leaf(index)
    if found is None:
        raise LeafIndexError(index, size)
    return Inclusion(found, merkle.TreeHead(size, merkle.root(size, nodes)), path)


def consistency(first: int, second: int) -> Consistency:
    """The proof that the log only grew from `first` to `second` leaves. Raises TreeSizeError."""
    _check_published(second)
    nodes = credits.log.nodes(second)
    path = merkle.consistency_path(first, second, nodes)
    old = merkle.TreeHead(first, merkle.root(first, credits.log.nodes(first)))
    return Consistency(old, merkle.TreeHead(second, merkle.root(second, nodes)), path)


def log_proof(index: int) -> str | None:
    """The `.tlog-proof` file of a leaf under the last checkpoint; None where no checkpoint vouches for it yet."""
    checkpoint = last_checkpoint()
    if checkpoint is None or not 0 <= index < checkpoint.size:
        return None
    path = merkle.inclusion_path(index, checkpoint.size, credits.log.nodes(checkpoint.size))
    return LogProof(index, tuple(path), note_of(checkpoint)).text


def tile(address: tiles.TileAddress) -> bytes | None:
    """The bytes of a tile or of a bundle of entries; None where the last checkpoint does not reach so far."""
    if address.width > tiles.width_in(published_size(), address.level, address.index):
        return None
    if address.level is not None:
        return credits.log.read_tile(address.level, address.index, address.width)
    begin = address.index * tiles.TILE_WIDTH
    return tiles.entry_bundle(credits.log.entries(begin, begin + address.width))


def public_keys() -> list[PublicKey]:
    """Every key that ever signed here, the oldest first, and the one that signs next."""
    rows = {(row.name, bytes(row.public_key)): row for row in LogKey.objects.order_by("pk")}
    found = verifier_keys()
    current = current_signer().key
    return [PublicKey(str(key), rows.get((key.name, key.public)), key == current) for key in found]


def witnesses() -> list[tuple[Witness, str]]:
    """Who cosigns, active or not, with the key as checkers want it."""
    return [
        (row, str(VerifierKey(row.name, bytes(row.public_key), KeyKind.COSIGNATURE)))
        for row in Witness.objects.order_by("-is_active", "name")
    ]


def _check_published(size: int) -> None:
    published = published_size()
    if not 0 <= size <= published:
        raise TreeSizeError(size, published)
