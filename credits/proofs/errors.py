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
