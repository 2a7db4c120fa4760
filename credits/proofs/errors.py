"""How a proof is refused. Each error names what is wrong and carries the values."""

from credits.errors import CreditsError


class ProofError(CreditsError):
    """Something that claims to be a proof, or a part of one, is not."""


class EntryFieldError(ProofError):
    """A field that no log entry may have."""

    def __init__(self, field: str, value: object) -> None:
        super().__init__(f"a log entry's {field!r} cannot be {value!r}")
        self.field = field
        self.value = value


class EntryTooLongError(ProofError):
    """A log entry beyond the 65,535 bytes that an entry bundle can carry."""

    def __init__(self, length: int) -> None:
        super().__init__(f"a log entry of {length} bytes")
        self.length = length


class EntryNotCanonicalError(ProofError):
    """Bytes that are no log entry, or one that is written in another way than docs/proofs.md says."""

    def __init__(self, entry: bytes) -> None:
        super().__init__(f"not canonical: {entry[:80]!r}")
        self.entry = entry


class HashLengthError(ProofError):
    """A hash that is not 32 bytes."""

    def __init__(self, length: int) -> None:
        super().__init__(f"a hash of {length} bytes")
        self.length = length


class LeafIndexError(ProofError):
    """A position that the tree does not have."""

    def __init__(self, index: int, size: int) -> None:
        super().__init__(f"no leaf {index} in a tree of {size}")
        self.index = index
        self.size = size


class TreeSizeError(ProofError):
    """Sizes between which a tree cannot have grown."""

    def __init__(self, old: int, new: int) -> None:
        super().__init__(f"a tree of {old} leaves cannot have grown to {new}")
        self.old = old
        self.new = new


class PathLengthError(ProofError):
    """A path with more or fewer steps than index and size ask for."""

    def __init__(self, expected: int, found: int) -> None:
        super().__init__(f"a path of {found} steps instead of {expected}")
        self.expected = expected
        self.found = found


class RootMismatchError(ProofError):
    """The path leads to another hash. `which` is "root", "old root", "new root" or "pool root"."""

    def __init__(self, which: str, expected: bytes, computed: bytes) -> None:
        super().__init__(f"the {which} is {expected.hex()}, the path leads to {computed.hex()}")
        self.which = which
        self.expected = expected
        self.computed = computed


class NodeOutsideTreeError(ProofError):
    """A subtree that reaches beyond the tree."""

    def __init__(self, level: int, index: int, size: int) -> None:
        super().__init__(f"no perfect subtree {index} at level {level} in a tree of {size}")
        self.level = level
        self.index = index
        self.size = size


class TilePathError(ProofError):
    """A text that is not a tile's path."""

    def __init__(self, path: str) -> None:
        super().__init__(f"not a tile's path: {path[:120]!r}")
        self.path = path


class TileWidthError(ProofError):
    """A stored tile with another number of hashes than the log's size asks for."""

    def __init__(self, level: int, index: int, width: int, length: int) -> None:
        super().__init__(f"tile {index} of level {level} needs {width} hashes and has {length} bytes")
        self.level = level
        self.index = index
        self.width = width
        self.length = length


class BundleError(ProofError):
    """An entry bundle that ends within an entry, or has more than 256."""

    def __init__(self, entries: int, length: int) -> None:
        super().__init__(f"a bundle of {length} bytes breaks after {entries} entries")
        self.entries = entries
        self.length = length


class KeyFormatError(ProofError):
    """A text that is no verifier key `name+hash+base64`, or of a kind that is not read here."""

    def __init__(self, text: str) -> None:
        super().__init__(f"not a verifier key: {text[:120]!r}")
        self.text = text


class NoteFormatError(ProofError):
    """A text that is no signed note. `part` says where it breaks."""

    def __init__(self, part: str) -> None:
        super().__init__(f"not a signed note: {part}")
        self.part = part


class SignatureMismatchError(ProofError):
    """A signature that claims to be by a known key, and is not."""

    def __init__(self, key: str) -> None:
        super().__init__(f"not signed by {key}")
        self.key = key


class NoTrustedSignatureError(ProofError):
    """A note that no known key signed."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"signed by nobody known: {names}")
        self.names = names


class CheckpointFormatError(ProofError):
    """A signed text that is no checkpoint."""

    def __init__(self, text: str) -> None:
        super().__init__(f"not a checkpoint: {text[:120]!r}")
        self.text = text


class OriginMismatchError(ProofError):
    """A statement of another log."""

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(f"of {found!r}, not of {expected!r}")
        self.expected = expected
        self.found = found


class QuorumError(ProofError):
    """Fewer witnesses than the checker asks for."""

    def __init__(self, expected: int, found: int) -> None:
        super().__init__(f"{found} witnesses of {expected}")
        self.expected = expected
        self.found = found


class ProofFormatError(ProofError):
    """A text that is no proof. `part` says where it breaks."""

    def __init__(self, part: str) -> None:
        super().__init__(f"not a proof: {part}")
        self.part = part


class EmptyTreeError(ProofError):
    """A pool without a leaf, or a row of nodes that is cut short."""

    def __init__(self, length: int) -> None:
        super().__init__(f"no tree over a row of {length} bytes")
        self.length = length


class SumRangeError(ProofError):
    """A leaf or a sum that is not a whole number of grams from 1 to 2⁶³ - 1."""

    def __init__(self, value: object) -> None:
        super().__init__(f"not a sum of grams: {value!r}")
        self.value = value


class SumMismatchError(ProofError):
    """The path adds up to another sum than the pool's."""

    def __init__(self, expected: int, computed: int) -> None:
        super().__init__(f"the pool says {expected} g, the path adds up to {computed} g")
        self.expected = expected
        self.computed = computed


class DuplicateLeafError(ProofError):
    """One retirement at two places of a pool."""

    def __init__(self, first: int, second: int) -> None:
        super().__init__(f"leaves {first} and {second} are the same retirement")
        self.first = first
        self.second = second


class StatementFormatError(ProofError):
    """A signed text that is no pool's statement."""

    def __init__(self, text: str) -> None:
        super().__init__(f"not a pool's statement: {text[:120]!r}")
        self.text = text


class StatementFieldError(ProofError):
    """A line that no pool's statement may have, or that contradicts the others."""

    def __init__(self, line: str, value: object) -> None:
        super().__init__(f"a pool's statement cannot say {line} {value!r}")
        self.line = line
        self.value = value
